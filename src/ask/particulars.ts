// In: what a request brings beside its text: a meeting, a committee, a trip, a delta, as read from JSON or GraphQL, of any shape. Out: the
// particulars, every field there and bounded. Refuses nothing by itself: each problem is told, with its place (`meeting.participants.1.name`).

import type { Edtf } from '../model/date.ts';
import type { PartyCode } from '../model/fact.ts';
import {
  type Committee,
  type Delta,
  type Meeting,
  PARTICULARS,
  type Participant,
  type Particular,
  type Particulars,
  PRODUCT_OF,
  type Stop,
  type Trip,
} from '../model/particulars.ts';
import { didYouMean, type Problem, problem } from '../model/problem.ts';
import type { Product, Request } from '../model/question.ts';
import { quote } from './sentence.ts';
import { isPrintable } from './words.ts';

/** Who reads the values that other fields of a request have as well, and hears what is wrong. Each gives null where it told a problem. */
export interface Listener {
  tell(found: Problem): void;
  date(value: unknown, field: string): Edtf | null;
  party(value: unknown, field: string): PartyCode | null;
  product(value: unknown, field: string): Product | null;
}

/** Longest texts, in UTF-16 code units, and most items of a list. */
const LINE = 200;
const TEXT = 2000;
const MOST_LINES = 30;
const MOST_PEOPLE = 40;
const MOST_STOPS = 40;

/** The least that each takes, as a requester writes it: shown where it is missing. */
const EXAMPLES: Readonly<Record<Particular, string>> = {
  meeting: '{"meeting": {"date": "2026-12-03", "participants": [{"name": "…", "title": "…", "party": "CAN"}]}}',
  committee: '{"committee": {"name": "…", "date": "2026-12-03", "questions": ["…"]}}',
  trip: '{"trip": {"stops": [{"date": "2026-12-03", "place": "…", "parties": ["CAN", "CHN"]}]}}',
  delta: '{"delta": {"from": "2026-06-30"}}',
};

/** Reads one value; undefined and null are a field that is not given. */
type Read<T> = (value: unknown, field: string, to: Listener) => T;
type Fields<T> = { [Name in keyof T]-?: Read<T[Name] | undefined> };

const missing = (value: unknown): value is null | undefined => value === null || value === undefined;

function wrong(to: Listener, field: string, found: string, expected: string): undefined {
  to.tell(problem('WRONG_FIELD', { found, expected }, { field }));
}

const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/** Text of one line: white space single, nothing that cannot be printed. */
const text =
  (most: number): Read<string | null | undefined> =>
  (value, field, to) => {
    if (missing(value)) return null;
    if (typeof value !== 'string') return wrong(to, field, kindOf(value), 'text');
    if (value.length > most) return wrong(to, field, `text of ${value.length} characters`, `at most ${most}`);
    if (!isPrintable(value)) {
      to.tell(problem('TEXT_NOT_PRINTABLE', {}, { field }));
      return undefined;
    }
    return value.normalize('NFC').replace(/\s+/g, ' ').trim() || null;
  };

/** A list of items; an item that is null is left out. */
const list =
  <T>(item: Read<T | null | undefined>, most: number): Read<T[] | undefined> =>
  (value, field, to) => {
    if (missing(value)) return [];
    if (!Array.isArray(value)) return wrong(to, field, kindOf(value), 'a list');
    if (value.length > most) return wrong(to, field, `a list of ${value.length}`, `at most ${most}`);
    const read = value.map((each, n) => item(each, `${field}.${n}`, to));
    return read.includes(undefined) ? undefined : read.flatMap((each) => each ?? []);
  };

/** What messages call the things that have fields, by the field that holds them. */
const CALLED: Readonly<Record<string, string>> = {
  meeting: 'the meeting',
  participants: 'a participant',
  committee: 'the committee',
  trip: 'the trip',
  stops: 'a stop',
  delta: 'the delta',
};
const called = (path: readonly string[]): string => CALLED[path.findLast((part) => !/^\d+$/.test(part)) ?? ''] ?? '';

/** An object of these fields and no others. */
const record =
  <T>(fields: Fields<T>): Read<T | null | undefined> =>
  (value, field, to) => {
    if (missing(value)) return null;
    if (typeof value !== 'object' || Array.isArray(value)) return wrong(to, field, kindOf(value), 'an object');
    const names = Object.keys(fields) as (keyof T & string)[];
    const strange = Object.keys(value).filter((name) => !Object.hasOwn(fields, name));
    for (const name of strange) {
      const shown = quote(name);
      const suggestion = didYouMean(name, names, `the fields are ${names.join(', ')}`);
      const of = called(field.split('.'));
      to.tell(problem('UNKNOWN_FIELD', { value: shown, of, suggestion }, { field: `${field}.${shown}` }));
    }
    const read = names.map((name) => [name, fields[name](Reflect.get(value, name), `${field}.${name}`, to)] as const);
    return strange.length > 0 || read.some(([, held]) => held === undefined)
      ? undefined
      : (Object.fromEntries(read) as T);
  };

/** A field that cannot be left out: neither missing nor blank nor an empty list. `what` names it in the message. */
const needed =
  <T>(what: string, read: Read<T | null | undefined>): Read<T | undefined> =>
  (value, field, to) => {
    const found = read(value, field, to);
    if (found !== null && !(Array.isArray(found) && found.length === 0)) return found;
    const path = field.split('.');
    const suggestion = `as in ${EXAMPLES[path[0] as Particular]}`;
    to.tell(problem('MISSING_FIELD', { of: called(path.slice(0, -1)), what, suggestion }, { field }));
    return undefined;
  };

/** What the listener reads; blank is not given. */
const heard =
  <T>(read: (value: unknown, field: string, to: Listener) => T | null): Read<T | null | undefined> =>
  (value, field, to) =>
    missing(value) || (typeof value === 'string' && value.trim() === '') ? null : (read(value, field, to) ?? undefined);

const date = heard((value, field, to) => to.date(value, field));
const party = heard((value, field, to) => to.party(value, field));
const product = heard((value, field, to) => to.product(value, field));
const line = text(LINE);
const lines = list(text(TEXT), MOST_LINES);

const participant = record<Participant>({ name: needed('a name', line), title: line, party });

const meeting = record<Meeting>({
  date: needed('a date', date),
  time: line,
  place: line,
  format: line,
  language: line,
  interpretation: line,
  mandate: text(TEXT),
  participants: list(participant, MOST_PEOPLE),
  objectives: lines,
  theirObjectives: lines,
  runOfShow: lines,
  ifRaised: lines,
  doNotRaise: lines,
  deliverables: lines,
});

const committee = record<Committee>({
  name: needed('a name', line),
  date: needed('a date', date),
  motion: text(TEXT),
  members: list(line, MOST_PEOPLE),
  questions: needed('a question', lines),
  askedBefore: lines,
  principals: lines,
  background: text(TEXT),
});

const stop = record<Stop>({
  date: needed('a date', date),
  endDate: date,
  place: needed('a place', line),
  parties: needed('a party', list(party, MOST_PEOPLE)),
  product,
  title: line,
  meeting,
});

const trip = record<Trip>({ title: line, stops: needed('a stop', list(stop, MOST_STOPS)), logistics: lines });

const delta = record<Delta>({ from: needed('an edition or a date', line), to: line });

const READERS = { meeting, committee, trip, delta };

/** Reads the particulars of a request. What is not given, or told to be wrong, is absent. */
export function readParticulars(request: Request, to: Listener): Particulars {
  return Object.fromEntries(
    PARTICULARS.flatMap((name) => {
      const found = READERS[name](request[name], name, to);
      return found ? [[name, found]] : [];
    }),
  );
}

/** The particulars that a request brings, understood or not. */
export const broughtBy = (request: Request): Particular[] => PARTICULARS.filter((name) => !missing(request[name]));

/** Tells where a product goes without the particulars it needs, and where it is given some it takes nothing from. */
export function checkParticulars(
  product: Product,
  brought: readonly Particular[],
  tell: (found: Problem) => void,
): void {
  for (const name of PARTICULARS) {
    const forThis = PRODUCT_OF[name] === product;
    if (forThis && !brought.includes(name)) {
      tell(
        problem(
          'MISSING_FIELD',
          { of: `the product ${product}`, what: `a ${name}`, suggestion: `give ${EXAMPLES[name]}` },
          { field: name },
        ),
      );
    }
    if (!forThis && brought.includes(name)) {
      const suggestion = `it goes with the product ${PRODUCT_OF[name]}`;
      tell(problem('UNKNOWN_FIELD', { value: name, of: `the product ${product}`, suggestion }, { field: name }));
    }
  }
}
