// In: nothing. Out: the markings, from the lowest to the highest, and what can be asked of them: which of them a text names, and which of several
// is the highest. They are data (templates/markings.json); no level is known here.

import type { Localized } from './fact.ts';
import { didYouMean } from './problem.ts';

/** One level of protection. */
export interface Marking {
  /** As requests and records name it: `protected-a`. */
  level: string;
  /** As every page bears it: `PROTECTED A // PROTÉGÉ A`. */
  page: Localized;
  /** As a part of the brief bears it, beside its heading: `PROTECTED A`. */
  part: Localized;
}

/** Every level, the lowest first. Never empty. */
export type Markings = readonly [Marking, ...Marking[]];

/** Place of the level that a text names, by its key or a label, in any capitals: 0 is the lowest; null where it names none. */
export function rankOf(text: string, markings: Markings): number | null {
  const wanted = fold(text);
  const found = markings.findIndex(({ level, page, part }) =>
    [level, page.en, page.fr, part.en, part.fr].some((name) => fold(name) === wanted),
  );
  return found < 0 ? null : found;
}

/** What a person may have meant. */
export const suggestMarking = (text: string, markings: Markings): string =>
  didYouMean(
    text,
    markings.map(({ level }) => level),
    `the markings are ${markings.map(({ level }) => level).join(', ')}`,
  );

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
