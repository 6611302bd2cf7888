// READ THIS FIRST. A brief is one walk; each room turns one noun into the next:
//
//     text ─ask→ Question ─store→ Findings ─compose→ Dossier ─template→ Doc ─write→ Brief
//
// In: a request. Out: a draft (all that is to be said, numbered) and from it the brief in any format. Refuses what a room refuses, as ProblemError.

import { createHash } from 'node:crypto';
import { ask, bounds, readGazetteer } from './ask/ask.ts';
import { compared, completed } from './compare.ts';
import { chosen, compose, counted, gather, gatherChoices, remarks } from './compose/compose.ts';
import { envelopeOf, graphqlRequest } from './envelope.ts';
import { type Day, dayBefore, type Edtf, firstDay } from './model/date.ts';
import { type Doc, factsOf, number, type StatementText, statementsOf } from './model/doc.ts';
import type { Choice, Dossier, DroppedReason, KeptReason, ProductPlan } from './model/dossier.ts';
import type { Pinned, Stamp } from './model/edition.ts';
import { type FactId, LANGUAGES, type Language, type Source } from './model/fact.ts';
import { fileStem } from './model/file-name.ts';
import type { FindingsAt } from './model/findings.ts';
import { type Geography, readGeography } from './model/geography.ts';
import { noteRequests } from './model/particulars.ts';
import type { Gazetteer } from './model/party.ts';
import { type Problem, problem, refuse } from './model/problem.ts';
import { type Bounds, type Format, MAX_PAGES, type Question, type Request } from './model/question.ts';
import { SILENT, type Tracer } from './model/trace.ts';
import type { Store } from './store/store.ts';
import {
  bind,
  fill,
  folderOf,
  leafOf,
  leavesIn,
  marked,
  readTemplates,
  type Templates,
  titleOf,
} from './template/template.ts';
import type { World } from './world.ts';
import { type BoundNote, fit, loadFonts, type Press, pagesOf, readTheme, type Theme, WRITERS } from './write/write.ts';

export { graphqlRequest } from './envelope.ts';
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
  /** Place in the order of recording up to which the data were read. */
  version: number;
  /** What it was made from, where it was pinned; null: what was recorded by then. */
  pinned: Pinned | null;
  notes: Problem[];
}

/** Everything that is to be said, chosen, fitted and numbered; not yet written. */
export interface Draft extends Outline {
  dossier: Dossier;
  doc: Doc;
  /** The notes bound in a book, in its order; absent where it is none. */
  book?: BoundNote[];
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
  now: World['now'];
  cabinet: World['cabinet'];
  secret: World['secret'];
  readonly build: string;
  /** Version of the program. */
  readonly version: string;
  elapsed: World['elapsed'];
  uuid: World['uuid'];
  /** Sees each room of a walk as a span. */
  tracer: Tracer;
  /** Text of a file of the project. Refuses DATA_MISSING. */
  text(path: string): string;
  /** text → Question. @param day of asking; absent: today. */
  ask(request: Request, day?: Day): Question;
  /** What bounds a list of facts; nothing of it has to be given. Refuses as `ask` does. */
  bounds(request: Request): Bounds;
  /** The request with what the edition it names says of it. Refuses UNKNOWN_EDITION. */
  completed(request: Request): Promise<Request>;
  /** Question → Draft. What is pinned is made as it was. Refuses for it TEMPLATES_DIFFER and DATA_GONE. */
  draft(asked: Request | Pinned): Promise<Draft>;
  /** Draft → Brief. */
  write(draft: Draft, format: Format): Brief;
  close(): Promise<void>;
}

/** Opens the house: reads gazetteer and templates, opens the store. Fonts are read when the first page is set. */
export async function openChancery(world: World, tracer: Tracer = SILENT): Promise<Chancery> {
  const text = (path: string): string | null => {
    const bytes = world.read(path);
    return bytes && new TextDecoder().decode(bytes);
  };
  const need = (path: string): string => text(path) ?? refuse('DATA_MISSING', { name: path });
  const gazetteer = readGazetteer(need('data/gazetteer.json'));
  const templates = readTemplates(folderOf(world));
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

  /** What a product must know beyond the period that it is asked about, in the same state of the data. */
  const before = async (question: Question, { sections }: ProductPlan, version: number, day: Day) =>
    question.since !== null && sections.some(({ section }) => section === 'unmoved')
      ? {
          earlier: await store.findAt(
            { ...question, since: null, until: dayBefore(firstDay(question.since)) },
            version,
            day,
          ),
        }
      : {};

  const seen = seenBy(tracer);
  const planOf = ({ product }: Question): ProductPlan =>
    templates.plans.get(product) ?? refuse('UNKNOWN_PRODUCT', { value: product, suggestion: '' });

  /**
   * Question → Dossier, of what is found in a state of the data; null: in the one there is now.
   * @param day on which it is made: what was marked by its end is told as marked
   */
  const composed = async (question: Question, version: number | null, day: Day): Promise<Composed> => {
    const plan = planOf(question);
    const found = await tracer.span('store.find', () =>
      version === null ? store.find(question) : store.findAt(question, version, day),
    );
    // A delta brief is of two states; every other, of one.
    const { findings, former } = question.delta
      ? await compared(store, question, found, day)
      : { findings: { ...found, ...(await before(question, plan, found.version, day)) }, former: null };
    return { found, dossier: seen.compose(findings, question, plan, gazetteer, former) };
  };

  /** The dossiers of the notes of a trip, all of one state of the data, and what they are gathered in. */
  const composedBook = async (question: Question, today: Day, version: number | null): Promise<Composed> => {
    const notes: Dossier[] = [];
    let first: FindingsAt | null = null;
    for (const note of noteRequests(question)) {
      const asked = seen.ask(note, gazetteer, today, templates.plans, templates.markings);
      const { found, dossier } = await composed(asked, first?.version ?? version, today);
      first ??= found;
      notes.push(dossier);
    }
    if (!first) return composed(question, version, today);
    return { found: first, dossier: gather(notes, question, planOf(question)), notes };
  };

  /**
   * A document in the language of its question, and then in the others where these had to be set as well. A budget takes the same facts from all of
   * them: what the longest has no room for, the shorter does not say.
   * @param filled the document in a language; false: where it is known that the budget leaves nothing out.
   */
  const kept = (
    dossier: Dossier,
    setIn: () => Press,
    filled: (language: Language, dropping?: false) => Doc,
  ): readonly [Doc, ...Doc[]] => {
    const { question } = dossier;
    const others = LANGUAGES.filter((l) => l !== question.language);
    const whole = filled(question.language);
    const bound = question.pages !== null || whole.blocks.some((b) => b.type === 'section' && b.page === 'own');
    if (!bound) return [whole];
    const all = [whole, ...others.map((l) => filled(l))];
    const [first = whole, ...rest] = keptTo(all, dossier, templates, (docs) =>
      seen.fit(docs, question.pages ?? Infinity, setIn()),
    );
    // What a budget left whole need not say what it left out.
    return statementsOf(first).length === statementsOf(whole).length
      ? [filled(question.language, false), ...others.map((l) => filled(l, false))]
      : [first, ...rest];
  };

  /** The notes of a trip bound in one document: each keeps to the budget of its product, and the book to its own. */
  const bound = (book: Dossier, notes: readonly Dossier[], today: Day, setIn: () => Press): Doc => {
    const frameIn = (language: Language, dropping?: false) =>
      seen.fill(book, templates, gazetteer, today, geography, language, dropping);
    const frames = { en: frameIn('en'), fr: frameIn('fr') };
    const leaves = notes.map((note, i) => {
      const leaf = (language: Language, dropping?: false): Doc => {
        const own = seen.fill(note, templates, gazetteer, today, geography, language, dropping, true);
        return { ...frames[language], blocks: [leafOf(frames[language], own, i + 1, templates.words[language])] };
      };
      const editions = kept(note, setIn, leaf);
      return (language: Language) => editions.find((doc) => doc.language === language) ?? leaf(language);
    });
    const [doc] = kept(book, setIn, (language, dropping) =>
      marked(
        bind(
          frameIn(language, dropping),
          leaves.flatMap((leaf) => leavesIn(leaf(language))),
        ),
        book,
        templates.markings,
      ),
    );
    const needs = book.question.pages === null ? pagesOf(doc, setIn()) : 0;
    return needs <= MAX_PAGES ? doc : refuse('BOOK_TOO_LONG', { needs, most: MAX_PAGES });
  };

  const draft = async (asked: Request | Pinned): Promise<Draft> => {
    const pin = 'question' in asked ? asked : null;
    const today = pin?.generated ?? world.today();
    const question =
      'question' in asked
        ? asked.question
        : seen.ask(await completed(store, asked), gazetteer, today, templates.plans, templates.markings);
    tracer.note({ 'chancery.product': question.product, 'chancery.language': question.language });
    if (pin && pin.templates !== templates.version)
      refuse('TEMPLATES_DIFFER', { made: pin.templates, now: templates.version });
    const { found, dossier: gathered, notes = [] } = await composedBook(question, today, pin?.version ?? null);
    if (pin && found.snapshot.id !== pin.snapshot) refuse('DATA_GONE', { version: pin.version });
    const stamp = pin?.stamp ?? null;
    const dossier = { ...gathered, ...(stamp ? { stamp } : {}) };
    const id = identity(question, found.snapshot.id, templates.version, today, stamp);
    const setIn = (): Press => ({ ...stationery(), paper: question.paper, day: today, id, attachment: null });
    const doc = question.trip
      ? bound(dossier, notes, today, setIn)
      : kept(dossier, setIn, (language, dropping) =>
          seen.fill(dossier, templates, gazetteer, today, geography, language, dropping),
        )[0];
    const type = templates.type[question.language];
    // Each note counts its own facts; its marks are numbered once more, through the whole book.
    const parts = leavesIn(doc).map((leaf, i) => {
      const note = notes[i] ?? dossier;
      const part = { ...doc, blocks: [leaf] };
      const selection = chosen(note, part);
      number(part, dossier.sources, counted(note, selection, type.number));
      return { ...selection, question: note.question, title: titleOf(leaf) };
    });
    const selection = question.trip ? gatherChoices(parts) : chosen(dossier, doc);
    const sources = number(doc, dossier.sources, counted(dossier, selection, type.number));
    return {
      id,
      request: 'question' in asked ? graphqlRequest(question, today) : asked,
      question,
      title: doc.title,
      marking: doc.furniture.marking,
      dossier,
      doc,
      sources,
      statements: statementsOf(doc),
      ...selection,
      ...(question.trip
        ? {
            book: parts.map(({ question: of, title, kept: stated, dropped }, i) => ({
              number: i + 1,
              id: identity(of, found.snapshot.id, templates.version, today, null),
              title,
              product: of.product,
              parties: of.parties,
              kept: stated.map(({ fact }) => fact),
              left: dropped.flatMap(({ fact, reason }) => (reason === 'PAGE_BUDGET' ? [fact] : [])),
            })),
          }
        : {}),
      informationAsOf: dossier.snapshot.newest,
      generated: today,
      drafts: [...dossier.drafts],
      version: found.version,
      pinned: pin,
      notes: [...(store.onDisk ? [] : [problem('STORE_IN_MEMORY')]), ...remarks(dossier, selection)],
    };
  };

  const write = (from: Draft, format: Format): Brief => tracer.span('write', () => written(from, format));
  const written = (from: Draft, format: Format): Brief => {
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
      fileName: `${fileStem(from.question, gazetteer, from.generated, from.dossier.stamp)}.${writer.extension}`,
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
    now: () => world.now(),
    cabinet: (name) => world.cabinet(name),
    secret: () => world.secret(),
    get build() {
      return world.build;
    },
    get version() {
      return (JSON.parse(need('package.json')) as { version: string }).version;
    },
    elapsed: world.elapsed,
    uuid: world.uuid,
    tracer,
    text: need,
    ask: (request, day = world.today()) => ask(request, gazetteer, day, templates.plans, templates.markings),
    bounds: (request) => bounds(request, gazetteer, world.today()),
    completed: (request) => completed(store, request),
    draft,
    write,
    close: () => store.close(),
  };
}

/** The doors of the rooms, each knock a span. */
function seenBy(tracer: Tracer) {
  const door =
    <Given extends unknown[], Made>(name: string, knock: (...given: Given) => Made) =>
    (...given: Given): Made =>
      tracer.span(name, () => knock(...given));
  return {
    ask: door('ask', ask),
    compose: door('compose', compose),
    fill: door('template.fill', fill),
    fit: door('fit', fit),
  };
}

export function outlineOf(draft: Draft): Outline {
  const { dossier: _, doc: __, ...outline } = draft;
  return outline;
}

/**
 * Editions fitted to their pages and marked by what is left of them. A label that has changed may take more room: what is marked anew is fitted again,
 * until nothing gives way any more.
 */
function keptTo(
  docs: readonly Doc[],
  dossier: Dossier,
  templates: Templates,
  fit: (docs: readonly Doc[]) => Doc[],
): Doc[] {
  let editions = fit(docs);
  for (let stated = -1; dossier.markings && stated !== factsOf(editions[0] as Doc).size; ) {
    stated = factsOf(editions[0] as Doc).size;
    editions = fit(editions.map((doc) => marked(doc, dossier, templates.markings)));
  }
  return editions;
}

/** A dossier with what it was found in; that of a book, with those of its notes. */
interface Composed {
  found: FindingsAt;
  dossier: Dossier;
  notes?: Dossier[];
}

function identity(question: Question, snapshot: string, templates: string, today: Day, stamp: Stamp | null): string {
  return createHash('sha256')
    .update(JSON.stringify([question, snapshot, templates, today, ...(stamp ? [stamp] : [])]))
    .digest('hex')
    .slice(0, 16);
}
