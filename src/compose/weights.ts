// In: nothing. Out: what weighs how much when room is short, and the orders by weight and by time that the sections share.

import { order } from '../model/date.ts';
import type { Sort } from '../model/dossier.ts';
import type { AgreementStatus, Fact } from '../model/fact.ts';
import { dayOf } from './desk.ts';

/**
 * Page-budget weights, 0 to 1000: the first and the step down of each next. What a minister would miss first is dropped last, and sections
 * yield row by row, side by side: the first agreement outweighs the fourth thread.
 */
export const WEIGHT = {
  reply: { first: 780, step: 45 },
  contact: { first: 760, step: 60 },
  thread: { first: 800, step: 40 },
  keyFact: { first: 790, step: 16 },
  next: { first: 745, step: 45 },
  agreement: { first: 705, step: 45 },
  recent: { first: 690, step: 35 },
  turningPoint: { first: 440, step: 5 },
  position: { first: 400, step: 12 },
  figure: { first: 380, step: 2 },
  gap: { first: 420, step: 15 },
  biography: { first: 330, step: 3 },
  person: { first: 300, step: 2 },
  chronology: { first: 100, step: 0 },
  byYear: { first: 100, step: 100 },
  annex: { first: 700, step: 5 },
  relationship: { first: 760, step: 8 },
  unmoved: { first: 430, step: 3 },
  // Of a delta brief.
  news: { first: 780, step: 10 },
  correction: { first: 700, step: 12 },
} as const;
/** In a thread: what a second state weighs less than the first, what the first turn weighs less, and each turn after it. */
export const WITHIN = { state: 130, turn: 180, step: 25 } as const;

export const weight = (of: keyof typeof WEIGHT, nth: number): number =>
  Math.max(1, WEIGHT[of].first - nth * WEIGHT[of].step);

export const cut = <T>(list: readonly T[], take: number | null): T[] =>
  take === null ? [...list] : list.slice(0, take);

export const byWeight = (a: Fact, b: Fact): number =>
  b.significance - a.significance || order(dayOf(b), dayOf(a)) || order(a.id, b.id);

export const newestFirst = (a: Fact, b: Fact): number => order(dayOf(b), dayOf(a)) || order(a.id, b.id);

export const oldestFirst = (a: Fact, b: Fact): number => order(dayOf(a), dayOf(b)) || order(a.id, b.id);

/** What stands before what is coming, and that before what is gone. */
export const STATUS_ORDER: readonly AgreementStatus[] = [
  'in force',
  'provisionally applied',
  'signed',
  'concluded',
  'under negotiation',
  'suspended',
  'terminated',
];

const statusOf = (fact: Fact): number => (fact.kind === 'agreement' ? STATUS_ORDER.indexOf(fact.status) : 0);

/** The orders that a plan may ask for. */
export const ORDERS: Readonly<Record<Sort, (a: Fact, b: Fact) => number>> = {
  weight: byWeight,
  newest: newestFirst,
  oldest: oldestFirst,
  status: (a, b) => statusOf(a) - statusOf(b) || byWeight(a, b),
};
