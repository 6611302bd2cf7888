// In: nothing. Out: what the store finds for a question, and the identity of the data it was found in.

import type { Edtf } from './date.ts';
import type { Fact, FactId, Source, SourceId, Thread, ThreadId } from './fact.ts';

/** One state of the data. The same data always has the same id. */
export interface Snapshot {
  /** First 12 hex digits of the SHA-256 of the records in canonical order. */
  id: string;
  /** Facts in all. */
  facts: number;
  /** Date of the newest event, agreement step, position or figure recorded. */
  newest: Edtf;
}

/** The most significant of many. */
export interface Most {
  taken: number;
  of: number;
}

/** Everything recorded that bears on a question. */
export interface Findings {
  snapshot: Snapshot;
  /** Facts about the parties in the period, by date then id. */
  facts: Fact[];
  /** Facts that those link to and that lie outside the question; only for naming them. */
  linked: Map<FactId, Fact>;
  /** Sources of all of these. */
  sources: Map<SourceId, Source>;
  threads: Map<ThreadId, Thread>;
  /** Those of all these facts that no person has reviewed yet; absent where there are none. */
  drafts?: ReadonlySet<FactId>;
  /** How many bear on the question and are left out because no person has reviewed them; absent where there are none. */
  draftsLeft?: number;
  /** Present where there are more events than are taken: how many, the most significant, are here, and of how many. */
  most?: Most;
  /** What was recorded of the same question before its period; present where the product tells what did not move in it. */
  earlier?: Pick<Findings, 'facts' | 'sources' | 'threads' | 'drafts' | 'markings'>;
  /** The markings that facts ask for, or their thread or a source of theirs: of those that ask for any. Absent where none does. */
  markings?: ReadonlyMap<FactId, readonly string[]>;
}

/** Findings, and where in the order of recording they were read. */
export interface FindingsAt extends Findings {
  /** Place of the last revision of that state; read again at it, everything is the same. */
  version: number;
}
