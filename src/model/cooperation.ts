// In: events. Out: an index of co-operation and conflict over time: for each year, quarter or month the sum of what was done on either side, and the
// events that it comes from. Pure; docs/cooperation.md tells the method and its limits. Refuses nothing.

import { type Edtf, firstDay, lastDay, order } from './date.ts';
import type { Event, EventType, FactId, PartyCode } from './fact.ts';
import { periodFrom } from './series.ts';

/**
 * What one event of each PLOVER type weighs on the scale of Goldstein, −10 the utmost conflict to +10 the utmost co-operation. Each is the mean,
 * to two decimals, of the values of the CAMEO codes that the type covers: data/goldstein.csv lists them, and a test computes these from it.
 * The scale: J. S. Goldstein, “A Conflict-Cooperation Scale for WEIS Events Data”, Journal of Conflict Resolution 36 (2), 1992, pp. 369–385; its
 * values for CAMEO: GDELT Project, CAMEO.goldsteinscale.txt. Which type covers which codes: PLOVER project, CAMEO2PLOVER-2021.txt, with the
 * two deviations of our imports (057 is AGREE, 163 is SANCTION).
 */
export const GOLDSTEIN: Readonly<Record<EventType, number>> = {
  AGREE: 5.63,
  CONSULT: 3.03,
  SUPPORT: 4.89,
  CONCEDE: 5,
  COOPERATE: 6.84,
  AID: 7.6,
  RETREAT: 7,
  REQUEST: -5,
  ACCUSE: -2,
  REJECT: -4.5,
  THREATEN: -6.14,
  PROTEST: -6.83,
  SANCTION: -6.01,
  MOBILIZE: -7.2,
  COERCE: -7.17,
  ASSAULT: -9.51,
};

/** Length of the periods of an index. */
export type IndexFrequency = 'annual' | 'quarterly' | 'monthly';

/** What was done in one period. A period without events says that nothing is recorded, not that nothing happened. */
export interface IndexPeriod {
  /** `2018`, `2018-01/2018-03`, `2018-01`. */
  period: Edtf;
  /** Sum over the events of co-operation; 0 or more. */
  cooperation: number;
  /** Sum over the events of conflict; 0 or less. */
  conflict: number;
  /** `cooperation` plus `conflict`. */
  net: number;
  /** The events of both, by date, then id. */
  events: FactId[];
}

export interface CooperationIndex {
  frequency: IndexFrequency;
  /** Every period from that of the first event to that of the last, in order. */
  periods: IndexPeriod[];
  /** Events whose date is not known to the period: `2018` has no month. They count nowhere. */
  unplaced: FactId[];
}

/**
 * The index of the events that two parties share; of one party, of all its events; of more, of those that at least two of them share. An event belongs
 * to the period in which it began. It weighs as much as its type, in the measure of its significance: one that defines the relationship (5) in
 * full, a routine one (1) a fifth; for the record is a choice and no census, and many small things written down must not outweigh a great one.
 * It has no direction: the order of the parties makes no difference.
 * @param within only events that began within; no bound where null or left out
 */
export function cooperationIndex(
  events: readonly Event[],
  parties: readonly PartyCode[],
  frequency: IndexFrequency,
  within: { since?: Edtf | null; until?: Edtf | null } = {},
): CooperationIndex {
  const months = MONTHS[frequency];
  const sums = new Map<number, Sum>();
  const unplaced: FactId[] = [];
  for (const event of between(events, parties)) {
    const [first, last] = [firstDay(event.date), lastDay(event.date)];
    if (within.since && first < firstDay(within.since)) continue;
    if (within.until && first > lastDay(within.until)) continue;
    const place = placeOf(first, months);
    if (place !== placeOf(last, months)) {
      unplaced.push(event.id);
      continue;
    }
    const sum = sums.get(place) ?? { cooperation: 0, conflict: 0, events: [] };
    sums.set(place, sum);
    const measure = measureOf(event);
    if (measure > 0) sum.cooperation += measure;
    else sum.conflict += measure;
    sum.events.push(event.id);
  }
  const places = [...sums.keys()].sort((a, b) => a - b);
  const periods: IndexPeriod[] = [];
  for (let place = places[0] ?? 0; place <= (places.at(-1) ?? -1); place++) {
    const { cooperation, conflict, events: facts } = sums.get(place) ?? { cooperation: 0, conflict: 0, events: [] };
    periods.push({
      period: periodFrom(place * months, months),
      cooperation: cooperation / PARTS,
      conflict: conflict / PARTS,
      net: (cooperation + conflict) / PARTS,
      events: facts,
    });
  }
  return { frequency, periods, unplaced };
}

interface Sum {
  /** In parts: whole numbers, whose sum does not depend on their order. */
  cooperation: number;
  conflict: number;
  events: FactId[];
}

const MONTHS: Record<IndexFrequency, number> = { annual: 12, quarterly: 3, monthly: 1 };
/** A hundredth of the scale, for each of five degrees of significance. */
const PARTS = 500;

/** What an event counts, in parts. */
const measureOf = ({ type, significance }: Event): number => Math.round(GOLDSTEIN[type] * 100) * significance;

/** Number of the period that holds a day, from the year 0. */
const placeOf = (day: string, months: number): number =>
  Math.floor((Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1) / months);

/** Events that the parties share, by date, then id. */
function between(events: readonly Event[], parties: readonly PartyCode[]): Event[] {
  const least = Math.min(2, parties.length);
  return events
    .filter((event) => parties.filter((code) => event.parties.includes(code)).length >= least)
    .sort((a, b) => order(firstDay(a.date), firstDay(b.date)) || order(a.id, b.id));
}
