// In: nothing. Out: the fields of every record in the order in which they are written, and the one written form of a record, so that the same
// records always give the same bytes. The order is that of schema/fact.schema.json.

import type { Fact, Source, Thread } from '../model/fact.ts';

const COMMON = 'parties topics significance thread links sources confidence disputed note next sameAs';

/** Fields by kind of record, in the order in which they are written. */
export const FIELDS = {
  event: `id kind date end title summary type people place clause stateRestsOn ${COMMON}`.split(' '),
  agreement:
    `id kind title short type status negotiationsOpened concluded signed tabled provisionallyApplied inForce ended treatyNumber summary clause stateRestsOn ${COMMON}`.split(
      ' ',
    ),
  indicator: `id kind series name period value unit basis frequency flow ${COMMON}`.split(' '),
  office: `id kind party post holder holderNative from to rank ${COMMON}`.split(' '),
  position: `id kind party on date summary speaker clause ${COMMON}`.split(' '),
  source: 'id publisher publisherFr via kind title url published read language country'.split(' '),
  thread: 'id parties name topics status significance'.split(' '),
} as const;

/** Fields of what stands inside a record. */
const INNER = [
  'en',
  'fr',
  'subject',
  'predicate',
  'noun',
  'state',
  'label',
  'type',
  'to',
  'date',
  'what',
  'lang',
  'text',
];

/** A record with its fields in order; fields this version does not know come last, by name. */
function ordered(value: unknown, fields: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((entry) => ordered(entry, INNER));
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(value);
  const known = fields.filter((name) => names.includes(name));
  const others = names.filter((name) => !fields.includes(name)).sort();
  return Object.fromEntries([...known, ...others].map((name) => [name, ordered(Reflect.get(value, name), INNER)]));
}

/** One record as one line of JSON, without line end; how it stands comes last. */
export function written(
  record: Fact | Source | Thread,
  fields: readonly string[],
  standing: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({ ...(ordered(record, fields) as object), ...standing });
}
