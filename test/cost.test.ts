// What an operation costs, what a client may spend, and who waits for a place: each at its bound and one past it.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, getIntrospectionQuery, isInterfaceType, isObjectType, Kind, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../src/model/problem.ts';
import { openAllowance } from '../src/serve/allowance.ts';
import { clientOf, isLocal } from '../src/serve/client.ts';
import { costOf, LENGTHS, MOST_COST, PRICES } from '../src/serve/cost.ts';
import { openGate } from '../src/serve/gate.ts';
import { idOf } from '../src/serve/journal.ts';
import { openManifest } from '../src/serve/manifest.ts';
import { railsOf } from '../src/serve/rails.ts';

const schema = buildSchema(readFileSync('schema/chancery.graphql', 'utf8'));

function cost(text: string, variables: Record<string, unknown> = {}): number {
  const { definitions } = parse(text);
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  if (!operation) throw new Error('no operation');
  return costOf({ schema, operation, fragments, variables });
}
/** Codes of the problems that something is refused with; empty where it is not. */
function codes(work: () => unknown): string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map(({ code }) => code);
    throw error;
  }
}

describe('an operation costs', () => {
  const events = (size: string, below: string) => `{ events(between: ["CAN"], first: ${size}) { ${below} } }`;

  test.each<[string, number, string, Record<string, unknown>?]>([
    ['an object', 1, '{ snapshot { factCount } }'],
    ['at least a point', 1, '{ __typename }'],
    ['a connection and its page', 41, events('40', 'nodes { title }')],
    ['edges and what they lead to', 81, events('40', 'edges { cursor node { title } }')],
    ['the page by default', 21, '{ events(between: ["CAN"]) { nodes { title } } }'],
    ['what a variable says', 8, 'query ($n: Int!) { events(between: ["CAN"], first: $n) { nodes { id } } }', { n: 7 }],
    ['lists below lists', 1 + 40 * (1 + 5), events('40', 'nodes { sources { url } }')],
    ['nothing for totals of a connection', 2, events('40', 'totalCount pageInfo { endCursor }')],
    [
      'once what is asked for twice',
      41,
      `query { ...a ...a events(between: ["CAN"], first: 40) { nodes { id } } } fragment a on Query { ${events('40', 'nodes { title }').slice(2, -2)} }`,
    ],
    ['a brief', 101, '{ brief(request: {text: "Canada"}) { id } }'],
    [
      'its files',
      303,
      '{ brief(request: {text: "Canada"}) { a: file(format: PDF) { url } b: file(format: HTML) { url } } }',
    ],
    [
      'a job by its briefs',
      10 * 3 + 1 + 1,
      'mutation ($input: RequestBriefInput!) { requestBrief(input: $input) { job { id } } }',
      { input: { requests: [{ text: 'Canada' }, { text: 'China' }, { text: 'India' }] } },
    ],
    ['a schema', 100, getIntrospectionQuery()],
    ['a size that will be refused', 2, events('-5', 'nodes { id }')],
    [
      'no more than the fields of one of several kinds',
      1 + 20 * (1 + 5),
      '{ events(between: ["CAN"]) { nodes { ... on Event { sources { url } } ... on Fact { sources { title } } } } }',
    ],
  ])('%s: %i', (_, points, text, variables) => {
    expect(cost(text, variables)).toBe(points);
  });

  test('at most what one may cost, and not a point more', () => {
    // One large page, filled up with briefs and snapshots.
    const most = `{ a: events(between: ["CAN"], first: 100) { nodes { sources { publisher } links { fact { sources { url } } } } } `;
    const each = 1 + 5 + 5 * (1 + 1 + 5);
    expect(cost(`${most} }`)).toBe(1 + 100 * each);
    const filled = (points: number) => {
      const snapshots = (points - 1 - 100 * each - 101) % 101;
      return `${most} ${Array.from({ length: Math.floor((points - 1 - 100 * each) / 101) - 1 }, (_, i) => `b${i}: brief(request: {text: "Canada"}) { id }`).join(' ')}
        ${Array.from({ length: snapshots + 101 }, (_, i) => `s${i}: snapshot { factCount }`).join(' ')} }`;
    };
    expect(cost(filled(MOST_COST))).toBe(MOST_COST);
    expect(codes(() => cost(filled(MOST_COST + 1)))).toEqual(['QUERY_TOO_COSTLY']);
  });

  test('too much at once, found without counting to the end', () => {
    const widening = Array.from(
      { length: 8 },
      (_, i) =>
        `fragment f${i} on Fact { ${Array.from({ length: 18 }, (_, k) => `a${k}: links { fact { ${i < 7 ? `...f${i + 1}` : 'id'} } }`).join(' ')} }`,
    );
    const began = process.threadCpuUsage();
    expect(codes(() => cost(`{ fact(factId: "x") { ...f0 } } ${widening.join('\n')}`))).toEqual(['QUERY_TOO_COSTLY']);
    expect(process.threadCpuUsage(began).user).toBeLessThan(1_000_000);
  });

  test('as its prices say, each of a field that there is', () => {
    const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) || isInterfaceType(type)
        ? Object.keys(type.getFields()).map((name) => `${type.name}.${name}`)
        : [],
    );
    expect(fields).toEqual(expect.arrayContaining([...Object.keys(PRICES), ...Object.keys(LENGTHS)]));
  });

  test('little where it stands in the documentation', () => {
    const folder = 'schema/operations';
    const kept = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.graphql')) : [];
    const shown = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)]
      .filter((name) => name.endsWith('.md'))
      .flatMap((name) => [...readFileSync(name, 'utf8').matchAll(/```graphql\n(.*?)```/gs)].map((m) => m[1] ?? ''))
      .filter((text) => /^\s*(?:#.*\n\s*)*(?:query|mutation|\{)/.test(text));
    const all = [...shown, ...kept.map((name) => readFileSync(join(folder, name), 'utf8'))];
    expect(all.length).toBeGreaterThan(1);
    for (const text of all) expect(cost(text), text).toBeLessThan(MOST_COST / 10);
  });
});

describe('an allowance', () => {
  let now = 0;
  const clock = () => now;

  test('is spent to the last point, and fills evenly', () => {
    now = 0;
    const allowance = openAllowance(60, 60_000, clock);
    expect(allowance.spend('a', 59)).toEqual({ limit: 60, remaining: 1, full: 59_000 });
    expect(allowance.spend('a', 1).remaining).toBe(0);
    expect(codes(() => allowance.spend('a', 1))).toEqual(['RATE_LIMITED']);
    expect(codes(() => allowance.spend('b', 1))).toEqual([]);
    now = 999;
    expect(codes(() => allowance.demand('a'))).toEqual(['RATE_LIMITED']);
    now = 1000;
    expect(codes(() => allowance.demand('a'))).toEqual([]);
    now = 120_000;
    expect(allowance.spend('a', 1).remaining).toBe(59);
  });

  test('lets what was begun be finished, and is paid back before anything else', () => {
    now = 0;
    const allowance = openAllowance(60, 60_000, clock);
    expect(allowance.spend('a', 100)).toEqual({ limit: 60, remaining: 0, full: 100_000 });
    try {
      allowance.spend('a', 1);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ problems: [{ code: 'RATE_LIMITED', retryAfter: 41 }] });
    }
    now = 40_999;
    expect(codes(() => allowance.demand('a'))).toEqual(['RATE_LIMITED']);
    now = 41_000;
    expect(codes(() => allowance.demand('a'))).toEqual([]);
  });

  test('is forgotten when it is full again, and there are never more than so many', () => {
    now = 0;
    const allowance = openAllowance(60, 60_000, clock, 100);
    for (let n = 0; n < 1000; n++) allowance.spend(`client ${n}`, 1);
    expect(allowance.size()).toBe(100);
    now = 60_000;
    allowance.spend('one more', 1);
    expect(allowance.size()).toBe(1);
  });

  test('of nothing limits nobody', () => {
    const allowance = openAllowance(0, 60_000, clock);
    for (let n = 0; n < 10; n++) expect(allowance.spend('a', 1e9).limit).toBe(0);
    expect(allowance.size()).toBe(0);
  });
});

test.each([
  ['203.0.113.7', null, 'address 203.0.113.7'],
  ['::ffff:203.0.113.7', null, 'address 203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', null, 'address 2001:db8:1:2'],
  ['2001:db8::6', null, 'address 2001:db8:0:0'],
  ['2001:0DB8:0001:0002::9', null, 'address 2001:db8:1:2'],
  ['::1', null, 'address 0:0:0:0'],
  ['fe80::1%eth0', null, 'address fe80:0:0:0'],
  ['203.0.113.7', 'M. Tremblay', 'curator M. Tremblay'],
])('the client at %s (%s) is %s', (address, curator, client) => {
  expect(clientOf(address, curator)).toBe(client);
});

test('what comes through a proxy is not local', () => {
  expect(['127.0.0.1', '::1', '::ffff:127.0.0.1'].map((address) => isLocal(address, {}))).toEqual([true, true, true]);
  expect(isLocal('127.0.0.1', { 'x-forwarded-for': '203.0.113.7' })).toBe(false);
  expect(isLocal('10.0.0.1', {})).toBe(false);
});

describe('a gate', () => {
  const there = new AbortController().signal;

  test('lets in as many as there are places, then as many wait as may, then nobody', async () => {
    const gate = openGate(2, 1);
    const [first] = await Promise.all([gate.enter(there), gate.enter(there)]);
    const third = gate.enter(there);
    expect(gate.load()).toEqual({ inside: 2, waiting: 1 });
    await expect(gate.enter(there)).rejects.toMatchObject({ problems: [{ code: 'BUSY' }] });
    first();
    first();
    const leave = await third;
    expect(gate.load()).toEqual({ inside: 2, waiting: 0 });
    leave();
    expect(gate.load()).toEqual({ inside: 1, waiting: 0 });
  });

  test('does not keep a place for who has gone', async () => {
    const gate = openGate(1, 5);
    const leave = await gate.enter(there);
    const gone = new AbortController();
    const left = expect(gate.enter(gone.signal)).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
    const stays = gate.enter(there);
    gone.abort();
    await left;
    expect(gate.load()).toEqual({ inside: 1, waiting: 1 });
    leave();
    (await stays)();
    expect(gate.load()).toEqual({ inside: 0, waiting: 0 });
    await expect(gate.enter(gone.signal)).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
  });
});

describe('a manifest', () => {
  const body = '{ snapshot { factCount } }';
  const text = JSON.stringify({
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [{ id: 'abc', name: 'Snapshot', type: 'query', body }],
  });
  const file = { path: 'manifest.json', text };

  test.each([
    ['it is not JSON', 'no'],
    ['it has no operations', '{}'],
    ['operation 1 lacks id or body', '{"operations": [{"id": "a"}]}'],
  ])('that is none: %s', (detail, wrong) => {
    expect(() => openManifest({ path: 'm', text: wrong }, false)).toThrow(detail);
  });

  test('gives the text of an id, and refuses what it does not know', () => {
    const open = openManifest(file, false);
    expect(open.textOf({ documentId: 'abc' })).toBe(body);
    expect(open.textOf({ documentId: 'sha256:abc' })).toBe(body);
    expect(open.textOf({ extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } })).toBe(body);
    expect(open.textOf({ query: '{ other }' })).toBe('{ other }');
    expect(open.textOf({})).toBeNull();
    expect(codes(() => open.textOf({ documentId: 'def' }))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    const only = openManifest(file, true);
    expect(only.textOf({ query: body })).toBe(body);
    for (const sent of [{ query: '{ other }' }, { documentId: 'def' }, {}, { query: `${body} ` }])
      expect(codes(() => only.textOf(sent))).toEqual(['OPERATION_NOT_LISTED']);
  });
});

test('a request keeps the id it brings, where others can read it', () => {
  expect(idOf('4bf92f-35.7:a/b', () => 'new')).toBe('4bf92f-35.7:a/b');
  for (const given of [undefined, '', 'a b', 'a\nb', 'é', 'a'.repeat(129), ['a', 'b']])
    expect(idOf(given, () => 'new')).toBe('new');
});

describe('settings', () => {
  const read = async () => '{"operations": []}';
  const rails = (environment: Record<string, string>) => railsOf((name) => environment[name], read);

  test('are as usual where nothing is set, and as they are set', async () => {
    expect(await rails({})).toMatchObject({ rate: 100_000, timeout: 30_000, introspection: true, metrics: 'local' });
    expect(
      await rails({
        CHANCERY_RATE: '0',
        CHANCERY_TIMEOUT: '5',
        CHANCERY_INTROSPECTION: 'off',
        CHANCERY_GRAPHIQL: 'off',
        CHANCERY_METRICS: 'on',
        CHANCERY_OPERATIONS: 'm.json',
        CHANCERY_OPERATIONS_ONLY: '1',
        CHANCERY_PROXIES: 'loopback, 10.0.0.0/8, 2001:db8::1',
      }),
    ).toMatchObject({
      rate: 0,
      timeout: 5000,
      introspection: false,
      graphiql: false,
      metrics: 'on',
      operations: { path: 'm.json' },
      onlyListed: true,
      proxies: 'loopback,10.0.0.0/8,2001:db8::1',
    });
  });

  test.each([
    ['CHANCERY_RATE', 'many'],
    ['CHANCERY_TIMEOUT', '-1'],
    ['CHANCERY_TIMEOUT', '3601'],
    ['CHANCERY_CONCURRENCY', '1.5'],
    ['CHANCERY_INTROSPECTION', 'false'],
    ['CHANCERY_METRICS', 'yes'],
    ['CHANCERY_OPERATIONS_ONLY', '1'],
    ['CHANCERY_PROXIES', 'everybody'],
  ])('%s is not %s', async (name, value) => {
    await expect(rails({ [name]: value })).rejects.toMatchObject({
      problems: [{ code: 'BAD_SETTING', place: { field: name } }],
    });
  });
});
