// In: the desk. Out: the bottom line, at most three sentences: where the relationship is heading, and the states of its weightiest threads.

import { daysBetween, order } from '../model/date.ts';
import type { DossierSection, Sentence } from '../model/dossier.ts';
import { type Desk, dayOf, type Storyline, type Told } from './desk.ts';
import { direction } from './direction.ts';
import { stateSentence, tell } from './sentences.ts';
import { nameable } from './threads.ts';
import { byWeight } from './weights.ts';

export function bottomLine(desk: Desk): DossierSection | null {
  const sentences: Sentence[] = [];
  const heading = direction(desk);
  if (heading) sentences.push(heading);
  for (const line of [...desk.storylines].sort((a, b) => headline(b) - headline(a))) {
    if (sentences.length === 3) break;
    const state = statesOf(desk, line)[0];
    if (!state) continue;
    desk.saidAbove.add(state.id);
    sentences.push(stateSentence(state, null));
  }
  if (sentences.length === (heading ? 1 : 0)) {
    // No state is recorded: the weightiest event has to say where things are.
    const event = [...desk.events].sort(byWeight)[0];
    if (event) sentences.push(...tell([event], () => null, nameable(desk)));
  }
  for (const sentence of sentences) for (const id of sentence.facts) desk.keep(id, 'BOTTOM_LINE');
  return sentences.length > 0 ? { section: 'bottom-line', sentences } : null;
}

/** For the bottom line an open storyline beats a closed one whatever its past. */
const headline = (line: Storyline): number => line.weight - (line.closed ? 10 : 0);

/** The facts whose states stand for a storyline: those that hold, the newest first, the weighty before the slight. */
export function statesOf(desk: Desk, line: Storyline): Told[] {
  const holding = line.facts.filter((f) => desk.holds(f));
  const newest = holding.reduce((day, f) => (dayOf(f) > day ? dayOf(f) : day), '');
  // A standing state of the last months outweighs an older one; among these the weightier speaks first.
  const fresh = (f: Told): number => (newest && daysBetween(dayOf(f), newest) <= 270 ? 1 : 0);
  return holding.sort(
    (a, b) =>
      fresh(b) - fresh(a) ||
      (fresh(a) ? b.significance - a.significance : 0) ||
      order(dayOf(b), dayOf(a)) ||
      order(a.id, b.id),
  );
}
