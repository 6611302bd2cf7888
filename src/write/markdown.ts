// In: a numbered Doc. Out: CommonMark with the tables and footnotes of GitHub Flavored Markdown. Source marks are footnote references, the list
// of sources their definitions. What a character could mean to a Markdown reader is in two tables; whatever stands there is escaped. Refuses nothing.

import {
  type Block,
  type Contents,
  type Doc,
  type Entry,
  type Figure,
  type Inline,
  type Table,
  textOf,
} from '../model/doc.ts';
import { leadOf, numberOf } from './lead.ts';
import { tabulate } from './series.ts';

/** Writes a brief as Markdown that ends in one newline. */
export function writeMarkdown(doc: Doc): string {
  const { header, marking, footer, letterhead } = doc.furniture;
  const lines = letterhead?.lines.flatMap((line): Inline[] => [text(line), { type: 'break' }]) ?? [];
  const top = paragraph([...lines, text(header), { type: 'break' }, strong([text(marking)])]);
  return `${joined([top, ...blocks(doc.blocks), paragraph([text(footer)])])}\n`;
}

const text = (value: string): Inline => ({ type: 'text', value });
const strong = (children: Inline[]): Inline => ({ type: 'strong', children });
const em = (children: Inline[]): Inline => ({ type: 'em', children });

// ---- Blocks --------------------------------------------------------------------------------------------------------

const LIST = /^(- |1\. )/;

/** Blocks with an empty line between them. */
function joined(parts: readonly string[]): string {
  let all = '';
  let last = '';
  for (const part of parts) {
    if (part === '') continue;
    // Two lists in a row would be read as one (CommonMark 0.31.2, 5.3): a comment parts them.
    if (all !== '') all += LIST.test(last) && LIST.test(part) ? '\n\n<!-- -->\n\n' : '\n\n';
    all += part;
    last = part;
  }
  return all;
}

function blocks(list: readonly Block[]): string[] {
  return list.flatMap(block);
}

function block(one: Block): string[] {
  switch (one.type) {
    case 'section':
      return blocks(one.children);
    case 'heading':
      return [`${'#'.repeat(one.level)} ${line([...numberOf(one), ...one.children], 'heading')}`];
    case 'paragraph':
      return [paragraph([...numberOf(one), ...one.children])];
    case 'entry':
      return entry(one);
    case 'list':
      return [
        one.items
          .map((item, i) => {
            const label = one.ordered ? `${i + 1}. ` : '- ';
            return label + paragraph(item.children).replaceAll('\n', `\n${' '.repeat(label.length)}`);
          })
          .join('\n'),
      ];
    case 'table':
      return table(one);
    case 'figure':
      return figure(one);
    case 'callout':
      return [quoted(joined(blocks(one.children)))];
    case 'contents':
      return contents(one);
    case 'sources':
      return [one.items.map((item) => `[^${item.number}]: ${atBreak(line(item.children, 'oneLine'))}`).join('\n')];
    default:
      return one satisfies never;
  }
}

/** Links to headings as GitHub anchors them: small letters, spaces as hyphens, the rest of the signs gone; a number where one comes again. */
function contents({ title, items }: Contents): string[] {
  const seen = new Map<string, number>();
  const lines = items.map(({ heading }) => {
    const words = [...numberOf(heading), ...heading.children];
    const anchor = textOf(words)
      .replace(/\s+/g, ' ')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    const href = `#${anchor}${before > 0 ? `-${before}` : ''}`;
    return `${'  '.repeat(heading.level - 2)}- ${line([{ type: 'link', href, children: words }], 'oneLine')}`;
  });
  return [title.length > 0 ? paragraph([strong(title)]) : '', lines.join('\n')];
}

function paragraph(children: readonly Inline[]): string {
  return line(children, 'paragraph').split('\n').map(atBreak).join('\n');
}

const quoted = (inner: string): string => inner.replace(/^.*$/gm, (row) => (row === '' ? '>' : `> ${row}`));

/** The margin note leads in: `**Canola** (open · newest 28 Feb 2026). The final duty …`. */
function entry({ margin, children }: Entry): string[] {
  const { name, aside, figures } = leadOf(margin);
  const pictures = figures.flatMap(figure);
  if (name.length === 0) return [...pictures, ...blocks(children)];
  const [first, ...rest] = children;
  const number = first?.type === 'paragraph' ? numberOf(first) : [];
  if (first?.type !== 'paragraph') return [paragraph([strong(name), ...aside]), ...pictures, ...blocks(children)];
  const stop = /[.!?…]\s*$/.test(line(name, 'oneLine')) ? [] : [text('.')];
  const lead = aside.length > 0 ? [strong(name), ...aside, text('.')] : [strong([...name, ...stop])];
  return [paragraph([...number, ...lead, text(' '), ...first.children]), ...pictures, ...blocks(rest)];
}

function table({ caption, columns, head, rows }: Table): string[] {
  // A table must have a head (GFM 4.10); the key facts have none to show.
  const cells = (row: readonly { children: Inline[] }[]) => columns.map((_, i) => line(row[i]?.children ?? [], 'cell'));
  return [
    paragraph([em(caption)]),
    grid(
      cells(head),
      columns.map((column) => column.align === 'number'),
      rows.map((row) => cells(row.cells)),
    ),
  ];
}

function grid(head: string[], right: readonly boolean[], rows: readonly string[][]): string {
  const rule = right.map((r) => (r ? '---:' : '---'));
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function figure({ caption, alt, chart }: Figure): string[] {
  const parts = [paragraph([em(caption)]), quoted(paragraph([text(alt)]))];
  switch (chart.kind) {
    case 'timeline':
    case 'tally':
    case 'locator':
      return parts;
    case 'series': {
      const { head, rows } = tabulate(chart);
      const cells = (row: string[]) => row.map((value) => line([text(value)], 'cell'));
      return [
        ...parts,
        grid(
          cells(head),
          head.map((_, i) => i > 0),
          rows.map(cells),
        ),
      ];
    }
    default:
      return chart satisfies never;
  }
}

// ---- Inlines -------------------------------------------------------------------------------------------------------

type Where = 'paragraph' | 'oneLine' | 'heading' | 'cell';

/** What Markdown can say: the other inlines are their children. Neighbours of one kind are one. */
type Span =
  | { type: 'text'; value: string }
  | { type: 'strong' | 'em'; children: Span[] }
  | { type: 'link'; href: string; children: Span[] }
  | { type: 'mark'; numbers: readonly number[] }
  | { type: 'break' };

function spansOf(list: readonly Inline[], within: readonly string[] = []): Span[] {
  const spans: Span[] = [];
  const add = (span: Span) => {
    const last = spans.at(-1);
    if (span.type === 'text' && last?.type === 'text') last.value += span.value;
    else if ((span.type === 'strong' || span.type === 'em') && last?.type === span.type)
      last.children.push(...span.children);
    else spans.push(span);
  };
  for (const inline of list) {
    switch (inline.type) {
      case 'text':
      case 'count':
        add({ type: 'text', value: inline.value.replace(/[ \t\r\n]+/g, ' ') });
        break;
      case 'strong':
      case 'em':
      case 'given': {
        const kind = inline.type === 'given' ? 'em' : inline.type;
        const children = spansOf(inline.children, [...within, kind]);
        if (within.includes(kind)) children.forEach(add);
        else attention(kind, children).forEach(add);
        break;
      }
      case 'soft':
      case 'lang':
      case 'statement':
        spansOf(inline.children, within).forEach(add);
        break;
      case 'link':
        if (within.includes('link')) spansOf(inline.children, within).forEach(add);
        else add({ type: 'link', href: inline.href, children: spansOf(inline.children, [...within, 'link']) });
        break;
      case 'mark':
        // A link holds no link (CommonMark 0.31.2, 6.3).
        if (within.includes('link')) add({ type: 'text', value: inline.numbers.map((n) => `[${n}]`).join(' ') });
        else add({ type: 'mark', numbers: inline.numbers });
        break;
      case 'break':
        add({ type: 'break' });
        break;
      default:
        inline satisfies never;
    }
  }
  return spans;
}

/** Breaks at the edges stand outside: a delimiter next to white space does not open or close. */
function attention(type: 'strong' | 'em', children: Span[]): Span[] {
  const inner = children.findIndex((span) => span.type !== 'break');
  const end = children.findLastIndex((span) => span.type !== 'break') + 1;
  if (inner < 0) return children;
  return [...children.slice(0, inner), { type, children: children.slice(inner, end) }, ...children.slice(end)];
}

/** Inlines as Markdown, without white space at the ends; more than one line only where there are breaks in a paragraph. */
function line(list: readonly Inline[], where: Where): string {
  return written(spansOf(list), where)
    .split('\n')
    .map((row) => row.replace(/^[ \t]+|[ \t]+$/g, ''))
    .join('\n');
}

const WORD = /[^\s\p{P}\p{S}]/u;
const startsIn = (s: string, set: RegExp) => set.test([...s][0] ?? ' ');
const endsIn = (s: string, set: RegExp) => set.test(s.match(/.$/su)?.[0] ?? ' ');
const reference = (character: string) => `&#x${character.codePointAt(0)?.toString(16)};`;

function written(spans: readonly Span[], where: Where): string {
  let out = '';
  let last: Span['type'] | null = null;
  // True where a letter that followed would keep the last delimiter from closing (CommonMark 0.31.2, 6.2).
  let tight = false;
  const append = (piece: string) => {
    out += tight && startsIn(piece, WORD) ? piece.replace(/^./su, reference) : piece;
    if (piece !== '') tight = false;
  };
  for (const span of spans) {
    switch (span.type) {
      case 'text': {
        const safe = escaped(span.value, where);
        // `[^3](` would be a link, `[^3]:` a definition.
        append(last === 'mark' && /^[(:]/.test(safe) ? `\\${safe}` : safe);
        break;
      }
      case 'strong':
      case 'em': {
        const [, before = '', inner = '', after = ''] = written(span.children, where).match(/^(\s*)(.*?)(\s*)$/s) ?? [];
        append(before);
        if (inner === '') break;
        const sign = span.type === 'strong' ? '**' : '_';
        const needs = (edge: boolean) => span.type === 'em' || edge;
        if (needs(!startsIn(inner, WORD)) && endsIn(out, WORD)) out = out.replace(/.$/su, reference);
        append(sign + inner + sign);
        tight = needs(!endsIn(inner, WORD));
        append(after);
        break;
      }
      case 'link':
        append(`[${written(span.children, where)}](${destination(span.href)})`);
        break;
      case 'mark':
        append(span.numbers.map((n) => `[^${n}]`).join(' '));
        break;
      case 'break':
        append(where === 'paragraph' ? '\\\n' : where === 'cell' ? '<br>' : ' ');
        break;
      default:
        span satisfies never;
    }
    last = span.type;
  }
  return out;
}

/** Characters that mean something inside a line, where they do. */
const UNSAFE: readonly { character: string; before?: string; after?: string; in?: Where }[] = [
  { character: '[\\\\`*\\[\\]~|]' },
  // Inside a word an underscore is one.
  { character: '_', before: '(?<![\\p{L}\\p{N}])' },
  { character: '_', after: '(?![\\p{L}\\p{N}])' },
  // A tag, a comment, an autolink.
  { character: '<', after: '(?=[a-z/!?])' },
  { character: '&', after: '(?=#?\\w+;)' },
  { character: '!', after: '(?=\\[|$)' },
  // Addresses that GitHub links without being asked (GFM 6.9).
  { character: ':', before: '(?<=https?|ftp)', after: '(?=//)' },
  { character: '\\.', before: '(?<=www)' },
  { character: '@', before: '(?<=[\\w.+-])' },
  { character: '#', in: 'heading' },
];

function unsafe(where: Where): RegExp {
  const rows = UNSAFE.filter((row) => row.in === undefined || row.in === where);
  return new RegExp(rows.map((row) => (row.before ?? '') + row.character + (row.after ?? '')).join('|'), 'giu');
}

const UNSAFE_IN: Record<Where, RegExp> = {
  paragraph: unsafe('paragraph'),
  oneLine: unsafe('oneLine'),
  heading: unsafe('heading'),
  cell: unsafe('cell'),
};

const escaped = (value: string, where: Where): string => value.replace(UNSAFE_IN[where], '\\$&');

/** What means something at the start of a line, where nothing we write begins: lists, headings, quotes, rules, underlines. */
const AT_BREAK: readonly [RegExp, string][] = [
  [/^[-+](?=[ \t]|$)/, '\\$&'],
  [/^[-:=](?=[-:= \t]*$)/, '\\$&'],
  [/^#(?=#{0,5}(?:[ \t]|$))/, '\\$&'],
  [/^(\d{1,9})([.)])(?=[ \t]|$)/, '$1\\$2'],
  [/^>/, '\\$&'],
];

const atBreak = (row: string): string => AT_BREAK.reduce((safe, [pattern, by]) => safe.replace(pattern, by), row);

/** An address as it may stand in `](…)`, in a table as well. */
function destination(href: string): string {
  return href.replace(/[\s\p{Cc}`]/gu, encodeURIComponent).replace(/[\\()<>|]|&(?=#?\w+;)/g, '\\$&');
}
