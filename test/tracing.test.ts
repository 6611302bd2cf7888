// Spans of OpenTelemetry: real ones, of the SDK, in the server's thread and in those of the clerks.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Chancery, openChancery } from '../src/brief.ts';
import { openTracer, type Server, serve } from '../src/serve/serve.ts';
import { openWorld } from '../src/world.ts';
import { TODAY } from './house.ts';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const home = mkdtempSync(join(tmpdir(), 'chancery-tracing-'));
const environment = { CHANCERY_HOME: home, CHANCERY_NOW: TODAY };
const world = openWorld({ environment });

const BRIEF = '{ brief(request: {text: "Canada-Indonesia", product: ONE_PAGE}) { id file(format: HTML) { url } } }';
const post = (url: string, query: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });

describe('in one thread', () => {
  let house: Chancery;
  let server: Server;
  const log: string[] = [];
  beforeAll(async () => {
    provider.register();
    house = await openChancery(world, openTracer());
    server = await serve(house, { host: '127.0.0.1', port: 0, log: (line) => log.push(line), read: world.read });
  });
  beforeEach(() => exporter.reset());
  afterAll(async () => {
    await server.close();
    await house.close();
    await provider.shutdown();
  });
  /** The spans once the request is over. */
  const spans = async (): Promise<ReadableSpan[]> => {
    await expect.poll(() => exporter.getFinishedSpans().some((span) => !parentOf(span) || isRemote(span))).toBe(true);
    return exporter.getFinishedSpans();
  };
  const parentOf = (span: ReadableSpan) => span.parentSpanContext?.spanId;
  const isRemote = (span: ReadableSpan) => span.parentSpanContext?.isRemote ?? false;

  test('each room of the walk is a span of the request, in order', async () => {
    expect((await post(server.url, BRIEF)).status).toBe(200);
    const all = await spans();
    const root = all.find((span) => !parentOf(span));
    expect(root?.name).toBe('graphql query');
    expect(root?.attributes).toMatchObject({ 'graphql.operation.type': 'query', 'chancery.cost': 202 });
    const rooms = all.filter((span) => parentOf(span) === root?.spanContext().spanId).map(({ name }) => name);
    expect(rooms.slice(0, 4)).toEqual(['ask', 'store.find', 'compose', 'template.fill']);
    expect(rooms).toEqual(expect.arrayContaining(['fit', 'write']));
    expect(new Set(all.map((span) => span.spanContext().traceId)).size).toBe(1);
    expect(JSON.parse(log.at(-1) ?? '{}')).toMatchObject({ trace: root?.spanContext().traceId });
  });

  test('a trace that began elsewhere goes on', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const parent = '00f067aa0ba902b7';
    await post(server.url, '{ snapshot { newest } }', { traceparent: `00-${trace}-${parent}-01` });
    const [span] = await spans();
    expect([span?.spanContext().traceId, span && parentOf(span)]).toEqual([trace, parent]);
  });

  test('a room that refuses ends its span, without a word of what was typed', async () => {
    const asked = await house.draft({ text: 'Canada-Secretania' }).catch((error: unknown) => error);
    expect(asked).toBeInstanceOf(Error);
    const [span] = exporter.getFinishedSpans();
    expect([span?.name, span?.status]).toEqual(['ask', { code: 2, message: 'ProblemError' }]);
    expect(JSON.stringify([span?.attributes, span?.events])).not.toContain('Secretania');
  });
});

test('with an SDK that the process was started with, the rooms of a clerk are spans of the request that asked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-traced-'));
  const file = join(folder, 'spans.jsonl');
  const sdk = join(folder, 'tracing.mjs');
  const library = import.meta.resolve('@opentelemetry/sdk-trace-node');
  // As docs/operations.md has it; here the spans go to a file.
  writeFileSync(
    sdk,
    `import { appendFileSync } from 'node:fs';
     import { NodeTracerProvider, SimpleSpanProcessor } from ${JSON.stringify(library)};
     const exporter = {
       export(spans, done) {
         for (const span of spans)
           appendFileSync(${JSON.stringify(file)}, JSON.stringify({ name: span.name, ...span.spanContext(), parent: span.parentSpanContext?.spanId }) + '\\n');
         done({ code: 0 });
       },
       shutdown: async () => {},
     };
     new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();`,
  );
  const child = spawn(process.execPath, ['--import', sdk, resolve('src/launch.js'), 'serve'], {
    env: { ...process.env, ...environment, PORT: '0', CHANCERY_WORKERS: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await new Promise<string>((found, failed) => {
      child.stdout.on('data', (text) => {
        const [, address] = /listens on (\S+)/.exec(String(text)) ?? [];
        if (address) found(address);
      });
      child.once('exit', () => failed(new Error('it went away')));
    });
    expect((await post(url, BRIEF)).status).toBe(200);
  } finally {
    child.kill('SIGTERM');
    await new Promise((gone) => child.once('exit', gone));
  }
  interface Line {
    name: string;
    traceId: string;
    spanId: string;
    parent?: string;
  }
  const all = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const root = all.find(({ parent, name }) => parent === undefined && name.startsWith('graphql'));
  const below = (span: Line | undefined) => all.filter(({ parent }) => parent === span?.spanId);
  const tasks = below(root);
  expect(tasks.map(({ name }) => name)).toEqual(['clerks.draft', 'clerks.write']);
  expect(below(tasks[0]).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['ask', 'store.find', 'compose', 'template.fill', 'fit']),
  );
  expect(below(tasks[1]).map(({ name }) => name)).toEqual(['write']);
});
