// In: what a curator wants to record, correct, withdraw, restore, review or link, and the revision they have seen. Out: the new revision, or the
// one there was where nothing changes. Each is one transaction. Refuses INVALID_RECORD field by field, STALE_REVISION with the current
// revision, ALREADY_RECORDED, UNKNOWN_FACT, UNKNOWN_RECORD, WRONG_STATE, IN_USE, KEY_REUSED.

import { type Fact, LINK_TYPES, type Link, type PartyCode } from '../model/fact.ts';
import { ProblemError, problem, refuse } from '../model/problem.ts';
import {
  type Action,
  type Entry,
  type Instant,
  type Ref,
  type Revision,
  StaleError,
  type State,
} from '../model/revision.ts';
import { type Change, entryOf, openPen, type Row } from './append.ts';
import { canonical, sha256 } from './canon.ts';
import { keepUp } from './catalogue.ts';
import { currentRows, faultsAround, type Surroundings, surroundings } from './context.ts';
import type { Db, Ground, Writing } from './ground.ts';
import { revisionOf } from './history.ts';
import { inUse } from './seed.ts';
import { type Fault, faultsOf, isText, show } from './shape.ts';

/** Who writes and why. */
export interface Act {
  by: string;
  reason: string;
  /** The same key with the same content is carried out once, and answered the same each time. */
  key?: string | undefined;
}

/** How a new record enters. */
export interface Entering {
  /** Default: reviewed, or draft where it is machine-coded. */
  state?: 'draft' | 'reviewed';
  machineCoded?: boolean;
  marking?: string | null;
}

/**
 * What a correction writes: the whole body, or values by the path of their field: `{ 'title.fr': '…' }`. `marking` is set like a field, though it stands
 * beside the body.
 */
export type Correction = { body: unknown } | { set: Readonly<Record<string, unknown>> };

/** What was asked of a record, checked against its current revision. */
type Decide = (current: Row | null, tx: Writing) => Promise<Wanted> | Wanted;
interface Wanted {
  body: unknown;
  action: Action;
  state: State;
  machineCoded: boolean;
  marking: string | null;
}

export interface Desk {
  ground: Ground;
  now(): Instant;
  parties(): ReadonlySet<PartyCode>;
  /** Called within the transaction, before it is sure to hold. */
  beforeWriting(): void;
}

/** Records something new. */
export function record(desk: Desk, entry: { record: Ref['record']; body: unknown }, act: Act, entering: Entering = {}) {
  const { machineCoded = false, marking = null, state = machineCoded ? 'draft' : 'reviewed' } = entering;
  const ref: Ref = { record: entry.record, id: String(Reflect.get(Object(entry.body), 'id')) };
  return carryOut(desk, ref, act, ['record', entry.body, state, machineCoded, marking], (current) => {
    if (current)
      refuse('ALREADY_RECORDED', { id: current.id, number: current.number, state: current.state }, { field: 'id' });
    return { body: entry.body, action: 'recorded', state, machineCoded, marking };
  });
}

/** Replaces the content of a record. */
export function correct(desk: Desk, ref: Ref, expected: number, correction: Correction, act: Act) {
  return carryOut(desk, ref, act, ['correct', expected, correction], (current) => {
    const row = seen(ref, current, expected, ['draft', 'reviewed']);
    if ('body' in correction) return { ...kept(row), body: correction.body, action: 'corrected' };
    const { marking = row.marking, ...set } = correction.set;
    if (marking !== null && !isText(marking))
      throw invalid([{ field: 'marking', found: show(marking), expected: 'a marking such as protected-b, or null' }]);
    return { ...kept(row), body: withValues(JSON.parse(row.body), set), action: 'corrected', marking };
  });
}

/** Takes a record back. It stays in the history, and its id is never used again. */
export function withdraw(desk: Desk, ref: Ref, expected: number, act: Act) {
  return carryOut(desk, ref, act, ['withdraw', expected], async (current, { db }) => {
    const row = seen(ref, current, expected, ['draft', 'reviewed']);
    const users = await inUse(db, ref.record, ref.id);
    if (users.length > 0) refuse('IN_USE', { id: ref.id, users: users.join(', ') }, { field: 'id' });
    return { ...kept(row), action: 'withdrawn', state: 'withdrawn' };
  });
}

/** Brings a withdrawn record back as it was. */
export function restore(desk: Desk, ref: Ref, expected: number, act: Act) {
  return carryOut(desk, ref, act, ['restore', expected], async (current, { db }) => {
    const row = seen(ref, current, expected, ['withdrawn']);
    const before = await db
      .selectFrom('revision')
      .select('state')
      .where('record', '=', ref.record)
      .where('id', '=', ref.id)
      .where('state', '!=', 'withdrawn')
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst();
    return { ...kept(row), action: 'restored', state: before?.state ?? 'draft' };
  });
}

/** A person has seen the draft and stands for it. */
export function review(desk: Desk, ref: Ref, expected: number, act: Act) {
  return carryOut(desk, ref, act, ['review', expected], (current) => ({
    ...kept(seen(ref, current, expected, ['draft'])),
    action: 'reviewed',
    state: 'reviewed',
  }));
}

/** Records that one fact answers, ends, amends … another; or takes that back. */
export function link(desk: Desk, id: string, expected: number, to: Link, act: Act, how: 'linked' | 'unlinked') {
  const ref: Ref = { record: 'fact', id };
  return carryOut(desk, ref, act, [how, expected, to], (current) => {
    const row = seen(ref, current, expected, ['draft', 'reviewed']);
    if (!LINK_TYPES.includes(to.type))
      throw invalid([{ field: 'type', found: show(to.type), expected: `one of ${LINK_TYPES.join(', ')}` }]);
    const fact = JSON.parse(row.body) as Fact;
    const others = fact.links.filter((one) => one.type !== to.type || one.to !== to.to);
    if (how === 'unlinked' && others.length === fact.links.length)
      throw invalid([{ field: 'to', found: show(to.to), expected: 'a fact it is linked to' }]);
    const linked = others.length < fact.links.length ? fact.links : [...fact.links, { type: to.type, to: to.to }];
    return { ...kept(row), body: { ...fact, links: how === 'linked' ? linked : others }, action: how };
  });
}

/** The one way in which anything is written: asked before, seen, decided, checked, appended. */
function carryOut(desk: Desk, ref: Ref, act: Act, content: readonly unknown[], decide: Decide): Promise<Revision> {
  const hashed = sha256(JSON.stringify([ref, act.by, act.reason, content]));
  const faults = [...textFault('by', act.by), ...textFault('reason', act.reason)];
  if (faults.length > 0) return Promise.reject(invalid(faults));
  return desk.ground.write(async (tx) => {
    const answered = await answerTo(tx.db, act.key, hashed);
    if (answered) return answered;
    const [current = null] = await currentRows(tx.db, ref.record, [ref.id]);
    const wanted = await decide(current, tx);
    const { entry, text, around } = await checked(tx.db, ref, wanted, desk.parties());
    const same =
      current !== null && current.body === text && current.state === wanted.state && current.marking === wanted.marking;
    const row = same ? current : await write(desk, tx, act, { ...wanted, entry, text, previous: current }, around);
    if (act.key !== undefined)
      await tx.db.insertInto('request').values({ key: act.key, content: hashed, answer: row.seq }).execute();
    return revisionOf(row, null);
  });
}

async function write(desk: Desk, tx: Writing, { by, reason }: Act, change: Change, around: Surroundings): Promise<Row> {
  desk.beforeWriting();
  const pen = await openPen(tx, { at: desk.now(), by, reason, release: null });
  const [row] = await pen.append([change], around.sources);
  await pen.close(change.action, `${change.entry.record} ${change.entry.body.id}`);
  await keepUp(tx, desk.ground.dialect);
  return row ?? refuse('INTERNAL');
}

/** The answer given before to the same request. */
async function answerTo(db: Db, key: string | undefined, content: string): Promise<Revision | null> {
  if (key === undefined) return null;
  const before = await db.selectFrom('request').selectAll().where('key', '=', key).executeTakeFirst();
  if (!before) return null;
  if (before.content !== content) refuse('KEY_REUSED', { key }, { field: 'key' });
  const row = await db.selectFrom('revision').selectAll().where('seq', '=', before.answer).executeTakeFirstOrThrow();
  return revisionOf(row, null);
}

async function checked(db: Db, ref: Ref, { body, state }: Wanted, parties: ReadonlySet<PartyCode>) {
  const faults = faultsOf(ref.record, body);
  if (faults.length > 0) throw invalid(faults);
  // The shape was just proven, field by field.
  const entry = entryOf(ref.record, body as Entry['body']);
  if (entry.body.id !== ref.id)
    throw invalid([{ field: 'id', found: show(entry.body.id), expected: `${show(ref.id)}: ids never change` }]);
  const around = await surroundings(db, [entry], parties);
  // What is taken back need not be right.
  const wrong = state === 'withdrawn' ? [] : faultsAround(entry, around);
  if (wrong.length > 0) throw invalid(wrong);
  return { entry, text: canonical(entry.record, entry.body), around };
}

/** The current revision, where it is the one the curator has seen and is in a state in which this can be done to it. */
function seen(ref: Ref, current: Row | null, expected: number, states: readonly State[]): Row {
  if (!current)
    return ref.record === 'fact'
      ? refuse('UNKNOWN_FACT', { id: ref.id.slice(0, 100) }, { field: 'id' })
      : refuse('UNKNOWN_RECORD', { record: ref.record, id: ref.id.slice(0, 100) }, { field: 'id' });
  if (current.number !== expected) throw new StaleError(revisionOf(current, null), expected);
  if (!states.includes(current.state))
    refuse('WRONG_STATE', { id: ref.id, state: current.state, states: states.join(' or ') }, { field: 'id' });
  return current;
}

const kept = ({ body, state, coded, marking }: Row) => ({
  body: JSON.parse(body) as unknown,
  state,
  machineCoded: coded === 1,
  marking,
});

/** A copy with values at the paths of their fields. */
function withValues(body: unknown, set: Readonly<Record<string, unknown>>): unknown {
  for (const [path, value] of Object.entries(set)) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let at: unknown = body;
    for (const name of names)
      at = typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? Reflect.get(at, name) : null;
    // A list grows only as a whole: one place far behind its end would be as many empty ones to check.
    const known = Array.isArray(at) ? last !== 'length' && Object.hasOwn(at, last) : last !== '__proto__';
    if (typeof at !== 'object' || at === null || !known)
      throw invalid([{ field: path, found: show(value), expected: 'a field of the record' }]);
    Reflect.set(at, last, value);
  }
  return body;
}

/** What is wrong with a text of a person: who, why. */
export function* textFault(field: string, value: unknown): Generator<Fault> {
  if (!isText(value) || value.length > 500)
    yield { field, found: show(value), expected: 'text in one line, at most 500 characters' };
}

/** One problem a field. */
export const invalid = (faults: readonly Fault[]): ProblemError =>
  new ProblemError(
    faults.map(({ field, found, expected }) => problem('INVALID_RECORD', { field, found, expected }, { field })),
  );
