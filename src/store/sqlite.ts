// In: connections to one SQLite database (node:sqlite). Out: the ground over them. Refuses a write that SQLite cannot carry out, each with its code.

import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, type SqliteDatabase, SqliteDialect, sql } from 'kysely';
import { type ProblemCode, ProblemError, problem, refuse } from '../model/problem.ts';
import { type Filling, filling } from './filling.ts';
import { type Db, type Ground, turns, type Writing } from './ground.ts';
import type { Tables } from './tables.ts';

export interface Connections {
  reader: DatabaseSync;
  /** Opens the connection that writes; null where nothing can be written. */
  writer: (() => DatabaseSync) | null;
  /** How long to wait for another writer, in milliseconds. */
  patience: number;
}

/** Statements kept ready on one connection; lists of varying length make many. */
const MOST_STATEMENTS = 400;

export function sqliteGround({ reader, writer, patience }: Connections): Ground {
  const reading = turns();
  const writing = turns();
  const readDb = kyselyOver(reader);
  let open: { database: DatabaseSync; db: Db; rows: Filling } | null = null;

  const write = <Answer>(work: (tx: Writing) => Promise<Answer>): Promise<Answer> =>
    writing(async () => {
      if (!writer) return refuse('STORE_READ_ONLY');
      try {
        if (!open) {
          const database = writer();
          open = { database, db: kyselyOver(database), rows: filling(database) };
        }
        await begin(open.database, patience);
      } catch (error) {
        throw told(error);
      }
      const { database, db, rows } = open;
      try {
        const answer = await work({
          db,
          insert: async (table, all) => rows.add(table, all),
          insertLast: async (table, all) => rows.setAside(table, all),
          meanwhile: () => {},
          script: async (text) => database.exec(text.replaceAll('/* WITHOUT ROWID */', 'WITHOUT ROWID')),
        });
        rows.finish();
        database.exec('commit');
        return answer;
      } catch (error) {
        rows.forget();
        // A full disk has already taken the transaction back.
        if (database.isTransaction) database.exec('rollback');
        throw told(error);
      }
    });

  return {
    dialect: 'sqlite',
    read: (work) =>
      reading(async () => {
        reader.exec('begin');
        try {
          return await work(readDb);
        } finally {
          if (reader.isTransaction) reader.exec('rollback');
        }
      }),
    write,
    share: (work) => write(({ db }) => work(db)),
    latest: () =>
      reader.isOpen
        ? (reader.prepare('select * from snapshot order by version desc limit 1').get() as
            | Tables['snapshot']
            | undefined)
        : undefined,
    tables: async (db) => {
      const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(db);
      return rows.map(({ name }) => name);
    },
    async close() {
      // The one that may write goes last: it tidies up the files beside the database.
      if (reader.isOpen) reader.close();
      if (open?.database.isOpen) open.database.close();
    },
  };
}

/** Waits in small steps: SQLite's own waiting would hold up everybody else in this process. */
async function begin(database: DatabaseSync, patience: number): Promise<void> {
  for (let waited = 0; ; waited += 25) {
    try {
      return database.exec('begin immediate');
    } catch (error) {
      if (!isBusy(error) || waited >= patience) throw error;
      await wait(25);
    }
  }
}

function kyselyOver(database: DatabaseSync): Db {
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: asBetterSqlite(database) }) });
}

type Prepared = ReturnType<SqliteDatabase['prepare']>;

/** Kysely's SQLite dialect speaks to better-sqlite3, which takes parameters as one array and knows whether a statement returns rows. */
function asBetterSqlite(database: DatabaseSync): SqliteDatabase {
  const ready = new Map<string, Prepared>();
  return {
    close: () => database.close(),
    prepare(text) {
      const known = ready.get(text);
      if (known) return known;
      const statement = database.prepare(text);
      const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
      const prepared: Prepared = {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
      if (ready.size >= MOST_STATEMENTS) ready.clear();
      ready.set(text, prepared);
      return prepared;
    },
  };
}

// ---- Errors ------------------------------------------------------------------------------------------------------------

/** Primary result code of SQLite; 0 where the error is not SQLite's. */
export function resultOf(error: unknown): number {
  const code: unknown = Reflect.get(Object(error), 'errcode');
  return typeof code === 'number' ? code & 0xff : 0;
}

const isBusy = (error: unknown): boolean => [5, 6].includes(resultOf(error));

/** CORRUPT, NOTADB, a read that failed, a table that is not there, or a body that is no JSON. */
export const isDamage = (error: unknown): boolean =>
  error instanceof SyntaxError || [1, 10, 11, 26].includes(resultOf(error));

/** BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB. */
const CODES: Record<number, ProblemCode> = {
  5: 'STORE_BUSY',
  6: 'STORE_BUSY',
  8: 'STORE_READ_ONLY',
  10: 'STORE_CORRUPT',
  11: 'STORE_CORRUPT',
  13: 'STORE_FULL',
  14: 'STORE_READ_ONLY',
  26: 'STORE_CORRUPT',
};

function told(error: unknown): unknown {
  const code = error instanceof ProblemError ? undefined : CODES[resultOf(error)];
  return code === undefined ? error : new ProblemError([problem(code)]);
}
