// Long work over the API, asked for by real clients of a real server: over HTTP, and followed over server-sent events and WebSockets through a proxy.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient as eventClient } from 'graphql-sse';
import { createClient as socketClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { Chancery } from '../src/brief.ts';
import { PROBLEMS } from '../src/model/problem.ts';
import { type ServeOptions, type Server, serve } from '../src/serve/serve.ts';
import { ASK_CODES } from '../src/serve/types/job.ts';
import { openWorld } from '../src/world.ts';
import { openHouse } from './house.ts';
import { type Answer, ask, cancel, ended, JOB, type Job, look, order, request } from './jobs.ts';

const { read } = openWorld();
const log: string[] = [];
let house: Chancery;
const opened: { close(): Promise<void> }[] = [];
const open = async (chancery: Chancery, more: Partial<ServeOptions> = {}): Promise<Server> => {
  const server = await serve(chancery, { host: '127.0.0.1', port: 0, log: (line) => log.push(line), read, ...more });
  opened.push(server);
  return server;
};
let server: Server;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  expect(log.splice(0).filter((line) => line.includes('"level":"error"'))).toEqual([]);
});
afterAll(() => house.close());

const PAIRS = ['IND', 'IDN', 'PHL', 'AUS', 'KOR', 'JPN', 'MEX', 'UKR'];
const short = (code: string) => ({ parties: ['CAN', code], product: 'ONE_PAGE' });
const codesOf = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code);

/** The house, where drafts wait until they are let through. */
function gated(): { chancery: Chancery; go: () => void; begun: () => number } {
  let go = () => {};
  let begun = 0;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const draft: Chancery['draft'] = async (asked) => {
    begun += 1;
    await gate;
    return house.draft(asked);
  };
  // Its own build: what other tests left in the archive is not taken for it.
  return { chancery: { ...house, draft }, go, begun: () => begun };
}

describe('a job', () => {
  test('is given at once, and ends with every brief as the house makes it, its files to be fetched', async () => {
    server = await open(house);
    const requests = [
      { text: 'Canada-China since 2018', product: 'ONE_PAGE' },
      { parties: ['CAN', 'IND'], language: 'FR', product: 'ONE_PAGE' },
      { parties: ['BTN', 'URY'] },
    ];
    const job = await order(server.url, { requests, formats: ['PDF', 'MARKDOWN'] });
    expect(job).toMatchObject({
      progress: { done: 0, total: 3, failed: 0 },
      formats: ['PDF', 'MARKDOWN'],
      error: null,
    });
    expect(['QUEUED', 'RUNNING']).toContain(job.status);
    expect(job.items.nodes.map(({ question }) => question.parties.map(({ code }) => code))).toEqual([
      ['CAN', 'CHN'],
      ['CAN', 'IND'],
      ['BTN', 'URY'],
    ]);

    const done = await ended(server.url, job.id);
    expect(done).toMatchObject({ status: 'DONE', progress: { done: 3, total: 3, failed: 0 } });
    expect([done.startedAt, done.finishedAt, done.expiresAt].every((at) => /Z$/.test(at ?? ''))).toBe(true);
    for (const [n, item] of done.items.nodes.entries()) {
      const asked = JSON.parse(
        JSON.stringify(requests[n]).replace('ONE_PAGE', 'one-page').replace('FR', 'fr'),
      ) as object;
      const draft = await house.draft(asked);
      for (const [i, format] of (['pdf', 'markdown'] as const).entries()) {
        const { sha256, fileName, mediaType, bytes } = house.write(draft, format);
        const file = item.files[i] ?? expect.fail(`no ${format}`);
        expect(file).toMatchObject({
          sha256,
          fileName,
          mediaType,
          byteSize: bytes.length,
          format: format.toUpperCase(),
        });
        const fetched = await fetch(file.url);
        expect(Buffer.from(await fetched.arrayBuffer()).equals(bytes)).toBe(true);
        expect(fetched.headers.get('etag')).toBe(`"${sha256}"`);
        expect((await fetch(file.url, { headers: { 'if-none-match': `"${sha256}"` } })).status).toBe(304);
        const head = await fetch(file.url, { method: 'HEAD', headers: { range: 'bytes=0-9' } });
        expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
        const part = await fetch(file.url, { headers: { range: 'bytes=2-5' } });
        expect([part.status, await part.text()]).toEqual([206, Buffer.from(bytes.subarray(2, 6)).toString()]);
      }
    }
    // What has an id is found by it: the job, its briefs, and what they say.
    const node = (id: string) =>
      ask(server.url, 'query ($id: ID!) { node(id: $id) { __typename id ... on Brief { statements { text } } } }', {
        id,
      });
    expect((await node(job.id)).data.node).toEqual({ __typename: 'Job', id: job.id });
    const [item] = done.items.nodes;
    expect((await node(item?.id ?? '')).data.node?.__typename).toBe('JobItem');
    const { data } = await ask(
      server.url,
      `query ($id: ID!) { job(id: $id) { items(first: 1) { nodes { brief { id title } } pageInfo { endCursor } } } }`,
      { id: job.id },
    );
    const brief = data.job?.items.nodes[0]?.brief;
    expect(brief?.id).toBe((await house.draft({ text: 'Canada-China since 2018', product: 'one-page' })).id);
    expect((await node(brief?.id ?? '')).data.node?.statements?.length).toBeGreaterThan(3);
  });

  test('tells of its briefs page by page', async () => {
    server = await open(gated().chancery);
    const { id } = await order(server.url, { requests: PAIRS.map(short) });
    const page = async (after: string | null): Promise<Job['items']> => {
      const query = `query ($id: ID!, $after: String) { job(id: $id) { items(first: 3, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes { number } } } }`;
      const { data, errors } = await ask(server.url, query, { id, after });
      expect(errors).toEqual([]);
      return data.job?.items ?? expect.fail();
    };
    const seen: number[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { nodes, pageInfo, totalCount } = await page(after);
      expect(totalCount).toBe(PAIRS.length);
      seen.push(...nodes.map(({ number }) => number));
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(seen).toEqual(PAIRS.map((_, n) => n));
    const other = await ask(server.url, `{ job(id: "${id}") { items(after: "${id}") { totalCount } } }`);
    expect(codesOf(other)).toEqual(['BAD_CURSOR']);
    const { data } = await ask(server.url, '{ jobs(first: 1) { totalCount nodes { id } } }');
    expect(data.jobs.nodes).toEqual([{ id }]);
    expect(data.jobs.totalCount).toBeGreaterThanOrEqual(1);
    await cancel(server.url, id);
  });

  test('of which a brief cannot be made says which and why, and makes the others', async () => {
    server = await open(house);
    const requests = [short('IND'), { parties: ['CAN', 'CHN'], product: 'FULL_BRIEF', pages: 1, paper: 'LETTER' }];
    const broken: Chancery['write'] = (draft, format) => {
      if (draft.question.product === 'full-brief') throw new Error('the pen broke');
      return house.write(draft, format);
    };
    const lines: string[] = [];
    server = await open({ ...house, write: broken }, { log: (line) => lines.push(line) });
    const job = await ended(server.url, (await order(server.url, { requests, formats: ['HTML'] })).id);
    expect(job).toMatchObject({
      status: 'FAILED',
      progress: { done: 1, total: 2, failed: 1 },
      error: { code: 'INTERNAL' },
    });
    expect(job.items.nodes.map(({ status, error }) => [status, error?.code])).toEqual([
      ['DONE', undefined],
      ['FAILED', 'INTERNAL'],
    ]);
    expect(JSON.stringify(job)).not.toContain('pen broke');
    expect(lines.filter((line) => line.includes('the pen broke')).length).toBe(1);
  });

  test('is not taken on where a request is not understood: each thing wrong has its place', async () => {
    server = await open(house);
    const before = (await ask(server.url, '{ jobs { totalCount } }')).data.jobs.totalCount;
    const requests = [short('IND'), { parties: ['CAN', 'Atlantis'] }, { text: 'Canada-Chyna' }, {}];
    const { data } = await request(server.url, { requests });
    expect(data.requestBrief?.job).toBeNull();
    expect(data.requestBrief?.userErrors.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['UNKNOWN_PARTY', 'input.requests.1.parties.1'],
      ['UNKNOWN_PARTY', 'input.requests.2.text'],
      ['NO_PARTY', 'input.requests.3.parties'],
    ]);
    expect(data.requestBrief?.userErrors[1]?.hint).toContain('did you mean China');
    const wrong = async (input: object) =>
      (await request(server.url, input)).data.requestBrief?.userErrors.map(({ code, path }) => [code, path.join('.')]);
    expect(await wrong({ requests: [] })).toEqual([['WRONG_FIELD', 'input.requests']]);
    expect(await wrong({ requests: [short('IND')], formats: [] })).toEqual([['WRONG_FIELD', 'input.formats']]);
    expect(await wrong({ requests: [short('IND')], formats: ['PDF', 'PDF'] })).toEqual([
      ['WRONG_FIELD', 'input.formats'],
    ]);
    expect(await wrong({ requests: [short('IND')], idempotencyKey: '' })).toEqual([
      ['WRONG_FIELD', 'input.idempotencyKey'],
    ]);
    const many = Array.from({ length: 501 }, () => ({ text: 'Canada' }));
    expect(await wrong({ requests: many })).toEqual([['WRONG_FIELD', 'input.requests']]);
    expect((await ask(server.url, '{ jobs { totalCount } }')).data.jobs.totalCount).toBe(before);
  });

  test('of five hundred briefs is taken on in one call, while others are answered', async () => {
    server = await open(gated().chancery);
    const requests = Array.from({ length: 500 }, (_, n) => ({
      text: `Canada-China since ${1970 + (n % 50)}`,
      pages: 1 + (n % 7),
    }));
    const asked = request(server.url, { requests, formats: ['PDF', 'HTML', 'MARKDOWN', 'JSON'] });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const { data } = await asked;
    expect(data.requestBrief?.job?.progress.total).toBe(500);
    await cancel(server.url, data.requestBrief?.job?.id ?? '');
  });

  test('asked for twice with the same key is the same; with another content the key is refused', async () => {
    server = await open(house);
    const input = { requests: [short('IND'), short('IDN')], idempotencyKey: 'trip of 3 May' };
    const [first, again] = await Promise.all([order(server.url, input), order(server.url, input)]);
    expect(again.id).toBe(first.id);
    await ended(server.url, first.id);
    expect(await order(server.url, input)).toMatchObject({ id: first.id, status: 'DONE' });
    const { data } = await request(server.url, { ...input, formats: ['JSON'] });
    expect(data.requestBrief?.userErrors).toMatchObject([{ code: 'KEY_REUSED', path: ['input', 'idempotencyKey'] }]);
  });

  test('is refused where too many are open: BUSY, and when to come back', async () => {
    const { chancery } = gated();
    server = await open(chancery, { jobs: { open: 1 } });
    const { id } = await order(server.url, { requests: [short('IND')] });
    const refused = await request(server.url, { requests: [short('IDN')] });
    expect([refused.status, refused.headers.get('retry-after'), codesOf(refused)]).toEqual([503, '5', ['BUSY']]);
    await cancel(server.url, id);
    await cancel(server.url, (await order(server.url, { requests: [short('IDN')] })).id);
  });

  test('that is not there is told so', async () => {
    server = await open(house);
    expect(codesOf(await ask(server.url, '{ job(id: "bm9uZQ") { id } }'))).toEqual(['UNKNOWN_JOB']);
    const { data } = await cancel(server.url, 'bm9uZQ');
    expect(data.cancelJob).toMatchObject({
      job: null,
      userErrors: [{ code: 'UNKNOWN_JOB', path: ['input', 'jobId'] }],
    });
    expect((await ask(server.url, '{ node(id: "Sm9iOm5vbmU") { id } }')).data.node).toBeNull();
  });

  test('that is cancelled stops: what is being made is dropped, nothing more is begun', async () => {
    const { chancery, go, begun } = gated();
    server = await open(chancery, { jobs: { lease: 400 } });
    const { id } = await order(server.url, { requests: PAIRS.map(short) });
    while (begun() === 0) await pause(10);
    expect((await look(server.url, id)).status).toBe('RUNNING');
    const { data } = await cancel(server.url, id);
    expect(data.cancelJob?.job).toMatchObject({ status: 'CANCELLED', progress: { done: 0, total: 8, failed: 0 } });
    go();
    await pause(1500);
    expect(begun()).toBe(1);
    expect((await look(server.url, id)).items.nodes.map(({ status }) => status)).toEqual(PAIRS.map(() => 'CANCELLED'));
    expect((await cancel(server.url, id)).data.cancelJob?.job?.status).toBe('CANCELLED');
  });

  test('cancelled on another server is dropped here as well', async () => {
    const { chancery, go, begun } = gated();
    const here = await open(chancery, { jobs: { lease: 800 } });
    const { id } = await order(here.url, { requests: PAIRS.map(short) });
    while (begun() === 0) await pause(10);
    // One that makes nothing itself: it has no store of its own to take from.
    const there = await open({ ...gated().chancery });
    await cancel(there.url, id);
    await pause(500);
    go();
    await pause(500);
    expect((await look(here.url, id)).progress).toEqual({ done: 0, total: 8, failed: 0 });
    expect(begun()).toBe(1);
  });

  test('is given back by a server that closes, and done by the next', async () => {
    const { chancery, begun } = gated();
    const first = await open(chancery);
    const { id } = await order(first.url, { requests: [short('IND'), short('IDN')], formats: ['JSON'] });
    while (begun() === 0) await pause(10);
    await opened.splice(opened.indexOf(first), 1)[0]?.close();
    const began = performance.now();
    server = await open(house);
    expect(await ended(server.url, id)).toMatchObject({ status: 'DONE' });
    // At once: nobody waited for what was under way to lapse.
    expect(performance.now() - began).toBeLessThan(5000);
  });

  test('names every code that a request can be refused with', () => {
    const asked = ['ask/ask', 'ask/sentence', 'ask/names', 'ask/period', 'ask/particulars'].map((name) =>
      readFileSync(`src/${name}.ts`, 'utf8'),
    );
    const raised = asked.join('\n').matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g);
    const codes = new Set([...raised].map(([, code]) => code as string).filter((code) => code in PROBLEMS));
    expect([...codes].filter((code) => !ASK_CODES.some((known) => known === code))).toEqual([]);
  });
});

// ---- Streams -----------------------------------------------------------------------------------------------------------

/** A proxy that passes on what comes as it comes, and can cut what it carries. */
async function proxyTo(target: string): Promise<{ url: string; cut: () => void; close(): Promise<void> }> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  const pass = (from: IncomingMessage) =>
    httpRequest({
      hostname,
      port,
      path: from.url,
      method: from.method,
      headers: { ...from.headers, host: `${hostname}:${port}` },
    });
  const proxy: HttpServer = createServer((from, to) => {
    const onward = pass(from);
    onward.on('response', (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      to.flushHeaders();
      answer.pipe(to);
      answer.on('error', () => to.destroy());
    });
    onward.on('error', () => to.destroy());
    to.on('close', () => onward.destroy());
    from.pipe(onward);
  });
  proxy.on('upgrade', (from, socket: Socket, head) => {
    const onward = connect(Number(port), hostname, () => {
      const headers = Object.entries(from.headers).map(([name, value]) => `${name}: ${String(value)}`);
      onward.write(`${from.method} ${from.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const [one, other] of [[socket, onward] as const, [onward, socket] as const]) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  proxy.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready));
  const address = proxy.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  const made = {
    url,
    cut,
    close: () =>
      new Promise<void>((closed) => {
        proxy.close(() => closed());
        cut();
      }),
  };
  opened.push(made);
  return made;
}

const PROGRESS = `subscription ($id: ID!) { jobProgress(id: $id) { ${JOB} } }`;

interface Following {
  states: Job[];
  errors: unknown[];
  /** Until the stream has ended, however. */
  ended: Promise<void>;
  stop(): void;
}

type Follow = (url: string, query: string, variables?: Record<string, unknown>) => Following;

/** Follows as a client of either protocol does, which comes back by itself when it is cut off. */
function following(
  subscribe: (sink: {
    next: (answer: { data?: unknown; errors?: unknown }) => void;
    error: (error: unknown) => void;
    complete: () => void;
  }) => () => void,
): Following {
  const [states, errors]: [Job[], unknown[]] = [[], []];
  let stop = () => {};
  const ended = new Promise<void>((resolve) => {
    stop = subscribe({
      next({ data, errors: told }) {
        if (Array.isArray(told)) errors.push(...told);
        const job: unknown = Reflect.get(Object(data), 'jobProgress');
        if (job) states.push(job as Job);
      },
      error(error) {
        errors.push(...(Array.isArray(error) ? error : [error]));
        resolve();
      },
      complete: resolve,
    });
  });
  return { states, errors, ended, stop: () => stop() };
}

const protocols: { name: string; follow: Follow }[] = [
  {
    name: 'server-sent events',
    follow: (url, query, variables = {}) => {
      const client = eventClient({ url: `${url}/graphql/stream`, retryAttempts: 5, retry: () => pause(50) });
      return following((sink) => client.subscribe({ query, variables }, sink as never));
    },
  },
  {
    name: 'a WebSocket',
    follow: (url, query, variables = {}) => {
      const client = socketClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 5,
        retryWait: () => pause(50),
      });
      return following((sink) => client.subscribe({ query, variables }, sink as never));
    },
  },
];
const codesIn = ({ errors }: Following) =>
  errors.map((error) => String(Reflect.get(Object(Reflect.get(Object(error), 'extensions')), 'code')));

describe.each(protocols)('a job followed over $name', ({ follow }) => {
  test('is seen as it is, then as it goes on, through a proxy, to its end', async () => {
    server = await open(house);
    const proxy = await proxyTo(server.url);
    const { id } = await order(server.url, { requests: PAIRS.map(short), formats: ['JSON'] });
    const followed = follow(proxy.url, PROGRESS, { id });
    await followed.ended;
    const { states } = followed;
    expect(followed.errors).toEqual([]);
    expect(states.at(-1)).toMatchObject({ id, status: 'DONE', progress: { done: 8, total: 8, failed: 0 } });
    expect(states.length).toBeGreaterThan(2);
    const counts = states.map(({ progress }) => progress.done);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    // After the end one asks in vain for more, and is told the end.
    const late = follow(proxy.url, PROGRESS, { id });
    await late.ended;
    expect(late.states).toEqual([states.at(-1)]);
  });

  test('passes on each state when it comes, and not when the stream ends', async () => {
    const { chancery, go } = gated();
    server = await open(chancery);
    const proxy = await proxyTo(server.url);
    const { id } = await order(server.url, { requests: [short('IND')], formats: ['JSON'] });
    const followed = follow(proxy.url, PROGRESS, { id });
    while (followed.states.length === 0) await pause(10);
    expect(['QUEUED', 'RUNNING']).toContain(followed.states[0]?.status);
    go();
    await followed.ended;
    expect(followed.states.at(-1)?.status).toBe('DONE');
  });

  test('by one who is cut off and comes back: nothing is missed that can still be asked for', async () => {
    server = await open(house);
    const proxy = await proxyTo(server.url);
    const { id } = await order(server.url, {
      requests: [...PAIRS, ...PAIRS].map((code, n) => ({ ...short(code), since: String(2000 + n) })),
      formats: ['JSON'],
    });
    const followed = follow(proxy.url, PROGRESS, { id });
    for (const count of [1, 3, 6]) {
      while ((followed.states.at(-1)?.progress.done ?? 0) < count) await pause(5);
      proxy.cut();
    }
    await followed.ended;
    expect(followed.errors).toEqual([]);
    expect(followed.states.at(-1)).toMatchObject({ status: 'DONE', progress: { done: 16 } });
  });

  test('over a server that closes: the client comes back to the next one', async () => {
    const { chancery } = gated();
    const first = await open(chancery);
    const proxy = await proxyTo(first.url);
    const { id } = await order(first.url, { requests: [short('IND')], formats: ['JSON'] });
    const followed = follow(proxy.url, PROGRESS, { id });
    while (followed.states.length === 0) await pause(10);
    const began = performance.now();
    await opened.splice(opened.indexOf(first), 1)[0]?.close();
    expect(performance.now() - began, 'nobody waits for a stream').toBeLessThan(5000);
    server = await open(house, { port: Number(new URL(first.url).port) });
    await followed.ended;
    expect(followed.errors).toEqual([]);
    expect(followed.states.at(-1)?.status).toBe('DONE');
  });

  test('is held to the rules that hold for all operations', async () => {
    server = await open(house);
    const told = async (query: string, variables?: Record<string, unknown>) => {
      const followed = follow(server.url, query, variables);
      await followed.ended;
      expect(followed.states).toEqual([]);
      for (const error of followed.errors) expect(JSON.stringify(error)).toMatch(/"hint":"[^"]{5}/);
      return codesIn(followed);
    };
    expect(await told(PROGRESS, { id: 'bm9uZQ' })).toEqual(['UNKNOWN_JOB']);
    expect(await told('{ snapshot { newest } }')).toEqual(['WRONG_ENDPOINT']);
    expect(await told('mutation { cancelJob(input: { jobId: "x" }) { job { id } } }')).toEqual(['WRONG_ENDPOINT']);
    expect(await told('subscription { jobProgress(')).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(await told('subscription { colour }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await told(PROGRESS, {})).toEqual(['BAD_USER_INPUT']);
    const deep = `items { nodes { brief { statements { facts { links { fact { ${'links { fact { '.repeat(3)} id ${'} } '.repeat(3)} } } } } } } }`;
    expect(await told(`subscription { jobProgress(id: "x") { ${deep} } }`)).toEqual(['QUERY_TOO_DEEP']);
    expect(await told(`subscription { jobProgress(id: "x") { ${'id '.repeat(2001)} } }`)).toEqual([
      'GRAPHQL_PARSE_FAILED',
    ]);
  });
});

describe('streams', () => {
  interface Stream {
    answer: IncomingMessage;
    /** What has come so far, once it is as expected. */
    until(form: RegExp): Promise<string>;
    leave(): void;
  }

  /** A stream as plain HTTP has it. */
  const stream = (path: string, body?: string) =>
    new Promise<Stream>((opened, fail) => {
      const asked = httpRequest(`${server.url}${path}`, {
        agent: false,
        method: body === undefined ? 'GET' : 'POST',
        headers: { accept: 'text/event-stream', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      });
      asked.once('error', fail).once('response', (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
        });
        answer.on('error', () => {});
        const until = async (form: RegExp) => {
          while (!form.test(text)) await pause(20);
          return text;
        };
        opened({ answer, until, leave: () => void asked.destroy() });
      });
      asked.end(body);
    });
  const body = (id: string) => JSON.stringify({ query: PROGRESS, variables: { id } });
  const socket = () => new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');

  test('are for a browser’s own EventSource too, and say that nobody is to gather them', async () => {
    const { chancery } = gated();
    server = await open(chancery);
    const { id } = await order(server.url, { requests: [short('IND')] });
    const query = new URLSearchParams({ query: PROGRESS, variables: JSON.stringify({ id }) });
    const { answer, until, leave } = await stream(`/graphql/stream?${query}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    expect(await until(/event: next\ndata: .*\n\n/)).toContain(`"id":"${id}"`);
    leave();
    await cancel(server.url, id);
  });

  test('that are silent are kept open by heartbeats', async () => {
    const { chancery } = gated();
    server = await open(chancery);
    const { id } = await order(server.url, { requests: [short('IND')] });
    const { until, leave } = await stream('/graphql/stream', body(id));
    const other = socket();
    const pinged = new Promise((beat) => other.once('ping', beat));
    other.on('open', () => other.send('{"type":"connection_init"}'));
    await until(/event: next\n[\s\S]*\n\n:\n\n/);
    await pinged;
    leave();
    other.terminate();
    await cancel(server.url, id);
  });

  test('are refused where there are too many, and make room when they end', async () => {
    const { chancery } = gated();
    server = await open(chancery, { jobs: { streams: 2 } });
    const { id } = await order(server.url, { requests: [short('IND')] });
    const first = await stream('/graphql/stream', body(id));
    const second = socket();
    await new Promise((open) => second.once('open', open));
    const third = await stream('/graphql/stream', body(id));
    expect([third.answer.statusCode, third.answer.headers['retry-after']]).toEqual([503, '5']);
    expect(await third.until(/\}$/)).toContain('"code":"BUSY"');
    const refused = await new Promise<IncomingMessage>((answer) =>
      socket().once('unexpected-response', (_, response) => answer(response)),
    );
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '5']);
    refused.destroy();
    first.leave();
    second.terminate();
    await pause(100);
    const again = await stream('/graphql/stream', body(id));
    expect(again.answer.statusCode).toBe(200);
    again.leave();
    await cancel(server.url, id);
  });

  test('a subscription sent where one answer is given is told where to go', async () => {
    server = await open(house);
    const answer = await ask(server.url, PROGRESS, { id: 'x' });
    expect([answer.status, codesOf(answer)]).toEqual([400, ['WRONG_ENDPOINT']]);
    expect(answer.errors[0]?.extensions.hint).toContain('/graphql/stream');
  });

  test.each([
    ['no JSON', { body: '{' }, 400, 'BODY_MALFORMED'],
    ['no query', { body: '{}' }, 400, 'BODY_MALFORMED'],
    ['a list', { body: '[]' }, 400, 'BODY_MALFORMED'],
    [
      'a form',
      { body: 'query=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['PUT', { method: 'PUT', body: '{}' }, 405, 'METHOD_NOT_ALLOWED'],
  ])('%s', async (_, init, status, code) => {
    server = await open(house);
    const response = await fetch(`${server.url}/graphql/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...init,
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code, hint: expect.stringMatching(/./) } }],
    });
  });

  /** What a server answers to a request with these headers. */
  const upgrade = (path: string, headers: Record<string, string>) =>
    new Promise<IncomingMessage>((answer, fail) => {
      const asked = httpRequest(`${server.url}${path}`, { headers: { connection: 'Upgrade', ...headers } });
      asked.once('response', answer).once('upgrade', answer).once('error', fail).end();
    });

  test('an offer of HTTP/2 is declined by answering, as HTTP asks', async () => {
    server = await open(house);
    const answer = await upgrade('/healthz', { upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' });
    expect(answer.statusCode).toBe(200);
    answer.resume();
  });

  test('WebSockets are opened at one place, and not by pages from elsewhere', async () => {
    server = await open(house);
    const { host } = new URL(server.url);
    const headers = {
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-protocol': 'graphql-transport-ws',
    };
    const status = async (path: string, origin?: string) => {
      const answer = await upgrade(path, { ...headers, ...(origin ? { origin } : {}) });
      answer.resume();
      answer.socket.destroy();
      return answer.statusCode;
    };
    expect(await status('/graphql')).toBe(101);
    expect(await status('/graphql', `http://${host}`)).toBe(101);
    expect(await status('/graphql', 'https://elsewhere.example')).toBe(403);
    expect(await status('/nothing')).toBe(404);
  });
});

test('the sum of a file is that of its bytes', async () => {
  server = await open(house);
  const job = await ended(server.url, (await order(server.url, { requests: [short('KOR')] })).id);
  const [file] = job.items.nodes[0]?.files ?? [];
  const bytes = Buffer.from(await (await fetch(file?.url ?? '')).arrayBuffer());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(file?.sha256);
});
