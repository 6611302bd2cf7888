// In: nothing. Out: what lies between two states of the data on one question: the state that stood before, and every fact that is not as it was.

import type { Day, Edtf } from './date.ts';
import type { Stamp } from './edition.ts';
import type { Fact, FactId, Source, SourceId } from './fact.ts';
import type { FindingsAt } from './findings.ts';

/** A state by the name it was asked for. */
export interface State {
  /** Null where it is that of a day. */
  edition: Stamp | null;
  /** The day whose knowledge it is. */
  day: Day;
  /** Date of the newest fact of the data. */
  newest: Edtf;
}

/** The state that stood before. */
export interface Former {
  findings: FindingsAt;
  state: State;
  /** What it is compared with; null: what is recorded now. */
  to: State | null;
  /**
   * Facts found for the question in one state only, as the other state has them all the same: under other parties, on a later day, or beyond the most
   * significant. By id.
   */
  elsewhere: { before: ReadonlyMap<FactId, Fact>; after: ReadonlyMap<FactId, Fact> };
  /** Sources of those the later state has elsewhere. */
  sources: ReadonlyMap<SourceId, Source>;
  /** What these ask to be marked with, as in Findings. */
  markings?: ReadonlyMap<FactId, readonly string[]>;
}

/**
 * `added`: recorded since. `updated`: revised by something that happened since. `corrected`: revised otherwise. `ended`: over since, by its own record
 * or by another that ends it. `withdrawn`: no longer held to be so.
 */
export const CHANGES = ['added', 'updated', 'corrected', 'ended', 'withdrawn'] as const;
export type ChangeKind = (typeof CHANGES)[number];

/** One fact that is not as it was. */
export interface Difference {
  change: ChangeKind;
  fact: FactId;
  /** As it was and is; null where there was or is none. */
  was: Fact | null;
  is: Fact | null;
  /** Names of the fields that differ, in the order of the record; empty where there is but one of the two, and where it was ended by another. */
  fields: string[];
  /** True where it tells of something after the information of the former state ends; false: the record has changed, not the world. */
  news: boolean;
  /** The fact that ended it; null where its own record says so. */
  by: FactId | null;
}

export interface Differences {
  /** Each fact once: by the order of CHANGES, then by significance, date and id. */
  changed: Difference[];
  /** Facts of both states that are as they were. */
  unchanged: number;
}
