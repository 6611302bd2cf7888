// In: a brief to be issued, or what names one that was. Out: the register: each edition under the permanent number of its topic, chained in the audit
// trail. Refuses an id that is not in it (UNKNOWN_EDITION), a key that was used for something else (KEY_REUSED), a name that is none (INVALID_RECORD), an
// unknown cursor.

import { type Edition, editionId, type Issue, isEditionId, partiesKey, type Stated } from '../model/edition.ts';
import type { FactId, Language, PartyCode } from '../model/fact.ts';
import { refuse } from '../model/problem.ts';
import type { Format } from '../model/question.ts';
import { hashOf, NO_HASH } from './append.ts';
import { sha256 } from './canon.ts';
import type { Db } from './ground.ts';
import type { Seq, Tables } from './tables.ts';
import { type Desk, invalid, textFault } from './write.ts';

/** Where the next edition of a topic stands. */
export interface Place {
  number: string;
  edition: number;
  /** The newest edition of the topic; null where there is none. */
  previous: Edition | null;
}

/** Who issues; the same key with the same content is carried out once. */
export interface Issuer {
  by: string;
  key?: string | undefined;
  /** What was asked, as text. */
  content: string;
}

/** Which editions. */
export interface EditionFilter {
  number?: string | null;
  /** Those about exactly these parties. */
  parties?: readonly PartyCode[] | null;
}

export interface EditionPage {
  editions: Edition[];
  cursors: string[];
  total: number;
  hasNextPage: boolean;
}

/** An edition, and which of its files. */
export interface KnownFile {
  edition: Edition;
  language: Language;
  format: Format;
}

/** What was done to a fact, the last thing last. */
export interface LaterRevision {
  fact: FactId;
  number: number;
  at: string;
  by: string;
  reason: string;
  action: Tables['revision']['action'];
}

/** The briefs that were issued. */
export interface Register {
  /** Refuses UNKNOWN_EDITION. */
  edition(id: string): Promise<Edition>;
  /** What an edition states. Refuses UNKNOWN_EDITION. */
  statedBy(id: string, language: Language): Promise<Stated[]>;
  /** The one issued last first. Refuses BAD_CURSOR, BAD_PAGE_SIZE. */
  page(filter: EditionFilter, first: number, after: string | null): Promise<EditionPage>;
  /** The edition that a file is of, by its SHA-256 in hex; null where it is of none. */
  file(sha256: string): Promise<KnownFile | null>;
  /** Where the next edition of a topic will stand. */
  placeFor(topic: string): Promise<Place>;
  /** The edition that a request with this key has made before; null where there is none. Refuses KEY_REUSED. */
  answered(issuer: Issuer): Promise<Edition | null>;
  /** One transaction. Null where another took the place: nothing was written. Refuses INVALID_RECORD, KEY_REUSED. */
  issue(issue: Issue, issuer: Issuer): Promise<Edition | null>;
  /** The latest state of the data with this identity; null where there never was one. */
  versionOf(snapshot: string): Promise<number | null>;
  /** What was done to facts after a state of the data, in the order of recording. */
  revisionsAfter(facts: readonly FactId[], version: number): Promise<LaterRevision[]>;
}

type Row = Tables['edition'];
/** All but what it states, which is long and seldom wanted. */
const READ = ['seq', 'number', 'edition', 'issued_at', 'issued_by', 'version', 'body'] as const;
type Kept = Pick<Row, (typeof READ)[number]>;
type Body = Omit<Edition, 'id' | 'number' | 'edition' | 'issuedAt' | 'issuedBy' | 'version'>;
const MOST_PAGE = 200;
const BATCH = 500;

function editionOf({ number, edition, issued_at, issued_by, version, body }: Kept): Edition {
  return {
    id: editionId({ number, edition }),
    number,
    edition,
    issuedAt: issued_at,
    issuedBy: issued_by,
    version,
    ...(JSON.parse(body) as Body),
  };
}

/** Hash of everything that the register says of an edition. */
export function hashOfEdition(row: Row): string {
  const { seq, number, edition, issued_at, issued_by, topic, parties, version, body, stated } = row;
  return sha256(JSON.stringify([seq, number, edition, issued_at, issued_by, topic, parties, version, body, stated]));
}

// ---- Reading ----------------------------------------------------------------------------------------------------------

/** Refuses UNKNOWN_EDITION. */
export async function editionById(db: Db, id: string): Promise<Edition> {
  return editionOf(await rowOf(db, id));
}

/** What an edition states in a language. Refuses UNKNOWN_EDITION. */
export async function statedBy(db: Db, id: string, language: Language): Promise<Stated[]> {
  const { stated } = await rowOf(db, id);
  return (JSON.parse(stated) as Record<Language, Stated[]>)[language];
}

async function rowOf(db: Db, id: string): Promise<Row> {
  const [number = '', edition] = isEditionId(id) ? id.split('-') : [];
  const row = await db
    .selectFrom('edition')
    .selectAll()
    .where('number', '=', number)
    .where('edition', '=', Number(edition ?? 0))
    .executeTakeFirst();
  return row ?? refuse('UNKNOWN_EDITION', { id: id.slice(0, 60) }, { field: 'editionId' });
}

/** Editions, the one issued last first. Refuses BAD_CURSOR, BAD_PAGE_SIZE. */
export async function editionPage(
  db: Db,
  { number = null, parties = null }: EditionFilter,
  first: number,
  after: string | null,
): Promise<EditionPage> {
  if (!Number.isInteger(first) || first < 1 || first > MOST_PAGE)
    refuse('BAD_PAGE_SIZE', { value: first, most: MOST_PAGE }, { field: 'first' });
  let wanted = db.selectFrom('edition');
  if (number !== null) wanted = wanted.where('number', '=', number);
  if (parties !== null) wanted = wanted.where('parties', '=', partiesKey(parties));
  const { total } = await wanted.select((of) => of.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  let from = wanted.select(READ);
  if (after !== null) from = from.where('seq', '<', seqOf(after));
  const rows = await from
    .orderBy('seq', 'desc')
    .limit(first + 1)
    .execute();
  const shown = rows.slice(0, first);
  return {
    editions: shown.map(editionOf),
    cursors: shown.map(({ seq }) => cursorOf(seq)),
    total: Number(total),
    hasNextPage: rows.length > first,
  };
}

const cursorOf = (seq: number): string => Buffer.from(`edition:${seq}`).toString('base64url');

function seqOf(cursor: string): number {
  const [, seq] = /^edition:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return seq === undefined ? refuse('BAD_CURSOR', {}, { field: 'after' }) : Number(seq);
}

/** The edition that a file is of, by the SHA-256 of its bytes. */
export async function fileKnown(db: Db, hash: string): Promise<KnownFile | null> {
  const found = await db
    .selectFrom('edition_file')
    .innerJoin('edition', 'edition.seq', 'edition_file.edition')
    .select([...READ.map((name) => `edition.${name}` as const), 'edition_file.language', 'edition_file.format'])
    .where('sha256', '=', hash)
    .limit(1)
    .executeTakeFirst();
  if (!found) return null;
  const { language, format, ...row } = found;
  return { edition: editionOf(row), language, format };
}

/** The latest state of the data that has this identity; null where there never was one. */
export async function versionOfSnapshot(db: Db, id: string): Promise<Seq | null> {
  // Its identity is the beginning of its sum; both makes compare text byte by byte.
  const found = await db
    .selectFrom('snapshot')
    .select('version')
    .where('sum', '>=', id)
    .where('sum', '<', `${id}g`)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return found?.version ?? null;
}

/** What was done to some facts after a state of the data, in the order of recording. */
export async function revisionsAfter(db: Db, facts: readonly FactId[], version: Seq): Promise<LaterRevision[]> {
  const found: (LaterRevision & { seq: Seq })[] = [];
  for (let at = 0; at < facts.length; at += BATCH) {
    const rows = await db
      .selectFrom('revision')
      .select(['seq', 'id as fact', 'number', 'recorded_at as at', 'recorded_by as by', 'reason', 'action'])
      .where('record', '=', 'fact')
      .where('id', 'in', facts.slice(at, at + BATCH))
      .where('seq', '>', version)
      .execute();
    found.push(...rows);
  }
  return found.sort((a, b) => a.seq - b.seq).map(({ seq: _, ...revision }) => revision);
}

// ---- Issuing ----------------------------------------------------------------------------------------------------------

/** Where the next edition of a topic will stand, as things are. */
export async function placeFor(db: Db, topic: string): Promise<Place> {
  const last = await db
    .selectFrom('edition')
    .select(READ)
    .where('topic', '=', topic)
    .orderBy('edition', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last) return { number: last.number, edition: last.edition + 1, previous: editionOf(last) };
  const { count } = await db
    .selectFrom('edition')
    .select((of) => of.fn.countAll<number>().as('count'))
    .where('edition', '=', 1)
    .executeTakeFirstOrThrow();
  return { number: `B${String(Number(count) + 1).padStart(4, '0')}`, edition: 1, previous: null };
}

/** The edition that a request with this key has made before. Refuses KEY_REUSED. */
export async function answered(db: Db, { by, key, content }: Issuer): Promise<Edition | null> {
  if (key === undefined) return null;
  const before = await db.selectFrom('request').selectAll().where('key', '=', key).executeTakeFirst();
  if (!before) return null;
  if (before.content !== contentOf(by, content)) refuse('KEY_REUSED', { key }, { field: 'key' });
  return editionOf(
    await db.selectFrom('edition').select(READ).where('seq', '=', before.answer).executeTakeFirstOrThrow(),
  );
}

const contentOf = (by: string, content: string): string => sha256(JSON.stringify(['issue', by, content]));

/**
 * Enters an edition in the register.
 * @returns null where another took its place meanwhile: nothing was written; ask for the place again.
 */
export async function issue(desk: Desk, wanted: Issue, issuer: Issuer): Promise<Edition | null> {
  const faults = [...textFault('by', issuer.by)];
  if (faults.length > 0) throw invalid(faults);
  return desk.ground.write(async ({ db }) => {
    const before = await answered(db, issuer);
    if (before) return before;
    const place = await placeFor(db, wanted.topic);
    if (place.number !== wanted.number || place.edition !== wanted.edition) return null;
    desk.beforeWriting();
    const last = await db.selectFrom('edition').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
    const { number, edition, topic, version, stated, ...body } = wanted;
    const entry = await db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst();
    const now = desk.now();
    // Record time never runs backwards, whatever the clock does.
    const at = entry && entry.at > now ? entry.at : now;
    const row: Row = {
      seq: (last?.seq ?? 0) + 1,
      number,
      edition,
      issued_at: at,
      issued_by: issuer.by,
      topic,
      parties: partiesKey(wanted.question.parties),
      version,
      body: JSON.stringify(body satisfies Body),
      stated: JSON.stringify(stated),
    };
    await db.insertInto('edition').values(row).execute();
    await db
      .insertInto('edition_file')
      .values(body.files.map(({ sha256, language, format }) => ({ sha256, edition: row.seq, language, format })))
      .execute();
    const audit = {
      seq: (entry?.seq ?? 0) + 1,
      at,
      recorded_by: issuer.by,
      action: 'issued' as const,
      subject: editionId(row),
      first_seq: (entry?.last_seq ?? 0) + 1,
      last_seq: entry?.last_seq ?? 0,
      content_hash: hashOfEdition(row),
      previous_hash: entry?.hash ?? NO_HASH,
    };
    await db
      .insertInto('audit')
      .values({ ...audit, hash: hashOf(audit) })
      .execute();
    if (issuer.key !== undefined)
      await db
        .insertInto('request')
        .values({ key: issuer.key, content: contentOf(issuer.by, issuer.content), answer: row.seq })
        .execute();
    return editionOf(row);
  });
}
