// In: the desk. Out: the sections that are lists of dated facts: what changed lately, turning points, agreements, look-ahead, chronology, timeline.

import { addYears, firstDay, lastDay, order } from '../model/date.ts';
import type { DossierSection, SectionPlan } from '../model/dossier.ts';
import type { Agreement, AgreementStatus, Event, Fact, FactId } from '../model/fact.ts';
import { type Desk, dayOf } from './desk.ts';
import { byWeight, cut, ORDERS, STATUS_ORDER, WEIGHT, weight } from './weights.ts';

export function timeline(desk: Desk, plan: SectionPlan): DossierSection | null {
  const threshold = plan.atLeast ?? 2;
  const events = desk.events.filter((e) => e.significance >= threshold);
  // Fewer than three points are a sentence, not a picture.
  if (events.length < 3 || !desk.newest) return null;
  const first = desk.question.since ? firstDay(desk.question.since) : dayOf(events[0] as Event);
  const last =
    desk.question.until && lastDay(desk.question.until) < desk.question.asOf
      ? lastDay(desk.question.until)
      : desk.newest.day;
  const from = dayOf(events[0] as Event) < first ? dayOf(events[0] as Event) : first;
  return {
    section: 'timeline',
    facts: events.map((e) => e.id),
    threshold,
    from: `${from.slice(0, 4)}-01-01`,
    to: last,
  };
}

export function recent(desk: Desk, plan: SectionPlan): DossierSection | null {
  if (!desk.newest) return null;
  const since = addYears(desk.newest.day, -1);
  const events = desk.events.filter((e) => dayOf(e) >= since && e.significance >= (plan.atLeast ?? 1)).sort(byWeight);
  const chosen = cut(events, plan.take).sort(ORDERS[plan.sort ?? 'newest']);
  for (const fact of chosen) desk.keep(fact.id, 'RECENT');
  const rows = chosen.map((fact) => ({ fact: fact.id, rank: weight('recent', events.indexOf(fact)) }));
  return rows.length > 0 ? { section: 'recent', since, rows } : null;
}

export function turningPoints(desk: Desk, plan: SectionPlan): DossierSection | null {
  const chosen = cut(desk.events.filter((e) => e.significance >= (plan.atLeast ?? 5)).sort(byWeight), plan.take).sort(
    ORDERS[plan.sort ?? 'oldest'],
  );
  const rows = chosen.map((fact) => {
    desk.keep(fact.id, 'TURNING_POINT');
    return {
      fact: fact.id,
      sentence: { form: 'summary' as const, facts: [fact.id], rank: null },
      rank: weight('turningPoint', 0),
    };
  });
  return rows.length > 1 ? { section: 'turning-points', rows } : null;
}

export function agreements(desk: Desk, plan: SectionPlan): DossierSection | null {
  const all = desk.facts.filter((f): f is Agreement => f.kind === 'agreement');
  const live = all.filter((a) => !desk.facts.some((f) => f.links.some((l) => l.to === a.id && l.type === 'replaces')));
  const pool = plan.take === null ? all : live;
  const best = cut(pool.filter((a) => a.significance >= (plan.atLeast ?? 1)).sort(byWeight), plan.take);
  const chosen = [...best].sort(ORDERS[plan.sort ?? 'status']);
  const rows = chosen.map((fact) => {
    desk.keep(fact.id, 'AGREEMENT');
    return { fact: fact.id, rank: weight('agreement', best.indexOf(fact)) };
  });
  const byStatus = plan.take === null && chosen.length >= 3 ? countedByStatus(chosen) : null;
  return rows.length > 0 ? { section: 'agreements', rows, total: all.length, byStatus } : null;
}

function countedByStatus(agreements: readonly Agreement[]): { status: AgreementStatus; facts: FactId[] }[] {
  return STATUS_ORDER.map((status) => ({
    status,
    facts: agreements.filter((a) => a.status === status).map((a) => a.id),
  })).filter(({ facts }) => facts.length > 0);
}

/** Facts with a dated step still to come, soonest first; one step is told once. */
export function steps(desk: Desk): Fact[] {
  const seen = new Set<string>();
  return desk.facts
    .filter((f) => f.next !== null && lastDay(f.next.date) > desk.question.asOf)
    .sort((a, b) => order(lastDay(a.next?.date ?? ''), lastDay(b.next?.date ?? '')) || byWeight(a, b))
    .filter((f) => {
      const key = `${f.next?.date} ${f.thread ?? f.id}`;
      return !seen.has(key) && seen.add(key);
    });
}

export function lookAhead(desk: Desk, plan: SectionPlan): DossierSection | null {
  const rows = cut(steps(desk), plan.take).map((fact, i) => {
    desk.keep(fact.id, 'LOOK_AHEAD');
    return { fact: fact.id, rank: weight('next', i) };
  });
  return rows.length > 0 ? { section: 'look-ahead', rows } : null;
}

export function chronology(desk: Desk, plan: SectionPlan): DossierSection | null {
  const threshold = plan.atLeast ?? 1;
  const all = desk.events.filter((e) => e.significance >= threshold);
  const chosen = cut([...all].sort(byWeight), plan.take).sort(ORDERS[plan.sort ?? 'oldest']);
  for (const fact of chosen) desk.keep(fact.id, 'CHRONOLOGY');
  const rows = chosen.map((fact) => ({ fact: fact.id, rank: WEIGHT.chronology.first + fact.significance * 20 }));
  return rows.length > 0 ? { section: 'chronology', threshold, rows, left: desk.events.length - chosen.length } : null;
}
