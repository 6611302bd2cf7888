// In: a pool of connections to a PostgreSQL server. Out: the ground over it. Refuses what the server cannot do now, each with its code.

import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely';
import { type ProblemCode, ProblemError, problem } from '../model/problem.ts';
import type { Db, Ground, Writing } from './ground.ts';
import { COLUMNS, type Filled, type Tables } from './tables.ts';

/** Rows of one INSERT. */
const BATCH = 500;
/** One number of the lock that writers take; the other is the schema's. */
const LOCK = 1_128_808_014;

/** @param patience how long to wait for another writer, in milliseconds. */
export function postgresGround(pool: PostgresPool, patience: number): Ground {
  const db: Db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    dialect: 'postgres',
    read: (work) =>
      told(db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work)),
    write: (work) =>
      told(
        db.transaction().execute(async (tx) => {
          await sql`set local lock_timeout = ${sql.raw(String(patience))}`.execute(tx);
          // One at a time: revisions are numbered without gaps, and each audit entry follows from the one before.
          await sql`select pg_advisory_xact_lock(${LOCK}, hashtext(current_schema()))`.execute(tx);
          return work(writingOver(tx));
        }),
      ),
    share: (work) =>
      told(
        db.transaction().execute(async (tx) => {
          await sql`set local lock_timeout = ${sql.raw(String(patience))}`.execute(tx);
          return work(tx);
        }),
      ),
    tables: async (from) => {
      const { rows } = await sql<{ name: string }>`
        select tablename as name from pg_tables where schemaname = current_schema()`.execute(from);
      return rows.map(({ name }) => name);
    },
    close: () => db.destroy(),
  };
}

function writingOver(db: Db): Writing {
  return {
    db,
    async insert<Name extends Filled>(table: Name, rows: readonly Tables[Name][]) {
      const names = sql.join(COLUMNS[table].map((name) => sql.ref(name)));
      for (let at = 0; at < rows.length; at += BATCH) {
        // One parameter for all rows: the server takes the types of the columns from the table.
        const batch = JSON.stringify(rows.slice(at, at + BATCH));
        await sql`insert into ${sql.table(table)} (${names})
          select ${names} from json_populate_recordset(null::${sql.table(table)}, ${batch}::json)`.execute(db);
      }
    },
    async script(text) {
      // Text compares byte by byte, as SQLite's does, and the payload of an index lies in it.
      const own = text.replace(/^( +\w+ +TEXT)\b/gm, '$1 COLLATE "C"').replace(/\/\* (INCLUDE \([^)]*\)) \*\//g, '$1');
      await sql.raw(own).execute(db);
    },
  };
}

// ---- Errors ------------------------------------------------------------------------------------------------------------

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const CODES: [RegExp, ProblemCode][] = [
  [/^53100$/, 'STORE_FULL'],
  [/^(25006|42501)$/, 'STORE_READ_ONLY'],
  [/^55P03$/, 'STORE_BUSY'],
  [/^XX00[12]$/, 'STORE_CORRUPT'],
  [/^(08...|57P0.|53300|28...|3D000|E[A-Z]+)$/, 'STORE_UNREACHABLE'],
];

async function told<Answer>(work: Promise<Answer>): Promise<Answer> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ProblemError || !(error instanceof Error)) throw error;
    const code = String(Reflect.get(error, 'code') ?? '');
    const lost = /^(timeout exceeded|Connection terminated)/.test(error.message);
    const known = lost ? 'STORE_UNREACHABLE' : CODES.find(([form]) => form.test(code))?.[1];
    throw known ? new ProblemError([problem(known)]) : error;
  }
}
