// In: a record. Out: the one text it has, however it was written down, and hashes of texts. Refuses nothing: the shape was checked.

import { hash } from 'node:crypto';
import type { Bodies, RecordKind, State } from '../model/revision.ts';
import { fieldsOf } from './shape.ts';

/** SHA-256, hex. */
export const sha256 = (text: string): string => hash('sha256', text);

/** Fields of the objects inside a record, in the order in which they are written. */
const INSIDE = [
  'type',
  'to',
  'date',
  'what',
  'lang',
  'text',
  'en',
  'fr',
  'subject',
  'predicate',
  'noun',
  'state',
  'label',
];

/** JSON of a record with its fields in one fixed order: equal records have equal texts. */
export function canonical(record: RecordKind, body: Bodies[RecordKind]): string {
  const names = fieldsOf(record, body);
  if (isOrdered(body, names)) return JSON.stringify(body);
  const fields: Record<string, unknown> = {};
  for (const name of names) fields[name] = ordered(Reflect.get(body, name));
  return JSON.stringify(fields);
}

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return typeof value[0] === 'object' ? value.map(ordered) : value;
  const entries: Record<string, unknown> = {};
  for (const name of INSIDE) if (name in value) entries[name] = ordered(Reflect.get(value, name));
  return entries;
}

/** Most records come in the order in which they are written; those need no copy. */
function isOrdered(value: object, names: readonly string[]): boolean {
  let at = 0;
  for (const name in value) {
    while (at < names.length && names[at] !== name) at++;
    if (at === names.length) return false;
    const inner: unknown = Reflect.get(value, name);
    if (typeof inner !== 'object' || inner === null) continue;
    const inners = Array.isArray(inner) ? inner : [inner];
    for (const one of inners) if (typeof one === 'object' && one !== null && !isOrdered(one, INSIDE)) return false;
  }
  return true;
}

// ---- The sum of everything current -------------------------------------------------------------------------------------

const SPACE = 1n << 256n;

/** SHA-256 of what a revision says of the world. */
export const digestOf = (record: RecordKind, state: State, body: string): string =>
  sha256(`${record}\n${state}\n${body}`);

/** What a revision adds to the sum; a withdrawn one adds nothing. */
export const weight = (state: State, digest: string): bigint => (state === 'withdrawn' ? 0n : BigInt(`0x${digest}`));

/** The sum after a change. It does not depend on the order of changes, so equal states have equal sums. */
export const plus = (sum: bigint, change: bigint): bigint => (((sum + change) % SPACE) + SPACE) % SPACE;

export const sumText = (sum: bigint): string => sum.toString(16).padStart(64, '0');
export const sumOf = (text: string): bigint => BigInt(`0x${text}`);
/** Identity of a state of the data. */
export const snapshotId = (sum: string): string => sum.slice(0, 12);
