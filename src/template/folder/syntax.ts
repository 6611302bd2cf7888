// In: the text of a template. Out: what keeps it from being read, in plain words and with the place where a person would mend it: what was opened and not
// closed, what closes nothing, what is nested too deep. Asked before Handlebars is, which takes minutes over some of these. Refuses nothing.

import { type Slip, spotOf } from '../../model/placed.ts';

interface Opened {
  name: string;
  offset: number;
  /** Times that {{else if}} stood in it: each is a block within the one before. */
  chained: number;
}

/** Deepest nesting: of blocks, and of brackets within braces. */
const MOST_BLOCKS = 24;
const MOST_BRACKETS = 4;

/** What is not balanced in a template; null where all is. Looks at every brace once. */
export function whyUnbalanced(text: string): Slip | null {
  const slip = (offset: number, detail: string, suggestion: string): Slip => ({
    ...spotOf(text, offset),
    detail,
    suggestion,
  });
  const open: Opened[] = [];
  for (let at = text.indexOf('{{'); at >= 0; ) {
    const comment = /^\{\{~?!(--)?/.exec(text.slice(at, at + 6));
    if (comment) {
      const close = comment[1] ? '--}}' : '}}';
      const end = text.indexOf(close, at);
      if (end < 0) return slip(at, 'a comment is not closed', `write ${close} at its end`);
      at = text.indexOf('{{', end);
      continue;
    }
    const end = text.indexOf('}}', at);
    const next = text.indexOf('{{', at + 2 + (text[at + 2] === '{' ? 1 : 0));
    if (end < 0 || (next >= 0 && next < end)) return slip(at, '“{{” is not closed', 'write }} at its end');
    const inside = text
      .slice(at + 2, end)
      .replace(/^~|~$/g, '')
      .trim();
    if (nestingOf(inside) > MOST_BRACKETS)
      return slip(at, `brackets are nested more than ${MOST_BRACKETS} deep`, 'take some of them out');
    const found = /^([#/]|\^|else\b)?\s*[>*]?\s*([^\s}]*)/.exec(inside);
    const [, sign, name = ''] = found ?? [];
    if ((inside.match(/"/g)?.length ?? 0) % 2 === 1)
      return slip(at, 'a text is not closed in {{…}}', 'write " at its end');
    if (sign === '#') {
      open.push({ name, offset: at, chained: 0 });
      if (open.length > MOST_BLOCKS)
        return slip(at, `blocks are nested more than ${MOST_BLOCKS} deep`, 'move some of them into a part');
    } else if (sign === '^' && name !== '') return slip(at, `“{{^${name}” is not known here`, 'write {{#unless}}');
    else if (sign === '/') {
      const last = open.pop();
      if (!last) return slip(at, `{{/${name}}} closes nothing`, `remove it, or write {{#${name} …}} before it`);
      if (last.name !== name) {
        const { line } = spotOf(text, last.offset);
        return slip(
          at,
          `{{/${name}}} stands where {{#${last.name}}} of line ${line} is open`,
          `write {{/${last.name}}}`,
        );
      }
    } else if (sign && (open.at(-1)?.chained ?? 0) >= MOST_BLOCKS)
      return slip(at, `blocks are nested more than ${MOST_BLOCKS} deep`, 'move some of them into a part');
    else if (sign && open.length === 0)
      return slip(at, `{{${sign}}} stands outside {{#if}} and {{#each}}`, 'remove it');
    if (sign === 'else') (open.at(-1) as Opened).chained++;
    at = text.indexOf('{{', end + 2);
  }
  const last = open.pop();
  return last ? slip(last.offset, `{{#${last.name}}} is not closed`, `write {{/${last.name}}} where it ends`) : null;
}

function nestingOf(inside: string): number {
  let depth = 0;
  let most = 0;
  for (const sign of inside.replace(/"[^"]*"/g, '')) {
    if (sign === '(') most = Math.max(most, ++depth);
    else if (sign === ')') depth--;
  }
  return most;
}

/** What is between braces where Handlebars stopped, by what it says. */
export function notUnderstood(text: string, message: string): Slip {
  const line = Number(/line (\d+)/.exec(message)?.[1] ?? /(\d+):\d+/.exec(message)?.[1] ?? 1);
  const start = text
    .split('\n')
    .slice(0, line - 1)
    .join('\n').length;
  const at = text.indexOf('{{', start);
  const shown = at < 0 ? '' : text.slice(at, text.indexOf('}}', at) + 2).slice(0, 40);
  return {
    ...(at < 0 ? { line, column: 1 } : spotOf(text, at)),
    detail: shown === '' ? 'this is not understood' : `“${shown}” is not understood`,
    suggestion: 'write {{field}}, {{#if field}}…{{/if}}, {{#each field}}…{{/each}} or {{> parts/name}}',
  };
}
