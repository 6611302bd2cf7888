// In: nothing. Out: the job, which is many briefs asked for at once and made in their turn; and the queue that keeps jobs until they are done.

import type { Problem } from './problem.ts';
import type { Format, Question, Request } from './question.ts';
import type { Instant } from './revision.ts';

/** `failed`: at least one brief could not be made; the others can be fetched. */
export type JobStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** What is asked for at once. */
export interface Order {
  /** Each understood before it is ordered. */
  requests: readonly { request: Request; question: Question }[];
  /** Which files to make of each brief. */
  formats: readonly Format[];
  /** The same key with the same content is one job; null: each order is a new one. */
  key: string | null;
}

export interface Job {
  /** Nobody guesses it. */
  id: string;
  status: JobStatus;
  formats: readonly Format[];
  /** Briefs asked for, made, and given up. */
  total: number;
  done: number;
  failed: number;
  /** Why the first that failed did. */
  error: Problem | null;
  createdAt: Instant;
  /** When the first of its briefs was begun. */
  startedAt: Instant | null;
  finishedAt: Instant | null;
  /** When it is forgotten; null while it is not finished. */
  expiresAt: Instant | null;
  /** Grows with each change of the above. */
  change: number;
}

/** One brief of a job. */
export interface JobItem {
  job: string;
  /** Place in the order, from 0. */
  number: number;
  question: Question;
  status: JobStatus;
  /** Id of the brief; null until it is made. */
  brief: string | null;
  /** Its files, in the order of the formats asked for. */
  files: readonly FinishedFile[];
  error: Problem | null;
}

/** What is known of a file without its bytes. */
export interface FinishedFile {
  /** Of its brief. */
  id: string;
  format: Format;
  mediaType: string;
  fileName: string;
  byteSize: number;
  /** Hex. */
  sha256: string;
  /** Null for formats without pages. */
  pages: number | null;
}

/** One brief that whoever holds this is to make. It lapses unless it is renewed. */
export interface Claim {
  job: string;
  number: number;
  /** How often it was begun, this time included: only the last one to begin may finish it. */
  attempt: number;
  request: Request;
  formats: readonly Format[];
}

/** What came of it. */
export type Outcome = { brief: string; files: readonly FinishedFile[] } | { error: Problem };

/** A part of a list, and whether more follows. */
export interface Part<Thing> {
  things: Thing[];
  total: number;
  more: boolean;
}

/**
 * Keeps jobs, whoever does them and on whichever machine. Each brief of a job is done once: what was begun by one who then died is begun again, and
 * only who holds the last claim can finish it. Each method is one transaction. Refuses what the store refuses.
 */
export interface Queue {
  /** Keeps a new job, or gives the one that the key stands for. Refuses KEY_REUSED, and BUSY where too many are open. */
  enqueue(order: Order): Promise<Job>;
  /** The next brief to be made; null where there is none. Open jobs take turns. */
  claim(): Promise<Claim | null>;
  /** Says that these are still being made. @returns those that are still held. */
  renew(claims: readonly Claim[]): Promise<Claim[]>;
  /** Records what came of one. @returns false where it is no longer held: then nothing is recorded. */
  finish(claim: Claim, outcome: Outcome): Promise<boolean>;
  /** Gives one back, to be begun anew by anyone. */
  release(claim: Claim): Promise<void>;
  /** Ends a job; what was made stays. A job that has ended is left as it is. Null where there is none. */
  cancel(id: string): Promise<Job | null>;
  job(id: string): Promise<Job | null>;
  /** Newest first. @param after id of the last one seen; null: from the newest. Refuses BAD_CURSOR. */
  jobs(first: number, after: string | null): Promise<Part<Job>>;
  /** Briefs of a job, in the order asked. @param after number of the last one seen; -1: from the first. */
  items(id: string, first: number, after: number): Promise<Part<JobItem>>;
  /** One brief of a job; null where there is none. */
  item(id: string, number: number): Promise<JobItem | null>;
  /**
   * The job as it is, then as it is after changes, until it has ended. Whoever is slow sees fewer states, never an old one after a newer one.
   * Ends early where the job is forgotten, or the signal says so. Refuses UNKNOWN_JOB.
   */
  watch(id: string, signal: AbortSignal): AsyncGenerator<Job, void, undefined>;
}

export const isOver = ({ status }: Job): boolean => status !== 'queued' && status !== 'running';
