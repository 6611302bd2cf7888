// In: findings, question, plan. Out: the desk on which the rules work: the facts laid out by id, thread and time, what still
// holds, and the ledger of what was kept and why. Pure; made once for a dossier.

import { type Day, daysBetween, EARLIEST, type Edtf, firstDay, lastDay, order } from '../model/date.ts';
import type { Differences, Former } from '../model/difference.ts';
import type { KeptReason, ProductPlan } from '../model/dossier.ts';
import {
  type Agreement,
  byDate,
  dateOf,
  type Event,
  type Fact,
  type FactId,
  type PartyCode,
  type Position,
  type SourceKind,
  type Thread,
  type ThreadId,
} from '../model/fact.ts';
import type { Findings } from '../model/findings.ts';
import type { Gazetteer } from '../model/party.ts';
import type { Question } from '../model/question.ts';
import { type Series, seriesOf } from '../model/series.ts';
import { differencesOf } from './differences.ts';

/** A fact with words of its own. */
export type Told = Event | Agreement | Position;

/** The facts of one storyline (or, in a review, of one relationship). */
export interface Storyline {
  thread: Thread | null;
  /** The other party, in a review. */
  party: PartyCode | null;
  facts: Told[];
  newest: Day;
  newestDate: Edtf;
  closed: boolean;
  /** Heavier comes first. */
  weight: number;
}

const WEAK: ReadonlySet<SourceKind> = new Set(['state_media', 'regional', 'reference', 'aggregator']);
/** Storylines quiet for longer than this weigh by their past alone. */
const RECENT_DAYS = [365, 730, 1460] as const;

export interface Desk {
  question: Question;
  plan: ProductPlan;
  findings: Findings;
  gazetteer: Gazetteer;
  facts: Fact[];
  events: Event[];
  /** The figures, by key of their series. */
  series: Series[];
  byId: ReadonlyMap<FactId, Fact>;
  storylines: Storyline[];
  /** The storylines of a relationship, heaviest first. */
  themes(line: Storyline): Storyline[];
  /** Date of the newest event, position or agreement step; null when there is none. */
  newest: { fact: Fact; date: Edtf; day: Day } | null;
  /** True where the state sentence of the fact still holds on the day of the question. */
  holds(fact: Fact): boolean;
  /** True where every source of the fact is of a weak kind. */
  weak(fact: Fact): boolean;
  keep(fact: FactId, reason: KeptReason): void;
  kept: Map<FactId, KeptReason>;
  /** Facts whose state the bottom line has told. */
  saidAbove: Set<FactId>;
  /** Facts that no person has reviewed. */
  drafts: ReadonlySet<FactId>;
  /** Positions that the talking points quote. */
  quoted: Set<FactId>;
  /** The state a delta brief counts from, and what lies between; null in every other. */
  former: Former | null;
  differences: Differences | null;
}

export function layOut(
  findings: Findings,
  question: Question,
  plan: ProductPlan,
  gazetteer: Gazetteer,
  former: Former | null = null,
): Desk {
  const facts = [...findings.facts].sort(byDate);
  const byId = new Map(facts.map((f) => [f.id, f]));
  const told = facts.filter(isTold);
  const events = facts.filter((f): f is Event => f.kind === 'event');
  const ended = supersededBy(
    [...facts, ...findings.linked.values()],
    (id) => (byId.get(id) ?? findings.linked.get(id))?.kind,
  );
  /** A state that also rests on a fact of after the period would tell of it. */
  const foretells = (fact: Told) =>
    fact.kind !== 'position' &&
    fact.stateRestsOn.some((id) => {
      const rest = byId.get(id) ?? findings.linked.get(id);
      return rest === undefined || dayOf(rest) > last;
    });
  const last = question.until && lastDay(question.until) < question.asOf ? lastDay(question.until) : question.asOf;
  const newest = newestOf(told, last);
  const now = newest?.day ?? question.asOf;
  const kept = new Map<FactId, KeptReason>();
  return {
    question,
    plan,
    findings,
    gazetteer,
    facts,
    events,
    series: seriesOf(facts.filter((f) => f.kind === 'indicator')),
    byId,
    storylines: storylinesOf(told, findings, question, now, question.parties.length === 1 ? 'party' : 'thread'),
    themes: (line) => storylinesOf(line.facts, findings, question, now, 'thread'),
    newest,
    holds: (fact) => isTold(fact) && stateOf(fact) !== null && !ended.has(fact.id) && !foretells(fact),
    weak: (fact) => fact.sources.every((id) => WEAK.has(findings.sources.get(id)?.kind ?? 'aggregator')),
    keep: (fact, reason) => {
      if (!kept.has(fact)) kept.set(fact, reason);
    },
    kept,
    saidAbove: new Set(),
    drafts: new Set([...(findings.drafts ?? []), ...(findings.earlier?.drafts ?? [])]),
    quoted: new Set(),
    former,
    differences: former && differencesOf(former, findings, former.to?.day ?? question.asOf),
  };
}

export const isTold = (fact: Fact): fact is Told =>
  fact.kind === 'event' || fact.kind === 'agreement' || fact.kind === 'position';

/** The state sentence of a fact in English; only whether there is one matters here. */
export function stateOf(fact: Told): string | null {
  return fact.clause.en.state;
}

/** When a told fact took place: an agreement by its latest step. */
export function dayOf(fact: Fact): Day {
  const date = dateOf(fact);
  return date ? firstDay(date) : '0001-01-01';
}

/** A state no longer holds once a later fact ends or replaces its fact; an event's, once one amends it. An amended agreement goes on. */
function supersededBy(facts: readonly Fact[], kindOf: (id: FactId) => Fact['kind'] | undefined): Set<FactId> {
  const ended = new Set<FactId>();
  for (const fact of facts) {
    for (const link of fact.links) {
      if (link.type === 'ends' || link.type === 'replaces') ended.add(link.to);
      if (link.type === 'amends' && kindOf(link.to) !== 'agreement') ended.add(link.to);
    }
  }
  return ended;
}

function newestOf(told: readonly Told[], last: Day): Desk['newest'] {
  let best: Desk['newest'] = null;
  for (const fact of told) {
    const date = dateOf(fact, last);
    if (!date || firstDay(date) > last) continue;
    const day = lastDay(date) > last ? firstDay(date) : lastDay(date);
    // A date known to the month must not pass for its last day beside one known to the day.
    const shown = date.length < 10 ? firstDay(date) : day;
    if (!best || shown > best.day || (shown === best.day && order(fact.id, best.fact.id) > 0))
      best = { fact, date, day: shown };
  }
  return best;
}

function storylinesOf(
  told: readonly Told[],
  findings: Findings,
  question: Question,
  now: Day,
  by: 'thread' | 'party',
): Storyline[] {
  const review = by === 'party';
  const groups = new Map<string, { thread: Thread | null; party: PartyCode | null; facts: Told[] }>();
  for (const fact of told) {
    const thread = fact.thread ? (findings.threads.get(fact.thread) ?? null) : null;
    const party = review ? counterpart(fact, thread, question.parties[0] ?? '') : null;
    const key = review ? (party ?? '') : (fact.thread ?? '');
    const group = groups.get(key) ?? { thread: review ? null : thread, party, facts: [] };
    group.facts.push(fact);
    groups.set(key, group);
  }
  const lines = [...groups.values()].map((group) => weigh(group, now, question));
  return lines.sort((a, b) => b.weight - a.weight || order(b.newest, a.newest) || order(keyOf(a), keyOf(b)));
}

const keyOf = (line: Storyline): string => line.thread?.id ?? line.party ?? '';

/** In a review, the relationship a fact belongs to: that of its thread, else its first other party. */
export function counterpart(fact: Told, thread: Thread | null, subject: PartyCode): PartyCode | null {
  const ofThread = thread?.parties.filter((p) => p !== subject) ?? [];
  if (ofThread.length === 1) return ofThread[0] ?? null;
  return fact.parties.find((p) => p !== subject) ?? null;
}

function weigh(
  group: { thread: Thread | null; party: PartyCode | null; facts: Told[] },
  now: Day,
  question: Question,
): Storyline {
  const dated = group.facts.filter((f) => f.kind !== 'position');
  const basis = dated.length > 0 ? dated : group.facts;
  const end = question.until && lastDay(question.until) < question.asOf ? lastDay(question.until) : question.asOf;
  const day = (f: Fact) => firstDay(dateOf(f, end) ?? EARLIEST);
  const last = basis.reduce((a, b) => (day(b) >= day(a) ? b : a));
  const newest = day(last);
  const age = daysBetween(newest, now);
  const closed = group.thread?.status === 'closed' && question.until === null;
  const heaviest = Math.max(...group.facts.map((f) => f.significance));
  const recency = age <= RECENT_DAYS[0] ? 3 : age <= RECENT_DAYS[1] ? 1.5 : age <= RECENT_DAYS[2] ? 0.5 : 0;
  const orphan = group.thread === null && group.party === null ? -4 : 0;
  // A storyline of another relationship that touches this one must not speak for it.
  const own =
    group.thread === null ||
    question.parties.every((p) => group.thread?.parties.includes(p)) ||
    question.parties.length === 1;
  const foreign = own ? 0 : -5;
  const weight =
    heaviest * 2 +
    (group.thread?.significance ?? heaviest) +
    recency -
    (closed ? 2 : 0) +
    Math.min(group.facts.length, 20) * 0.05;
  return { ...group, newest, newestDate: dateOf(last, end) ?? newest, closed, weight: weight + orphan + foreign };
}

/** The thread key of a storyline for the dossier. */
export const threadOf = (line: Storyline): ThreadId | null => line.thread?.id ?? null;
