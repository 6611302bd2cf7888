// In: text in English or French. Out: its lexemes, the same for every database: words and stems without case, accents, apostrophes and elisions.
// Each begins with a letter that says what it is. Refuses nothing: what has no letter and no digit has no lexeme.

import { stemmer as stemEnglish } from '@orama/stemmers/english';
import { stemmer as stemFrench } from '@orama/stemmers/french';
import type { Language } from '../model/fact.ts';

/** Text between two others, across which no phrase reaches. */
export const GAP = '';

/** First letters: words in their order, and stems. */
const WORD = { en: 'e', fr: 'f' } as const satisfies Record<Language, string>;
const STEM = { en: 'x', fr: 'y' } as const satisfies Record<Language, string>;

/** Words so frequent that a search for all of its words does without them. */
const FREQUENT: Record<Language, ReadonlySet<string>> = {
  en: new Set('a an and as at by for from in into is of on the to was were with'.split(' ')),
  fr: new Set('à au aux dans de des du en et la le les par pour sur un une'.split(' ')),
};

/** Letters that no accent makes from another. */
const FOLDED: Record<string, string> = { œ: 'oe', æ: 'ae', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ß: 'ss', ı: 'i' };
const LONGEST = 40;

/** Words remembered; a language has some ten thousand, names and numbers are without end. */
const MOST_REMEMBERED = 50_000;
const remembered: Record<Language, Map<string, Lexemes>> = { en: new Map(), fr: new Map() };

interface Lexemes {
  word: string;
  stems: readonly string[];
}

/**
 * The words of a text, lower case, with their accents: “L’accord Canada–Chine” → accord, canada, chine. Hyphens part words, but for “co-operation”;
 * apostrophes do not, elided articles and the English possessive fall away; 49,000 and 49 000 are one number.
 */
export function wordsIn(text: string): string[] {
  const plain = text
    .replace(/(?<=\d)[,\u00a0\u202f](?=\d{3}(?!\d))/g, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc\u00b4`]/g, "'")
    .replace(/\bco-(?=o)/g, 'co');
  const words: string[] = [];
  for (const [found] of plain.matchAll(/[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}\p{N}]+)*/gu)) {
    const word = found.includes("'")
      ? found
          .replace(/^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'/, '')
          .replace(/'s$/, '')
          .replaceAll("'", '')
      : found;
    if (fold(word) !== '') words.push(word.slice(0, LONGEST));
  }
  return words;
}

/** Lower case, without accents. */
export const fold = (text: string): string =>
  /^[a-z0-9]*$/.test(text)
    ? text
    : text
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .toLowerCase()
        .replace(/[œæøłđðþßı]/g, (letter) => FOLDED[letter] ?? letter);

function lexemesOf(word: string, language: Language): Lexemes {
  const memory = remembered[language];
  const known = memory.get(word);
  if (known) return known;
  const folded = fold(word);
  // French endings are told by their accents; who types without them is to find the word too.
  const stems = language === 'en' ? [stemEnglish(folded)] : [fold(stemFrench(word)), stemFrench(folded)];
  const made = { word: WORD[language] + folded, stems: [...new Set(stems)].map((stem) => STEM[language] + stem) };
  if (memory.size >= MOST_REMEMBERED) memory.clear();
  memory.set(word, made);
  return made;
}

/** A word as it stands in a text of a language. */
export const wordLexeme = (word: string, language: Language): string => lexemesOf(word, language).word;

/** A word without its ending. Two words are one for a search if they share one of these. */
export const stemLexemes = (word: string, language: Language): readonly string[] => lexemesOf(word, language).stems;

export const isFrequent = (word: string, language: Language): boolean => FREQUENT[language].has(word);

/** What may be asked for beside words, each with its first letter. */
const MARKS = {
  party: 'p',
  topic: 't',
  kind: 'k',
  type: 'a',
  source: 's',
  sourceKind: 'q',
  publisher: 'u',
} as const;

/** One lexeme for a value: letters and digits alone, so that “Global Affairs Canada” is found however it is written. */
export const mark = (of: Exclude<keyof typeof MARKS, 'source'>, value: string): string =>
  MARKS[of] +
  fold(value.toLowerCase())
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, 2 * LONGEST);

/** One lexeme for an id, which no other id has: what is no small letter and no digit stands as one beyond those of any word. */
export const idMark = (id: string): string =>
  MARKS.source +
  id.replace(/[^a-z0-9]/gu, (sign) => String.fromCodePoint(0xe000 + ((sign.codePointAt(0) ?? 0) % 0x1000)));
