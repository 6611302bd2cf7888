// Pictures: what is honest is drawn, what is drawn can be told apart without colour, nothing weighty is left out, nothing overlaps.

import { readFileSync } from 'node:fs';
import { geoArea, geoContains } from 'd3-geo';
import { describe, expect, test } from 'vitest';
import type { Chart, Doc, Locator, Series, Tally, Timeline } from '../src/model/doc.ts';
import { type Geography, readGeography, type Territory } from '../src/model/geography.ts';
import type { Party } from '../src/model/party.ts';
import { writeHtml } from '../src/write/html.ts';
import { locate } from '../src/write/locate.ts';
import { writeMarkdown } from '../src/write/markdown.ts';
import { chartOf } from '../src/write/pdf/chart.ts';
import { loadFonts } from '../src/write/pdf/fonts.ts';
import { settingOf } from '../src/write/pdf/layout.ts';
import type { Shape } from '../src/write/pdf/page.ts';
import { readTheme } from '../src/write/pdf/theme.ts';

const root = new URL('../', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), 'utf8');
const theme = readTheme(text('templates/style/theme.json'));
const fonts = loadFonts(theme, (path) => new Uint8Array(readFileSync(new URL(`templates/style/${path}`, root))));
const geography: Geography = readGeography(text('data/map.json'));
const gazetteer = JSON.parse(text('data/gazetteer.json')) as Party[];

const docOf = (chart: Chart, alt = 'What it shows'): Doc => ({
  language: 'en',
  title: 'Pictures',
  furniture: {
    header: '',
    marking: '',
    footer: '',
    page: '{n} {total}',
    continued: '',
    source: 'Source',
    sources: 'Sources',
    subject: '',
    author: '',
    keywords: '',
  },
  citations: new Map(),
  blocks: [{ type: 'figure', chart, alt, caption: [{ type: 'text', value: 'A caption' }] }],
});
const WIDTH = 504;
const drawn = (chart: Chart, width = WIDTH): Shape[] =>
  chartOf(chart, 54, width, settingOf(docOf(chart), { theme, fonts, paper: 'letter' })).shapes(0);

interface Word {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}
const wordsOf = (shapes: readonly Shape[]): Word[] =>
  shapes.flatMap((shape) =>
    shape.kind === 'label'
      ? shape.runs.map((run) => ({
          text: run.words.map((word) => word.text).join(''),
          left: run.x,
          right: run.x + run.width,
          top: shape.y - run.ink.size * 0.7,
          bottom: shape.y + run.ink.size * 0.2,
        }))
      : [],
  );
const clashes = (words: readonly Word[]): string[] =>
  words.flatMap((a, i) =>
    words
      .slice(i + 1)
      .flatMap((b) =>
        a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom && b.top < a.bottom
          ? [`${a.text} / ${b.text}`]
          : [],
      ),
  );
const of = <K extends Shape['kind']>(shapes: readonly Shape[], kind: K) =>
  shapes.filter((shape): shape is Extract<Shape, { kind: K }> => shape.kind === kind);

describe('the timeline', () => {
  /** A crowd: many of the weightiest within a few months, on both sides. */
  const crowd = (heavy: number): Timeline => ({
    kind: 'timeline',
    from: '2018-01-01',
    to: '2026-07-05',
    above: 'co-operation',
    below: 'conflict',
    points: Array.from({ length: heavy * 4 }, (_, i) => ({
      day: `202${i % 2 === 0 ? 5 : 6}-0${1 + (i % 6)}-${String(1 + ((i * 7) % 28)).padStart(2, '0')}`,
      side: i % 3 === 0 ? ('above' as const) : ('below' as const),
      weight: i < heavy ? 5 : 1 + (i % 4),
      label: i < heavy ? `weighty event nº${i}` : i % 4 === 3 ? `lesser event nº${i}` : null,
    })),
  });

  test.each([6, 12, 20])('labels every event of weight 5, of %i in a few months', (heavy) => {
    const chart = crowd(heavy);
    const all = wordsOf(drawn(chart))
      .map((word) => word.text)
      .join(' ')
      .replace(/\s+/g, ' ');
    for (const point of chart.points) if (point.weight === 5) expect(all).toContain(point.label?.split(' ').at(-1));
    const svg = writeHtml(docOf(chart), { css: '' });
    for (const point of chart.points)
      if (point.weight === 5) expect(svg.split(`${point.label?.split(' ').at(-1)}</text>`).length).toBe(3);
  });

  test.each([3, 8, 14])('no word touches another', (heavy) => {
    expect(clashes(wordsOf(drawn(crowd(heavy))))).toEqual([]);
  });

  test('words stand inside the measure and no smaller than 7.5 pt', () => {
    const shapes = drawn(crowd(12));
    for (const word of wordsOf(shapes)) {
      expect(word.left).toBeGreaterThanOrEqual(53.9);
      expect(word.right).toBeLessThanOrEqual(54 + WIDTH + 0.1);
    }
    for (const shape of of(shapes, 'label'))
      for (const run of shape.runs) expect(run.ink.size).toBeGreaterThanOrEqual(7.5);
  });
});

describe('series', () => {
  const line = (name: string, points: [string, number][]) => ({
    name,
    points: points.map(([period, value]) => ({ period, value, display: `C$${value} billion`, number: String(value) })),
  });
  const chart: Series = {
    kind: 'series',
    unit: 'billions of Canadian dollars',
    lines: [
      line('Exports', [
        ['2018', 27.7],
        ['2019', 23.3],
        ['2022', 27.9],
        ['2023', 30.5],
        ['2024', 30],
      ]),
      line('Imports', [
        ['2018', 75.6],
        ['2019', 75],
        ['2020', 76.5],
        ['2021', 86],
        ['2022', 100],
      ]),
      line('Two-way trade', [
        ['2018', 102.2],
        ['2022', 127.9],
        ['2024', 118.7],
      ]),
    ],
  };

  test('leave a gap where a year has no figure: no line crosses it', () => {
    const lines = of(drawn(chart), 'stroke').filter((stroke) => stroke.weight === 1.3);
    // Exports in two parts, imports in one; three lonely points of the total are joined by nothing.
    expect(lines.map((stroke) => stroke.points.length)).toEqual([2, 3, 5]);
  });

  test('tell their lines apart by dashes and marks as well as by colour', () => {
    const shapes = drawn(chart);
    const dashes = of(shapes, 'stroke')
      .filter((stroke) => stroke.weight === 1.3)
      .map((stroke) => String(stroke.dashes ?? ''));
    expect(new Set(dashes).size).toBe(2);
    expect(of(shapes, 'dot').length).toBe(5);
    const corners = of(shapes, 'area').map((area) => area.rings[0]?.length);
    expect(corners.filter((n) => n === 4).length).toBe(5);
    expect(corners.filter((n) => n === 3).length).toBe(3);
  });

  test('name each line at its end and write the figures at their points, none over another', () => {
    const words = wordsOf(drawn(chart));
    const all = words.map((word) => word.text).join('|');
    for (const name of ['Exports', 'Imports', 'Two-way\u00a0trade', 'C$30\u00a0billion', '127.9', '76.5'])
      expect(all).toContain(name);
    expect(clashes(words)).toEqual([]);
  });
});

describe('agreements by status', () => {
  const chart: Tally = {
    kind: 'tally',
    rows: [
      { name: 'In force', count: 8, display: '8', state: 'standing' },
      { name: 'Signed', count: 3, display: '3', state: 'coming' },
      { name: 'Suspended', count: 1, display: '1', state: 'gone' },
    ],
  };

  test('have a square each, full, hollow or struck through, and the number beside', () => {
    const shapes = drawn(chart);
    const rings = of(shapes, 'area').map((area) => area.rings.length);
    expect(rings.filter((n) => n === 1).length).toBe(8);
    expect(rings.filter((n) => n === 2).length).toBe(4);
    expect(of(shapes, 'stroke').length).toBe(1);
    expect(wordsOf(shapes).map((word) => word.text)).toEqual(['In\u00a0force', '8', 'Signed', '3', 'Suspended', '1']);
  });

  test('keep to their room, however many', () => {
    const many = drawn({ kind: 'tally', rows: [{ name: 'In force', count: 200, display: '200', state: 'standing' }] });
    for (const area of of(many, 'area')) for (const [x] of area.rings.flat()) expect(x).toBeLessThanOrEqual(54 + WIDTH);
    for (const word of wordsOf(many)) expect(word.right).toBeLessThanOrEqual(54 + WIDTH);
  });

  test('say in Markdown and HTML what they show', () => {
    expect(writeMarkdown(docOf(chart, 'By status: in force, 8; signed, 3.'))).toContain(
      'By status: in force, 8; signed, 3.',
    );
    const html = writeHtml(docOf(chart, 'By status'), { css: '' });
    expect(html).toContain('<figure class="tally">');
    expect(html).toContain('aria-label="By status"');
    expect(html.match(/<path class="area blue"/g)?.length).toBe(22);
  });
});

describe('the geography', () => {
  const states = gazetteer.filter((party) => party.kind === 'state');

  test('knows the states, but for islands no map of this scale shows', () => {
    const without = states.filter((state) => !geography.has(state.code)).map((state) => state.code);
    expect(without.length).toBeLessThanOrEqual(16);
    for (const code of ['CAN', 'USA', 'CHN', 'TWN', 'PSE', 'XKX', 'SGP', 'MLT', 'AUS', 'UKR'])
      expect(geography.has(code), code).toBe(true);
  });

  test('has outer rings that hold less than half of the world', () => {
    for (const [code, { shapes }] of geography)
      for (const rings of shapes)
        expect(geoArea({ type: 'Polygon', coordinates: rings }), code).toBeLessThan(2 * Math.PI);
  });

  const holds = (code: string, at: [number, number]) =>
    (geography.get(code) as Territory).shapes.some((coordinates) => geoContains({ type: 'Polygon', coordinates }, at));

  test('puts capitals into their states', () => {
    expect(holds('CAN', [-75.7, 45.4])).toBe(true);
    expect(holds('CHN', [116.4, 39.9])).toBe(true);
    expect(holds('UKR', [30.5, 50.4])).toBe(true);
    expect(holds('IND', [77.2, 28.6])).toBe(true);
    expect(holds('AUS', [149.1, -35.5])).toBe(true);
  });

  test('fills Crimea for no state', () => {
    expect(holds('RUS', [34.3, 45.2])).toBe(false);
    expect(holds('UKR', [34.3, 45.2])).toBe(false);
    expect(holds('crimea', [34.3, 45.2])).toBe(true);
  });
});

describe('the locator map', () => {
  const locator = (...codes: string[]): Locator => {
    const parties = codes.map((code) => {
      const party = gazetteer.find((one) => one.code === code) as Party;
      const members = party.kind === 'organisation' ? party.members.filter((one) => !codes.includes(one)) : [code];
      return {
        name: party.names.en.name,
        territories: members.flatMap((one) => geography.get(one) ?? []),
        members,
      };
    });
    const taken = new Set(parties.flatMap((party) => party.members));
    return {
      kind: 'locator',
      parties: parties.map(({ name, territories }) => ({ name, territories })),
      others: [...geography].flatMap(([code, territory]) => (taken.has(code) ? [] : [territory])),
    };
  };

  test.each([
    ['CAN', 'CHN'],
    ['CAN', 'USA'],
    ['CAN', 'USA', 'MEX'],
    ['CAN', 'QAT'],
    ['CAN', 'AUS'],
    ['CAN', 'IDN'],
    ['CAN', 'EU'],
    ['CAN', 'NATO'],
    ['CAN', 'ASEAN'],
    ['CAN', 'CPTPP'],
    ['CAN', 'G20'],
    ['USA', 'CHN', 'JPN', 'KOR'],
  ])('%s and %s: each party inside the frame, named, and seen', (...codes) => {
    const chart = locator(...codes.filter((code) => typeof code === 'string'));
    const located = locate(chart, 88);
    for (const { rings, dots, at, name } of located.parties) {
      expect(rings.length + dots.length, name).toBeGreaterThan(0);
      for (const [x, y] of [at, ...dots, ...rings.flat()]) {
        expect(x).toBeGreaterThan(-0.5);
        expect(x).toBeLessThan(88.5);
        expect(y).toBeGreaterThan(-0.5);
        expect(y).toBeLessThan(located.height + 0.5);
      }
      const place = located.disc;
      if (place) expect(Math.hypot(at[0] - place.x, at[1] - place.y)).toBeLessThan(place.radius);
    }
    const shapes = drawn(chart, 88);
    const words = wordsOf(shapes);
    const all = words
      .map((word) => word.text)
      .join(' ')
      .replace(/\s+/g, ' ');
    for (const { name } of chart.parties) for (const word of name.split(' ')) expect(all).toContain(word);
    expect(clashes(words)).toEqual([]);
    for (const word of words) expect(word.right).toBeLessThanOrEqual(54 + 88 + 0.1);
    // A line leads from each name to its place.
    expect(of(shapes, 'stroke').length).toBe(chart.parties.length);
  });

  test('who is farther apart than a hemisphere shows is on a map of the whole world', () => {
    expect(locate(locator('CAN', 'CHN'), 88).disc).not.toBeNull();
    expect(locate(locator('CAN', 'G20'), 88).disc).toBeNull();
  });

  test('is small', () => {
    const points = of(drawn(locator('CAN', 'CHN'), 88), 'area').flatMap((area) => area.rings.flat()).length;
    expect(points).toBeLessThan(2500);
    expect(writeHtml(docOf(locator('CAN', 'CHN')), { css: '' }).length).toBeLessThan(40_000);
  });
});
