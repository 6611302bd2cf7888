// In: nothing. Out: what an import yields row by row, what can be wrong with a row, and what a reading needs from outside. The closed
// lists are here, so that the store, the command line and GraphQL can name every one of them.

import type { Day } from '../model/date.ts';
import type { Language } from '../model/fact.ts';
import { type Markings, rankOf, suggestMarking } from '../model/marking.ts';
import type { Gazetteer } from '../model/party.ts';
import type { Entry, State } from '../model/revision.ts';
import type { MachineWords } from './words.ts';

/** What a file holds, seen from its content. */
export const KINDS = ['jsonl', 'csv', 'gdelt', 'sparql-json', 'sparql-csv', 'unts-csv', 'cts-csv'] as const;
export type Kind = (typeof KINDS)[number];

/** Why a row is refused. */
export const REASONS = [
  /** The line is no JSON. */
  'NOT_JSON',
  /** JSON, or a row of a query, that is no fact, source or thread. */
  'NOT_A_RECORD',
  /** A field does not have the form of schema/fact.schema.json. */
  'WRONG_VALUE',
  /** A value that the record cannot do without is empty. */
  'MISSING',
  /** A fact without an address where it was seen. */
  'NO_SOURCE',
  /** No date of the calendar. */
  'BAD_DATE',
  /** A date that two readers would take for two days: 05/03/2024. */
  'AMBIGUOUS_DATE',
  /** No number. */
  'BAD_NUMBER',
  /** A number that may be a thousand times another: 1,234. */
  'AMBIGUOUS_NUMBER',
  /** No state or organization of the gazetteer. */
  'UNKNOWN_PARTY',
  /** A name that two parties bear. */
  'AMBIGUOUS_PARTY',
  /** No word of a closed list (kind, type, topic, status). */
  'UNKNOWN_WORD',
  /** A code that its code book does not have (CAMEO). */
  'UNKNOWN_CODE',
  /** More or fewer cells than the header. */
  'CELL_COUNT',
  /** A quote that nothing closes. */
  'QUOTE_NOT_CLOSED',
  /** Text after a closing quote. */
  'STRAY_QUOTE',
  /** Longer than MAX_ROW. */
  'ROW_TOO_LONG',
  /** A NUL or another control character. */
  'CONTROL_CHARACTER',
  /** Bytes that are no text in the encoding of the file. */
  'NOT_TEXT',
  /** The file ends in the middle of a record. */
  'CUT_SHORT',
] as const;
export type Reason = (typeof REASONS)[number];

/** Why a sound row brings no fact: a rule of the mapping, nothing to mend. */
export const LEFT_OUT = [
  /** CAMEO 01 and 02: statements and appeals, which PLOVER does not count as events. */
  'NOT_AN_EVENT',
  /** One actor only, or twice the same. */
  'ONE_PARTY',
  /** An actor that is no state or organization of the gazetteer: a region, a people, a company. */
  'NOT_A_PARTY',
  /** An actor that does not act for a state or organization: business, media, civilians. */
  'NOT_OFFICIAL',
  /** A statement that Wikidata itself marks as wrong. */
  'DEPRECATED',
  /** Another report of what was told before, too far back in the file to be joined to it. */
  'REPEATED',
] as const;
export type LeftOut = (typeof LEFT_OUT)[number];

/** One thing wrong with one row. */
export interface RowProblem {
  /** Column of the file, or path of the record: `date`, `clause.en.state`, `Actor1CountryCode`. */
  field: string;
  reason: Reason;
  /** What stands there, shortened. */
  found: string;
  /** What would have been right. */
  expected: string;
}

/** How a record stands: with words that the import had to compose, or coded by machine, it is a draft. */
export interface Standing {
  state: State;
  /** Made by a program from a data set, not by a person. */
  machineCoded: boolean;
  /** Protection the record asks for; null where it asks for none. */
  marking: string | null;
}

/** A sound row. */
export interface Good extends Standing {
  outcome: 'good';
  /** Line of the file on which the row begins, from 1; of the first one where rows were merged. */
  line: number;
  /** Rows merged into this one, itself included. */
  rows: number;
  /** The records of the row: the sources it brings, then the fact; a source is brought by the first row of a reading that names it. */
  entries: Entry[];
  /** The row as it stands in the file; only where the reading was told that it was refused. */
  raw?: string;
}

/** A row to be mended. */
export interface Refused {
  outcome: 'refused';
  line: number;
  /** In the order of the fields; never empty. */
  problems: RowProblem[];
  /** The row as it stands in the file, without its line end; cut at RAW_SHOWN characters where the row is too long. */
  raw: string;
}

/** A row that the mapping passes over. */
export interface Left {
  outcome: 'left';
  line: number;
  why: LeftOut;
}

export type Row = Good | Refused | Left;

/** How far a reading is. Counts only grow. */
export interface Progress {
  /** Bytes of the file read. */
  bytes: number;
  /** Rows read, headers, comments and empty lines not counted. good + merged + refused + left. */
  rows: number;
  good: number;
  /** Rows that went into another one. */
  merged: number;
  refused: number;
  left: Record<LeftOut, number>;
}

/** One thing wrong in the shape of a record, as the store's own check reports it. */
export interface Fault {
  field: string;
  found: string;
  expected: string;
}

/** What a reading needs to know from outside. */
export interface Context {
  gazetteer: Gazetteer;
  /** The patterns for facts coded by machine, under `machine` in templates/words. */
  words: Record<Language, MachineWords>;
  /** The day of the import: when sources without a date of reading were read. */
  today: Day;
  /** The one check of the record format: every fault in the shape of a record. */
  faultsOf(kind: 'fact' | 'source' | 'thread', value: unknown): readonly Fault[];
  /** How days and months stand in 05/03/2024; null: such a date is refused. */
  dates?: 'day-first' | 'month-first' | null;
  /** The levels of protection; absent: a record may ask for any. */
  markings?: Markings;
}

/** Longest row, in UTF-16 code units. A longer one is refused without being kept in memory. */
export const MAX_ROW = 1 << 20;
/** How much of a row that is too long is shown. */
export const RAW_SHOWN = 2000;

/** A value as it is shown to the person who mends it. */
export function show(value: string): string {
  const text = value.length > 80 ? `${value.slice(0, 77)}…` : value;
  return text === '' ? 'nothing' : text.replace(/\p{Cc}/gu, '␀');
}

/** What is wrong with the marking of a row. */
export function* markingProblem(marking: string | null, { markings }: Context): Generator<RowProblem> {
  if (marking !== null && markings && rankOf(marking, markings) === null)
    yield wrong('marking', 'UNKNOWN_WORD', marking, suggestMarking(marking, markings));
}

/** Makes a problem of a row. */
export const wrong = (field: string, reason: Reason, found: string, expected: string): RowProblem => ({
  field,
  reason,
  found: show(found),
  expected,
});
