// In: the question of a dossier. Out: its title, its parties and period in words, and how it was understood.

import { type Edtf, firstDay, lastDay, order } from '../model/date.ts';
import type { ProductPlan } from '../model/dossier.ts';
import type { Thread } from '../model/fact.ts';
import type { Stop } from '../model/particulars.ts';
import type { Setting } from './setting.ts';
import { capital } from './words.ts';

/** The first day of stops, and the last where there are more. */
export function daysOf(stops: readonly Pick<Stop, 'date' | 'endDate'>[]): [from: Edtf, to: Edtf | null] {
  const [first = ''] = stops.map(({ date }) => date).sort((a, b) => order(firstDay(a), firstDay(b)));
  const last = stops
    .map(({ date, endDate }) => endDate ?? date)
    .reduce((a, b) => (lastDay(b) > lastDay(a) ? b : a), first);
  return [first, last === first ? null : last];
}

/** The full name of a party in running text. */
export function partyName(setting: Setting, code: string): string {
  return setting.gazetteer.get(code)?.names[setting.language].full ?? code;
}

export function partiesOf(setting: Setting): string {
  return setting.type.list(setting.dossier.question.parties.map((p) => partyName(setting, p)));
}

/** `Canada and China since 2018`; that of the dossier's question, unless another is given. */
export function titleOf(setting: Setting, question = setting.dossier.question): string {
  const { words, type } = setting;
  const { parties, since, until, topics, meeting, committee, trip } = question;
  const names = parties.map((p) => partyName(setting, p));
  if (trip) {
    const on = type.on(...daysOf(trip.stops), false);
    return capital(type.glue(words.fill('title.trip', { list: type.list(names), on })));
  }
  let title =
    names.length === 1
      ? words.fill('title.single', { a: names[0] ?? '' })
      : names.length === 2
        ? words.fill('title.pair', { a: names[0] ?? '', b: names[1] ?? '' })
        : words.fill('title.group', { list: type.list(names) });
  const named = (d: string) => type.named(d);
  if (since && until && since === until) title = words.fill('title.within', { title, on: type.on(since, null, false) });
  else if (since && until) title = words.fill('title.period', { title, since: named(since), until: named(until) });
  else if (since) title = words.fill('title.since', { title, since: named(since) });
  else if (until) title = words.fill('title.until', { title, until: named(until) });
  if (topics.length > 0)
    title = words.fill('title.topics', { title, topics: type.list(topics.map((t) => words.text(`topics.${t}`))) });
  if (meeting) title = words.fill('title.meeting', { title, date: named(meeting.date) });
  if (committee) title = words.fill('title.committee', { title, date: named(committee.date) });
  const delta = setting.dossier.sections.find((section) => section.section === 'delta');
  if (delta) title = words.fill('title.delta', { title, since: named(delta.from.edition?.date ?? delta.from.day) });
  return capital(type.glue(title));
}

export function periodOf(setting: Setting): string {
  const { words, type, dossier } = setting;
  const { since, until } = dossier.question;
  const named = (d: string) => type.named(d);
  if (since && until)
    return since === until
      ? type.on(since, null, false)
      : words.fill('understood.period', { since: named(since), until: named(until) });
  if (since) return words.fill('understood.since', { since: named(since) });
  if (until) return words.fill('understood.until', { until: named(until) });
  return words.text('understood.all');
}

export function topicsOf(setting: Setting): string {
  const { words, type, dossier } = setting;
  const { topics } = dossier.question;
  return topics.length === 0
    ? ''
    : words.fill('understood.topics', { topics: type.list(topics.map((t) => words.text(`topics.${t}`))) });
}

/** What the product is called: as its plan says, else by the words of the templates. */
export function productOf(
  { dossier, words, language }: Setting,
  plan: Pick<ProductPlan, 'product' | 'title'> = dossier.plan,
): string {
  const { product, title } = plan;
  return title?.[language] ?? words.text(`products.${product}`);
}

export function understoodOf(setting: Setting): string {
  const { words, dossier, type } = setting;
  const { text } = dossier.question;
  const name = productOf(setting);
  const read = {
    product: name.charAt(0).toLowerCase() + name.slice(1),
    parties: partiesOf(setting),
    period: periodOf(setting),
    topics: topicsOf(setting) + (dossier.question.includeDrafts ? words.text('understood.drafts') : ''),
  };
  if (text === null) return type.glue(words.fill('understood.fields', read));
  const quoted = `${words.text('quote.open')}${text}${words.text('quote.close')}`;
  return type.glue(words.fill('understood.asked', { ...read, text: quoted }));
}

/** The name of a storyline, or in a review of the other party. */
export function threadName(setting: Setting, thread: string | null, party: string | null): string {
  const { dossier, words, type, language } = setting;
  if (party) return capital(partyName(setting, party));
  const found: Thread | undefined = thread ? dossier.threads.get(thread) : undefined;
  if (found) return type.plain(found.name[language], 'table');
  return words.text(dossier.question.parties.length === 1 ? 'thread.domestic' : 'thread.other');
}
