// In: the desk, with a former state beside it. Out: the sections of a delta brief: how many facts are not as they were and the weightiest news; the news by
// kind; apart from them, the corrections to the record. Without a former state there are none.

import { order } from '../model/date.ts';
import type { Difference } from '../model/difference.ts';
import type { DeltaRow, DeltaTable, DossierSection, SectionPlan, Sentence } from '../model/dossier.ts';
import type { Event, Fact, FactKind, Indicator, Position } from '../model/fact.ts';
import { type Desk, dayOf } from './desk.ts';
import { either } from './differences.ts';
import { tell } from './sentences.ts';
import { nameable } from './threads.ts';
import { byWeight, cut, type WEIGHT, weight } from './weights.ts';

/** Sentences above everything. */
const HEADLINES = 3;

/** From what to what, how many facts of each kind, and the weightiest news in sentences. */
export function deltaSummary(desk: Desk): DossierSection | null {
  const { former, differences } = desk;
  if (!former || !differences) return null;
  const { changed, unchanged } = differences;
  const count = (change: Difference['change']) => changed.filter((each) => each.change === change).length;
  return {
    section: 'delta',
    from: former.state,
    to: former.to,
    counts: {
      added: count('added'),
      updated: count('updated'),
      corrected: count('corrected'),
      ended: count('ended'),
      withdrawn: count('withdrawn'),
    },
    late: changed.filter((each) => each.change === 'added' && !each.news).length,
    unchanged,
    sentences: headlines(desk, changed),
  };
}

/** The weightiest news: each in a sentence of its own, in the order in which they took place. */
function headlines(desk: Desk, changed: readonly Difference[]): Sentence[] {
  const news = changed
    .filter((each) => each.news && each.change !== 'ended')
    .map(either)
    .filter((fact) => fact.kind === 'event' || fact.kind === 'agreement' || fact.kind === 'position')
    .sort(byWeight)
    .slice(0, HEADLINES)
    .sort((a, b) => order(dayOf(a), dayOf(b)) || order(a.id, b.id));
  const sentences = news.flatMap((fact): Sentence[] =>
    fact.kind === 'agreement'
      ? [{ form: 'summary', facts: [fact.id], rank: null }]
      : tell([fact as Event | Position], () => null, nameable(desk)),
  );
  for (const fact of news) desk.keep(fact.id, 'CHANGED');
  return sentences;
}

/** What happened since, to facts of some kinds. */
const newsOf =
  (section: DeltaTable['section'], of: keyof typeof WEIGHT, ...kinds: FactKind[]) =>
  (desk: Desk, plan: SectionPlan): DossierSection | null =>
    table(desk, plan, section, of, (each) => each.news && kinds.includes(either(each).kind));

export const deltaNews = newsOf('delta-news', 'news', 'event', 'position');
export const deltaAgreements = newsOf('delta-agreements', 'agreement', 'agreement');
export const deltaFigures = newsOf('delta-figures', 'news', 'indicator');
export const deltaPeople = newsOf('delta-people', 'news', 'office');

/** What was not known, or not known rightly: nothing of it has happened since. */
export function deltaCorrections(desk: Desk, plan: SectionPlan): DossierSection | null {
  return table(desk, plan, 'delta-corrections', 'correction', (each) => !each.news);
}

function table(
  desk: Desk,
  plan: SectionPlan,
  section: DeltaTable['section'],
  of: keyof typeof WEIGHT,
  wanted: (each: Difference) => boolean,
): DossierSection | null {
  const weighed = [...(desk.differences?.changed ?? [])].filter(wanted).sort((a, b) => byWeight(either(a), either(b)));
  const rows = cut(weighed, plan.take).map((each, i) => rowOf(desk, each, weight(of, i)));
  rows.sort((a, b) => order(dayOf(b.of), dayOf(a.of)) || order(a.fact, b.fact));
  return rows.length > 0 ? { section, rows: rows.map(({ of: _, ...row }) => row) } : null;
}

function rowOf(desk: Desk, each: Difference, rank: number): DeltaRow & { of: Fact } {
  const { change, fact, fields, news, by } = each;
  const of = either(each);
  const before = of.kind === 'indicator' && change === 'added' ? beforeIt(desk, of) : null;
  for (const id of [fact, by, before]) if (id !== null) desk.keep(id, 'CHANGED');
  return { of, fact, change, late: change === 'added' && !news, fields, by, before, rank };
}

/** The figure of the period before, of the same series. */
function beforeIt(desk: Desk, { id, series, period }: Indicator): string | null {
  const earlier = desk.facts.filter(
    (fact) => fact.kind === 'indicator' && fact.series === series && fact.id !== id && fact.period < period,
  );
  return earlier.sort((a, b) => order(dayOf(b), dayOf(a)) || order(a.id, b.id))[0]?.id ?? null;
}
