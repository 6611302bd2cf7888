// In: the cells of a table as text. Out: lines: columns where a row's last cell alone need be broken, else a line for each cell, named by its head.
// Refuses nothing; no cell is cut.

import { columnsOf, wrapped } from './lines.ts';

export interface Grid {
  /** True for columns of numbers. */
  right: readonly boolean[];
  /** Null where the table has no head. */
  head: readonly string[] | null;
  rows: readonly (readonly string[])[];
}

const BETWEEN = 2;
/** Fewest columns in which a last cell of more lines still reads well. */
const LEAST = 32;

/** Sets a table in lines of at most `measure` columns; `colon` stands between a head and its cell. */
export function setGrid(grid: Grid, measure: number, colon: string): string {
  const { head, rows } = grid;
  const lines = head ? [head, ...rows] : rows;
  const widths = grid.right.map((_, i) => Math.max(...lines.map((row) => widest(row[i] ?? ''))));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + BETWEEN, 0);
  const room = measure - before;
  const broken = lines.some((row) => row.slice(0, -1).some((cell) => cell.includes('\n')));
  if (broken || room < Math.min(LEAST, widths.at(-1) ?? 0)) return listed(grid, measure, colon);
  const widthOf = (i: number) => (i < widths.length - 1 ? (widths[i] ?? 0) : Math.min(room, widths[i] ?? 0));
  const set = (row: readonly string[]) => {
    const cells = grid.right.map((right, i) => {
      const cell = row[i] ?? '';
      const air = ' '.repeat(Math.max(0, widthOf(i) - widest(cell)));
      return { cell, before: right ? air : '', after: (right ? '' : air) + ' '.repeat(BETWEEN) };
    });
    const end = cells.at(-1);
    const label = cells.slice(0, -1).map(({ before, cell, after }) => before + cell + after);
    return wrapped(end?.cell ?? '', measure, label.join('') + (end?.before ?? '')).replace(/ +$/gm, '');
  };
  const rule = head ? [grid.right.map((_, i) => '-'.repeat(widthOf(i))).join(' '.repeat(BETWEEN))] : [];
  return [...(head ? [set(head)] : []), ...rule, ...rows.map(set)].join('\n');
}

const widest = (cell: string): number => Math.max(...cell.split('\n').map(columnsOf));

/** A row is a paragraph: each cell that is not empty on lines of its own, the first to the left. */
function listed({ head, rows }: Grid, measure: number, colon: string): string {
  const set = (row: readonly string[]) =>
    row
      .flatMap((cell, i) => (cell === '' ? [] : [(head?.[i] ?? '') === '' ? cell : `${head?.[i]}${colon}${cell}`]))
      .map((cell, i) => (i === 0 ? hanging(cell, measure) : hanging(cell, measure - 2).replace(/^/gm, '  ')));
  return rows.map((row) => set(row).join('\n')).join('\n\n');
}

/** Lines after the first are indented, so that they are not taken for the next cell. */
const hanging = (cell: string, measure: number): string => wrapped(cell, measure - 4).replace(/\n/g, '\n    ');
