// In: the desk. Out: the sections that are looked up by themselves: the chronology by year, and the annex of agreements.

import { firstDay, lastDay } from '../model/date.ts';
import type { Change, ChronologyByYear, DossierSection, Kin, SectionPlan } from '../model/dossier.ts';
import {
  type Agreement,
  dateOf,
  EVENT_TYPES,
  type Event,
  type Fact,
  type FactId,
  type Link,
  type LinkType,
  statusOn,
} from '../model/fact.ts';
import { type Desk, dayOf, stateOf } from './desk.ts';
import { nameable } from './threads.ts';
import { byWeight, cut, ORDERS, STATUS_ORDER, WEIGHT, weight } from './weights.ts';

/** Links that end what another fact brought about. */
const ENDING = ['ends', 'replaces', 'amends'] as const;
/** Of several relations, the first of these is told. */
const TOLD: readonly LinkType[] = ['ends', 'replaces', 'amends', 'responds_to', 'follows_up', 'part_of'];

export function chronologyByYear(desk: Desk, plan: SectionPlan): DossierSection | null {
  const threshold = plan.atLeast ?? 1;
  const all = desk.events.filter((e) => e.significance >= threshold);
  const chosen = cut([...all].sort(byWeight), plan.take).sort(ORDERS[plan.sort ?? 'oldest']);
  const ended = endings(desk);
  const years: ChronologyByYear['years'] = [];
  // Of two events that weigh the same, the older gives way.
  const byAge = [...chosen].sort(ORDERS.oldest);
  for (const event of chosen) {
    desk.keep(event.id, 'CHRONOLOGY');
    const year = dayOf(event).slice(0, 4);
    if (years.at(-1)?.year !== year) years.push({ year, rows: [] });
    const age = Math.floor((byAge.indexOf(event) * (WEIGHT.byYear.step - 1)) / byAge.length);
    const rank = WEIGHT.byYear.first + event.significance * WEIGHT.byYear.step + age;
    years.at(-1)?.rows.push({ fact: event.id, change: changeOf(desk, event, ended), rank });
  }
  const types = EVENT_TYPES.filter((type) => chosen.some((event) => event.type === type));
  return { section: 'chronology-by-year', threshold, years, types, left: desk.events.length - chosen.length };
}

type Endings = ReadonlyMap<FactId, { type: (typeof ENDING)[number]; by: Fact }>;

/** What ended, replaced or amended each fact, first, where its date is known. */
function endings(desk: Desk): Endings {
  const found = new Map<FactId, { type: (typeof ENDING)[number]; by: Fact }>();
  for (const by of [...desk.facts, ...desk.findings.linked.values()]) {
    for (const link of by.links) {
      const type = ENDING.find((one) => one === link.type);
      const before = found.get(link.to);
      if (type && dateOf(by) && (!before || dayOf(by) < dayOf(before.by))) found.set(link.to, { type, by });
    }
  }
  return found;
}

function changeOf(desk: Desk, event: Event, ended: Endings): Change | null {
  if (stateOf(event) !== null && desk.holds(event)) return { how: 'state', facts: [event.id, ...event.stateRestsOn] };
  const canName = nameable(desk);
  const end = ended.get(event.id);
  if (end && canName(end.by.id)) return { how: 'until', type: end.type, by: end.by.id };
  // A relation that somebody denies is left to the disputes.
  const links = event.disputed === null ? event.links.filter((l) => canName(l.to)) : [];
  const link = TOLD.flatMap((type): Link[] => links.filter((l) => l.type === type))[0];
  return link ? { how: 'link', type: link.type, to: link.to } : null;
}

export function agreementsAnnex(desk: Desk, plan: SectionPlan): DossierSection | null {
  const { question, findings } = desk;
  const newest = lastDay(findings.snapshot.newest);
  const asOf = question.until && lastDay(question.until) < newest ? lastDay(question.until) : newest;
  const all = desk.facts
    .filter((f): f is Agreement => f.kind === 'agreement' && f.significance >= (plan.atLeast ?? 1))
    .sort(byWeight);
  const best = cut(all, plan.take);
  const chosen = [...best].sort(ORDERS[plan.sort ?? 'weight']);
  const groups = STATUS_ORDER.flatMap((status) => {
    const own = chosen.filter((a) => statusOn(a, asOf) === status);
    const rows = own.map((a) => {
      desk.keep(a.id, 'AGREEMENT');
      return { fact: a.id, kin: kinOf(desk, a, asOf), rank: weight('annex', best.indexOf(a)) };
    });
    return rows.length > 0 ? [{ status, rows }] : [];
  });
  return { section: 'agreements-annex', asOf, groups };
}

const KIN: readonly Kin['type'][] = ['replaces', 'amends', 'ends', 'part_of'];

/** What an agreement replaces, amends, ends or belongs to, then what does so to it, as far as it is recorded and had come about. */
function kinOf(desk: Desk, agreement: Agreement, asOf: string): Kin[] {
  const canName = nameable(desk);
  const of = (link: Link) => KIN.find((type) => type === link.type);
  const own = agreement.links.flatMap((link): Kin[] => {
    const type = of(link);
    return type && canName(link.to) ? [{ type, self: true, fact: link.to }] : [];
  });
  const others = [...desk.facts, ...desk.findings.linked.values()].flatMap((fact) => {
    const date = dateOf(fact);
    if (fact.id === agreement.id || !canName(fact.id) || (date && firstDay(date) > asOf)) return [];
    return fact.links.flatMap((link): Kin[] => {
      const type = of(link);
      // What happened under an agreement is no kin of it; another instrument is.
      if (!type || link.to !== agreement.id || (type === 'part_of' && fact.kind !== 'agreement')) return [];
      return [{ type, self: false, fact: fact.id }];
    });
  });
  return [...own, ...others];
}
