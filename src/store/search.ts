// In: one state of a database whose cards are up to it, and what is sought. Out: the facts that have it, the best first, page by page; how many there
// are, and how many of each kind, type, year …. Refuses a page of no size, a text that is too long, and a cursor that is not of this search.
//
// The best is: the most of what was typed in the title; then the more significant; then the newer; then what was recorded first.

import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Day } from '../model/date.ts';
import type { Fact, FactId, Language } from '../model/fact.ts';
import { refuse } from '../model/problem.ts';
import { sha256 } from './canon.ts';
import { FACETS, type Facet } from './card.ts';
import { filed, type House, prepare } from './catalogue.ts';
import type { Filter, Page } from './find.ts';
import type { Db, Ground } from './ground.ts';
import { dayNumber } from './rows.ts';
import { clausesOf, type Marked, marksOf } from './sought.ts';
import type { Seq } from './tables.ts';
import { ENGINES, type Sought } from './terms.ts';
import type { Version } from './version.ts';
import { scopeOf } from './walk.ts';
import { lastOf } from './whole.ts';

/** What is sought: what was typed, and which facts it may be found in. */
export interface Search extends Filter, Omit<Marked, 'between' | 'topics'> {
  /** As typed, at most 200 characters; empty: every fact that the rest lets through. */
  text: string;
  /** In the texts of one language; absent or null: of either. */
  language?: Language | null;
}

/** How many of the facts found have a value. */
export interface Count {
  value: string;
  count: number;
}

/** Most values of a facet that are told: the most frequent, equals in order of value. */
export const MOST_COUNTS = 100;
export type Facets = Record<Facet, Count[]>;

/** A page of what was found. */
export interface Found extends Omit<Page<Fact>, 'total'> {
  /** Of all pages. */
  total: number;
  /** Those of the page that no person has reviewed yet. */
  drafts: ReadonlySet<FactId>;
  /** Of all pages: how many have each value; of a fact with several parties each is counted. Counted when it is called. */
  facets(): Promise<Facets>;
}

const MAX_PAGE = 200;

/** Where a fact stands in the order of a search. */
interface Rank {
  score: number;
  significance: number;
  day: number;
  fact: Seq;
}

/** A search in the state it looks through: a cursor keeps it, so that what is recorded between two pages moves nothing. */
interface Scoped {
  version: Seq;
  /** Nothing later was known. */
  known: number;
  after: Rank | null;
}

interface Hits {
  from: RawBuilder<unknown>;
  where: RawBuilder<SqlBool>;
  score: RawBuilder<number>;
}

/** Most others who may record in bulk while a search is about to begin. */
const MOST_ATTEMPTS = 5;

/** @param at the version of a day */
export async function search(
  house: House,
  at: (db: Db, asOf: Day) => Promise<Version>,
  asked: Search,
  first: number,
  after: string | null,
): Promise<Found> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    await prepare(house);
    const { dialect } = house.ground();
    const found = await house.reading(async (db) => pageOf(db, dialect, asked, first, after, await at(db, asked.asOf)));
    if (!found) continue;
    const { scoped, ...page } = found;
    return { ...page, facets: () => house.reading((db) => facetsOf(db, dialect, asked, scoped)) };
  }
  return refuse('STORE_BUSY');
}

/** One page; null where the cards are not up to the state it is of. */
async function pageOf(
  db: Db,
  dialect: Ground['dialect'],
  asked: Search,
  first: number,
  after: string | null,
  { version }: Version,
): Promise<(Omit<Found, 'facets'> & { scoped: Scoped }) | null> {
  if (!Number.isInteger(first) || first < 1 || first > MAX_PAGE)
    refuse('BAD_PAGE_SIZE', { value: first, most: MAX_PAGE }, { field: 'first' });
  const words = clausesOf(asked.text, asked.language ?? null);
  const last = await lastOf(db);
  const scoped =
    after === null
      ? { version: version ?? last, known: dayNumber(asked.asOf), after: null }
      : placeOf(after, asked, last);
  if ((await filed(db)) < scoped.version) return null;
  if (words === null)
    return { facts: [], drafts: new Set(), cursors: [], total: 0, endCursor: null, hasNextPage: false, scoped };
  const hits = hitsOf(dialect, asked, words, scoped);
  const total = await sql<{ total: number }>`select count(*) as total from ${hits.from} where ${hits.where}`.execute(
    db,
  );
  const ranks = await sql<Rank & { seq: Seq }>`
    select * from (
      select c.seq, ${hits.score} as score, c.significance, c.day, c.fact from ${hits.from} where ${hits.where}
    ) as hit
    ${beyond(scoped.after)}
    order by score desc, significance desc, day desc, fact
    limit ${first + 1}`.execute(db);
  const shown = ranks.rows.slice(0, first);
  const rows =
    shown.length === 0
      ? []
      : await db
          .selectFrom('revision')
          .select(['seq', 'id', 'state', 'body'])
          .where(
            'seq',
            'in',
            shown.map(({ seq }) => seq),
          )
          .execute();
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  const inOrder = shown.flatMap(({ seq }) => bySeq.get(seq) ?? []);
  const cursors = shown.map((rank) => cursorOf(asked, { ...scoped, after: rank }));
  return {
    facts: inOrder.map(({ body }) => JSON.parse(body) as Fact),
    drafts: new Set(inOrder.filter(({ state }) => state === 'draft').map(({ id }) => id)),
    cursors,
    total: total.rows[0]?.total ?? 0,
    endCursor: cursors.at(-1) ?? null,
    hasNextPage: ranks.rows.length > first,
    scoped,
  };
}

/** How many of all that is found have each value. */
async function facetsOf(db: Db, dialect: Ground['dialect'], asked: Search, scoped: Scoped): Promise<Facets> {
  const words = clausesOf(asked.text, asked.language ?? null);
  const counts = FACETS.map(() => new Map<string, number>());
  if (words !== null) {
    const { from, where } = hitsOf(dialect, asked, words, scoped);
    const { rows } = await sql<{ facets: string }>`select c.facets from ${from} where ${where}`.execute(db);
    for (const { facets } of rows) {
      let facet = 0;
      for (const values of facets.split('\n')) {
        const counted = counts[facet++];
        if (!counted || values === '') continue;
        for (const value of values.split('\t')) counted.set(value, (counted.get(value) ?? 0) + 1);
      }
    }
  }
  return Object.fromEntries(FACETS.map((facet, n) => [facet, foremost(counts[n] ?? new Map())])) as Facets;
}

const foremost = (counted: ReadonlyMap<string, number>): Count[] =>
  [...counted]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MOST_COUNTS);

/** Which cards are meant, and what of each is in its title. */
function hitsOf(dialect: Ground['dialect'], asked: Search, words: readonly Sought[], scoped: Scoped): Hits {
  const engine = ENGINES[dialect];
  const { since, until, minSignificance } = scopeOf(asked, [], [], null);
  const { version, known } = scoped;
  const all = [...words, ...marksOf(asked)];
  const conditions: RawBuilder<SqlBool>[] = [
    ...(all.length > 0 ? [engine.matches({ all })] : []),
    sql`c.since <= ${version}`,
    sql`(c.until is null or c.until > ${version})`,
    sql`c.known_day <= ${known}`,
    ...(asked.includeDrafts ? [] : [sql<SqlBool>`c.state = 'reviewed'`]),
    ...(minSignificance > 1 ? [sql<SqlBool>`c.significance >= ${minSignificance}`] : []),
    ...(until === null ? [] : [sql<SqlBool>`c.first_day <= ${until}`]),
    ...(since === null ? [] : [sql<SqlBool>`c.last_day >= ${since}`]),
  ];
  return {
    from: all.length > 0 ? engine.from : sql`card c`,
    where: sql.join(conditions, sql` and `),
    score:
      words.length > 0
        ? sql.join(
            words.map((clause) => engine.inTitle(clause)),
            sql` + `,
          )
        : sql`0`,
  };
}

/** Only what stands after a place. */
const beyond = (rank: Rank | null): RawBuilder<unknown> =>
  rank === null
    ? sql``
    : sql`where (-score, -significance, -day, fact) > (${-rank.score}, ${-rank.significance}, ${-rank.day}, ${rank.fact})`;

// ---- Cursors -------------------------------------------------------------------------------------------------------------

function cursorOf(asked: Search, { version, known, after }: Scoped): string {
  const place = after ? [after.score, after.significance, after.day, after.fact] : [];
  return Buffer.from(`search:${[version, known, ...place].join(':')}:${digestOf(asked)}`).toString('base64url');
}

/** The state and the place a cursor keeps. Refuses one of another search, and one of another database. */
function placeOf(cursor: string, asked: Search, last: Seq): Scoped {
  const [, numbers = '', digest] =
    /^search:((?:\d{1,9}:){5}\d{1,15}):([0-9a-f]{12})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const [version = 0, known = 0, score = 0, significance = 0, day = 0, fact = 0] = numbers.split(':').map(Number);
  if (digest !== digestOf(asked) || version > last) refuse('BAD_CURSOR', {}, { field: 'after' });
  return { version, known, after: { score, significance, day, fact } };
}

/** What is asked; not as of when, which the cursor keeps. */
function digestOf({ asOf: _, ...asked }: Search): string {
  return sha256(JSON.stringify(Object.entries(asked).sort(([a], [b]) => (a < b ? -1 : 1)))).slice(0, 12);
}
