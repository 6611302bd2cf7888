// In: nothing. Out: what every kind of file has in common: the shape of a mapping from rows to facts, and the last look at a fact before it
// leaves: the record format, the calendar, the gazetteer.

import { parseDate } from '../model/date.ts';
import type { Fact, Source } from '../model/fact.ts';
import type { Entry } from '../model/revision.ts';
import type { Unit } from './lines.ts';
import type { Context, Good, Row, RowProblem, Standing } from './row.ts';
import { show, wrong } from './row.ts';

/** Turns the rows of one kind of file into facts. */
export interface Mapping {
  /** The rows that this one completes, in order; none while it waits for others, or where it is a header. */
  take(unit: Unit): Row[];
  /** What is left when the file ends. */
  end(): Iterable<Row>;
  /** Rows that joined another one so far. */
  merged(): number;
  /** Rows that are no data: headers and comments. */
  headers(): number;
}

export const refusedRow = (unit: Pick<Unit, 'line' | 'raw'>, problems: RowProblem[]): Row => ({
  outcome: 'refused',
  line: unit.line,
  problems,
  raw: unit.raw,
});

/** What a program made of a data set. */
export const MACHINE_CODED: Standing = { state: 'draft', machineCoded: true, marking: null };

/** A row of one record. */
export const recordRow = (line: number, entry: Entry, standing: Standing): Good => ({
  outcome: 'good',
  line,
  rows: 1,
  entries: [entry],
  ...standing,
});

/** A row that is a fact, with the sources it brings. */
export const factRow = (line: number, fact: Fact, standing: Standing, sources: readonly Source[], rows = 1): Good => ({
  outcome: 'good',
  line,
  rows,
  entries: [...sources.map((body): Entry => ({ record: 'source', body })), { record: 'fact', body: fact }],
  ...standing,
});

/** Control characters that separate nothing. */
const CONTROL = /[^\P{Cc}\t\n\r]/u;

/** What is wrong with a row of bytes or letters, whatever its kind. */
export function textProblem(raw: string): RowProblem | null {
  if (raw.includes('\ufffd'))
    return wrong('row', 'NOT_TEXT', around(raw, /\ufffd/), 'text in UTF-8, UTF-16 or Windows-1252');
  if (CONTROL.test(raw))
    return wrong('row', 'CONTROL_CHARACTER', around(raw, CONTROL), 'text without control characters');
  return null;
}

function around(raw: string, mark: RegExp): string {
  const at = raw.search(mark);
  return raw.slice(Math.max(0, at - 20), at + 20);
}

/** The dates of a fact, by path. */
function* datesOf(fact: Fact): Generator<[string, string | null]> {
  if (fact.next) yield ['next.date', fact.next.date];
  switch (fact.kind) {
    case 'event':
      yield ['date', fact.date];
      yield ['end', fact.end];
      break;
    case 'position':
      yield ['date', fact.date];
      break;
    case 'indicator':
      yield ['period', fact.period];
      break;
    case 'office':
      yield ['from', fact.from];
      yield ['to', fact.to];
      break;
    case 'agreement':
      for (const step of [
        'negotiationsOpened',
        'concluded',
        'signed',
        'provisionallyApplied',
        'inForce',
        'ended',
      ] as const)
        yield [step, fact[step]];
      yield ['tabled', fact.tabled ?? null];
  }
}

const isFact = (value: unknown, faults: number): value is Fact => faults === 0 && typeof value === 'object';

/** Every problem of a fact that a record can have by itself. What it refers to is for the store to know. */
export function problemsOf(value: unknown, context: Context): RowProblem[] {
  const faults = context.faultsOf('fact', value);
  const problems = faults.map((fault) => shaped(fault));
  if (!isFact(value, faults.length)) return problems;
  for (const [field, date] of datesOf(value)) {
    if (date !== null && !parseDate(date)) problems.push(wrong(field, 'BAD_DATE', date, 'a date of the calendar'));
  }
  for (const [n, code] of value.parties.entries()) {
    if (!context.gazetteer.has(code))
      problems.push(wrong(`parties.${n}`, 'UNKNOWN_PARTY', code, 'a code of the gazetteer'));
  }
  return problems;
}

/** A fault of shape as a problem of a row. */
export const shaped = (fault: { field: string; found: string; expected: string }): RowProblem => ({
  field: fault.field,
  reason: 'WRONG_VALUE',
  found: show(fault.found),
  expected: fault.expected,
});
