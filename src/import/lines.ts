// In: text in pieces of any size. Out: its lines, each with its number. Refuses a line longer than MAX_ROW, without keeping it in memory.

import { MAX_ROW, RAW_SHOWN, type RowProblem, wrong } from './row.ts';

/** A row as it stands in the file, before anything is known about its fields. */
export interface Unit {
  /** Line on which it begins, from 1. */
  line: number;
  /** Without its line end. */
  raw: string;
  /** The cells of a table; null where the row is not one. */
  cells: string[] | null;
  /** Set where the row cannot be read. */
  problem: RowProblem | null;
}

/** Cuts text into rows. */
export interface Splitter {
  push(text: string): Unit[];
  /** What is left when the file ends. */
  end(): Unit[];
}

/** A row longer than MAX_ROW. */
export const tooLong = (line: number, begin: string): Unit => ({
  line,
  raw: begin.slice(0, RAW_SHOWN),
  cells: null,
  problem: wrong('row', 'ROW_TOO_LONG', begin, `at most ${MAX_ROW} characters`),
});

/** Lines, ended by LF or CRLF. Empty ones are passed over. */
export class Lines implements Splitter {
  private rest = '';
  private line = 1;
  /** True within a line that is too long, already told. */
  private skipping = false;

  push(text: string): Unit[] {
    const units: Unit[] = [];
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.take(units, this.rest + text.slice(from, at));
      this.rest = '';
      from = at + 1;
      this.line++;
    }
    if (!this.skipping) this.rest += text.slice(from);
    if (this.rest.length > MAX_ROW) {
      units.push(tooLong(this.line, this.rest));
      this.rest = '';
      this.skipping = true;
    }
    return units;
  }

  end(): Unit[] {
    const units: Unit[] = [];
    if (this.rest !== '') this.take(units, this.rest);
    this.rest = '';
    return units;
  }

  private take(units: Unit[], text: string): void {
    if (this.skipping) {
      this.skipping = false;
      return;
    }
    const raw = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (raw.length > MAX_ROW) units.push(tooLong(this.line, raw));
    else if (raw.trim() !== '') units.push({ line: this.line, raw, cells: null, problem: null });
  }
}
