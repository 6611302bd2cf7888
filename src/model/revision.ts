// In: nothing. Out: the revision, which is one state of one record with who recorded it, when and why; and what changed between two.

import type { Fact, Source, Thread } from './fact.ts';
import { ProblemError, problem } from './problem.ts';

/** An instant in UTC to the millisecond: `2026-11-23T00:00:00.000Z`. Instants compare as text. */
export type Instant = string;

/** What has a history of its own. */
export type RecordKind = 'fact' | 'source' | 'thread';

/** `draft`: not yet seen by a person, left out of briefs. `withdrawn`: no longer held to be so; its id is never used again. */
export type State = 'draft' | 'reviewed' | 'withdrawn';

export type Action = 'recorded' | 'corrected' | 'withdrawn' | 'restored' | 'reviewed' | 'linked' | 'unlinked';

/** Names one record. Ids are unique within their kind. */
export interface Ref {
  record: RecordKind;
  id: string;
}

/** What a record of each kind holds. */
export interface Bodies {
  fact: Fact;
  source: Source;
  thread: Thread;
}

/** One record as it is written down: `{ record: 'fact', body: … }`. */
export type Entry = { [Kind in RecordKind]: { record: Kind; body: Bodies[Kind] } }[RecordKind];

/** One state of a record, as it was recorded. Nothing of it changes later, except that another may supersede it. */
export type Revision = Entry & {
  id: string;
  /** 1, 2, 3 … of this record. */
  number: number;
  /** Place in the order in which everything was recorded. */
  seq: number;
  at: Instant;
  by: string;
  reason: string;
  action: Action;
  state: State;
  /** Made by a program from a data set. Stays true after review: `state` says whether a person has seen it. */
  machineCoded: boolean;
  /** Protection the record itself asks for, `Protected B`; null where it asks for none. */
  marking: string | null;
  /** The release that brought it, by its instant; null for what was recorded here. */
  release: Instant | null;
  /** When the next revision took its place; null for the current one. */
  superseded: Instant | null;
};

/** One field that differs between a revision and the one before: `clause.fr.state`. Lists are compared as wholes. */
export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

/** A revision among those of its record. */
export type HistoryEntry = Revision & {
  /** Against the revision before; empty for the first, and where only the state changed. */
  changes: FieldChange[];
};

/** A write that expected another revision than the current one. Nothing was written; the current one is here. */
export class StaleError extends ProblemError {
  readonly current: Revision;

  constructor(current: Revision, expected: number) {
    const { id, number, by, at } = current;
    super([problem('STALE_REVISION', { id, number, by, at, expected }, { field: 'expectedRevision' })]);
    this.name = 'StaleError';
    this.current = current;
  }
}
