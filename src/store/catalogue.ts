// In: a database whose revisions are ahead of its cards. Out: the cards, brought on revision by revision in the order of recording, so that however
// often one stops, the same cards come of it. Refuses what the database refuses.

import { setImmediate as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Fact, Source, SourceId } from '../model/fact.ts';
import type { Row } from './append.ts';
import { cardOf, FORM } from './card.ts';
import type { Db, Ground, Writing } from './ground.ts';
import type { Seq } from './tables.ts';
import { ENGINES } from './terms.ts';
import { lastOf } from './whole.ts';

/** Revisions of one step. */
const STEP = 2000;
/** What is made at once with an act; where more is missing, it waits for a search. */
const MOST_WITH_AN_ACT = 5000;
/** Parameters of one query. */
const BATCH = 500;

type Dialect = Ground['dialect'];

/** The database as the store has it open now. */
export interface House {
  ground(): Ground;
  reading<Answer>(work: (db: Db) => Promise<Answer>): Promise<Answer>;
}
const READ = ['seq', 'record', 'id', 'number', 'origin', 'state', 'known_day', 'body'] as const;
type Read = Pick<Row, (typeof READ)[number]>;
/** A revision of a fact. */
type FactRead = Read & { fact: Fact };

/** The last revision that the cards hold; 0 where there are none of today's form. */
export async function filed(db: Db): Promise<Seq> {
  const row = await db.selectFrom('catalogue').selectAll().executeTakeFirst();
  return row?.form === FORM ? row.seq : 0;
}

/** Brings the cards on within an act, unless an import has left many to be made. */
export async function keepUp(tx: Writing, dialect: Dialect): Promise<void> {
  if ((await lastOf(tx.db)) - (await filed(tx.db)) > MOST_WITH_AN_ACT) return;
  while (await advance(tx, dialect));
}

/** Brings the cards on to what is recorded now, in steps between which others read and write. */
export async function prepare(house: House): Promise<void> {
  const behind = await house.reading(async (db) => (await filed(db)) < (await lastOf(db)));
  if (!behind) return;
  while (await house.ground().write((tx) => advance(tx, house.ground().dialect))) await pause();
}

/** Brings the cards on by one step. @returns whether there may be more to do. */
export async function advance(tx: Writing, dialect: Dialect): Promise<boolean> {
  const { db } = tx;
  const done = await filed(db);
  if (done === 0) await clear(tx, dialect);
  const rows: Read[] = await db
    .selectFrom('revision')
    .select(READ)
    .where('seq', '>', done)
    .orderBy('seq')
    .limit(STEP)
    .execute();
  const last = rows.at(-1);
  if (!last) return false;
  const drawer = await openDrawer(tx, dialect);
  const facts = new Map(
    rows.filter((row) => row.record === 'fact' && row.state !== 'withdrawn').map((row) => [row.seq, withFact(row)]),
  );
  const cited = await sourcesOf(db, [...facts.values()], last.seq);
  const replaced = await replacedBy(db, rows);
  for (const row of rows) {
    if (row.record === 'fact') {
      const before = replaced.get(row.seq);
      if (before !== undefined) await drawer.close(before, row.seq);
      const fact = facts.get(row.seq);
      if (fact) drawer.add(fact, cited, row.seq);
    } else if (row.record === 'source' && row.number > 1) {
      await drawer.put();
      await refile(db, drawer, row);
    }
  }
  await drawer.put();
  await db.deleteFrom('catalogue').execute();
  await db.insertInto('catalogue').values({ seq: last.seq, form: FORM }).execute();
  return rows.length === STEP;
}

async function clear(tx: Writing, dialect: Dialect): Promise<void> {
  await ENGINES[dialect].clear(tx);
  await tx.db.deleteFrom('card').execute();
  await tx.db.deleteFrom('catalogue').execute();
}

const withFact = (row: Read): FactRead => ({ ...row, fact: JSON.parse(row.body) as Fact });

// ---- Cards on their way --------------------------------------------------------------------------------------------------

interface Drawer {
  /** Makes the card of a revision of a fact that stands from a version. */
  add(row: FactRead, cited: Cited, since: Seq): void;
  /** The cards of a revision stand no longer. */
  close(seq: Seq, until: Seq): Promise<void>;
  /** Writes down what was made. */
  put(): Promise<void>;
}

async function openDrawer(tx: Writing, dialect: Dialect): Promise<Drawer> {
  const { db } = tx;
  const newest = await db.selectFrom('card').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst();
  let next = (newest?.id ?? 0) + 1;
  let made: ReturnType<typeof cardOf>[] = [];
  return {
    add(row, cited, since) {
      made.push(cardOf(next++, row, row.fact, cited(row.fact.sources, since), since));
    },
    async close(seq, until) {
      const here = made.find(({ card }) => card.seq === seq);
      if (here) here.card.until = until;
      else await db.updateTable('card').set({ until }).where('seq', '=', seq).where('until', 'is', null).execute();
    },
    async put() {
      await tx.insert(
        'card',
        made.map(({ card }) => card),
      );
      await ENGINES[dialect].file(
        tx,
        made.map(({ card, terms }) => ({ id: card.id, terms })),
      );
      made = [];
    },
  };
}

/** Which revision each of these took the place of. */
async function replacedBy(db: Db, rows: readonly Read[]): Promise<Map<Seq, Seq>> {
  const replaced = new Map<Seq, Seq>();
  const ids = rows.flatMap(({ record, number, id }) => (record === 'fact' && number > 1 ? [id] : []));
  for (const batch of batches([...new Set(ids)])) {
    const before = await db
      .selectFrom('revision')
      .select(['seq', 'until'])
      .where('record', '=', 'fact')
      .where('id', 'in', batch)
      .where('until', 'is not', null)
      .execute();
    for (const { seq, until } of before) if (until !== null) replaced.set(until, seq);
  }
  return replaced;
}

// ---- Sources -------------------------------------------------------------------------------------------------------------

/** Sources as they stood in a version. */
type Cited = (ids: readonly SourceId[], version: Seq) => Map<SourceId, Source>;

/** The sources that some facts cite, in all versions up to one. */
async function sourcesOf(db: Db, facts: readonly FactRead[], last: Seq): Promise<Cited> {
  const revisions = new Map<SourceId, { seq: Seq; source: Source }[]>();
  const ids = facts.flatMap(({ fact }) => fact.sources);
  for (const batch of batches([...new Set(ids)])) {
    const rows = await db
      .selectFrom('revision')
      .select(['seq', 'id', 'body'])
      .where('record', '=', 'source')
      .where('id', 'in', batch)
      .where('seq', '<=', last)
      .orderBy('seq')
      .execute();
    for (const { seq, id, body } of rows) {
      const all = revisions.get(id) ?? [];
      all.push({ seq, source: JSON.parse(body) as Source });
      revisions.set(id, all);
    }
  }
  return (wanted, version) =>
    new Map(
      wanted.flatMap((id) => {
        const then = revisions.get(id)?.findLast(({ seq }) => seq <= version);
        return then ? [[id, then.source]] : [];
      }),
    );
}

/** A source was corrected: the facts that cite it get new cards, where one would say something else. */
async function refile(db: Db, drawer: Drawer, row: Read): Promise<void> {
  const before = await db
    .selectFrom('revision')
    .select('body')
    .where('record', '=', 'source')
    .where('id', '=', row.id)
    .where('number', '=', row.number - 1)
    .executeTakeFirst();
  const told = (body: string) => {
    const { kind, publisher, publisherFr } = JSON.parse(body) as Source;
    return JSON.stringify([kind, publisher, publisherFr]);
  };
  if (before && told(before.body) === told(row.body)) return;
  for (let after = 0; ; ) {
    const rows: Read[] = await db
      .selectFrom('card')
      .innerJoin('fact_source', 'fact_source.seq', 'card.seq')
      .innerJoin('revision', 'revision.seq', 'card.seq')
      .select(READ.map((name) => `revision.${name}` as const))
      .where('fact_source.source', '=', row.id)
      .where('card.seq', '>', after)
      .where(sql<boolean>`card.until is null and card.since < ${row.seq}`)
      .orderBy('card.seq')
      .limit(BATCH)
      .execute();
    const last = rows.at(-1);
    if (!last) return;
    const facts = rows.map(withFact);
    const cited = await sourcesOf(db, facts, row.seq);
    for (const fact of facts) {
      await drawer.close(fact.seq, row.seq);
      drawer.add(fact, cited, row.seq);
    }
    await drawer.put();
    after = last.seq;
  }
}

function* batches<Value>(values: readonly Value[]): Generator<readonly Value[]> {
  for (let at = 0; at < values.length; at += BATCH) yield values.slice(at, at + BATCH);
}
