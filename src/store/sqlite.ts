// In: an open SQLite database (node:sqlite). Out: the same database under Kysely. Refuses nothing: errors of SQLite pass through.

import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely';
import type { Tables } from './tables.ts';

/** Kysely over an open database; `destroy()` closes it. */
export function kyselyOver(database: DatabaseSync): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: asBetterSqlite(database) }) });
}

/** Kysely's SQLite dialect speaks to better-sqlite3, which takes parameters as one array and knows whether a statement returns rows. */
function asBetterSqlite(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql);
      const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
}
