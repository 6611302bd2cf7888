// In: one state of a database, and what is asked. Out: facts, sources and threads as they were recorded on the day asked. Refuses an unknown cursor
// and a page of no size.

import { sql } from 'kysely';
import type { Day, Edtf } from '../model/date.ts';
import {
  byDate,
  type Fact,
  type FactId,
  type FactKind,
  type PartyCode,
  type Thread,
  type Topic,
} from '../model/fact.ts';
import type { FindingsAt } from '../model/findings.ts';
import { refuse } from '../model/problem.ts';
import type { Question } from '../model/question.ts';
import type { Bodies, RecordKind, State } from '../model/revision.ts';
import type { Row } from './append.ts';
import { type Db, padded } from './ground.ts';
import { restsOn } from './rows.ts';
import type { Seq } from './tables.ts';
import { LAST, type Version, versionAt } from './version.ts';
import { countByKind, countOf, every, foremost, inOrder, pairsOf, type Scope, type Spot, scopeOf } from './walk.ts';

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
  /** What was recorded at the end of this day; and nothing that happened later. */
  asOf: Day;
  /** Also what no person has seen yet. */
  includeDrafts?: boolean;
}

export interface Page<F extends Fact> {
  facts: F[];
  /** Of each fact, to page on after it. */
  cursors: string[];
  /** How many there are on all pages, in the state from which this one was taken. Takes as long as there are many: asked apart. */
  total(): Promise<number>;
  /** Null on an empty page. */
  endCursor: string | null;
  hasNextPage: boolean;
}

/** Facts that stand for all of their kind. */
export interface Foremost<F extends Fact> {
  facts: F[];
  /** How many there are, these included. */
  total: number;
}

const MAX_PAGE = 200;
/** Events of which a question takes the most significant; of the other kinds a relationship has few. */
export const MOST_EVENTS = 400;
/** What is read of a revision. */
const READ = [
  'revision.seq',
  'revision.id',
  'revision.state',
  'revision.known_day',
  'revision.marking',
  'revision.body',
] as const;
type Kept = Pick<Row, 'seq' | 'id' | 'state' | 'known_day' | 'marking' | 'body'>;
/** Parameters of one query. */
const BATCH = 500;

/** The revisions of a version. */
const standing = (version: Seq | null) =>
  version === null
    ? sql<boolean>`until is null`
    : sql<boolean>`revision.seq <= ${version} and (until is null or until > ${version})`;

const WITH_DRAFTS: readonly State[] = ['reviewed', 'draft'];
const statesOf = (drafts: boolean | undefined): readonly State[] => (drafts ? WITH_DRAFTS : ['reviewed']);
/** Kinds of which a relationship has few. */
const FEW = ['agreement', 'indicator', 'position'] as const;
/** Kinds that are found by the parties they share. */
const BY_PAIR = ['event', ...FEW] as const;

// ---- Findings ----------------------------------------------------------------------------------------------------------

/**
 * Everything recorded that bears on a question: see Findings.
 * @param marked the state whose markings count beside those of the one that is asked: what has been marked since is not told unmarked
 */
export async function find(
  db: Db,
  question: Question,
  { version, last, snapshot }: Version,
  marked: Seq | null,
): Promise<FindingsAt> {
  const { parties } = question;
  const states = statesOf(question.includeDrafts);
  const scope = scopeOf(question, pairsOf(parties), states, version);
  const events = await foremost(db, 'event', scope, MOST_EVENTS + 1, null);
  const others = await every(db, FEW, scope);
  // An office has no topic: it is the post of one of the parties, alone or with another of them.
  const posts = await every(db, ['office'], {
    ...scope,
    states: WITH_DRAFTS,
    topics: [],
    pairs: parties.map((code) => [code, ''] as const),
  });
  const rows = await rowsAt(
    db,
    [...events.slice(0, MOST_EVENTS), ...others, ...posts].map((spot) => spot.seq),
  );
  const bearing = rows
    .map(({ id, state, marking, body }) => ({ id, state, marking, fact: JSON.parse(body) as Fact }))
    .filter(
      ({ fact }) =>
        fact.kind !== 'office' || parties.length === 1 || fact.parties.every((code) => parties.includes(code)),
    );
  const asked = bearing.filter(({ state }) => scope.states.includes(state));
  const facts = asked.map(({ fact }) => fact).sort(byDate);
  const linked = await linkedTo(db, facts, scope);
  const all = [...facts, ...linked.map((row) => bodyOf(row, 'fact'))];
  const left = question.includeDrafts
    ? 0
    : bearing.length - asked.length + (await countOf(db, BY_PAIR, { ...scope, states: ['draft'] }));
  const drafts = [...asked, ...linked].filter((row) => row.state === 'draft').map((row) => row.id);
  const behind = await behindOf(db, all, version);
  const own = markingsOf(all, [...asked, ...linked], behind);
  const markings = marked === version ? own : joined([own, await askedBy(db, all, [marked])]);
  return {
    snapshot,
    version: last,
    facts,
    linked: new Map(all.slice(facts.length).map((fact) => [fact.id, fact])),
    sources: bodiesOf(behind.sources, 'source'),
    threads: bodiesOf(behind.threads, 'thread'),
    ...(drafts.length > 0 ? { drafts: new Set(drafts) } : {}),
    ...(markings.size > 0 ? { markings } : {}),
    ...(left > 0 ? { draftsLeft: left } : {}),
    ...(events.length > MOST_EVENTS ? { most: { taken: MOST_EVENTS, of: await countOf(db, ['event'], scope) } } : {}),
  };
}

/** What stands behind facts. */
interface Behind {
  sources: Map<string, Kept>;
  threads: Map<string, Kept>;
}

async function behindOf(db: Db, facts: readonly Fact[], version: Seq | null): Promise<Behind> {
  const ids = (of: (fact: Fact) => readonly string[]) => [...new Set(facts.flatMap(of))];
  return {
    sources: await rowsByIds(
      db,
      'source',
      ids((fact) => fact.sources),
      version,
      UNTIED,
    ),
    threads: await rowsByIds(
      db,
      'thread',
      ids(({ thread }) => (thread === null ? [] : [thread])),
      version,
      UNTIED,
    ),
  };
}

/** What each fact asks for: a fact tells of its thread and its sources as well. */
function markingsOf(
  facts: readonly Fact[],
  rows: readonly Pick<Kept, 'id' | 'marking'>[],
  { sources, threads }: Behind,
): Map<FactId, readonly string[]> {
  const own = new Map(rows.map((row) => [row.id, row.marking]));
  const markings = new Map<FactId, string[]>();
  for (const { id, thread, sources: cited } of facts) {
    const asked = [
      own.get(id),
      thread === null ? null : threads.get(thread)?.marking,
      ...cited.map((source) => sources.get(source)?.marking),
    ];
    const told = asked.filter((marking) => typeof marking === 'string');
    if (told.length > 0) markings.set(id, [...new Set(told)]);
  }
  return markings;
}

/** What facts ask for in any of some states. */
export async function askedBy(
  db: Db,
  facts: readonly Fact[],
  versions: readonly (Seq | null)[],
): Promise<Map<FactId, readonly string[]>> {
  const all: Map<FactId, readonly string[]>[] = [];
  for (const version of new Set(versions)) {
    const ids = facts.map(({ id }) => id);
    // What was withdrawn still asks for what it asked.
    const rows = await rowsByIds(db, 'fact', ids, version, [...WITH_DRAFTS, 'withdrawn']);
    const own = [...rows].map(([id, { marking }]) => ({ id, marking }));
    all.push(markingsOf(facts, own, await behindOf(db, facts, version)));
  }
  return joined(all);
}

function joined(all: readonly ReadonlyMap<FactId, readonly string[]>[]): Map<FactId, readonly string[]> {
  const markings = new Map<FactId, readonly string[]>();
  for (const [id, told] of all.flatMap((one) => [...one]))
    markings.set(id, [...new Set([...(markings.get(id) ?? []), ...told])]);
  return markings;
}

/**
 * The facts that these link to or rest on, and those that ended, amended or replaced one of these: known by `asOf`, not among
 * these themselves. By date.
 */
async function linkedTo(db: Db, facts: readonly Fact[], { states, version, known }: Scope): Promise<Kept[]> {
  if (facts.length === 0) return [];
  const here = new Set(facts.map((fact) => fact.id));
  const forward = facts.flatMap((fact) => [...fact.links.map(({ to }) => to), ...restsOn(fact)]);
  const back: { id: string }[] = [];
  for (const ids of batches([...here])) {
    back.push(
      ...(await db
        .selectFrom('link')
        .innerJoin('revision', 'revision.seq', 'link.seq')
        .select('revision.id')
        .where('link.target', 'in', padded(ids))
        .where('link.type', 'in', ['ends', 'amends', 'replaces'])
        .where(standing(version))
        .execute()),
    );
  }
  const wanted = [...new Set([...forward, ...back.map(({ id }) => id)])].filter((id) => !here.has(id));
  const found = await rowsByIds(db, 'fact', wanted, version, states);
  return [...new Map([...found.values()].map((row) => [row.id, row])).values()]
    .filter((row) => !here.has(row.id) && row.known_day !== null && row.known_day <= known)
    .sort((x, y) => byDate(bodyOf(x, 'fact'), bodyOf(y, 'fact')));
}

// ---- Pages -------------------------------------------------------------------------------------------------------------

/** In which order facts are paged through: by date, the earliest first; or by significance, of equals the newest first. */
export type Order = 'date' | 'significance';

/** Which page of which facts. */
export interface Turn<Kind extends FactKind> {
  kind: Kind;
  filter: Filter;
  /** How many at most: 1 to 200. */
  first: number;
  /** A cursor of the page before, in the same order; null: from the first. */
  after: string | null;
  order: Order;
}

/** One page of one kind of fact; of equals, as recorded. Its total is counted by `count`. */
export async function page<Kind extends FactKind>(
  db: Db,
  { kind, filter, first, after, order }: Turn<Kind>,
  { version }: Version,
): Promise<Omit<Page<Extract<Fact, { kind: Kind }>>, 'total'>> {
  if (!Number.isInteger(first) || first < 1 || first > MAX_PAGE) {
    refuse('BAD_PAGE_SIZE', { value: first, most: MAX_PAGE }, { field: 'first' });
  }
  const scope = scopeOf(filter, pairsOf(filter.between), statesOf(filter.includeDrafts), version);
  const start = after === null ? null : await spotOf(db, after, order);
  const spots =
    order === 'date'
      ? await inOrder(db, kind, scope, first + 1, start)
      : await foremost(db, kind, scope, first + 1, start);
  const shown = spots.slice(0, first);
  const rows = new Map(
    (
      await rowsAt(
        db,
        shown.map((spot) => spot.seq),
      )
    ).map((row) => [row.seq, row]),
  );
  const facts: Extract<Fact, { kind: Kind }>[] = [];
  const cursors: string[] = [];
  for (const spot of shown) {
    const row = rows.get(spot.seq);
    if (!row) continue;
    facts.push(bodyOf(row, 'fact') as Extract<Fact, { kind: Kind }>);
    cursors.push(cursorOf(spot, row.id, order));
  }
  return { facts, cursors, endCursor: cursors.at(-1) ?? null, hasNextPage: spots.length > first };
}

/** How many facts of a kind a state holds that may not be the current one any more. */
export async function count(db: Db, kind: FactKind, filter: Filter, { version, last }: Version): Promise<number> {
  const current = version === null && (await versionAt(db, LAST)).last === last;
  const pairs = pairsOf(filter.between);
  return countOf(db, [kind], scopeOf(filter, pairs, statesOf(filter.includeDrafts), current ? null : last));
}

/** The most significant facts of a kind, at most so many, by date; and how many there are. */
export async function foremostFacts<Kind extends FactKind>(
  db: Db,
  kind: Kind,
  filter: Filter,
  most: number,
  { version }: Version,
): Promise<Foremost<Extract<Fact, { kind: Kind }>>> {
  const scope = scopeOf(filter, pairsOf(filter.between), statesOf(filter.includeDrafts), version);
  const spots = await foremost(db, kind, scope, most + 1, null);
  const rows = await rowsAt(
    db,
    spots.slice(0, most).map((spot) => spot.seq),
  );
  const facts = rows.map((row) => bodyOf(row, 'fact') as Extract<Fact, { kind: Kind }>).sort(byDate);
  return { facts, total: spots.length > most ? await countOf(db, [kind], scope) : facts.length };
}

/** How many facts of each kind there are. */
export async function totals(db: Db, filter: Filter, { version }: Version): Promise<Record<FactKind, number>> {
  const scope = scopeOf(filter, pairsOf(filter.between), statesOf(filter.includeDrafts), version);
  const counts = await countByKind(db, scope);
  const of = (kind: FactKind) => counts.get(kind) ?? 0;
  return {
    event: of('event'),
    agreement: of('agreement'),
    indicator: of('indicator'),
    office: of('office'),
    position: of('position'),
  };
}

/** Every party of a reviewed fact, and how many it has. */
export async function partyCounts(db: Db, { version }: Version): Promise<Map<PartyCode, number>> {
  const current =
    version === null
      ? sql<boolean>`live = 1`
      : sql<boolean>`seq <= ${version} and (until is null or until > ${version})`;
  const rows = await db
    .selectFrom('pair')
    .select((of) => ['a', of.fn.countAll<number>().as('count')])
    .where('b', '=', '')
    .where('a', '!=', '')
    .where('state', '=', 'reviewed')
    .where(current)
    .groupBy('a')
    .orderBy('a')
    .execute();
  return new Map(rows.map(({ a, count }) => [a, count]));
}

// ---- By id -------------------------------------------------------------------------------------------------------------

/** Facts by id; an id that was merged into another gives that other. Unknown ids are left out, and drafts where they are not asked for. */
export async function factsByIds(
  db: Db,
  ids: readonly FactId[],
  { version }: Version,
  drafts = false,
): Promise<Map<FactId, Fact>> {
  const rows = await rowsByIds(db, 'fact', ids, version, statesOf(drafts));
  return new Map([...rows].map(([id, row]) => [id, bodyOf(row, 'fact')]));
}

/** Sources or threads by id. Unknown ids are left out. */
export async function byIds<Kind extends 'source' | 'thread'>(
  db: Db,
  kind: Kind,
  ids: readonly string[],
  version: Seq | null,
): Promise<Map<string, Bodies[Kind]>> {
  return bodiesOf(await rowsByIds(db, kind, ids, version, UNTIED), kind);
}

/** What was asked of each of these: its own marking. Unknown ids, and those that ask for none, are left out. */
export async function markingsByIds(
  db: Db,
  record: RecordKind,
  ids: readonly string[],
  { version }: Version,
): Promise<Map<string, string>> {
  const rows = await rowsByIds(db, record, ids, version, UNTIED);
  return new Map([...rows].flatMap(([id, { marking }]) => (marking === null ? [] : [[id, marking] as const])));
}

/** Sources and threads stand behind facts, whether somebody has reviewed them or not. */
const UNTIED: readonly State[] = ['reviewed', 'draft'];

const bodiesOf = <Kind extends RecordKind>(rows: ReadonlyMap<string, Kept>, kind: Kind): Map<string, Bodies[Kind]> =>
  new Map([...rows].map(([id, row]) => [id, bodyOf(row, kind)]));

/** The storylines of a relationship, by significance, then id. One party: all of its threads. */
export async function threads(db: Db, between: readonly PartyCode[], { version }: Version): Promise<Thread[]> {
  const parties = [...new Set(between)];
  const rows = await db
    .selectFrom('revision')
    .select(READ)
    .where('record', '=', 'thread')
    .where('state', '!=', 'withdrawn')
    .where(standing(version))
    .execute();
  return rows
    .map((row) => bodyOf(row, 'thread'))
    .filter((thread) => thread.parties.filter((code) => parties.includes(code)).length >= Math.min(2, parties.length))
    .sort((a, b) => b.significance - a.significance || (a.id < b.id ? -1 : 1));
}

const bodyOf = <Kind extends RecordKind>(row: Kept, _kind: Kind): Bodies[Kind] => JSON.parse(row.body) as Bodies[Kind];

/** The revisions of some records, by the ids asked. */
async function rowsByIds(
  db: Db,
  record: RecordKind,
  ids: readonly string[],
  version: Seq | null,
  states: readonly State[],
): Promise<Map<string, Kept>> {
  const found = new Map<string, Kept>();
  for (const batch of batches(ids)) {
    const merged =
      record === 'fact'
        ? await db
            .selectFrom('link')
            .innerJoin('revision', 'revision.seq', 'link.seq')
            .select(READ)
            .select('link.target')
            .where('link.target', 'in', padded(batch))
            .where('link.type', '=', 'same_as')
            .where('revision.state', 'in', states)
            .where(standing(version))
            .execute()
        : [];
    for (const { target, ...row } of merged) found.set(target, row);
    const direct = await db
      .selectFrom('revision')
      .select(READ)
      .where('record', '=', record)
      .where('id', 'in', padded(batch))
      .where('state', 'in', states)
      .where(standing(version))
      .execute();
    for (const row of direct) found.set(row.id, row);
  }
  return found;
}

async function rowsAt(db: Db, seqs: readonly Seq[]): Promise<Kept[]> {
  const rows: Kept[] = [];
  for (const batch of batches(seqs)) {
    rows.push(...(await db.selectFrom('revision').select(READ).where('seq', 'in', padded(batch)).execute()));
  }
  return rows;
}

function* batches<Value>(values: readonly Value[]): Generator<readonly Value[]> {
  for (let at = 0; at < values.length; at += BATCH) yield values.slice(at, at + BATCH);
}

// ---- Cursors -----------------------------------------------------------------------------------------------------------

const cursorOf = ({ significance, day }: Spot, id: FactId, order: Order): string =>
  Buffer.from(order === 'date' ? `fact:${day}:${id}` : `weight:${significance}:${day}:${id}`).toString('base64url');

const CURSORS: Record<Order, RegExp> = {
  date: /^fact:()(\d{5,8}):(.+)$/,
  significance: /^weight:(\d):(\d{5,8}):(.+)$/,
};

/** The cursor names a place in the order and a fact, not a row: it outlives corrections, and a database made anew. */
async function spotOf(db: Db, cursor: string, order: Order): Promise<Omit<Spot, 'seq'>> {
  const [, significance, day, id] = CURSORS[order].exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const row = await db
    .selectFrom('revision')
    .select('origin')
    .where('record', '=', 'fact')
    .where('id', '=', id ?? '')
    .where('number', '=', 1)
    .executeTakeFirst();
  return row
    ? { significance: Number(significance), day: Number(day), fact: row.origin }
    : refuse('BAD_CURSOR', {}, { field: 'after' });
}
