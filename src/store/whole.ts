// In: one state of a database, and how far one has come. Out: the next of all its records, with how each stands, in the order in which they are
// written out: sources, threads, facts, each by id. Refuses nothing.

import { sql } from 'kysely';
import type { Entry, RecordKind, State } from '../model/revision.ts';
import { entryOf } from './append.ts';
import type { Db } from './ground.ts';
import type { Seq } from './tables.ts';

/** A record as it stands: what an export says of it. */
export type Standing = Entry & { state: State; machineCoded: boolean; marking: string | null };

/** What is named comes before what names it. */
export const ORDER: readonly RecordKind[] = ['source', 'thread', 'fact'];

/** Records of one reading: a state is read in pieces, so that a slow reader holds up nobody. */
const BATCH = 500;

/** The next records of a kind after an id, drafts and withdrawn ones too, by id in code-unit order; none at the end. */
export async function recordsAfter(db: Db, record: RecordKind, after: string, version: Seq): Promise<Standing[]> {
  const rows = await db
    .selectFrom('revision')
    .select(['id', 'body', 'state', 'coded', 'marking'])
    .where('record', '=', record)
    .where('id', '>', after)
    .where('seq', '<=', version)
    .where(sql<boolean>`(until is null or until > ${version})`)
    .orderBy('id')
    .limit(BATCH)
    .execute();
  return rows.map(({ body, state, coded, marking }) => ({
    ...entryOf(record, JSON.parse(body)),
    state,
    machineCoded: coded === 1,
    marking,
  }));
}

/** The last revision recorded; 0 where there is none. */
export async function lastOf(db: Db): Promise<Seq> {
  const last = await db.selectFrom('snapshot').select('version').orderBy('version', 'desc').limit(1).executeTakeFirst();
  return last?.version ?? 0;
}
