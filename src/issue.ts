// READ AFTER brief.ts. A brief that is handed out for good is issued, and an issued one comes back:
//
//     request ─draft, write→ files ─register→ Edition          id ─register→ Edition ─draft, write→ the same bytes          file ─register→ Verdict
//
// In: a request and who issues it; the id of an edition; a file that somebody holds. Out: the edition, entered in the register whole or not at all; its
// file, as it was; what the file is. Refuses what the walk and the register refuse, a file that has come out otherwise than it was issued (BYTES_DIFFER),
// and a file that is no brief.

import { createHash } from 'node:crypto';
import type { Brief, Chancery, Outline } from './brief.ts';
import { formerOf } from './compare.ts';
import { differencesOf } from './compose/compose.ts';
import { type Day, parseDate } from './model/date.ts';
import {
  type Edition,
  editionId,
  type Issue,
  type IssuedFile,
  type Pinned,
  type Replaced,
  type Stamp,
  type Stated,
  stampOf,
  topicOf,
} from './model/edition.ts';
import { LANGUAGES, type Language, type Localized } from './model/fact.ts';
import { type Problem, ProblemError, problem, refuse } from './model/problem.ts';
import { FORMATS, type Format, MAX_TEXT, type Question, type Request } from './model/question.ts';
import type { LaterRevision } from './store/store.ts';
import { attachedJson } from './write/write.ts';

/** A draft, and whoever writes it. */
export interface Drafted extends Outline {
  write(format: Format): Promise<Brief>;
}
/** Whoever makes drafts: this thread, or clerks. */
export type Drafting = (pinned: Pinned) => Promise<Drafted>;

/** Who issues. The same key with the same request is carried out once, and answered the same each time. */
export interface Issuer {
  by: string;
  key?: string | undefined;
}

/** How often the place in the register may be lost to others before it is given up. */
const ATTEMPTS = 8;

/** Makes drafts in this thread. */
export const draftingIn =
  (chancery: Chancery): Drafting =>
  async (pinned) => {
    const draft = await chancery.draft(pinned);
    return { ...draft, write: async (format) => chancery.write(draft, format) };
  };

/** Issues a brief, in both languages and every format at once, from one state of the data. */
export async function issueBrief(
  chancery: Chancery,
  request: Request,
  { by, key }: Issuer,
  drafting: Drafting = draftingIn(chancery),
): Promise<Edition> {
  const { store, templates } = chancery;
  const { register } = store;
  // An edition is of what was asked, however it was worded.
  const question: Question = { ...chancery.ask(await chancery.completed(request)), text: null };
  const issuer = { by, key, content: JSON.stringify(request) };
  const before = await register.answered(issuer);
  if (before) return before;
  const topic = topicOf(question);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { number, edition, previous } = await register.placeFor(topic);
    const { version, snapshot } = await store.find(question);
    const date = chancery.today();
    const replaces = previous && (await replaced(chancery, previous, question, version));
    const stamp: Stamp = { number, edition, date, replaces };
    const pinned = { question, generated: date, version, snapshot: snapshot.id, templates: templates.version, stamp };
    const made = await filesOf(pinned, drafting);
    const program = chancery.version;
    const issue: Issue = {
      ...stamp,
      topic,
      question,
      version,
      snapshot,
      templates: templates.version,
      program,
      ...made,
    };
    const issued = await register.issue(issue, issuer);
    if (issued) return issued;
  }
  return refuse('STORE_BUSY');
}

/** What a new edition takes the place of: as many facts are changed as a delta brief from it would tell. */
async function replaced({ store }: Chancery, previous: Edition, question: Question, now: number): Promise<Replaced> {
  const { edition, date, version, snapshot, question: asked } = previous;
  const findings = await store.findAt({ ...question, asOf: asked.asOf }, version);
  const here = await store.findAt(question, now);
  const state = { edition: stampOf(previous), day: asked.asOf, newest: snapshot.newest };
  const former = await formerOf(store, question, { findings, state }, here, null);
  return { edition, date, changed: differencesOf(former, here, question.asOf).changed.length };
}

async function filesOf(pinned: Pinned, drafting: Drafting): Promise<Pick<Issue, 'title' | 'stated' | 'files'>> {
  const title: Partial<Localized> = {};
  const stated: Partial<Issue['stated']> = {};
  const files: IssuedFile[] = [];
  for (const language of LANGUAGES) {
    const draft = await drafting({ ...pinned, question: { ...pinned.question, language } });
    title[language] = draft.title;
    stated[language] = draft.statements.map(({ text, facts }) => ({ text, facts }));
    for (const format of FORMATS) {
      const { sha256, bytes, pages } = await draft.write(format);
      files.push({ language, format, sha256, byteSize: bytes.length, pages });
    }
  }
  return { title: title as Localized, stated: stated as Issue['stated'], files };
}

// ---- Coming back ------------------------------------------------------------------------------------------------------

/** What an edition in a language depends on. */
export function pinnedOf(edition: Edition, language: Language): Pinned {
  const { date, question, version, snapshot, templates } = edition;
  return {
    question: { ...question, language },
    generated: date,
    version,
    snapshot: snapshot.id,
    templates,
    stamp: stampOf(edition),
  };
}

/**
 * The file of an edition, made again: the bytes that were issued. Refuses TEMPLATES_DIFFER, DATA_GONE; BYTES_DIFFER where another version of the program
 * sets it otherwise, and UNKNOWN_FORMAT where it was issued before there was such a format.
 */
export async function rebuild(
  edition: Edition,
  language: Language,
  format: Format,
  drafting: Drafting,
): Promise<Brief> {
  const issued = edition.files.find((file) => file.language === language && file.format === format);
  if (!issued) {
    const formats = edition.files.filter((file) => file.language === language).map((file) => file.format);
    return refuse('UNKNOWN_FORMAT', { value: format, suggestion: `it was issued as ${formats.join(', ')}` });
  }
  const brief = await (await drafting(pinnedOf(edition, language))).write(format);
  return sameBytes(edition, issued, brief);
}

/** The file where it is what was issued. Refuses BYTES_DIFFER. */
export function sameBytes({ id, program }: Edition, { sha256 }: IssuedFile, brief: Brief): Brief {
  const [issued, now] = [sha256.slice(0, 12), brief.sha256.slice(0, 12)];
  return brief.sha256 === sha256 ? brief : refuse('BYTES_DIFFER', { id, program, issued, now });
}

// ---- What a file is ---------------------------------------------------------------------------------------------------

/** Largest file looked at, in bytes. */
export const MOST_FILE = 64 * 1024 * 1024;

/** A sentence of a brief that rests on facts which have changed since, with what was done to them. */
export interface Overtaken {
  text: string;
  revisions: LaterRevision[];
}

/**
 * What a file is. `issued`: an edition, byte for byte. `made`: a brief made here and not issued, byte for byte. `changed`: it names one of these, and its
 * bytes are others. `unproven`: it names a brief that cannot be made again here.
 */
export interface Verdict {
  standing: 'issued' | 'made' | 'changed' | 'unproven';
  sha256: string;
  /** Identity of the brief; null where its edition alone is known. */
  brief: string | null;
  edition: Edition | null;
  language: Language;
  /** The newest edition of its number, where that is another. */
  newer: Edition | null;
  /** How many statements it makes; those of the edition or brief it names where it is changed. */
  statements: number;
  /** In reading order. */
  overtaken: Overtaken[];
  /** Why it cannot be proven; null where it can. */
  why: Problem | null;
}

/**
 * Says whether a file is one of ours, unchanged, and which of its statements have been overtaken.
 * @param bytes a PDF, or any other file of an edition, or the JSON of a brief
 */
export async function verifyFile(
  chancery: Chancery,
  bytes: Uint8Array,
  drafting: Drafting = draftingIn(chancery),
): Promise<Verdict> {
  if (bytes.length > MOST_FILE) refuse('FILE_TOO_LARGE', { size: bytes.length, most: MOST_FILE });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const known = await verifyHash(chancery, sha256, null);
  if (known) return known;
  const data = dataOf(bytes);
  const { register } = chancery.store;
  if (data.edition) {
    const edition = await register.edition(editionId(data.edition));
    const verdict = await verdictOn(chancery, edition, data.language);
    return { ...verdict, standing: 'changed', sha256, brief: data.id };
  }
  const base = { sha256, brief: data.id, edition: null, language: data.language, newer: null };
  const unproven = (why: Problem): Verdict => ({ ...base, standing: 'unproven', statements: 0, overtaken: [], why });
  const version = await register.versionOf(data.snapshot.id);
  if (version === null) return unproven(problem('DATA_GONE', { version: data.snapshot.id }));
  try {
    const question = { ...chancery.ask(data.request, data.generated), text: data.question.text };
    const { generated, templates } = data;
    const pinned = { question, generated, version, snapshot: data.snapshot.id, templates, stamp: null };
    const draft = await drafting(pinned);
    const brief = await draft.write(bytes[0] === BRACE ? 'json' : 'pdf');
    const same = brief.sha256 === sha256;
    const overtaken = await overtakenSince(chancery, draft.statements, version);
    const statements = draft.statements.length;
    return { ...base, standing: same ? 'made' : 'changed', statements, overtaken, why: null };
  } catch (error) {
    if (error instanceof ProblemError && error.problems[0]) return unproven(error.problems[0]);
    throw error;
  }
}

/**
 * The same by the SHA-256 of a file, for whoever does not send it.
 * @param id of the edition that the file says it is; null where that is not known
 * @returns null where no edition has such a file, and none is named. Refuses UNKNOWN_EDITION.
 */
export async function verifyHash(chancery: Chancery, sha256: string, id: string | null): Promise<Verdict | null> {
  const { register } = chancery.store;
  const known = await register.file(sha256);
  if (known) return { ...(await verdictOn(chancery, known.edition, known.language)), sha256 };
  if (id === null) return null;
  const edition = await register.edition(id);
  const verdict = await verdictOn(chancery, edition, edition.question.language);
  return { ...verdict, standing: 'changed', sha256 };
}

async function verdictOn(chancery: Chancery, edition: Edition, language: Language): Promise<Verdict> {
  const { register } = chancery.store;
  const stated = await register.statedBy(edition.id, language);
  const [last = edition] = (await register.page({ number: edition.number }, 1, null)).editions;
  return {
    standing: 'issued',
    sha256: '',
    brief: null,
    edition,
    language,
    newer: last.edition > edition.edition ? last : null,
    statements: stated.length,
    overtaken: await overtakenSince(chancery, stated, edition.version),
    why: null,
  };
}

/** Statements whose facts have had revisions since. */
async function overtakenSince({ store }: Chancery, stated: readonly Stated[], version: number): Promise<Overtaken[]> {
  const facts = [...new Set(stated.flatMap((statement) => statement.facts))];
  const since = Map.groupBy(await store.register.revisionsAfter(facts, version), ({ fact }) => fact);
  return stated.flatMap(({ text, facts }) => {
    const revisions = facts.flatMap((fact) => since.get(fact) ?? []);
    return revisions.length > 0 ? [{ text, revisions }] : [];
  });
}

/** What a file says of itself, as far as it is needed; nothing of it is believed. */
interface Claimed {
  id: string;
  language: Language;
  generated: Day;
  snapshot: { id: string };
  templates: string;
  request: Request;
  question: { text: string | null };
  edition?: { number: string; edition: number };
}

const BRACE = 0x7b;

function dataOf(bytes: Uint8Array): Claimed {
  if (bytes[0] !== BRACE) return attachedJson(bytes, isClaimed);
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (isClaimed(value)) return value;
  } catch {
    // No JSON.
  }
  return refuse('NOT_A_BRIEF');
}

function isClaimed(value: unknown): value is Claimed {
  const at = (path: string): unknown =>
    path
      .split('.')
      .reduce<unknown>((node, name) => (Object(node) === node ? Reflect.get(node as object, name) : null), value);
  const matches = (path: string, form: RegExp) => form.test(String(at(path)));
  const text = at('question.text');
  return (
    matches('id', /^[0-9a-f]{16}$/) &&
    LANGUAGES.some((language) => language === at('language')) &&
    matches('generated', /^\d{4}-\d\d-\d\d$/) &&
    parseDate(String(at('generated'))) !== null &&
    matches('snapshot.id', /^[0-9a-f]{12}$/) &&
    matches('templates', /^[\w.-]{1,40}$/) &&
    Object(at('request')) === at('request') &&
    (text === null || (typeof text === 'string' && text.length <= MAX_TEXT)) &&
    (at('edition') === undefined ||
      (matches('edition.number', /^B\d{4,8}$/) && matches('edition.edition', /^[1-9]\d{0,5}$/)))
  );
}
