// From nothing to a brief that is known to be whole: node brief.ts "Canada-China since 2018"
// The server: CHANCERY_URL, otherwise http://127.0.0.1:4000.

import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import {
  EventsDocument,
  FilesDocument,
  JobDocument,
  OrderDocument,
  type TypedDocumentString,
} from './generated/graphql.ts';

const server = process.env.CHANCERY_URL ?? 'http://127.0.0.1:4000';
const text = process.argv[2] ?? 'Canada-China since 2018';

interface Problem {
  code: string;
  message: string;
  hint: string;
}

interface Answer<Data> {
  data: Data | null;
  errors?: { message: string; extensions: Omit<Problem, 'message'> }[];
}

/** Ends the program: a code for programs, a message and a hint for people. */
function stop(problems: readonly Problem[]): never {
  for (const { code, message, hint } of problems) console.error(`${code}: ${message} (${hint})`);
  process.exit(1);
}

/** What the operation asks for. */
async function ask<Data, Variables>(
  operation: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(`${server}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: operation.toString(), variables }),
  });
  const { data, errors = [] } = (await response.json()) as Answer<Data>;
  if (errors.length > 0 || data === null) stop(errors.map(({ message, extensions }) => ({ ...extensions, message })));
  return data;
}

const { events } = await ask(EventsDocument, { between: ['CAN', 'CHN'], since: '2018', first: 3 });
console.log(`${events.totalCount} events`);
for (const { date, title, sources } of events.nodes) console.log(`${date} ${title} (${sources[0]?.publisher})`);

const { requestBrief: ordered } = await ask(OrderDocument, { input: { requests: [{ text }] } });
if (!ordered?.job) stop(ordered?.userErrors ?? []);
const { id } = ordered.job;

for (let job = ordered.job; job.status === 'QUEUED' || job.status === 'RUNNING'; ) {
  await pause(500);
  job = (await ask(JobDocument, { id })).job ?? job;
  console.error(`${job.status} ${job.progress.done} of ${job.progress.total}`);
}

const { job } = await ask(FilesDocument, { id });
for (const { error, files } of job?.items.nodes ?? []) {
  if (error) stop([error]);
  for (const { url, fileName, sha256 } of files) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status} from ${url}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error(`${fileName} came damaged`);
    await writeFile(fileName, bytes);
    console.log(`${fileName} ${bytes.length} bytes ${sha256}`);
  }
}
