// In: one row of a review. Out: its cells in words, each with the facts it states.

import { firstDay, lastDay } from '../model/date.ts';
import type { Unmoved } from '../model/dossier.ts';
import { dateOf, type Fact } from '../model/fact.ts';
import type { Cited } from './rows.ts';
import type { Setting } from './setting.ts';
import { partyName, periodOf } from './title.ts';

/** Date and title of the newest fact of a line: `18 Dec 2025: …`. */
export function newestCell(setting: Setting, fact: Fact): Cited {
  const { words, type, language, dossier } = setting;
  const { until, asOf } = dossier.question;
  const last = until && lastDay(until) < asOf ? lastDay(until) : asOf;
  const date = dateOf(fact, last);
  const title = 'title' in fact ? fact.title : 'summary' in fact ? fact.summary : { en: '', fr: '' };
  const text = type.plain(title[language], 'table').replace(/\.$/, '');
  const dated = date && firstDay(date) <= last ? words.fill('dated', { date: type.date(date, 'table'), text }) : text;
  return { text: type.glue(dated), facts: [fact.id], rank: null };
}

/** The dated step that a fact announces. */
export function nextCell({ words, type, language }: Setting, fact: Fact): Cited {
  const what = type.plain(fact.next?.what[language] ?? '', 'table').replace(/\.$/, '');
  const text = words.fill('dated', { date: type.date(fact.next?.date ?? '', 'table'), text: what });
  return { text: type.glue(text), facts: [fact.id], rank: null };
}

/** With whom nothing is recorded in the period. It cites the newest fact before it of each, of at most eight. */
export function unmovedParties(setting: Setting, { parties, rank }: Unmoved): Cited {
  const { words, type } = setting;
  const list = type.list(parties.map(({ party }) => partyName(setting, party)));
  const text = words.fill('unmoved.parties', { list, period: periodOf(setting) });
  return { text: type.glue(text), facts: parties.slice(0, 8).map(({ fact }) => fact), rank };
}

/** How many more there are than a table lists; null where it lists all. `key` has a twin for one: `chronologyLeftOne`. */
export function leftOut({ words, type }: Setting, key: string, left: number): string | null {
  if (left === 0) return null;
  return left === 1 ? words.text(`counts.${key}One`) : words.fill(`counts.${key}`, { n: type.numeral(left) });
}
