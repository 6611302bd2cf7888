// In: a database. Out: which release was applied last. Refuses nothing.

import type { Instant } from '../model/revision.ts';
import type { Db } from './ground.ts';

/** data/release.json. */
export interface Release {
  recorded: Instant;
  by: string;
  reason: string;
}

/** What the files of a release were when they were compared. */
export interface Origin {
  stamp: string;
  content: string;
}

/** The release applied last. */
export async function lastRelease(db: Db) {
  return db.selectFrom('release').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst();
}

/** Notes that the files were compared and that nothing in them is new. */
export async function restamp(db: Db, stamp: string): Promise<void> {
  const last = await lastRelease(db);
  if (last) await db.updateTable('release').set({ stamp }).where('seq', '=', last.seq).execute();
}
