// From nothing to a brief that is known to be whole: node brief.ts "Canada-China since 2018"
// The server: CHANCERY_URL, otherwise http://127.0.0.1:4000.

import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { BriefDocument, EventsDocument, type TypedDocumentString } from './generated/graphql.ts';

const server = process.env.CHANCERY_URL ?? 'http://127.0.0.1:4000';
const text = process.argv[2] ?? 'Canada-China since 2018';

interface Answer<Data> {
  data: Data | null;
  errors?: { message: string; extensions: { code: string; hint: string } }[];
}

/** What the operation asks for. Ends the program where the server says that something is wrong: a code for programs, a message and a hint for people. */
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
  for (const { message, extensions } of errors) console.error(`${extensions.code}: ${message} (${extensions.hint})`);
  if (errors.length > 0 || data === null) process.exit(1);
  return data;
}

const { events } = await ask(EventsDocument, { between: ['CAN', 'CHN'], since: '2018', first: 3 });
console.log(`${events.totalCount} events`);
for (const { date, title, sources } of events.nodes) console.log(`${date} ${title} (${sources[0]?.publisher})`);

const { brief } = await ask(BriefDocument, { request: { text } });
console.log(`${brief.title}, information as of ${brief.informationAsOf}`);
if (!brief.file) throw new Error('no file was made');

const { url, fileName, sha256 } = brief.file;
const response = await fetch(url);
if (!response.ok) throw new Error(`${response.status} from ${url}`);
const bytes = new Uint8Array(await response.arrayBuffer());
if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error(`${fileName} came damaged`);
await writeFile(fileName, bytes);
console.log(`${fileName} ${bytes.length} bytes ${sha256}`);
