// In: one row of a table, its cells by the path of their field. Out: what each cell says: text, date, number, word of a closed list, parties, in one way
// only. What cannot be told is noted as a problem of its column.

import type { Language, PartyCode } from '../model/fact.ts';
import { codeOf, folded } from './columns.ts';
import { type Delimiter, readCell, readList } from './csv.ts';
import type { Unit } from './lines.ts';
import { type Parties, partiesOf } from './party.ts';
import type { Context, RowProblem } from './row.ts';
import { wrong } from './row.ts';
import { fill, oneLine } from './words.ts';
import { type Written, writtenDate, writtenNumber } from './written.ts';

/** Reads the cells of one row. */
export class Cells {
  protected readonly context: Context;
  /** What was wrong so far, in the order in which the cells were asked for. */
  protected readonly problems: RowProblem[] = [];
  /** Set once words stand for what nobody wrote. */
  protected madeUp = false;
  /** Trimmed; empty cells are not there. */
  protected readonly cells = new Map<string, string>();
  private readonly comma: boolean;
  private readonly parties: Parties;
  /** Parties by cell: a cell that is wrong is told once. */
  private readonly found = new Map<string, PartyCode[]>();

  constructor(context: Context, delimiter: Delimiter, columns: readonly (string | null)[], unit: Unit) {
    this.context = context;
    // Where semicolons separate the cells, it is because the comma stands before decimals.
    this.comma = delimiter === ';';
    this.parties = partiesOf(context.gazetteer);
    for (const [n, path] of columns.entries()) {
      const text = readCell(unit.cells?.[n] ?? '').trim();
      if (path !== null && text !== '') this.cells.set(path, text);
    }
  }

  protected has(path: string): boolean {
    return this.cells.has(path);
  }

  protected text(path: string): string | null {
    const cell = this.cells.get(path);
    return cell === undefined ? null : oneLineKept(cell);
  }

  protected needed(path: string, expected: string): string | null {
    const text = this.text(path);
    if (text === null) this.problems.push(wrong(path, 'MISSING', '', expected));
    return text;
  }

  protected date(path: string): string | null {
    const cell = this.cells.get(path);
    return cell === undefined ? null : this.take(path, cell, writtenDate(cell, this.context.dates ?? null));
  }

  protected number(path: string): number | null {
    const cell = this.cells.get(path);
    return cell === undefined ? null : this.take(path, cell, writtenNumber(cell, this.comma));
  }

  protected take<Value>(path: string, cell: string, written: Written<Value>): Value | null {
    if ('value' in written) return written.value;
    this.problems.push(wrong(path, written.reason, cell, written.expected));
    return null;
  }

  protected list(path: string): string[] {
    const cell = this.cells.get(path);
    return cell === undefined ? [] : readList(cell);
  }

  /** A word of a closed list, by its code or a French word for it; `missing` where the cell is empty. */
  protected word(
    path: string,
    codes: readonly string[],
    french: Record<string, string>,
    missing: string | null,
    cell = this.cells.get(path),
  ): string | null {
    if (cell === undefined) return missing;
    const code = codeOf(codes, cell);
    if (code !== undefined) return code;
    const key = folded(cell);
    const found = Object.hasOwn(french, key) ? french[key] : undefined;
    if (found !== undefined) return found;
    this.problems.push(wrong(path, 'UNKNOWN_WORD', cell, `one of ${codes.join(', ')}`));
    return null;
  }

  protected both(path: string): { en: string; fr: string } | null {
    const [en, fr] = [this.text(`${path}.en`), this.text(`${path}.fr`)];
    return en === null && fr === null ? null : { en: en ?? fr ?? '', fr: fr ?? en ?? '' };
  }

  /** A text in both languages; where one is missing, the other stands for it with a word that says so, and the fact is a draft. */
  protected translated(path: string): { en: string; fr: string } | null {
    const texts = { en: this.text(`${path}.en`), fr: this.text(`${path}.fr`) };
    const stands = (language: Language, other: string): string => {
      this.madeUp = true;
      return fill(this.context.words[language].untranslated, {}, { title: oneLine(other) });
    };
    if (texts.en === null && texts.fr === null) return null;
    return {
      en: texts.en ?? stands('en', texts.fr ?? ''),
      fr: texts.fr ?? stands('fr', texts.en ?? ''),
    };
  }

  protected partyCell(path: string): PartyCode[] {
    const known = this.found.get(path);
    if (known) return known;
    const cell = this.cells.get(path);
    const found = cell === undefined ? [] : this.parties.inCell(path, cell);
    const codes = Array.isArray(found) ? found : [];
    if (!Array.isArray(found)) this.problems.push(found);
    this.found.set(path, codes);
    return codes;
  }
}

/** A cell in one line; braces stay, they are values of a clause. */
const oneLineKept = (cell: string): string =>
  cell
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/ ?\u2014 ?/g, ' – ')
    .trim();
