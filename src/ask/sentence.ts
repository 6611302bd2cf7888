// In: the text of a request, the gazetteer, the day of asking. Out: what the text says: parties, period, topics, product, language,
// and a problem for each stretch of it that is not understood. Throws nothing.

import type { Day, Edtf } from '../model/date.ts';
import { type Language, type PartyCode, TOPICS, type Topic } from '../model/fact.ts';
import type { Gazetteer } from '../model/party.ts';
import { didYouMean, nearest, type Problem, problem } from '../model/problem.ts';
import { MAX_TEXT, type Product } from '../model/question.ts';
import { LANGUAGE_PHRASES, LONGEST_PHRASE, MONTHS, TOPIC_PHRASES, WORDS } from './grammar.ts';
import { type Named, type Names, namesOf, partiesOf, partyAt } from './names.ts';
import { type Period, periodAt, phraseAt } from './period.ts';
import { type Products, phrasesOf } from './products.ts';
import { isPrintable, plainForm, type Word, wordsOf } from './words.ts';

/** What a text says. What it does not say is null or empty. */
export interface Reading {
  /** In the order named. */
  parties: PartyCode[];
  since: Edtf | null;
  until: Edtf | null;
  topics: Topic[];
  product: Product | null;
  /** The language asked for, or else the one the text is written in; null where nothing tells. */
  language: Language | null;
  problems: Problem[];
}

const PLACE = { field: 'text' };
/** A quotation in a problem is cut here. */
const LONGEST_QUOTE = 60;
const NAME_A_PARTY = 'name a country or organization, as in “Canada-China since 2018”';

/** Cuts a quotation for a problem, and leaves out what cannot be printed. */
export function quote(text: string): string {
  const seen = [...text.slice(0, 4 * LONGEST_QUOTE)].filter(isPrintable).join('').replace(/\s+/g, ' ').trim();
  return seen.length > LONGEST_QUOTE ? `${seen.slice(0, LONGEST_QUOTE).trimEnd()}…` : seen;
}

/** “did you mean”: the parties that share the form, else the names near it in a language, else the aliases near it. */
export function suggestParty(typed: string, gazetteer: Gazetteer, language: Language): string {
  const parties = [...gazetteer.values()];
  const names = parties.map((party) => party.names[language].name);
  const shared = partiesOf(namesOf(gazetteer), typed).map((code) => gazetteer.get(code)?.names[language].name ?? code);
  if (shared.length > 0) return `did you mean ${shared.join(' or ')}?`;
  const fallback = didYouMean(
    typed,
    parties.flatMap(({ aliases }) => aliases),
    NAME_A_PARTY,
  );
  return didYouMean(typed, names, fallback);
}

/** “did you mean”, from the topics. */
export const suggestTopic = (typed: string): string =>
  didYouMean(typed.toLowerCase(), TOPICS, `the topics are ${TOPICS.join(', ')}`);

/** Reads the text of a request. At most MAX_TEXT characters are looked at: a longer text is refused unread. */
export function read(text: string, gazetteer: Gazetteer, today: Day, products: Products): Reading {
  const reading: Reading = {
    parties: [],
    since: null,
    until: null,
    topics: [],
    product: null,
    language: null,
    problems: [],
  };
  if (text.length > MAX_TEXT) {
    reading.problems.push(problem('TEXT_TOO_LONG', { length: text.length, most: MAX_TEXT }, PLACE));
  } else if (!isPrintable(text)) {
    reading.problems.push(problem('TEXT_NOT_PRINTABLE', {}, PLACE));
  } else {
    const plain = plainForm(text);
    new Reader(plain, gazetteer, today, phrasesOf(products), reading).read();
  }
  return reading;
}

/** What the words at one place mean. */
type Meaning =
  | { is: 'language'; length: number; language: Language }
  | { is: 'product'; length: number; product: Product }
  | { is: 'period'; length: number; period: Period }
  | { is: 'party'; length: number; named: Named }
  | { is: 'topic'; length: number; topic: Topic }
  | { is: 'about'; length: number }
  | { is: 'joint'; length: number };

class Reader {
  private readonly words: Word[];
  private readonly names: Names;
  private readonly shouting: boolean;
  private readonly text: string;
  private readonly gazetteer: Gazetteer;
  private readonly today: Day;
  private readonly products: ReadonlyMap<string, Product>;
  private readonly into: Reading;
  private readonly votes = { en: 0, fr: 0 };
  private readonly namesIn = { en: 0, fr: 0 };
  private readonly repeated = new Set<PartyCode>();
  private asked: Language | null = null;
  private dated = false;
  /** What the words before called for. */
  private expecting: 'party' | 'topic' | 'date' | null = 'party';
  /** Where a date was called for and the words that did so. */
  private dangling: { from: number; to: number } | null = null;

  constructor(text: string, gazetteer: Gazetteer, today: Day, products: ReadonlyMap<string, Product>, into: Reading) {
    this.text = text;
    this.gazetteer = gazetteer;
    this.today = today;
    this.products = products;
    this.into = into;
    this.words = wordsOf(text);
    this.names = namesOf(gazetteer);
    this.shouting = !/\p{Ll}/u.test(text);
  }

  read(): void {
    const unknown: { from: number; to: number; expecting: Reader['expecting'] }[] = [];
    for (let i = 0; i < this.words.length; ) {
      const meaning = this.meaningAt(i);
      if (meaning) {
        this.take(meaning, i);
        if (meaning.is !== 'party') this.vote(i, i + meaning.length);
        i += meaning.length;
        continue;
      }
      const open = unknown.at(-1);
      if (open?.to === i) open.to = i + 1;
      else unknown.push({ from: i, to: i + 1, expecting: this.expectedAt(i) });
      this.dangling = null;
      i += 1;
    }
    this.leaveDangling();
    this.into.language = this.asked ?? this.written();
    for (const code of this.repeated) {
      const name = this.gazetteer.get(code)?.names[this.into.language ?? 'en'].name ?? code;
      this.into.problems.push(problem('SAME_PARTY_TWICE', { name }, PLACE));
    }
    for (const { from, to, expecting } of unknown) this.notUnderstood(from, to, expecting);
  }

  /** The longest meaning of the words at `i`; of two as long, the one that stands first here. */
  private meaningAt(i: number): Meaning | null {
    const found: Meaning[] = [];
    const language = this.longestOf(LANGUAGE_PHRASES, i);
    if (language) found.push({ is: 'language', length: language.length, language: language.value });
    const named = partyAt(this.names, this.words, i, this.shouting);
    if (named) found.push({ is: 'party', length: named.length, named });
    const period = periodAt(this.words, i, this.today);
    if (period) found.push({ is: 'period', length: period.next - i, period });
    const product = this.longestOf(this.products, i);
    if (product) found.push({ is: 'product', length: product.length, product: product.value });
    const topic = this.longestOf(TOPIC_PHRASES, i);
    if (topic) found.push({ is: 'topic', length: topic.length, topic: topic.value });
    const about = phraseAt(this.words, i, 'about');
    if (about) found.push({ is: 'about', length: about });
    const joint = Math.max(phraseAt(this.words, i, 'filler'), phraseAt(this.words, i, 'and'));
    if (joint) found.push({ is: 'joint', length: joint });
    return found.reduce<Meaning | null>((best, next) => (best && best.length >= next.length ? best : next), null);
  }

  private longestOf<T>(phrases: ReadonlyMap<string, T>, i: number): { value: T; length: number } | null {
    let found: { value: T; length: number } | null = null;
    let phrase = '';
    for (let n = 1; n <= LONGEST_PHRASE && i + n <= this.words.length; n++) {
      phrase += `${n > 1 ? ' ' : ''}${this.words[i + n - 1]?.folded}`;
      const value = phrases.get(phrase);
      if (value !== undefined) found = { value, length: n };
    }
    return found;
  }

  private take(meaning: Meaning, at: number): void {
    if (meaning.is !== 'joint') this.leaveDangling();
    switch (meaning.is) {
      case 'language':
        this.asked = meaning.language;
        break;
      case 'product':
        this.into.product = meaning.product;
        break;
      case 'party':
        this.name(meaning.named);
        this.expecting = null;
        break;
      case 'topic':
        if (!this.into.topics.includes(meaning.topic)) this.into.topics.push(meaning.topic);
        this.expecting = this.expecting === 'topic' ? 'topic' : null;
        break;
      case 'about':
        this.expecting = 'topic';
        break;
      case 'period':
        this.date(meaning.period, at);
        break;
      case 'joint':
        if (this.expecting === null) this.expecting = 'party';
        break;
    }
  }

  private name({ code, kind, language }: Named): void {
    if (language) this.namesIn[language] += 1;
    if (!this.into.parties.includes(code)) this.into.parties.push(code);
    else if (kind !== 'adjective') this.repeated.add(code);
  }

  private date(found: Period, at: number): void {
    this.expecting = null;
    if (found.kind === 'dangling') {
      this.expecting = 'date';
      this.dangling = { from: at, to: found.next };
    } else if (found.kind === 'bad') {
      this.complain('BAD_DATE', at, found.next);
    } else if (!this.dated) {
      this.dated = true;
      this.into.since = found.since;
      this.into.until = found.until;
    } else if (this.into.until === null && found.since === null) {
      // “since 2018”, and further on “until 2020”: two halves of one period.
      this.into.until = found.until;
    } else if (this.into.since === null && found.until === null) {
      this.into.since = found.since;
    } else {
      this.complain('TEXT_NOT_UNDERSTOOD', at, found.next);
    }
  }

  /** “since” with nothing behind it. */
  private leaveDangling(): void {
    if (this.dangling) this.complain('BAD_DATE', this.dangling.from, this.dangling.to);
    this.dangling = null;
  }

  /** What an unknown word at `i` stands in place of: a name, where it begins the text or a dash or a stroke joins it to a name. */
  private expectedAt(i: number): Reader['expecting'] {
    const glue = this.words[i]?.glue ?? '';
    if (this.expecting === null && i > 0 && /[^\s'’.]/.test(glue)) return 'party';
    return this.expecting;
  }

  private notUnderstood(from: number, to: number, expecting: Reader['expecting']): void {
    const typed = this.slice(from, to);
    const run = this.words.slice(from, to);
    const isDate = expecting === 'date' || run.some(({ folded }) => /\p{N}/u.test(folded) || MONTHS.has(folded));
    if (!run.some(({ folded }) => /[\p{L}\p{N}]/u.test(folded))) this.complain('TEXT_NOT_UNDERSTOOD', from, to);
    else if (isDate) this.complain('BAD_DATE', from, to);
    else if (expecting === 'topic') this.complain('UNKNOWN_TOPIC', from, to, suggestTopic(typed));
    else {
      const suggestion = suggestParty(typed, this.gazetteer, this.into.language ?? 'en');
      const isTopic = nearest(typed, TOPICS).length > 0;
      if (expecting === 'party' || suggestion !== NAME_A_PARTY) this.complain('UNKNOWN_PARTY', from, to, suggestion);
      else if (isTopic) this.complain('UNKNOWN_TOPIC', from, to, suggestTopic(typed));
      else this.complain('TEXT_NOT_UNDERSTOOD', from, to);
    }
  }

  private complain(
    code: 'BAD_DATE' | 'TEXT_NOT_UNDERSTOOD' | 'UNKNOWN_PARTY' | 'UNKNOWN_TOPIC',
    from: number,
    to: number,
    suggestion = '',
  ): void {
    const value = quote(this.slice(from, to));
    this.into.problems.push(problem(code, { value, name: value, suggestion }, PLACE));
  }

  private slice(from: number, to: number): string {
    return this.text.slice(this.words[from]?.start, this.words[to - 1]?.end);
  }

  private vote(from: number, to: number): void {
    for (const { folded, typed } of this.words.slice(from, to)) {
      const [en, fr] = [WORDS.en.has(folded), WORDS.fr.has(folded)];
      if (en && !fr) this.votes.en += 1;
      // “a” is English or French; « à » is French alone.
      if (fr && (!en || typed.toLowerCase() === 'à')) this.votes.fr += 1;
    }
  }

  /** The language of the words, or where they do not tell, of the names. */
  private written(): Language | null {
    const { votes, namesIn } = this;
    if (votes.en !== votes.fr) return votes.fr > votes.en ? 'fr' : 'en';
    if (namesIn.en !== namesIn.fr) return namesIn.fr > namesIn.en ? 'fr' : 'en';
    return null;
  }
}
