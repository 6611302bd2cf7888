// In: an open transaction and changes that were checked. Out: revisions, the rows under which they are found, one entry of the audit
// trail and the new state of the whole. Refuses nothing of its own.

import { createHash } from 'node:crypto';
import type { Fact, Source, SourceId } from '../model/fact.ts';
import type { Snapshot } from '../model/findings.ts';
import type { Action, Bodies, Entry, Instant, RecordKind, State } from '../model/revision.ts';
import { digestOf, plus, sha256, snapshotId, sumOf, sumText, weight } from './canon.ts';
import type { Writing } from './ground.ts';
import { dayNumber, daysOf, keysOf, linkRows, newsOf, pairRows, sourceRows, topicRows } from './rows.ts';
import type { Seq, Tables } from './tables.ts';

export type Row = Tables['revision'];

/** A new state of a record. */
export interface Change {
  entry: Entry;
  /** Its canonical text. */
  text: string;
  action: Action;
  state: State;
  machineCoded: boolean;
  marking: string | null;
  /** The current revision; null where there is none yet. */
  previous: Row | null;
}

/** Who acts, when and why. */
export interface Signature {
  at: Instant;
  by: string;
  reason: string;
  /** Null: acts here. */
  release: Instant | null;
}

/** Writes one act: any number of changes, one entry of the audit trail. */
export interface Pen {
  /** Seq of the first revision of this act. */
  readonly first: Seq;
  readonly at: Instant;
  /** @param sources those that the facts cite. */
  append(changes: readonly Change[], sources: ReadonlyMap<SourceId, Source>): Promise<Row[]>;
  /** Writes the audit entry and the state. Does neither where nothing was appended. */
  close(action: Tables['audit']['action'], subject: string): Promise<void>;
}

export const NO_SUM = sumText(0n);
export const NO_HASH = '0'.repeat(64);

/** @param many so many changes that what is searched is filled last: until the end of the transaction they are found by id only. */
export async function openPen(
  { db, insert, insertLast }: Writing,
  { at: asked, by, reason, release }: Signature,
  many = false,
): Promise<Pen> {
  const fill = many ? insertLast : insert;
  const last = await db.selectFrom('snapshot').selectAll().orderBy('version', 'desc').limit(1).executeTakeFirst();
  const first = (last?.version ?? 0) + 1;
  // Record time never runs backwards, whatever the clock does: “as of” cuts the order of recording in two.
  const at = last && last.at > asked ? last.at : asked;
  const content = createHash('sha256');
  let next = first;
  let sum = sumOf(last?.sum ?? NO_SUM);
  let facts = last?.facts ?? 0;

  const append: Pen['append'] = async (changes, sources) => {
    const rows: Row[] = [];
    const links: Tables['link'][] = [];
    const found = {
      pair: [] as Tables['pair'][],
      fact_topic: [] as Tables['fact_topic'][],
      fact_source: [] as Tables['fact_source'][],
    };
    for (const change of changes) {
      const { entry, text, action, state, machineCoded, marking, previous } = change;
      const seq = next++;
      const origin = previous?.origin ?? seq;
      const days = entry.record === 'fact' ? daysOf(entry.body, sources) : null;
      const news = entry.record === 'fact' && state === 'reviewed' ? newsOf(entry.body, sources) : null;
      const row: Row = {
        seq,
        record: entry.record,
        id: entry.body.id,
        number: (previous?.number ?? 0) + 1,
        origin,
        recorded_at: at,
        recorded_by: by,
        reason,
        action,
        state,
        coded: machineCoded ? 1 : 0,
        marking,
        release,
        ...keysOf(entry),
        news: news?.news ?? null,
        news_day: news?.news_day ?? null,
        known_day: days ? dayNumber(days.known) : null,
        until: null,
        body: text,
      };
      rows.push(row);
      const digest = digestOf(entry.record, state, text);
      content.update(contentOf(row, digest));
      sum = plus(sum, weight(state, digest));
      if (entry.record === 'fact' && days) {
        if (state === 'reviewed') facts++;
        if (previous?.state === 'reviewed') facts--;
        if (state !== 'withdrawn') {
          found.pair.push(...pairRows(entry.body, days, { state, origin, seq }));
          found.fact_topic.push(...topicRows(entry.body, seq));
          found.fact_source.push(...sourceRows(entry.body, seq));
          links.push(...linkRows(entry.body, seq));
        }
      }
      if (previous) {
        sum = plus(sum, -weight(previous.state, digestOf(previous.record, previous.state, previous.body)));
        await supersede(previous, seq);
      }
    }
    await insert('revision', rows);
    await insert('link', links);
    await fill('pair', found.pair);
    await fill('fact_topic', found.fact_topic);
    await fill('fact_source', found.fact_source);
    return rows;
  };

  /** The old revision stays where it is found, behind those that are current. */
  const supersede = async (previous: Row, until: Seq): Promise<void> => {
    await db.updateTable('revision').set({ until }).where('seq', '=', previous.seq).execute();
    if (previous.record !== 'fact' || previous.state === 'withdrawn') return;
    const fact = JSON.parse(previous.body) as Fact;
    const { state, origin, seq } = previous;
    for (const { a, b, kind, significance, reach, day } of pairRows(fact, daysOf(fact, new Map()), {
      state,
      origin,
      seq,
    })) {
      await db
        .updateTable('pair')
        .set({ live: 0, until })
        .where('a', '=', a)
        .where('b', '=', b)
        .where('kind', '=', kind)
        .where('state', '=', state)
        .where('live', '=', 1)
        .where('significance', '=', significance)
        .where('reach', '=', reach)
        .where('day', '=', day)
        .where('fact', '=', origin)
        .where('seq', '=', seq)
        .execute();
    }
  };

  const close: Pen['close'] = async (action, subject) => {
    if (next === first) return;
    const newest = await db
      .selectFrom('revision')
      .select('news')
      .where('until', 'is', null)
      .where('state', '=', 'reviewed')
      .where('news_day', 'is not', null)
      .orderBy('news_day', 'desc')
      .orderBy('news')
      .limit(1)
      .executeTakeFirst();
    const state = { version: next - 1, at, sum: sumText(sum), facts, newest: newest?.news ?? '' };
    await db.insertInto('snapshot').values(state).execute();
    const before = await db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst();
    const audit = {
      seq: (before?.seq ?? 0) + 1,
      at,
      recorded_by: by,
      action,
      subject,
      first_seq: first,
      last_seq: next - 1,
      content_hash: content.digest('hex'),
      previous_hash: before?.hash ?? NO_HASH,
    };
    await db
      .insertInto('audit')
      .values({ ...audit, hash: hashOf(audit) })
      .execute();
  };

  return { first, at, append, close };
}

/** What a revision adds to the content of its act: everything of it that never changes. */
export function contentOf(row: Row, digest: string): string {
  const { seq, record, id, number, recorded_at, recorded_by, reason, action, state, coded, marking, release } = row;
  return `${JSON.stringify([seq, record, id, number, recorded_at, recorded_by, reason, action, state, coded, marking, release, digest])}\n`;
}

/** Hash of an entry of the audit trail. */
export function hashOf(entry: Omit<Tables['audit'], 'hash'>): string {
  const { seq, at, recorded_by, action, subject, first_seq, last_seq, content_hash, previous_hash } = entry;
  return sha256(
    JSON.stringify([seq, at, recorded_by, action, subject, first_seq, last_seq, content_hash, previous_hash]),
  );
}

/** A state of the data as a snapshot. Before anything was recorded there is nothing, and no news of it. */
export function snapshotOf(state: Tables['snapshot'] | undefined, day: string): Snapshot {
  if (!state) return { id: snapshotId(NO_SUM), facts: 0, newest: day };
  return { id: snapshotId(state.sum), facts: state.facts, newest: state.newest || day };
}

/** A record as it is written down. */
export const entryOf = (record: RecordKind, body: Bodies[RecordKind]): Entry =>
  // The kind and the shape of the body were checked together.
  ({ record, body }) as Entry;
