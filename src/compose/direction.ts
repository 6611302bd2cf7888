// In: the events of a question. Out: where the relationship is heading, as a balance of co-operation and conflict in the last two
// recorded years against the years before, with the facts that weigh most on each side. Null where too little is recorded to say.

import { addYears, lastDay, order } from '../model/date.ts';
import type { DirectionSentence } from '../model/dossier.ts';
import { type Event, isCooperative } from '../model/fact.ts';
import { type Desk, dayOf } from './desk.ts';

/** Fewer events than this on a side say nothing about a direction. */
const LEAST = 3;
/** A balance within this share of all weight is mixed. */
const EVEN = 0.2;

export function direction(desk: Desk): DirectionSentence | null {
  // What a program found alone must not turn the bottom line.
  const events = desk.events.filter((e) => e.significance >= 2 && !desk.drafts.has(e.id));
  // Two years of turmoil can hide a turn: where they balance, the last one speaks.
  const windows = [2, 1].map((years) => ({ years, since: addYears(now_(desk), -years) }));
  const [two, one] = windows.map((w) => ({ ...w, events: events.filter((e) => dayOf(e) >= w.since) }));
  if (!two || two.events.length < LEAST) return null;
  const window = Math.abs(balance(two.events)) < EVEN && one && one.events.length >= LEAST ? one : two;
  const lately = window.events;
  const before = events.filter((e) => dayOf(e) < window.since);
  const now = balance(lately);
  const then = balance(before);
  const split = before.length >= LEAST;
  const turn = turnOf(now, split ? then : null);
  const sideNow = now >= 0;
  const sideThen = split ? then >= 0 : sideNow;
  const heavyNow = heaviest(lately, sideNow);
  const heavyThen = split ? heaviest(before, sideThen) : [];
  const years = split
    ? {
        from: dayOf(before[0] as Event).slice(0, 4),
        to: lastDay((before[before.length - 1] as Event).date).slice(0, 4),
      }
    : null;
  return {
    form: 'direction',
    facts: [...heavyThen.slice(0, 2), ...heavyNow.slice(0, 2)].map((e) => e.id),
    rank: null,
    turn,
    before: typesOf(before, sideThen),
    lately: typesOf(lately, sideNow),
    years,
    span: !split ? 'period' : window.years === 1 ? 'year' : 'twoYears',
  };
}

const now_ = (desk: Desk): string => desk.newest?.day ?? desk.question.asOf;

/** −1 all conflict … +1 all co-operation, weighted by significance. */
function balance(events: readonly Event[]): number {
  let sum = 0;
  let all = 0;
  for (const event of events) {
    sum += isCooperative(event.type) ? event.significance : -event.significance;
    all += event.significance;
  }
  return all === 0 ? 0 : sum / all;
}

function turnOf(now: number, then: number | null): DirectionSentence['turn'] {
  if (Math.abs(now) < EVEN) return 'mixed';
  if (then === null || Math.abs(then) < EVEN) return now > 0 ? 'good' : 'bad';
  if (now > 0) return then > 0 ? 'good' : 'better';
  return then > 0 ? 'worse' : 'bad';
}

function heaviest(events: readonly Event[], cooperative: boolean): Event[] {
  return events
    .filter((e) => isCooperative(e.type) === cooperative)
    .sort((a, b) => b.significance - a.significance || order(dayOf(b), dayOf(a)) || order(a.id, b.id));
}

/** The kinds of event that weigh most on a side: at most three, each with at least a tenth of the side's weight. */
function typesOf(events: readonly Event[], cooperative: boolean): string[] {
  const weights = new Map<string, number>();
  let all = 0;
  for (const event of events) {
    if (isCooperative(event.type) !== cooperative) continue;
    weights.set(event.type, (weights.get(event.type) ?? 0) + event.significance);
    all += event.significance;
  }
  return [...weights]
    .filter(([, weight]) => weight >= all / 10)
    .sort((a, b) => b[1] - a[1] || order(a[0], b[0]))
    .slice(0, 3)
    .map(([type]) => type);
}
