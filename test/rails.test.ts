// The guard rails of a server, over real HTTP: each limit where it bites, and everybody else served meanwhile.

import { request as httpRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Chancery } from '../src/brief.ts';
import { PROBLEMS } from '../src/model/problem.ts';
import { codesText, type Rails, type Server, serve } from '../src/serve/serve.ts';
import { openWorld } from '../src/world.ts';
import { openHouse } from './house.ts';

const read = openWorld().read;
const TOKEN = 'k7Jm-2pQx_91.vZtR0aLw';

let house: Chancery;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const servers: Server[] = [];
let log: string[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  log = [];
});
async function open(rails: Partial<Rails> = {}, chancery: Chancery = house): Promise<string> {
  const curators = `M. Tremblay:${TOKEN}`;
  const server = await serve(chancery, {
    host: '127.0.0.1',
    port: 0,
    log: (line) => log.push(line),
    read,
    curators,
    rails,
  });
  servers.push(server);
  return server.url;
}

interface Told {
  status: number;
  headers: Headers;
  data: Record<string, Record<string, unknown>> | null;
  codes: string[];
  errors: { message: string; extensions: Record<string, unknown> }[];
}

async function told(response: Response): Promise<Told> {
  const { data = null, errors = [] } = (await response.json()) as Pick<Told, 'data' | 'errors'>;
  const { status, headers } = response;
  return { status, headers, data, errors, codes: errors.map(({ extensions }) => String(extensions['code'])) };
}
const post = async (url: string, body: object, headers: Record<string, string> = {}, signal?: AbortSignal) =>
  told(
    await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    }),
  );
const ask = (url: string, query: string, headers: Record<string, string> = {}) => post(url, { query }, headers);
const lines = () => log.map((line) => JSON.parse(line) as Record<string, unknown>);

const many = (count: number, each: (n: number) => string) => Array.from({ length: count }, (_, n) => each(n)).join(' ');

describe('a limit at its bound, and one past it', () => {
  const deep = (pairs: number, last: string) =>
    `{ events(between: ["CAN"], first: 1) { nodes ${'{ links { fact '.repeat(pairs)}${last}${' } }'.repeat(pairs)} } }`;

  test.each<[string, string, string, string]>([
    // events, nodes, five times links and fact, …
    ['depth', deep(4, '{ thread { id } }'), deep(5, '{ id }'), 'QUERY_TOO_DEEP'],
    [
      'root fields',
      `{ ${many(20, (n) => `a${n}: snapshot { newest }`)} }`,
      `{ ${many(21, (n) => `a${n}: snapshot { newest }`)} }`,
      'QUERY_TOO_WIDE',
    ],
    [
      'aliases',
      `{ snapshot { ${many(50, (n) => `a${n}: newest`)} } }`,
      `{ snapshot { ${many(51, (n) => `a${n}: newest`)} } }`,
      'TOO_MANY_ALIASES',
    ],
    [
      'aliases in fragments',
      `{ ${many(5, () => '...a')} } fragment a on Query { snapshot { ${many(10, (n) => `a${n}: newest`)} } }`,
      `{ ${many(6, () => '...a')} } fragment a on Query { snapshot { ${many(10, (n) => `a${n}: newest`)} } }`,
      'TOO_MANY_ALIASES',
    ],
    [
      'directives',
      `{ snapshot { ${many(50, () => 'newest @include(if: true)')} } }`,
      `{ snapshot { ${many(51, () => 'newest @include(if: true)')} } }`,
      'TOO_MANY_DIRECTIVES',
    ],
    ['tokens', `{ ${'__typename '.repeat(1998)} }`, `{ ${'__typename '.repeat(1999)} }`, 'GRAPHQL_PARSE_FAILED'],
    [
      'cost',
      '{ events(between: ["CAN"], first: 100) { nodes { links { fact { sources { id } } } } } }',
      '{ events(between: ["CAN"], first: 100) { nodes { links { fact { links { fact { links { fact { id } } } } } } } } }',
      'QUERY_TOO_COSTLY',
    ],
    [
      'page size',
      '{ events(between: ["CAN"], first: 100) { totalCount } }',
      '{ events(between: ["CAN"], first: 101) { totalCount } }',
      'BAD_PAGE_SIZE',
    ],
  ])('%s', async (_, within, beyond, code) => {
    const url = await open();
    expect((await ask(url, within)).codes.filter((found) => found === code)).toEqual([]);
    expect((await ask(url, beyond)).codes).toContain(code);
  });

  test('size of the body', async () => {
    const url = await open();
    const body = (bytes: number) => {
      const start = '{"query":"{ __typename }","operationName":null,"variables":{"a":"';
      return `${start}${'a'.repeat(bytes - start.length - 3)}"}}`;
    };
    const send = (bytes: number) =>
      fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: body(bytes) });
    expect((await send(256 * 1024)).status).toBe(200);
    const beyond = await told(await send(256 * 1024 + 1));
    expect([beyond.status, beyond.codes]).toEqual([413, ['BODY_TOO_LARGE']]);
  });
});

describe('an allowance', () => {
  test('is told in the answer, and refuses when it is spent: 429, with the time to wait', async () => {
    const url = await open({ rate: 60 });
    const before = Date.now();
    const first = await ask(url, '{ rateLimit { cost limit remaining resetAt } snapshot { newest } }');
    expect(first.data?.['rateLimit']).toMatchObject({ cost: 2, limit: 60, remaining: 58 });
    expect(Date.parse(String(first.data?.['rateLimit']?.['resetAt']))).toBeGreaterThanOrEqual(
      house.now().getTime() + 1500,
    );
    expect(Date.now() - before).toBeLessThan(10_000);
    expect((await ask(url, '{ events(between: ["CAN"], first: 90) { nodes { id } } }')).status).toBe(200);
    const refused = await ask(url, '{ snapshot { newest } }');
    expect([refused.status, refused.codes]).toEqual([429, ['RATE_LIMITED']]);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(20);
    expect(wait).toBeLessThanOrEqual(34);
    expect(refused.errors[0]?.extensions).toMatchObject({
      retryAfter: wait,
      requestId: refused.headers.get('x-request-id'),
    });
    // Whoever else asks is served.
    expect((await ask(url, '{ snapshot { newest } }', { authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    // No other client is made by a token that is nobody's.
    const guessed = await ask(url, '{ snapshot { newest } }', { authorization: 'Bearer another-token-of-nobody' });
    expect(guessed.status).toBe(429);
    // Health, schema and page do not depend on it.
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test('is paid from by what is refused, too', async () => {
    const url = await open({ rate: 5 });
    for (let n = 0; n < 5; n++) expect((await ask(url, '{ colour }')).codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect((await ask(url, '{ colour }')).status).toBe(429);
  });

  test('is of the address that a trusted proxy tells, and of no other', async () => {
    const behind = await open({ rate: 3, proxies: 'loopback' });
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const spend = '{ a: snapshot { newest } b: snapshot { newest } c: snapshot { newest } }';
    expect((await ask(behind, spend, from('203.0.113.7'))).status).toBe(200);
    expect((await ask(behind, spend, from('203.0.113.7'))).status).toBe(429);
    expect((await ask(behind, spend, from('203.0.113.8'))).status).toBe(200);
    const open2 = await open({ rate: 3 });
    expect((await ask(open2, spend, from('203.0.113.7'))).status).toBe(200);
    expect((await ask(open2, spend, from('203.0.113.8'))).status).toBe(429);
  });

  test('where there is none nobody is limited', async () => {
    const url = await open({ rate: 0 });
    expect((await ask(url, '{ rateLimit { cost } }')).data).toEqual({ rateLimit: null });
  });
});

test('a token is guessed ten times from one address, and then not at all', async () => {
  const url = await open();
  const correct = `mutation { factReview(input: {factId: "no/such", expectedRevision: 1, reason: "x"}) { userErrors { code } } }`;
  const guess = (token: string) => ask(url, correct, { authorization: `Bearer ${token}` });
  for (let n = 0; n < 10; n++) expect((await guess(`guess-number-${n}-of-many-x`)).codes).toEqual(['UNAUTHENTICATED']);
  const eleventh = await guess('guess-number-10-of-many');
  expect(eleventh.codes).toEqual(['RATE_LIMITED']);
  expect(Number(eleventh.headers.get('retry-after'))).toBeGreaterThan(60);
  // The right one is refused as well: whoever guesses does not learn that it is right.
  expect((await guess(TOKEN)).codes).toEqual(['RATE_LIMITED']);
  // What needs no token is answered.
  expect((await ask(url, '{ snapshot { newest } }')).status).toBe(200);
});

describe('time', () => {
  /** A house in which every draft waits until it is told to go on. */
  function slow() {
    let go = () => {};
    let begun = 0;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const draft: Chancery['draft'] = async (request) => {
      begun += 1;
      await gate;
      return house.draft(request);
    };
    return { chancery: { ...house, draft }, go, begun: () => begun };
  }
  const BRIEF = '{ brief(request: {text: "Canada-Indonesia"}) { id } }';

  test('an answer that is not ready in time is refused: 504', async () => {
    const { chancery, go } = slow();
    const url = await open({ timeout: 200 }, chancery);
    const { status, codes } = await ask(url, BRIEF);
    expect([status, codes]).toEqual([504, ['TIMED_OUT']]);
    go();
    expect((await ask(url, BRIEF)).status).toBe(200);
  });

  test('the store is asked nothing more when time is up, or when whoever asked has gone', async () => {
    let readings = 0;
    const store: Chancery['store'] = Object.create(house.store, {
      fact: {
        configurable: true,
        writable: true,
        value: async (...given: Parameters<Chancery['store']['fact']>) => {
          readings += 1;
          await pause(150);
          return house.store.fact(...given);
        },
      },
    });
    const fact = (n: number) => `a${n}: fact(factId: "no/such/${n}", includeDrafts: true) { id }`;
    // Two readings for each, one after the other.
    const query = `{ ${many(3, fact)} }`;
    const url = await open({ timeout: 100 }, { ...house, store });
    const { status, codes } = await ask(url, query);
    expect([status, codes]).toEqual([504, ['TIMED_OUT', 'TIMED_OUT', 'TIMED_OUT']]);
    expect(readings).toBe(3);

    readings = 0;
    const patient = await open({}, { ...house, store });
    const gone = new AbortController();
    const left = expect(post(patient, { query }, {}, gone.signal)).rejects.toThrow();
    await pause(75);
    gone.abort();
    await left;
    await pause(400);
    expect(readings).toBe(3);
  });

  test('more at once than there are places wait, and more than may wait are told when to come back: 503', async () => {
    const { chancery, go, begun } = slow();
    const url = await open({ places: 2, waiting: 1 }, chancery);
    const asked = ['Canada-Indonesia', 'Canada-Japan', 'Canada-Mexico'].map((text) =>
      ask(url, `{ brief(request: {text: "${text}"}) { id } }`),
    );
    await pause(300);
    expect(begun()).toBe(2);
    const refused = await ask(url, '{ snapshot { newest } }');
    expect([refused.status, refused.codes, refused.headers.get('retry-after')]).toEqual([503, ['BUSY'], '5']);
    go();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await ask(url, '{ snapshot { newest } }')).status).toBe(200);
  });
});

test('a flood of bad operations leaves the good ones served', async () => {
  const url = await open({ proxies: 'loopback', rate: 200 });
  const bad = [
    '{ colour }',
    '{ brief(',
    `{ ${many(60, (n) => `a${n}: snapshot { newest }`)} }`,
    '{ events(between: ["CAN"], first: 100) { nodes { links { fact { links { fact { links { fact { id } } } } } } } } }',
    getIntrospectionQuery(),
  ];
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const flood = Promise.all(
    Array.from({ length: 500 }, (_, n) => ask(url, bad[n % bad.length] ?? '', from('203.0.113.7'))),
  );
  for (let n = 0; n < 10; n++) {
    const good = await ask(url, '{ snapshot { newest } rateLimit { cost } }', from('203.0.113.8'));
    expect([good.status, good.codes]).toEqual([200, []]);
  }
  const answers = await flood;
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(200);
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
});

describe('listed operations', () => {
  const body = 'query Snapshot { snapshot { factCount } }';
  const operations = {
    path: 'manifest.json',
    text: JSON.stringify({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: 'f00d', name: 'Snapshot', type: 'query', body }],
    }),
  };
  const persisted = { persistedQuery: { version: 1, sha256Hash: 'f00d' } };
  const forms: [string, object][] = [
    ['as Apollo clients send it', { operationName: 'Snapshot', extensions: persisted }],
    ['as the draft of GraphQL over HTTP has it', { documentId: 'f00d' }],
    ['with the text beside it', { query: body, extensions: persisted }],
  ];

  test.each(forms)('%s', async (_, sent) => {
    for (const onlyListed of [false, true]) {
      const url = await open({ operations, onlyListed });
      const posted = await post(url, sent);
      expect([posted.status, posted.codes]).toEqual([200, []]);
      expect(posted.data?.['snapshot']?.['factCount']).toBe(house.store.snapshot.facts);
      const search = new URLSearchParams();
      for (const [key, value] of Object.entries(sent))
        search.set(key, typeof value === 'string' ? value : JSON.stringify(value));
      const got = await told(await fetch(`${url}/graphql?${search}`, { headers: { 'apollo-require-preflight': '1' } }));
      expect([got.status, got.data]).toEqual([200, posted.data]);
    }
  });

  test('one that is not in the list', async () => {
    const url = await open({ operations });
    const { status, codes } = await post(url, { documentId: 'beef' });
    expect([status, codes]).toEqual([400, ['PERSISTED_QUERY_NOT_FOUND']]);
    expect((await ask(url, '{ snapshot { newest } }')).status).toBe(200);
  });

  test('nothing but the list, where that is what is wanted', async () => {
    const url = await open({ operations, onlyListed: true });
    for (const sent of [
      { query: '{ snapshot { newest } }' },
      { documentId: 'beef' },
      { query: getIntrospectionQuery() },
    ]) {
      const { status, codes } = await post(url, sent);
      expect([status, codes]).toEqual([403, ['OPERATION_NOT_LISTED']]);
    }
  });
});

test('a stream is held to the same', async () => {
  const query = 'subscription { jobProgress(id: "none") { id } }';
  const follow = async (url: string, sent: object) => {
    const response = await fetch(`${url}/graphql/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(sent),
    });
    return [...(await response.text()).matchAll(/"code":"(\w+)"/g)].map((m) => m[1]);
  };
  const free = await open();
  expect(await follow(free, { query })).toEqual(['UNKNOWN_JOB']);
  const poor = await open({ rate: 1 });
  await ask(poor, '{ snapshot { newest } }');
  expect(await follow(poor, { query })).toEqual(['RATE_LIMITED']);
  const operations = { path: 'm', text: JSON.stringify({ operations: [{ id: 'f00d', body: query }] }) };
  const listed = await open({ operations, onlyListed: true });
  expect(await follow(listed, { documentId: 'f00d' })).toEqual(['UNKNOWN_JOB']);
  expect(await follow(listed, { query: `${query} ` })).toEqual(['OPERATION_NOT_LISTED']);
});

describe('what is told of the server', () => {
  test('introspection and GraphiQL, unless they are off', async () => {
    const on = await open();
    expect((await ask(on, '{ __schema { queryType { name } } }')).status).toBe(200);
    expect((await fetch(`${on}/graphiql`)).status).toBe(200);
    const off = await open({ introspection: false, graphiql: false });
    for (const query of ['{ __schema { queryType { name } } }', '{ __type(name: "Query") { name } }'])
      expect((await ask(off, query)).codes).toEqual(['INTROSPECTION_OFF']);
    expect((await ask(off, '{ __typename snapshot { __typename } }')).status).toBe(200);
    for (const path of ['/graphiql', '/graphiql/explorer.js']) expect((await fetch(off + path)).status).toBe(404);
    expect((await fetch(`${off}/schema.graphql`)).status).toBe(200);
  });

  test('a page of another site can ask nothing: CSRF', async () => {
    const url = await open();
    const got = await told(await fetch(`${url}/graphql?query=%7B__typename%7D`));
    expect([got.status, got.codes]).toEqual([400, ['BAD_REQUEST']]);
    const form = await fetch(`${url}/graphql`, {
      method: 'POST',
      body: new URLSearchParams({ query: '{ __typename }' }),
    });
    expect(form.status).toBe(415);
  });

  test('a request has one id: in the answer, in every error of it, and in the log', async () => {
    const url = await open();
    const given = await ask(url, '{ colour }', { 'x-request-id': 'desk-7/42' });
    expect(given.headers.get('x-request-id')).toBe('desk-7/42');
    expect(given.errors[0]?.extensions['requestId']).toBe('desk-7/42');
    const made = await told(await fetch(`${url}/nothing`, { headers: { 'x-request-id': 'not well formed' } }));
    const id = made.headers.get('x-request-id');
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(made.errors[0]?.extensions['requestId']).toBe(id);
    expect(lines().map((line) => line['id'])).toEqual(['desk-7/42', id]);
    const draft = () => Promise.reject(new Error('unforeseen'));
    const broken = await open({}, { ...house, draft });
    const internal = await ask(broken, '{ brief(request: {text: "Canada"}) { id } }');
    expect(internal.codes).toEqual(['INTERNAL']);
    const [error] = lines().filter((line) => line['level'] === 'error');
    expect(error).toMatchObject({
      id: internal.headers.get('x-request-id'),
      error: expect.stringContaining('unforeseen'),
    });
  });

  test('the log has name, hash, cost and time of an operation, and nothing that was typed', async () => {
    const url = await open();
    const query = 'query Typed($code: String!) { country(code: $code) { name } }';
    await post(url, { query, variables: { code: 'Secretania' } });
    const [line] = lines();
    expect(line).toMatchObject({
      level: 'info',
      operation: 'Typed',
      kind: 'query',
      hash: expect.stringMatching(/^[\da-f]{12}$/),
      cost: 1,
      codes: ['UNKNOWN_PARTY'],
      path: '/graphql',
      status: 200,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      ms: expect.any(Number),
    });
    expect(log.join()).not.toMatch(/Secretania|country/);
  });

  test('numbers for Prometheus, to programs of this machine', async () => {
    const url = await open();
    await ask(url, 'query Counted { snapshot { newest } }');
    await ask(url, '{ brief(request: {text: "Canada-Indonesia"}) { id file(format: HTML) { url } } }');
    await ask(url, '{ brief(request: {text: "Canada-Indonesia"}) { id } }');
    await ask(url, '{ country(code: "Atlantis") { name } }');
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    const text = await response.text();
    for (const part of [
      'chancery_graphql_operations_total{operation="Counted",kind="query",code="ok"} 1',
      'chancery_graphql_operations_total{operation="anonymous",kind="query",code="UNKNOWN_PARTY"} 1',
      'chancery_http_requests_total{method="POST",route="/graphql",status="200"} 4',
      'chancery_http_request_duration_seconds_count{method="POST",route="/graphql"} 4',
      'chancery_graphql_operation_duration_seconds_count{operation="Counted",kind="query"} 1',
      'chancery_briefs_asked_total{what="draft"} 2',
      'chancery_briefs_made_total{what="draft"} 1',
      'chancery_briefs_made_total{what="html"} 1',
      'chancery_graphql_executing 0',
      'chancery_clerks_busy 0',
      'nodejs_eventloop_lag_seconds',
      'process_resident_memory_bytes',
    ])
      expect(text).toContain(part);
    const proxied = await fetch(`${url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(proxied.status).toBe(404);
    const on = await open({ metrics: 'on' });
    expect((await fetch(`${on}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(200);
    const off = await open({ metrics: 'off' });
    expect((await fetch(`${off}/metrics`)).status).toBe(404);
  });

  test('names of operations that clients make up are told apart only so far', async () => {
    const url = await open();
    for (let n = 0; n < 105; n++) await ask(url, `query Name${n} { __typename }`);
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(new Set([...text.matchAll(/operations_total\{operation="(\w+)"/g)].map((m) => m[1])).size).toBe(101);
    expect(text).toContain('chancery_graphql_operations_total{operation="other",kind="query",code="ok"} 5');
  });
});

describe('errors', () => {
  test('are a closed list, in the schema and in the documentation', () => {
    const page = new TextDecoder().decode(read('docs/errors.md') ?? new Uint8Array());
    expect(page).toBe(codesText());
    const schema = new TextDecoder().decode(read('schema/chancery.graphql') ?? new Uint8Array());
    const [, values = ''] = /enum ErrorCode \{(.*?)\n\}/s.exec(schema) ?? [];
    for (const [code, { severity }] of Object.entries(PROBLEMS)) {
      expect(page, code).toContain(`\`${code}\``);
      expect(new RegExp(`^  ${code}$`, 'm').test(values), code).toBe(severity === 'error');
    }
  });

  test('of a broken request hold no stack and no path, whatever it breaks', async () => {
    const url = await open();
    const { port } = new URL(url);
    const sent = ['{', '[]', 'null', '"x"', '{"query": 7}', '{"query": "{ __typename }", "variables": 7}', '\u0000'];
    for (const body of sent) {
      const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
        const asked = httpRequest(
          { port, path: '/graphql', method: 'POST', headers: { 'content-type': 'application/json' } },
          (response) => {
            let text = '';
            response.on('data', (piece) => {
              text += piece;
            });
            response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
          },
        );
        asked.on('error', reject);
        asked.end(body);
      });
      expect(answer.status, body).toBe(400);
      expect(answer.text).not.toMatch(/\bat .*:\d+:\d+|node_modules|\.ts\b|\.js\b|\/home\/|\/tmp\//);
      const { errors } = JSON.parse(answer.text) as { errors: { extensions: { code: string } }[] };
      expect(schemaCodes.has(errors[0]?.extensions.code ?? ''), body).toBe(true);
    }
  });
  const schemaCodes = new Set(
    [
      ...new TextDecoder().decode(read('schema/chancery.graphql') ?? new Uint8Array()).matchAll(/^ {2}([A-Z_]+)$/gm),
    ].map((m) => m[1]),
  );
});
