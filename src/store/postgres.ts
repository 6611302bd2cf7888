// In: a pool of connections to a PostgreSQL server. Out: the ground over it. Refuses what the server cannot do now, each with its code.

import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { type ProblemCode, ProblemError, problem } from '../model/problem.ts';
import { type Copying, copying } from './copying.ts';
import type { Db, Ground } from './ground.ts';
import { COLUMNS, type Tables } from './tables.ts';

/** One number of the lock that writers take; the other is the schema's. */
const LOCK = 1_128_808_014;

/** Rows of one act after which the server is asked to look at its tables again. */
const MANY = 50_000;

/** @param patience how long to wait for another writer, in milliseconds. */
export function postgresGround(pool: Pool, patience: number): Ground {
  const db: Db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    dialect: 'postgres',
    read: (work) =>
      told(db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work)),
    write: (work) =>
      told(
        pool.connect().then(async (client) => {
          const rows = copying(client);
          const answer = await over(client, rows)
            .transaction()
            .execute(async (tx) => {
              // What writes may take long: an import is one transaction. Only what reads is given up.
              await sql`set local lock_timeout = ${sql.raw(String(patience))}; set local statement_timeout = 0`.execute(
                tx,
              );
              // One at a time: revisions are numbered without gaps, and each audit entry follows from the one before.
              await sql`select pg_advisory_xact_lock(${LOCK}, hashtext(current_schema()))`.execute(tx);
              const answer = await work({
                db: tx,
                insert: rows.add,
                insertLast: async (table, all) => rows.setAside(table, all),
                meanwhile: rows.release,
                async script(text) {
                  // Text compares byte by byte, as SQLite's does, and the payload of an index lies in it.
                  const own = text
                    .replace(/^( +\w+ +TEXT)\b/gm, '$1 COLLATE "C"')
                    .replace(/\/\* (INCLUDE \([^)]*\)) \*\//g, '$1');
                  await sql.raw(own).execute(tx);
                },
              });
              rows.release();
              await rows.arrived();
              return answer;
            });
          if (rows.taken > MANY) await tidy(db);
          return answer;
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

/**
 * Lets the server count its new rows, and note that all may see them: until then it plans for tables that are small, and looks up each row that an
 * index would do for. It would come to that by itself, some minutes later; so it is no harm where it may not.
 */
async function tidy(db: Db): Promise<void> {
  const tables = Object.keys(COLUMNS).map((name) => sql.table(name));
  // It may take longer than what somebody waits for.
  const looked = db.connection().execute(async (alone) => {
    await sql`set statement_timeout = 0`.execute(alone);
    await sql`vacuum (analyze) ${sql.join(tables)}`.execute(alone);
    await sql`reset statement_timeout`.execute(alone);
  });
  await looked.catch(() => {});
}

/** Statements over one connection; each comes after the rows that are on their way. */
function over(client: PoolClient, rows: Copying): Db {
  const query = async (text: string, parameters: unknown[]) => {
    // To take everything back is right, whatever became of the rows.
    await (text === 'rollback' ? rows.arrived().catch(() => {}) : rows.arrived());
    return client.query(text, parameters);
  };
  const release = (destroy?: boolean) => client.release(destroy);
  const pool = { options: {}, connect: async () => ({ query, release }), end: async () => {} };
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool as unknown as PostgresPool }) });
}

// ---- Errors ------------------------------------------------------------------------------------------------------------

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const CODES: [RegExp, ProblemCode][] = [
  [/^53100$/, 'STORE_FULL'],
  [/^(25006|42501)$/, 'STORE_READ_ONLY'],
  [/^55P03$/, 'STORE_BUSY'],
  [/^57014$/, 'TIMED_OUT'],
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
