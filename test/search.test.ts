// Searching, on both makes of database: the same words find the same facts in the same order, whatever is recorded meanwhile.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Event, Fact } from '../src/model/fact.ts';
import { ProblemError } from '../src/model/problem.ts';
import type { State } from '../src/model/revision.ts';
import { fold, stemLexemes, wordsIn } from '../src/store/lexemes.ts';
import type { Found, ImportRow, Search, Store } from '../src/store/store.ts';
import { openWorld } from '../src/world.ts';
import { chance } from './bench/events.ts';
import { ask } from './postgres.ts';
import { ACT, event, folder, makes, type Place, source } from './stores.ts';

/** After everything that is recorded here. */
const LATER = '2027-06-01';

const sought = (text: string, more: Partial<Search> = {}): Search => ({
  text,
  between: [],
  since: null,
  until: null,
  topics: [],
  minSignificance: 1,
  asOf: LATER,
  ...more,
});

/** All pages of a search. */
async function all(store: Store, asked: Search, size = 200): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (let after: string | null = null; ; ) {
    const page: Found = await store.search(asked, size, after);
    facts.push(...page.facts);
    if (!page.hasNextPage) {
      expect(facts).toHaveLength(page.total);
      return facts;
    }
    after = page.endCursor;
  }
}
const ids = async (store: Store, asked: Search) => (await all(store, asked)).map(({ id }) => id);

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw error ?? new Error('nothing was refused');
  return error.problems.map(({ code, place }) => `${code} ${place.field ?? ''}`.trim()).join();
}

describe('words', () => {
  test.each([
    ['L’accord Canada–Chine', 'accord canada chine'],
    ["Aujourd'hui, qu’elle n'est", 'aujourdhui elle est'],
    ['China’s co-operation with O’Brien', 'china cooperation with obrien'],
    ['49,000 or 49\u00a0000 or 49\u202f000; 75.8 and 75,8', '49000 or 49000 or 49000 75 8 and 75 8'],
    ['Œuvre, Łódź, ERDOĞAN, İstanbul', 'oeuvre lodz erdogan istanbul'],
    ['李强 و Київ', '李强 و киів'],
    ['* "" () {} -- \u0000 \u202e 🇨🇦', ''],
  ])('of %s', (text, words) => {
    expect(
      wordsIn(text)
        .map((word) => fold(word))
        .join(' '),
    ).toBe(words);
  });

  test('are one for a search with and without accents, in the singular and the plural', () => {
    const one = (language: 'en' | 'fr', ...words: string[]) =>
      words
        .slice(1)
        .every((word) => stemLexemes(word, language).some((s) => stemLexemes(words[0] ?? '', language).includes(s)));
    expect(one('fr', 'négociations', 'negociations', 'négociation', 'negociation', 'négocier')).toBe(true);
    expect(one('fr', 'arrêtée', 'arretee', 'arrêtées', 'arrêter')).toBe(true);
    expect(one('fr', 'droits', 'droit')).toBe(true);
    expect(one('en', 'tariffs', 'tariff')).toBe(true);
    expect(one('en', 'duties', 'duty')).toBe(true);
    expect(one('en', 'tariff', 'treaty')).toBe(false);
  });
});

/** What each make has answered to the same, to be compared. */
const answers = new Map<string, unknown>();
function sameOnEach(name: string, answer: unknown): void {
  if (answers.has(name)) expect(answer, name).toEqual(answers.get(name));
  else answers.set(name, answer);
}

const hay = (name: string, en: string, fr: string, more: Partial<Event> = {}): Event =>
  event(name, {
    title: { en: `Note ${name}`, fr: `Note ${name}` },
    summary: { en, fr },
    significance: 2,
    ...more,
  });

describe.each(makes)('on $name', ({ name, place: newPlace }) => {
  let place: Place;
  let store: Store;
  beforeAll(async () => {
    place = await newPlace();
    store = await place.world().openStore();
    for (const one of [
      source('one'),
      source('wire', { kind: 'wire', publisher: 'Example Wire', publisherFr: 'L’Exemple' }),
    ])
      await store.record({ record: 'source', body: one }, ACT);
  });
  afterAll(() => store.close());
  const record = (body: Fact, how = {}) => store.record({ record: 'fact', body }, ACT, how);
  /** Makes all cards anew, as another form of them would. */
  const makeAnew = async () => {
    const statement = `update catalogue set form = 'another'`;
    if (name === 'PostgreSQL') await ask(place.environment.DATABASE_URL ?? '', statement);
    else {
      const database = new DatabaseSync(join(place.environment.CHANCERY_HOME ?? '', 'chancery.sqlite'));
      database.exec(statement);
      database.close();
    }
  };

  describe('words and phrases', () => {
    const ours = (text: string, more: Partial<Search> = {}) =>
      ids(store, sought(text, { between: ['BTN', 'NPL'], ...more }));
    beforeAll(async () => {
      await record(
        hay(
          'quinoa',
          'Bhutan raised its tariffs on quinoa seed to 75.8 per cent; officials met in Thimphu.',
          'Le Bhoutan a porté à 75,8 % ses droits de douane sur les graines de quinoa; l’accord a été signé.',
        ),
      );
      await record(
        hay(
          'detention',
          'A citizen was arbitrarily detained; negotiations on co-operation ended.',
          'Une citoyenne a été arrêtée arbitrairement; les négociations sur la coopération ont pris fin à Québec.',
          { people: ['Łucja O’Brien'], place: { en: 'Kathmandu', fr: 'Katmandou' } },
        ),
      );
    });

    test.each<[string, string[]]>([
      ['quinoa tariff', ['quinoa']],
      ['TARIFFS “quinoa seed”', ['quinoa']],
      ['"seed quinoa"', []],
      ['graine', ['quinoa']],
      ['droit de douane', ['quinoa']],
      ['"droits de douane"', ['quinoa']],
      ['« droits de douane »', ['quinoa']],
      ['"droits douane"', []],
      ['accords', ['quinoa']],
      ["l'accord", ['quinoa']],
      ['75.8', ['quinoa']],
      ['75,8 quinoa', ['quinoa']],
      ['quin*', ['quinoa']],
      ['qui*', ['quinoa']],
      ['q*', []],
      ['negociation', ['detention']],
      ['négociations cooperation', ['detention']],
      ['co-operation', ['detention']],
      ['cooperation', ['detention']],
      ['arretees', ['detention']],
      ['arrêter', ['detention']],
      ['quebec', ['detention']],
      ['QUÉBEC', ['detention']],
      ['detained tariffs', []],
      ['lucja obrien', ['detention']],
      ['katmandou', ['detention']],
      ['of the quinoa', ['quinoa']],
      ['"was arbitrarily"', ['detention']],
      ['"Note quinoa"', ['quinoa']],
      ['"quinoa Bhutan"', []],
    ])('%s finds %j', async (text, names) => {
      expect(await ours(text)).toEqual(names.map((one) => `btn-npl/${one}`));
    });

    test('a language may be chosen', async () => {
      expect(await ours('tariffs', { language: 'en' })).toHaveLength(1);
      expect(await ours('tariffs', { language: 'fr' })).toHaveLength(0);
      expect(await ours('douane', { language: 'fr' })).toHaveLength(1);
      expect(await ours('douane', { language: 'en' })).toHaveLength(0);
    });

    test('whatever is typed is a search, and no more', async () => {
      const signs = [
        ...`abé1 "*'’()[]{}:^+-&|!<>,;.%_\\/~@#$=?«»“”\u0000\t\n🇨🇦`,
        'AND ',
        ' OR ',
        ' NOT ',
        ' NEAR(',
        'quinoa',
        'title:',
        '--',
      ];
      const next = chance(7);
      const typed = Array.from({ length: 300 }, () =>
        Array.from({ length: 1 + Math.floor(next() * 14) }, () => signs[Math.floor(next() * signs.length)])
          .join('')
          .slice(0, 200),
      );
      typed.push(
        'a '.repeat(100),
        '"a" '.repeat(50),
        'a* '.repeat(66),
        'ab* '.repeat(50),
        "'; drop table card; --",
        '((((((((((',
        '"'.repeat(200),
      );
      // A hundred different words, and as many beginnings of words.
      const words = Array.from({ length: 36 ** 2 }, (_, n) => n.toString(36).padStart(2, 'q'));
      typed.push(words.slice(0, 66).join(' '), words.slice(0, 50).join('* '), `"${words.slice(0, 66).join(' ')}"`);
      const totals: number[] = [];
      for (const text of typed) totals.push((await store.search(sought(text), 1, null)).total);
      sameOnEach('typed', totals);
      expect(totals.some((total) => total > 0)).toBe(true);
      expect(await store.search(sought('!!! ???'), 5, null)).toMatchObject({ facts: [], total: 0, hasNextPage: false });
      expect(await refusal(store.search(sought('a'.repeat(201)), 5, null))).toBe('TEXT_TOO_LONG text');
      expect(await refusal(store.search(sought('a'), 0, null))).toBe('BAD_PAGE_SIZE first');
      const publishers = Array.from({ length: 3000 }, (_, n) => `Nobody “${n}' |&`);
      expect((await store.search(sought('quinoa', { publishers }), 5, null)).total).toBe(0);
    });
  });

  test('the release is found alike, in the same order, with the same counts', async () => {
    for (const text of [
      'canola duty',
      'droits canola',
      'Kovrig Spavor',
      'tarif*',
      '"free trade"',
      'sanctions',
      'arrêtée',
      '',
    ]) {
      const page = await store.search(sought(text, { between: ['CAN', 'CHN'] }), 50, null);
      expect(page.total, text).toBeGreaterThan(0);
      sameOnEach(`release ${text}`, [page.total, page.facts.map(({ id }) => id), await page.facets()]);
    }
  });

  test('what was typed in the title comes first, then the significant, then the new, then what was recorded first', async () => {
    const put = (id: string, title: string, significance: number, date: string) =>
      record(
        hay(id, 'About zebra and yak.', 'Au sujet du zèbre et du yack.', {
          title: { en: title, fr: 'Titre' },
          significance,
          date,
        }),
      );
    await put('rank-0', 'Nothing', 5, '2024');
    await put('rank-1', 'Zebra', 1, '2020');
    await put('rank-2', 'Zebra', 1, '2021');
    await put('rank-3', 'Zebra', 3, '2019');
    await put('rank-4', 'Zebras and yaks', 1, '2001');
    await put('rank-5', 'Zebra', 1, '2020');
    expect(await ids(store, sought('zebra yak'))).toEqual(
      ['rank-4', 'rank-3', 'rank-2', 'rank-1', 'rank-5', 'rank-0'].map((one) => `btn-npl/${one}`),
    );
  });

  test('filters bound what is found, and what is counted', async () => {
    const lynx = (id: string, more: Partial<Event>) => record(hay(`lynx-${id}`, 'A lynx.', 'Un lynx.', more));
    await lynx('a', {
      date: '2019-03-04',
      topics: ['trade'],
      type: 'SANCTION',
      significance: 4,
      parties: ['BTN', 'NPL'],
    });
    await lynx('b', { date: '2020', topics: ['energy', 'trade'], parties: ['BTN', 'LKA'], sources: ['test/wire'] });
    await lynx('c', {
      date: '2021-05',
      topics: ['energy'],
      parties: ['LKA', 'NPL', 'MDV'],
      sources: ['test/one', 'test/wire'],
    });
    await lynx('d', { date: '2022', end: '2024', parties: ['MDV'], significance: 5 });
    const found = async (more: Partial<Search>) =>
      (await ids(store, sought('lynx', more)))
        .map((id) => id.slice(-1))
        .sort()
        .join('');
    expect(await found({})).toBe('abcd');
    expect(await found({ between: ['LKA'] })).toBe('bc');
    expect(await found({ between: ['BTN', 'LKA'] })).toBe('b');
    expect(await found({ between: ['BTN', 'LKA', 'NPL'] })).toBe('abc');
    expect(await found({ topics: ['energy'] })).toBe('bc');
    expect(await found({ topics: ['energy', 'trade'] })).toBe('abc');
    expect(await found({ types: ['SANCTION'] })).toBe('a');
    expect(await found({ kinds: ['event'], types: ['SANCTION', 'CONSULT'] })).toBe('abcd');
    expect(await found({ kinds: ['agreement', 'office'] })).toBe('');
    expect(await found({ since: '2020' })).toBe('bcd');
    expect(await found({ until: '2020-06' })).toBe('ab');
    expect(await found({ since: '2024', until: '2024' })).toBe('d');
    expect(await found({ minSignificance: 4 })).toBe('ad');
    expect(await found({ sourceKinds: ['wire'] })).toBe('bc');
    expect(await found({ publishers: ['l’exemple'] })).toBe('bc');
    expect(await found({ publishers: ['Test Gazette', 'nobody'] })).toBe('acd');
    expect(await found({ sources: ['test/wire'] })).toBe('bc');
    expect(await found({ sources: ['test-wire'] })).toBe('');
    expect(await found({ topics: ['energy'], sourceKinds: ['wire'], between: ['NPL'] })).toBe('c');

    const page = await store.search(sought('lynx', { since: '2020' }), 1, null);
    expect(page.total).toBe(3);
    expect(await page.facets()).toEqual({
      kind: [{ value: 'event', count: 3 }],
      type: [{ value: 'CONSULT', count: 3 }],
      significance: [
        { value: '2', count: 2 },
        { value: '5', count: 1 },
      ],
      year: ['2020', '2021', '2022'].map((value) => ({ value, count: 1 })),
      party: [
        { value: 'LKA', count: 2 },
        { value: 'MDV', count: 2 },
        { value: 'BTN', count: 1 },
        { value: 'NPL', count: 1 },
      ],
      topic: [
        { value: 'energy', count: 2 },
        { value: 'diplomacy', count: 1 },
        { value: 'trade', count: 1 },
      ],
      sourceKind: [
        { value: 'official', count: 2 },
        { value: 'wire', count: 2 },
      ],
      publisher: [
        { value: 'Example Wire', count: 2 },
        { value: 'Test Gazette', count: 2 },
      ],
    });
  });

  test('an import is found as soon as it is recorded, whoever made it and however large it is', async () => {
    const other = await place.world().openStore();
    const rows = (from: number, to: number) =>
      function* (): Generator<ImportRow> {
        for (let n = from; n < to; n++)
          yield { record: 'fact', line: n, body: hay(`ibex-${n}`, `An ibex, number ${n}.`, `Un bouquetin, ${n}.`) };
      };
    expect((await store.search(sought('ibex'), 1, null)).total).toBe(0);
    await other.recordMany(rows(0, 2500), ACT);
    expect((await store.search(sought('ibex'), 1, null)).total).toBe(2500);
    // Drafts and what was taken back do not show; neither does what a correction took out.
    await other.recordMany(rows(2500, 2510), { ...ACT, state: 'draft' });
    await other.withdraw({ record: 'fact', id: 'btn-npl/ibex-1' }, 1, ACT);
    await other.correct({ record: 'fact', id: 'btn-npl/ibex-2' }, 1, { set: { 'summary.en': 'A chamois.' } }, ACT);
    expect((await store.search(sought('ibex number', { language: 'en' }), 1, null)).total).toBe(2498);
    expect((await store.search(sought('chamois'), 1, null)).total).toBe(1);
    const drafts = await store.search(sought('ibex number', { language: 'en', includeDrafts: true }), 200, null);
    expect(drafts.total).toBe(2508);
    const early = await store.search(sought('"number 2503"', { includeDrafts: true }), 1, null);
    expect([...early.drafts]).toEqual(['btn-npl/ibex-2503']);
    expect((await store.search(sought('"number 2503"'), 1, null)).total).toBe(0);
    await other.close();
  });

  test('pages are of one state, whatever is recorded between them', async () => {
    for (let n = 0; n < 40; n++)
      await record(hay(`tahr-${n}`, 'A tahr.', 'Un tahr.', { significance: 1 + (n % 5), date: `20${10 + (n % 9)}` }));
    const before = await ids(store, sought('tahr'));
    expect(before).toHaveLength(40);
    const other = await place.world().openStore();
    const next = chance(3);
    const seen: string[] = [];
    for (let after: string | null = null, n = 0; ; n++) {
      const page: Found = await store.search(sought('tahr'), 3, after);
      expect(page.total).toBe(40);
      seen.push(...page.facts.map(({ id }) => id));
      if (n === 4) expect((await page.facets()).kind).toEqual([{ value: 'event', count: 40 }]);
      if (!page.hasNextPage) break;
      after = page.endCursor;
      // One more before, one moved from the end to the beginning or back, one gone.
      await other.record(
        { record: 'fact', body: hay(`tahr-new-${n}`, 'A tahr.', 'Un tahr.', { significance: 5 }) },
        ACT,
      );
      const moved = { record: 'fact' as const, id: `btn-npl/tahr-${Math.floor(next() * 20)}` };
      const number = (await other.history(moved)).at(-1)?.number ?? 0;
      await other.correct(moved, number, { set: { significance: 1 + Math.floor(next() * 5) } }, ACT);
      await other.withdraw({ record: 'fact', id: `btn-npl/tahr-${20 + n}` }, 1, ACT);
    }
    expect(seen).toEqual(before);
    expect(await ids(store, sought('tahr'))).not.toEqual(before);
    await other.close();

    const { endCursor } = await store.search(sought('tahr'), 3, null);
    const cursor = Buffer.from(endCursor ?? '', 'base64url').toString();
    for (const wrong of [
      '',
      'x',
      endCursor?.slice(0, -4) ?? '',
      Buffer.from(cursor.replace(/\d+/, '999999999')).toString('base64url'),
    ])
      expect(await refusal(store.search(sought('tahr'), 3, wrong)), wrong).toBe('BAD_CURSOR after');
    expect(await refusal(store.search(sought('tahrs'), 3, endCursor))).toBe('BAD_CURSOR after');
    expect(await refusal(store.search(sought('tahr', { topics: ['trade'] }), 3, endCursor))).toBe('BAD_CURSOR after');
    expect((await store.search(sought('tahr', { asOf: '2028-01-01' }), 3, endCursor)).facts).toHaveLength(3);
  });

  test('a source that is renamed is found by its new name, and as of an earlier day by the old one', async () => {
    place.at('2027-01-01T10:00:00Z');
    await store.record(
      { record: 'source', body: source('herald', { publisher: 'Old Herald', kind: 'regional' }) },
      ACT,
    );
    for (let n = 0; n < 3; n++)
      await record(hay(`serow-${n}`, 'A serow.', 'Un serow.', { sources: ['test/herald'], confidence: 'single' }));
    await store.withdraw({ record: 'fact', id: 'btn-npl/serow-2' }, 1, ACT);
    place.at('2027-01-02T10:00:00Z');
    const ref = { record: 'source' as const, id: 'test/herald' };
    await store.correct(ref, 1, { set: { publisher: 'New Herald', kind: 'newspaper' } }, ACT);
    // What the name does not depend on changes nothing.
    await store.correct(ref, 2, { set: { title: 'Another' } }, ACT);
    const of = async (asOf: string) => {
      const page = await store.search(sought('serow', { asOf }), 5, null);
      const { publisher, sourceKind } = await page.facets();
      return [page.total, publisher, sourceKind];
    };
    expect(await of('2027-01-01')).toEqual([2, [{ value: 'Old Herald', count: 2 }], [{ value: 'regional', count: 2 }]]);
    expect(await of('2027-01-02')).toEqual([
      2,
      [{ value: 'New Herald', count: 2 }],
      [{ value: 'newspaper', count: 2 }],
    ]);
    expect(await ids(store, sought('serow', { publishers: ['old herald'] }))).toEqual([]);
    expect(await ids(store, sought('serow', { publishers: ['new herald'] }))).toHaveLength(2);
    expect(await ids(store, sought('', { publishers: ['old herald'], asOf: '2027-01-01' }))).toHaveLength(2);
  });

  test('as of any day it is a replay until that day; and cards made anew are the same', {
    timeout: 60_000,
  }, async () => {
    const ANIMALS = ['takin', 'goral', 'dhole', 'pika'];
    const next = chance(11);
    const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(next() * values.length)] as Value;
    const written: { at: string; number: number; state: State; body: Event }[] = [];
    let instant = Date.parse('2027-02-01T00:00:00Z');
    for (let n = 0; n < 90; n++) {
      instant += Math.floor(next() * 86_400_000);
      place.at(new Date(instant).toISOString());
      const id = `btn-npl/replay-${Math.floor(next() * 12)}`;
      const ref = { record: 'fact' as const, id };
      const was = written.filter(({ body }) => body.id === id).at(-1);
      const animals = [pick(ANIMALS), pick(ANIMALS)];
      const body = hay(id.slice(8), `Seen: ${animals.join(', ')}.`, `Vu : ${animals.join(', ')}.`, {
        significance: pick([1, 2, 3]),
      });
      const made = !was
        ? await record(body, { state: pick(['draft', 'reviewed']) })
        : was.state === 'withdrawn'
          ? await store.restore(ref, was.number, ACT)
          : was.state === 'draft'
            ? await store.review(ref, was.number, ACT)
            : next() < 0.3
              ? await store.withdraw(ref, was.number, ACT)
              : await store.correct(ref, was.number, { body }, ACT);
      if (made.number !== was?.number)
        written.push({ at: made.at, number: made.number, state: made.state, body: made.body as Event });
      // Cards are brought on now and then, by one revision or by many.
      if (next() < 0.2) await store.search(sought('x'), 1, null);
    }
    const days = ['2027-02-01', '2027-02-09', '2027-02-20', '2027-03-05', '2027-03-20', LATER];
    const check = async () => {
      const seen: unknown[] = [];
      for (const asOf of days)
        for (const animal of ANIMALS)
          for (const includeDrafts of [false, true]) {
            const known = new Map(written.filter(({ at }) => at.slice(0, 10) <= asOf).map((one) => [one.body.id, one]));
            const expected = [...known.values()]
              .filter(
                ({ state, body }) =>
                  (state === 'reviewed' || (includeDrafts && state === 'draft')) && body.summary.en.includes(animal),
              )
              .map(({ body }) => body);
            const found = await all(store, sought(animal, { asOf, includeDrafts }), 4);
            const byId = (a: Fact, b: Fact) => (a.id < b.id ? -1 : 1);
            expect([...found].sort(byId), `${animal} as of ${asOf}`).toEqual(expected.sort(byId));
            seen.push(found.map(({ id }) => id));
          }
      for (const text of ['', 'canola', 'ibex', 'tahr', 'serow']) {
        const page = await store.search(sought(text), 200, null);
        seen.push(
          page.total,
          page.facts.map(({ id }) => id),
          await page.facets(),
        );
      }
      return seen;
    };
    const before = await check();
    sameOnEach('replay', before);
    await makeAnew();
    expect(await check()).toEqual(before);
    expect((await store.checkAudit()).problems).toEqual([]);
  });
});

test('a store held in memory is searched too', async () => {
  const home = folder('home');
  writeFileSync(home, 'a file where the folder should be');
  const store = await openWorld({ environment: { CHANCERY_HOME: home, CHANCERY_NOW: '2026-11-24' } }).openStore();
  expect(store.onDisk).toBe(false);
  expect((await store.search(sought('canola'), 5, null)).total).toBeGreaterThan(10);
  await store.close();
});
