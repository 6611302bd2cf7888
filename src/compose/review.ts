// In: the desk. Out: the sections of a review: every relationship in a line, what moved in the period, and what did not.

import { firstDay, lastDay, order } from '../model/date.ts';
import type { DossierSection, SectionPlan, ThreadEntry } from '../model/dossier.ts';
import {
  type Agreement,
  type Event,
  type Fact,
  isCooperative,
  type PartyCode,
  stepsOf,
  type ThreadId,
} from '../model/fact.ts';
import { counterpart, type Desk, isTold, type Storyline, type Told, threadOf } from './desk.ts';
import { steps } from './tables.ts';
import { paragraph } from './threads.ts';
import { byWeight, cut, newestFirst, WEIGHT, weight } from './weights.ts';

const SORTED = {
  weight: (lines: Storyline[]) => lines,
  newest: (lines: Storyline[]) => lines.sort((a, b) => order(b.newest, a.newest)),
};

function linesOf(desk: Desk, plan: SectionPlan): Storyline[] {
  const least = plan.atLeast ?? 1;
  const lines = desk.storylines.filter((line) => line.facts.some((f) => f.significance >= least && moves(desk, f)));
  return SORTED[plan.sort === 'newest' ? 'newest' : 'weight'](cut(lines, plan.take));
}

/** Whether a fact is something that came about in the period: what was said did not move anything, nor did an agreement that stood all through it. */
function moves({ question: { since, until, asOf } }: Desk, fact: Told): boolean {
  if (fact.kind !== 'agreement') return fact.kind === 'event';
  const from = since ? firstDay(since) : '';
  const to = until ? lastDay(until) : asOf;
  return stepsOf(fact).some(({ date }) => lastDay(date) >= from && firstDay(date) <= to);
}

export function relationships(desk: Desk, plan: SectionPlan): DossierSection | null {
  const next = steps(desk);
  const by = desk.question.parties.length === 1 ? 'party' : 'thread';
  const rows = linesOf(desk, plan).flatMap((line, i) => {
    const events = line.facts.filter((f): f is Event => f.kind === 'event');
    // A line of its own is for a relationship, not for what belongs to none.
    const newest = line.facts.filter((f) => moves(desk, f)).sort(newestFirst)[0];
    if (!newest || (line.party === null && line.thread === null)) return [];
    const step = next.find((f) => line.facts.some(({ id }) => id === f.id)) ?? null;
    desk.keep(newest.id, 'RECENT');
    if (step) desk.keep(step.id, 'LOOK_AHEAD');
    return {
      thread: threadOf(line),
      party: line.party,
      events: events.length,
      cooperative: events.filter((e) => isCooperative(e.type)).length,
      newest: newest.id,
      next: step?.id ?? null,
      rank: weight('relationship', i),
    };
  });
  // A table of one row is a sentence.
  return rows.length > 1 ? { section: 'relationships', by, rows } : null;
}

export function moved(desk: Desk, plan: SectionPlan): DossierSection | null {
  const least = plan.atLeast ?? 1;
  const single = desk.question.parties.length === 1;
  let told = 0;
  const entriesOf = (themes: readonly Storyline[]): ThreadEntry[] =>
    themes.flatMap((line) => {
      if (!line.facts.some((f) => f.significance >= least && moves(desk, f))) return [];
      const sentences = paragraph(desk, line, plan, weight('thread', told));
      if (sentences.length === 0) return [];
      told++;
      return {
        thread: threadOf(line),
        party: null,
        state: line.closed ? 'closed' : 'open',
        newest: line.newestDate,
        sentences,
        rank: Math.max(...sentences.map((s) => s.rank ?? 0)),
      };
    });
  const lines = linesOf(desk, plan);
  const all = single
    ? lines.map((line) => ({ party: line.party, entries: entriesOf(desk.themes(line)) }))
    : [{ party: null, entries: entriesOf(lines) }];
  const relationships = all.filter(({ entries }) => entries.length > 0);
  return relationships.length > 0 ? { section: 'moved', relationships } : null;
}

export function unmoved(desk: Desk, plan: SectionPlan): DossierSection | null {
  const { question, findings } = desk;
  // Of all time, nothing can be said to have stood still.
  if (!question.since || !findings.earlier) return null;
  const [subject = ''] = question.parties;
  const single = question.parties.length === 1;
  const told = findings.earlier.facts.filter(isTold).filter((f) => !desk.byId.has(f.id));
  const threadsMoved = new Set(desk.facts.flatMap((f) => (isTold(f) && moves(desk, f) ? (f.thread ?? []) : [])));
  const threadOfFact = (f: Told) =>
    findings.earlier?.threads.get(f.thread ?? '') ?? findings.threads.get(f.thread ?? '') ?? null;

  const newestOf = <K>(keyOf: (f: Told) => K | null): Map<K, Told> => {
    const newest = new Map<K, Told>();
    for (const fact of [...told].sort(newestFirst)) {
      const key = keyOf(fact);
      if (key !== null && !newest.has(key)) newest.set(key, fact);
    }
    return newest;
  };
  const quiet = [...newestOf((f) => f.thread)]
    .flatMap(([id, fact]) => {
      const thread = threadOfFact(fact);
      const own = thread && question.parties.every((party) => thread.parties.includes(party));
      return thread && own && thread.status === 'open' && !threadsMoved.has(id) ? [{ thread, fact }] : [];
    })
    .sort((a, b) => b.thread.significance - a.thread.significance || newestFirst(a.fact, b.fact));
  const withWhom = (f: Told): PartyCode | null => (single ? counterpart(f, threadOfFact(f), subject) : null);
  const met = new Set(desk.facts.flatMap((f) => (isTold(f) && moves(desk, f) ? f.parties : [])));
  const parties = [...newestOf(withWhom)]
    .filter(([party]) => !met.has(party))
    .map(([party, fact]) => ({ party, fact: fact.id }))
    .sort((a, b) => order(a.party, b.party));
  const standing = desk.facts
    .filter((f): f is Agreement => f.kind === 'agreement' && f.status !== 'terminated' && !moves(desk, f))
    .sort(byWeight);

  const threads = cut(quiet, plan.take).map(({ thread, fact }, i) => ({
    party: withWhom(fact),
    thread: thread.id as ThreadId,
    fact: fact.id,
    rank: weight('unmoved', i),
  }));
  const agreements = cut(standing, plan.take).map((fact, i) => ({ fact: fact.id, rank: weight('unmoved', i) }));
  const keep = (list: readonly { fact: Fact['id'] }[]) => {
    for (const { fact } of list) desk.keep(fact, 'UNMOVED');
  };
  keep(parties);
  keep(threads);
  keep(agreements);
  if (parties.length + threads.length + agreements.length === 0) return null;
  return {
    section: 'unmoved',
    parties,
    threads,
    agreements,
    left: { threads: quiet.length - threads.length, agreements: standing.length - agreements.length },
    rank: WEIGHT.unmoved.first,
  };
}
