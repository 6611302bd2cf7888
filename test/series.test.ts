// Figures as series: which compare, in which order, which rival, what is missing; on made-up figures, on the data, and over GraphQL.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chancery } from '../src/brief.ts';
import type { Indicator } from '../src/model/fact.ts';
import { figuresOf, periodFrom, type Series, seriesOf } from '../src/model/series.ts';
import { type Server, serve } from '../src/serve/serve.ts';
import { openWorld } from '../src/world.ts';
import { openHouse } from './house.ts';
import { ACT, event, source } from './stores.ts';

function figure(period: string, value: number, more: Partial<Indicator> = {}): Indicator {
  const series = more.series ?? 'can-chn/goods-trade';
  return {
    id: `${series}/${period}/${value}`,
    kind: 'indicator',
    series,
    name: { en: 'Merchandise trade', fr: 'Commerce de marchandises' },
    period,
    value,
    unit: 'CAD billion',
    basis: { en: 'customs basis', fr: 'base douanière' },
    frequency: 'annual',
    flow: 'total',
    parties: ['CAN', 'CHN'],
    topics: ['trade'],
    significance: 3,
    thread: null,
    links: [],
    sources: ['s/1'],
    confidence: 'confirmed',
    disputed: null,
    note: null,
    next: null,
    sameAs: [],
    ...more,
  };
}

const only = (figures: readonly Indicator[]): Series => {
  const all = seriesOf(figures);
  expect(all).toHaveLength(1);
  return all[0] as Series;
};
const shape = (all: readonly Series[]) => all.map((s) => [s.key, s.frequency, s.points.map((p) => p.period), s.gaps]);

describe('a series', () => {
  test('has its points in order, whatever the order of the records, and names its gaps', () => {
    const years = [figure('2022', 3), figure('2018', 1), figure('2024', 5), figure('2019', 2)];
    for (const figures of [years, [...years].reverse()]) {
      expect(shape(seriesOf(figures))).toEqual([
        ['can-chn/goods-trade', 'annual', ['2018', '2019', '2022', '2024'], ['2020', '2021', '2023']],
      ]);
    }
  });

  test('keeps two sources that differ on a period, the better attested first', () => {
    const series = only([
      figure('2023', 90, { series: 'can-chn/a-chinese-customs', confidence: 'single' }),
      figure('2023', 89),
      figure('2024', 91),
    ]);
    expect(series.key).toBe('can-chn/a-chinese-customs');
    expect(series.points.map((p) => [p.period, p.figures.map((f) => f.value)])).toEqual([
      ['2023', [89, 90]],
      ['2024', [91]],
    ]);
    expect(figuresOf(series).map((f) => f.value)).toEqual([89, 90, 91]);
    expect(series.gaps).toEqual([]);
  });

  test.each<[string, Partial<Indicator>]>([
    ['another unit', { unit: 'USD billion' }],
    ['another basis', { basis: { en: 'balance of payments', fr: 'balance des paiements' } }],
    ['another name', { name: { en: 'Trade in services', fr: 'Commerce de services' } }],
    ['another flow', { flow: 'exports' }],
    ['other parties', { parties: ['CAN', 'IND'] }],
    ['a fiscal year', { period: '2023-04/2024-03' }],
    ['months', { frequency: 'monthly', period: '2024-02' }],
  ])('does not take in %s', (_, more) => {
    expect(seriesOf([figure('2023', 1), figure('2024', 2, { series: 'can-chn/other', ...more })])).toHaveLength(2);
  });

  test('of a total is the same from either side; of exports it is not', () => {
    const turned = { series: 'chn-can/goods', parties: ['CHN', 'CAN'] };
    expect(seriesOf([figure('2023', 1), figure('2024', 2, turned)])).toHaveLength(1);
    const exports_ = { flow: 'exports' } as const;
    expect(seriesOf([figure('2023', 1, exports_), figure('2024', 2, { ...turned, ...exports_ })])).toHaveLength(2);
  });

  test('by quarter, by month and by fiscal year: the gaps are written as the periods are', () => {
    const quarterly = ['2023-01/2023-03', '2023-10/2023-12', '2024-01/2024-03'].map((p, n) =>
      figure(p, n, { frequency: 'other' }),
    );
    expect(shape(seriesOf(quarterly))[0]?.slice(1)).toEqual([
      'quarterly',
      ['2023-01/2023-03', '2023-10/2023-12', '2024-01/2024-03'],
      ['2023-04/2023-06', '2023-07/2023-09'],
    ]);
    const monthly = ['2023-11', '2024-02'].map((p, n) => figure(p, n, { frequency: 'monthly' }));
    expect(only(monthly)).toMatchObject({ frequency: 'monthly', gaps: ['2023-12', '2024-01'] });
    const fiscal = ['2021-04/2022-03', '2023-04/2024-03'].map((p, n) => figure(p, n));
    expect(only(fiscal)).toMatchObject({ frequency: 'annual', gaps: ['2022-04/2023-03'] });
  });

  test('at no regular interval has no gaps', () => {
    const totals = ['2024-02', '2025-12-03', '2026-02-24'].map((p, n) =>
      figure(p, n, { frequency: 'other', flow: null }),
    );
    expect(only(totals)).toMatchObject({ frequency: 'other', gaps: [] });
    // A year that is said to be one of many single figures is no rhythm either.
    expect(only([figure('2019', 1, { frequency: 'other' })]).frequency).toBe('other');
  });

  test('periods are named as EDTF', () => {
    expect([periodFrom(2018 * 12, 12), periodFrom(2018 * 12 + 9, 3), periodFrom(2018 * 12 + 11, 1)]).toEqual([
      '2018',
      '2018-10/2018-12',
      '2018-12',
    ]);
  });
});

test('a brief prints both figures where two sources differ, and names the years without any', async () => {
  const house = await openHouse();
  const of = (period: string, value: number, series: string, sources: string[]): Indicator =>
    figure(period, value, {
      id: `btn-npl/${series}-${period}`,
      series: `btn-npl/${series}`,
      parties: ['BTN', 'NPL'],
      sources,
    });
  await house.store.record({ record: 'source', body: source('one') }, ACT);
  await house.store.record({ record: 'source', body: source('two', { publisher: 'Other Customs' }) }, ACT);
  await house.store.record({ record: 'fact', body: event('talks') }, ACT);
  for (const body of [
    of('2020', 1, 'trade', ['test/one']),
    of('2023', 3, 'trade', ['test/one']),
    of('2023', 4, 'trade-by-customs', ['test/two']),
  ])
    await house.store.record({ record: 'fact', body }, ACT);
  for (const [language, rival, gap] of [
    ['en', 'Other Customs: C$4 billion', 'No figure was found for 2021 and 2022: Merchandise trade (customs basis).'],
    [
      'fr',
      'Other Customs : 4 G$',
      'Aucun chiffre trouvé pour 2021 et 2022 : Commerce de marchandises (base douanière).',
    ],
  ] as const) {
    const { statements, dossier } = await house.draft({ parties: ['BTN', 'NPL'], language });
    const texts = statements.map(({ text }) => text.replaceAll('\u00a0', ' '));
    // Among the key facts and in the table of figures.
    expect(texts.filter((text) => text === rival)).toHaveLength(2);
    expect(texts).toContain(gap);
    const figures = dossier.sections.find((section) => section.section === 'figures');
    expect(figures?.rows).toEqual([
      {
        series: 'btn-npl/trade',
        latest: 'btn-npl/trade-2023',
        before: 'btn-npl/trade-2020',
        rank: expect.any(Number),
        rivals: ['btn-npl/trade-by-customs-2023'],
      },
    ]);
  }
  await house.close();
});

describe('over GraphQL', () => {
  let house: Chancery;
  let server: Server;
  beforeAll(async () => {
    house = await openHouse();
    server = await serve(house, { host: '127.0.0.1', port: 0, log: () => {}, read: openWorld().read });
  });
  afterAll(async () => {
    await server.close();
    await house.close();
  });

  interface Told {
    id: string;
    seriesKey: string;
    name: string;
    basis: string | null;
    unit: string;
    frequency: string;
    first: string;
    last: string;
    points: { period: string; value: number; fact: { factId: string; sources: { url: string }[] } }[];
    gaps: { period: string; displayPeriod: string }[];
  }
  interface Connection {
    totalCount: number;
    nodes: Told[];
    pageInfo: { endCursor: string; hasNextPage: boolean };
  }
  const FIELDS = `totalCount pageInfo { endCursor hasNextPage } nodes { id seriesKey name(language: FR) basis unit frequency first last
    points { period value fact { factId sources { url } } } gaps { period displayPeriod(language: FR) } }`;
  const ask = async <Data>(query: string): Promise<{ data: Data; errors?: { extensions: { code: string } }[] }> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
    return (await answer.json()) as { data: Data };
  };

  test('a series has unit, basis, frequency, points with their facts, and gaps by name', async () => {
    const { data } = await ask<{ series: Connection }>(
      `{ series(between: ["CAN", "CHN"], name: "canola seed", first: 100) { ${FIELDS} } }`,
    );
    const canola = data.series.nodes.find(({ seriesKey }) => seriesKey === 'can-chn/canola-seed-exports');
    expect(data.series.totalCount).toBe(data.series.nodes.length);
    expect(canola).toMatchObject({
      unit: 'CAD billion',
      frequency: 'ANNUAL',
      first: '2018',
      last: '2024',
      gaps: [
        { period: '2022', displayPeriod: '2022' },
        { period: '2023', displayPeriod: '2023' },
      ],
    });
    expect(canola?.points.map(({ period, value }) => [period, value])).toEqual([
      ['2018', 2.8],
      ['2019', 0.8],
      ['2020', 1.4],
      ['2021', 1.8],
      ['2024', 4],
    ]);
    for (const { fact } of canola?.points ?? []) expect(fact.sources.length).toBeGreaterThan(0);
    const { data: again } = await ask<{ node: Told }>(`{ node(id: "${canola?.id}") { ... on Series { seriesKey } } }`);
    expect(again.node.seriesKey).toBe('can-chn/canola-seed-exports');
  });

  test('page by page they are all there, each figure once, and a relationship has the same', async () => {
    const seen: Told[] = [];
    let after = '';
    for (;;) {
      const { data } = await ask<{ series: Connection }>(
        `{ series(between: ["CAN", "USA"], first: 4${after}) { ${FIELDS} } }`,
      );
      seen.push(...data.series.nodes);
      if (!data.series.pageInfo.hasNextPage) break;
      after = `, after: "${data.series.pageInfo.endCursor}"`;
    }
    const { data } = await ask<{ relationship: { series: Connection; totals: { indicators: number } } }>(
      `{ relationship(between: ["USA", "CAN"]) { totals { indicators } series(first: 100) { ${FIELDS} } } }`,
    );
    expect(seen).toEqual(data.relationship.series.nodes);
    const figures = seen.flatMap(({ points }) => points.map(({ fact }) => fact.factId));
    expect(new Set(figures).size).toBe(data.relationship.totals.indicators);
    expect(figures).toHaveLength(data.relationship.totals.indicators);
  });

  test('a name is found in French without its accents; what is asked wrongly is told as elsewhere', async () => {
    const { data } = await ask<{ series: Connection }>(
      '{ series(between: ["CAN", "CHN"], name: "EXPORTATIONS") { nodes { name(language: FR) } } }',
    );
    expect(data.series.nodes.length).toBeGreaterThan(0);
    for (const { name } of data.series.nodes) expect(name).toMatch(/exportations/i);
    const { errors } = await ask('{ series(between: ["Atlantis"]) { totalCount } }');
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNKNOWN_PARTY']);
    const { errors: size } = await ask('{ series(between: ["CAN"], first: 101) { totalCount } }');
    expect(size?.map(({ extensions }) => extensions.code)).toEqual(['BAD_PAGE_SIZE']);
  });
});
