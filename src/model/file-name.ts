// In: a question, the names of parties, the day of making, the edition. Out: the name of the file, without extension. Refuses nothing.

import type { Day } from './date.ts';
import { editionId, type Stamp } from './edition.ts';
import type { Language } from './fact.ts';
import type { Gazetteer } from './party.ts';
import { type Question, usualProduct } from './question.ts';

/** `canada-china-since-2018`: ASCII, in the language of the brief; a French name that reads like the English one says so. */
export function fileStem(question: Question, gazetteer: Gazetteer, today: Day, stamp?: Stamp): string {
  const named = (language: Language) =>
    [stemIn(question, language, gazetteer, today), ...(stamp ? [editionId(stamp).toLowerCase()] : [])].join('-');
  const stem = named(question.language);
  return question.language === 'fr' && stem === named('en') ? `${stem}-fr` : stem;
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
  const day = question.meeting?.date ?? question.committee?.date ?? question.trip?.stops[0]?.date;
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
