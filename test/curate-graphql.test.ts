// The record kept over GraphQL, by real HTTP on a real database: who may, what each mutation does, what is told where it cannot, and what was known when.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chancery, openChancery } from '../src/brief.ts';
import { type Server, schemaText, serve } from '../src/serve/serve.ts';
import { openWorld } from '../src/world.ts';

const TOKENS = { 'A. Curator': 'tok-anna-0123456789abcdef', 'B. Other': 'tok-bert-0123456789abcdef' };
const CURATORS = Object.entries(TOKENS)
  .map((entry) => entry.join(':'))
  .join(', ');

const home = mkdtempSync(join(tmpdir(), 'chancery-curate-'));
const environment: Record<string, string> = { CHANCERY_HOME: home };
/** Sets the clock of the house. */
const on = (instant: string) => {
  environment.CHANCERY_NOW = instant;
};
on('2026-11-24T12:00:00Z');
const world = openWorld({ environment });
const log: string[] = [];

let house: Chancery;
let server: Server;
const open = (curators?: string) =>
  serve(house, { host: '127.0.0.1', port: 0, log: (line) => log.push(line), read: world.read, curators });

beforeAll(async () => {
  house = await openChancery(world);
  server = await open(CURATORS);
});
afterAll(async () => {
  await server.close();
  await house.close();
  rmSync(home, { recursive: true, force: true });
});

interface UserError {
  code: string;
  message: string;
  hint: string;
  path: string[];
  newerRevision?: Revision | null;
}
interface Revision {
  id: string;
  number: number;
  recordedAt: string;
  recordedBy: string;
  action: string;
  reason: string;
  state: string;
  recordJson: string;
  supersededAt: string | null;
  isMachineCoded: boolean;
  changes: { path: string; before: string; after: string }[];
}
type Told = Record<string, unknown>;
interface Payload {
  fact: Told | null;
  source: Told | null;
  thread: Told | null;
  revision: Revision | null;
  userErrors: UserError[];
}
interface Answer<Data> {
  status: number;
  data: Data;
  errors: { message: string; path?: string[]; extensions: { code: string; hint: string; field?: string } }[];
}

const JSON_TYPE = { 'content-type': 'application/json' };
const bearer = (token: string) => ({ ...JSON_TYPE, authorization: `Bearer ${token}` });
const ANNA = bearer(TOKENS['A. Curator']);
const BERT = bearer(TOKENS['B. Other']);

async function ask<Data = Record<string, Told>>(
  query: string,
  variables: object = {},
  headers: Record<string, string> = JSON_TYPE,
  at = server.url,
): Promise<Answer<Data>> {
  const body = JSON.stringify({ query, variables });
  const response = await fetch(`${at}/graphql`, { method: 'POST', headers, body });
  const text = await response.text();
  expect(text, 'no insides in any answer').not.toMatch(
    /\n\s+at |\.[jt]s:\d+|node_modules|\.ts\b|select .* from|\/tmp\/|tok-/i,
  );
  const { data, errors = [] } = JSON.parse(text) as Answer<Data>;
  return { status: response.status, data, errors };
}

const REVISION = `id number recordedAt recordedBy action reason state recordJson supersededAt isMachineCoded changes { path before after }`;
const SUBJECTS: Record<string, string> = {
  fact: 'factId title isDraft',
  source: 'sourceId title',
  thread: 'threadId name',
};

/** Carries a mutation out; where it is not allowed, the codes of the errors are the answer. */
async function act(name: string, input: object, headers = ANNA): Promise<Payload> {
  const subject = /^[a-z]+/.exec(name)?.[0] ?? '';
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
  const stale = name.endsWith('Record') ? '' : `newerRevision { ${REVISION} }`;
  const query = `mutation ($input: ${type}) { done: ${name}(input: $input) {
    ${subject} { ${SUBJECTS[subject]} } revision { ${REVISION} } userErrors { code message hint path ${stale} } } }`;
  const { data, errors } = await ask<{ done: Payload }>(query, { input }, headers);
  expect(errors).toEqual([]);
  return data.done;
}

/** The same, where it is to be done. */
async function done(name: string, input: object, headers = ANNA): Promise<Revision> {
  const { revision, userErrors } = await act(name, input, headers);
  expect(userErrors).toEqual([]);
  if (!revision) throw new Error('no revision');
  return revision;
}

const REASON = { reason: 'seen in the register' };
const both = (text: string) => ({ en: text, fr: text });
const common = {
  parties: ['BTN', 'NPL'],
  topics: ['DIPLOMACY'],
  significance: 3,
  sourceIds: ['test/one'],
  confidence: 'CONFIRMED',
};
const clause = {
  en: { subject: 'Bhutan', predicate: 'met Nepal {on}', noun: 'the talks' },
  fr: { subject: 'le Bhoutan', predicate: 'a rencontré le Népal {on}', noun: 'les pourparlers' },
};
const event = (name: string, more: object = {}) => ({
  ...common,
  factId: `btn-npl/${name}`,
  date: '2024-05-06',
  title: { en: `Talks ${name}`, fr: `Pourparlers ${name}` },
  summary: { en: 'Officials met.', fr: 'Des responsables se sont rencontrés.' },
  eventType: 'CONSULT',
  clause,
  ...more,
});
const source = (name: string, more: object = {}) => ({
  sourceId: `test/${name}`,
  publisher: 'Test Gazette',
  kind: 'OFFICIAL',
  title: `Notice ${name}`,
  url: `https://gazette.example/${name}`,
  readOn: '2026-11',
  ...more,
});
const set = (values: Told) => Object.entries(values).map(([path, value]) => ({ path, value: JSON.stringify(value) }));
const record = (name: string, more: object = {}) => done('factRecord', { event: event(name, more), ...REASON });

describe('who may', () => {
  const MUTATION = 'mutation ($input: SourceRecordInput!) { sourceRecord(input: $input) { revision { number } } }';
  const input = { source: source('who'), ...REASON };
  const codes = async (headers: Record<string, string>, at = server.url) => {
    const { data, errors } = await ask(MUTATION, { input }, headers, at);
    return { done: data?.sourceRecord?.revision ?? null, errors: errors.map(({ extensions }) => extensions.code) };
  };
  const nothing = async () => expect((await house.store.history({ record: 'source', id: 'test/who' })).length).toBe(0);

  test('nobody, where the server was not told of curators, whatever token is sent', async () => {
    for (const list of [undefined, '', ' , ']) {
      const closed = await open(list);
      expect(await codes(JSON_TYPE, closed.url)).toEqual({ done: null, errors: ['FORBIDDEN'] });
      expect(await codes(ANNA, closed.url)).toEqual({ done: null, errors: ['FORBIDDEN'] });
      const { errors } = await ask('{ audit { isIntact } }', {}, ANNA, closed.url);
      expect(errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', hint: expect.stringContaining('npm run data') });
      await closed.close();
    }
    await nothing();
  });

  test('nobody without a token, with another one, or with one in another form', async () => {
    const token = TOKENS['A. Curator'];
    const wrong = [
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      `Bearer ${token.toUpperCase()}`,
      `Basic ${token}`,
      token,
      `Bearer A. Curator:${token}`,
    ];
    expect(await codes(JSON_TYPE)).toEqual({ done: null, errors: ['UNAUTHENTICATED'] });
    for (const authorization of wrong)
      expect(await codes({ ...JSON_TYPE, authorization }), authorization).toEqual({
        done: null,
        errors: ['UNAUTHENTICATED'],
      });
    await nothing();
  });

  test('no page of another site: neither a form nor an address can write', async () => {
    const body = JSON.stringify({ query: MUTATION, variables: { input } });
    const authorization = ANNA.authorization;
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': type, authorization },
        body,
      });
      expect(response.status, type).toBe(415);
    }
    const address = new URL('/graphql', server.url);
    address.searchParams.set('query', MUTATION);
    address.searchParams.set('variables', JSON.stringify({ input }));
    const simple = await fetch(address, { headers: { authorization } });
    expect(simple.status).toBe(400);
    const preflighted = await fetch(address, { headers: { authorization, 'apollo-require-preflight': '1' } });
    expect(preflighted.status).toBe(405);
    const preflight = await fetch(`${server.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    await nothing();
  });

  test('a curator, whose name the record keeps', async () => {
    const anna = await done('sourceRecord', { source: source('one'), ...REASON });
    expect(anna).toMatchObject({ number: 1, recordedBy: 'A. Curator', action: 'RECORDED', state: 'REVIEWED' });
    expect(await done('sourceRecord', { source: source('two'), ...REASON }, BERT)).toMatchObject({
      recordedBy: 'B. Other',
    });
    expect(log.filter((line) => line.includes('tok-'))).toEqual([]);
  });

  test.each([
    ['no token', 'Anna'],
    ['a short token', 'Anna:0123456789'],
    ['no name', ':0123456789abcdef0123'],
    ['a token with a blank', 'Anna:0123456789 abcdef0123'],
    ['one token for two', 'Anna:0123456789abcdef0123,Bert:0123456789abcdef0123'],
  ])('a list with %s is refused when the server starts, and not repeated', async (_, list) => {
    const refusal = open(list);
    await expect(refusal).rejects.toMatchObject({ problems: [{ code: 'BAD_CURATORS' }] });
    await expect(refusal).rejects.not.toThrow(/0123456789/);
  });
});

describe('recording', () => {
  const kinds = {
    event: {
      ...event('kinds-event', {
        endDate: '2024-05-07',
        place: both('Thimphu'),
        people: ['A Person'],
        links: [{ linkType: 'FOLLOWS_UP', factId: 'btn-npl/ground' }],
        stateRestsOn: ['btn-npl/ground'],
        threadId: 'btn-npl/roads',
        disputed: both('Nepal says otherwise'),
        note: 'a remark',
        nextStep: { due: '2027', what: both('a second round') },
        sameAs: ['btn-npl/kinds-event-again'],
      }),
    },
    agreement: {
      ...common,
      factId: 'btn-npl/kinds-agreement',
      title: both('Road Agreement'),
      shortTitle: both('RA'),
      agreementType: 'MEMORANDUM_OF_UNDERSTANDING',
      status: 'SIGNED',
      negotiationsOpened: '2023',
      signed: '2024-05-06',
      summary: both('They build a road.'),
      clause: {
        en: { ...clause.en, predicate: 'builds a road' },
        fr: { ...clause.fr, predicate: 'construit une route' },
      },
    },
    indicator: {
      ...common,
      factId: 'btn-npl/kinds-indicator',
      series: 'btn-npl/exports',
      name: both('exports'),
      period: '2024',
      value: 1.5,
      unit: 'CAD million',
      basis: both('customs basis'),
      frequency: 'ANNUAL',
      flow: 'EXPORTS',
    },
    office: {
      ...common,
      factId: 'btn-npl/kinds-office',
      party: 'BTN',
      post: both('ambassador'),
      holder: 'A Person',
      holderNative: { languageTag: 'dz', text: 'མི' },
      since: '2020',
      until: '2024',
      rank: 3,
    },
    position: {
      ...common,
      factId: 'btn-npl/kinds-position',
      party: 'BTN',
      about: 'NPL',
      date: '2024-05-06',
      summary: both('Bhutan said so.'),
      speaker: 'A Person',
      clause,
    },
  };

  beforeAll(async () => {
    await record('ground');
    const thread = { threadId: 'btn-npl/roads', parties: ['BTN', 'NPL'], name: both('Roads'), topics: ['TRADE'] };
    const opened = await done('threadRecord', { thread: { ...thread, state: 'OPEN', significance: 2 }, ...REASON });
    expect(JSON.parse(opened.recordJson)).toEqual({
      id: 'btn-npl/roads',
      parties: ['BTN', 'NPL'],
      name: both('Roads'),
      topics: ['trade'],
      status: 'open',
      significance: 2,
    });
  });

  test.each(Object.entries(kinds))(
    '%s: every field reaches the record, and what is left out is null',
    async (kind, body) => {
      const { fact, revision, userErrors } = await act('factRecord', { [kind]: body, ...REASON });
      expect(userErrors).toEqual([]);
      expect(fact?.factId).toBe(body.factId);
      const written = JSON.parse(revision?.recordJson ?? '') as Told;
      expect(await house.store.fact(body.factId)).toEqual(written);
      expect(written).toMatchObject({ kind, id: body.factId, sources: ['test/one'], confidence: 'confirmed' });
      const own: Record<string, Told> = {
        event: {
          type: 'CONSULT',
          date: '2024-05-06',
          end: '2024-05-07',
          place: both('Thimphu'),
          people: ['A Person'],
          links: [{ type: 'follows_up', to: 'btn-npl/ground' }],
          stateRestsOn: ['btn-npl/ground'],
          thread: 'btn-npl/roads',
          disputed: both('Nepal says otherwise'),
          note: 'a remark',
          next: { date: '2027', what: both('a second round') },
          sameAs: ['btn-npl/kinds-event-again'],
          clause: {
            en: { ...clause.en, state: null, label: null },
            fr: { ...clause.fr, state: null, label: null },
          },
        },
        agreement: {
          type: 'memorandum of understanding',
          short: both('RA'),
          status: 'signed',
          negotiationsOpened: '2023',
          concluded: null,
          signed: '2024-05-06',
          inForce: null,
          links: [],
          thread: null,
        },
        indicator: { series: 'btn-npl/exports', period: '2024', value: 1.5, unit: 'CAD million', flow: 'exports' },
        office: { party: 'BTN', holderNative: { lang: 'dz', text: 'མི' }, from: '2020', to: '2024', rank: 3 },
        position: { party: 'BTN', on: 'NPL', speaker: 'A Person' },
      };
      expect(written).toMatchObject(own[kind] ?? {});
    },
  );

  test('one fact at a time', async () => {
    for (const [given, found] of [
      [{}, 'no fact'],
      [{ event: event('two-at-once'), position: kinds.position }, 'event and position'],
    ] as const) {
      const { revision, userErrors } = await act('factRecord', { ...given, ...REASON });
      expect(revision).toBeNull();
      expect(userErrors).toMatchObject([{ code: 'INVALID_RECORD', path: ['input'], message: `input: ${found}` }]);
    }
  });

  test('everything wrong with a fact at once, each with its place in the input', async () => {
    const bad = event('bad', {
      parties: ['BTN', 'XQX'],
      sourceIds: ['test/one', 'test/none'],
      threadId: 'btn-npl/none',
      links: [{ linkType: 'ENDS', factId: 'btn-npl/none' }],
      endDate: '2024-05-01',
      nextStep: { due: '2024-02-30', what: both('x') },
      clause: { ...clause, fr: { ...clause.fr, predicate: 'a rencontré le Népal' } },
    });
    const { fact, revision, userErrors } = await act('factRecord', {
      event: { ...bad, nextStep: null },
      ...REASON,
    });
    expect([fact, revision]).toEqual([null, null]);
    expect(new Set(userErrors.map(({ code }) => code))).toEqual(new Set(['INVALID_RECORD']));
    expect(userErrors.map(({ path }) => path.join('.')).sort()).toEqual(
      [
        'input.event.clause.fr.predicate',
        'input.event.clause.fr.predicate',
        'input.event.endDate',
        'input.event.links.0.factId',
        'input.event.parties.1',
        'input.event.sourceIds.1',
        'input.event.threadId',
      ].sort(),
    );
    for (const { message, hint } of userErrors) expect([message, hint]).not.toContain('');
    expect(await house.store.history({ record: 'fact', id: 'btn-npl/bad' })).toEqual([]);

    const shape = {
      ...event('Not An Id'),
      title: both(' stray'),
      significance: 9,
      topics: [],
      links: [],
      sameAs: ['x'],
    };
    const wrong = await act('factRecord', { event: shape, ...REASON });
    expect(wrong.userErrors.map(({ path }) => path.join('.')).sort()).toEqual(
      [
        'input.event.factId',
        'input.event.sameAs.0',
        'input.event.significance',
        'input.event.title.en',
        'input.event.title.fr',
        'input.event.topics',
      ].sort(),
    );
    const reason = await act('factRecord', { event: event('bad'), reason: 'two\nlines' });
    expect(reason.userErrors).toMatchObject([{ code: 'INVALID_RECORD', path: ['input', 'reason'] }]);
    const office = await act('factRecord', {
      office: { ...kinds.office, factId: 'btn-npl/x', until: '2019' },
      ...REASON,
    });
    expect(office.userErrors.map(({ path }) => path)).toEqual([['input', 'office', 'until']]);
  });

  test('a date that is none is told before anything is asked of the store', async () => {
    const query = 'mutation ($input: FactRecordInput!) { factRecord(input: $input) { revision { number } } }';
    const { data, errors } = await ask(query, { input: { event: event('bad', { date: '6 May' }), ...REASON } }, ANNA);
    expect(data).toBeUndefined();
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_DATE', field: 'input.event.date' });
  });

  test('what is recorded is corrected, not recorded again', async () => {
    await record('once');
    const { revision, userErrors } = await act('factRecord', { event: event('once', { significance: 5 }), ...REASON });
    expect(revision).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'ALREADY_RECORDED', path: ['input', 'event', 'factId'] }]);
    const again = await act('sourceRecord', { source: source('one', { title: 'Other' }), ...REASON });
    expect(again.userErrors).toMatchObject([{ code: 'ALREADY_RECORDED', path: ['input', 'source', 'sourceId'] }]);
    const late = await act('sourceRecord', {
      source: source('late', { published: '2027', countryCode: 'XQX' }),
      ...REASON,
    });
    expect(late.userErrors.map(({ path }) => path.at(-1)).sort()).toEqual(['countryCode', 'readOn']);
  });

  test('the same key is carried out once, whatever becomes of the answer', async () => {
    const input = { event: event('keyed'), ...REASON, idempotencyKey: 'k-1' };
    const first = await done('factRecord', input);
    const [again, twin] = await Promise.all([done('factRecord', input), done('factRecord', input)]);
    expect([again.id, twin.id]).toEqual([first.id, first.id]);
    expect(await house.store.history({ record: 'fact', id: 'btn-npl/keyed' })).toHaveLength(1);
    const other = await act('factRecord', { ...input, event: event('keyed-two') });
    expect(other.userErrors).toMatchObject([{ code: 'KEY_REUSED', path: ['input', 'idempotencyKey'] }]);
    const hers = await act('factRecord', input, BERT);
    expect(hers.userErrors).toMatchObject([{ code: 'KEY_REUSED' }]);
    for (const idempotencyKey of ['', 'x'.repeat(201)]) {
      const wrong = await act('factRecord', { ...input, idempotencyKey });
      expect(wrong.userErrors).toMatchObject([{ code: 'INVALID_RECORD', path: ['input', 'idempotencyKey'] }]);
    }
  });

  test('several in one request: each for itself, in order, and the next sees what the one before has done', async () => {
    const query = `mutation ($source: SourceRecordInput!, $fact: FactRecordInput!, $bad: FactRecordInput!, $set: SourceCorrectInput!) {
      before: sourceRecord(input: $source) { source { title } }
      fact: factRecord(input: $fact) { fact { sources { title } } }
      bad: factRecord(input: $bad) { userErrors { code } }
      after: sourceCorrect(input: $set) { source { title } }
      again: factRecord(input: $fact) { fact { sources { title } } } }`;
    const fact = { event: event('serial', { sourceIds: ['test/serial'] }), ...REASON, idempotencyKey: 'serial' };
    const { data, errors } = await ask(
      query,
      {
        source: { source: source('serial'), ...REASON },
        fact,
        bad: { event: event('serial-bad', { sourceIds: ['test/none'] }), ...REASON },
        set: { sourceId: 'test/serial', expectedRevision: 1, set: set({ title: 'Mended' }), ...REASON },
      },
      ANNA,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      before: { source: { title: 'Notice serial' } },
      fact: { fact: { sources: [{ title: 'Notice serial' }] } },
      bad: { userErrors: [{ code: 'INVALID_RECORD' }] },
      after: { source: { title: 'Mended' } },
      again: { fact: { sources: [{ title: 'Mended' }] } },
    });
  });
});

describe('changing', () => {
  test('correct: the fields that are named, and no other', async () => {
    const before = JSON.parse((await record('correct')).recordJson) as Told;
    const change = { factId: 'btn-npl/correct', expectedRevision: 1, ...REASON };
    const revision = await done(
      'factCorrect',
      {
        ...change,
        set: set({
          'title.fr': 'Négociations',
          significance: 4,
          'clause.en.state': 'talks are open',
          'clause.fr.state': 'les pourparlers sont ouverts',
        }),
      },
      BERT,
    );
    expect(revision).toMatchObject({ number: 2, action: 'CORRECTED', state: 'REVIEWED', recordedBy: 'B. Other' });
    expect(revision.changes).toEqual([
      { path: 'title.fr', before: '"Pourparlers correct"', after: '"Négociations"' },
      { path: 'clause.en.state', before: 'null', after: '"talks are open"' },
      { path: 'clause.fr.state', before: 'null', after: '"les pourparlers sont ouverts"' },
      { path: 'significance', before: '3', after: '4' },
    ]);
    const after = JSON.parse(revision.recordJson) as Told;
    expect({ ...after, title: before.title, clause: before.clause, significance: 3 }).toEqual(before);
  });

  test('correct: what is wrong, with the value that is', async () => {
    await record('wrong');
    const wrong = async (values: { path: string; value: string }[]) => {
      const input = { factId: 'btn-npl/wrong', expectedRevision: 1, set: values, ...REASON };
      const { revision, userErrors } = await act('factCorrect', input);
      expect(revision).toBeNull();
      return userErrors.map(({ code, path }) => [code, path.join('.')]);
    };
    const bad = (path: string) => ['INVALID_RECORD', path];
    expect(await wrong([...set({ significance: 4 }), { path: 'title.fr', value: 'no quotes' }])).toEqual([
      bad('input.set.1.value'),
    ]);
    expect(await wrong([...set({ significance: 4 }), ...set({ significance: 5 })])).toEqual([bad('input.set.1.path')]);
    expect(await wrong(set({ significance: 4, titel: 'x' }))).toEqual([bad('input.set.1')]);
    expect(await wrong(set({ 'titel.fr': 'x' }))).toEqual([bad('input.set.0')]);
    expect(await wrong(set({ title: { en: 'x' } }))).toEqual([bad('input.set.0')]);
    expect(await wrong(set({ sources: ['test/one', 'test/none'], id: 'btn-npl/other' }))).toEqual([bad('input.set.1')]);
    expect(await wrong(set({ __proto__: null, 'constructor.prototype.x': 1 }))).toEqual([bad('input.set.0')]);
    expect(await wrong([{ path: '__proto__', value: '{"x":1}' }])).toEqual([bad('input.set.0')]);
    // A list is written as a whole; a place in it only where there is one.
    expect(await wrong(set({ 'sources.999999999': 'test/one' }))).toEqual([bad('input.set.0')]);
    expect(await wrong(set({ 'sources.length': 999999999 }))).toEqual([bad('input.set.0')]);
    // The date is what was changed; the end is what no longer fits.
    await done('factCorrect', {
      factId: 'btn-npl/wrong',
      expectedRevision: 1,
      set: set({ end: '2024-05-07' }),
      ...REASON,
    });
    const date = { factId: 'btn-npl/wrong', expectedRevision: 2, set: set({ date: '2025' }), ...REASON };
    const { userErrors } = await act('factCorrect', date);
    expect(userErrors).toMatchObject([{ path: ['input', 'set'], message: expect.stringMatching(/^end: /) }]);
  });

  test.each([
    ['factCorrect', { set: set({ significance: 5 }) }],
    ['factWithdraw', {}],
    ['factRestore', {}],
    ['factReview', {}],
    ['factLink', { linkType: 'ENDS', toFactId: 'btn-npl/ground' }],
    ['factUnlink', { linkType: 'ENDS', toFactId: 'btn-npl/ground' }],
  ])('%s: a stale one changes nothing and brings the newer revision', async (name, more) => {
    const id = `btn-npl/stale-${name.toLowerCase()}`;
    await record(id.slice(8));
    const theirs = { factId: id, expectedRevision: 1, set: set({ significance: 1 }), reason: 'theirs' };
    await done('factCorrect', theirs, BERT);
    for (const expectedRevision of [1, 0, 3]) {
      const { fact, revision, userErrors } = await act(name, { factId: id, expectedRevision, ...more, ...REASON });
      expect([fact, revision]).toEqual([null, null]);
      expect(userErrors).toMatchObject([
        {
          code: 'STALE_REVISION',
          path: ['input', 'expectedRevision'],
          newerRevision: { number: 2, recordedBy: 'B. Other', reason: 'theirs', changes: [{ path: 'significance' }] },
        },
      ]);
      expect(JSON.parse(userErrors[0]?.newerRevision?.recordJson ?? '')).toMatchObject({ id, significance: 1 });
    }
    expect(await house.store.history({ record: 'fact', id })).toHaveLength(2);
    const none = await act(name, { factId: 'btn-npl/none', expectedRevision: 1, ...more, ...REASON });
    expect(none.userErrors).toMatchObject([{ code: 'UNKNOWN_FACT', path: ['input', 'factId'], newerRevision: null }]);
  });

  test('of two who change the same revision at once, one does', async () => {
    await record('race');
    const input = (n: number) => ({
      factId: 'btn-npl/race',
      expectedRevision: 1,
      set: set({ significance: n }),
      ...REASON,
    });
    const both = await Promise.all([act('factCorrect', input(4), ANNA), act('factCorrect', input(5), BERT)]);
    expect(both.map(({ userErrors }) => userErrors.map(({ code }) => code)).sort()).toEqual([[], ['STALE_REVISION']]);
    expect(await house.store.history({ record: 'fact', id: 'btn-npl/race' })).toHaveLength(2);
  });

  test('draft, review, withdraw, restore', async () => {
    const factId = 'btn-npl/draft';
    const draft = await done('factRecord', { event: event('draft'), isDraft: true, ...REASON });
    expect(draft).toMatchObject({ number: 1, state: 'DRAFT' });
    const read = async (includeDrafts = false) => {
      const query =
        'query ($id: String!, $drafts: Boolean!) { fact(factId: $id, includeDrafts: $drafts) { factId isDraft } }';
      const { data, errors } = await ask(query, { id: factId, drafts: includeDrafts });
      return data.fact?.isDraft ?? errors[0]?.extensions.code;
    };
    expect([await read(), await read(true)]).toEqual(['UNKNOWN_FACT', true]);

    const at = (expectedRevision: number) => ({ factId, expectedRevision, ...REASON });
    expect(await done('factReview', at(1))).toMatchObject({ number: 2, state: 'REVIEWED', action: 'REVIEWED' });
    expect([await read(), await read(true)]).toEqual([false, false]);
    const twice = await act('factReview', at(2));
    expect(twice.userErrors).toMatchObject([{ code: 'WRONG_STATE', path: ['input', 'factId'] }]);

    expect(await done('factWithdraw', at(2))).toMatchObject({
      number: 3,
      state: 'WITHDRAWN',
      action: 'WITHDRAWN',
      changes: [],
    });
    expect([await read(), await read(true)]).toEqual(['UNKNOWN_FACT', 'UNKNOWN_FACT']);
    const gone = await act('factCorrect', { ...at(3), set: set({ significance: 5 }) });
    expect(gone.userErrors).toMatchObject([{ code: 'WRONG_STATE', path: ['input', 'factId'] }]);
    expect(await done('factRestore', at(3))).toMatchObject({ number: 4, state: 'REVIEWED', action: 'RESTORED' });
    expect([await read(), await read(true)]).toEqual([false, false]);
  });

  test('link and unlink; what is linked to is not withdrawn', async () => {
    await record('cause');
    await record('answer');
    const relation = { factId: 'btn-npl/answer', linkType: 'RESPONDS_TO', toFactId: 'btn-npl/cause', ...REASON };
    expect(await done('factLink', { ...relation, expectedRevision: 1 })).toMatchObject({
      number: 2,
      action: 'LINKED',
      changes: [{ path: 'links', before: '[]', after: '[{"type":"responds_to","to":"btn-npl/cause"}]' }],
    });
    const { data } = await ask(
      '{ fact(factId: "btn-npl/answer") { links { linkType factId fact { title(language: FR) } } } }',
    );
    expect(data.fact).toEqual({
      links: [{ linkType: 'RESPONDS_TO', factId: 'btn-npl/cause', fact: { title: 'Pourparlers cause' } }],
    });
    const withdrawn = await act('factWithdraw', { factId: 'btn-npl/cause', expectedRevision: 1, ...REASON });
    expect(withdrawn.userErrors).toMatchObject([
      { code: 'IN_USE', path: ['input', 'factId'], message: expect.stringContaining('btn-npl/answer') },
    ]);

    for (const toFactId of ['btn-npl/none', 'btn-npl/answer']) {
      const wrong = await act('factLink', { ...relation, toFactId, expectedRevision: 2 });
      expect(wrong.userErrors).toMatchObject([{ code: 'INVALID_RECORD', path: ['input', 'toFactId'] }]);
    }
    expect(await done('factUnlink', { ...relation, expectedRevision: 2 })).toMatchObject({
      number: 3,
      action: 'UNLINKED',
    });
    const none = await act('factUnlink', { ...relation, expectedRevision: 3 });
    expect(none.userErrors).toMatchObject([{ code: 'INVALID_RECORD', path: ['input', 'toFactId'] }]);
    await done('factWithdraw', { factId: 'btn-npl/cause', expectedRevision: 1, ...REASON });
  });

  test('sources and storylines are corrected in the same way', async () => {
    const sourceId = 'test/two';
    const mended = await act('sourceCorrect', {
      sourceId,
      expectedRevision: 1,
      set: set({ title: 'Mended' }),
      ...REASON,
    });
    expect(mended).toMatchObject({ source: { sourceId, title: 'Mended' }, revision: { number: 2 }, userErrors: [] });
    const stale = await act('sourceCorrect', { sourceId, expectedRevision: 1, set: set({ title: 'x' }), ...REASON });
    expect(stale.userErrors).toMatchObject([{ code: 'STALE_REVISION', newerRevision: { number: 2 } }]);
    const none = await act('sourceCorrect', { sourceId: 'test/none', expectedRevision: 1, set: [], ...REASON });
    expect(none.userErrors).toMatchObject([{ code: 'UNKNOWN_RECORD', path: ['input', 'sourceId'] }]);
    const threadId = 'btn-npl/roads';
    const closed = await act('threadCorrect', {
      threadId,
      expectedRevision: 1,
      set: set({ status: 'closed' }),
      ...REASON,
    });
    expect(closed).toMatchObject({ thread: { threadId }, revision: { number: 2 }, userErrors: [] });
    const wrong = await act('threadCorrect', {
      threadId,
      expectedRevision: 2,
      set: set({ status: 'ajar' }),
      ...REASON,
    });
    expect(wrong.userErrors).toMatchObject([{ code: 'INVALID_RECORD', path: ['input', 'set', '0'] }]);
  });
});

describe('the past', () => {
  const HISTORY = `query ($id: String!, $kind: RecordKind, $first: Int!, $after: String) {
    history(recordId: $id, recordKind: $kind, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } nodes { ${REVISION} recordKind recordId releasedAt marking } } }`;
  interface Histories {
    history: {
      totalCount: number;
      pageInfo: { hasNextPage: boolean; endCursor: string };
      nodes: (Revision & Told)[];
    };
  }
  const FACT = `query ($asOf: Day) {
    fact(factId: "btn-npl/past", asOf: $asOf) {
      title significance sources { title } thread { name } parties { code factCount } links { fact { title } } }
    events(between: ["BTN", "NPL"], topics: [HEALTH], asOf: $asOf) { totalCount nodes { title sources { title } } }
    agreements(between: ["BTN", "NPL"], topics: [HEALTH], asOf: $asOf) { totalCount }
    relationship(between: ["BTN", "NPL"], topics: [HEALTH], asOf: $asOf) {
      asOf totals { all events } events { nodes { title } } sources { nodes { title } } }
    snapshot(asOf: $asOf) { snapshotId factCount }
    brief(request: {parties: ["BTN", "NPL"], topics: [HEALTH], asOf: $asOf}) {
      id question { asOf } statements { text facts { title } } selection { kept { fact { title } } } } }`;
  interface Past {
    fact: { title: string; significance: number; sources: { title: string }[] } | null;
    events: { totalCount: number; nodes: { title: string }[] };
    relationship: { asOf: string };
    snapshot: { snapshotId: string; factCount: number };
    brief: {
      id: string;
      question: Told;
      statements: { text: string; facts: { title: string }[] }[];
      selection: { kept: { fact: { title: string } }[] };
    };
  }
  const known = (asOf: string | null) => ask<Past>(FACT, { asOf });

  beforeAll(async () => {
    const id = { factId: 'btn-npl/past', ...REASON };
    on('2026-12-01T09:00:00Z');
    await done('sourceRecord', { source: source('past', { title: 'First' }), ...REASON });
    await record('past', { topics: ['HEALTH'], sourceIds: ['test/past'], significance: 5 });
    on('2026-12-03T09:00:00Z');
    await done(
      'factCorrect',
      {
        ...id,
        expectedRevision: 1,
        set: set({ 'title.en': 'Mended talks', 'title.fr': 'Pourparlers corrigés' }),
        reason: 'a word',
      },
      BERT,
    );
    await done('sourceCorrect', {
      sourceId: 'test/past',
      expectedRevision: 1,
      set: set({ title: 'Second' }),
      ...REASON,
    });
    on('2026-12-05T09:00:00Z');
    await done('factWithdraw', { ...id, expectedRevision: 2 });
    on('2026-12-06T09:00:00Z');
  });

  test('the history of a fact: who, when, why, and what changed', async () => {
    const { data } = await ask<Histories>(HISTORY, { id: 'btn-npl/past', first: 20 });
    const { history } = data;
    expect(history.totalCount).toBe(3);
    expect(
      history.nodes.map(({ number, action, state, recordedBy, reason }) => [number, action, state, recordedBy, reason]),
    ).toEqual([
      [1, 'RECORDED', 'REVIEWED', 'A. Curator', REASON.reason],
      [2, 'CORRECTED', 'REVIEWED', 'B. Other', 'a word'],
      [3, 'WITHDRAWN', 'WITHDRAWN', 'A. Curator', REASON.reason],
    ]);
    const times = ['2026-12-01T09:00:00.000Z', '2026-12-03T09:00:00.000Z', '2026-12-05T09:00:00.000Z'];
    expect(history.nodes.map(({ recordedAt }) => recordedAt)).toEqual(times);
    expect(history.nodes.map(({ supersededAt }) => supersededAt)).toEqual([...times.slice(1), null]);
    expect(history.nodes.map(({ changes }) => changes)).toEqual([
      [],
      [
        { path: 'title.en', before: '"Talks past"', after: '"Mended talks"' },
        { path: 'title.fr', before: '"Pourparlers past"', after: '"Pourparlers corrigés"' },
      ],
      [],
    ]);
    for (const revision of history.nodes)
      expect(revision).toMatchObject({
        recordKind: 'FACT',
        recordId: 'btn-npl/past',
        releasedAt: null,
        isMachineCoded: false,
      });
  });

  test('page by page, of every kind of record, and each revision by its id', async () => {
    const first = (await ask<Histories>(HISTORY, { id: 'btn-npl/past', first: 2 })).data.history;
    expect([first.nodes.length, first.pageInfo.hasNextPage]).toEqual([2, true]);
    const rest = (await ask<Histories>(HISTORY, { id: 'btn-npl/past', first: 2, after: first.pageInfo.endCursor })).data
      .history;
    expect(rest.nodes.map(({ number }) => number)).toEqual([3]);
    const sources = (await ask<Histories>(HISTORY, { id: 'test/past', kind: 'SOURCE', first: 5 })).data.history;
    expect(sources.nodes.map(({ changes }) => changes.map(({ after }) => after))).toEqual([[], ['"Second"']]);
    expect((await ask<Histories>(HISTORY, { id: 'test/past', first: 5 })).data.history.totalCount).toBe(0);
    const node = `query ($id: ID!) { node(id: $id) { id ... on Revision { number changes { path } supersededAt } } }`;
    const { data } = await ask(node, { id: first.nodes[1]?.id });
    expect(data.node).toEqual({
      id: first.nodes[1]?.id,
      number: 2,
      changes: [{ path: 'title.en' }, { path: 'title.fr' }],
      supersededAt: '2026-12-05T09:00:00.000Z',
    });
    const released = (await ask<Histories>(HISTORY, { id: 'can-chn/2018-12-01/meng-arrest', first: 1 })).data.history;
    expect(released.nodes[0]?.releasedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
    const far = await ask(node, { id: Buffer.from('Revision:fact:9:btn-npl/past').toString('base64url') });
    expect([far.data.node, far.errors]).toEqual([null, []]);
  });

  test('before it was recorded, as recorded, as corrected, after it was withdrawn', async () => {
    const before = await known('2026-11-30');
    expect(before.data.fact).toBeNull();
    expect(before.errors.map(({ extensions }) => extensions)).toMatchObject([
      { code: 'UNKNOWN_FACT', field: 'factId' },
    ]);
    expect(before.data).toMatchObject({
      events: { totalCount: 0 },
      relationship: { totals: { all: 0 } },
    });

    const seen = (title: string, source: string) => ({
      fact: { title, significance: 5, sources: [{ title: source }] },
      events: { totalCount: 1, nodes: [{ title, sources: [{ title: source }] }] },
      agreements: { totalCount: 0 },
      relationship: {
        totals: { all: 1, events: 1 },
        events: { nodes: [{ title }] },
        sources: { nodes: expect.arrayContaining([{ title: source }]) },
      },
    });
    for (const [day, title, source] of [
      ['2026-12-01', 'Talks past', 'First'],
      ['2026-12-02', 'Talks past', 'First'],
      ['2026-12-03', 'Mended talks', 'Second'],
      ['2026-12-04', 'Mended talks', 'Second'],
    ] as const) {
      const { data, errors } = await known(day);
      expect(errors, day).toEqual([]);
      expect(data, day).toMatchObject(seen(title, source));
      expect(data.relationship.asOf).toBe(day);
      // The brief, and what is read through it, are of the same day.
      expect(data.brief.question).toEqual({ asOf: day });
      const titles = [
        ...data.brief.statements.flatMap(({ facts }) => facts),
        ...data.brief.selection.kept.map(({ fact }) => fact),
      ];
      expect(titles.length).toBeGreaterThan(0);
      expect(new Set(titles.map(({ title }) => title)), day).toEqual(new Set([title]));
    }
    for (const day of ['2026-12-05', '2026-12-06', null]) {
      const { data, errors } = await known(day);
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['UNKNOWN_FACT']);
      expect(data).toMatchObject({ fact: null, events: { totalCount: 0 }, relationship: { totals: { all: 0 } } });
    }
  });

  test('the counts of a party and the state of the whole are of that day, too', async () => {
    const days = ['2026-11-30', '2026-12-02', '2026-12-04', '2026-12-06'];
    const answers = await Promise.all(days.map((day) => known(day)));
    const snapshots = answers.map(({ data }) => data.snapshot);
    const [a, b, c, d] = snapshots.map(({ factCount }) => factCount);
    expect([b, c, d]).toEqual([(a ?? 0) + 1, (a ?? 0) + 1, a]);
    expect(new Set(snapshots.map(({ snapshotId }) => snapshotId)).size).toBe(4);
    expect((await known(null)).data.snapshot).toEqual(snapshots[3]);
    const count =
      'query ($asOf: Day) { relationship(between: ["BTN", "NPL"], asOf: $asOf) { parties { code factCount } } }';
    const counts = await Promise.all(
      days.map(async (asOf) => {
        const { data } = await ask<{ relationship: { parties: { factCount: number }[] } }>(count, { asOf });
        return data.relationship.parties[0]?.factCount ?? 0;
      }),
    );
    expect(counts.map((n) => n - (counts[0] ?? 0))).toEqual([0, 1, 1, 0]);
  });

  test('no day to come, and nothing that is no day', async () => {
    const asked = [
      'fact(factId: "btn-npl/ground", asOf: "2026-12-07") { title }',
      'snapshot(asOf: "2026-12-07") { snapshotId }',
      'events(between: ["BTN"], asOf: "2026-12-07") { totalCount }',
      'relationship(between: ["BTN"], asOf: "2026-12-07") { asOf }',
      'brief(request: {parties: ["BTN"], asOf: "2026-12-07"}) { id }',
    ];
    for (const field of asked) {
      const { errors } = await ask(`{ ${field} }`);
      expect(
        errors.map(({ extensions }) => [extensions.code, extensions.field]),
        field,
      ).toEqual([['AS_OF_IN_FUTURE', field.startsWith('brief') ? 'request.asOf' : 'asOf']]);
      for (const day of ['2026', '2026-12', '2026-02-30', '2025/2026', 'today']) {
        const wrong = await ask(`{ ${field.replace('2026-12-07', day)} }`);
        expect(wrong.errors[0]?.extensions.code, `${field} ${day}`).toBe('BAD_DATE');
      }
    }
  });

  test('the audit trail holds, and tells where it does not', async () => {
    const query = '{ audit { entryCount revisionCount isIntact brokenAt headHash faults } }';
    const { data, errors } = await ask(query, {}, ANNA);
    expect(errors).toEqual([]);
    expect(data.audit).toMatchObject({ isIntact: true, brokenAt: null, faults: [] });
    const { entries, revisions, head } = await house.store.checkAudit();
    expect(data.audit).toMatchObject({ entryCount: entries, revisionCount: revisions, headHash: head });
    expect((await ask(query)).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');

    // Past Chancery, in the file itself, its guards taken away: one entry is changed, and put back.
    const database = new DatabaseSync(join(home, 'chancery.sqlite'));
    const guards = database.prepare(
      "select name, sql from sqlite_master where type = 'trigger' and tbl_name = 'audit'",
    );
    const found = guards.all().map(({ name, sql }) => ({ name: String(name), sql: String(sql) }));
    for (const { name } of found) database.exec(`drop trigger ${name}`);
    const alter = (change: string) => database.exec(`update audit set recorded_by = ${change} where seq = 3`);
    alter("recorded_by || '!'");
    const broken = (await ask(query, {}, ANNA)).data.audit;
    expect(broken).toMatchObject({ isIntact: false, brokenAt: 3, entryCount: entries, headHash: head });
    expect(broken?.faults).toEqual([expect.stringContaining('at entry 3')]);
    alter('substr(recorded_by, 1, length(recorded_by) - 1)');
    for (const { sql } of found) database.exec(sql);
    database.close();
    expect((await ask(query, {}, ANNA)).data.audit).toMatchObject({ isIntact: true });
  });
});

describe('bringing a file in', () => {
  const IMPORT = `mutation ($input: DataImportInput!) { dataImport(input: $input) {
    account { kind isKept rowCount newCount changedCount sameCount refusedCount leftOutCount mergedCount
      refusals { line field reason found expected } refusedContent }
    userErrors { code message hint path } } }`;
  interface Account extends Told {
    refusals: Told[];
    refusedContent: string | null;
  }
  const bringIn = async (content: string, more: object = {}) => {
    const { data, errors } = await ask<{ dataImport: { account: Account | null; userErrors: UserError[] } }>(
      IMPORT,
      { input: { content, ...REASON, ...more } },
      ANNA,
    );
    expect(errors).toEqual([]);
    return data.dataImport;
  };
  /** A line of the data files: the record of an event that was recorded, under another id. */
  const line = async (name: string, more: object = {}) => {
    const [first] = await house.store.history({ record: 'fact', id: 'btn-npl/ground' });
    return JSON.stringify({ ...first?.body, id: `btn-npl/${name}`, ...more });
  };

  test('a dry run keeps nothing; then all of it; then nothing is new', async () => {
    const content = `${await line('file-one')}\n${await line('file-two')}\n`;
    const told = {
      kind: 'JSONL',
      rowCount: 2,
      changedCount: 0,
      refusedCount: 0,
      leftOutCount: 0,
      mergedCount: 0,
      refusals: [],
      refusedContent: null,
    };
    expect(await bringIn(content, { dryRun: true })).toEqual({
      account: { ...told, isKept: false, newCount: 2, sameCount: 0 },
      userErrors: [],
    });
    expect(await house.store.fact('btn-npl/file-one')).toBeNull();
    expect((await bringIn(content)).account).toEqual({ ...told, isKept: true, newCount: 2, sameCount: 0 });
    const [revision] = await house.store.history({ record: 'fact', id: 'btn-npl/file-one' });
    expect(revision).toMatchObject({ by: 'A. Curator', reason: REASON.reason });
    expect((await bringIn(content)).account).toEqual({ ...told, isKept: false, newCount: 0, sameCount: 2 });
  });

  test('one bad row keeps all out, or is left out, and comes back to be mended', async () => {
    const bad = await line('file-bad', { sources: ['test/none'] });
    const content = `${await line('file-three')}\n${bad}\n{"id": 1\n`;
    const { account } = await bringIn(content);
    expect(account).toMatchObject({ isKept: false, rowCount: 3, refusedCount: 2 });
    expect(account?.refusals).toMatchObject([
      { line: 2, field: 'sources.0', reason: 'INVALID_RECORD', found: '"test/none"', expected: 'the id of a source' },
      { line: 3, reason: 'NOT_JSON' },
    ]);
    expect(account?.refusedContent).toContain('btn-npl/file-bad');
    expect(await house.store.fact('btn-npl/file-three')).toBeNull();
    const partly = await bringIn(content, { acceptValid: true });
    expect(partly.account).toMatchObject({ isKept: true, newCount: 1, refusedCount: 2 });
    expect(await house.store.fact('btn-npl/file-three')).not.toBeNull();
  });

  test('what is no file of a known kind, and a reason that is none', async () => {
    expect(await bringIn('lorem ipsum dolor')).toMatchObject({
      account: null,
      userErrors: [{ code: 'IMPORT_KIND', path: ['input', 'content'] }],
    });
    expect(await bringIn(await line('file-four'), { reason: ' ' })).toMatchObject({
      account: null,
      userErrors: [{ code: 'INVALID_RECORD', path: ['input', 'reason'] }],
    });
    expect(await house.store.fact('btn-npl/file-four')).toBeNull();
  });

  test('not without a token, and not more than a request may hold', async () => {
    const input = { content: await line('file-five'), ...REASON };
    const { data, errors } = await ask(IMPORT, { input });
    expect([data.dataImport, errors[0]?.extensions.code]).toEqual([null, 'UNAUTHENTICATED']);
    const large = await ask(IMPORT, { input: { ...input, content: `${input.content}\n`.repeat(400) } }, ANNA);
    expect([large.status, large.errors[0]?.extensions.code]).toEqual([413, 'BODY_TOO_LARGE']);
    expect(await house.store.fact('btn-npl/file-five')).toBeNull();
  });
});

describe('editions', () => {
  const EDITION = `editionId number editionNumber date issuedBy title(language: FR) product changedFactCount
    replaces { editionId } newerEdition { editionId } files { language format sha256 byteSize pageCount }`;
  const ISSUE = `mutation ($input: IssueBriefInput!) { done: issueBrief(input: $input) {
    edition { id ${EDITION} } file { url sha256 fileName } userErrors { code message hint path } } }`;
  interface Issued {
    edition: (Told & { id: string; editionId: string; files: (Told & { sha256: string })[] }) | null;
    file: { url: string; sha256: string; fileName: string } | null;
    userErrors: UserError[];
  }
  const issue = async (request: object, more: object = {}, headers = ANNA) =>
    (await ask<{ done: Issued }>(ISSUE, { input: { request, ...more } }, headers)).data?.done;
  const PAIR = { parties: ['CAN', 'JPN'], product: 'ONE_PAGE', language: 'FR' };
  const sha = async (url: string) =>
    createHash('sha256')
      .update(Buffer.from(await (await fetch(url)).arrayBuffer()))
      .digest('hex');

  test('a brief is issued by a curator, once for a key, and its file fetched', async () => {
    on('2026-11-24T12:00:00Z');
    const one = await issue(PAIR, { idempotencyKey: 'one' });
    expect(one?.userErrors).toEqual([]);
    expect(one?.edition).toMatchObject({
      number: expect.stringMatching(/^B\d{4}$/),
      editionNumber: 1,
      issuedBy: 'A. Curator',
      title: 'Le Canada et le Japon',
      product: 'ONE_PAGE',
      changedFactCount: null,
      replaces: null,
      newerEdition: null,
    });
    expect(await issue(PAIR, { idempotencyKey: 'one' })).toEqual(one);
    const pdf = one?.edition?.files.find(({ language, format }) => language === 'FR' && format === 'PDF');
    expect(one?.file).toMatchObject({ sha256: pdf?.sha256, fileName: expect.stringMatching(/-b\d{4}-1\.pdf$/) });
    expect(await sha(one?.file?.url ?? '')).toBe(pdf?.sha256);

    const two = await issue({ ...PAIR, language: 'EN' }, {}, BERT);
    expect(two?.edition).toMatchObject({ editionNumber: 2, changedFactCount: 0, issuedBy: 'B. Other' });
    const query = `query ($id: String!, $node: ID!, $sha: String!, $number: String!) {
      edition(editionId: $id) { ${EDITION} brief(language: EN) { title } file(language: EN, format: JSON) { url sha256 } }
      node(id: $node) { ... on Edition { editionId } }
      editions(number: $number, between: ["Japan", "CAN"], first: 1) { totalCount nodes { editionId } pageInfo { hasNextPage endCursor } }
      verify(sha256: $sha) { standing language statementCount newerEdition { editionId } overtaken { text } edition { editionId } }
      other: verify(sha256: "${'0'.repeat(64)}") { standing }
      said: verify(sha256: "${'0'.repeat(64)}", editionId: $id) { standing }
    }`;
    const { data, errors } = await ask(query, {
      id: one?.edition?.editionId,
      node: one?.edition?.id,
      sha: pdf?.sha256.toUpperCase(),
      number: one?.edition?.['number'],
    });
    expect(errors).toEqual([]);
    const newer = { editionId: two?.edition?.editionId };
    const own = { editionId: one?.edition?.editionId };
    expect(data).toMatchObject({
      edition: { ...own, newerEdition: newer, brief: { title: 'Canada and Japan' } },
      node: own,
      editions: { totalCount: 2, nodes: [newer], pageInfo: { hasNextPage: true } },
      verify: { standing: 'ISSUED', language: 'FR', newerEdition: newer, overtaken: [], edition: own },
      other: null,
      said: { standing: 'CHANGED' },
    });
    const file = data.edition?.['file'] as { url: string; sha256: string };
    expect(await sha(file.url)).toBe(file.sha256);
  });

  test('what is wrong is told with its place, and nothing is issued', async () => {
    const total = 'query { editions(first: 1) { totalCount } }';
    const before = (await ask(total)).data;
    for (const [request, code, path] of [
      [{ parties: ['Atlantis'] }, 'UNKNOWN_PARTY', ['input', 'request', 'parties', '0']],
      [{ parties: ['CAN'], pages: 900 }, 'BAD_PAGES', ['input', 'request', 'pages']],
      [{ delta: { from: 'B9999-1' }, parties: ['CAN'] }, 'UNKNOWN_EDITION', ['input', 'request', 'delta', 'from']],
      [{ delta: { from: 'soon' }, parties: ['CAN'] }, 'BAD_STATE', ['input', 'request', 'delta', 'from']],
    ] as const)
      expect(await issue(request)).toMatchObject({
        edition: null,
        file: null,
        userErrors: [{ code, path: [...path] }],
      });
    expect(await issue(PAIR, { idempotencyKey: '' })).toMatchObject({
      userErrors: [{ code: 'INVALID_RECORD', path: ['input', 'idempotencyKey'] }],
    });
    expect(await issue({ ...PAIR, since: '2020' }, { idempotencyKey: 'one' })).toMatchObject({
      userErrors: [{ code: 'KEY_REUSED', path: ['input', 'idempotencyKey'] }],
    });
    const nobody = await ask(ISSUE, { input: { request: PAIR } });
    expect(nobody.errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await ask(total)).data).toEqual(before);
  });

  test('what is not there, and a delta of an edition', async () => {
    const unknown = await ask('{ edition(editionId: "B0001-999") { date } }');
    expect(unknown.errors[0]).toMatchObject({ extensions: { code: 'UNKNOWN_EDITION', field: 'editionId' } });
    expect((await ask('{ verify(sha256: "xyz") { standing } }')).errors[0]?.extensions.code).toBe('BAD_HASH');
    const { data } = await ask<{ editions: { nodes: { editionId: string }[] } }>(
      '{ editions(between: ["CAN", "JPN"], first: 1) { nodes { editionId } } }',
    );
    const from = data.editions.nodes[0]?.editionId;
    const delta = 'query ($request: BriefRequestInput!) { brief(request: $request) { title product file { sha256 } } }';
    const brief = await ask(delta, { request: { delta: { from }, product: 'DELTA' } });
    expect(brief.errors).toEqual([]);
    expect(brief.data.brief).toMatchObject({ product: 'DELTA', title: expect.stringContaining('changes since') });
    const foreign = await ask(delta, { request: { delta: { from }, parties: ['CAN', 'FRA'] } });
    expect(foreign.errors[0]?.extensions).toMatchObject({ code: 'FOREIGN_EDITION', field: 'request.delta.from' });
  });
});

test('the schema: one input and one payload for each mutation, its own codes, and no name that is not its own', () => {
  const text = schemaText();
  const body = /^type Mutation \{([\s\S]*?)^\}/m.exec(text)?.[1] ?? '';
  const mutations = [...body.matchAll(/^ {2}(\w+)\(([\s\S]*?)\): (\w+)(!?)$/gm)];
  expect(mutations.map(([, name]) => name)).toEqual([
    'cancelJob',
    'dataImport',
    'factCorrect',
    'factLink',
    'factRecord',
    'factRestore',
    'factReview',
    'factUnlink',
    'factWithdraw',
    'issueBrief',
    'requestBrief',
    'sourceCorrect',
    'sourceRecord',
    'threadCorrect',
    'threadRecord',
  ]);
  for (const [, name = '', args = '', payload, must] of mutations) {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    expect(args.replace(/""".*?"""/gs, '').trim()).toBe(`input: ${type}Input!`);
    expect([payload, must]).toEqual([`${type}Payload`, '']);
    expect(text).toContain(`enum ${type}ErrorCode {`);
    expect(text).toMatch(new RegExp(`type ${type}Payload \\{[^}]*userErrors: \\[${type}UserError!\\]!`));
  }
  expect(text).toBe(readFileSync('schema/chancery.graphql', 'utf8'));
});
