// In: the desk. Out: who speaks for a party, what it holds today, and what is recorded of ours to answer what others hold. Only recorded positions
// are ever put into somebody's mouth.

import { firstDay, lastDay, order } from '../model/date.ts';
import type { Reply, Sentence } from '../model/dossier.ts';
import type { FactId, Office, PartyCode, Position } from '../model/fact.ts';
import { statesOf } from './bottom-line.ts';
import { type Desk, dayOf } from './desk.ts';
import { currentHolders, leadersOf } from './key-facts.ts';
import { stateSentence, tell } from './sentences.ts';
import { nameable } from './threads.ts';
import { newestFirst } from './weights.ts';

/** Offices up to this rank speak for their party; critics and negotiators are recorded below it. */
const GOVERNMENT = 3;
/** Through whom a party speaks where nobody is named. */
const INSTITUTION =
  /\b(government|cabinet|ministry|prime minister's office|global affairs|commission|council|trade representative|high commissioner|ambassador|embassy|secretariat|white house|state department|foreign office)\b/i;
const AGAINST = /\bopposition\b/i;
/** What others say that a party holds is not what it says. */
const SECOND_HAND = /\baccording to\b|\bdescribed (it|him|her|them) as\b/i;

/** The party that the brief is for: the one named first. */
export const ours = (desk: Desk): PartyCode => desk.question.parties[0] ?? '';

/** True where the position is that of its party and not of somebody within it: an office of its government, or the party by name. */
export function speaksForParty(desk: Desk, position: Position): boolean {
  const { speaker, party, date } = position;
  const { subject } = position.clause.en;
  if (speaker === null)
    return (
      subject === desk.gazetteer.get(party)?.names.en.full || (INSTITUTION.test(subject) && !AGAINST.test(subject))
    );
  return desk.facts.some(
    (f): f is Office =>
      f.kind === 'office' &&
      f.party === party &&
      f.holder === speaker &&
      f.rank <= GOVERNMENT &&
      (f.from === null || firstDay(f.from) <= lastDay(date)) &&
      (f.to === null || lastDay(f.to) >= firstDay(date)),
  );
}

/** What a party holds today: its own positions since its leader took office that nothing has ended or replaced, by storyline, newest first. */
export function stancesOf(desk: Desk, party: PartyCode): Position[] {
  const leader = leadersOf(desk, currentHolders(desk)).find((o) => o.party === party);
  const since = leader?.from ? firstDay(leader.from) : '';
  const gone = new Set<FactId>();
  for (const fact of desk.facts)
    for (const { type, to } of fact.links)
      if (type === 'ends' || type === 'replaces' || type === 'amends') gone.add(to);
  return desk.facts
    .filter((f): f is Position => f.kind === 'position' && f.party === party && lastDay(f.date) >= since)
    .filter((f) => !gone.has(f.id) && !SECOND_HAND.test(f.clause.en.predicate) && speaksForParty(desk, f))
    .sort((a, b) => lineOf(desk, a) - lineOf(desk, b) || newestFirst(a, b));
}

/** The place of a fact's storyline in the order of weight. */
export function lineOf(desk: Desk, fact: Position): number {
  const at = desk.storylines.findIndex((line) => line.facts.includes(fact));
  return at < 0 ? desk.storylines.length : at;
}

/** One position as a sentence of its own: who, what, when. */
export const said = (desk: Desk, position: Position, rank: number | null): Sentence[] =>
  tell([position], () => rank, nameable(desk));

/**
 * What is recorded of ours on what somebody else holds: our newest stance on the same storyline, else how that storyline stands.
 * @param used facts already told beside it, which do not answer once more; what answers is added.
 */
export function replyTo(desk: Desk, position: Position, rank: number, used: Set<FactId>): Reply {
  desk.keep(position.id, 'POSITION');
  used.add(position.id);
  const line = desk.storylines.find((l) => l.facts.includes(position));
  const stance = stancesOf(desk, ours(desk))
    .filter((f) => !used.has(f.id) && f.id !== position.id)
    .filter((f) => f.links.some((l) => l.to === position.id) || (f.thread !== null && f.thread === position.thread))
    .sort((a, b) => order(dayOf(b), dayOf(a)) || order(a.id, b.id))[0];
  const state = line?.thread ? statesOf(desk, line).find((f) => f.kind !== 'position' && !used.has(f.id)) : undefined;
  const answer = stance ? said(desk, stance, rank) : state ? [stateSentence(state, rank)] : [];
  const from = stance ?? state;
  if (from) {
    used.add(from.id);
    desk.keep(from.id, stance ? 'POSITION' : 'STANDING_STATE');
    for (const id of answer.flatMap((s) => s.facts)) desk.keep(id, 'STANDING_STATE');
  }
  return {
    on: position.id,
    thread: line?.thread?.id ?? null,
    sentences: [...said(desk, position, rank), ...answer],
    answered: from !== undefined,
    rank,
  };
}
