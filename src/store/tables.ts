// In: nothing. Out: the columns of schema/migrations as Kysely sees them. Same names, same order.

import type { Edtf } from '../model/date.ts';
import type { FactKind, Language, LinkType, PartyCode, SourceId, Topic } from '../model/fact.ts';
import type { JobStatus } from '../model/job.ts';
import type { Format } from '../model/question.ts';
import type { Action, Instant, RecordKind, State } from '../model/revision.ts';

/** Place of a revision in the order of recording. */
export type Seq = number;
/** A day as a whole number: 20181201. */
export type DayNumber = number;
/** Since 1970, by the clock of the database. */
export type Milliseconds = number;

export interface Tables {
  migration: { version: number; name: string };
  revision: {
    seq: Seq;
    record: RecordKind;
    id: string;
    number: number;
    origin: Seq;
    recorded_at: Instant;
    recorded_by: string;
    reason: string;
    action: Action;
    state: State;
    coded: 0 | 1;
    marking: string | null;
    release: Instant | null;
    series: string | null;
    address: string | null;
    news: Edtf | null;
    news_day: DayNumber | null;
    known_day: DayNumber | null;
    until: Seq | null;
    body: string;
  };
  snapshot: { version: Seq; at: Instant; sum: string; facts: number; newest: Edtf };
  audit: {
    seq: number;
    at: Instant;
    recorded_by: string;
    action: Action | 'imported' | 'released' | 'issued';
    subject: string;
    first_seq: Seq;
    last_seq: Seq;
    content_hash: string;
    previous_hash: string;
    hash: string;
  };
  request: { key: string; content: string; answer: Seq };
  edition: {
    seq: number;
    number: string;
    edition: number;
    issued_at: Instant;
    issued_by: string;
    topic: string;
    parties: string;
    version: Seq;
    body: string;
    stated: string;
  };
  edition_file: { sha256: string; edition: number; language: Language; format: Format };
  release: { seq: number; recorded: Instant; content: string; stamp: string; notes: string };
  pair: {
    a: PartyCode;
    b: PartyCode;
    kind: FactKind;
    state: State;
    live: 0 | 1;
    significance: number;
    reach: number;
    day: DayNumber;
    fact: Seq;
    seq: Seq;
    until: Seq | null;
    first_day: DayNumber;
    last_day: DayNumber;
    known_day: DayNumber;
  };
  job: {
    id: string;
    idempotency_key: string | null;
    content: string;
    formats: string;
    status: JobStatus;
    total: number;
    done: number;
    failed: number;
    error: string | null;
    created_at: Instant;
    started_at: Instant | null;
    finished_at: Instant | null;
    expires_at: Instant | null;
    asked: Milliseconds;
    taken: Milliseconds;
    change: number;
  };
  job_item: {
    job: string;
    number: number;
    request: string;
    question: string;
    status: JobStatus;
    attempt: number;
    lost: number;
    lease: Milliseconds | null;
    brief: string | null;
    files: string | null;
    error: string | null;
  };
  fact_topic: { topic: Topic; seq: Seq };
  fact_source: { source: SourceId; seq: Seq };
  link: { target: string; type: LinkType | 'rests_on' | 'same_as' | 'thread'; seq: Seq };
  card: {
    id: number;
    seq: Seq;
    fact: Seq;
    since: Seq;
    until: Seq | null;
    state: State;
    significance: number;
    day: DayNumber;
    first_day: DayNumber;
    last_day: DayNumber;
    known_day: DayNumber;
    facets: string;
  };
  /** Of SQLite; PostgreSQL has `id` and `terms`. */
  card_terms: { rowid: number; title: string; body: string; marks: string };
  catalogue: { seq: Seq; form: string };
}

/** A table that is filled by the row, with its columns in order. */
export const COLUMNS = {
  revision: [
    'seq',
    'record',
    'id',
    'number',
    'origin',
    'recorded_at',
    'recorded_by',
    'reason',
    'action',
    'state',
    'coded',
    'marking',
    'release',
    'series',
    'address',
    'news',
    'news_day',
    'known_day',
    'until',
    'body',
  ],
  pair: [
    'a',
    'b',
    'kind',
    'state',
    'live',
    'significance',
    'reach',
    'day',
    'fact',
    'seq',
    'until',
    'first_day',
    'last_day',
    'known_day',
  ],
  fact_topic: ['topic', 'seq'],
  fact_source: ['source', 'seq'],
  link: ['target', 'type', 'seq'],
  card: [
    'id',
    'seq',
    'fact',
    'since',
    'until',
    'state',
    'significance',
    'day',
    'first_day',
    'last_day',
    'known_day',
    'facets',
  ],
  card_terms: ['rowid', 'title', 'body', 'marks'],
} as const satisfies { [Name in keyof Tables]?: readonly (keyof Tables[Name])[] };

export type Filled = keyof typeof COLUMNS;
