// In: a database and the files of schema/migrations. Out: the database at the newest version. Refuses one from a newer version (STORE_NEWER).

import { refuse } from '../model/problem.ts';
import type { Db, Ground, Writing } from './ground.ts';

/** The files of schema/migrations: `0002-revisions.sql`, or one a make: `0003-unalterable.sqlite.sql`. */
export interface Migrations {
  names(): string[];
  text(name: string): string;
}

/** Version 1 kept no account of versions. */
const FIRST = 'fact_alias';

/** The version a database has; 0: it is empty. */
export async function versionOf(ground: Ground, db: Db): Promise<number> {
  const tables = await ground.tables(db);
  if (!tables.includes('migration')) return tables.includes(FIRST) ? 1 : 0;
  const row = await db.selectFrom('migration').select('version').orderBy('version', 'desc').executeTakeFirst();
  return row?.version ?? 0;
}

/** The version this program writes. */
export function newestVersion({ names }: Migrations): number {
  return Math.max(0, ...names().map(versionIn));
}

/** Refuses a database that this program does not know how to read. */
export function notNewer(version: number, migrations: Migrations): void {
  const known = newestVersion(migrations);
  if (version > known) refuse('STORE_NEWER', { version, known });
}

/** Brings a database from the version it has to the newest. @returns whether there was anything to do. */
export async function migrate(ground: Ground, tx: Writing, migrations: Migrations): Promise<boolean> {
  const version = await versionOf(ground, tx.db);
  notNewer(version, migrations);
  const missing = migrations
    .names()
    .filter(
      (name) =>
        versionIn(name) > version && (!/\.(sqlite|postgres)\.sql$/.test(name) || name.includes(`.${ground.dialect}.`)),
    )
    .sort();
  if (missing.length === 0) return false;
  await tx.script('CREATE TABLE IF NOT EXISTS migration (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)');
  for (const name of missing) {
    await tx.script(migrations.text(name));
    await tx.db
      .insertInto('migration')
      .values({ version: versionIn(name), name })
      .execute();
  }
  return true;
}

const versionIn = (name: string): number => Number.parseInt(name, 10) || 0;
