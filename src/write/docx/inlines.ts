// In: inlines. Out: runs of WordprocessingML. A source mark refers to its number in the list of sources by a REF field: a source cited by many
// sentences is listed once, and whoever adds or takes away a source has all marks follow. Refuses nothing.

import type { Inline, Mark } from '../../model/doc.ts';
import { fromRight } from '../bidi.ts';
import { anchorOf, bookmarkOf, type Setting } from './setting.ts';
import { el, holding, safe, val } from './xml.ts';

/** What holds for a run. */
interface Look {
  strong?: boolean;
  em?: boolean;
  soft?: boolean;
  linked?: boolean;
  mark?: boolean;
  /** BCP 47. */
  lang?: string;
  right?: boolean;
}

/** Writes inlines as runs, links and fields. */
export function runs(list: readonly Inline[], setting: Setting, look: Look = {}): string {
  return list.map((one) => inline(one, setting, look)).join('');
}

function inline(one: Inline, setting: Setting, look: Look): string {
  switch (one.type) {
    case 'text':
    case 'count':
      return run(one.value, look);
    case 'strong':
    case 'em':
    case 'soft':
      return runs(one.children, setting, { ...look, [one.type]: true });
    case 'given':
      return runs(one.children, setting, { ...look, em: true });
    case 'lang':
      return runs(one.children, setting, { ...look, lang: one.lang, right: fromRight(one.children) });
    case 'link': {
      if (!look.linked && one.href.startsWith('#')) {
        const inner = runs(one.children, setting, { ...look, linked: true });
        return inner && el('w:hyperlink', { 'w:anchor': anchorOf(one.href.slice(1)), 'w:history': 1 }, inner);
      }
      if (look.linked || !/^https?:\/\//i.test(one.href)) return runs(one.children, setting, look);
      const inner = runs(one.children, setting, { ...look, linked: true });
      return inner && el('w:hyperlink', { 'r:id': linkTo(one.href, setting), 'w:history': 1 }, inner);
    }
    case 'mark':
      return mark(one, setting, look);
    case 'statement':
      return runs(one.children, setting, look);
    case 'break':
      return el('w:r', {}, el('w:br'));
    default:
      return one satisfies never;
  }
}

function linkTo(href: string, { links }: Setting): string {
  const id = links.get(href) ?? `link${links.size + 1}`;
  links.set(href, id);
  return id;
}

/** `[1, 2]`: in brackets, so that a number raised above the line is not read, or copied, as part of a figure; a no-break space keeps it on its line. */
function mark({ numbers }: Mark, { listed }: Setting, look: Look): string {
  if (numbers.length === 0) return '';
  const cited: Look = { ...(look.linked ? { linked: true } : {}), mark: true };
  const one = (n: number) => {
    if (look.linked || !listed.has(n)) return run(String(n), cited);
    // The number of the paragraph that bears the bookmark, as a link to it (ISO/IEC 29500-1, 17.16.5.50).
    return el('w:fldSimple', { 'w:instr': ` REF ${bookmarkOf(n)} \\n \\h ` }, run(String(n), cited));
  };
  const between = run(',\u00a0', cited);
  return run('\u00a0[', cited) + numbers.map(one).join(between) + run(']', cited);
}

function run(text: string, look: Look): string {
  const pieces = text
    .replace(/[ \t\r\n]+/g, ' ')
    .split(/([\u00ad\u2011])/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      if (piece === '\u00ad') return el('w:softHyphen');
      if (piece === '\u2011') return el('w:noBreakHyphen');
      return el('w:t', { 'xml:space': 'preserve' }, safe(piece));
    });
  return pieces.length === 0 ? '' : el('w:r', {}, properties(look), ...pieces);
}

const EASTERN = /^(zh|ja|ko)\b/;
/** Word knows Chinese by country (MS-LCID). */
const KNOWN_AS: Record<string, string> = { 'zh-Hans': 'zh-CN', 'zh-Hant': 'zh-TW' };

/** In the order that the schema wants (ISO/IEC 29500-1, 17.3.2.28). A run has one style; what else holds is said by itself. */
function properties({ strong, em, soft, linked, mark: cited, lang, right }: Look): string {
  const style = [
    cited && 'EndnoteReference',
    linked && 'Hyperlink',
    soft && 'SubtleEmphasis',
    strong && 'Strong',
    em && 'Emphasis',
  ].find((name) => typeof name === 'string');
  const language = lang && (KNOWN_AS[lang] ?? lang);
  const kind = right ? 'w:bidi' : EASTERN.test(lang ?? '') ? 'w:eastAsia' : 'w:val';
  return holding(
    'rPr',
    style ? val('rStyle', style) : '',
    kind === 'w:eastAsia' ? el('w:rFonts', { 'w:hint': 'eastAsia' }) : '',
    strong && style !== 'Strong' ? el('w:b') + el('w:bCs') : '',
    em && style !== 'Emphasis' ? el('w:i') + el('w:iCs') : '',
    right ? el('w:rtl') : '',
    language ? el('w:lang', { [kind]: language }) : '',
  );
}
