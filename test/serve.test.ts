// The doors to others, knocked at over real HTTP.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chancery } from '../src/brief.ts';
import { type Server, schemaText, serve } from '../src/serve/serve.ts';
import { openWorld } from '../src/world.ts';
import { openHouse } from './house.ts';

const read = openWorld().read;
const log: string[] = [];
const open = (chancery: Chancery, lines: string[]): Promise<Server> =>
  serve(chancery, { host: '127.0.0.1', port: 0, log: (line) => lines.push(line), read });

let house: Chancery;
let server: Server;
beforeAll(async () => {
  house = await openHouse();
  server = await open(house, log);
});
afterAll(async () => {
  await server.close();
  await house.close();
});

type Text =
  | 'id'
  | 'factId'
  | 'sourceId'
  | 'code'
  | 'title'
  | 'date'
  | 'reason'
  | 'rule'
  | 'cursor'
  | 'startCursor'
  | 'endCursor'
  | 'url'
  | 'sha256';
type Count = 'number' | 'totalCount' | 'pageCount' | 'factCount' | 'byteSize';
type One =
  | 'brief'
  | 'question'
  | 'selection'
  | 'file'
  | 'country'
  | 'named'
  | 'organisation'
  | 'party'
  | 'a'
  | 'b'
  | 'fact'
  | 'thread'
  | 'node';
type Page = 'events' | 'agreements' | 'indicators' | 'offices' | 'positions' | 'grounds' | 'pageInfo' | 'relationship';
type Many =
  | 'statements'
  | 'sources'
  | 'kept'
  | 'parties'
  | 'members'
  | 'countries'
  | 'recorded'
  | 'organisations'
  | 'nodes'
  | 'edges'
  | 'threads';

/** Whatever a query asked for, by the name of the field. */
interface Told extends Record<Text, string>, Record<Count, number>, Record<One | Page, Told>, Record<Many, Told[]> {
  factIds: string[];
  sourceNumbers: number[];
  topics: string[];
  totals: Record<string, number>;
  hasNextPage: boolean;
  hasPreviousPage: boolean;
}

interface Answer {
  status: number;
  data: Told;
  errors: { message: string; path?: string[]; extensions: { code: string; hint: string; field?: string } }[];
}

async function ask(query: string, variables: object = {}, at = server.url): Promise<Answer> {
  return post(JSON.stringify({ query, variables }), 'application/json', at);
}

async function post(body: string, type = 'application/json', at = server.url): Promise<Answer> {
  const response = await fetch(`${at}/graphql`, { method: 'POST', headers: { 'content-type': type }, body });
  const text = await response.text();
  expect(text, 'no insides in any answer').not.toMatch(
    /\bat .*:\d+:\d+|node_modules|\.ts\b|\.js\b|select .* from|\/home\/|\/tmp\//i,
  );
  const { data, errors = [] } = JSON.parse(text) as Partial<Answer>;
  return { status: response.status, data: data as Told, errors };
}

const BRIEF = `
  query Brief($request: BriefRequestInput!) {
    brief(request: $request) {
      id title language product informationAsOf pageCount
      question { text parties { code name } since until topics }
      statements { text factIds sourceNumbers }
      sources { number publisher title url published }
      selection { kept { factId reason } dropped { factId reason } }
      notes { code message }
      file(format: PDF) { url fileName mediaType byteSize sha256 }
    }
  }`;

describe('a brief over GraphQL', () => {
  const requests = {
    typed: { text: 'Canada-China since 2018' },
    structured: { parties: ['CAN', 'CHN'], since: '2018', language: 'EN', product: 'FULL_BRIEF' },
  };

  test.each(Object.entries(requests))('%s: the query of the integrators works as it stands', async (form, request) => {
    const { status, data, errors } = await ask(BRIEF, { request });
    expect([status, errors]).toEqual([200, []]);
    const { brief } = data;
    expect(brief).toMatchObject({ language: 'EN', product: 'FULL_BRIEF', title: expect.stringContaining('China') });
    expect(brief.question).toEqual({
      text: form === 'typed' ? requests.typed.text : null,
      parties: [
        { code: 'CAN', name: 'Canada' },
        { code: 'CHN', name: 'China' },
      ],
      since: '2018',
      until: null,
      topics: [],
    });
    expect(brief.id).toMatch(/^[0-9a-f]{16}$/);
    expect(brief.pageCount).toBeGreaterThan(3);
    expect(brief.sources.map((s) => s.number)).toEqual(brief.sources.map((_, i) => i + 1));
    const cited = new Set(brief.statements.flatMap((s) => [...s.sourceNumbers]));
    expect([...cited].sort((a, b) => a - b)).toEqual(brief.sources.map((s) => s.number));
    const stated = new Set(brief.statements.flatMap((s) => [...s.factIds]));
    expect(new Set(brief.selection.kept.map((c) => c.factId))).toEqual(stated);
    expect(brief.file).toMatchObject({
      url: expect.stringContaining(`${server.url}/briefs/${brief.id}.pdf?`),
      fileName: 'canada-china-since-2018.pdf',
      mediaType: 'application/pdf',
    });

    const response = await fetch(brief.file.url);
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(bytes.length).toBe(brief.file.byteSize);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(brief.file.sha256);
  });

  test('French: the same facts, with French names and reasons', async () => {
    const request = (language: string) => ({ request: { parties: ['CAN', 'CHN'], language } });
    const query = `query ($request: BriefRequestInput!) { brief(request: $request) {
      question { parties { name english: name(language: EN) } } statements { factIds sourceNumbers }
      selection { kept { factId rule reason fact { title } } } } }`;
    const [en, fr] = await Promise.all([ask(query, request('EN')), ask(query, request('FR'))]);
    expect(fr.data.brief.question.parties[1]).toEqual({ name: 'Chine', english: 'China' });
    expect(fr.data.brief.statements).toEqual(en.data.brief.statements);
    const reasons = (answer: Answer) =>
      answer.data.brief.selection.kept.map(({ factId, rule, reason, fact }) => ({
        factId,
        rule,
        reason,
        title: fact.title,
      }));
    const [english, french] = [reasons(en), reasons(fr)];
    expect(french.map((c) => [c.factId, c.rule])).toEqual(english.map((c) => [c.factId, c.rule]));
    expect(french[0]?.reason).not.toBe(english[0]?.reason);
    expect(french[0]?.title).not.toBe(english[0]?.title);
  });

  test('a product may be asked for by its name, which wins, and is told where there is none of it', async () => {
    const query = 'query ($r: BriefRequestInput!) { brief(request: $r) { product productName } }';
    const asked = (more: object) => ask(query, { r: { parties: ['CAN', 'PHL'], ...more } });
    const named = await asked({ product: 'ONE_PAGE', productName: 'agreements' });
    expect(named.errors).toEqual([]);
    expect(named.data.brief).toEqual({
      product: 'AGREEMENTS',
      productName: 'agreements',
    });
    const { errors } = await asked({ productName: 'agreemints' });
    expect(errors[0]?.extensions).toMatchObject({ code: 'UNKNOWN_PRODUCT', field: 'request.productName' });
    expect((await asked({ product: 'OTHER' })).errors[0]?.extensions).toMatchObject({ code: 'UNKNOWN_PRODUCT' });
  });

  test('a draft is composed once, however often it is asked for', async () => {
    let composed = 0;
    const draft: Chancery['draft'] = (request) => {
      composed += 1;
      return house.draft(request);
    };
    const counting = await open({ ...house, draft }, []);
    const query = `query ($r: BriefRequestInput!) { a: brief(request: $r) { id } b: brief(request: $r) { id title } }`;
    const variables = { r: { text: 'Canada-Indonesia' } };
    const { data } = await ask(query, variables, counting.url);
    await ask(query, variables, counting.url);
    expect(data.a.id).toBe(data.b.id);
    expect(composed).toBe(1);
    await counting.close();
  });

  test('a pair with nothing recorded is a short brief that says so', async () => {
    const { data } = await ask(
      `{ brief(request: {parties: ["BTN", "URY"]}) { pageCount statements { text } notes { code } } }`,
    );
    expect(data.brief).toEqual({ pageCount: 1, statements: [], notes: [{ code: 'NOTHING_RECORDED' }] });
  });
});

describe('what is recorded, over GraphQL', () => {
  test('countries and organisations, by code and by name', async () => {
    const { data } = await ask(`{
      country(code: "CAN") { code alpha2 kind name fr: name(language: FR) adjective factCount }
      named: country(code: "Chine") { code }
      organisation(code: "NATO") { kind name members { code } }
      party(code: "EU") { __typename code }
      countries { code } recorded: countries(recordedOnly: true) { code factCount } organisations { code } }`);
    expect(data.country).toMatchObject({
      code: 'CAN',
      alpha2: 'CA',
      kind: 'STATE',
      name: 'Canada',
      fr: 'Canada',
      adjective: 'Canadian',
    });
    expect(data.country.factCount).toBeGreaterThan(700);
    expect(data.named.code).toBe('CHN');
    expect(data.organisation.members.length).toBe(32);
    expect(data.party).toEqual({ __typename: 'Organisation', code: 'EU' });
    expect(data.countries.length).toBeGreaterThan(240);
    expect(data.recorded.every((c) => c.factCount > 0)).toBe(true);
    expect(data.recorded.length).toBeLessThan(data.countries.length);
    expect(data.organisations.map((o) => o.code)).toEqual(expect.arrayContaining(['EU', 'G7', 'NATO']));
  });

  test('events page by page are all the events, once each, in order', async () => {
    const query = `query ($after: String) { events(between: ["CAN", "CHN"], since: "2018", first: 40, after: $after) {
      totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } } nodes { id factId date } } }`;
    const seen: { factId: string; date: string }[] = [];
    let after: string | null = null;
    let total = 0;
    do {
      const page: Told = (await ask(query, { after })).data.events;
      total = page.totalCount;
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      expect(page.edges.map((e) => e.node.id)).toEqual(page.nodes.map((n) => n.id));
      expect(page.edges.at(-1)?.cursor).toBe(page.pageInfo.endCursor);
      expect(page.edges[0]?.cursor).toBe(page.pageInfo.startCursor);
      seen.push(...page.nodes);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen.length).toBe(total);
    expect(new Set(seen.map((s) => s.factId)).size).toBe(total);
    const years = seen.map((s) => s.date.slice(0, 4));
    expect(years).toEqual([...years].sort());
    expect(years[0]).toBe('2018');
  });

  test('agreements and a relationship, with parties, sources and totals', async () => {
    const { data, errors } = await ask(`{
      agreements(between: ["CAN", "CHN"]) { totalCount nodes { title status agreementType signed sources { publisher url kind } thread { name } } }
      relationship(between: ["CAN", "CHN"], since: "2018", topics: [TRADE, HUMAN_RIGHTS]) {
        parties { code } since topics
        totals { all events agreements indicators offices positions }
        events(first: 3) { totalCount nodes { __typename title displayDate fr: displayDate(language: FR) eventType place links { linkType fact { factId } } } }
        agreements { totalCount } indicators(first: 2) { totalCount nodes { displayValue unit value flow } }
        offices { totalCount } positions { totalCount nodes { party { code } about { code } summary } }
        threads { name state } grounds: sources(first: 5) { totalCount pageInfo { endCursor hasNextPage } nodes { sourceId publisher title url published readOn } } } }`);
    expect(errors).toEqual([]);
    expect(data.agreements.totalCount).toBeGreaterThan(3);
    expect(data.agreements.nodes.every((a) => a.sources.length > 0)).toBe(true);
    const { relationship } = data;
    const { totals } = relationship;
    const { all, ...kinds } = totals;
    expect(Object.values(kinds).reduce((sum, n) => sum + n, 0)).toBe(all);
    for (const kind of ['events', 'agreements', 'indicators', 'offices', 'positions'] as const) {
      expect(relationship[kind].totalCount, kind).toBe(totals[kind]);
    }
    expect(relationship.topics).toEqual(['HUMAN_RIGHTS', 'TRADE']);
    expect(relationship.grounds.totalCount).toBeGreaterThan(5);
    expect(relationship.threads.length).toBeGreaterThan(3);
    const { data: more } = await ask(
      `query ($after: String) { relationship(between: ["CAN", "CHN"], since: "2018", topics: [TRADE, HUMAN_RIGHTS]) { grounds: sources(first: 1, after: $after) { nodes { sourceId } } } }`,
      { after: relationship.grounds.pageInfo.endCursor },
    );
    const five = relationship.grounds.nodes.map((s) => s.sourceId);
    expect(five).not.toContain(more.relationship.grounds.nodes[0]?.sourceId);
  });

  test('recorded typed values reach no client in braces', async () => {
    const { data } = await ask(`{ relationship(between: ["CAN", "CHN"]) {
      events(first: 100) { nodes { title summary disputed } } positions(first: 50) { nodes { title fr: title(language: FR) } } } }`);
    expect(JSON.stringify(data)).not.toMatch(/\\?\{[^"{}:]*\}|\{[\d.]+ ?[^"]*\}/);
  });

  test('whatever has an id is found again by it', async () => {
    const { data } = await ask(`{ brief(request: {text: "Canada-Indonesia"}) { id } country(code: "CAN") { id }
      events(between: ["CAN", "CHN"], first: 1) { nodes { id thread { id } sources { id } } } }`);
    const [event] = data.events.nodes;
    const ids = [data.brief.id, data.country.id, event?.id, event?.thread.id, event?.sources[0]?.id];
    const types = ['Brief', 'Country', 'Event', 'Thread', 'Source'];
    for (const [i, id] of ids.entries()) {
      const found = await ask('query ($id: ID!) { node(id: $id) { __typename id } }', { id });
      expect(found.data.node).toEqual({ __typename: types[i], id });
    }
    expect((await ask('{ node(id: "bm9uZQ") { id } }')).data.node).toBeNull();
  });

  test('nested reads cost the same number of readings of the store, however many facts there are', async () => {
    const readings = async (first: number): Promise<number> => {
      let count = 0;
      const counted = <Call extends (...values: never[]) => unknown>(call: Call) =>
        ((...values: never[]) => {
          count += 1;
          return call(...values);
        }) as Call;
      const { store } = house;
      const counting = {
        ...store,
        snapshot: store.snapshot,
        page: counted(store.page),
        factsByIds: counted(store.factsByIds),
        sourcesByIds: counted(store.sourcesByIds),
        threads: counted(store.threads),
        parties: counted(store.parties),
      };
      const watched = await open({ ...house, store: counting }, []);
      const query = `query ($first: Int!) { events(between: ["CAN", "CHN"], first: $first) { nodes {
        parties { factCount } thread { name } sources { title } links { fact { title sources { title } thread { name } } } } } }`;
      expect((await ask(query, { first }, watched.url)).errors).toEqual([]);
      await watched.close();
      return count;
    };
    const few = await readings(30);
    expect(few).toBeLessThanOrEqual(6);
    expect(await readings(100)).toBe(few);
  });
});

describe('a request that is wrong gets a code and a hint', () => {
  const request = (value: object) => [BRIEF, { request: value }] as const;
  const cases: Record<string, readonly [string, object, ...string[]]> = {
    'an unknown country': [...request({ text: 'Canada-Chyna' }), 'UNKNOWN_PARTY'],
    'the same party twice': [...request({ parties: ['CAN', 'Canada'] }), 'SAME_PARTY_TWICE'],
    'no party': [...request({}), 'NO_PARTY'],
    'since after until': [...request({ parties: ['CAN'], since: '2020', until: '2018' }), 'SINCE_AFTER_UNTIL'],
    'the future': [...request({ parties: ['CAN'], since: '2030' }), 'PERIOD_IN_FUTURE'],
    'no pages': [...request({ text: 'Canada', pages: 0 }), 'BAD_PAGES'],
    'less than no pages': [...request({ text: 'Canada', pages: -1 }), 'BAD_PAGES'],
    'a thousand million pages': [...request({ text: 'Canada', pages: 1e9 }), 'BAD_PAGES'],
    'pages in letters': [...request({ text: 'Canada', pages: 'abc' }), 'BAD_PAGES'],
    'an unknown product': [...request({ text: 'Canada', product: 'FULL_BREIF' }), 'UNKNOWN_PRODUCT'],
    'an unknown product of great length': [
      ...request({ text: 'Canada', product: 'Did you mean '.repeat(15_000) }),
      'UNKNOWN_PRODUCT',
    ],
    'an unknown language': [...request({ text: 'Canada', language: 'DE' }), 'UNKNOWN_LANGUAGE'],
    'an unknown topic': [...request({ text: 'Canada', topics: ['TRADES'] }), 'UNKNOWN_TOPIC'],
    'an unknown paper': [...request({ text: 'Canada', paper: 'A5' }), 'UNKNOWN_PAPER'],
    'an unknown format': ['{ brief(request: {text: "Canada"}) { file(format: PFD) { url } } }', {}, 'UNKNOWN_FORMAT'],
    'no date': [...request({ text: 'Canada', since: 'abc' }), 'BAD_DATE'],
    'a date that is a number': [...request({ text: 'Canada', since: 2018 }), 'BAD_DATE'],
    'a text of 100,000 characters': [...request({ text: 'a'.repeat(100_000) }), 'TEXT_TOO_LONG'],
    'control characters': [...request({ text: 'Canada\u0007China' }), 'TEXT_NOT_PRINTABLE'],
    'right-to-left marks': [...request({ text: '\u202eCanada-China' }), 'TEXT_NOT_PRINTABLE'],
    emoji: [...request({ text: '🦫🍁' }), 'TEXT_NOT_UNDERSTOOD'],
    'two things at once': [...request({ parties: ['CAN', 'CAN', 'Atlantis'] }), 'SAME_PARTY_TWICE', 'UNKNOWN_PARTY'],
    'an unknown party among several': ['{ events(between: ["CAN", "Atlantis"]) { totalCount } }', {}, 'UNKNOWN_PARTY'],
    'an organisation as a country': ['{ country(code: "EU") { code } }', {}, 'WRONG_PARTY_KIND'],
    'an unknown fact': ['{ fact(factId: "no/such") { id } }', {}, 'UNKNOWN_FACT'],
    'a page too large': ['{ events(between: ["CAN"], first: 101) { totalCount } }', {}, 'BAD_PAGE_SIZE'],
    'an unknown cursor': ['{ events(between: ["CAN"], after: "zz") { totalCount } }', {}, 'BAD_CURSOR'],
    'an unknown cursor of sources': [
      '{ relationship(between: ["CAN", "CHN"]) { sources(after: "zz") { totalCount } } }',
      {},
      'BAD_CURSOR',
    ],
    'no GraphQL': ['{ brief(', {}, 'GRAPHQL_PARSE_FAILED'],
    'an unknown field': ['{ colour }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    'a meeting without a date': [...request({ text: 'Canada', meeting: {} }), 'MISSING_FIELD'],
    'a meeting without a date, written out': [
      '{ brief(request: { text: "Canada", meeting: {} }) { id } }',
      {},
      'MISSING_FIELD',
    ],
    'an unknown field of a stop': [
      ...request({
        text: 'Canada',
        trip: { stops: [{ date: '2026', place: 'Rome', parties: ['CAN'], colour: 'red' }] },
      }),
      'UNKNOWN_FIELD',
    ],
    'a trip without stops': [
      ...request({ text: 'Canada', product: 'ONE_PAGE', trip: { stops: [] } }),
      'MISSING_FIELD',
      'UNKNOWN_FIELD',
    ],
    'an unknown field of input': [...request({ text: 'Canada', colour: 'red' }), 'BAD_USER_INPUT'],
    'too deep a query': [
      `{ events(between: ["CAN"]) { nodes ${'{ links { fact '.repeat(6)} { id } ${'} }'.repeat(6)} } }`,
      {},
      'QUERY_TOO_DEEP',
    ],
    'too deep a query in fragments': [
      `{ events(between: ["CAN"]) { nodes { ...a } } }
       ${['a b', 'b c', 'c d', 'd e', 'e f', 'f a'].map((p) => `fragment ${p[0]} on Fact { links { fact { ${p[2] === 'a' ? 'id' : `...${p[2]}`} } } }`).join('\n')}`,
      {},
      'QUERY_TOO_DEEP',
    ],
    'too wide a query': [
      `{ ${Array.from({ length: 21 }, (_, i) => `a${i}: snapshot { newest }`).join(' ')} }`,
      {},
      'QUERY_TOO_WIDE',
    ],
    'too long a query': [`{ ${'__typename '.repeat(2001)} }`, {}, 'GRAPHQL_PARSE_FAILED'],
  };

  test.each(Object.entries(cases))('%s', async (_, [query, variables, ...codes]) => {
    const { errors } = await ask(query, variables);
    expect(errors.map((e) => e.extensions.code)).toEqual(codes);
    for (const { message, extensions } of errors) {
      expect(message.length).toBeGreaterThan(5);
      expect(message.length).toBeLessThan(500);
      expect(extensions.hint.length).toBeGreaterThan(5);
    }
  });

  test('the place is told as the client knows it', async () => {
    const place = async (query: string, variables = {}) => (await ask(query, variables)).errors[0]?.extensions;
    expect(await place(...request({ parties: ['CAN', 'Atlantis'] }))).toMatchObject({ field: 'request.parties.1' });
    expect(await place(...request({ text: 'Canada', topics: ['TRADE', 'TRADES'] }))).toMatchObject({
      field: 'request.topics.1',
      hint: 'did you mean "TRADE"?',
    });
    expect(await place('{ events(between: ["CAN", "Atlantis"]) { totalCount } }')).toMatchObject({
      field: 'between.1',
    });
    expect(await place(...request({ text: 'Canada-Chyna' }))).toMatchObject({
      field: 'request.text',
      hint: expect.stringContaining('China'),
    });
  });

  test.each([
    ['malformed JSON', '{"query":', 'application/json', 400, 'BODY_MALFORMED'],
    ['an empty body', '', 'application/json', 400, 'BODY_MALFORMED'],
    ['a list', '[]', 'application/json', 400, 'BAD_REQUEST'],
    ['plain text', '{ __typename }', 'text/plain', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a form', 'query={__typename}', 'application/x-www-form-urlencoded', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'an oversized body',
      JSON.stringify({ query: `#${'a'.repeat(300_000)}` }),
      'application/json',
      413,
      'BODY_TOO_LARGE',
    ],
    [
      'an unknown operation',
      '{"query": "query A { __typename }", "operationName": "B"}',
      'application/json',
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
  ])('%s over HTTP', async (_, body, type, status, code) => {
    const answer = await post(body, type);
    expect([answer.status, answer.errors.map((e) => e.extensions.code)]).toEqual([status, [code]]);
    expect(answer.errors[0]?.extensions.hint).toBeTruthy();
  });

  test.each([
    ['GET', '/nothing', 404, 'NOT_FOUND'],
    ['GET', '/%zz', 404, 'NOT_FOUND'],
    ['GET', '/briefs/0123456789abcdef.pdf', 403, 'BAD_LINK'],
    ['GET', '/briefs/%2e%2e%2fpackage.json', 403, 'BAD_LINK'],
    ['DELETE', '/graphql', 405, 'METHOD_NOT_ALLOWED'],
    ['POST', '/', 405, 'METHOD_NOT_ALLOWED'],
  ])('%s %s', async (method, path, status, code) => {
    const response = await fetch(server.url + path, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code, hint: expect.stringMatching(/./) } }],
    });
  });

  test('what we did not foresee is masked, and told to the log', async () => {
    const lines: string[] = [];
    const draft = () => Promise.reject(new Error('select secret from /home/us'));
    const broken = await open({ ...house, draft }, lines);
    const { errors } = await ask(BRIEF, { request: { text: 'Canada-China' } }, broken.url);
    expect(errors.map((e) => e.extensions.code)).toEqual(['INTERNAL']);
    const page = await fetch(`${broken.url}/ask?text=Canada-China`);
    expect(page.status).toBe(500);
    expect(await page.text()).not.toContain('secret');
    expect(lines.filter((line) => line.includes('select secret')).length).toBe(2);
    await broken.close();
  });
});

describe('files', () => {
  let whole: Uint8Array;
  let etag = '';
  let links: Record<string, Told>;
  const get = (headers: Record<string, string> = {}, extension = 'pdf', method = 'GET') =>
    fetch(links[extension]?.url ?? '', { method, headers });

  beforeAll(async () => {
    const formats = { pdf: 'PDF', html: 'HTML', docx: 'DOCX', md: 'MARKDOWN', txt: 'TEXT', json: 'JSON' };
    const files = Object.entries(formats).map(([extension, format]) => `${extension}: file(format: ${format}) { url }`);
    const { data } = await ask(`{ brief(request: {text: "Canada-Indonesia"}) { ${files.join(' ')} } }`);
    links = data.brief as unknown as Record<string, Told>;
    const response = await get();
    etag = response.headers.get('etag') ?? '';
    whole = new Uint8Array(await response.arrayBuffer());
  });

  test('say what they are', async () => {
    const { headers } = await get();
    const sha256 = createHash('sha256').update(whole).digest('hex');
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(whole.length),
      'content-disposition': `attachment; filename="canada-indonesia.pdf"; filename*=UTF-8''canada-indonesia.pdf`,
      etag: `"${sha256}"`,
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
  });

  test.each([
    ['html', /^text\/html/, '<!'],
    ['docx', /^application\/vnd\.openxmlformats-officedocument\.wordprocessingml\.document$/, 'PK'],
    ['md', /^text\/markdown/, ''],
    ['txt', /^text\/plain; charset=utf-8$/, 'Full brief'],
    ['json', /^application\/json/, '{'],
  ])('come as %s too', async (extension, type, start) => {
    const response = await get({}, extension);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(type);
    expect((await response.text()).startsWith(start)).toBe(true);
  });

  test('answer HEAD as GET, without a body', async () => {
    const head = await get({}, 'pdf', 'HEAD');
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(String(whole.length));
    expect(head.headers.get('etag')).toBe(etag);
    expect((await head.arrayBuffer()).byteLength).toBe(0);
  });

  test('are not sent again to those who have them', async () => {
    for (const condition of [etag, `"x", W/${etag}`, '*']) {
      const response = await get({ 'if-none-match': condition });
      expect([response.status, response.headers.get('etag')]).toEqual([304, etag]);
    }
    expect((await get({ 'if-none-match': '"x"' })).status).toBe(200);
  });

  test.each([
    ['bytes=0-99', 0, 99],
    ['bytes=100-', 100, -1],
    ['bytes=-50', -50, -1],
    ['bytes=0-999999999', 0, -1],
  ])('%s', async (range, first, last) => {
    const response = await get({ range });
    const [from, to] = [first < 0 ? whole.length + first : first, last < 0 ? whole.length + last : last];
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${from}-${to}/${whole.length}`);
    expect(Buffer.from(await response.arrayBuffer()).equals(whole.subarray(from, to + 1))).toBe(true);
  });

  test('a range they do not have, several ranges, another edition', async () => {
    const beyond = await get({ range: `bytes=${whole.length}-` });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`]);
    expect(await beyond.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_RANGE' } }] });
    for (const headers of [
      { range: 'bytes=0-1,4-5' },
      { range: 'bytes=5-1' },
      { range: 'bytes=0-1', 'if-range': '"x"' },
    ]) {
      expect((await get(headers as Record<string, string>)).status).toBe(200);
    }
    expect((await get({ range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
  });
});

describe('the staff page', () => {
  const page = async (path: string) => {
    const response = await fetch(server.url + path, { redirect: 'manual' });
    return { response, text: await response.text() };
  };

  test('asks in English and in French, with nothing from elsewhere', async () => {
    const en = await page('/');
    const fr = await page('/?lang=fr');
    expect([en.response.status, fr.response.status]).toEqual([200, 200]);
    expect(en.text).toContain('<html lang="en">');
    expect(fr.text).toContain('<html lang="fr">');
    expect(fr.text).toContain('Produire la note');
    const french = await fetch(server.url, { headers: { 'accept-language': 'fr-CA,fr;q=0.9,en;q=0.5' } });
    expect(await french.text()).toBe(fr.text);
    for (const { text } of [en, fr]) {
      expect(text).not.toMatch(/<script|https?:\/\/|\{\{|undefined|\[object/);
      const labelled = [...text.matchAll(/<label[^>]* for="([^"]+)"/g)].map((m) => m[1]);
      const inputs = [...text.matchAll(/<input type="(?:text|radio)"[^>]* id="([^"]+)"/g)].map((m) => m[1]);
      expect(inputs.length).toBeGreaterThan(10);
      expect(new Set(inputs).size).toBe(inputs.length);
      expect(inputs.filter((id) => !labelled.includes(id))).toEqual([]);
    }
    const style = await page('/site.css');
    expect(style.response.headers.get('content-type')).toMatch(/^text\/css/);
    for (const [, font] of style.text.matchAll(/url\("([^"]+)"\)/g)) {
      expect((await fetch(server.url + font)).headers.get('content-type')).toBe('font/ttf');
    }
  });

  test('leads to the file', async () => {
    const { response } = await page(
      '/ask?text=Canada-Indonesia&product=one-page&language=fr&pages=&paper=a4&format=html',
    );
    expect(response.status).toBe(303);
    const file = await page(response.headers.get('location') ?? '');
    expect(file.response.status).toBe(200);
    expect(file.text).toContain('lang="fr');
  });

  test('tells what is wrong beside the field, and keeps what was typed', async () => {
    const { response, text } = await page('/ask?text=Canada-Chyna+%3Cb%3E&pages=abc&format=doc');
    expect(response.status).toBe(400);
    expect(text).toContain('value="Canada-Chyna &lt;b&gt;"');
    expect(text).not.toContain('<b>');
    const wrong = await page('/ask?text=Canada-Chyna&pages=abc&lang=fr');
    expect(wrong.text).toMatch(/id="wrong-text-0"><strong>«.Chyna.» n’est ni[^<]*<\/strong><br>Vouliez-vous dire/);
    expect(wrong.text).toMatch(/id="wrong-pages-0"/);
    expect((await page('/ask')).text).toContain('no country or organization is named');
    const both = await page('/ask?text=Canada-Chyna&format=doc');
    expect(both.text).toMatch(/“doc” is no format/);
    expect(both.text).toMatch(/“Chyna” is no country/);
  });

  test('has French words for whatever a request can have wrong', () => {
    const words = JSON.parse(readFileSync('templates/site/fr.json', 'utf8')) as { problems: Record<string, unknown> };
    const asked =
      readFileSync('src/ask/ask.ts', 'utf8') +
      readFileSync('src/ask/sentence.ts', 'utf8') +
      readFileSync('src/serve/page.ts', 'utf8');
    const codes = [...asked.matchAll(/'((?:NO|UNKNOWN|SAME|TOO|BAD|SINCE|PERIOD|TEXT)_[A-Z_]+)'/g)].map(
      (m) => m[1] as string,
    );
    expect(codes.length).toBeGreaterThan(8);
    expect(codes.filter((code) => !(code in words.problems))).toEqual([]);
  });
});

describe('the server', () => {
  test('says that it is well and ready', async () => {
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({
      status: 'ready',
      facts: house.store.snapshot.facts,
    });
  });

  test('logs what it answered, and not what was typed', () => {
    const lines = log.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(expect.objectContaining({ method: 'GET', path: '/ask', status: 303 }));
    expect(log.filter((line) => line.includes('Chyna'))).toEqual([]);
    expect(lines.filter((line) => line.level === 'error')).toEqual([]);
  });

  test('refuses a port that is taken', async () => {
    const port = Number(new URL(server.url).port);
    await expect(serve(house, { host: '127.0.0.1', port, log: () => {}, read })).rejects.toThrow(
      `port ${port} is taken`,
    );
  });

  test('lets requests in flight finish when it closes', async () => {
    let begun = () => {};
    let go = () => {};
    const started = new Promise<void>((resolve) => (begun = resolve));
    const gate = new Promise<void>((resolve) => (go = resolve));
    const draft: Chancery['draft'] = async (request) => {
      begun();
      await gate;
      return house.draft(request);
    };
    const closing = await open({ ...house, draft }, []);
    const answer = ask('{ brief(request: {text: "Canada-Indonesia"}) { id } }', {}, closing.url);
    await started;
    const closed = closing.close();
    go();
    expect((await answer).data.brief.id).toMatch(/^[0-9a-f]{16}$/);
    await closed;
    await expect(fetch(`${closing.url}/healthz`)).rejects.toThrow();
  });

  test('keeps to GraphQL over HTTP: nothing failed above MAY', async () => {
    const results = await Promise.all(serverAudits({ url: `${server.url}/graphql` }).map((audit) => audit.fn()));
    const failed = results.filter((result) => result.status === 'error' || result.status === 'warn');
    expect(failed.map((result) => `${result.id} ${result.name}`)).toEqual([]);
    expect(results.filter((result) => result.status === 'ok').length).toBeGreaterThanOrEqual(58);
  });
});

describe('the schema', () => {
  const schema: GraphQLSchema = buildSchema(schemaText());
  const own = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
  );

  test('is the committed one: after a change, run npm run schema and read the difference', async () => {
    expect(schemaText()).toBe(readFileSync('schema/chancery.graphql', 'utf8'));
    expect(await (await fetch(`${server.url}/schema.graphql`)).text()).toBe(schemaText());
  });

  test('describes every type, field, argument, input field and enum value', () => {
    const silent: string[] = [];
    const tell = (path: string, thing: { description?: string | null | undefined }) =>
      thing.description || silent.push(path);
    for (const type of own) {
      tell(type.name, type);
      if (isEnumType(type)) for (const value of type.getValues()) tell(`${type.name}.${value.name}`, value);
      if (isInputObjectType(type))
        for (const field of Object.values(type.getFields())) tell(`${type.name}.${field.name}`, field);
      if (isObjectType(type) || isInterfaceType(type)) {
        for (const field of Object.values(type.getFields())) {
          tell(`${type.name}.${field.name}`, field);
          for (const argument of field.args) tell(`${type.name}.${field.name}(${argument.name})`, argument);
        }
      }
    }
    expect(silent).toEqual([]);
  });

  test('says where each scalar is specified', () => {
    expect(own.filter((type) => isScalarType(type) && !type.specifiedByURL).map((type) => type.name)).toEqual([]);
  });

  test('gives a field of an interface the same type in all that implement it', () => {
    const differing = own.filter(isInterfaceType).flatMap((shared) =>
      schema.getPossibleTypes(shared).flatMap((type) =>
        Object.values(shared.getFields())
          .filter((field) => String(type.getFields()[field.name]?.type) !== String(field.type))
          .map((field) => `${type.name}.${field.name}`),
      ),
    );
    expect(differing).toEqual([]);
  });
});
