// In: a request as it came from a terminal, a form or GraphQL, any field missing or wrong; the gazetteer; the day of asking.
// Out: the question, every choice made. Refuses with all the problems found at once, each with its place; throws nothing else.

import { type Day, type Edtf, firstDay, lastDay, parseDate } from '../model/date.ts';
import { type Language, type PartyCode, TOPICS, type Topic } from '../model/fact.ts';
import { type Markings, rankOf, suggestMarking } from '../model/marking.ts';
import { noteRequests, PRODUCT_OF, partiesNamed, peopleIn } from '../model/particulars.ts';
import type { Gazetteer } from '../model/party.ts';
import { didYouMean, type Place, type Problem, type ProblemCode, ProblemError, problem } from '../model/problem.ts';
import {
  type Bounds,
  MAX_PAGES,
  MAX_PARTIES,
  MAX_TEXT,
  type Paper,
  type Product,
  type Question,
  type Request,
  usualProduct,
} from '../model/question.ts';
import { LANGUAGE_NAMES, PAPER_NAMES, TOPIC_PHRASES } from './grammar.ts';
import { namesOf, partiesOf } from './names.ts';
import { broughtBy, checkParticulars, type Listener, readParticulars } from './particulars.ts';
import { dateOf } from './period.ts';
import { key, type Products, phrasesOf } from './products.ts';
import { quote, type Reading, read, suggestParty, suggestTopic } from './sentence.ts';
import { isOfOneStop, theirTrip, travellers } from './stops.ts';
import { isPrintable, plainForm, wordsOf } from './words.ts';

export { readGazetteer } from './gazetteer.ts';
export type { Products } from './products.ts';

/** Most problems told at once. */
const MOST_PROBLEMS = 20;
/** What is told where a stop names its host alone, and nothing tells whom it receives. */
const NOBODY_TRAVELS = { of: 'the trip', what: 'those who travel', suggestion: 'name them, as in “Canada”' };
/** How many parties a product is about, where it is not about anyone. */
const PARTIES_OF = { party: { count: 1, expected: 'one party' }, pair: { count: 2, expected: 'two parties' } };

/**
 * Understands a request. The text is read, in English or French; a structured field that is given (not null, blank or empty) wins
 * over what the text says.
 * @param products those of the templates, in their order
 * @param today the day of asking: the question's `asOf` unless the request names an earlier one; “last year” is counted from that
 * @param markings levels of protection that may be asked for; absent: none
 * @throws ProblemError with every problem found (at most 20), `place.field` being `text`, `parties.1`, `since`, `pages` …
 */
export function ask(
  request: Request,
  gazetteer: Gazetteer,
  today: Day,
  products: Products,
  markings?: Markings,
): Question {
  const asker = new Asker(gazetteer, today, products);
  const asOf = asker.asOf(request.asOf);
  const text = given(request.text);
  const said: Reading | null = text === null ? null : read(text, gazetteer, asOf, products);
  for (const found of said?.problems ?? []) asker.tell(found);

  const language = asker.language(request.language) ?? said?.language ?? 'en';
  const asked = asker.product(request.product) ?? said?.product ?? null;
  const brought = broughtBy(request);
  const [first] = asked === null && given(request.product) === null ? brought : [];
  const known = asked ?? (first ? asker.product(PRODUCT_OF[first], first) : null);
  const brings = readParticulars(request, asker.listener(language));
  // Of a product that is not known it cannot be told what it needs.
  if (known) checkParticulars(known, brought, (found) => asker.tell(found));
  const paper = asker.paper(request.paper) ?? 'letter';
  const topics = asker.topics(request.topics) ?? said?.topics ?? [];
  const marking = asker.marking(request.marking, markings);
  const since = asker.date(request.since, 'since');
  const until = asker.date(request.until, 'until');
  const listedParties = asker.parties(request.parties, language);
  const spoken = said && said.parties.length > 0 ? said.parties : null;
  const { trip } = brings;
  const parties = listedParties ?? spoken ?? (trip ? travellers(trip) : partiesNamed(brings));
  const particulars = trip ? { ...brings, trip: theirTrip(trip, parties) } : brings;
  const from = listedParties ? 'parties' : spoken ? 'text' : (brought[0] ?? 'text');
  if (trip && parties.length === 0) asker.tell(problem('MISSING_FIELD', NOBODY_TRAVELS, { field: 'parties' }));
  else asker.checkParties(parties, from, text === null ? 'parties' : 'text');
  const product = known ?? asker.usualProduct(parties);
  asker.checkCount(product, parties);
  const pages = asker.pages(request.pages, product, peopleIn(particulars));
  const question: Question = {
    text: text === null ? null : text.normalize('NFC').replace(/\s+/g, ' ').trim(),
    parties,
    since: since ?? said?.since ?? null,
    until: until ?? said?.until ?? null,
    // In the order of the vocabulary, so that the same choice is the same question.
    topics: TOPICS.filter((topic) => topics.includes(topic)),
    product,
    language,
    pages,
    paper,
    asOf,
    ...particulars,
    ...(request.includeDrafts ? { includeDrafts: true } : {}),
    ...(marking ? { marking } : {}),
  };
  asker.checkPeriod(question, since ? 'since' : until ? 'until' : 'text');
  asker.done();
  asker.checkNotes(question, (note) => ask(note, gazetteer, today, products));
  asker.done();
  return question;
}

/**
 * Understands the same fields of what is no brief, of which none has to be given: a search.
 * @throws ProblemError as `ask` does
 */
export function bounds(request: Request, gazetteer: Gazetteer, today: Day): Bounds {
  const asker = new Asker(gazetteer, today, new Map());
  const asOf = asker.asOf(request.asOf);
  const topics = asker.topics(request.topics) ?? [];
  const since = asker.date(request.since, 'since');
  const until = asker.date(request.until, 'until');
  const parties = asker.parties(request.parties, 'en') ?? [];
  asker.checkPeriod({ since, until }, since ? 'since' : 'until');
  asker.done();
  return { parties, since, until, topics: TOPICS.filter((topic) => topics.includes(topic)), asOf };
}

/** A field's text; null where the field is missing or blank. */
function given(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'object' || typeof value === 'function' ? typeof value : String(value);
  return text.length <= MAX_TEXT && text.trim() === '' ? null : text;
}

/** A field that lists: an array, or text with commas. Null where nothing is given. */
function listed(value: unknown): readonly unknown[] | null {
  const list = Array.isArray(value) ? value : (given(value)?.split(',') ?? []);
  return list.length > 0 ? list : null;
}

class Asker {
  private readonly problems: Problem[] = [];
  private readonly gazetteer: Gazetteer;
  private readonly products: Products;
  /** The day of asking, then the one whose knowledge is asked for. */
  private today: Day;

  constructor(gazetteer: Gazetteer, today: Day, products: Products) {
    this.gazetteer = gazetteer;
    this.today = today;
    this.products = products;
  }

  tell(found: Problem): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(found);
  }

  done(): void {
    if (this.problems.length > 0) throw new ProblemError(this.problems);
  }

  language(value: unknown): Language | null {
    return this.oneOf(value, 'language', 'UNKNOWN_LANGUAGE', (text) => LANGUAGE_NAMES.get(key(text)));
  }

  /** The product that a value names; null where none is given, or none of that name is known. */
  product(value: unknown, field = 'product'): Product | null {
    const names = [...this.products.keys()];
    const phrases = phrasesOf(this.products);
    const find = (text: string) => names.find((name) => key(name) === key(text)) ?? phrases.get(key(text));
    const list = `the products are ${names.join(', ')}`;
    return this.oneOf(value, field, 'UNKNOWN_PRODUCT', find, (text) => didYouMean(text, names, list));
  }

  /** What is made for so many parties where no product is named; the first there is, where templates have no such product. */
  usualProduct(parties: readonly PartyCode[]): Product {
    const usual = usualProduct(parties);
    const [first = usual] = this.products.keys();
    return this.products.has(usual) ? usual : first;
  }

  /** A product may be about one party or about two. */
  checkCount(product: Product, parties: readonly PartyCode[]): void {
    const { answers = 'any' } = this.products.get(product) ?? {};
    if (answers === 'any' || parties.length === 0 || parties.length === PARTIES_OF[answers].count) return;
    const { expected } = PARTIES_OF[answers];
    this.tell(problem('WRONG_PARTY_COUNT', { product, expected, count: parties.length }, { field: 'product' }));
  }

  paper(value: unknown): Paper | null {
    return this.oneOf(value, 'paper', 'UNKNOWN_PAPER', (text) => PAPER_NAMES.get(key(text)));
  }

  /** The key of a level above the lowest; null where none is asked for, or the lowest, which every brief bears. */
  marking(value: unknown, markings?: Markings): string | null {
    const find = (text: string) => (markings ? (rankOf(text, markings) ?? undefined) : undefined);
    const suggest = (text: string) => (markings ? suggestMarking(text, markings) : '');
    const rank = this.oneOf(value, 'marking', 'UNKNOWN_MARKING', find, suggest);
    return rank ? (markings?.[rank]?.level ?? null) : null;
  }

  topics(value: unknown): Topic[] | null {
    const list = listed(value);
    if (!list) return null;
    const topics: Topic[] = [];
    for (const [i, item] of list.entries()) {
      if (this.problems.length >= MOST_PROBLEMS) break;
      const topic = this.oneOf(given(item) ?? '?', `topics.${i}`, 'UNKNOWN_TOPIC', topicOf, suggestTopic);
      if (topic) topics.push(topic);
    }
    return topics;
  }

  date(value: unknown, field: string): Edtf | null {
    return this.oneOf(value, field, 'BAD_DATE', (text) => {
      const plain = plainForm(text)
        .trim()
        .replace(/[\u2010-\u2015\u2212]/g, '-');
      const span = parseDate(plain);
      if (span) return span.interval ? undefined : plain;
      return dateOf(wordsOf(plain), this.today) ?? undefined;
    });
  }

  /** The day whose knowledge is asked for, a month's or a year's last one; from here on it is the day from which dates are counted. */
  asOf(value: unknown): Day {
    const date = this.date(value, 'asOf');
    const day = date === null ? this.today : lastDay(date);
    if (day > this.today)
      this.tell(problem('AS_OF_IN_FUTURE', { asOf: date ?? day, today: this.today }, { field: 'asOf' }));
    else this.today = day;
    return this.today;
  }

  /** @param people whom the request names; each adds a page to what is usual. */
  pages(value: unknown, product: Product, people: number): number | null {
    const plan = this.products.get(product);
    const usual = plan?.pages ? Math.min(plan.pages + people, MAX_PAGES) : null;
    const most = plan?.mostPages ?? usual ?? MAX_PAGES;
    const text = given(value);
    if (text === null) return usual;
    const pages = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : 0;
    if (pages >= 1 && pages <= most) return pages;
    const suggestion = most === 1 ? `the product ${product} has one page` : `give a whole number from 1 to ${most}`;
    this.tell(problem('BAD_PAGES', { value: quote(text), most, suggestion }, { field: 'pages' }));
    return usual;
  }

  /** The parties as given; null where none are. An unknown one is told and left out. */
  parties(value: unknown, language: Language): PartyCode[] | null {
    const list = listed(value);
    if (!list) return null;
    if (list.length > MAX_PARTIES) {
      this.tooMany(list.length, 'parties');
      return [];
    }
    const parties: PartyCode[] = [];
    for (const [i, item] of list.entries()) {
      const place: Place = { field: `parties.${i}` };
      const code = this.party(item, place, language);
      if (!code) continue;
      if (parties.includes(code)) {
        this.tell(problem('SAME_PARTY_TWICE', { name: this.nameOf(code, language) }, place));
      } else parties.push(code);
    }
    return parties;
  }

  /** One party, by code or name; null where the value names none, or more than one, which is told. */
  private party(value: unknown, place: Place, language: Language): PartyCode | null {
    const text = given(value) ?? '';
    const readable = text.length <= MAX_TEXT && isPrintable(text);
    const [code, ...others] = readable ? partiesOf(namesOf(this.gazetteer), text) : [];
    if (code && others.length === 0) return code;
    const suggestion = suggestParty(quote(text), this.gazetteer, language);
    this.tell(problem('UNKNOWN_PARTY', { name: quote(text), suggestion }, place));
    return null;
  }

  /** Who reads for the particulars what other fields have as well. */
  listener(language: Language): Listener {
    return {
      tell: (found) => this.tell(found),
      date: (value, field) => this.date(value, field),
      party: (value, field) => this.party(value, { field }, language),
      product: (value, field) => this.product(value, field),
    };
  }

  checkParties(parties: readonly PartyCode[], field: string, missing: string): void {
    if (parties.length > MAX_PARTIES) this.tooMany(parties.length, field);
    // Where a word was taken for an unknown name, or nothing could be read, that has been said already.
    const said = this.problems.some(({ code }) => /^(UNKNOWN_PARTY|TOO_MANY_PARTIES|TEXT_.*)$/.test(code));
    if (parties.length === 0 && !said) this.tell(problem('NO_PARTY', {}, { field: missing }));
  }

  checkPeriod({ since, until }: Pick<Question, 'since' | 'until'>, field: string): void {
    if (!since) return;
    if (until && firstDay(since) > lastDay(until)) {
      this.tell(problem('SINCE_AFTER_UNTIL', { since, until }, { field }));
    }
    if (firstDay(since) > this.today) this.tell(problem('PERIOD_IN_FUTURE', { since, today: this.today }, { field }));
  }

  /** Each note of a trip must be a question that can be asked; what is wrong with one is told at its stop. */
  checkNotes(question: Question, asked: (note: Request) => Question): void {
    noteRequests(question).forEach((note, n) => {
      const at = `trip.stops.${n}`;
      const { date, endDate } = question.trip?.stops[n] ?? {};
      if (date && endDate && firstDay(date) > lastDay(endDate))
        this.tell(problem('SINCE_AFTER_UNTIL', { since: date, until: endDate }, { field: `${at}.endDate` }));
      if (!isOfOneStop(note.product ?? '')) {
        const values = { found: `the product ${note.product}`, expected: 'a note for one stop' };
        this.tell(problem('WRONG_FIELD', values, { field: `${at}.product` }));
        return;
      }
      try {
        asked(note);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        for (const found of error.problems)
          this.tell({ ...found, place: { ...found.place, field: `${at}.${found.place?.field}` } });
      }
    });
  }

  private tooMany(count: number, field: string): void {
    this.tell(problem('TOO_MANY_PARTIES', { count, most: MAX_PARTIES }, { field }));
  }

  private nameOf(code: PartyCode, language: Language): string {
    return this.gazetteer.get(code)?.names[language].name ?? code;
  }

  /** The choice that a value names; null where none is given, or where it names none, which is told. */
  private oneOf<T>(
    value: unknown,
    field: string,
    code: ProblemCode,
    find: (text: string) => T | undefined,
    suggest: (text: string) => string = () => '',
  ): T | null {
    const text = given(value);
    if (text === null) return null;
    const found = text.length <= MAX_TEXT && isPrintable(text) ? find(text) : undefined;
    if (found !== undefined) return found;
    const shown = quote(text);
    this.tell(problem(code, { value: shown, suggestion: suggest(shown) }, { field }));
    return null;
  }
}

function topicOf(text: string): Topic | undefined {
  return TOPICS.find((topic) => key(topic) === key(text)) ?? TOPIC_PHRASES.get(key(text));
}
