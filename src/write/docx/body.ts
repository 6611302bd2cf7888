// In: blocks. Out: paragraphs and tables of WordprocessingML, in reading order. What stands in the margin of the page leads in above its text: a
// table of two columns would read as data. A picture is its caption, what it shows in words, and its numbers. Refuses nothing.

import {
  type Block,
  type Cell,
  type Column,
  type Entry,
  type Figure,
  type Heading,
  type Inline,
  type Table,
  textOf,
} from '../../model/doc.ts';
import { leadOf, numberOf } from '../lead.ts';
import { tabulate } from '../series.ts';
import { runs } from './inlines.ts';
import { anchorOf, bookmarkOf, NUMBERING, type Setting } from './setting.ts';
import { setTable } from './table.ts';
import { el, holding, val } from './xml.ts';

/** Writes all blocks of the document. */
export function body(setting: Setting): string {
  const all = blocks(setting.doc.blocks, setting, '');
  // Two tables in a row would be one, and a document does not end in a table.
  return `${all}<w:p/>`.replace(/<\/w:tbl>(?=<w:tbl>)/g, '</w:tbl><w:p/>').replace(/(<\/w:p>)<w:p\/>$/, '$1');
}

/** Styles by what a paragraph is; the ids are Word's own, so that each program names them in its user's language. */
const STYLE_OF = { text: '', meta: 'Subtitle', small: 'BodyText3', caption: 'Caption' } as const;
const HEADING = { 1: 'Title', 2: 'Heading1', 3: 'Heading2', 4: 'Heading3' } as const;

/** `plain` is the style of text here: empty, or that of the bottom line. */
function blocks(list: readonly Block[], setting: Setting, plain: string): string {
  const pageOf = (one: Block | undefined) => (one?.type === 'section' ? one.page : undefined);
  return list
    .map((one, i) => {
      const set = block(one, setting, plain);
      return pageOf(one) || pageOf(list[i - 1]) === 'own' ? beginning(set) : set;
    })
    .join('');
}

/** The same from the top of a page, where it begins with a paragraph that has a style. */
const beginning = (set: string): string =>
  set.replace(/^<w:p><w:pPr>(?:<w:pStyle [^>]*\/>)?(?:<w:keepNext\/>)?/, '$&<w:pageBreakBefore/>');

function block(one: Block, setting: Setting, plain: string): string {
  switch (one.type) {
    case 'section':
      return blocks(one.children, setting, plain);
    case 'heading':
      return paragraph(HEADING[one.level], anchored(one, runs([...numberOf(one), ...one.children], setting), setting));
    case 'paragraph':
      return paragraph(STYLE_OF[one.role] || plain, runs([...numberOf(one), ...one.children], setting));
    case 'entry':
      return entry(one, setting, plain);
    case 'list': {
      const numbering = one.ordered ? NUMBERING.firstOrdered + setting.ordered++ : null;
      const style = one.ordered ? 'ListNumber' : 'ListBullet';
      return one.items.map((item) => paragraph(style, runs(item.children, setting), numbering)).join('');
    }
    case 'table':
      return table(one, setting);
    case 'figure':
      return figure(one, setting);
    case 'callout':
      return blocks(one.children, setting, 'BlockText');
    case 'contents': {
      const lines = one.items.map(({ heading, children }) =>
        paragraph('BodyText3', runs([...numberOf(heading), ...children], setting)),
      );
      return (one.title.length > 0 ? paragraph('Caption', runs(one.title, setting), null, true) : '') + lines.join('');
    }
    case 'sources':
      return one.items
        .map(({ number, children }) => {
          const mark = { 'w:id': number, 'w:name': bookmarkOf(number) };
          const text = runs(children, setting);
          const inner = el('w:bookmarkStart', mark) + text + el('w:bookmarkEnd', { 'w:id': number });
          return paragraph('Bibliography', inner);
        })
        .join('');
    default:
      return one satisfies never;
  }
}

/** A heading as what a list of contents leads to. */
function anchored({ id }: Heading, inner: string, setting: Setting): string {
  const own = setting.anchors++;
  return el('w:bookmarkStart', { 'w:id': own, 'w:name': anchorOf(id) }) + inner + el('w:bookmarkEnd', { 'w:id': own });
}

function paragraph(style: string, inner: string, numbering: number | null = null, next = false): string {
  const numbered = numbering === null ? '' : holding('numPr', val('ilvl', 0), val('numId', numbering));
  const properties = [style === '' ? '' : val('pStyle', style), next ? el('w:keepNext') : '', numbered];
  return el('w:p', {}, holding('pPr', ...properties), inner);
}

function entry({ margin, children }: Entry, setting: Setting, plain: string): string {
  const { name, aside, figures } = leadOf(margin);
  // The style is strong already.
  const bare = name.flatMap((one) => (one.type === 'strong' ? one.children : [one]));
  const soft: Inline = { type: 'soft', children: aside };
  const lead = name.length > 0 ? paragraph('NoteHeading', runs([...bare, soft], setting)) : '';
  return lead + figures.map((one) => figure(one, setting)).join('') + blocks(children, setting, plain);
}

const inlinesOf = (cells: readonly Cell[]): Inline[][] => cells.map(({ children }) => children);

function table({ caption, columns, head, rows }: Table, setting: Setting): string {
  const title = caption.length > 0 ? paragraph('Caption', runs(caption, setting), null, true) : '';
  const set = setTable(
    {
      columns,
      head: head.length > 0 ? inlinesOf(head) : null,
      rows: rows.map(({ cells }) => inlinesOf(cells)),
      title: textOf(caption),
    },
    setting,
  );
  return title + set;
}

function figure({ caption, alt, chart }: Figure, setting: Setting): string {
  // A map that is not there says nothing.
  if (chart.kind === 'locator') return '';
  const title = caption.length > 0 ? paragraph('Caption', runs(caption, setting), null, true) : '';
  const text = (value: string): Inline[] => [{ type: 'text', value }];
  const shown = (next: boolean) => title + paragraph('BodyText3', runs(text(alt), setting), null, next);
  switch (chart.kind) {
    case 'timeline':
    case 'tally':
      return shown(false);
    case 'series': {
      const { head, rows } = tabulate(chart);
      const columns = head.map((_, i): Column => ({ align: i === 0 ? 'date' : 'number', header: i === 0 }));
      return (
        shown(true) +
        setTable(
          { columns, head: head.map(text), rows: rows.map((row) => row.map(text)), title: textOf(caption) },
          setting,
        )
      );
    }
    default:
      return chart satisfies never;
  }
}
