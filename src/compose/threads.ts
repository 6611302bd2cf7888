// In: the desk. Out: a paragraph for each storyline: what stands, then how it came to that.

import { daysBetween, order } from '../model/date.ts';
import type { DossierSection, SectionPlan, Sentence, ThreadEntry } from '../model/dossier.ts';
import type { Event, Fact, FactId, Position } from '../model/fact.ts';
import { statesOf } from './bottom-line.ts';
import { type Desk, dayOf, isTold, type Storyline, type Told, threadOf } from './desk.ts';
import { descend, stateSentence, tell } from './sentences.ts';
import { byWeight, cut, newestFirst, WITHIN, weight } from './weights.ts';

/** Most state sentences at the head of a thread. */
const STATES = 2;
/** In a short product a thread told above weighs like one in this place. */
const TOLD = 5;
/** A closed thread older than this shrinks to one sentence. */
const AGED_DAYS = 730;

export function threads(desk: Desk, plan: SectionPlan): DossierSection | null {
  const review = desk.question.parties.length === 1;
  const lines = desk.storylines.filter((line) => line.facts.some((f) => f.significance >= (plan.atLeast ?? 1)));
  const entries: ThreadEntry[] = [];
  let fresh = 0;
  const first = cut(lines, plan.take);
  if (plan.sort === 'newest') first.sort((a, b) => order(b.newest, a.newest));
  for (const line of first) {
    const brief = (plan.sentences ?? STATES + 1) <= STATES;
    const told = line.facts.some((f) => desk.saidAbove.has(f.id));
    // Where there is room for a sentence or two, a thread that the bottom line has told yields to those it has not.
    const sentences =
      brief && told ? beyond(desk, line, weight('thread', TOLD)) : paragraph(desk, line, plan, weight('thread', fresh));
    if (sentences.length === 0) continue;
    if (!told || !brief) fresh++;
    entries.push({
      thread: threadOf(line),
      party: line.party,
      state: line.closed ? 'closed' : 'open',
      newest: line.newestDate,
      sentences,
      rank: Math.max(...sentences.map((s) => s.rank ?? 0)),
    });
  }
  return entries.length > 0 ? { section: 'threads', by: review ? 'party' : 'thread', entries } : null;
}

/** What stands in a storyline, then how it came to that: state sentences before those of its turns. */
export function paragraph(desk: Desk, line: Storyline, plan: SectionPlan, top: number): Sentence[] {
  const limit = plan.sentences ?? Number.POSITIVE_INFINITY;
  const aged = line.closed && desk.newest !== null && daysBetween(line.newest, desk.newest.day) > AGED_DAYS;
  const standing = apart(statesOf(desk, line));
  const states = standing.slice(0, aged ? 1 : Math.min(STATES, limit));
  // What a state rests on, and the signing of an agreement whose state is told, are said with it.
  const said = new Set(states.flatMap((s) => [s.id, ...(s.kind === 'position' ? [] : s.stateRestsOn)]));
  for (const fact of line.facts) {
    if (fact.links.some((l) => l.type === 'part_of' && states.some((s) => s.kind === 'agreement' && s.id === l.to)))
      said.add(fact.id);
  }
  const sentences = states.flatMap((fact, i): Sentence[] => {
    const rank = top - i * WITHIN.state;
    const toldAbove = desk.saidAbove.has(fact.id);
    desk.keep(fact.id, 'STANDING_STATE');
    // What the bottom line has said is not said again in the same words.
    return toldAbove && fact.kind === 'event' ? tell([fact], () => rank, nameable(desk)) : [stateSentence(fact, rank)];
  });
  const room = aged ? 1 - sentences.length : limit - sentences.length;
  if (room <= 0) return descend(sentences);
  const turns = line.facts.filter((f): f is Event => f.kind === 'event' && !said.has(f.id));
  // Routine steps are told only where a thread has little else.
  const weighty = turns.filter((f) => f.significance >= 3);
  const pool = weighty.length + said.size > 1 ? weighty : turns;
  const chosen = [...pool]
    .sort(byWeight)
    .slice(0, Math.min(room, 9))
    .sort((a, b) => order(dayOf(a), dayOf(b)) || order(a.id, b.id));
  for (const fact of chosen) desk.keep(fact.id, 'THREAD_TURN');
  const rank = (_: Fact, i: number) => Math.max(1, top - WITHIN.turn - i * WITHIN.step);
  sentences.push(...tell(chosen, rank, nameable(desk)));
  return descend(sentences);
}

/** What a thread says beyond the state that the bottom line has told. */
function beyond(desk: Desk, line: Storyline, rank: number): Sentence[] {
  const rest = apart(statesOf(desk, line)).filter((f) => !desk.saidAbove.has(f.id));
  return rest.slice(0, 1).map((fact) => {
    desk.keep(fact.id, 'STANDING_STATE');
    return stateSentence(fact, rank);
  });
}

/** An agreement and the event of its signing say one thing: of states a week apart or less the first speaks for both. */
export function apart(states: readonly Told[]): Told[] {
  const kept: Told[] = [];
  for (const state of states) {
    const twin = kept.some(
      (k) => (k.kind !== state.kind && Math.abs(daysBetween(dayOf(k), dayOf(state))) <= 7) || related(k, state),
    );
    if (!twin) kept.push(state);
  }
  return kept;
}

const related = (a: Told, b: Told): boolean =>
  a.links.some((l) => l.type === 'part_of' && l.to === b.id) ||
  b.links.some((l) => l.type === 'part_of' && l.to === a.id);

/** A fact can be named in a sentence about another where its words are at hand. */
export function nameable(desk: Desk): (id: FactId) => boolean {
  return (id) => {
    const fact = desk.byId.get(id) ?? desk.findings.linked.get(id);
    return fact !== undefined && isTold(fact);
  };
}

export function positions(desk: Desk, plan: SectionPlan): DossierSection | null {
  const byParty = new Map<string, Position[]>();
  for (const fact of desk.facts) {
    if (fact.kind === 'position') byParty.set(fact.party, [...(byParty.get(fact.party) ?? []), fact]);
  }
  const asked = desk.question.parties;
  const place = (party: string) => (asked.includes(party) ? asked.indexOf(party) : asked.length);
  const entries = [...byParty]
    .sort(([a], [b]) => place(a) - place(b) || order(a, b))
    .map(([party, said], n) => {
      const chosen = cut(said.sort(newestFirst), plan.sentences);
      for (const fact of chosen) desk.keep(fact.id, 'POSITION');
      const rank = weight('position', n);
      return { party, sentences: tell(chosen, (_, i) => rank - i * 15, nameable(desk)), rank };
    });
  return entries.length > 0 ? { section: 'positions', entries: cut(entries, plan.take) } : null;
}
