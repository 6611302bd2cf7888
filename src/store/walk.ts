// In: whose facts, of which kind, when, as of which version. Out: places of facts, in order, taken by short walks through the index of pairs:
// one for each significance and reach, each of which stops after as many rows as are wanted. So it takes the same time whatever else
// the store holds. Refuses nothing.

import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Day, EARLIEST, type Edtf, firstDay, lastDay } from '../model/date.ts';
import type { FactKind, PartyCode, Topic } from '../model/fact.ts';
import type { State } from '../model/revision.ts';
import type { Db } from './ground.ts';
import { dayNumber, REACHES } from './rows.ts';
import type { DayNumber, Seq } from './tables.ts';

/** Two parties in alphabetical order; one and ''; or '' and '' for all facts. */
export type Pair = readonly [a: PartyCode, b: PartyCode];

/** Which facts. */
export interface Scope {
  pairs: readonly Pair[];
  states: readonly State[];
  since: DayNumber | null;
  until: DayNumber | null;
  /** Empty: all. */
  topics: readonly Topic[];
  minSignificance: number;
  /** Nothing later was known. */
  known: DayNumber;
  /** What is current in this version; null: now. */
  version: Seq | null;
}

/** Where a fact stands. */
export interface Spot {
  fact: Seq;
  seq: Seq;
  significance: number;
  day: DayNumber;
}

export function scopeOf(
  asked: { since: Edtf | null; until: Edtf | null; topics: readonly Topic[]; asOf: Day; minSignificance?: number },
  pairs: readonly Pair[],
  states: readonly State[],
  version: Seq | null,
): Scope {
  return {
    pairs,
    states,
    since: asked.since === null ? null : dayNumber(firstDay(asked.since)),
    until: asked.until === null ? null : dayNumber(lastDay(asked.until)),
    topics: asked.topics,
    minSignificance: asked.minSignificance ?? 1,
    known: dayNumber(asked.asOf),
    version,
  };
}

/** No party: all facts. One: its facts. More: the facts of any two of them. */
export function pairsOf(parties: readonly PartyCode[]): Pair[] {
  const codes = [...new Set(parties)].sort();
  if (codes.length < 2) return [[codes[0] ?? '', '']];
  return codes.flatMap((a, n) => codes.slice(n + 1).map((b): Pair => [a, b]));
}

/** The most significant facts of a kind, the newest of equals first, after a place; each once. */
export async function foremost(
  db: Db,
  kind: FactKind,
  scope: Scope,
  most: number,
  after: Omit<Spot, 'seq'> | null,
): Promise<Spot[]> {
  const found: Spot[] = [];
  const heaviest = after?.significance ?? 5;
  for (let significance = heaviest; significance >= scope.minSignificance && found.length < most; significance--) {
    const spots = await walks(db, stretchesOf(kind, scope, [significance]), scope, {
      beyond: after?.significance === significance ? sql`and (day, fact) < (${after.day}, ${after.fact})` : sql``,
      order: sql`day desc, fact desc`,
      most: most - found.length,
    });
    found.push(...spots.sort((x, y) => y.day - x.day || y.fact - x.fact));
  }
  return found.slice(0, most);
}

/** Facts of a kind by day, then as recorded, after a place; each once. */
export async function inOrder(
  db: Db,
  kind: FactKind,
  scope: Scope,
  most: number,
  after: Pick<Spot, 'day' | 'fact'> | null,
): Promise<Spot[]> {
  const significances = [1, 2, 3, 4, 5].filter((n) => n >= scope.minSignificance);
  const spots = await walks(db, stretchesOf(kind, scope, significances), scope, {
    beyond: after === null ? sql`` : sql`and (day, fact) > (${after.day}, ${after.fact})`,
    order: sql`day, fact`,
    most,
  });
  return spots.sort((x, y) => x.day - y.day || x.fact - y.fact).slice(0, most);
}

interface Walk {
  /** Where to begin in each stretch. */
  beyond: RawBuilder<unknown>;
  order: RawBuilder<unknown>;
  most: number;
}

/** Walks every stretch of the index, each as far as is wanted, and takes the first of all. */
async function walks(
  db: Db,
  stretches: readonly RawBuilder<unknown>[],
  { pairs }: Scope,
  { beyond, order, most }: Walk,
): Promise<Spot[]> {
  const found = new Map<Seq, Spot>();
  // One statement a pair: the walks of all pairs of ten parties would not fit into one.
  for (const [a, b] of pairs) {
    const each = stretches.map(
      (stretch) => sql`select * from (select fact, seq, significance, day from pair
        where a = ${a} and b = ${b} and ${stretch} ${beyond} order by ${order} limit ${most}) as w`,
    );
    const all = sql.join(each, sql` union all `);
    const { rows } = await sql<Spot>`select * from (${all}) as every order by ${order} limit ${most}`.execute(db);
    for (const spot of rows) found.set(spot.fact, spot);
  }
  return [...found.values()];
}

/** The stretches of the index in which facts of a scope lie next to one another. */
function stretchesOf(kind: FactKind, scope: Scope, significances: readonly number[]): RawBuilder<unknown>[] {
  const { states, since, until, known, version } = scope;
  // Only events have a reach and stand at their first day.
  const reaches = kind === 'event' ? REACHES : REACHES.slice(-1);
  const lives = version === null ? [1] : [1, 0];
  const within = narrowing(scope);
  const latest = Math.min(until ?? known, known);
  return states.flatMap((state) =>
    lives.flatMap((live) =>
      significances.flatMap((significance) =>
        reaches.map((reach) => {
          const bounds =
            kind === 'event'
              ? sql`and day <= ${latest} and day >= ${since === null ? 0 : daysBefore(since, reach)}`
              : sql``;
          return sql`kind = ${kind} and state = ${state} and live = ${live} and significance = ${significance} and reach = ${reach} ${bounds} and ${within}`;
        }),
      ),
    ),
  );
}

/** Conditions that a row meets or not, wherever it lies. */
function narrowing(scope: Scope): RawBuilder<SqlBool> {
  const { since, until, known } = scope;
  const conditions = [sql<SqlBool>`known_day <= ${known}`];
  if (until !== null) conditions.push(sql`first_day <= ${until}`);
  if (since !== null) conditions.push(sql`last_day >= ${since}`);
  return sql.join([...conditions, ...besides(scope)], sql` and `);
}

/** Those that have nothing to do with when a fact holds. */
function besides({ topics, version }: Scope): RawBuilder<SqlBool>[] {
  const conditions: RawBuilder<SqlBool>[] = [];
  if (version !== null) conditions.push(sql`seq <= ${version} and (until is null or until > ${version})`);
  if (topics.length > 0) {
    const listed = sql.join(topics.map((topic) => sql`${topic}`));
    conditions.push(sql`exists (select 1 from fact_topic t where t.topic in (${listed}) and t.seq = pair.seq)`);
  }
  return conditions;
}

/** All facts of some kinds, in no order; each once. For kinds of which a pair has few. */
export async function every(db: Db, kinds: readonly FactKind[], scope: Scope): Promise<Spot[]> {
  const found = new Map<Seq, Spot>();
  const list = sql.join(kinds.map((kind) => sql`${kind}`));
  const states = sql.join(scope.states.map((state) => sql`${state}`));
  const lives = scope.version === null ? sql`live = 1` : sql`live in (0, 1)`;
  for (const [a, b] of scope.pairs) {
    const { rows } = await sql<Spot>`
      select fact, seq, significance, day from pair
      where a = ${a} and b = ${b} and kind in (${list}) and state in (${states}) and ${lives}
        and significance >= ${scope.minSignificance} and ${narrowing(scope)}`.execute(db);
    for (const spot of rows) found.set(spot.fact, spot);
  }
  return [...found.values()];
}

/** How many facts of each kind there are in a scope. */
export async function countByKind(db: Db, scope: Scope): Promise<Map<FactKind, number>> {
  const states = sql.join(scope.states.map((state) => sql`${state}`));
  const lives = scope.version === null ? sql`live = 1` : sql`live in (0, 1)`;
  const pairs = sql.join(
    scope.pairs.map(([a, b]) => sql`(a = ${a} and b = ${b})`),
    sql` or `,
  );
  // A fact of three parties lies under three pairs.
  const facts = scope.pairs.length === 1 ? sql`count(*)` : sql`count(distinct fact)`;
  const { rows } = await sql<{ kind: FactKind; count: number }>`
    select kind, ${facts} as count from pair
    where (${pairs}) and state in (${states}) and ${lives} and significance >= ${scope.minSignificance} and ${narrowing(scope)}
    group by kind`.execute(db);
  return new Map(rows.map(({ kind, count }) => [kind, count]));
}

/** How many facts of some kinds there are in a scope: it walks past no others. */
export async function countOf(db: Db, kinds: readonly FactKind[], scope: Scope): Promise<number> {
  const [pair, ...more] = scope.pairs;
  if (pair && more.length === 0 && kinds.every((kind) => kind === 'event')) return countOfEvents(db, pair, scope);
  const each = scope.pairs.map(
    ([a, b]) => sql`select fact from pair where a = ${a} and b = ${b} and ${anywhere(kinds, scope)}`,
  );
  // A fact of three parties lies under three pairs: union, unlike union all, counts it once.
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (${sql.join(each, sql` union `)}) as every`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

/** Counts stretch by stretch: within the period the place of an event in the index says all, and no row is looked at. */
async function countOfEvents(db: Db, [a, b]: Pair, scope: Scope): Promise<number> {
  const each = eventsToCount(scope).map(
    (stretch) => sql`select count(*) as n from pair where a = ${a} and b = ${b} and ${stretch}`,
  );
  const { rows } = await sql<{ count: number }>`
    select sum(n) as count from (${sql.join(each, sql` union all `)}) as every`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

function eventsToCount(scope: Scope): RawBuilder<unknown>[] {
  const { states, since, until, known, version, minSignificance } = scope;
  const latest = Math.min(until ?? known, known);
  const conditions = besides(scope);
  const rest = conditions.length > 0 ? sql`and ${sql.join(conditions, sql` and `)}` : sql``;
  const stretches: RawBuilder<unknown>[] = [];
  for (const state of states)
    for (const live of version === null ? [1] : [1, 0])
      for (let significance = minSignificance; significance <= 5; significance++)
        for (const reach of REACHES) {
          const there = sql`kind = 'event' and state = ${state} and live = ${live} and significance = ${significance} and reach = ${reach}`;
          stretches.push(sql`${there} and day >= ${since ?? 0} and day <= ${latest} ${rest}`);
          if (since === null || reach === 0) continue;
          const before = sql`day >= ${daysBefore(since, reach)} and day < ${since} and day <= ${latest}`;
          stretches.push(sql`${there} and ${before} and last_day >= ${since} ${rest}`);
        }
  return stretches;
}

/** Rows of some kinds in a scope, wherever in the index of a pair they lie. */
function anywhere(kinds: readonly FactKind[], scope: Scope): RawBuilder<unknown> {
  const list = sql.join(kinds.map((kind) => sql`${kind}`));
  const states = sql.join(scope.states.map((state) => sql`${state}`));
  const lives = scope.version === null ? sql`live = 1` : sql`live in (0, 1)`;
  return sql`kind in (${list}) and state in (${states}) and ${lives} and significance >= ${scope.minSignificance} and ${narrowing(scope)}`;
}

/** The day so many days earlier; nothing is earlier than the first. */
function daysBefore(day: DayNumber, days: number): DayNumber {
  if (days === 0) return day;
  if (days > 366) return dayNumber(EARLIEST);
  const text = String(day).padStart(8, '0');
  const at = new Date(0);
  at.setUTCFullYear(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6)) - days);
  return dayNumber(at.toISOString().slice(0, 10));
}
