// In: one state of a database, and an instant or a number. Out: the state of the whole that was current then, or has that number. Before anything was
// recorded there is an empty one. Refuses a number that no state has (DATA_GONE).

import type { Day } from '../model/date.ts';
import type { Snapshot } from '../model/findings.ts';
import { refuse } from '../model/problem.ts';
import type { Instant } from '../model/revision.ts';
import { snapshotOf } from './append.ts';
import type { Db } from './ground.ts';
import type { Seq } from './tables.ts';

/** A state of the whole. */
export interface Version {
  /** Null: the current one. */
  version: Seq | null;
  /** The last revision it holds. */
  last: Seq;
  snapshot: Snapshot;
}

/** Later than anything recorded. */
export const LAST: Instant = '9999-12-31T23:59:59.999Z';

/** The state at an instant; the current one where nothing was recorded after it. */
export async function versionAt(db: Db, instant: Instant): Promise<Version> {
  const day = instant.slice(0, 10);
  const last = await db.selectFrom('snapshot').selectAll().orderBy('version', 'desc').limit(1).executeTakeFirst();
  if (!last || last.at <= instant) return { version: null, last: last?.version ?? 0, snapshot: snapshotOf(last, day) };
  const then = await db
    .selectFrom('snapshot')
    .selectAll()
    .where('at', '<=', instant)
    .orderBy('at', 'desc')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  const version = then?.version ?? 0;
  return { version, last: version, snapshot: snapshotOf(then, day) };
}

/** The state of a number. Refuses DATA_GONE where there is no such state. @param day on which it is read: what there is where nothing was recorded yet. */
export async function versionNumbered(db: Db, number: Seq, day: Day): Promise<Version> {
  const last = await db.selectFrom('snapshot').selectAll().orderBy('version', 'desc').limit(1).executeTakeFirst();
  if (last?.version === number) return { version: null, last: number, snapshot: snapshotOf(last, day) };
  const found = await db.selectFrom('snapshot').selectAll().where('version', '=', number).executeTakeFirst();
  if (!found && number > 0) refuse('DATA_GONE', { version: number });
  return { version: number, last: number, snapshot: snapshotOf(found, day) };
}
