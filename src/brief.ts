// READ THIS FIRST. A brief is one walk; each room turns one noun into the next:
//
//     text ─ask→ Question ─store→ Findings ─compose→ Dossier ─template→ Doc ─write→ Brief
//
// In: a request. Out: a draft (all that is to be said, numbered) and from it the brief in any format. Refuses what a room refuses, as ProblemError.

import { createHash } from 'node:crypto';
import { ask, bounds, readGazetteer } from './ask/ask.ts';
import { compose } from './compose/compose.ts';
import { type Day, dayBefore, type Edtf, firstDay } from './model/date.ts';
import { type Doc, factsOf, number, type StatementText, statementsOf } from './model/doc.ts';
import type { Choice, Dossier, DroppedReason, KeptReason, ProductPlan } from './model/dossier.ts';
import { type FactId, LANGUAGES, type Language, type Source } from './model/fact.ts';
import type { Findings } from './model/findings.ts';
import { type Geography, readGeography } from './model/geography.ts';
import { rankOf } from './model/marking.ts';
import { asGiven } from './model/particulars.ts';
import type { Gazetteer } from './model/party.ts';
import { type Problem, problem, refuse } from './model/problem.ts';
import { type Bounds, type Format, PRODUCTS, type Question, type Request, usualProduct } from './model/question.ts';
import type { Store } from './store/store.ts';
import { type Folder, fill, marked, ranksOf, readTemplates, type Templates } from './template/template.ts';
import type { World } from './world.ts';
import { fit, type JsonEnvelope, loadFonts, type Press, readTheme, type Theme, WRITERS } from './write/write.ts';

export { checkData } from './store/store.ts';

/** What a draft says of itself and states; enough to answer for it, too little to write it. */
export interface Outline {
  /** Identity: the same question on the same data, templates and day has the same id. 16 hex digits. */
  id: string;
  request: Request;
  question: Question;
  title: string;
  /** As every page bears it: `PROTECTED A // PROTÉGÉ A`. */
  marking: string;
  /** Cited sources; number n is at n − 1. */
  sources: Source[];
  statements: StatementText[];
  kept: Choice<KeptReason>[];
  dropped: Choice<DroppedReason>[];
  /** Date of the newest fact of the data the draft was made from. */
  informationAsOf: Edtf;
  /** The day it was made. */
  generated: Day;
  /** Facts found that no person has reviewed. */
  drafts: FactId[];
  notes: Problem[];
}

/** Everything that is to be said, chosen, fitted and numbered; not yet written. */
export interface Draft extends Outline {
  dossier: Dossier;
  doc: Doc;
}

/** A finished file. */
export interface Brief {
  id: string;
  format: Format;
  bytes: Uint8Array;
  mediaType: string;
  fileName: string;
  /** Hex. */
  sha256: string;
  /** Null for formats without pages. */
  pages: number | null;
  notes: Problem[];
}

export interface Chancery {
  gazetteer: Gazetteer;
  templates: Templates;
  store: Store;
  today(): Day;
  /** Text of a file of the project. Refuses DATA_MISSING. */
  text(path: string): string;
  /** text → Question. */
  ask(request: Request): Question;
  /** What bounds a list of facts; nothing of it has to be given. Refuses as `ask` does. */
  bounds(request: Request): Bounds;
  /** Question → Draft. */
  draft(request: Request): Promise<Draft>;
  /** Draft → Brief. */
  write(draft: Draft, format: Format): Brief;
  close(): Promise<void>;
}

/** Opens the house: reads gazetteer and templates, opens the store. Fonts are read when the first page is set. */
export async function openChancery(world: World): Promise<Chancery> {
  const text = (path: string): string | null => {
    const bytes = world.read(path);
    return bytes && new TextDecoder().decode(bytes);
  };
  const need = (path: string): string => text(path) ?? refuse('DATA_MISSING', { name: path });
  const gazetteer = readGazetteer(need('data/gazetteer.json'));
  const templates = readTemplates(folderOf(world));
  const understand = (request: Request): Question =>
    ask(request, gazetteer, world.today(), templates.plans, templates.markings);
  const store = await world.openStore();
  let theme: Theme | null = null;
  let press: Pick<Press, 'theme' | 'fonts'> | null = null;
  let read: Geography | null = null;
  const geography = (): Geography => {
    read ??= readGeography(need('data/map.json'));
    return read;
  };
  const design = (): Theme => {
    theme ??= readTheme(need('templates/style/theme.json'));
    return theme;
  };
  const stationery = (): Pick<Press, 'theme' | 'fonts'> => {
    press ??= {
      theme: design(),
      fonts: loadFonts(
        design(),
        (path) => world.read(`templates/style/${path}`) ?? refuse('TEMPLATE_MISSING', { name: path }),
      ),
    };
    return press;
  };

  /** What a product must know beyond the period that it is asked about. */
  const before = async (question: Question, { sections }: ProductPlan): Promise<Pick<Findings, 'earlier'>> =>
    question.since !== null && sections.some(({ section }) => section === 'unmoved')
      ? { earlier: await store.find({ ...question, since: null, until: dayBefore(firstDay(question.since)) }) }
      : {};

  const draft = async (request: Request): Promise<Draft> => {
    const today = world.today();
    const question = understand(request);
    const plan =
      templates.plans.get(question.product) ?? refuse('UNKNOWN_PRODUCT', { value: question.product, suggestion: '' });
    const found = await store.find(question);
    const findings = { ...found, ...(await before(question, plan)) };
    const dossier = compose(findings, question, plan, gazetteer);
    const whole = fill(dossier, templates, gazetteer, today, geography);
    const id = identity(question, dossier.snapshot.id, templates.version, today);
    // A budget takes the same facts from both languages: what the longer has no room for, the shorter does not say.
    const twin = (language: Language, dropping?: false) =>
      fill(dossier, templates, gazetteer, today, geography, language, dropping);
    const bound = question.pages !== null || whole.blocks.some((b) => b.type === 'section' && b.page === 'own');
    const others = LANGUAGES.filter((l) => l !== question.language);
    const pages = question.pages ?? Infinity;
    const fitted = bound
      ? keptTo([whole, ...others.map((l) => twin(l))], dossier, templates, (docs) =>
          fit(docs, pages, { ...stationery(), paper: question.paper, day: today, id, attachment: null }),
        )
      : whole;
    const stated = factsOf(fitted);
    const noRoom = dossier.kept.filter((c) => !stated.has(c.fact));
    // What a budget left whole need not say what it left out.
    const whollyFits = bound && statementsOf(fitted).length === statementsOf(whole).length;
    const doc = whollyFits ? twin(question.language, false) : fitted;
    const kept = dossier.kept.filter((c) => stated.has(c.fact));
    const dropped = [...dossier.dropped, ...noRoom.map((c) => ({ fact: c.fact, reason: 'PAGE_BUDGET' as const }))];
    const type = templates.type[question.language];
    const sources = number(doc, dossier.sources, {
      found: type.number(kept.length + dropped.length),
      kept: type.number(kept.length),
      dropped: type.number(noRoom.length),
      single: type.number(kept.filter((c) => dossier.facts.get(c.fact)?.confidence === 'single').length),
      drafts: type.number(kept.filter((c) => dossier.drafts.has(c.fact)).length),
    });
    return {
      id,
      request,
      question,
      title: doc.title,
      marking: doc.furniture.marking,
      dossier,
      doc,
      sources,
      statements: statementsOf(doc),
      kept,
      dropped,
      informationAsOf: dossier.snapshot.newest,
      generated: today,
      drafts: [...dossier.drafts],
      notes: [...(store.onDisk ? [] : [problem('STORE_IN_MEMORY')]), ...notesOf(dossier, kept, noRoom.length)],
    };
  };

  const write = (from: Draft, format: Format): Brief => {
    const envelope = envelopeOf(from, templates);
    const writer = WRITERS[format];
    const attachment = {
      name: 'brief.json',
      description: from.doc.title,
      bytes: format === 'pdf' ? WRITERS.json.write(from.doc, { envelope } as never).bytes : new Uint8Array(),
    };
    const { pages: budget, paper } = from.question;
    const { bytes, pages } = writer.write(from.doc, {
      // Only the page needs the fonts; no other format pays for them.
      press: {
        ...(format === 'pdf' ? stationery() : ({ theme: design() } as Pick<Press, 'theme' | 'fonts'>)),
        paper,
        day: from.generated,
        id: from.id,
        attachment,
        // What cost facts shall at least be full.
        ...(budget !== null && from.dropped.some((c) => c.reason === 'PAGE_BUDGET') ? { fill: budget } : {}),
      },
      css: format === 'html' ? need('templates/style/html.css') : '',
      envelope,
    });
    return {
      id: from.id,
      format,
      bytes,
      mediaType: writer.mediaType,
      fileName: `${fileStem(from.question, gazetteer, from.generated)}.${writer.extension}`,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      pages,
      notes: from.notes,
    };
  };

  return {
    gazetteer,
    templates,
    store,
    today: () => world.today(),
    text: need,
    ask: understand,
    bounds: (request) => bounds(request, gazetteer, world.today()),
    draft,
    write,
    close: () => store.close(),
  };
}

export function outlineOf(draft: Draft): Outline {
  const { id, request, question, title, marking, sources, statements, kept, dropped } = draft;
  const { informationAsOf, generated, drafts, notes } = draft;
  return {
    id,
    request,
    question,
    title,
    marking,
    sources,
    statements,
    kept,
    dropped,
    informationAsOf,
    generated,
    drafts,
    notes,
  };
}

/** The folder of templates of a world. Refuses one that is none. */
export function folderOf(world: World): Folder {
  if (world.templates !== null && world.list('templates').length === 0)
    refuse(
      'TEMPLATE_FOLDER',
      {
        path: 'the folder',
        detail: 'there is no such folder, or nothing in it',
        suggestion: 'copy the folder templates of the release there, or unset CHANCERY_TEMPLATES',
      },
      { field: 'CHANCERY_TEMPLATES' },
    );
  const decode = (bytes: Uint8Array | null, path: string): string | null => {
    try {
      return bytes && new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      const place = { file: path, line: 1, column: 1 };
      const values = { template: path, line: 1, detail: 'it is no text in UTF-8', suggestion: 'save it as UTF-8' };
      return refuse('TEMPLATE_SYNTAX', values, place);
    }
  };
  return {
    text: (path) => decode(world.read(`templates/${path}`), path),
    release: (path) => decode(world.original(`templates/${path}`), path),
    bytes: (path) => world.read(`templates/${path}`),
    list: (path) => world.list(`templates/${path}`),
  };
}

/**
 * The first of several editions, fitted to its pages and marked by what is left of it. A label that has changed may take more room: what is marked anew is
 * fitted again, until nothing gives way any more.
 */
function keptTo(
  docs: readonly Doc[],
  dossier: Dossier,
  templates: Templates,
  fit: (docs: readonly Doc[]) => Doc[],
): Doc {
  let editions = fit(docs);
  for (let stated = -1; dossier.markings && stated !== factsOf(editions[0] as Doc).size; ) {
    stated = factsOf(editions[0] as Doc).size;
    editions = fit(editions.map((doc) => marked(doc, dossier, templates.markings)));
  }
  return editions[0] as Doc;
}

function identity(question: Question, snapshot: string, templates: string, today: Day): string {
  return createHash('sha256')
    .update(JSON.stringify([question, snapshot, templates, today]))
    .digest('hex')
    .slice(0, 16);
}

function notesOf(dossier: Dossier, kept: readonly Choice<KeptReason>[], noRoom: number): Problem[] {
  const { question, draftsLeft, most } = dossier;
  const left = draftsLeft > 0 ? [problem('DRAFTS_LEFT_OUT', { count: draftsLeft })] : [];
  if (dossier.newest === null) {
    return [
      question.topics.length > 0
        ? problem('NOTHING_ON_TOPIC', { topics: question.topics.join(', ') })
        : problem('NOTHING_RECORDED'),
      ...left,
    ];
  }
  const notes: Problem[] = [];
  if (noRoom > 0)
    notes.push(problem('DROPPED_FOR_BUDGET', { count: noRoom, pages: question.pages ?? 'one a question' }));
  const facts = kept.map((c) => dossier.facts.get(c.fact)).filter((f) => f !== undefined);
  const single = facts.filter((f) => f.confidence === 'single').length;
  const weak = facts.filter((f) =>
    f.sources.every((s) =>
      ['state_media', 'regional', 'reference', 'aggregator'].includes(dossier.sources.get(s)?.kind ?? ''),
    ),
  ).length;
  if (single > 0) notes.push(problem('SINGLE_SOURCE', { count: single }));
  if (weak > 0) notes.push(problem('WEAK_SOURCES', { count: weak }));
  const drafts = kept.filter((c) => dossier.drafts.has(c.fact)).length;
  if (drafts > 0) notes.push(problem('DRAFTS_CITED', { count: drafts }));
  notes.push(...left);
  if (most) notes.push(problem('MOST_SIGNIFICANT', { most: most.taken, count: most.of }));
  notes.push(problem('DATA_ENDS', { date: dossier.newest }));
  return notes;
}

/** The GraphQL request that makes the same brief. */
const BRIEF_QUERY =
  'query Brief($request: BriefRequestInput!) { brief(request: $request) { id title file(format: PDF) { url sha256 } } }';

function envelopeOf(draft: Draft, { markings }: Templates): JsonEnvelope {
  const { question, dossier } = draft;
  const ranks = ranksOf(dossier, markings);
  const level = (fact: string) => ranks.get(fact) ?? 0;
  const own = draft.kept.flatMap(({ fact }) => (level(fact) > 0 ? [[fact, markings[level(fact)]?.level ?? '']] : []));
  // The name of a fact tells of it: what is marked higher than the brief stays out of its file.
  const borne = rankOf(draft.marking, markings) ?? 0;
  const dropped = draft.dropped.filter(({ fact }) => level(fact) <= borne);
  return {
    id: draft.id,
    request: graphqlRequest(question, draft.generated),
    graphql: { query: BRIEF_QUERY, variables: { request: graphqlRequest(question, draft.generated) } },
    question,
    snapshot: dossier.snapshot,
    templates: dossier.plan.version,
    generated: draft.generated,
    facts: draft.kept.map((c) => dossier.facts.get(c.fact)),
    drafts: draft.kept.flatMap(({ fact }) => (dossier.drafts.has(fact) ? [fact] : [])),
    selection: { kept: draft.kept, dropped, most: dossier.most },
    ...(own.length > 0 ? { markings: Object.fromEntries(own) } : {}),
    notes: draft.notes.map(({ code, message }) => ({ code, message })),
    sources: draft.sources,
  };
}

/** The question as `BriefRequestInput` would carry it on a day. */
export function graphqlRequest(question: Question, today: Day): Record<string, unknown> {
  const upper = (s: string) => s.toUpperCase().replace(/-/g, '_');
  return {
    parties: question.parties,
    ...(question.since ? { since: question.since } : {}),
    ...(question.until ? { until: question.until } : {}),
    ...(question.topics.length > 0 ? { topics: question.topics.map(upper) } : {}),
    ...(PRODUCTS.some((name) => name === question.product)
      ? { product: upper(question.product) }
      : { productName: question.product }),
    language: upper(question.language),
    ...(question.pages ? { pages: question.pages } : {}),
    paper: upper(question.paper),
    ...(question.asOf === today ? {} : { asOf: question.asOf }),
    ...asGiven(question),
    ...(question.includeDrafts ? { includeDrafts: true } : {}),
    ...(question.marking === undefined ? {} : { marking: question.marking }),
  };
}

/** `canada-china-since-2018`: ASCII, in the language of the brief; a French name that reads like the English one says so. */
export function fileStem(question: Question, gazetteer: Gazetteer, today: Day): string {
  const stem = stemIn(question, question.language, gazetteer, today);
  return question.language === 'fr' && stem === stemIn(question, 'en', gazetteer, today) ? `${stem}-fr` : stem;
}

function stemIn(question: Question, language: Language, gazetteer: Gazetteer, today: Day): string {
  const { parties, since, until, topics, product, asOf, includeDrafts } = question;
  const names = parties.map((p) => gazetteer.get(p)?.names[language].name ?? p);
  const [from, to, within, knownOn, withDrafts] = FILE_WORDS[language];
  const known = asOf === today ? [] : [knownOn, asOf];
  let period: string[] = [];
  if (since && since === until) period = [within, since];
  else if (since) period = until ? [since, to, until] : [from, since];
  else if (until) period = [to, until];
  const drafts = includeDrafts ? [withDrafts] : [];
  const day = question.meeting?.date ?? question.committee?.date;
  const named = product === usualProduct(parties) ? [] : [product];
  return [...names, ...topics, ...period, ...named, ...(day ? [day] : []), ...known, ...drafts]
    .join(' ')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** Words of a file name, not of the brief. */
const FILE_WORDS = {
  en: ['since', 'to', 'in', 'as of', 'with drafts'],
  fr: ['depuis', 'a', 'en', 'au', 'avec non revises'],
} as const;
