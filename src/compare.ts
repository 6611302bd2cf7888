// What a delta brief and a new edition rest on: one question in two states of the data.
//
//     Question ─store→ FindingsAt, then and now ─compose→ Differences
//
// In: a question, and what names a state: the id of an edition, or a date. Out: the state that stood before, beside the one it is compared with. Refuses what
// names neither (BAD_STATE), an edition that is not in the register (UNKNOWN_EDITION) or is about others (FOREIGN_EDITION), a day to come
// (AS_OF_IN_FUTURE), a day before anything was recorded (TOO_EARLY), and data that are gone (DATA_GONE).

import { type Day, lastDay, parseDate } from './model/date.ts';
import type { Former, State } from './model/difference.ts';
import { type Edition, isEditionId, partiesKey, stampOf } from './model/edition.ts';
import type { FactId } from './model/fact.ts';
import type { FindingsAt } from './model/findings.ts';
import { ProblemError, refuse } from './model/problem.ts';
import type { Question, Request } from './model/question.ts';
import type { Store } from './store/store.ts';

/** One question in two states: what was found before, and what is found in the other. */
export interface Compared {
  former: Former;
  findings: FindingsAt;
}

/**
 * Finds both states of a delta.
 * @param now what is found for the question now; taken where the delta names no other state
 * @param marked the day whose markings count as well; absent: today
 */
export async function compared(store: Store, question: Question, now: FindingsAt, marked?: Day): Promise<Compared> {
  const { from, to } = question.delta ?? refuse('BAD_STATE', { value: '' }, { field: 'delta.from' });
  const then = await stateOf(store, question, from, 'delta.from', marked);
  const other = to === null ? null : await stateOf(store, question, to, 'delta.to', marked);
  const findings = other?.findings ?? now;
  return { former: await formerOf(store, question, then, findings, other?.state ?? null, marked), findings };
}

interface Standing {
  findings: FindingsAt;
  state: State;
}

async function stateOf(store: Store, question: Question, name: string, field: string, marked?: Day): Promise<Standing> {
  const edition = editionIn(name);
  if (edition !== null)
    return stateOfEdition(await editionNamed(store, edition, field), store, question, field, marked);
  const day = dayIn(name) ?? refuse('BAD_STATE', { value: name.slice(0, 60) }, { field });
  if (day > question.asOf) return refuse('AS_OF_IN_FUTURE', { asOf: name, today: question.asOf }, { field });
  const findings = await store.find({ ...question, asOf: day });
  if (findings.version === 0) refuse('TOO_EARLY', { day }, { field });
  return { findings, state: { edition: null, day, newest: findings.snapshot.newest } };
}

async function stateOfEdition(
  edition: Edition,
  store: Store,
  question: Question,
  field: string,
  marked?: Day,
): Promise<Standing> {
  const { id, version, snapshot, question: asked } = edition;
  if (partiesKey(asked.parties) !== partiesKey(question.parties))
    refuse('FOREIGN_EDITION', { id, about: asked.parties.join(', '), asked: question.parties.join(', ') }, { field });
  const findings = await store.findAt({ ...question, asOf: asked.asOf }, version, marked);
  if (findings.snapshot.id !== snapshot.id) refuse('DATA_GONE', { version }, { field });
  return { findings, state: { edition: stampOf(edition), day: asked.asOf, newest: snapshot.newest } };
}

/** An edition of the register; where there is none, that is told at the field that names it. */
async function editionNamed(store: Store, id: string, field: string): Promise<Edition> {
  try {
    return await store.register.edition(id);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new ProblemError(error.problems.map((found) => ({ ...found, place: { field } })));
  }
}

/** The id of an edition as a person types it; null where it is none. */
const editionIn = (text: string): string | null => (isEditionId(text.toUpperCase()) ? text.toUpperCase() : null);

/** The last day of a date; null where the text is none. */
function dayIn(text: string): Day | null {
  const span = parseDate(text);
  return span && !span.interval ? lastDay(text) : null;
}

/** A state that stood before, beside another, with what either has elsewhere of the facts that only one has found. */
export async function formerOf(
  store: Store,
  { includeDrafts = false }: Question,
  then: Standing,
  now: FindingsAt,
  to: State | null,
  marked?: Day,
): Promise<Former> {
  const ids = (found: FindingsAt) => new Set(found.facts.map(({ id }) => id));
  const [before, after] = [ids(then.findings), ids(now)];
  const only = (some: Set<FactId>, others: Set<FactId>) => [...some].filter((id) => !others.has(id));
  const elsewhere = {
    before: await store.factsByIds(only(after, before), { version: then.findings.version, includeDrafts }),
    after: await store.factsByIds(only(before, after), { version: now.version, includeDrafts }),
  };
  const cited = [...elsewhere.after.values()].flatMap((fact) => fact.sources);
  const markings = [
    ...(await store.askedBy([...elsewhere.before.values()], then.findings.version, marked)),
    ...(await store.askedBy([...elsewhere.after.values()], now.version, marked)),
  ];
  return {
    findings: then.findings,
    state: then.state,
    to,
    elsewhere,
    ...(markings.length > 0 ? { markings: new Map(markings) } : {}),
    sources: await store.sourcesByIds([...new Set(cited)], { version: now.version }),
  };
}

/** A request that names an edition and nobody is about what the edition is about. */
export async function completed(store: Store, request: Request): Promise<Request> {
  const named = Reflect.get(Object(request.delta), 'from');
  const id = typeof named === 'string' ? editionIn(named.trim()) : null;
  if (id === null || request.text || (request.parties ?? []).length > 0) return request;
  const { parties, since, until, topics } = (await editionNamed(store, id, 'delta.from')).question;
  return { since, until, ...request, parties, ...((request.topics ?? []).length > 0 ? {} : { topics }) };
}
