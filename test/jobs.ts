// What tests of jobs share: a client that speaks GraphQL over real HTTP, and how it follows a job.

import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';

export interface File {
  url: string;
  expiresAt: string;
  byteSize: number;
  sha256: string;
  mediaType: string;
  fileName: string;
  format: string;
}

export interface Item {
  id: string;
  number: number;
  status: string;
  question: { text: string | null; parties: { code: string }[] };
  brief: { id: string; title: string } | null;
  files: File[];
  error: { code: string; message: string; hint: string } | null;
}

export interface Job {
  id: string;
  status: string;
  formats: string[];
  progress: { done: number; total: number; failed: number };
  error: { code: string; message: string; hint: string } | null;
  items: { totalCount: number; nodes: Item[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  expiresAt: string | null;
}

interface UserError {
  code: string;
  message: string;
  hint: string;
  path: string[];
}

interface Data {
  requestBrief: { job: Job | null; userErrors: UserError[] } | null;
  cancelJob: { job: Job | null; userErrors: UserError[] } | null;
  job: Job | null;
  jobs: { totalCount: number; nodes: Job[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
  node: { __typename: string; id: string; title?: string; statements?: { text: string }[] } | null;
  brief: { id: string; title: string; statements: { text: string }[]; file: File; html: File };
}

export interface Answer {
  status: number;
  headers: Headers;
  data: Data;
  errors: { message: string; extensions: { code: string; hint: string; field?: string } }[];
}

export const JOB = `id status formats progress { done total failed } error { code message hint }
  createdAt startedAt finishedAt expiresAt`;
export const ITEMS = `items(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { id number status
  question { text parties { code } } files { url expiresAt byteSize sha256 mediaType fileName format } error { code message hint } } }`;

export async function ask(url: string, query: string, variables: object = {}): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors = [] } = (await response.json()) as Partial<Answer>;
  return { status: response.status, headers: response.headers, data: data as Data, errors };
}

export const request = (url: string, input: object): Promise<Answer> =>
  ask(
    url,
    `mutation ($input: RequestBriefInput!) { requestBrief(input: $input) { job { ${JOB} ${ITEMS} } userErrors { code message hint path } } }`,
    { input },
  );

export async function order(url: string, input: object): Promise<Job> {
  const { data, errors } = await request(url, input);
  expect([errors, data.requestBrief?.userErrors]).toEqual([[], []]);
  return data.requestBrief?.job ?? expect.fail('no job');
}

export const cancel = (url: string, jobId: string): Promise<Answer> =>
  ask(
    url,
    `mutation ($id: ID!) { cancelJob(input: { jobId: $id }) { job { ${JOB} ${ITEMS} } userErrors { code message hint path } } }`,
    { id: jobId },
  );

export async function look(url: string, id: string): Promise<Job> {
  const { data, errors } = await ask(url, `query ($id: ID!) { job(id: $id) { ${JOB} ${ITEMS} } }`, { id });
  expect(errors).toEqual([]);
  return data.job ?? expect.fail('no job');
}

/** Polls until it has ended. */
export async function ended(url: string, id: string): Promise<Job> {
  for (;;) {
    const job = await look(url, id);
    if (!['QUEUED', 'RUNNING'].includes(job.status)) return job;
    await pause(50);
  }
}
