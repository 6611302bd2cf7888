// In: the data folder, by way of the world. Out: a store that answers questions from an embedded SQLite database. The database is
// built on first use, rebuilt when the data change or the file is broken, and held in memory where its folder cannot be written.
// Refuses data with problems (all of them, each with file, line and field).

import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import type { Edtf } from '../model/date.ts';
import type { Fact, FactId, FactKind, PartyCode, Source, SourceId, Thread } from '../model/fact.ts';
import type { Findings, Snapshot } from '../model/findings.ts';
import { ProblemError, problem } from '../model/problem.ts';
import type { Question } from '../model/question.ts';
import { build, type Origin } from './build.ts';
import { checkData, type DataFile, type Records } from './check.ts';
import type { Filter, Page } from './find.ts';
import * as ask from './find.ts';
import { kyselyOver } from './sqlite.ts';
import type { Tables } from './tables.ts';

export { checkData, type DataFile } from './check.ts';
export type { Filter, Page } from './find.ts';

/** Version of the builder; raised whenever build.ts writes something else from the same data. */
const BUILDER = 1;

/** What lies outside: files and databases. */
export interface Outside {
  /** Sizes and times of the data files: cheap, and different whenever their content may be. */
  stamp(): string;
  /** The data files. */
  data(): DataFile[];
  /** Text of schema/tables.sql. */
  tables(): string;
  /** The database kept from before, read only; null where there is none or it cannot be opened. */
  kept(): DatabaseSync | null;
  /** A new database to be filled and then kept; null where the folder cannot be written. */
  draft(): Draft | null;
  /** A new database in memory. */
  memory(): DatabaseSync;
  /** Notes in the kept database that its content was compared with files of this stamp; silent where it cannot be written. */
  restamp(stamp: string): void;
}

/** A database being built beside the kept one. */
interface Draft {
  database: DatabaseSync;
  /** Closes it and puts it in the place of the kept one, in one step. Throws where that is not possible. */
  keep(): void;
  /** Takes it away. */
  discard(): void;
}

export interface Store {
  readonly snapshot: Snapshot;
  /** False where the folder of the database cannot be written: the store works, and is built anew by every process. */
  readonly onDisk: boolean;
  find(question: Question): Promise<Findings>;
  page<Kind extends FactKind>(
    kind: Kind,
    filter: Filter,
    first: number,
    after: string | null,
  ): Promise<Page<Extract<Fact, { kind: Kind }>>>;
  totals(filter: Filter): Promise<Record<FactKind, number>>;
  /** Null where there is none; an id that was merged into another gives that other. */
  fact(id: FactId): Promise<Fact | null>;
  factsByIds(ids: readonly FactId[]): Promise<Map<FactId, Fact>>;
  sourcesByIds(ids: readonly SourceId[]): Promise<Map<SourceId, Source>>;
  /** By significance, then id. One party: all of its threads; none: all threads. */
  threads(between: readonly PartyCode[]): Promise<Thread[]>;
  /** Every party that has facts, with their number. */
  parties(): Promise<Map<PartyCode, number>>;
  close(): Promise<void>;
}

interface Open {
  db: Kysely<Tables>;
  snapshot: Snapshot;
  onDisk: boolean;
}

/** Opens the store, building its database if need be. */
export async function openStore(outside: Outside): Promise<Store> {
  let open = (await reuse(outside)) ?? (await rebuild(outside));
  let mending: Promise<Open> | null = null;

  // A file can be damaged behind its first page: the damage shows when that page is read. Of several who meet it one mends.
  const mend = async (broken: Open): Promise<Open> => {
    if (open !== broken) return open;
    mending ??= rebuild(outside);
    open = await mending;
    mending = null;
    return open;
  };
  const guarded = async <Answer>(answer: (open: Open) => Promise<Answer>): Promise<Answer> => {
    const used = open;
    try {
      return await answer(used);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return answer(await mend(used));
    }
  };
  return {
    get snapshot() {
      return open.snapshot;
    },
    get onDisk() {
      return open.onDisk;
    },
    find: (question) => guarded(({ db, snapshot }) => ask.find(db, question, snapshot)),
    page: (kind, filter, first, after) => guarded(({ db }) => ask.page(db, kind, filter, first, after)),
    totals: (filter) => guarded(({ db }) => ask.totals(db, filter)),
    fact: (id) => guarded(async ({ db }) => (await ask.factsByIds(db, [id])).get(id) ?? null),
    factsByIds: (ids) => guarded(({ db }) => ask.factsByIds(db, ids)),
    sourcesByIds: (ids) => guarded(({ db }) => ask.sourcesByIds(db, ids)),
    threads: (between) => guarded(({ db }) => ask.threads(db, between)),
    parties: () => guarded(({ db }) => ask.partyCounts(db)),
    close: () => open.db.destroy(),
  };
}

/** The kept database, where it was built from the data as they are. */
async function reuse(outside: Outside): Promise<Open | null> {
  const database = outside.kept();
  if (!database) return null;
  try {
    const row = database.prepare('select * from snapshot').get() as Tables['snapshot'] | undefined;
    if (row && row.layout === layoutOf(outside)) {
      const stamp = outside.stamp();
      const same = row.stamp === stamp || row.content === contentOf(outside.data());
      if (same) {
        if (row.stamp !== stamp) outside.restamp(stamp);
        const { id, facts, newest } = row;
        return { db: kyselyOver(database), snapshot: { id, facts, newest: newest as Edtf }, onDisk: true };
      }
    }
  } catch {
    // Not a database, or half of one: it is rebuilt.
  }
  database.close();
  return null;
}

async function rebuild(outside: Outside): Promise<Open> {
  const stamp = outside.stamp();
  const files = outside.data();
  const { records, problems } = checkData(files);
  if (problems.length > 0) throw new ProblemError(problems);
  const origin = { stamp, content: contentOf(files), layout: layoutOf(outside) };

  const draft = outside.draft();
  if (draft) {
    try {
      await fill(draft.database, outside.tables(), records, origin);
      draft.keep();
      const database = outside.kept();
      if (database) return await opened(database, true);
    } catch {
      // A full disk, a folder taken away: the data are sound, so they are served from memory.
      draft.discard();
    }
  }
  const database = outside.memory();
  await fill(database, outside.tables(), records, origin);
  return opened(database, false);
}

async function fill(database: DatabaseSync, tables: string, records: Records, origin: Origin): Promise<void> {
  // Nobody else sees a database that is being built; one flush at the end is enough.
  database.exec('pragma journal_mode = off; pragma synchronous = normal');
  database.exec(tables);
  await build(kyselyOver(database), records, origin);
}

async function opened(database: DatabaseSync, onDisk: boolean): Promise<Open> {
  const db = kyselyOver(database);
  try {
    return { db, snapshot: await ask.snapshotOf(db), onDisk };
  } catch {
    throw new ProblemError([problem('STORE_BROKEN')]);
  }
}

function contentOf(files: readonly DataFile[]): string {
  const hash = createHash('sha256');
  for (const { path, text } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${path}\n${text.length}\n`).update(text);
  }
  return hash.digest('hex');
}

function layoutOf(outside: Outside): string {
  return createHash('sha256').update(`${BUILDER}\n${outside.tables()}`).digest('hex');
}

/** SQLITE_CORRUPT, SQLITE_NOTADB, a read that failed, a table that is not there, or a body that is no JSON. */
function isDamage(error: unknown): boolean {
  if (error instanceof SyntaxError) return true;
  const code: unknown = Reflect.get(Object(error), 'errcode');
  return typeof code === 'number' && [1, 10, 11, 26].includes(code & 0xff);
}
