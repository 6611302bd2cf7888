// In: the desk, after every other section has chosen. Out: what the brief leans on lightly, what is disputed, and what is not known.

import { daysBetween, firstDay, lastDay, order } from '../model/date.ts';
import type { DisputeSentence, DossierSection, SectionPlan } from '../model/dossier.ts';
import type { FactId } from '../model/fact.ts';
import { figuresOf } from '../model/series.ts';
import { type Desk, dayOf, threadOf } from './desk.ts';
import { byWeight, cut, WEIGHT, weight } from './weights.ts';

/** Longer past than this, a step due is no longer asked after. */
const OVERDUE_DAYS = 400;
/** An open thread is quiet when nothing is recorded for longer than this before the newest fact. */
const QUIET_DAYS = 540;

export function gaps(desk: Desk, plan: SectionPlan): DossierSection | null {
  if (!desk.newest) return null;
  const kept = desk.facts.filter((f) => desk.kept.has(f.id));
  const disputes = cut(kept.filter((f) => f.disputed !== null).sort(byWeight), plan.take).map(
    (fact, i): DisputeSentence => {
      desk.keep(fact.id, 'DISPUTED');
      return { form: 'dispute', facts: [fact.id], rank: weight('gap', i) };
    },
  );
  return {
    section: 'gaps',
    rank: WEIGHT.gap.first,
    newest: { fact: desk.newest.fact.id, date: desk.newest.date },
    single: kept.filter((f) => f.confidence === 'single').map((f) => f.id),
    weak: kept.filter((f) => desk.weak(f)).map((f) => f.id),
    drafts: kept.filter((f) => desk.drafts.has(f.id)).map((f) => f.id),
    disputes,
    overdue: cut(overdue(desk), plan.take),
    quiet: desk.storylines
      .filter(
        (l) =>
          l.thread !== null &&
          !l.closed &&
          l.thread.significance >= 4 &&
          daysBetween(l.newest, desk.newest?.day ?? l.newest) > QUIET_DAYS,
      )
      .slice(0, 4)
      .map((l) => threadOf(l) as string),
    missing: missingYears(desk),
  };
}

/** Steps whose date has passed with nothing recorded in their thread since. */
function overdue(desk: Desk): FactId[] {
  return desk.facts
    .filter((f) => f.next !== null && lastDay(f.next.date) <= desk.question.asOf && f.significance >= 2)
    .filter((f) => {
      const due = firstDay(f.next?.date ?? '');
      // What was due long ago is history, known or not; what a later fact took up has its outcome.
      if (due <= dayOf(f) || daysBetween(due, desk.newest?.day ?? due) > OVERDUE_DAYS) return false;
      return ![...desk.facts, ...desk.findings.linked.values()].some(
        (g) =>
          g.id !== f.id &&
          g.kind !== 'indicator' &&
          dayOf(g) > dayOf(f) &&
          ((g.thread === f.thread && dayOf(g) >= due) || g.links.some((l) => l.to === f.id)),
      );
    })
    .sort((a, b) => order(lastDay(b.next?.date ?? ''), lastDay(a.next?.date ?? '')) || order(a.id, b.id))
    .map((f) => f.id);
}

/** Years without a figure inside the annual trade series shown; series that lack the same years are told together. */
function missingYears(desk: Desk): { names: FactId[]; years: string[] }[] {
  const byYears = new Map<string, FactId[]>();
  for (const series of desk.series) {
    if (series.frequency !== 'annual' || series.flow === null || series.gaps.length === 0) continue;
    const shown = figuresOf(series).find(({ id }) => desk.kept.has(id));
    if (!shown) continue;
    const years = series.gaps.join(' ');
    byYears.set(years, [...(byYears.get(years) ?? []), shown.id]);
  }
  return [...byYears].slice(0, 3).map(([years, names]) => ({ names: names.slice(0, 3), years: years.split(' ') }));
}
