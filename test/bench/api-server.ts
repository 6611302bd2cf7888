// In: from the process that started this, what it wants to know. Out: to it, where the four servers listen that api.ts compares, all of this one
// process and thread: the API without an allowance, the API as it comes, bare graphql-js, and one that sends a buffer.

import 'reflect-metadata';
import { createReadStream, mkdtempSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { type DocumentNode, execute, parse, validate } from 'graphql';
import type { Context } from '../../src/serve/context.ts';

/** What this process has used. */
export interface Used {
  /** Microseconds of the processor, all threads. */
  processor: number;
  /** Bytes held, in the heap and beside it. */
  held: number;
  /** Bytes that the system has given it. */
  resident: number;
}

export interface Places {
  api: string;
  railed: string;
  bare: string;
  /** As `bare`, but reads and validates each text anew. */
  anew: string;
  /** Sends the same bytes as the download from memory. */
  buffer: string;
  /** Sends them from a file on disk, as servers of static files do. */
  file: string;
}

export type Wanted = { tell: 'used' | 'collected' } | { send: string };

const dist = (file: string) => import(`../../dist/${file}`);
const [
  { openChancery },
  { openWorld },
  { openTracer, serve },
  { schema },
  { contextOf },
  { openShelf },
  { openArchive },
] = await Promise.all([
  dist('brief.js'),
  dist('world.js'),
  dist('serve/serve.js'),
  dist('serve/schema.js'),
  dist('serve/context.js'),
  dist('serve/shelf.js'),
  dist('serve/archive.js'),
]);
const [{ openClerks }, { openLinks }] = await Promise.all([dist('clerks.js'), dist('serve/links.js')]);

const home = mkdtempSync(join(tmpdir(), 'chancery-api-'));
const world = openWorld({ environment: { CHANCERY_HOME: home, CHANCERY_NOW: '2026-11-24' } });
const house = await openChancery(world, openTracer());
const threads = { hire: world.hire, most: Math.min(world.processors, 4) };
const log = () => {};
const usual = { host: '127.0.0.1', port: 0, log, read: world.read, threads };
const [api, railed] = [await serve(house, { ...usual, rails: { rate: 0 } }), await serve(house, usual)];

// ---- The same resolvers, and nothing else ------------------------------------------------------------------------------

const archive = await openArchive(house);
const clerks = openClerks(threads, log);
const rooms = {
  chancery: house,
  archive,
  shelf: openShelf(house, clerks, archive, log),
  links: openLinks(house.secret(), house.now),
};
const documents = new Map<string, DocumentNode>();
const read = (query: string): DocumentNode => {
  const document = parse(query);
  const errors = validate(schema(), document);
  if (errors.length > 0) throw errors[0];
  return document;
};
const kept = (query: string): DocumentNode => {
  const document = documents.get(query) ?? read(query);
  documents.set(query, document);
  return document;
};

interface Body {
  query: string;
  variables?: Record<string, unknown>;
}

const bare = fastify();
for (const [path, documentOf] of [
  ['/graphql', kept],
  ['/anew', read],
] as const)
  bare.post<{ Body: Body }>(path, async ({ body: { query, variables }, host }) => {
    const contextValue: Context = contextOf(rooms, {
      origin: `http://${host}`,
      signal: new AbortController().signal,
      account: { id: '', codes: new Set() },
      client: '',
      curator: () => '',
    });
    const asked = { schema: schema(), document: documentOf(query), contextValue };
    return execute({ ...asked, ...(variables ? { variableValues: variables } : {}) });
  });
let buffer = Buffer.alloc(0);
const file = join(home, 'file.pdf');
bare.get('/buffer', (_request, reply) => reply.type('application/pdf').send(buffer));
bare.get('/file', async (_request, reply) => {
  const { size, mtime } = await stat(file);
  reply.type('application/pdf').header('content-length', size).header('last-modified', mtime.toUTCString());
  return reply.send(createReadStream(file));
});
const address = await bare.listen({ host: '127.0.0.1', port: 0 });

// ---- What is asked of this process -------------------------------------------------------------------------------------

process.on('message', async (wanted: Wanted) => {
  if ('send' in wanted) {
    buffer = Buffer.from(await (await fetch(wanted.send)).arrayBuffer());
    writeFileSync(file, buffer);
    process.send?.(buffer.length);
    return;
  }
  if (wanted.tell === 'collected') global.gc?.();
  const { user, system } = process.cpuUsage();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ processor: user + system, held: heapUsed + external, resident: rss } satisfies Used);
});
process.once('disconnect', async () => {
  await Promise.all([api.close(), railed.close(), bare.close(), clerks.close()]);
  await house.close();
  process.exit();
});
process.send?.({
  api: `${api.url}/graphql`,
  railed: `${railed.url}/graphql`,
  bare: `${address}/graphql`,
  anew: `${address}/anew`,
  buffer: `${address}/buffer`,
  file: `${address}/file`,
} satisfies Places);
