// In: rows of records, as many as there are. Out: all of them recorded in one transaction, or exactly the valid ones, or none; and an account of
// what was new, changed, the same and refused. Holds one batch in memory. Refuses what the database refuses; a bad row is an account, not a refusal.

import { type Problem, ProblemError, problem } from '../model/problem.ts';
import type { Entry, RecordKind, State } from '../model/revision.ts';
import { type Change, entryOf, openPen, type Pen } from './append.ts';
import { canonical } from './canon.ts';
import { faultsAround, pointingTo, refText, type Surroundings, surroundings } from './context.ts';
import { type Db, padded, type Writing } from './ground.ts';
import { keysOf, restsOn } from './rows.ts';
import { faultsOf, show } from './shape.ts';
import { type Desk, invalid } from './write.ts';

/** One record of a file. */
export interface ImportRow {
  record: RecordKind;
  body: unknown;
  /** Where it stands in its file, from 1; told of refused rows. What has the same line is refused together. */
  line: number;
  /** How a new record stands; absent: as the options say. What is recorded already keeps its own standing. */
  state?: State;
  machineCoded?: boolean;
  marking?: string | null;
}

export interface ImportOptions {
  by: string;
  reason: string;
  /** Default: draft where machine-coded, else reviewed. */
  state?: 'draft' | 'reviewed';
  machineCoded?: boolean;
  marking?: string | null;
  /** Does everything but keep it. */
  dryRun?: boolean;
  /** Records the valid rows where some are refused; otherwise one refused row keeps all out. The rows are then read again. */
  acceptValid?: boolean;
  /** Told after each batch: how many rows were read. */
  onProgress?: (rows: number) => void;
  /** Told of each refused row, in the order of the lines; a row may be told of again where it is read again. */
  onRefused?: (row: ImportRow, problems: readonly Problem[]) => void;
}

export interface Imported {
  /** Whether anything was kept: not in a dry run, and not where a row was refused without `acceptValid`. */
  kept: boolean;
  rows: number;
  new: number;
  changed: number;
  same: number;
  refused: number;
  /** The first hundred refused rows. */
  refusals: { line: number; problems: readonly Problem[] }[];
}

const BATCH = 1000;
const TOLD = 100;

/** Carries the account out of a transaction that is taken back. */
class TakenBack extends Error {
  readonly account: Imported;

  constructor(account: Imported) {
    super('taken back');
    this.account = account;
  }
}

/**
 * Records many rows.
 * @param rows opens them; called again where refused rows are to be left out.
 */
export async function recordMany(
  desk: Desk,
  rows: () => AsyncIterable<ImportRow> | Iterable<ImportRow>,
  options: ImportOptions,
): Promise<Imported> {
  const refused = new Map<number, readonly Problem[]>();
  for (;;) {
    const before = refused.size;
    try {
      return await desk.ground.write(async (tx) => {
        const account = await pass(desk, tx, rows(), options, refused);
        const whole = refused.size === before;
        if (options.dryRun || !whole || (refused.size > 0 && !options.acceptValid)) throw new TakenBack(account);
        const kept = account.new + account.changed > 0;
        if (kept) desk.beforeWriting();
        return { ...account, kept };
      });
    } catch (error) {
      if (!(error instanceof TakenBack)) throw error;
      // What named a refused row may be refused in turn: again, until nothing more falls out.
      if (refused.size === before || !options.acceptValid) return error.account;
    }
  }
}

/** Reads all rows once, within one transaction. */
async function pass(
  desk: Desk,
  tx: Writing,
  rows: AsyncIterable<ImportRow> | Iterable<ImportRow>,
  options: ImportOptions,
  refused: Map<number, readonly Problem[]>,
): Promise<Imported> {
  const { by, reason } = options;
  const parties = desk.parties();
  const account: Imported = { kept: false, rows: 0, new: 0, changed: 0, same: 0, refused: 0, refusals: [] };
  const pen = await openPen(tx, { at: desk.now(), by, reason, release: null }, true);
  const awaited: Pass['awaited'] = new Map();
  const refuseRow = (row: ImportRow, problems: readonly Problem[]) => {
    if (refused.has(row.line)) return false;
    // Of all but the first it is enough to know that they were refused.
    refused.set(row.line, refused.size < TOLD ? problems : []);
    options.onRefused?.(row, problems);
    return true;
  };

  let batch: ImportRow[] = [];
  const flush = async () => {
    await recordBatch(tx, pen, batch, options, { parties, account, awaited, refuseRow });
    options.onProgress?.(account.rows);
    batch = [];
  };
  for await (const row of rows) {
    account.rows++;
    if (refused.has(row.line)) continue;
    batch.push(row);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  for (const counted of await stillAwaited(tx.db, awaited, refuseRow)) account[counted]--;

  account.refused = refused.size;
  account.refusals = [...refused].slice(0, TOLD).map(([line, problems]) => ({ line, problems }));
  if (account.new + account.changed > 0) await pen.close('imported', `${account.new} new, ${account.changed} changed`);
  return account;
}

interface Awaiting {
  row: ImportRow;
  field: string;
  counted: 'new' | 'changed';
}

interface Pass {
  parties: ReadonlySet<string>;
  account: Imported;
  /** Facts that were named and are not there yet, and the rows that named them. */
  awaited: Map<string, Awaiting[]>;
  /** False: it was refused before. */
  refuseRow: (row: ImportRow, problems: readonly Problem[]) => boolean;
}

async function recordBatch(
  tx: Writing,
  pen: Pen,
  batch: readonly ImportRow[],
  options: ImportOptions,
  run: Pass,
): Promise<void> {
  const { account, refuseRow } = run;
  const sound: { row: ImportRow; entry: Entry }[] = [];
  for (const row of batch) {
    const faults = faultsOf(row.record, row.body);
    if (faults.length > 0) refuseRow(row, invalid(faults).problems);
    // The shape was just proven, field by field.
    else sound.push({ row, entry: entryOf(row.record, row.body as Entry['body']) });
  }
  const around = await surroundings(
    tx.db,
    sound.map(({ entry }) => entry),
    run.parties,
  );
  tx.meanwhile();
  const changes: Change[] = [];
  const here = new Set<string>();
  for (const { row, entry } of sound) {
    const change = changeOf(row, entry, around, options, pen, here);
    if (change === 'same') account.same++;
    else if (change instanceof ProblemError) refuseRow(row, change.problems);
    else {
      const counted = change.previous ? 'changed' : 'new';
      // What was taken back need not be right.
      const faults =
        change.state === 'withdrawn'
          ? []
          : faultsAround(entry, {
              ...around,
              known: { ...around.known, facts: later(entry, { row, counted }, around, run) },
            });
      if (faults.length > 0) refuseRow(row, invalid(faults).problems);
      else {
        if (change.previous) account.changed++;
        else account.new++;
        here.add(refText({ record: entry.record, id: entry.body.id }));
        noteKeys(entry, around);
        changes.push(change);
      }
    }
  }
  await pen.append(changes, around.sources);
}

/** What a row changes; refused where the record was written twice here, was withdrawn, or is in the hands of a curator. */
function changeOf(
  row: ImportRow,
  entry: Entry,
  around: Surroundings,
  options: ImportOptions,
  pen: Pen,
  here: ReadonlySet<string>,
): Change | 'same' | ProblemError {
  const { machineCoded = options.machineCoded ?? false, marking = options.marking ?? null } = row;
  const state = row.state ?? options.state ?? (machineCoded ? 'draft' : 'reviewed');
  const { id } = entry.body;
  const key = refText({ record: row.record, id });
  const previous = around.current.get(key) ?? null;
  const text = canonical(entry.record, entry.body);
  if (previous && state === 'withdrawn' && previous.state !== 'withdrawn')
    return invalid([
      { field: 'state', found: state, expected: `${previous.state}, as it stands: a file withdraws nothing` },
    ]);
  // A file may ask for protection where there is none; what stands here is for a curator to change.
  if (previous && marking !== null && previous.marking !== null && marking !== previous.marking)
    return invalid([{ field: 'marking', found: show(marking), expected: `${show(previous.marking)}, as it stands` }]);
  const protectedAnew = previous !== null && marking !== null && previous.marking === null;
  if (previous?.body === text && !protectedAnew && (previous.state !== 'withdrawn' || state === 'withdrawn'))
    return 'same';
  if (here.has(key) || (previous && previous.seq >= pen.first))
    return invalid([{ field: 'id', found: `${show(id)}, also in an earlier row`, expected: 'one row for it' }]);
  if (!previous) return { entry, text, action: 'recorded', state, machineCoded, marking, previous };
  if (previous.state === 'withdrawn')
    return new ProblemError([
      problem('WRONG_STATE', { id, state: previous.state, states: 'draft or reviewed' }, { field: 'id' }),
    ]);
  // A program does not overrule a person.
  if (machineCoded && (previous.coded === 0 || previous.state === 'reviewed' || previous.recorded_by !== options.by))
    return new ProblemError([
      problem('REVIEWED_HERE', { id, by: previous.recorded_by, number: previous.number }, { field: 'id' }),
    ]);
  return {
    entry,
    text,
    action: 'corrected',
    state: previous.state,
    machineCoded: previous.coded === 1,
    marking: previous.marking ?? marking,
    previous,
  };
}

/** The facts a row may name: those that are there, and those that may come in a later row. */
function later(
  { record, body }: Entry,
  waiting: Omit<Awaiting, 'field'>,
  { known }: Surroundings,
  { awaited }: Pass,
): ReadonlySet<string> {
  if (record !== 'fact') return known.facts;
  const named = [
    ...body.links.map(({ to }, n) => [to, `links.${n}.to`] as const),
    ...restsOn(body).map((id, n) => [id, `stateRestsOn.${n}`] as const),
  ].filter(([id]) => !known.facts.has(id));
  if (named.length === 0) return known.facts;
  for (const [id, field] of named) awaited.set(id, [...(awaited.get(id) ?? []), { ...waiting, field }]);
  return new Set([...known.facts, ...named.map(([id]) => id)]);
}

/** What the next rows of the batch must not use again. */
function noteKeys(entry: Entry, around: Surroundings): void {
  const { address } = keysOf(entry);
  if (address !== null) around.addresses.set(address, entry.body.id);
  if (entry.record !== 'fact') return;
  if (entry.body.kind === 'indicator') around.series.push(entry.body);
  for (const id of entry.body.sameAs) around.merged.set(id, entry.body.id);
}

/** Refuses the rows that named facts which never came. @returns as what each had been counted. */
async function stillAwaited(
  db: Db,
  awaited: Pass['awaited'],
  refuseRow: Pass['refuseRow'],
): Promise<Awaiting['counted'][]> {
  const ids = [...awaited.keys()];
  const counted: Awaiting['counted'][] = [];
  for (let at = 0; at < ids.length; at += BATCH) {
    const part = ids.slice(at, at + BATCH);
    const rows = await db
      .selectFrom('revision')
      .select('id')
      .where('record', '=', 'fact')
      .where('id', 'in', padded(part))
      .where('until', 'is', null)
      .where('state', '!=', 'withdrawn')
      .execute();
    const there = new Set([
      ...rows.map(({ id }) => id),
      ...(await pointingTo(db, part, ['same_as'])).map(({ target }) => target),
    ]);
    for (const id of part) {
      for (const one of there.has(id) ? [] : (awaited.get(id) ?? [])) {
        const { problems } = invalid([{ field: one.field, found: show(id), expected: 'the id of a fact' }]);
        if (refuseRow(one.row, problems)) counted.push(one.counted);
      }
    }
  }
  return counted;
}
