// Searching over GraphQL, by real HTTP on a real database: pages, facets, filters, what was known when, and what is refused.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chancery, openChancery } from '../src/brief.ts';
import { type Server, serve } from '../src/serve/serve.ts';
import { openWorld } from '../src/world.ts';
import { ACT, event, source } from './stores.ts';

const home = mkdtempSync(join(tmpdir(), 'chancery-search-'));
const environment: Record<string, string> = { CHANCERY_HOME: home, CHANCERY_NOW: '2026-11-24T12:00:00Z' };
const world = openWorld({ environment });

let house: Chancery;
let server: Server;
beforeAll(async () => {
  house = await openChancery(world);
  server = await serve(house, { host: '127.0.0.1', port: 0, log: () => {}, read: world.read });
  await house.store.record({ record: 'source', body: source('one') }, ACT);
});
afterAll(async () => {
  await server.close();
  await house.close();
  rmSync(home, { recursive: true, force: true });
});

interface Counts {
  value: unknown;
  count: number;
}
interface Page {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
  nodes: { __typename: string; factId: string; title: string; isDraft: boolean; sources: { publisher: string }[] }[];
  facets: Record<string, Counts[]>;
}
interface Answer {
  data: { search: Page } | null;
  errors?: { extensions: { code: string; field?: string; hint: string } }[];
}

async function send(query: string, variables: object = {}): Promise<Answer> {
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()) as Answer;
}
async function search(args: string, fields = 'totalCount nodes { factId title }', variables = {}): Promise<Page> {
  const of = Object.keys(variables).length > 0 ? 'query ($after: String)' : '';
  const { data, errors } = await send(`${of} { search(${args}) { ${fields} } }`, variables);
  expect(errors).toBeUndefined();
  return data?.search as Page;
}

test('facts are found in both languages, with everything a fact has', async () => {
  const fields = 'totalCount nodes { __typename factId title fr: title(language: FR) isDraft sources { publisher } }';
  const english = await search('text: "canola duty", first: 3', fields);
  expect(english.totalCount).toBeGreaterThan(3);
  expect(english.nodes[0]).toMatchObject({ __typename: 'Event', isDraft: false });
  expect(english.nodes.every(({ sources }) => sources.length > 0)).toBe(true);
  const french = await search('text: "droits canola", language: FR, first: 3', fields);
  expect(french.nodes[0]?.factId).toBe(english.nodes[0]?.factId);
  expect((await search('text: "\\"droits compensateurs\\" !", first: 3')).totalCount).toBeGreaterThanOrEqual(0);
});

test('filters and facets, counted over all pages', async () => {
  const facets = `kinds { value count } eventTypes { value count } agreementTypes { value count } significances { value count }
    years { value count } parties { value { code } count } topics { value count } sourceKinds { value count } publishers { value count }`;
  const all = await search(
    'between: ["Canada", "Chine"], topics: [TRADE], since: "2018", first: 1',
    `totalCount facets { ${facets} }`,
  );
  const sum = (counts: Counts[] | undefined) => (counts ?? []).reduce((total, { count }) => total + count, 0);
  const { kinds, eventTypes, agreementTypes, significances, parties } = all.facets;
  expect(sum(kinds)).toBe(all.totalCount);
  expect(sum(significances)).toBe(all.totalCount);
  expect(sum(eventTypes)).toBe(kinds?.find(({ value }) => value === 'EVENT')?.count);
  expect(sum(agreementTypes)).toBe(kinds?.find(({ value }) => value === 'AGREEMENT')?.count);
  expect(parties?.find(({ value }) => (value as { code: string }).code === 'CHN')?.count).toBe(all.totalCount);

  // Each count is what a search bounded by its value finds.
  for (const { value, count } of eventTypes ?? [])
    expect(
      (await search(`between: ["CAN", "CHN"], topics: [TRADE], since: "2018", eventTypes: [${value}]`)).totalCount,
    ).toBe(count);
  for (const { value, count } of (all.facets['publishers'] ?? []).slice(0, 5))
    expect(
      (await search(`between: ["CAN", "CHN"], topics: [TRADE], since: "2018", publishers: [${JSON.stringify(value)}]`))
        .totalCount,
    ).toBe(count);
  const narrow =
    'between: ["CAN", "CHN"], kinds: [EVENT], sourceKinds: [OFFICIAL], minSignificance: 4, eventTypes: [SANCTION], agreementTypes: [TAX_TREATY]';
  const few = await search(narrow, 'totalCount nodes { factId } facets { kinds { value count } }');
  expect(few.totalCount).toBeGreaterThan(0);
  expect(few.facets['kinds']).toEqual([{ value: 'EVENT', count: few.totalCount }]);
});

test('pages go on in the state in which the search began', async () => {
  for (let n = 0; n < 7; n++)
    await house.store.record(
      { record: 'fact', body: event(`heron-${n}`, { title: { en: `Heron ${n}`, fr: `Héron ${n}` } }) },
      ACT,
    );
  const seen: string[] = [];
  for (let after: string | null = null, n = 0; ; n++) {
    const page: Page = await search(
      'text: "heron", first: 3, after: $after',
      'totalCount nodes { factId } pageInfo { hasNextPage hasPreviousPage endCursor }',
      { after },
    );
    expect([page.totalCount, page.pageInfo.hasPreviousPage]).toEqual([7, after !== null]);
    seen.push(...page.nodes.map(({ factId }) => factId));
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
    await house.store.withdraw({ record: 'fact', id: `btn-npl/heron-${6 - n}` }, 1, ACT);
  }
  expect(seen).toEqual(Array.from({ length: 7 }, (_, n) => `btn-npl/heron-${n}`));
  expect((await search('text: "héron"')).totalCount).toBe(5);
});

test('as of an earlier day, and with drafts', async () => {
  environment.CHANCERY_NOW = '2026-11-25T12:00:00Z';
  await house.store.record({ record: 'fact', body: event('stork', { title: { en: 'Stork', fr: 'Cigogne' } }) }, ACT, {
    state: 'draft',
  });
  expect((await search('text: "stork"')).totalCount).toBe(0);
  expect((await search('text: "stork", includeDrafts: true', 'nodes { factId isDraft }')).nodes).toEqual([
    { factId: 'btn-npl/stork', isDraft: true },
  ]);
  expect((await search('text: "stork", includeDrafts: true, asOf: "2026-11-24"')).totalCount).toBe(0);
});

describe('what is wrong is refused, with its place', () => {
  test.each([
    [`text: "${'a'.repeat(201)}"`, 'TEXT_TOO_LONG', 'text'],
    ['first: 0', 'BAD_PAGE_SIZE', 'first'],
    ['first: 101', 'BAD_PAGE_SIZE', 'first'],
    ['after: "abc"', 'BAD_CURSOR', 'after'],
    ['between: ["Chyna"]', 'UNKNOWN_PARTY', 'between.0'],
    ['since: "2020", until: "2018"', 'SINCE_AFTER_UNTIL', 'since'],
    ['asOf: "2099-01-01"', 'AS_OF_IN_FUTURE', 'asOf'],
  ])('%s', async (args, code, field) => {
    const { errors } = await send(`{ search(${args}) { totalCount } }`);
    expect(errors?.map(({ extensions }) => [extensions.code, extensions.field])).toEqual([[code, field]]);
  });
});
