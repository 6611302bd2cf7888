// In: text in pieces of any size. Out: the records of a table, each with the line on which it begins. RFC 4180 with comma, semicolon or tab;
// a quote inside an unquoted cell is text, as spreadsheets take it. Refuses a quote that nothing closes (one line is lost, not the
// file), text after a closing quote, and a record longer than MAX_ROW. Own, because none of the packages seen gives the raw text of a record, its line
// and a way on after an open quote, which is what a person needs to mend a file.

import { type Splitter, tooLong, type Unit } from './lines.ts';
import { MAX_ROW, wrong } from './row.ts';

export const DELIMITERS = [',', ';', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** The delimiter of a table, from its first line: the one that stands most often outside quotes. */
export function delimiterOf(line: string): Delimiter {
  const bare = line.replace(/"[^"]*"?/g, '');
  let best: Delimiter = ',';
  let most = 0;
  for (const delimiter of DELIMITERS) {
    const count = bare.split(delimiter).length - 1;
    if (count > most) [best, most] = [delimiter, count];
  }
  return best;
}

/** Where a record ends and what it holds; `open`: the text ends within quotes; `stray`: text after a closing quote. */
interface Parsed {
  cells: string[];
  /** Offset behind the line end. */
  next: number;
  /** Offset of the line end. */
  stop: number;
  /** Offset of the last cell. */
  lastCell: number;
  fault: 'open' | 'stray' | null;
}

/** Reads one record that begins at `from` and holds a quote. */
function parseRecord(text: string, from: number, delimiter: string, last: boolean): Parsed {
  const cells: string[] = [];
  let at = from;
  let fault: Parsed['fault'] = null;
  for (;;) {
    const lastCell = at;
    let cell = '';
    if (text[at] === '"') {
      at++;
      for (;;) {
        const quote = text.indexOf('"', at);
        // A quote at the very end may be the first of two.
        if (quote < 0 || (quote === text.length - 1 && !last))
          return { cells, next: -1, stop: -1, lastCell, fault: 'open' };
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at++;
      }
      const strayFrom = at;
      while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at++;
      const stray = text.slice(strayFrom, at);
      if (stray.trim() !== '') fault = 'stray';
    } else {
      const start = at;
      while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at++;
      cell = text.slice(start, text[at] === delimiter || text[at - 1] !== '\r' ? at : at - 1);
    }
    cells.push(cell);
    if (at >= text.length) return { cells, next: last ? at : -1, stop: at, lastCell, fault: last ? fault : 'open' };
    const mark = text[at];
    at++;
    if (mark === '\n') return { cells, next: at, stop: at - 1, lastCell, fault };
  }
}

/** The cells of a text that is one record, and the text before its last cell; null where it is no record. */
export function wholeRecord(text: string, delimiter: Delimiter): { cells: string[]; before: string } | null {
  const { cells, fault, next, lastCell } = parseRecord(text, 0, delimiter, true);
  if (fault !== null || next < text.length) return null;
  return { cells, before: text.slice(0, Math.max(0, lastCell - 1)) };
}

/** The records of a table. Lines with no character in any cell are passed over. */
export class Records implements Splitter {
  readonly delimiter: Delimiter;
  private rest = '';
  private line = 1;
  private skipping = false;
  /** Length of `rest` at which an open quote was last looked for: it is not looked for again at every piece. */
  private seen = 0;

  constructor(delimiter: Delimiter) {
    this.delimiter = delimiter;
  }

  push(text: string): Unit[] {
    this.rest += text;
    if (this.seen > 0 && this.rest.length < Math.min(2 * this.seen, MAX_ROW + 1)) return [];
    return this.take(false);
  }

  end(): Unit[] {
    return this.take(true);
  }

  private take(last: boolean): Unit[] {
    const units: Unit[] = [];
    const text = this.rest;
    let from = 0;
    this.seen = 0;
    while (from < text.length) {
      let stop = text.indexOf('\n', from);
      if (stop < 0 && !last) break;
      if (stop < 0) stop = text.length;
      if (this.skipping) {
        this.skipping = false;
      } else if (stop - from > MAX_ROW) {
        units.push(tooLong(this.line, text.slice(from, stop)));
      } else {
        const first = text.slice(from, text[stop - 1] === '\r' ? stop - 1 : stop);
        if (!first.includes('"')) this.add(units, first, first.split(this.delimiter));
        else {
          const record = parseRecord(text, from, this.delimiter, last);
          const long = (record.fault === 'open' ? text.length : record.stop) - from > MAX_ROW;
          if (record.fault === 'open' && !long && !last) {
            this.seen = text.length - from;
            break;
          }
          if (record.fault === 'open' || long) this.refuse(units, first, 'QUOTE_NOT_CLOSED');
          else if (record.fault === 'stray') this.refuse(units, first, 'STRAY_QUOTE');
          else {
            const raw = text.slice(from, text[record.stop - 1] === '\r' ? record.stop - 1 : record.stop);
            this.add(units, raw, record.cells);
            stop = record.stop;
            for (let n = raw.indexOf('\n'); n >= 0; n = raw.indexOf('\n', n + 1)) this.line++;
          }
        }
      }
      from = stop + 1;
      this.line++;
    }
    this.rest = text.slice(from);
    if (this.seen === 0 && this.rest.length > MAX_ROW) {
      if (!this.skipping) units.push(tooLong(this.line, this.rest));
      this.rest = '';
      this.skipping = true;
    }
    return units;
  }

  private add(units: Unit[], raw: string, cells: string[]): void {
    if (cells.some((cell) => cell.trim() !== '')) units.push({ line: this.line, raw, cells, problem: null });
  }

  private refuse(units: Unit[], raw: string, reason: 'QUOTE_NOT_CLOSED' | 'STRAY_QUOTE'): void {
    const expected =
      reason === 'STRAY_QUOTE' ? 'a cell in quotes, and then the next cell' : 'a quote that closes the cell';
    units.push({ line: this.line, raw, cells: null, problem: wrong('row', reason, raw.slice(0, 60), expected) });
  }
}

// ---- Cells -----------------------------------------------------------------------------------------------------------

/** What makes a spreadsheet take a cell for a formula (OWASP, CSV injection), and the apostrophe that guards against it. */
const GUARDED = /^[=+\-@\t\r'＝＋－＠]/;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** A cell as it is written: a guard before what a spreadsheet would take for a formula, quotes where they are needed. */
export function writeCell(value: string, delimiter: Delimiter = ','): string {
  const cell = GUARDED.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  const bare = !/["\r\n]/.test(cell) && !cell.includes(delimiter) && cell.trim() === cell;
  return bare ? cell : `"${cell.replaceAll('"', '""')}"`;
}

/** The value of a cell as it was before `writeCell`. */
export function readCell(cell: string): string {
  return cell[0] === "'" && GUARDED.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** The entries of a list as one cell: `a; b`. A semicolon or backslash within an entry has a backslash before it. */
export function writeList(entries: readonly string[]): string {
  return entries.map((entry) => entry.replace(/[\\;]/g, '\\$&')).join('; ');
}

/** The entries of a cell written by `writeList`, or by a person: separated by semicolons, bars or line ends. */
export function readList(cell: string): string[] {
  const entries: string[] = [];
  let entry = '';
  for (let at = 0; at < cell.length; at++) {
    const mark = cell[at] ?? '';
    if (mark === '\\' && /[\\;]/.test(cell[at + 1] ?? '')) entry += cell[++at];
    else if (/[;|\n]/.test(mark)) {
      entries.push(entry);
      entry = '';
    } else entry += mark;
  }
  entries.push(entry);
  return entries.map((text) => text.trim()).filter((text) => text !== '');
}
