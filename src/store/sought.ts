// In: what a person types into a search, and what they filter by. Out: what a fact has to have, clause by clause. Anything may be typed: what is no
// letter, digit, quotation mark or star only parts words. Refuses a text that is too long.

import {
  type FactKind,
  LANGUAGES,
  type Language,
  type PartyCode,
  type SourceId,
  type SourceKind,
  type Topic,
} from '../model/fact.ts';
import { refuse } from '../model/problem.ts';
import { fold, idMark, isFrequent, mark, stemLexemes, wordLexeme, wordsIn } from './lexemes.ts';
import type { Sought } from './terms.ts';

/** Longest text of a search, in UTF-16 code units. */
export const MOST_TEXT = 200;
/** Fewest characters before a star. */
const LEAST_PREFIX = 2;

/** Of which kinds and types a fact may be, and on what it may rest. Each list: one of these; empty or absent: whatever. */
export interface Marked {
  between: readonly PartyCode[];
  topics: readonly Topic[];
  kinds?: readonly FactKind[];
  /** Types of events (`SANCTION`) and of agreements (`tax treaty`). */
  types?: readonly string[];
  sourceKinds?: readonly SourceKind[];
  /** Names in English or French. */
  publishers?: readonly string[];
  sources?: readonly SourceId[];
}

/**
 * Clauses of a text; a fact has to meet all of them. None: nothing was typed; null: nothing that can be found.
 * A word means every word of its stem, `"two words"` exactly these in this order, `nego*` every word that begins so. Words as
 * frequent as “of” count only in quotes, or where there are no others.
 * @param language in the texts of which language; null: of either
 */
export function clausesOf(text: string, language: Language | null): Sought[] | null {
  if (text.length > MOST_TEXT) refuse('TEXT_TOO_LONG', { length: text.length, most: MOST_TEXT }, { field: 'text' });
  if (text.trim() === '') return [];
  const languages = language === null ? LANGUAGES : [language];
  const clauses = new Map<string, Sought>();
  const frequent = new Map<string, Sought>();
  const verbatim = (words: readonly string[], prefix = false): Sought => ({
    any: languages.map((one) => ({ run: words.map((word) => wordLexeme(word, one)), prefix })),
  });
  for (const { words, quoted, star } of piecesOf(text)) {
    const [word = ''] = words;
    const key = `${words.map(fold).join(' ')}${quoted ? '"' : ''}${star ? '*' : ''}`;
    if (words.length > 1 || quoted || star) clauses.set(key, verbatim(words, star));
    else if (languages.some((one) => isFrequent(word, one))) frequent.set(key, verbatim(words));
    else {
      const stems = languages.flatMap((one) => stemLexemes(word, one));
      clauses.set(key, { any: stems.map((stem) => ({ run: [stem] })) });
    }
  }
  const found = clauses.size > 0 ? clauses : frequent;
  return found.size > 0 ? [...found.values()] : null;
}

interface Piece {
  words: string[];
  quoted: boolean;
  star: boolean;
}

/** “…”, «…», "…", to the end where they are not closed; or what stands between spaces, with or without a star. */
const PIECE =
  /["\u201c\u201d\u00ab\u00bb]([^"\u201c\u201d\u00ab\u00bb]*)["\u201c\u201d\u00ab\u00bb]?|([^\s"\u201c\u201d\u00ab\u00bb]+)/g;

function* piecesOf(text: string): Generator<Piece> {
  for (const [, quoted, bare = ''] of text.matchAll(PIECE)) {
    const words = wordsIn(quoted ?? bare);
    const last = words.at(-1);
    if (last === undefined) continue;
    const star = quoted === undefined && bare.endsWith('*') && [...fold(last)].length >= LEAST_PREFIX;
    yield { words, quoted: quoted !== undefined, star };
  }
}

/** What a fact has to have beside words. Parties as in Filter: one, both of two, at least two of more. */
export function marksOf({ between, topics, kinds, types, sourceKinds, publishers, sources }: Marked): Sought[] {
  const clauses = partiesOf(between);
  const oneOf = (lexemes: readonly string[] | undefined) => {
    if (lexemes && lexemes.length > 0) clauses.push({ any: lexemes.map((lexeme) => ({ run: [lexeme] })) });
  };
  oneOf(topics.map((topic) => mark('topic', topic)));
  oneOf(kinds?.map((kind) => mark('kind', kind)));
  oneOf(types?.map((type) => mark('type', type)));
  oneOf(sourceKinds?.map((kind) => mark('sourceKind', kind)));
  oneOf(publishers?.map((name) => mark('publisher', name)));
  oneOf(sources?.map(idMark));
  return clauses;
}

function partiesOf(between: readonly PartyCode[]): Sought[] {
  const runs = [...new Set(between)].map((code): Sought => ({ run: [mark('party', code)] }));
  if (runs.length < 3) return runs;
  return [{ any: runs.flatMap((a, n) => runs.slice(n + 1).map((b): Sought => ({ all: [a, b] }))) }];
}
