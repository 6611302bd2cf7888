// In: what a curator asks for and the request it came in. Out: the payload of the mutation: the revision that stands, or what was wrong, each with its
// place in the input. Refuses whoever is no curator (FORBIDDEN, UNAUTHENTICATED), and passes on what is not the fault of the input.

import { type Problem, type ProblemCode, ProblemError, problem } from '../model/problem.ts';
import { type Revision, StaleError } from '../model/revision.ts';
import type { Context } from './context.ts';
import type { ActInput, FieldValueInput } from './types/curation.ts';
import type { Outcome, Wrong } from './types/payload.ts';

/** Who acts and why, as the store takes it. */
export interface Act {
  by: string;
  reason: string;
  key?: string;
}

/** Where in the input the place of a problem is. */
export type Place = (found: Problem) => readonly string[];

interface PayloadClass<Payload> {
  new (outcome: Outcome): Payload;
  /** What can be the fault of the input. */
  readonly codes: readonly ProblemCode[];
}

/** Longest key, in UTF-16 code units. */
const MOST_KEY = 200;

/** Does one thing in the name of the curator who asks for it. */
export async function carryOut<Payload>(
  Payload: PayloadClass<Payload>,
  input: ActInput,
  context: Context,
  place: Place,
  work: (act: Act) => Promise<Revision>,
): Promise<Payload> {
  const by = context.curator();
  try {
    const act = { by, reason: input.reason, ...keyOf(input) };
    const revision = await work(act);
    context.forget();
    return new Payload({ revision, wrong: [] });
  } catch (error) {
    return new Payload({ revision: null, wrong: wrongIn(error, Payload.codes, place) });
  }
}

/** What was wrong with the input. Throws the error itself where that is not it. */
export function wrongIn(error: unknown, codes: readonly ProblemCode[], place: Place): Wrong[] {
  if (!(error instanceof ProblemError) || !error.problems.every(({ code }) => codes.includes(code))) throw error;
  const newer = error instanceof StaleError ? error.current : null;
  return error.problems.map((found) => ({
    problem: found,
    place: OWN.get(found.place.field) ?? place(found),
    newer,
  }));
}

/** What every input has of its own; no record has fields of these names. */
const OWN: ReadonlyMap<string | undefined, readonly string[]> = new Map([
  ['by', []],
  ['reason', ['reason']],
  ['key', ['idempotencyKey']],
  ['expectedRevision', ['expectedRevision']],
]);

/** The key of a request, where it brings one. Refuses INVALID_RECORD: a key of no or too great length. */
export function keyOf({ idempotencyKey: key }: Pick<ActInput, 'idempotencyKey'>): { key?: string } {
  if (key === undefined || key === null) return {};
  if (key.length >= 1 && key.length <= MOST_KEY) return { key };
  throw invalid('key', `${key.length} characters`, `1 to ${MOST_KEY}`);
}

/** The values to set, by the path of their field. Refuses INVALID_RECORD: what is not JSON, and a path written twice. */
export function valuesOf(set: readonly FieldValueInput[]): Record<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [n, { path, value }] of set.entries()) {
    if (values.has(path)) throw invalid(`set.${n}.path`, `${path} twice`, 'each field once');
    values.set(path, jsonOf(value, `set.${n}.value`));
  }
  return Object.fromEntries(values);
}

function jsonOf(text: string, field: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(field, `no JSON: ${text.slice(0, 60)}`, 'JSON: a text in quotes, a number, null, a list');
  }
}

/** The place in `set` of the value that a problem is about; `set` where it is none of them alone. */
export function placeInSet(set: readonly FieldValueInput[], field: string): readonly string[] {
  if (field.startsWith('set.')) return field.split('.');
  const n = set.findIndex(({ path }) => field === path || field.startsWith(`${path}.`));
  return n < 0 ? ['set'] : ['set', String(n)];
}

export const invalid = (field: string, found: string, expected: string): ProblemError =>
  new ProblemError([problem('INVALID_RECORD', { field, found, expected }, { field })]);
