// THE SECOND WALK, beside brief.ts: how facts come in and go out.
//
//     file ─import→ rows ─store→ records          records ─store→ ─import→ file
//
// In: the bytes of a file, as often as they are needed, and who brings them. Out: an account of every row, and the records in the store: all, or exactly
// the valid ones, or none. The way back: everything that is recorded, as a file. Refuses a file of no known kind, and what the store refuses; a row
// that is refused is an account, not a refusal.

import type { Chancery } from './brief.ts';
import {
  type Context,
  detect,
  exportCsv,
  exportJsonl,
  HEAD,
  type Kind,
  type Progress,
  type Reading,
  type Reason,
  type RefusedFile,
  type RowProblem,
  readMachineWords,
  readRows,
  refusedFile,
} from './import/import.ts';
import { type Day, lastDay, parseDate } from './model/date.ts';
import type { SourceId } from './model/fact.ts';
import { rankOf } from './model/marking.ts';
import { type Problem, type ProblemCode, refuse } from './model/problem.ts';
import type { RecordKind, Revision, State } from './model/revision.ts';
import { type Act, faultsOf, type Imported, type ImportRow } from './store/store.ts';

export type { Kind } from './import/import.ts';

/** Opens a file from its first byte; called once for each time it has to be read. */
export type Opening = () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface ImportChoices extends Omit<Act, 'key'> {
  /** Does everything but keep it. */
  dryRun?: boolean;
  /** Keeps the valid rows where some are refused; otherwise one refused row keeps all out. */
  acceptValid?: boolean;
  /** How days and months stand in 05/03/2024; absent: such a date is refused. */
  dates?: Context['dates'];
  /** Told after each thousand records. */
  onProgress?: (progress: Readonly<Progress>) => void;
}

/** One thing wrong with one row: with the row itself, or with how it stands to what is recorded. */
export interface Refusal extends Omit<RowProblem, 'reason'> {
  line: number;
  reason: Reason | ProblemCode;
}

/** What became of a file. */
export interface ImportReport {
  kind: Kind;
  /** Whether anything was kept: not in a dry run, and not where a row was refused without `acceptValid`. */
  kept: boolean;
  /** Rows of the file; headers, comments and empty lines not counted. */
  rows: number;
  /** Records: a row may bring sources beside its fact. Where rows were refused: of the others. */
  new: number;
  changed: number;
  same: number;
  /** Rows. */
  refused: number;
  /** Rows that the mapping passes over, by its rule. */
  left: Progress['left'];
  /** Rows that went into another one. */
  merged: number;
  /** What is wrong with the refused rows, the first MOST_TOLD of them, by line. */
  refusals: Refusal[];
  /** The refused rows as a file of the same kind, each with its reasons, to be mended and imported again; null where there are none. */
  refusedFile: AsyncIterable<string> | null;
}

/** Refused rows whose problems a report lists; the file of refused rows has all of them. */
export const MOST_TOLD = 1000;

type Wrong = Omit<Refusal, 'line'>;

/** Brings a file in. What is coded by machine enters as drafts. @throws ProblemError IMPORT_KIND, and what the store refuses. */
export async function importFile(chancery: Chancery, open: Opening, choices: ImportChoices): Promise<ImportReport> {
  const context = contextOf(chancery, choices.dates);
  const { kind } = detect(await headOf(open()));
  const inspection = new Inspection((barred) => readRows(open(), kind, context, barred));
  const { by, reason, dryRun = false, acceptValid = false, onProgress } = choices;
  const walk = (how: { dryRun: boolean; acceptValid: boolean }): Promise<Imported> =>
    chancery.store.recordMany(() => inspection.rows(how.acceptValid), {
      by,
      reason,
      ...how,
      onRefused: (row, problems) => inspection.bar(row, problems),
      onProgress: () => onProgress?.(inspection.progress),
    });

  let account = await walk({ dryRun, acceptValid: acceptValid || dryRun });
  // One refused row has kept all out: what else would be refused shows when the valid rows are tried.
  if (!acceptValid && !dryRun && inspection.refused > 0) account = await walk({ dryRun: true, acceptValid: true });

  const { rows, left, merged } = inspection.progress;
  return {
    kind,
    kept: account.kept,
    rows,
    new: account.new,
    changed: account.changed,
    same: account.same,
    refused: inspection.refused,
    left,
    merged,
    refusals: inspection.refusals(),
    refusedFile: inspection.refused > 0 ? inspection.file() : null,
  };
}

/** The rows on their way from the file to the store, and what was found wrong with them on either side. */
class Inspection {
  private reading: Reading | null = null;
  private readonly open: (barred: ReadonlySet<number>) => Reading;
  /** Rows that were refused by their own form: the first ones. */
  private readonly malformed = new Map<number, readonly Wrong[]>();
  /** Sound rows that the store has refused. */
  private readonly unfit = new Map<number, readonly Wrong[]>();
  private readonly sources = new Map<SourceId, readonly Wrong[]>();
  /** Sources are refused apart from the row that happens to bring them: others may need them, or suffer from them. */
  private apart = 0;

  constructor(open: (barred: ReadonlySet<number>) => Reading) {
    this.open = open;
  }

  /** Of the last reading. */
  get progress(): Readonly<Progress> {
    this.reading ??= this.start();
    return this.reading.progress;
  }

  get refused(): number {
    return this.progress.refused + this.unfit.size;
  }

  /** Reads the file once. @param partly leaves refused rows out; otherwise the first of them is passed on as what no store takes. */
  async *rows(partly: boolean): AsyncGenerator<ImportRow> {
    const reading = this.start();
    this.reading = reading;
    let whole = true;
    for await (const row of reading) {
      if (row.outcome === 'refused') {
        if (this.malformed.size < MOST_TOLD) this.malformed.set(row.line, row.problems);
        if (whole && !partly) yield { record: 'fact', body: null, line: row.line };
        whole = false;
      } else if (row.outcome === 'good' && row.raw === undefined) {
        const { line, state, machineCoded, marking } = row;
        const cited = row.entries.flatMap(({ record, body }) => (record === 'fact' ? body.sources : []));
        const bad = cited.find((id) => this.sources.has(id));
        if (bad !== undefined) this.unfit.set(line, this.sources.get(bad) ?? []);
        else
          for (const { record, body } of row.entries) {
            const brought = record === 'source' && row.entries.length > 1;
            const from = brought ? { line: --this.apart, from: line } : { line };
            yield { record, body, state, machineCoded, marking, ...from };
          }
      }
    }
  }

  /** Takes note of what the store refuses. */
  bar(row: ImportRow, problems: readonly Problem[]): void {
    if (row.body === null) return;
    const wrong = problems.map(wrongOf);
    if (!('from' in row)) this.unfit.set(row.line, wrong);
    else {
      const told = wrong.map((one) => ({ ...one, field: `source.${one.field}` }));
      this.sources.set(String(Reflect.get(Object(row.body), 'id')), told);
      this.unfit.set(Number(row.from), told);
    }
  }

  refusals(): Refusal[] {
    const rows = [...this.malformed, ...this.unfit].sort(([a], [b]) => a - b).slice(0, MOST_TOLD);
    return rows.flatMap(([line, wrong]) => wrong.map((one) => ({ line, ...one })));
  }

  /** Reads the file once more, for the text of the refused rows. */
  async *file(): AsyncGenerator<string> {
    const reading = this.start();
    let file: RefusedFile | null = null;
    for await (const row of reading) {
      const problems = row.outcome === 'refused' ? row.problems : (this.unfit.get(row.line) ?? []);
      const raw = row.outcome === 'left' ? undefined : row.raw;
      if (raw === undefined) continue;
      if (!file) {
        file = refusedFile(reading);
        yield file.open();
      }
      yield file.row({ raw, problems });
    }
    if (file) yield file.close();
  }

  private start(): Reading {
    return this.open(new Set(this.unfit.keys()));
  }
}

/** A refusal of the store in the form of those of the import. */
function wrongOf({ code, message, hint, place }: Problem): Wrong {
  const field = place.field ?? 'row';
  const named = `${field}: `;
  return {
    field,
    reason: code,
    found: message.startsWith(named) ? message.slice(named.length) : message,
    expected: hint.replace(/^expected /, ''),
  };
}

function contextOf(chancery: Chancery, dates: Context['dates'] = null): Context {
  const words = (language: string): unknown => JSON.parse(chancery.text(`templates/words/${language}.json`));
  return {
    gazetteer: chancery.gazetteer,
    words: readMachineWords({ en: words('en'), fr: words('fr') }),
    today: chancery.today(),
    faultsOf,
    dates,
    markings: chancery.templates.markings,
  };
}

async function headOf(stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream) {
    pieces.push(piece);
    size += piece.length;
    if (size >= HEAD) break;
  }
  return Buffer.concat(pieces);
}

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * Everything recorded, drafts and withdrawn records too, as a file in pieces. Read into an empty store and written again it gives the same bytes.
 * @param asOf the day whose knowledge is written; a month's or a year's last one. Refuses BAD_DATE, AS_OF_IN_FUTURE.
 */
export function exportData(
  chancery: Chancery,
  format: ExportFormat,
  asOf: string | null = null,
): AsyncIterable<string> {
  const records = chancery.store.everything(asOf === null ? undefined : dayOf(asOf, chancery.today()));
  return format === 'csv' ? exportCsv(records) : exportJsonl(records);
}

function dayOf(text: string, today: Day): Day {
  const date = text.trim();
  if (!parseDate(date) || date.includes('/')) refuse('BAD_DATE', { value: text.slice(0, 60) }, { field: 'asOf' });
  const day = lastDay(date);
  return day <= today ? day : refuse('AS_OF_IN_FUTURE', { asOf: date, today }, { field: 'asOf' });
}

/** Records one fact, source or thread, given as JSON; how it stands (`state`, `machineCoded`, `marking`) as an export writes it. */
export async function recordText(chancery: Chancery, text: string, act: Act): Promise<Revision> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    refuse('INVALID_RECORD', { field: 'record', found: 'no JSON', expected: 'one JSON object' }, { field: 'record' });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse('INVALID_RECORD', { field: 'record', found: typeof value, expected: 'one object' }, { field: 'record' });
  const { state, machineCoded, marking = null, ...body } = value as Record<string, unknown>;
  if (marking !== null) knownMarking(chancery, marking);
  if (!['draft', 'reviewed', undefined].includes(state as State))
    refuse(
      'INVALID_RECORD',
      { field: 'state', found: String(state), expected: 'draft or reviewed' },
      { field: 'state' },
    );
  return chancery.store.record({ record: kindOf(body), body }, act, {
    ...(state === undefined ? {} : { state: state as 'draft' | 'reviewed' }),
    machineCoded: machineCoded === true,
    marking: typeof marking === 'string' ? marking : null,
  });
}

/** Sees that there is such a level of protection. Refuses INVALID_RECORD. */
export function knownMarking({ templates: { markings } }: Chancery, marking: unknown): void {
  if (typeof marking === 'string' && rankOf(marking, markings) !== null) return;
  const found = String(JSON.stringify(marking)).slice(0, 60);
  const expected = `one of ${markings.map(({ level }) => level).join(', ')}`;
  refuse('INVALID_RECORD', { field: 'marking', found, expected }, { field: 'marking' });
}

function kindOf(body: Record<string, unknown>): RecordKind {
  if ('publisher' in body) return 'source';
  return 'status' in body && !('kind' in body) ? 'thread' : 'fact';
}
