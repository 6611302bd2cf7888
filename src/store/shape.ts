// In: one parsed line of data. Out: what is wrong with its shape, field by field. The same rules as schema/fact.schema.json, which
// editors use; a test holds the two to one verdict.

import {
  AGREEMENT_STATUSES,
  AGREEMENT_TYPES,
  EVENT_TYPES,
  type Fact,
  LINK_TYPES,
  SOURCE_KINDS,
  TOPICS,
} from '../model/fact.ts';
import type { Bodies, RecordKind } from '../model/revision.ts';

export type { RecordKind } from '../model/revision.ts';

/** One thing wrong in one record. `field` is a path: `clause.en.state`, `sources.0`. */
export interface Fault {
  field: string;
  found: string;
  expected: string;
}

type Report = (field: string, found: string, expected: string) => void;
interface Rule {
  (value: unknown, field: string, report: Report): void;
  /** True where the field may be left out. */
  optional?: true;
}
type Fields = Record<string, Rule>;

/** A value as it is shown to the person who mends it. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

const pattern =
  (form: RegExp, expected: string): Rule =>
  (value, field, report) => {
    if (typeof value !== 'string' || !form.test(value)) report(field, show(value), expected);
  };
const orNull =
  (rule: Rule): Rule =>
  (value, field, report) => {
    if (value !== null) rule(value, field, (at, found, expected) => report(at, found, `${expected}, or null`));
  };
/** A field that came later than the records that do not have it. */
const optional = (rule: Rule): Rule =>
  Object.assign((...given: Parameters<Rule>) => rule(...given), { optional: true as const });
const oneOf =
  (words: readonly string[]): Rule =>
  (value, field, report) => {
    if (typeof value !== 'string' || !words.includes(value)) report(field, show(value), `one of ${words.join(', ')}`);
  };
const list =
  (rule: Rule, least: number): Rule =>
  (value, field, report) => {
    if (!Array.isArray(value)) return report(field, show(value), 'a list');
    if (value.length < least) report(field, `${value.length} entries`, `at least ${least}`);
    const seen = new Set<string>();
    for (const [n, entry] of value.entries()) {
      rule(entry, `${field}.${n}`, report);
      if (value.length === 1) return;
      const text = JSON.stringify(entry);
      if (seen.has(text)) report(`${field}.${n}`, `${show(entry)} twice`, 'each entry once');
      seen.add(text);
    }
  };
const record =
  (fields: Fields, entries = Object.entries(fields)): Rule =>
  (value, field, report) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return report(field, show(value), 'an object');
    }
    const at = (name: string) => (field === '' ? name : `${field}.${name}`);
    let there = 0;
    for (const [name, rule] of entries) {
      if (Object.hasOwn(value, name)) {
        there++;
        rule(Reflect.get(value, name), at(name), report);
      } else if (!rule.optional)
        report(at(name), 'nothing', 'a value; every field is written, null where there is nothing');
    }
    const names = Object.keys(value);
    if (names.length === there) return;
    for (const name of names) {
      if (!Object.hasOwn(fields, name))
        report(at(name), 'an unknown field', `one of ${Object.keys(fields).join(', ')}`);
    }
  };
const literal =
  (word: string): Rule =>
  (value, field, report) => {
    if (value !== word) report(field, show(value), show(word));
  };
const whole =
  (least: number, most: number): Rule =>
  (value, field, report) => {
    const good = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
    if (!good) report(field, show(value), `a whole number from ${least} to ${most}`);
  };
const number: Rule = (value, field, report) => {
  if (typeof value !== 'number') report(field, show(value), 'a number');
};

// One line of text: no space at either end, no control character, no dash of the wrong length.
const CHARACTER = '[^\\u0000-\\u001f\\u007f-\\u009f\\ufffd\\u2014]';
const text = pattern(
  new RegExp(`^(?! )${CHARACTER}*(?! )${CHARACTER}$`),
  'text in one line, without em dash or stray space',
);
const short =
  (most: number): Rule =>
  (value, field, report) => {
    text(value, field, report);
    if (typeof value === 'string' && [...value].length > most)
      report(field, `${[...value].length} characters`, `at most ${most}`);
  };
const id = pattern(
  /^[a-z0-9]+(-[a-z0-9]+)*(\/[a-z0-9]+(-[a-z0-9]+)*)+$/,
  'an id such as can-chn/2018-12-01/meng-arrest',
);
const party = pattern(/^[A-Z][A-Z0-9]{1,9}$/, 'a code such as CAN or NATO');
const unit = pattern(
  /^([A-Z]{3} (thousand|million|billion)|%|% of GDP|persons|vehicles|member states|permits)$/,
  'a unit such as CAD billion, %, % of GDP or persons',
);
const language = pattern(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'a language tag such as en');
const tag = pattern(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/, 'a language tag such as zh-Hans or ar');
const url = pattern(/^https?:\/\/[^\s"<>]+$/, 'an address that begins with https://');

const MOMENT = '(\\d{4}|\\d{3}X|\\d{2}XX)(-(0[1-9]|1[0-2]|2[1-4]|XX)(-(0[1-9]|[12]\\d|3[01]|XX))?)?[?~%]?';
const edtf = pattern(
  new RegExp(`^(${MOMENT}(/(${MOMENT}|\\.\\.)?)?|(\\.\\.)?/${MOMENT})$`),
  'a date: 2018, 2018-12, 2018-12-01, 2018-12~, 2018/2020 or 2018-12-01/..',
);

const both = record({ en: text, fr: text });
const bothShort = (most: number): Rule => record({ en: short(most), fr: short(most) });
const clause: Fields = { subject: text, predicate: text, noun: text, state: orNull(text), label: orNull(short(26)) };
const clauses = record({ en: record(clause), fr: record(clause) });
const significance = whole(1, 5);

const common: Fields = {
  id,
  parties: list(party, 1),
  topics: list(oneOf(TOPICS), 1),
  significance,
  thread: orNull(id),
  links: list(record({ type: oneOf(LINK_TYPES), to: id }), 0),
  sources: list(id, 1),
  confidence: oneOf(['confirmed', 'single']),
  disputed: orNull(both),
  note: orNull(text),
  next: orNull(record({ date: edtf, what: both })),
  sameAs: list(id, 0),
};

const KINDS: Record<Fact['kind'], Fields> = {
  event: {
    ...common,
    kind: literal('event'),
    date: edtf,
    end: orNull(edtf),
    title: both,
    summary: both,
    type: oneOf(EVENT_TYPES),
    people: list(text, 0),
    place: orNull(both),
    clause: clauses,
    stateRestsOn: list(id, 0),
  },
  agreement: {
    ...common,
    kind: literal('agreement'),
    title: both,
    short: orNull(bothShort(60)),
    type: oneOf(AGREEMENT_TYPES),
    status: oneOf(AGREEMENT_STATUSES),
    negotiationsOpened: orNull(edtf),
    concluded: orNull(edtf),
    signed: orNull(edtf),
    tabled: optional(edtf),
    provisionallyApplied: orNull(edtf),
    inForce: orNull(edtf),
    ended: orNull(edtf),
    treatyNumber: optional(short(60)),
    summary: both,
    clause: clauses,
    stateRestsOn: list(id, 0),
  },
  indicator: {
    ...common,
    kind: literal('indicator'),
    series: id,
    name: both,
    period: edtf,
    value: number,
    unit,
    basis: orNull(both),
    frequency: oneOf(['annual', 'monthly', 'other']),
    flow: orNull(oneOf(['exports', 'imports', 'total', 'balance'])),
  },
  office: {
    ...common,
    kind: literal('office'),
    party,
    post: both,
    holder: text,
    holderNative: orNull(record({ lang: tag, text })),
    from: orNull(edtf),
    to: orNull(edtf),
    rank: whole(1, 4),
  },
  position: {
    ...common,
    kind: literal('position'),
    party,
    on: party,
    date: edtf,
    summary: both,
    speaker: orNull(text),
    clause: clauses,
  },
};
const RULES: Record<string, Rule> = Object.fromEntries(
  Object.entries(KINDS).map(([kind, fields]) => [kind, record(fields)]),
);

const fact: Rule = (value, field, report) => {
  const kind = typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined;
  const rule = typeof kind === 'string' && Object.hasOwn(RULES, kind) ? RULES[kind] : undefined;
  if (rule) rule(value, field, report);
  else report('kind', show(kind), `one of ${Object.keys(KINDS).join(', ')}`);
};
const source: Fields = {
  id,
  publisher: text,
  publisherFr: orNull(text),
  via: orNull(text),
  kind: oneOf(SOURCE_KINDS),
  title: orNull(text),
  url,
  published: orNull(edtf),
  read: edtf,
  language: orNull(language),
  country: orNull(party),
};
const thread: Fields = {
  id,
  parties: list(party, 1),
  name: both,
  topics: list(oneOf(TOPICS), 1),
  status: oneOf(['open', 'closed']),
  significance,
};

const SHAPES: Record<RecordKind, Rule> = { fact, source: record(source), thread: record(thread) };

/** Every fault in the shape of one record, in the order of its fields; empty where it is a fact, source or thread as written down. */
export function faultsOf(kind: RecordKind, value: unknown): Fault[] {
  const faults: Fault[] = [];
  SHAPES[kind](value, '', (field, found, expected) => faults.push({ field: field || 'record', found, expected }));
  return faults;
}

/** The fields of a record in the order in which it is written down: id and kind, what is its own, what all facts have. */
export function fieldsOf(kind: RecordKind, body: Bodies[RecordKind]): readonly string[] {
  return kind === 'fact' && 'kind' in body && Object.hasOwn(ORDERS, body.kind)
    ? (ORDERS[body.kind as Fact['kind']] ?? [])
    : ORDERS[kind === 'thread' ? 'thread' : 'source'];
}

const ORDERS = {
  ...(Object.fromEntries(
    Object.entries(KINDS).map(([kind, fields]) => {
      const own = Object.keys(fields).filter((name) => !Object.hasOwn(common, name) && name !== 'kind');
      const shared = Object.keys(common).filter((name) => name !== 'id');
      return [kind, ['id', 'kind', ...own, ...shared]];
    }),
  ) as Record<Fact['kind'], string[]>),
  source: Object.keys(source),
  thread: Object.keys(thread),
};

/** Whether a value is a text as records have them: one line, no stray space. */
export const isText = (value: unknown): value is string => {
  let good = true;
  text(value, '', () => {
    good = false;
  });
  return good;
};
