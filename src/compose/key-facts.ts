// In: the desk. Out: the few facts looked up first: trade, the last meeting, who leads, who represents, what is next.

import { firstDay, lastDay, order } from '../model/date.ts';
import type { DossierSection, KeyFact, SectionPlan } from '../model/dossier.ts';
import type { Event, EventType, Fact, Indicator, Office } from '../model/fact.ts';
import type { Desk } from './desk.ts';
import { steps } from './tables.ts';
import { cut, newestFirst, weight } from './weights.ts';

/** Fewest rows beside a map: fewer would leave a hole below them. */
const BESIDE_MAP = 5;

export function keyFacts(desk: Desk, plan: SectionPlan): DossierSection | null {
  // A review has no one counterpart to look up.
  if (desk.question.parties.length < 2) return null;
  const rows: KeyFact[] = [];
  const rank = () => weight('keyFact', rows.length);
  for (const flow of ['total', 'exports', 'imports'] as const) {
    const [latest] = headlineFigures(desk, flow);
    if (!latest) continue;
    const rival = rivalOf(desk, latest);
    rows.push({ row: 'figure', fact: latest.id, rival: rival?.id ?? null, rank: rank() });
  }
  const met = lastMeeting(desk);
  if (met) rows.push({ row: 'met', fact: met.id, rank: rank() });
  const holders = currentHolders(desk);
  const leaders = leadersOf(desk, holders);
  if (leaders.length > 0 && desk.question.parties.length > 1)
    rows.push({ row: 'leaders', facts: leaders.map((o) => o.id), rank: rank() });
  const envoys = holders.filter((o) => o.rank === 3);
  if (envoys.length > 0 && desk.question.parties.length > 1)
    rows.push({ row: 'envoys', facts: envoys.slice(0, 2).map((o) => o.id), rank: rank() });
  const next = steps(desk)[0];
  if (next) rows.push({ row: 'next', fact: next.id, rank: rank() });
  for (const row of rows) {
    for (const id of 'facts' in row ? row.facts : [row.fact])
      desk.keep(id, row.row === 'figure' ? 'FIGURE' : row.row === 'next' ? 'LOOK_AHEAD' : 'KEY_FACT');
    if (row.row === 'figure' && row.rival) desk.keep(row.rival, 'FIGURE');
  }
  const chosen = cut(rows, plan.take);
  // A map is a picture for who has room, and for rows tall enough to stand beside it; one party needs none to be found.
  const { pages, parties } = desk.question;
  const map = pages === null && parties.length > 1 && chosen.length >= BESIDE_MAP ? parties : null;
  return chosen.length > 0 ? { section: 'key-facts', rows: chosen, map } : null;
}

/** The newest meeting at which people of every party asked about took part, ministers and above. */
function lastMeeting(desk: Desk): Event | null {
  const met = meetings(desk, TALKS).filter((e) => e.place !== null);
  const sure = met.filter((e) => e.significance >= 3);
  return [...sure].sort(newestFirst)[0] ?? [...met].sort(newestFirst)[0] ?? null;
}

const TALKS: readonly EventType[] = ['CONSULT', 'AGREE', 'COOPERATE'];

/** Events of these types in which people of every party asked about took part, ministers and above, in person or not. */
export function meetings(desk: Desk, types: readonly EventType[]): Event[] {
  const { parties } = desk.question;
  if (parties.length < 2) return [];
  const officers = parties.map((party) =>
    desk.facts.flatMap((f) => (f.kind === 'office' && f.party === party && f.rank <= 2 ? [f.holder] : [])),
  );
  const talks = desk.events.filter((e) => types.includes(e.type));
  return talks.filter((e) =>
    officers.every((holders) => holders.length === 0 || holders.some((h) => e.people.includes(h))),
  );
}

/** For each party the head of state or government who acts in the facts: a king or a ceremonial president does not. */
export function leadersOf(desk: Desk, holders: readonly Office[]): Office[] {
  const mentions = (o: Office) => desk.events.filter((e) => e.people.includes(o.holder)).length;
  return desk.question.parties.flatMap((party) => {
    const heads = holders.filter((o) => o.rank === 1 && o.party === party);
    return heads.sort((a, b) => mentions(b) - mentions(a) || order(a.id, b.id)).slice(0, 1);
  });
}

/** Annual figures of one flow of trade, newest first; official sources before others in a year. */
function headlineFigures(desk: Desk, flow: Indicator['flow']): Indicator[] {
  return desk.facts
    .filter(
      (f): f is Indicator =>
        f.kind === 'indicator' && f.flow === flow && f.frequency === 'annual' && f.parties.length === 2,
    )
    .filter((f) => desk.question.parties.length === 2 && desk.question.parties.every((p) => f.parties.includes(p)))
    .sort(
      (a, b) =>
        order(b.period, a.period) ||
        Number(withServices(a)) - Number(withServices(b)) ||
        (a.unit === 'CAD billion' ? -1 : 0) - (b.unit === 'CAD billion' ? -1 : 0) ||
        bestKind(desk, a) - bestKind(desk, b) ||
        order(a.id, b.id),
    );
}

const withServices = (i: Indicator): boolean => /services/.test(`${i.name.en} ${i.basis?.en ?? ''}`);

function bestKind(desk: Desk, fact: Fact): number {
  return desk.findings.sources.get(fact.sources[0] ?? '')?.kind === 'official' ? 0 : 1;
}

/** Another source's figure for the same thing and period, where it differs. */
function rivalOf(desk: Desk, figure: Indicator): Indicator | null {
  const rivals = desk.series.flatMap(({ points }) => points).find(({ figures }) => figures.includes(figure))?.figures;
  return rivals?.find(({ value }) => value !== figure.value) ?? null;
}

export function currentHolders(desk: Desk): Office[] {
  const now = desk.question.until ? lastDay(desk.question.until) : desk.question.asOf;
  const current = desk.facts.filter(
    (f): f is Office =>
      f.kind === 'office' && (f.from === null || firstDay(f.from) <= now) && (f.to === null || lastDay(f.to) > now),
  );
  const byPost = new Map<string, Office>();
  for (const office of current) {
    const key = `${office.party} ${office.post.en}`;
    const held = byPost.get(key);
    if (!held || (office.from ?? '') > (held.from ?? '')) byPost.set(key, office);
  }
  return [...byPost.values()].sort(
    (a, b) =>
      a.rank - b.rank ||
      desk.question.parties.indexOf(a.party) - desk.question.parties.indexOf(b.party) ||
      order(a.id, b.id),
  );
}

export function people(desk: Desk, plan: SectionPlan): DossierSection | null {
  const rows = cut(currentHolders(desk), plan.take).map((office) => {
    desk.keep(office.id, 'OFFICE_HOLDER');
    return { fact: office.id, rank: weight('person', office.rank) };
  });
  return rows.length > 0 ? { section: 'people', rows } : null;
}
