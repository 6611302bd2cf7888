// In: the place of the embedded database. Out: the ground over it, whatever state the place is in: made where there is none, held in memory where
// nothing can be written, made anew where it is damaged and held nothing but a release. Refuses a damaged one that holds curators' work
// (STORE_CORRUPT), one from a newer version, a backup that cannot be made or does not hold.

import type { DatabaseSync } from 'node:sqlite';
import { type ProblemCode, ProblemError, problem, refuse } from '../model/problem.ts';
import type { Ground } from './ground.ts';
import { isDamage as isDamageOfSqlite, resultOf, sqliteGround } from './sqlite.ts';

/** The place of an embedded database: one file, and a mark beside it once it holds what exists nowhere else. */
export interface Files {
  make: 'embedded';
  /** How long to wait for another writer, in milliseconds. */
  patience: number;
  exists(): boolean;
  /** Whether the file, or its folder where there is none yet, may be written. */
  writable(): boolean;
  /** `write` makes file and folder where there are none; `frozen` takes a file that nobody writes. Throws as SQLite and the disk do. */
  open(how: 'write' | 'read' | 'frozen', file?: string): DatabaseSync;
  memory(): DatabaseSync;
  /** Whether it holds what was recorded here. */
  curated(): boolean;
  /** Marks it so; throws where that cannot be written. */
  curate(): void;
  /** Takes the file away, and what lies beside it. */
  discard(): void;
  /** Copies a database while it is used; the copy appears whole or not at all. Refuses OUTPUT_UNWRITABLE. */
  copy(from: DatabaseSync, to: string): Promise<void>;
  /** Puts a copy of a file in the place of the database; what was there is kept beside it. */
  replace(by: string): void;
}

export interface Standing {
  ground: Ground;
  /** False: held in memory, made anew by every process. */
  onDisk: boolean;
}

/**
 * Brings a database up to date. Told to do without writing, it says whether that is possible.
 * @param lasting false: nothing can be written to it afterwards
 */
export type Prepare = (ground: Ground, lasting: boolean) => Promise<void>;

/** Opens the database. @param prepare brings it up to date; where it cannot write, it throws unless the database can serve as it is. */
export async function openEmbedded(files: Files, prepare: Prepare): Promise<Standing> {
  for (let attempt = 1; ; attempt++) {
    if (files.curated() && !files.exists()) refuse('STORE_CORRUPT');
    let ground: Ground | null = null;
    try {
      ground = groundOf(files);
      if (files.curated() && (await isEmpty(ground))) refuse('STORE_CORRUPT');
      await prepare(ground, true);
      return { ground, onDisk: true };
    } catch (error) {
      await ground?.close();
      if (isDamage(error) && files.exists()) {
        // What came from the release can come from it again; what a curator wrote cannot.
        if (files.curated() || attempt === 3 || !files.writable()) throw corrupt(error);
        files.discard();
      } else if (error instanceof ProblemError && !error.problems.some(({ code }) => UNWRITABLE.includes(code)))
        throw error;
      else if (files.curated()) throw error;
      else return inMemory(files, prepare);
    }
  }
}

const UNWRITABLE: readonly ProblemCode[] = ['STORE_READ_ONLY', 'STORE_FULL'];

function groundOf(files: Files): Ground {
  const writable = files.writable();
  if (!files.exists()) {
    if (!writable) refuse('STORE_READ_ONLY');
    configured(files.open('write')).close();
  }
  const writer = writable ? () => configured(files.open('write')) : null;
  return sqliteGround({ reader: readerOf(files, writable), writer, patience: files.patience });
}

function readerOf(files: Files, writable: boolean): DatabaseSync {
  if (writable) {
    // A connection that could write takes away the log when it is the last to go.
    const reader = files.open('write');
    reader.exec('pragma query_only = 1; pragma busy_timeout = 5000; pragma cache_size = -65536');
    return reader;
  }
  const reader = files.open('read');
  try {
    reader.prepare('select count(*) from sqlite_master').get();
    return reader;
  } catch (error) {
    reader.close();
    // The log of a database in a read-only folder cannot be opened. Where there is none, nobody is writing.
    if (resultOf(error) === 14 || resultOf(error) === 8) return files.open('frozen');
    throw error;
  }
}

/** Readers never wait for a writer, and what was answered “recorded” has reached the disk. */
function configured(database: DatabaseSync): DatabaseSync {
  try {
    database.exec('pragma busy_timeout = 5000; pragma page_size = 8192; pragma journal_mode = wal');
  } catch (error) {
    if (resultOf(error) !== 5) throw error;
    // Another is just making the same change.
  }
  // What is searched is filled in order, so that few pages are needed at a time; sorting takes as much again.
  database.exec('pragma synchronous = full; pragma busy_timeout = 0; pragma cache_size = -65536');
  return database;
}

async function isEmpty(ground: Ground): Promise<boolean> {
  return (await ground.read((db) => ground.tables(db))).length === 0;
}

async function inMemory(files: Files, prepare: Prepare): Promise<Standing> {
  const database = files.memory();
  await prepare(sqliteGround({ reader: database, writer: () => database, patience: 0 }), false);
  return { ground: sqliteGround({ reader: database, writer: null, patience: 0 }), onDisk: false };
}

/** SQLite says that the file is damaged. */
export function isDamage(error: unknown): boolean {
  return error instanceof ProblemError
    ? error.problems.some(({ code }) => code === 'STORE_CORRUPT')
    : isDamageOfSqlite(error);
}

export const corrupt = (error: unknown): ProblemError =>
  error instanceof ProblemError ? error : new ProblemError([problem('STORE_CORRUPT')]);

// ---- Backup ------------------------------------------------------------------------------------------------------------

/** Copies the database while it serves, and checks the copy. */
export async function backUp(files: Files, to: string): Promise<void> {
  const from = files.open('read');
  try {
    await files.copy(from, to);
  } finally {
    from.close();
  }
  await checkBackup(files, to);
}

/** Puts a backup in the place of the database. What was there is kept beside it. */
export async function restore(files: Files, from: string): Promise<void> {
  await checkBackup(files, from);
  files.replace(from);
  files.curate();
}

async function checkBackup(files: Files, file: string): Promise<void> {
  let detail = 'it is no database';
  try {
    const database = files.open('frozen', file);
    const ground = sqliteGround({ reader: database, writer: null, patience: 0 });
    try {
      const found = database.prepare('pragma integrity_check(1)').get();
      if (Object.values(found ?? {})[0] !== 'ok') detail = 'it is damaged';
      else {
        const { checkAudit } = await import('./audit.ts');
        const { problems, entries } = await ground.read(async (db) =>
          checkAudit(db, (await ground.tables(db)).includes('edition')),
        );
        if (problems.length === 0 && entries > 0) return;
        detail = 'its audit trail does not hold';
      }
    } finally {
      await ground.close();
    }
  } catch {
    // Told below.
  }
  refuse('BACKUP_FAILED', { detail });
}
