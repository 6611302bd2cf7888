// In: rows of the tables `job` and `job_item`. Out: what they say, as the model has it; and what an order and an outcome are as rows. Refuses nothing.

import type { FinishedFile, Job, JobItem, Order, Outcome, Part } from '../model/job.ts';
import type { Problem } from '../model/problem.ts';
import type { Format, Question } from '../model/question.ts';
import type { Tables } from './tables.ts';

export type Row = Tables['job'];
export type ItemRow = Tables['job_item'];

/** The briefs of a new job. */
export const itemsOf = (job: string, { requests }: Order): ItemRow[] =>
  requests.map(({ request, question }, number) => ({
    job,
    number,
    request: JSON.stringify(request),
    question: JSON.stringify(question),
    status: 'queued',
    attempt: 0,
    lost: 0,
    lease: null,
    brief: null,
    files: null,
    error: null,
  }));

/** What came of a brief. */
export const resultOf = (outcome: Outcome) =>
  'error' in outcome
    ? { status: 'failed' as const, error: JSON.stringify(outcome.error) }
    : { status: 'done' as const, brief: outcome.brief, files: JSON.stringify(outcome.files) };

/** The first so many of what was found, which is one more where there are more. */
export const part = <Thing>(found: Thing[], first: number, total: number): Part<Thing> => ({
  things: found.slice(0, first),
  total: Number(total),
  more: found.length > first,
});

const read = <Value>(text: string | null): Value | null => (text === null ? null : (JSON.parse(text) as Value));

export const jobOf = (row: Row): Job => ({
  id: row.id,
  status: row.status,
  formats: JSON.parse(row.formats) as Format[],
  total: row.total,
  done: row.done,
  failed: row.failed,
  error: read<Problem>(row.error),
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  expiresAt: row.expires_at,
  change: row.change,
});

export const itemOf = (row: ItemRow): JobItem => ({
  job: row.job,
  number: row.number,
  question: JSON.parse(row.question) as Question,
  status: row.status,
  brief: row.brief,
  files: read<FinishedFile[]>(row.files) ?? [],
  error: read<Problem>(row.error),
});
