// In: a database that was built, and what is asked. Out: facts, sources and threads. Refuses an unknown cursor and a page of no size.

import { type Kysely, type SqlBool, sql } from 'kysely';
import { type Day, EARLIEST, type Edtf, firstDay, LATEST, lastDay } from '../model/date.ts';
import type { Fact, FactId, FactKind, PartyCode, Source, SourceId, Thread, ThreadId, Topic } from '../model/fact.ts';
import type { Findings, Snapshot } from '../model/findings.ts';
import { refuse } from '../model/problem.ts';
import type { Question } from '../model/question.ts';
import type { Seq, Tables } from './tables.ts';

type Db = Kysely<Tables>;

/** Which facts a page is taken from. */
export interface Filter {
  /** One party: its facts. Two: the facts of both. More: the facts of at least two of them. None: all. */
  between: readonly PartyCode[];
  since: Edtf | null;
  until: Edtf | null;
  /** Empty: all. */
  topics: readonly Topic[];
  /** 1 to 5. */
  minSignificance: number;
  /** Nothing later was known. */
  asOf: Day;
}

export interface Page<F extends Fact> {
  facts: F[];
  /** Of each fact, to page on after it. */
  cursors: string[];
  /** Of all pages. */
  total: number;
  /** Null on an empty page. */
  endCursor: string | null;
  hasNextPage: boolean;
}

const MAX_PAGE = 200;

const kept = <Value>(body: string): Value => JSON.parse(body) as Value;

export async function snapshotOf(db: Db): Promise<Snapshot> {
  const { id, facts, newest } = await db.selectFrom('snapshot').selectAll().executeTakeFirstOrThrow();
  return { id, facts, newest };
}

/** Everything recorded that bears on a question: see Findings. */
export async function find(db: Db, question: Question, snapshot: Snapshot): Promise<Findings> {
  const { parties, topics, asOf } = question;
  const rows = await db
    .selectFrom('fact')
    .select(['seq', 'body'])
    .where((where) =>
      where.or([
        where.and([where('kind', '!=', 'office'), where('seq', 'in', among(db, parties))]),
        where('seq', 'in', officesOf(db, parties)),
      ]),
    )
    .where(during(question.since, question.until))
    .where('known_day', '<=', asOf)
    .$if(topics.length > 0, (query) =>
      query.where((where) => where.or([where('kind', '=', 'office'), where('seq', 'in', about(db, topics))])),
    )
    .orderBy('seq')
    .execute();
  const facts = rows.map((row) => kept<Fact>(row.body));
  const linked = await linkedTo(
    db,
    rows.map((row) => row.seq),
    asOf,
  );
  const all = [...facts, ...linked];
  return {
    snapshot,
    facts,
    linked: new Map(linked.map((fact) => [fact.id, fact])),
    sources: await sourcesByIds(db, [...new Set(all.flatMap((fact) => fact.sources))]),
    threads: await threadsByIds(db, [...new Set(all.flatMap((fact) => fact.thread ?? []))]),
  };
}

/**
 * The facts that these link to or rest on, and those that ended, amended or replaced one of these: known by `asOf`, not among
 * these themselves.
 */
async function linkedTo(db: Db, found: readonly Seq[], asOf: Day): Promise<Fact[]> {
  if (found.length === 0) return [];
  const rows = await db
    .selectFrom('fact')
    .select('body')
    .where((where) =>
      where.or([
        where('seq', 'in', db.selectFrom('link').select('target').where('source', 'in', found)),
        where(
          'seq',
          'in',
          db
            .selectFrom('link')
            .select('link.source')
            .where('target', 'in', found)
            .where('type', 'in', ['ends', 'amends', 'replaces']),
        ),
      ]),
    )
    .where('seq', 'not in', found)
    .where('known_day', '<=', asOf)
    .orderBy('seq')
    .execute();
  return rows.map((row) => kept<Fact>(row.body));
}

/** One page of one kind of fact, by date then id. */
export async function page<Kind extends FactKind>(
  db: Db,
  kind: Kind,
  filter: Filter,
  first: number,
  after: string | null,
): Promise<Page<Extract<Fact, { kind: Kind }>>> {
  if (!Number.isInteger(first) || first < 1 || first > MAX_PAGE) {
    refuse('BAD_PAGE_SIZE', { value: first, most: MAX_PAGE }, { field: 'first' });
  }
  const matching = matchingFacts(db, filter).where('kind', '=', kind);
  const start = after === null ? 0 : await seqOf(db, after);
  const { total } = await matching.select((of) => of.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await matching
    .select('body')
    .where('seq', '>', start)
    .orderBy('seq')
    .limit(first + 1)
    .execute();
  const facts = rows.slice(0, first).map((row) => kept<Extract<Fact, { kind: Kind }>>(row.body));
  const cursors = facts.map(({ id }) => cursorOf(id));
  return { facts, cursors, total, endCursor: cursors.at(-1) ?? null, hasNextPage: rows.length > first };
}

/** How many facts of each kind there are. */
export async function totals(db: Db, filter: Filter): Promise<Record<FactKind, number>> {
  const counts: Record<FactKind, number> = { event: 0, agreement: 0, indicator: 0, office: 0, position: 0 };
  const rows = await matchingFacts(db, filter)
    .select((of) => ['kind', of.fn.countAll<number>().as('count')])
    .groupBy('kind')
    .execute();
  for (const { kind, count } of rows) counts[kind] = count;
  return counts;
}

/** Facts by id; an id that was merged into another gives that other. Unknown ids are left out. */
export async function factsByIds(db: Db, ids: readonly FactId[]): Promise<Map<FactId, Fact>> {
  const found = new Map<FactId, Fact>();
  if (ids.length === 0) return found;
  const direct = await db.selectFrom('fact').select(['id', 'body']).where('id', 'in', ids).execute();
  const merged = await db
    .selectFrom('fact_alias')
    .innerJoin('fact', 'fact.seq', 'fact_alias.fact')
    .select(['fact_alias.id', 'body'])
    .where('fact_alias.id', 'in', ids)
    .execute();
  for (const { id, body } of [...direct, ...merged]) found.set(id, kept<Fact>(body));
  return found;
}

export async function sourcesByIds(db: Db, ids: readonly SourceId[]): Promise<Map<SourceId, Source>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('source').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, body }) => [id, kept<Source>(body)]));
}

async function threadsByIds(db: Db, ids: readonly ThreadId[]): Promise<Map<ThreadId, Thread>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('thread').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, body }) => [id, kept<Thread>(body)]));
}

/** The storylines of a relationship, by significance, then id. One party: all of its threads. */
export async function threads(db: Db, between: readonly PartyCode[]): Promise<Thread[]> {
  const parties = [...new Set(between)];
  const rows = await db
    .selectFrom('thread')
    .select('body')
    .$if(parties.length > 0, (query) =>
      query.where('id', 'in', (from) =>
        from
          .selectFrom('thread_party')
          .select('thread_party.thread')
          .where('party', 'in', parties)
          .groupBy('thread_party.thread')
          .having((of) => of.fn.countAll<number>(), '>=', Math.min(2, parties.length)),
      ),
    )
    .execute();
  return rows
    .map((row) => kept<Thread>(row.body))
    .sort((a, b) => b.significance - a.significance || (a.id < b.id ? -1 : 1));
}

/** Every party of a fact, and how many facts it has. */
export async function partyCounts(db: Db): Promise<Map<PartyCode, number>> {
  const rows = await db
    .selectFrom('fact_party')
    .select((of) => ['party', of.fn.countAll<number>().as('count')])
    .groupBy('party')
    .orderBy('party')
    .execute();
  return new Map(rows.map(({ party, count }) => [party, count]));
}

// ---- Conditions ------------------------------------------------------------------------------------------------------

function matchingFacts(db: Db, filter: Filter) {
  return db
    .selectFrom('fact')
    .where(during(filter.since, filter.until))
    .where('known_day', '<=', filter.asOf)
    .where('significance', '>=', filter.minSignificance)
    .$if(filter.between.length > 0, (query) => query.where('seq', 'in', among(db, filter.between)))
    .$if(filter.topics.length > 0, (query) => query.where('seq', 'in', about(db, filter.topics)));
}

/** Facts of one party, or of at least two of several. */
function among(db: Db, parties: readonly PartyCode[]) {
  const [only, ...others] = parties;
  if (only === undefined || others.length === 0) {
    return db
      .selectFrom('fact_party')
      .select('fact_party.fact')
      .where('party', '=', only ?? '');
  }
  return db.selectFrom('pair').select('pair.fact').where('a', 'in', parties).where('b', 'in', parties);
}

/** Offices of any of the parties. An envoy between one of several and a third country is no office of theirs together. */
function officesOf(db: Db, parties: readonly PartyCode[]) {
  const offices = db.selectFrom('fact_party').select('fact_party.fact').where('kind', '=', 'office');
  const named = offices.where('party', 'in', parties);
  return parties.length === 1 ? named : named.except(offices.where('party', 'not in', parties));
}

function about(db: Db, topics: readonly Topic[]) {
  return db.selectFrom('fact_topic').select('fact_topic.fact').where('topic', 'in', topics);
}

/** Holds on some day of the period. */
function during(since: Edtf | null, until: Edtf | null) {
  const from = since === null ? EARLIEST : firstDay(since);
  const to = until === null ? LATEST : lastDay(until);
  return sql<SqlBool>`first_day <= ${to} and last_day >= ${from}`;
}

// ---- Cursors ---------------------------------------------------------------------------------------------------------

const cursorOf = (id: FactId): string => Buffer.from(`fact:${id}`).toString('base64url');

/** The cursor names a fact, not a row: it outlives a rebuild. */
async function seqOf(db: Db, cursor: string): Promise<Seq> {
  const text = Buffer.from(cursor, 'base64url').toString();
  const id = text.startsWith('fact:') ? text.slice(5) : '';
  const row = await db.selectFrom('fact').select('seq').where('id', '=', id).executeTakeFirst();
  return row ? row.seq : refuse('BAD_CURSOR', {}, { field: 'after' });
}
