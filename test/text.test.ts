// Plain text: letter by letter for a note, and what holds for every brief: no line too long, no text lost.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chancery } from '../src/brief.ts';
import { type Block, type Doc, eachInline, type Inline, number } from '../src/model/doc.ts';
import { setGrid } from '../src/write/text/grid.ts';
import { columnsOf, wrapped } from '../src/write/text/lines.ts';
import { writeText } from '../src/write/text.ts';
import { HARD } from './hard.fixture.ts';
import { goldenRequests, openHouse } from './house.ts';
import { note, SOURCES, say, text } from './pdf.fixture.ts';
import { even, spoken } from './reader/told.ts';

const counted = (doc: Doc): Doc => {
  number(doc, SOURCES, { found: '178', kept: '31', dropped: '147', single: '4', drafts: '0' });
  return doc;
};
const paragraph = (...children: Inline[]): Block => ({ type: 'paragraph', role: 'text', children });

let house: Chancery;
const made = new Map<string, Doc>();
const NAMES = [...goldenRequests().keys(), ...Object.keys(HARD)];
beforeAll(async () => {
  house = await openHouse();
  for (const [name, request] of goldenRequests()) made.set(name, (await house.draft(request)).doc);
  for (const [name, doc] of Object.entries(HARD)) made.set(name, counted(doc()));
});
afterAll(() => house.close());

describe.each(NAMES)('%s', (name) => {
  const doc = () => made.get(name) as Doc;

  test('no line has more than 78 columns but for what cannot be broken; none ends in a space', () => {
    const written = writeText(doc());
    expect(written).toMatch(/[^\n]\n$/);
    for (const line of written.split('\n')) {
      expect(line).not.toMatch(/ $/);
      if (columnsOf(line) > 78) expect(line.trim()).not.toContain(' ');
    }
  });

  test('every text is there, in order', () => {
    const told = even(writeText(doc()).replace(/\s+<https?:[^>]+>/g, ''));
    let at = 0;
    eachInline(withoutMaps(doc().blocks), (inline) => {
      if (inline.type !== 'text') return;
      const wanted = even(inline.value);
      const found = told.indexOf(wanted, at);
      // A head is said again before each cell of a table that is set in lines: those are not followed here.
      if (found < 0) expect(told.includes(wanted), wanted).toBe(true);
      else if (found - at < 4000) at = found;
    });
  });
});

/** A map says nothing without its picture: it is left out. */
const withoutMaps = (blocks: readonly Block[]): Block[] =>
  blocks.map((block) =>
    block.type === 'entry'
      ? { ...block, margin: block.margin.filter(isNoMap), children: block.children.filter(isNoMap) }
      : block,
  );

const isNoMap = (one: Block): boolean => one.type !== 'figure' || one.chart.kind !== 'locator';

const SMALL: Block[] = [
  { type: 'heading', level: 1, id: 'title', children: [text('Canada and China')] },
  {
    type: 'callout',
    children: [
      paragraph(say('Duties fell from 75.8 to 5.9 per cent, a rate set for five years from 1 March 2026.[2, 1]')),
    ],
  },
  {
    type: 'table',
    role: 'facts',
    caption: [text('Key facts')],
    columns: [
      { align: 'text', header: true },
      { align: 'text', header: false },
    ],
    head: [],
    rows: [
      { cells: [{ children: [text('Trade')] }, { children: [say('$118.7 billion[3]')] }] },
      {
        cells: [
          { children: [text('Last meeting')] },
          {
            children: [say('16 January 2026, Beijing: the leaders announce an arrangement on vehicles and canola[1]')],
          },
        ],
      },
    ],
  },
  {
    type: 'section',
    id: 'a',
    children: [
      { type: 'heading', level: 2, id: 'a', children: [text('Where things stand')] },
      {
        type: 'entry',
        thread: null,
        margin: [
          {
            type: 'paragraph',
            role: 'small',
            children: [
              { type: 'strong', children: [text('Canola')] },
              { type: 'break' },
              { type: 'soft', children: [text('open')] },
            ],
          },
        ],
        children: [paragraph(say('The duty applies.[1]')), paragraph(say('It replaced a deposit.[2]'))],
      },
      {
        type: 'list',
        ordered: false,
        items: [{ children: [text('one')] }, { children: [text('two'), { type: 'break' }, text('lines')] }],
      },
      { type: 'list', ordered: true, items: [{ children: [text('first')] }] },
    ],
  },
  {
    type: 'figure',
    alt: 'Exports fell.',
    caption: [text('Exports')],
    chart: {
      kind: 'series',
      unit: 'C$ million',
      lines: [
        {
          name: 'Exports',
          points: [
            { period: '2022', value: 29, display: '29.0' },
            { period: '2024', value: 7, display: '7.0' },
          ],
        },
      ],
    },
  },
  { type: 'sources', items: [] },
];

test('a note, letter by letter', () => {
  const doc = counted({ ...note(), blocks: SMALL });
  doc.furniture = { ...doc.furniture, header: 'Note · CAN–CHN', footer: 'Data 9f3c' };
  doc.citations = new Map(
    [...doc.citations].map(([id], i) => [
      id,
      [
        text(`Publisher ${i + 1}, `),
        { type: 'link', href: `https://example.org/${i + 1}`, children: [text('a title')] },
      ],
    ]),
  );
  number(doc, SOURCES, { found: '', kept: '', dropped: '', single: '', drafts: '' });
  expect(writeText(doc)).toBe(`Note · CAN–CHN                                   UNCLASSIFIED // NON CLASSIFIÉ

Canada and China
================

    Duties fell from 75.8 to 5.9 per cent, a rate set for five years from 1
    March 2026.[1,\u00a02]

Key facts

Trade         $118.7 billion[3]
Last meeting  16 January 2026, Beijing: the leaders announce an arrangement on
              vehicles and canola[2]

Where things stand
------------------

Canola (open)
    The duty applies.[2]

    It replaced a deposit.[1]

- one
- two
  lines

1. first

Exports

    Exports fell.

C$ million  Exports
----------  -------
2022           29.0
2024            7.0

[1] Publisher 2, a title <https://example.org/2>
[2] Publisher 1, a title <https://example.org/1>
[3] Publisher 3, a title <https://example.org/3>

Data 9f3c
`);
});

test('lines break at spaces that may break, and count columns as a terminal shows them', () => {
  expect(wrapped('one two three', 7)).toBe('one two\nthree');
  expect(wrapped('C$\u00a070\u00a0billion more', 12)).toBe('C$\u00a070\u00a0billion\nmore');
  expect(wrapped('a https://example.org/very/long b', 10, '- ')).toBe('- a\n  https://example.org/very/long\n  b');
  expect([columnsOf('习近平'), columnsOf('e\u0301'), columnsOf('\u2068שלום\u2069')]).toEqual([6, 1, 4]);
});

test('a table whose cells would be broken twice is told line by line, in the punctuation of the language', () => {
  const long = 'An agreement with a name that goes on for very much longer than any line of text should';
  const grid = {
    right: [false, false, false],
    head: ['Instrument', 'Signed', 'Status'],
    rows: [
      [long, '1994', 'in force'],
      ['Other', '', 'signed'],
    ],
  };
  expect(setGrid(grid, 40, '\u00a0: ')).toBe(`Instrument\u00a0: An agreement with a
    name that goes on for very much
    longer than any line of text should
  Signed\u00a0: 1994
  Status\u00a0: in force

Instrument\u00a0: Other
  Status\u00a0: signed`);
});

test('a name from right to left is set apart, so that its mark stays after it', () => {
  const doc = counted({
    ...note(),
    blocks: [paragraph({ type: 'lang', lang: 'he', children: [text('בנימין נתניהו')] }, say(' leads.[1]'))],
  });
  expect(writeText(doc)).toContain('\u2068בנימין נתניהו\u2069 leads.[1]');
  expect(even(spoken((doc.blocks[0] as { children: Inline[] }).children))).toBe('בנימין נתניהו leads.⟦1⟧');
});

test('an empty document is written, not refused', () => {
  expect(writeText({ ...note(), blocks: [] }).split('\n')).toHaveLength(5);
});
