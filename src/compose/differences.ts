// In: what was found for a question in a former state, and what is found now. Out: every fact that is not as it was, each in one way. Pure: from A to B and
// from B to A mirror each other, and from a state to itself is nothing. Refuses nothing.

import { type Day, type Edtf, firstDay, lastDay } from '../model/date.ts';
import { CHANGES, type Difference, type Differences, type Former } from '../model/difference.ts';
import { type Agreement, dateOf, type Fact, type FactId } from '../model/fact.ts';
import type { Findings } from '../model/findings.ts';
import { byWeight } from './weights.ts';

/** What no reader of a brief sees. */
const UNSEEN: ReadonlySet<string> = new Set(['note', 'sameAs']);

/**
 * Compares two states.
 * @param asOf the day whose knowledge `now` is.
 */
export function differencesOf(former: Former, now: Findings, asOf: Day): Differences {
  const before = byId(former.findings.facts);
  const here = byId(now.facts);
  // The newest thing the former state can tell of: what is later is news.
  const known = lastDay(former.findings.snapshot.newest);
  const enders = newEnders(before, here);
  const changed: Difference[] = [];
  let unchanged = 0;
  for (const id of new Set([...before.keys(), ...here.keys()])) {
    const was = before.get(id) ?? stray(former.elsewhere.before.get(id), id, former.state.day);
    const is = here.get(id) ?? stray(former.elsewhere.after.get(id), id, asOf);
    const found = differenceOf(id, was, is, known, enders.get(id) ?? null);
    if (found) changed.push(found);
    // What only one state counts among the facts of the question is not one of both.
    else if (before.has(id) && here.has(id)) unchanged++;
  }
  changed.sort((a, b) => CHANGES.indexOf(a.change) - CHANGES.indexOf(b.change) || byWeight(either(a), either(b)));
  return { changed, unchanged };
}

/** The fact of a difference, as it is or was. */
export const either = ({ is, was }: Difference): Fact => (is ?? was) as Fact;

const byId = (facts: readonly Fact[]) => new Map(facts.map((fact) => [fact.id, fact]));

/** A fact that a state has and did not find: what lay ahead of its day was not known to it, and a record merged into another is no more. */
function stray(fact: Fact | undefined, id: FactId, asOf: Day): Fact | null {
  if (!fact || fact.id !== id) return null;
  const date = dateOf(fact);
  return date !== null && firstDay(date) > asOf ? null : fact;
}

function differenceOf(
  id: FactId,
  was: Fact | null,
  is: Fact | null,
  known: Day,
  ender: Fact | null,
): Difference | null {
  const base = { fact: id, was, is, fields: [], by: null };
  if (was === null && is === null) return null;
  if (was === null) return { ...base, change: 'added', news: happenedAfter(is as Fact, known) };
  if (is === null) return { ...base, change: 'withdrawn', news: false };
  const fields = fieldsBetween(was, is);
  const over = endOf(is);
  if (endOf(was) === null && over !== null) return { ...base, fields, change: 'ended', news: after(over, known) };
  if (ender) return { ...base, fields, change: 'ended', news: happenedAfter(ender, known), by: ender.id };
  if (fields.length === 0) return null;
  const news = stepsOf(is).some((step, i) => step !== null && step !== stepsOf(was)[i] && after(step, known));
  return { ...base, fields, change: news ? 'updated' : 'corrected', news };
}

function fieldsBetween(was: Fact, is: Fact): string[] {
  const names = new Set([...Object.keys(is), ...Object.keys(was)]);
  const of = (fact: Fact, name: string) => JSON.stringify(Reflect.get(fact, name) ?? null);
  return [...names].filter((name) => !UNSEEN.has(name) && of(was, name) !== of(is, name));
}

/** Facts that a fact ends by a link which was not recorded before, by the id of what is ended. */
function newEnders(before: ReadonlyMap<FactId, Fact>, here: ReadonlyMap<FactId, Fact>): Map<FactId, Fact> {
  const ends = (fact: Fact | undefined) => fact?.links.filter(({ type }) => type === 'ends').map(({ to }) => to) ?? [];
  const enders = new Map<FactId, Fact>();
  for (const fact of here.values()) {
    const already = ends(before.get(fact.id));
    for (const to of ends(fact)) if (!already.includes(to) && !enders.has(to)) enders.set(to, fact);
  }
  return enders;
}

/** When a fact was over, by its own record; null where it is not, or need not be. */
function endOf(fact: Fact): Edtf | null {
  if (fact.kind === 'office') return fact.to;
  if (fact.kind !== 'agreement') return null;
  return fact.ended ?? (fact.status === 'terminated' ? (dateOf(fact) ?? '') : null);
}

/** The steps that a fact may take after it was recorded. */
const stepsOf = (fact: Fact): readonly (Edtf | null)[] => {
  if (fact.kind === 'event') return [fact.end];
  if (fact.kind !== 'agreement') return [];
  const { negotiationsOpened, concluded, signed, provisionallyApplied, inForce, ended }: Agreement = fact;
  return [negotiationsOpened, concluded, signed, provisionallyApplied, inForce, ended];
};

/** Surely after: a date that may be of before is none. */
const after = (date: Edtf, known: Day): boolean => date !== '' && firstDay(date) > known;

/** A figure is news once its period has ended; all else by when it took place. */
function happenedAfter(fact: Fact, known: Day): boolean {
  const date = dateOf(fact);
  if (date === null) return false;
  return fact.kind === 'indicator' ? lastDay(date) > known : after(date, known);
}
