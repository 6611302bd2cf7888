// In: the records of a release, checked, and an open transaction. Out: what the release brings that is new, changed or gone, as revisions. What
// a curator has changed since stands: the difference becomes a note (RELEASE_DIFFERS). An older release than the last one changes nothing.

import { byDate } from '../model/fact.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Entry, Instant, RecordKind } from '../model/revision.ts';
import { type Change, entryOf, openPen, type Row } from './append.ts';
import { canonical } from './canon.ts';
import type { Records } from './check.ts';
import { currentRows, pointingTo, refText } from './context.ts';
import type { Db, Writing } from './ground.ts';
import { lastRelease, type Origin, type Release, restamp } from './release.ts';

/** Parameters of one query: well under the limits of SQLite and PostgreSQL. */
const BATCH = 500;

/** Records what the release has that the store has not. */
export async function seed(
  tx: Writing,
  records: Records,
  release: Release,
  origin: Origin,
  now: Instant,
): Promise<void> {
  const { db } = tx;
  const last = await lastRelease(db);
  if (last && release.recorded < last.recorded) return restamp(db, origin.stamp);
  const fresh = (await db.selectFrom('snapshot').select('version').limit(1).executeTakeFirst()) === undefined;
  const entries: Entry[] = [
    ...records.sources.map((body) => entryOf('source', body)),
    ...records.threads.map((body) => entryOf('thread', body)),
    ...[...records.facts].sort(byDate).map((body) => entryOf('fact', body)),
  ];
  const sources = new Map(records.sources.map((source) => [source.id, source]));
  const brought = await broughtByReleases(db);
  const pen = await openPen(tx, {
    // Nobody has asked an empty store anything yet: it may say that it knew all this on the day of the release.
    at: fresh ? release.recorded : now,
    by: release.by,
    reason: release.reason,
    release: release.recorded,
  });
  const notes: Problem[] = [];

  for (let n = 0; n < entries.length; n += BATCH) {
    const batch = entries.slice(n, n + BATCH);
    const current = fresh ? new Map<string, Row>() : await currentOf(db, batch);
    const changes: Change[] = [];
    for (const entry of batch) {
      const text = canonical(entry.record, entry.body);
      const key = refText({ record: entry.record, id: entry.body.id });
      const was = current.get(key) ?? null;
      const theirs = brought.get(key);
      brought.delete(key);
      const held = was !== null && was.body === text && was.state === 'reviewed';
      if (held) continue;
      if (was !== null && was.release === null) {
        if (theirs?.body !== text) notes.push(differs(was));
        continue;
      }
      const action = was === null ? 'recorded' : was.state === 'withdrawn' ? 'restored' : 'corrected';
      changes.push({ entry, text, action, state: 'reviewed', machineCoded: false, marking: null, previous: was });
    }
    await pen.append(changes, sources);
  }

  // Facts go before the sources and threads they rest on.
  const gone = [...brought.values()].filter((row) => row.state !== 'withdrawn');
  for (const record of ['fact', 'thread', 'source'] as const) {
    for (const row of gone.filter((one) => one.record === record)) {
      const [was] = await currentRows(db, record, [row.id]);
      if (!was || was.state === 'withdrawn') continue;
      if (was.release === null || (await inUse(db, record, row.id)).length > 0) {
        notes.push(differs(was));
        continue;
      }
      const entry = entryOf(record, JSON.parse(was.body));
      const rest = { machineCoded: was.coded === 1, marking: was.marking, previous: was };
      await pen.append([{ entry, text: was.body, action: 'withdrawn', state: 'withdrawn', ...rest }], sources);
    }
  }
  await pen.close('released', `release of ${release.recorded}`);
  const seq = (last?.seq ?? 0) + 1;
  await db
    .insertInto('release')
    .values({ seq, recorded: release.recorded, ...origin, notes: JSON.stringify(notes) })
    .execute();
}

const differs = ({ id, number, recorded_by }: Row): Problem =>
  problem('RELEASE_DIFFERS', { id, number, by: recorded_by }, { field: id });

/** What the last release that had a say wrote of each record. */
async function broughtByReleases(db: Db): Promise<Map<string, Row>> {
  const rows = await db
    .selectFrom('revision')
    .selectAll()
    .where('release', 'is not', null)
    .orderBy('record')
    .orderBy('id')
    .orderBy('number')
    .execute();
  return new Map(rows.map((row) => [refText(row), row]));
}

async function currentOf(db: Db, batch: readonly Entry[]): Promise<Map<string, Row>> {
  const rows: Row[] = [];
  for (const record of ['fact', 'source', 'thread'] as const) {
    const ids = batch.flatMap((entry) => (entry.record === record ? [entry.body.id] : []));
    rows.push(...(await currentRows(db, record, ids)));
  }
  return new Map(rows.map((row) => [refText(row), row]));
}

/** Ids of current facts that need a record. */
export async function inUse(db: Db, record: RecordKind, id: string): Promise<string[]> {
  if (record === 'source') {
    const rows = await db
      .selectFrom('fact_source')
      .innerJoin('revision', 'revision.seq', 'fact_source.seq')
      .select('revision.id')
      .where('source', '=', id)
      .where('until', 'is', null)
      .orderBy('revision.id')
      .limit(10)
      .execute();
    return rows.map((row) => row.id);
  }
  const types =
    record === 'thread'
      ? ['thread']
      : ['responds_to', 'ends', 'amends', 'replaces', 'part_of', 'follows_up', 'rests_on'];
  return [...new Set((await pointingTo(db, [id], types)).map((row) => row.id))].slice(0, 10);
}
