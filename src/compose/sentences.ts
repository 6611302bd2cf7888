// In: facts chosen for a paragraph, in the order of telling. Out: plans of sentences: which facts join, where the date stands, when a
// name becomes a pronoun, which recorded relation is said. No words; the same plan serves both languages.

import { firstDay } from '../model/date.ts';
import type { EventSentence, Sentence, StateSentence, Step } from '../model/dossier.ts';
import { dateOf, type Event, type Fact, type FactId, type Link, type Position } from '../model/fact.ts';
import type { Told } from './desk.ts';

/** Longest sentence made by joining, in English words. French runs a fifth longer. */
const JOINED_WORDS = 30;
/** Longest predicate that may be joined to another. */
const SHORT_PREDICATE = 15;
/** Relations worth a phrase of their own; the others are told by order and date. */
const SAID: ReadonlySet<Link['type']> = new Set(['responds_to', 'replaces']);
/** A predicate that says its cause itself needs no second one. */
const SAYS_CAUSE =
  /\b(in response|in retaliation|retaliat\w+|in reply|in return|replac\w+)\b|\ben (réponse|représailles|réaction)\b|\bremplac\w+/i;

const words = (text: string): number => text.split(/\s+/).length;

export function stateSentence(fact: Told, rank: number | null): StateSentence {
  const with_ = fact.kind === 'position' ? [] : fact.stateRestsOn;
  return { form: 'state', facts: [fact.id, ...with_], rank };
}

/**
 * Plans a paragraph of events and positions, in the order given (by date). Facts with the same actor join while they stay
 * short; dates alternate between the head and the body of the sentence, so that no two in a row share a pattern.
 * @param ranks weight of each fact for a page budget; made non-increasing along the paragraph.
 * @param before facts already told in the paragraph, before these.
 */
export function tell(
  facts: readonly (Event | Position)[],
  rank: (fact: Fact, index: number) => number | null,
  nameable: (id: FactId) => boolean,
): EventSentence[] {
  const sentences: EventSentence[] = [];
  const told = new Set<FactId>();
  let previous: Event | Position | null = null;
  let atHead = false;
  for (let i = 0; i < facts.length; i++) {
    const first = facts[i];
    if (!first) break;
    const group = [first];
    while (group.length < 3) {
      const next = facts[i + group.length];
      if (!next || !joins(group, next)) break;
      group.push(next);
    }
    const answers =
      previous !== null &&
      first.disputed === null &&
      first.links.some((l) => l.type === 'responds_to' && l.to === previous?.id) &&
      !saysCause(first);
    const head: boolean = group.length === 1 && !answers && atHead;
    const steps = group.map((fact, n): Step => {
      const same: boolean = n > 0 ? sameYear(group[n - 1], fact) : sameYear(previous, fact);
      return {
        fact: fact.id,
        date: head ? 'head' : 'slot',
        sameYear: same,
        link: n === 0 && answers ? null : linkOf(fact, told, nameable),
        answers: n === 0 && answers,
      };
    });
    sentences.push({
      form: 'event',
      facts: group.map((f) => f.id),
      rank: rank(first, i),
      subject: previous !== null && !head && sameSubject(previous, first) ? 'pronoun' : 'name',
      steps,
    });
    for (const fact of group) told.add(fact.id);
    previous = group[group.length - 1] ?? null;
    atHead = !head;
    i += group.length - 1;
  }
  return descend(sentences);
}

/** A later sentence never weighs more than an earlier one, so a paragraph is only ever cut from its end. */
export function descend<S extends Sentence>(sentences: S[]): S[] {
  let least = Number.POSITIVE_INFINITY;
  for (const sentence of sentences) {
    if (sentence.rank === null) continue;
    least = Math.min(least, sentence.rank);
    sentence.rank = least;
  }
  return sentences;
}

function sameSubject(a: Told, b: Told): boolean {
  return a.clause.en.subject === b.clause.en.subject && a.clause.fr.subject === b.clause.fr.subject;
}

function saysCause(fact: Told): boolean {
  return SAYS_CAUSE.test(fact.clause.en.predicate) || SAYS_CAUSE.test(fact.clause.fr.predicate);
}

function joins(group: readonly (Event | Position)[], next: Event | Position): boolean {
  const first = group[0];
  if (!first || first.kind !== next.kind || !sameSubject(first, next)) return false;
  const all = [...group, next];
  if (all.some((f) => words(f.clause.en.predicate) > SHORT_PREDICATE || f.clause.en.predicate.includes(',')))
    return false;
  if (next.links.some((l) => SAID.has(l.type)) && !saysCause(next)) return false;
  return all.reduce((n, f) => n + words(f.clause.en.predicate) + 3, words(first.clause.en.subject)) <= JOINED_WORDS;
}

/** The year goes without saying only while time runs forward. */
function sameYear(a: Fact | null | undefined, b: Fact): boolean {
  const x = a ? dateOf(a) : null;
  const y = dateOf(b);
  if (x === null || y === null || firstDay(x) > firstDay(y)) return false;
  return /^\d{4}-\d\d/.test(x) && /^\d{4}-\d\d-\d\d$/.test(y) && x.slice(0, 4) === y.slice(0, 4);
}

function linkOf(fact: Told, told: ReadonlySet<FactId>, nameable: (id: FactId) => boolean): Link | null {
  // A relation that somebody denies is left to the dates and to the disputes.
  if (saysCause(fact) || fact.disputed !== null) return null;
  return (
    fact.links.find((l) => SAID.has(l.type) && nameable(l.to) && !(l.type === 'replaces' && told.has(l.to))) ?? null
  );
}
