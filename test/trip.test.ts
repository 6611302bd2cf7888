// The trip book, on the real data: what binds its notes is held on the finished files, and each note is held to be what it is alone.

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chancery, type Draft, graphqlRequest } from '../src/brief.ts';
import { type Block, eachBlock, eachInline, type Inline, textOf } from '../src/model/doc.ts';
import { LANGUAGES, type Language } from '../src/model/fact.ts';
import { ProblemError } from '../src/model/problem.ts';
import { FORMATS, PAPERS, type Request } from '../src/model/question.ts';
import { serve } from '../src/serve/serve.ts';
import { openWorld } from '../src/world.ts';
import { openHouse, TODAY } from './house.ts';
import { all, classed, named, parse, textOf as textIn } from './reader/html.ts';
import { readPdf } from './reader/reader.ts';

let house: Chancery;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const MEETING = {
  date: '2026-12-04',
  time: 'Wtime',
  place: 'Whall',
  participants: [
    { name: 'Mark Carney', title: 'Wtitle', party: 'CAN' },
    { name: 'Narendra Modi', party: 'IND' },
  ],
  objectives: ['Wours'],
};
const STOPS = [
  { date: '2026-12-03', endDate: '2026-12-05', place: 'Wdelhi', parties: ['IND'], meeting: MEETING },
  { date: '2026-12-06', place: 'Wtokyo', parties: ['Japan'], title: 'Wsummit' },
  { date: '2026-12-08', endDate: '2026-12-09', place: 'Wbeijing', parties: ['CAN', 'CHN'], product: 'one-page' },
  { date: '2026-12-10', place: 'Wseoul', parties: ['KOR'], product: 'FULL_BRIEF' },
];
const trip = { title: 'Wvisit', stops: STOPS, logistics: ['Wflight'] };
const asked = (language: Language = 'en', more: Request = {}): Request => ({
  text: language === 'en' ? 'Canada' : 'le Canada',
  language,
  trip,
  ...more,
});

/** What a refusal says: code and place of each problem. */
async function refusal(request: Request): Promise<string[]> {
  try {
    await house.draft(request);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map(({ code, place }) => `${code} ${place.field ?? ''}`);
    throw error;
  }
  return [];
}

/** The text of each page, spaces single. */
const wordsOf = (bytes: Uint8Array): string[] =>
  readPdf(bytes).pages.map((page) =>
    page.painted
      .map(({ text }) => text ?? '')
      .join('')
      .replace(/\s+/g, ' '),
  );

const flat = (text: string) => text.replace(/\s+/g, ' ');

function headingsIn(draft: Draft): { level: number; id: string; text: string; number: number | null | undefined }[] {
  const found: ReturnType<typeof headingsIn> = [];
  eachBlock(draft.doc.blocks, (block) => {
    if (block.type === 'heading')
      found.push({ level: block.level, id: block.id, text: textOf(block.children), number: block.number });
  });
  return found;
}

/** Numbers of the paragraphs of blocks, in reading order. */
function paragraphNumbers(blocks: readonly Block[]): number[] {
  const found: number[] = [];
  eachBlock(blocks, (block) => {
    if (block.type === 'paragraph' && typeof block.number === 'number') found.push(block.number);
  });
  return found;
}

describe.each(LANGUAGES)('in %s', (language) => {
  let draft: Draft;
  beforeAll(async () => {
    draft = await house.draft(asked(language));
  });

  test('one list of contents tells the page of every note, the programme and the sources', () => {
    const { bytes } = house.write(draft, 'pdf');
    const pages = wordsOf(bytes);
    const bookmarks = readPdf(bytes).bookmarks.filter(({ level }) => level === 2);
    const items: { text: string; number: number | null | undefined }[] = [];
    eachBlock(draft.doc.blocks, (block) => {
      if (block.type === 'contents')
        for (const { heading } of block.items)
          items.push({ text: textOf(heading.children), number: heading.number ?? null });
    });
    expect(items.map(({ number }) => number).filter((n) => n !== null)).toEqual([1, 2, 3, 4]);
    expect(items).toHaveLength(bookmarks.length);
    const [contents = ''] = pages.filter((page) => items.every(({ text }) => page.includes(flat(text))));
    for (const [i, { text }] of items.entries()) {
      const { page = -1 } = bookmarks[i] ?? {};
      expect(pages[page]).toContain(flat(text));
      expect(contents).toContain(`${flat(text)} ${page + 1}`);
    }
  });

  test('pages are numbered through, and through each note', () => {
    const pages = wordsOf(house.write(draft, 'pdf').bytes);
    const words = { en: /note (\d+), page (\d+) of (\d+) · page/, fr: /note (\d+), page (\d+) de (\d+) · page/ };
    const total = { en: /page (\d+) of (\d+)$/, fr: /page (\d+) de (\d+)$/ };
    const foot = (page: string) => page.match(/(?:note \d+, page \d+ \w+ \d+ · )?page \d+ (?:of|de) \d+/)?.[0] ?? '';
    const seen = pages.map((page) => words[language].exec(foot(page))?.slice(1).map(Number) ?? null);
    pages.forEach((page, i) => {
      expect(total[language].exec(foot(page))?.slice(1).map(Number), page.slice(0, 200)).toEqual([i + 1, pages.length]);
      // Marked at the top of every page, whose running head names the note's own product and parties.
      expect(page).toContain('UNCLASSIFIED // NON CLASSIFIÉ');
    });
    for (const n of [1, 2, 3, 4]) {
      const own = seen.filter((one) => one?.[0] === n);
      expect(own.length).toBeGreaterThan(0);
      expect(own).toEqual(own.map((_, i) => [n, i + 1, own.length]));
    }
    expect(seen.findLast(() => true)).toBeNull();
    // A note begins a page, and keeps to the pages of its product: two and one for each participant, two, one.
    expect(seen.filter((one) => one?.[0] === 1).length).toBeLessThanOrEqual(4);
    expect(seen.filter((one) => one?.[0] === 2).length).toBeLessThanOrEqual(2);
    expect(seen.filter((one) => one?.[0] === 3)).toHaveLength(1);
    const headers = { en: ['Meeting note · CAN–IND', 'One-page'], fr: ['Note de rencontre · CAN–IND', 'Note d’une'] };
    for (const header of headers[language]) expect(pages.some((page) => page.includes(header))).toBe(true);
  });

  test('headings leave out no level, ids are given once, numbers begin anew in each note', () => {
    const headings = headingsIn(draft);
    expect(headings[0]?.level).toBe(1);
    for (const [i, { level, text }] of headings.entries())
      if (i > 0) expect(level - (headings[i - 1]?.level ?? 0), text).toBeLessThanOrEqual(1);
    const ids: string[] = [];
    eachBlock(draft.doc.blocks, (block) => {
      if (block.type === 'section') ids.push(block.id);
    });
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(headings.map(({ id }) => id)).size).toBe(headings.length);
    const leaves = draft.doc.blocks.filter((block) => block.type === 'section' && block.leaf);
    expect(leaves).toHaveLength(STOPS.length);
    const numbers = leaves.map((leaf) => paragraphNumbers([leaf]));
    for (const own of numbers) expect(own).toEqual(own.map((_, i) => i + 1));
    expect(numbers.filter((own) => own.length > 2).length).toBeGreaterThan(2);
    // The full brief numbers its sections, from one.
    const sections = headings.filter(({ id, number }) => id.startsWith('note-4-') && number !== undefined);
    expect(sections.map(({ number }) => number)).toEqual(sections.map((_, i) => i + 1));
    expect(sections.length).toBeGreaterThan(4);
  });

  test('sources are listed once, at the end, and numbered as they are first cited', () => {
    const lists: number[] = [];
    eachBlock(draft.doc.blocks, (block) => {
      if (block.type === 'sources') lists.push(block.items.length);
    });
    expect(lists).toEqual([draft.sources.length]);
    expect(new Set(draft.sources.map(({ id }) => id)).size).toBe(draft.sources.length);
    const order = [...new Set(draft.statements.flatMap(({ sources }) => sources))];
    expect(order).toEqual(draft.sources.map((_, i) => i + 1));
    expect(draft.statements.filter(({ sources }) => sources.length === 0)).toEqual([]);
    // Notes share some: the book lists fewer than they do alone.
    const cites = (block: Block) => {
      const found = new Set<string>();
      eachInline([block], (inline) => {
        if (inline.type === 'mark') for (const id of inline.sources) found.add(id);
      });
      return found;
    };
    const alone = draft.doc.blocks.flatMap((block) =>
      block.type === 'section' && block.leaf ? cites(block).size : [],
    );
    expect(alone.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(draft.sources.length);
  });

  test('the requester’s words stand nowhere but where they are marked as theirs', () => {
    let outside = '';
    let inside = '';
    const own = new Set<Inline>();
    eachInline(draft.doc.blocks, (inline) => {
      if (inline.type === 'given') inside += `${textOf(inline.children)}\n`;
      if (inline.type === 'given' || own.has(inline))
        for (const child of 'children' in inline ? inline.children : []) own.add(child);
      if (inline.type === 'text' && !own.has(inline)) outside += `${inline.value} `;
    });
    const given = JSON.stringify(draft.question.trip).match(/\bW[a-z]+\b/g) ?? [];
    expect(new Set(given).size).toBe(11);
    for (const word of given) {
      expect(inside).toContain(word);
      expect(outside).not.toContain(word);
    }
    expect(draft.title).not.toMatch(/\bW[a-z]+\b/);
  });

  test('every format has every note under its number', () => {
    const titles = headingsIn(draft).flatMap(({ level, text, number }) => (level === 2 && number ? [text] : []));
    expect(titles).toHaveLength(STOPS.length);
    for (const format of FORMATS.filter((one) => one !== 'pdf' && one !== 'docx')) {
      const written = flat(new TextDecoder().decode(house.write(draft, format).bytes));
      for (const title of titles) expect(written, format).toContain(flat(title));
    }
    const page = parse(new TextDecoder().decode(house.write(draft, 'html').bytes));
    const leaves = classed(page, 'leaf');
    expect(leaves.map((leaf) => flat(named(leaf, 'h2').map(textIn).join()))).toEqual(
      titles.map((title, i) => `${i + 1} ${flat(title)}`),
    );
    expect(named(page, 'nav')).toHaveLength(1);
    const ids = all(page, ({ attributes }) => attributes.id !== undefined).map(({ attributes }) => attributes.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('the data of the book conform to their schema, and tell note by note what was taken', () => {
    const data = JSON.parse(new TextDecoder().decode(house.write(draft, 'json').bytes));
    const read = (name: string) => JSON.parse(readFileSync(new URL(`../schema/${name}`, import.meta.url), 'utf8'));
    const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false });
    ajv.addSchema(read('fact.schema.json'));
    const conforms = ajv.compile(read('brief.schema.json'));
    conforms(data);
    expect(conforms.errors ?? []).toEqual([]);
    const notes: { number: number; product: string; kept: string[]; left: string[] }[] = data.book;
    expect(notes.map(({ number, product }) => [number, product])).toEqual([
      [1, 'meeting-note'],
      [2, 'bilateral-note'],
      [3, 'one-page'],
      [4, 'full-brief'],
    ]);
    expect([...new Set(notes.flatMap(({ kept }) => kept))]).toEqual(draft.kept.map(({ fact }) => fact));
    expect(notes[2]?.left.length).toBeGreaterThan(0);
    const dropped = new Set(draft.dropped.map(({ fact }) => fact));
    expect(draft.kept.filter(({ fact }) => dropped.has(fact))).toEqual([]);
  });
});

test('English and French bind the same facts in the same order, and the same request gives the same bytes', async () => {
  const [en, fr, again] = await Promise.all([
    house.draft(asked('en')),
    house.draft(asked('fr')),
    house.draft(asked('en')),
  ]);
  expect(fr.statements.map(({ facts, sources }) => [facts, sources])).toEqual(
    en.statements.map(({ facts, sources }) => [facts, sources]),
  );
  expect(fr.kept).toEqual(en.kept);
  expect(fr.dropped).toEqual(en.dropped);
  for (const format of FORMATS) expect(house.write(again, format).sha256, format).toBe(house.write(en, format).sha256);
});

test('a note in the book says what it says alone, as long as it has room', async () => {
  const book = await house.draft(asked());
  const alone = await house.draft({ parties: ['CAN', 'KOR'], product: 'full-brief' });
  const { book: notes = [] } = book;
  expect(notes[3]?.kept).toEqual(alone.kept.map(({ fact }) => fact));
  expect(notes[3]?.id).toBe(alone.id);
});

test('asked again as it is answered, it is the same book', () => {
  const question = house.ask(asked());
  expect(question.parties).toEqual(['CAN']);
  expect(question.trip?.stops.map(({ parties }) => parties)).toEqual([
    ['CAN', 'IND'],
    ['CAN', 'JPN'],
    ['CAN', 'CHN'],
    ['CAN', 'KOR'],
  ]);
  const again = house.ask(graphqlRequest(question, TODAY) as Request);
  expect({ ...again, text: question.text }).toEqual(question);
});

test('over GraphQL it is the same file, and what is wrong is told at its place', async () => {
  const { read } = openWorld();
  const server = await serve(house, { host: '127.0.0.1', port: 0, log: () => {}, read });
  const post = async (request: object) => {
    const query =
      'query ($request: BriefRequestInput!) { brief(request: $request) { id title product file(format: PDF) { sha256 } } }';
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { request } }),
    });
    return (await response.json()) as {
      data?: { brief: Record<string, unknown> };
      errors?: { extensions: Record<string, unknown> }[];
    };
  };
  const draft = await house.draft(asked());
  const request = graphqlRequest(draft.question, TODAY);
  const alone = await house.draft(request as Request);
  const { data, errors } = await post(request);
  expect(errors).toBeUndefined();
  expect(data?.brief).toEqual({
    id: alone.id,
    title: draft.title,
    product: 'TRIP_BOOK',
    file: { sha256: house.write(alone, 'pdf').sha256 },
  });
  const stops = [{ date: '2026-12-03', place: 'A', parties: ['IND'], product: 'TRIP_BOOK' }];
  const wrong = await post({ parties: ['CAN'], trip: { stops } });
  expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'WRONG_FIELD', field: 'request.trip.stops.0.product' });
  await server.close();
});

test('who travels is told by the request, or by a party that every stop names', () => {
  const stop = (...parties: string[]) => ({ date: '2026-12-03', place: 'A', parties });
  const ask = (request: Request) => house.ask(request);
  expect(ask({ trip: { stops: [stop('CAN', 'IND'), stop('JPN')] } }).trip?.stops[1]?.parties).toEqual(['CAN', 'JPN']);
  expect(ask({ trip: { stops: [stop('IND', 'CAN'), stop('CAN', 'JPN')] } }).parties).toEqual(['CAN']);
  // A stop that names more than one party is about those.
  const two = ask({ parties: ['CAN'], trip: { stops: [stop('CHN', 'JPN'), stop('CAN')] } });
  expect(two.trip?.stops.map(({ parties }) => parties)).toEqual([['CHN', 'JPN'], ['CAN']]);
  // More hosts than a brief may have parties.
  const many = ['IND', 'JPN', 'CHN', 'KOR', 'AUS', 'IDN', 'PHL', 'USA', 'MEX', 'GBR', 'FRA', 'DEU'];
  expect(ask({ parties: ['CAN'], trip: { stops: many.map((party) => stop(party)) } }).parties).toEqual(['CAN']);
});

test('what is wrong with a trip is told at its place', async () => {
  const stop = { date: '2026-12-03', place: 'A', parties: ['IND'] };
  const told = (stops: object[], more: Request = {}) => refusal({ parties: ['CAN'], trip: { stops }, ...more });
  expect(await told([])).toEqual(['MISSING_FIELD trip.stops']);
  expect(await told([{ ...stop, parties: ['Wakanda'] }])).toEqual(['UNKNOWN_PARTY trip.stops.0.parties.0']);
  expect(await told([stop, { ...stop, product: 'trip-book' }])).toEqual(['WRONG_FIELD trip.stops.1.product']);
  expect(await told([{ ...stop, product: 'committee-qa' }])).toEqual(['WRONG_FIELD trip.stops.0.product']);
  expect(await told([{ ...stop, product: 'nowel' }])).toEqual(['UNKNOWN_PRODUCT trip.stops.0.product']);
  expect(await told([{ ...stop, product: 'meeting-note' }])).toEqual(['MISSING_FIELD trip.stops.0.meeting']);
  expect(await told([{ ...stop, product: 'one-page', meeting: MEETING }])).toEqual([
    'UNKNOWN_FIELD trip.stops.0.meeting',
  ]);
  expect(await told([{ ...stop, endDate: '2026-12-01' }])).toEqual(['SINCE_AFTER_UNTIL trip.stops.0.endDate']);
  expect(await told([stop], { parties: [] })).toEqual(['MISSING_FIELD parties']);
  expect(await refusal({ parties: ['CAN'], product: 'trip-book' })).toEqual(['MISSING_FIELD trip']);
});

test('a stop of which nothing is recorded says so, and the book stands', async () => {
  const stops = [
    { date: '2026-12-03', place: 'Thimphu', parties: ['BTN'] },
    { date: '2026-12-04', place: 'Delhi', parties: ['IND'], product: 'one-page' },
  ];
  for (const some of [stops, stops.slice(0, 1)]) {
    const draft = await house.draft({ parties: ['CAN'], trip: { stops: some } });
    const pages = wordsOf(house.write(draft, 'pdf').bytes);
    expect(pages.some((page) => page.includes('Nothing is recorded for this question.'))).toBe(true);
    expect(headingsIn(draft).some(({ text }) => text === 'Canada and Bhutan')).toBe(true);
  }
});

test('the cover has the map of the trip, where it has room for one', async () => {
  const stops = ['KOR', 'JPN', 'MEX', 'FRA', 'DEU', 'IND', 'CHN', 'AUS'].map((party, i) => ({
    date: `2026-12-0${i + 1}`,
    place: 'A place with a name that is rather long, as those of palaces and of conference centres are',
    parties: [party],
    product: 'one-page',
  }));
  for (const count of [1, 2, 6, 8])
    for (const paper of PAPERS)
      for (const language of LANGUAGES) {
        const request = { parties: ['CAN'], language, paper, trip: { title: 'A', stops: stops.slice(0, count) } };
        const { bytes } = house.write(await house.draft(request), 'pdf');
        const [, contents = ''] = wordsOf(bytes);
        expect(contents, `${count} ${paper} ${language}`).toContain(language === 'en' ? 'Contents' : 'Table des');
      }
});

test('a book may be given pages: the lightest facts of all its notes give way, the same in both languages', async () => {
  const needs = house.write(await house.draft(asked()), 'pdf').pages ?? 0;
  for (const paper of PAPERS) {
    const [en, fr] = await Promise.all(
      LANGUAGES.map((language) => house.draft(asked(language, { pages: needs - 2, paper }))),
    );
    for (const draft of [en, fr]) {
      expect(house.write(draft as Draft, 'pdf').pages).toBeLessThanOrEqual(needs - 2);
      expect(draft?.doc.blocks.filter((block) => block.type === 'section' && block.leaf)).toHaveLength(STOPS.length);
    }
    expect(fr?.kept).toEqual(en?.kept);
  }
  expect(await refusal(asked('en', { pages: 3 }))).toEqual(['TOO_LONG_FOR_BUDGET ']);
});

test('a book of more than 150 pages is refused', { timeout: 120_000 }, async () => {
  const stops = Array.from({ length: 40 }, (_, i) => ({
    date: '2026-12-03',
    place: `Stop ${i}`,
    parties: ['USA'],
    product: 'full-brief',
  }));
  expect(await refusal({ parties: ['CAN'], trip: { stops } })).toEqual(['BOOK_TOO_LONG ']);
});
