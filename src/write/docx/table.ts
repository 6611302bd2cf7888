// In: a table's cells. Out: a table of WordprocessingML, with its width dealt out to the columns by what they hold, so that every program sets it
// alike. Refuses nothing.

import { type Column, type Inline, textOf } from '../../model/doc.ts';
import { runs } from './inlines.ts';
import { type Setting, twips } from './setting.ts';
import { el, holding, val } from './xml.ts';

export interface Grid {
  columns: readonly Column[];
  /** Null where the table has no head. */
  head: readonly (readonly Inline[])[] | null;
  rows: readonly (readonly (readonly Inline[])[])[];
  /** What it is called, for those who hear it. */
  title: string;
}

/** Writes a table. Its head is repeated on each page; its rows are not split, but for those that might not fit on one. */
export function setTable({ columns, head, rows, title }: Grid, setting: Setting): string {
  const lines = head ? [head, ...rows] : rows;
  const widths = dealt(
    columns.map((_, i) => lines.map((row) => measured(row[i] ?? []))),
    twips(setting.measure),
  );
  const fits = (cells: readonly (readonly Inline[])[]) =>
    widths.every((width, i) => (measured(cells[i] ?? []).length * LETTER) / (width - BESIDE) < TALL);
  const firstIsHead = columns[0]?.header === true;
  const look = {
    'w:val': (0x600 + (head ? 0x20 : 0) + (firstIsHead ? 0x80 : 0)).toString(16).padStart(4, '0').toUpperCase(),
    'w:firstRow': head ? 1 : 0,
    'w:lastRow': 0,
    'w:firstColumn': firstIsHead ? 1 : 0,
    'w:lastColumn': 0,
    'w:noHBand': 1,
    'w:noVBand': 1,
  };
  const properties = holding(
    'tblPr',
    val('tblStyle', 'PlainTable2'),
    el('w:tblW', { 'w:w': twips(setting.measure), 'w:type': 'dxa' }),
    el('w:tblLayout', { 'w:type': 'fixed' }),
    el('w:tblLook', look),
    title === '' ? '' : val('tblCaption', title),
  );
  const row = (cells: readonly (readonly Inline[])[], isHead: boolean) => {
    const set = columns.map(({ align }, i) => {
      const paragraph = holding('pPr', val('pStyle', 'BodyText2'), align === 'number' ? val('jc', 'right') : '');
      const inner = el('w:p', {}, paragraph, runs(cells[i] ?? [], setting));
      return el('w:tc', {}, holding('tcPr', el('w:tcW', { 'w:w': widths[i] ?? 0, 'w:type': 'dxa' })), inner);
    });
    return el(
      'w:tr',
      {},
      holding('trPr', fits(cells) ? el('w:cantSplit') : '', isHead ? el('w:tblHeader') : ''),
      ...set,
    );
  };
  const grid = el('w:tblGrid', {}, ...widths.map((width) => el('w:gridCol', { 'w:w': width })));
  return el(
    'w:tbl',
    {},
    properties,
    grid,
    ...(head ? [row(head, true)] : []),
    ...rows.map((cells) => row(cells, false)),
  );
}

/** A row of so many lines may be split: what is taller than a page and must stay whole could be cut off. */
const TALL = 20;

/** A text as wide as the inlines; marks hang on the word before them and are smaller. */
function measured(list: readonly Inline[]): string {
  return list
    .map((one) => {
      if (one.type === 'mark') return '\u00a0'.repeat(Math.ceil(one.numbers.join(', ').length * 0.7) + 2);
      return 'children' in one ? measured(one.children) : textOf([one]);
    })
    .join('');
}

/** Twips for a letter of a table's text, in whichever font it will be set, and for the room beside a cell. */
const LETTER = 114;
const BESIDE = 240;

/** Parts in which the width that is left is dealt. */
const SLICES = 60;

/** Each column its longest word; then slice by slice to the one whose cells grow shortest by it. */
function dealt(columns: readonly (readonly string[])[], measure: number): number[] {
  const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0);
  const least = columns.map((cells) => {
    const words = cells.flatMap((cell) => cell.split(/ |(?<=[-–])(?!\d)/)).map((word) => word.length);
    return Math.max(1, ...words) * LETTER + BESIDE;
  });
  const spare = measure - sum(least);
  if (spare < 0)
    return whole(
      least.map((one) => (one * measure) / sum(least)),
      measure,
    );
  const lengths = columns.map((cells) => cells.map((cell) => cell.length * LETTER));
  // Squared: a cell of six lines beside one of one is worse than two of three.
  const height = (i: number, width: number) =>
    sum((lengths[i] ?? []).map((length) => Math.max(1, length / (width - BESIDE)) ** 2));
  const widths = [...least];
  const heights = widths.map((width, i) => height(i, width));
  for (let slice = 0; slice < SLICES; slice++) {
    const next = widths.map((width, i) => height(i, width + spare / SLICES));
    const gains = next.map((one, i) => (heights[i] ?? 0) - one);
    const most = gains.indexOf(Math.max(...gains));
    if ((gains[most] ?? 0) <= 0) break;
    widths[most] = (widths[most] ?? 0) + spare / SLICES;
    heights[most] = next[most] ?? 0;
  }
  const rest = measure - sum(widths);
  return whole(
    widths.map((one) => one + (rest * one) / (measure - rest)),
    measure,
  );
}

/** Rounded, with what rounding leaves in the last. */
function whole(widths: readonly number[], measure: number): number[] {
  const rounded = widths.map(Math.floor);
  const missing = measure - rounded.reduce((total, one) => total + one, 0);
  return rounded.map((one, i) => (i === rounded.length - 1 ? one + missing : one));
}
