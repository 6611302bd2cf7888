// In: a revision of a fact and the sources it cites, as they stood in a version. Out: its card: what a search finds it by, filters, orders and counts.
// Refuses nothing.

import { EARLIEST, firstDay } from '../model/date.ts';
import { dateOf, type Fact, LANGUAGES, type Language, type Source, type SourceId, titleOf } from '../model/fact.ts';
import type { Row } from './append.ts';
import { GAP, idMark, isFrequent, mark, stemLexemes, wordLexeme, wordsIn } from './lexemes.ts';
import { dayNumber, daysOf } from './rows.ts';
import type { Seq, Tables } from './tables.ts';
import type { Terms } from './terms.ts';

/** Changes with every change of the rules in this file and in lexemes.ts: cards of another form are made anew. */
export const FORM = '1';

/** Words of a text beyond which nothing is found in it; summaries have some dozens. */
const MOST_WORDS = 1000;

export type Card = Tables['card'];

/** What is counted, in the order in which a card holds it. */
export const FACETS = ['kind', 'type', 'significance', 'year', 'party', 'topic', 'sourceKind', 'publisher'] as const;
export type Facet = (typeof FACETS)[number];

export function cardOf(
  id: number,
  { seq, origin, state, known_day }: Pick<Row, 'seq' | 'origin' | 'state' | 'known_day'>,
  fact: Fact,
  sources: ReadonlyMap<SourceId, Source>,
  since: Seq,
): { card: Card; terms: Terms } {
  const days = daysOf(fact, sources);
  const cited = fact.sources.flatMap((source) => sources.get(source) ?? []);
  const date = dateOf(fact);
  const types = 'type' in fact ? [fact.type] : [];
  const kinds = distinct(cited.map((source) => source.kind));
  const facets: Record<Facet, readonly string[]> = {
    kind: [fact.kind],
    type: types,
    significance: [String(fact.significance)],
    year: date === null || firstDay(date) === EARLIEST ? [] : [firstDay(date).slice(0, 4)],
    party: fact.parties,
    topic: fact.topics,
    sourceKind: kinds,
    publisher: distinct(cited.map((source) => source.publisher)),
  };
  return {
    card: {
      id,
      seq,
      fact: origin,
      since,
      until: null,
      state,
      significance: fact.significance,
      day: dayNumber(days.place),
      first_day: dayNumber(days.first),
      last_day: dayNumber(days.last),
      known_day: known_day ?? dayNumber(days.known),
      facets: FACETS.map((facet) => facets[facet].join('\t')).join('\n'),
    },
    terms: {
      title: lexemesOf((language) => titlesOf(fact, language)),
      body: lexemesOf((language) => bodiesOf(fact, language)),
      marks: distinct([
        mark('kind', fact.kind),
        ...types.map((type) => mark('type', type)),
        ...fact.parties.map((code) => mark('party', code)),
        ...fact.topics.map((topic) => mark('topic', topic)),
        ...fact.sources.map(idMark),
        ...kinds.map((kind) => mark('sourceKind', kind)),
        ...cited.flatMap(({ publisher, publisherFr }) =>
          [publisher, publisherFr ?? publisher].map((name) => mark('publisher', name)),
        ),
      ]),
    },
  };
}

/** What says in a few words what a fact is. */
function titlesOf(fact: Fact, language: Language): (string | null | undefined)[] {
  const title = titleOf(fact)[language];
  if (fact.kind === 'agreement') return [title, fact.short?.[language]];
  return fact.kind === 'office' ? [title, fact.holder] : [title];
}

/** What says more of it. */
function bodiesOf(fact: Fact, language: Language): (string | null | undefined)[] {
  switch (fact.kind) {
    case 'event':
      return [fact.summary[language], ...fact.people, fact.place?.[language]];
    case 'agreement':
      return [fact.summary[language]];
    case 'indicator':
      return [fact.basis?.[language]];
    case 'office':
      return [];
    case 'position':
      return [fact.summary[language], fact.speaker];
  }
}

function lexemesOf(texts: (language: Language) => (string | null | undefined)[]): Terms['title'] {
  const words: string[] = [];
  const stems = new Set<string>();
  for (const language of LANGUAGES) {
    for (const text of texts(language)) {
      if (!text) continue;
      if (words.length > 0) words.push(GAP);
      for (const word of wordsIn(text).slice(0, MOST_WORDS)) {
        words.push(wordLexeme(word, language));
        if (!isFrequent(word, language)) for (const stem of stemLexemes(word, language)) stems.add(stem);
      }
    }
  }
  return { words, stems: [...stems] };
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)];
