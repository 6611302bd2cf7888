// The index of co-operation and conflict: its weights against the table they come from, an example counted by hand, both makes of store, and GraphQL.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChancery } from '../src/brief.ts';
import { meaningOf } from '../src/import/cameo.ts';
import { cooperationIndex, GOLDSTEIN } from '../src/model/cooperation.ts';
import { EVENT_TYPES, type Event, type EventType, isCooperative } from '../src/model/fact.ts';
import { type Server, serve } from '../src/serve/serve.ts';
import { openWorld } from '../src/world.ts';
import { ACT, filter, event as made, makes, source } from './stores.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const rows = read('data/goldstein.csv')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',') as [cameo: string, goldstein: string, plover: EventType, counted: string]);

describe('the weights', () => {
  test('are the means of the codes that each type covers, to two decimals', () => {
    const means = EVENT_TYPES.map((type) => {
      const tenths = rows
        .filter(([, , plover, counted]) => plover === type && counted === '1')
        .map(([, value]) => Math.round(Number(value) * 10));
      const mean = tenths.reduce((sum, value) => sum + value, 0) / tenths.length / 10;
      return [type, Math.round(mean * 100) / 100];
    });
    expect(Object.fromEntries(means)).toEqual(GOLDSTEIN);
  });

  test('cover every code of the imports as the imports read it; finer codes count only where they part from theirs', () => {
    for (const [code, , plover, counted] of rows) {
      expect(meaningOf(code)?.[0], code).toBe(plover);
      const own = code.length === 3 || meaningOf(code)?.[0] !== meaningOf(code.slice(0, 3))?.[0];
      expect(counted, code).toBe(own ? '1' : '0');
    }
    expect(rows).toHaveLength(254);
  });

  test('have the sign of their side, and stand in the documentation as they are', () => {
    const text = read('docs/cooperation.md');
    for (const type of EVENT_TYPES) {
      expect(GOLDSTEIN[type] > 0, type).toBe(isCooperative(type));
      const shown = GOLDSTEIN[type].toFixed(2).replace('-', '−');
      expect(text, type).toMatch(new RegExp(`\\| ${type} +\\| +${shown} \\|`));
    }
  });
});

const event = (name: string, date: string, type: EventType, significance: number, more: Partial<Event> = {}): Event =>
  made(name, { date, type, significance, ...more });

/** Counted by hand in the test below. */
const FEW: Event[] = [
  event('a', '2018-12-01', 'COERCE', 5),
  event('b', '2018-12-28', 'ACCUSE', 2),
  event('c', '2019-01', 'SANCTION', 4),
  event('d', '2021-09-24', 'RETREAT', 5),
  event('e', '2021', 'CONSULT', 1),
  event('f', '2021-08-31', 'AGREE', 3, { parties: ['NPL', 'BTN', 'IND'] }),
  event('elsewhere', '2020-05-05', 'ASSAULT', 5, { parties: ['BTN', 'IND'] }),
];
const at = (name: string) => `btn-npl/${name}`;

describe('the index', () => {
  test('is what one counts by hand', () => {
    // 2018: -7.17 × 5/5 - 2 × 2/5 = -7.97; 2019: -6.01 × 4/5 = -4.808; 2021: 7 × 5/5 + 3.03 × 1/5 + 5.63 × 3/5 = 10.984.
    expect(cooperationIndex(FEW, ['BTN', 'NPL'], 'annual')).toEqual({
      frequency: 'annual',
      periods: [
        { period: '2018', cooperation: 0, conflict: -7.97, net: -7.97, events: [at('a'), at('b')] },
        { period: '2019', cooperation: 0, conflict: -4.808, net: -4.808, events: [at('c')] },
        { period: '2020', cooperation: 0, conflict: 0, net: 0, events: [] },
        { period: '2021', cooperation: 10.984, conflict: 0, net: 10.984, events: [at('e'), at('f'), at('d')] },
      ],
      unplaced: [],
    });
  });

  test('by quarter and by month leaves out what is dated to the year, and says so', () => {
    const quarterly = cooperationIndex(FEW, ['BTN', 'NPL'], 'quarterly');
    expect(quarterly.unplaced).toEqual([at('e')]);
    expect(quarterly.periods.filter(({ events }) => events.length > 0).map(({ period, net }) => [period, net])).toEqual(
      [
        ['2018-10/2018-12', -7.97],
        ['2019-01/2019-03', -4.808],
        ['2021-07/2021-09', 10.378],
      ],
    );
    expect(quarterly.periods).toHaveLength(12);
    const monthly = cooperationIndex(FEW, ['BTN', 'NPL'], 'monthly');
    expect(monthly.periods.filter(({ events }) => events.length > 0).map(({ period }) => period)).toEqual([
      '2018-12',
      '2019-01',
      '2021-08',
      '2021-09',
    ]);
    expect(monthly.periods).toHaveLength(34);
  });

  test('is the same from either side and in any order of the records', () => {
    for (const frequency of ['annual', 'quarterly', 'monthly'] as const) {
      const index = cooperationIndex(FEW, ['BTN', 'NPL'], frequency);
      expect(cooperationIndex([...FEW].reverse(), ['NPL', 'BTN'], frequency)).toEqual(index);
    }
  });

  test('keeps to a period by the day on which an event began', () => {
    const within = cooperationIndex(FEW, ['BTN', 'NPL'], 'annual', { since: '2018-12-02', until: '2019' });
    expect(within.periods.map(({ period, events }) => [period, events])).toEqual([
      ['2018', [at('b')]],
      ['2019', [at('c')]],
    ]);
  });

  test('of one party takes all its events; of nothing it is empty', () => {
    const all = cooperationIndex(FEW, ['BTN'], 'annual').periods.flatMap(({ events }) => events);
    expect(all).toContain(at('elsewhere'));
    expect(cooperationIndex([], ['BTN', 'NPL'], 'monthly')).toEqual({
      frequency: 'monthly',
      periods: [],
      unplaced: [],
    });
  });
});

describe.each(makes)('on $name', ({ place: newPlace }) => {
  const QUERY = `query ($asOf: Day, $frequency: IndexFrequency!, $most: EDTFDate) { relationship(between: ["Nepal", "BTN"], asOf: $asOf) {
    index(frequency: $frequency, until: $most) { frequency eventsRead eventsRecorded weights { eventType weight }
      periods { period cooperation conflict net count events { factId eventType significance } } unplaced { factId } } } }`;
  interface Index {
    eventsRead: number;
    eventsRecorded: number;
    weights: { eventType: EventType; weight: number }[];
    periods: { period: string; net: number; count: number; events: { factId: string }[] }[];
    unplaced: { factId: string }[];
  }
  let server: Server;
  let close: () => Promise<unknown>;
  let ask: (variables: object) => Promise<Index>;
  let foremost: (most: number) => Promise<{ ids: string[]; total: number }>;
  beforeAll(async () => {
    const place = await newPlace();
    place.at('2026-11-24T12:00:00Z');
    const house = await openChancery(place.world());
    await house.store.record({ record: 'source', body: source('one') }, ACT);
    for (const body of FEW.slice(0, 5)) await house.store.record({ record: 'fact', body }, ACT);
    place.at('2026-11-26T12:00:00Z');
    for (const body of FEW.slice(5)) await house.store.record({ record: 'fact', body }, ACT);
    await house.store.record({ record: 'fact', body: event('draft', '2020', 'ASSAULT', 5) }, ACT, {
      machineCoded: true,
    });
    server = await serve(house, { host: '127.0.0.1', port: 0, log: () => {}, read: openWorld().read });
    close = () => house.close();
    ask = async (variables) => {
      const body = JSON.stringify({ query: QUERY, variables: { frequency: 'ANNUAL', ...variables } });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
      return ((await answer.json()) as { data: { relationship: { index: Index } } }).data.relationship.index;
    };
    foremost = async (most) => {
      const asked = filter({ between: ['BTN', 'NPL'], asOf: '2026-11-26' });
      const { facts, total } = await house.store.foremost('event', asked, most);
      return { ids: facts.map(({ id }) => id), total };
    };
  });
  afterAll(async () => {
    await server.close();
    await close();
  });

  test('the index over GraphQL is that of the model, with its events, without drafts', async () => {
    const index = await ask({});
    expect(index).toMatchObject({ eventsRead: 6, eventsRecorded: 6 });
    const model = cooperationIndex(FEW, ['BTN', 'NPL'], 'annual');
    expect(index.periods.map(({ period, net, events }) => [period, net, events.map(({ factId }) => factId)])).toEqual(
      model.periods.map(({ period, net, events }) => [period, net, events]),
    );
    expect(index.periods.map(({ count }) => count)).toEqual([2, 1, 0, 3]);
    expect(Object.fromEntries(index.weights.map(({ eventType, weight }) => [eventType, weight]))).toEqual(GOLDSTEIN);
    expect((await ask({ frequency: 'MONTHLY', most: '2019' })).periods.map(({ period }) => period)).toEqual([
      '2018-12',
      '2019-01',
    ]);
  });

  test('as of an earlier day it is what was known then', async () => {
    const then = await ask({ asOf: '2026-11-25' });
    expect(then.periods.at(-1)).toMatchObject({ period: '2021', count: 2, net: 7.606 });
  });

  test('of many facts the most significant are read, by date, and all are counted', async () => {
    expect(await foremost(3)).toEqual({ ids: [at('a'), at('c'), at('d')], total: 6 });
    expect((await foremost(6)).total).toBe(6);
  });
});
