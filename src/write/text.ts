// In: a numbered Doc. Out: plain text in lines of at most 78 columns, for a message, a terminal, a braille display. Source marks are numbers in
// brackets, as in the list of sources; what a picture shows is said. An address is never broken: it alone may be longer than a line. Refuses nothing.

import type { Block, Doc, Entry, Figure, Inline, SourceList, Table } from '../model/doc.ts';
import { fromRight } from './bidi.ts';
import { leadOf, numberOf } from './lead.ts';
import { tabulate } from './series.ts';
import { type Grid, setGrid } from './text/grid.ts';
import { columnsOf, wrapped } from './text/lines.ts';

/** Most columns of a line, so that a message can quote it (RFC 5322, 2.1.1). */
const MEASURE = 78;
const INDENT = 4;

/** Writes a brief as plain text that ends in one newline. */
export function writeText(doc: Doc): string {
  const { header, marking, footer, letterhead } = doc.furniture;
  const room = MEASURE - columnsOf(header) - columnsOf(marking);
  const top =
    room < 2 ? `${wrapped(header, MEASURE)}\n${wrapped(marking, MEASURE)}` : header + ' '.repeat(room) + marking;
  const set: Setting = { colon: doc.language === 'fr' ? '\u00a0: ' : ': ', measure: MEASURE };
  const head = (letterhead?.lines ?? []).map((line) => wrapped(line, MEASURE)).join('\n');
  const parts = [head, top, ...blocks(doc.blocks, set), wrapped(footer, MEASURE)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

interface Setting {
  /** Between what a cell is and what it holds. */
  colon: string;
  /** Columns there are. */
  measure: number;
}

// ---- Blocks --------------------------------------------------------------------------------------------------------

/** Parts with an empty line between them. */
const blocks = (list: readonly Block[], set: Setting): string[] => list.flatMap((one) => block(one, set));

const UNDER = { 1: '=', 2: '-', 3: '~', 4: '.' } as const;

function block(one: Block, set: Setting): string[] {
  switch (one.type) {
    case 'section':
      return blocks(one.children, set);
    case 'heading': {
      const title = wrapped(line([...numberOf(one), ...one.children]), set.measure);
      const width = Math.max(...title.split('\n').map(columnsOf));
      return [`${title}\n${UNDER[one.level].repeat(width)}`];
    }
    case 'paragraph':
      return [wrapped(line([...numberOf(one), ...one.children]), set.measure)];
    case 'entry':
      return entry(one, set);
    case 'list':
      return [
        one.items
          .map((item, i) => {
            const label = one.ordered ? `${i + 1}. ` : '- ';
            return wrapped(line(item.children), set.measure, label);
          })
          .join('\n'),
      ];
    case 'table':
      return table(one, set);
    case 'figure':
      return figure(one, set);
    case 'callout':
      return indented(blocks(one.children, inner(set)));
    case 'contents': {
      const lines = one.items.map(({ heading }) => line([...numberOf(heading), ...heading.children]));
      return titled(one.title, lines.map((title) => wrapped(title, set.measure)).join('\n'), set);
    }
    case 'sources':
      return [sources(one, set)];
    default:
      return one satisfies never;
  }
}

const inner = (set: Setting): Setting => ({ ...set, measure: set.measure - INDENT });
const indented = (parts: readonly string[]): string[] =>
  parts.map((part) => part.replace(/^(?=.)/gm, ' '.repeat(INDENT)));

/** The margin note stands above, the text indented below it. */
function entry({ margin, children }: Entry, set: Setting): string[] {
  const { name, aside, figures } = leadOf(margin);
  const pictures = figures.flatMap((one) => figure(one, set));
  const lead = wrapped(line([...name, ...aside]), set.measure);
  // A table needs the whole measure.
  if (lead === '' || children.some(({ type }) => type === 'table'))
    return [lead, ...pictures, ...blocks(children, set)].filter((part) => part !== '');
  const [first = '', ...rest] = indented(blocks(children, inner(set)));
  return pictures.length > 0 ? [lead, ...pictures, first, ...rest] : [`${lead}\n${first}`, ...rest];
}

function table({ caption, columns, head, rows }: Table, set: Setting): string[] {
  const cells = (row: readonly { children: Inline[] }[]) => columns.map((_, i) => line(row[i]?.children ?? []));
  const grid: Grid = {
    right: columns.map(({ align }) => align === 'number'),
    head: head.length > 0 ? cells(head) : null,
    rows: rows.map((row) => cells(row.cells)),
  };
  return titled(caption, setGrid(grid, set.measure, set.colon), set);
}

/** A caption, with what it is about right under it. */
function titled(caption: readonly Inline[], under: string, set: Setting): string[] {
  const title = wrapped(line(caption), set.measure);
  return [[title, under].filter((part) => part !== '').join('\n\n')];
}

function figure({ caption, alt, chart }: Figure, set: Setting): string[] {
  // A map that is not there says nothing.
  if (chart.kind === 'locator') return [];
  const [shown = ''] = indented([wrapped(alt.replace(/\s+/g, ' ').trim(), inner(set).measure)]);
  const parts = titled(caption, shown, set);
  switch (chart.kind) {
    case 'timeline':
    case 'tally':
      return parts;
    case 'series': {
      const { head, rows } = tabulate(chart);
      return [...parts, setGrid({ right: head.map((_, i) => i > 0), head, rows }, set.measure, set.colon)];
    }
    default:
      return chart satisfies never;
  }
}

function sources({ items }: SourceList, { measure }: Setting): string {
  const width = Math.max(0, ...items.map(({ number }) => `[${number}] `.length));
  return items.map(({ number, children }) => wrapped(line(children), measure, `[${number}] `.padEnd(width))).join('\n');
}

// ---- Inlines -------------------------------------------------------------------------------------------------------

/** Inlines as one text: breaks are newlines, other white space that may break is one space. */
function line(list: readonly Inline[]): string {
  return plain(list)
    .replace(/[ \t\r]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/^[ \n]+|[ \n]+$/g, '');
}

function plain(list: readonly Inline[]): string {
  return list.map(one).join('');
}

function one(inline: Inline): string {
  switch (inline.type) {
    case 'text':
    case 'count':
      return inline.value.replace(/\n/g, ' ');
    case 'strong':
    case 'em':
    case 'soft':
    case 'given':
    case 'statement':
      return plain(inline.children);
    case 'lang':
      // Set apart (Unicode Standard Annex 9, 2.4): the numbers after a name from right to left stay after it.
      return fromRight(inline.children) ? `\u2068${plain(inline.children)}\u2069` : plain(inline.children);
    case 'link': {
      const text = plain(inline.children);
      // In angle brackets (RFC 3986, appendix C).
      return !/^https?:\/\//i.test(inline.href) || text === inline.href ? text : `${text} <${inline.href}>`;
    }
    case 'mark':
      return inline.numbers.length === 0 ? '' : `[${inline.numbers.join(',\u00a0')}]`;
    case 'break':
      return '\n';
    default:
      return inline satisfies never;
  }
}
