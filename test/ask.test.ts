import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ask, readGazetteer } from '../src/ask/ask.ts';
import { parseDate } from '../src/model/date.ts';
import { type Problem, ProblemError } from '../src/model/problem.ts';
import type { Question, Request } from '../src/model/question.ts';
import { PLANS } from './house.ts';

const gazetteer = readGazetteer(readFileSync(new URL('../data/gazetteer.json', import.meta.url), 'utf8'));
const TODAY = '2026-07-15';

const asked = (request: Request): Question => ask(request, gazetteer, TODAY, PLANS);
const said = (text: string): Question => asked({ text });

function problemsOf(request: Request): readonly Problem[] {
  try {
    asked(request);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
  return [];
}
const codesOf = (request: Request) => problemsOf(request).map(({ code }) => code);

/** One line a case: text | parties | since | until | topics | language. A dash: none. */
const UNDERSTOOD = `
Canada-China since 2018 | CAN CHN | 2018 | - | - | en
Canada–UK 2020 to 2024 | CAN GBR | 2020 | 2024 | - | en
Canada and the European Union on defence since 2024 | CAN EU | 2024 | - | defence | en
Canada, United States and Mexico since 2018 | CAN USA MEX | 2018 | - | - | en
Canada-China between March 2019 and June 2021 | CAN CHN | 2019-03 | 2021-06 | - | en
Canada in 2025 | CAN | 2025 | 2025 | - | en
Relations Canada-Inde depuis 2023 | CAN IND | 2023 | - | - | fr
canada/chine 2018-2020 | CAN CHN | 2018 | 2020 | - | fr
Canada vs. Iran | CAN IRN | - | - | - | en
Canada et les États-Unis sur le commerce et la défense de mars 2019 à juin 2021 | CAN USA | 2019-03 | 2021-06 | defence trade | fr
Canada Chine | CAN CHN | - | - | - | fr
Canada-China | CAN CHN | - | - | - | en
China and Canada relations, 2018 to 2020 | CHN CAN | 2018 | 2020 | - | en
Canada–Côte d'Ivoire since 2019 | CAN CIV | 2019 | - | - | en
Canada-cote d’ivoire | CAN CIV | - | - | - | en
Guinea-Bissau and Canada | GNB CAN | - | - | - | en
Timor-Leste–Canada | TLS CAN | - | - | - | en
Canada over the past year | CAN | 2025-07-15 | - | - | en
Canada-China last two years | CAN CHN | 2024-07-15 | - | - | en
Canada-China in the last 6 months | CAN CHN | 2026-01-15 | - | - | en
Canada-China last year | CAN CHN | 2025 | 2025 | - | en
Canada-China since last year | CAN CHN | 2025 | - | - | en
Canada-China this year | CAN CHN | 2026 | 2026 | - | en
Canada-China last month | CAN CHN | 2026-06 | 2026-06 | - | en
Canada-China in the past 30 days | CAN CHN | 2026-06-15 | - | - | en
Canada-China over the last decade | CAN CHN | 2016-07-15 | - | - | en
Canada-Inde au cours des deux dernières années | CAN IND | 2024-07-15 | - | - | fr
Canada-Inde ces 12 derniers mois | CAN IND | 2025-07-15 | - | - | fr
Canada-Inde depuis deux ans | CAN IND | 2024-07-15 | - | - | fr
Canada-Inde la dernière année | CAN IND | 2025-07-15 | - | - | fr
Canada-Inde l'année dernière | CAN IND | 2025 | 2025 | - | fr
Canada-Inde depuis l’an dernier | CAN IND | 2025 | - | - | fr
Canada-China since January 16, 2026 | CAN CHN | 2026-01-16 | - | - | en
Canada-China since 16 January 2026 | CAN CHN | 2026-01-16 | - | - | en
Canada-China since the 16th of January 2026 | CAN CHN | 2026-01-16 | - | - | en
Canada-Chine depuis le 1er mars 2025 | CAN CHN | 2025-03-01 | - | - | fr
Canada-Chine jusqu'en 2024 | CAN CHN | - | 2024 | - | fr
Canada-Chine jusqu’au 3 août 2024 | CAN CHN | - | 2024-08-03 | - | fr
Canada-China until 2024 | CAN CHN | - | 2024 | - | en
Canada-China before 2020 | CAN CHN | - | 2019 | - | en
Canada-China before March 1, 2020 | CAN CHN | - | 2020-02-29 | - | en
Canada-Chine avant janvier 2020 | CAN CHN | - | 2019-12 | - | fr
Canada-China after 2019 | CAN CHN | 2020 | - | - | en
Canada-China from 2020 | CAN CHN | 2020 | - | - | en
Canada-China from 2018 to now | CAN CHN | 2018 | - | - | en
Canada-China 2018 onward | CAN CHN | 2018 | - | - | en
Canada-China from 2018 on | CAN CHN | 2018 | - | - | en
Canada-China since 2018 on trade | CAN CHN | 2018 | - | trade | en
Canada-China in March 2025 | CAN CHN | 2025-03 | 2025-03 | - | en
Canada 2025 | CAN | 2025 | 2025 | - | en
Canada en 2025 | CAN | 2025 | 2025 | - | fr
Canada-China 2018-20 | CAN CHN | 2018 | 2020 | - | en
Canada-China 2018-12 | CAN CHN | 2018-12 | 2018-12 | - | en
Canada-China 2010–12 | CAN CHN | 2010 | 2012 | - | en
Canada-China 2018-12-01/2020-03 | CAN CHN | 2018-12-01 | 2020-03 | - | en
Canada-China 2018..2020 | CAN CHN | 2018 | 2020 | - | en
Canada-China since 2018 until 2020 | CAN CHN | 2018 | 2020 | - | en
Canada-China March to June 2021 | CAN CHN | 2021-03 | 2021-06 | - | en
Canada-China 16 to 18 January 2026 | CAN CHN | 2026-01-16 | 2026-01-18 | - | en
Canada-China January 16-18, 2026 | CAN CHN | 2026-01-16 | 2026-01-18 | - | en
du 16 au 18 janvier 2026, Canada et Chine | CAN CHN | 2026-01-16 | 2026-01-18 | - | fr
Canada et Chine, de novembre à février 2021 | CAN CHN | 2020-11 | 2021-02 | - | fr
Canada-Iran 2018 à 2020 | CAN IRN | 2018 | 2020 | - | fr
Canada-India in the 2010s | CAN IND | 2010 | 2019 | - | en
Canada-Inde dans les années 2010 | CAN IND | 2010 | 2019 | - | fr
Canada, Bosnia and Herzegovina since 2018 | CAN BIH | 2018 | - | - | en
Canada, Trinidad and Tobago and Antigua & Barbuda | CAN TTO ATG | - | - | - | en
Sao Tome and Canada | STP CAN | - | - | - | en
Canada-Congo and Democratic Republic of the Congo | CAN COG COD | - | - | - | en
Guinea, Guinea-Bissau, Equatorial Guinea, Papua New Guinea | GIN GNB GNQ PNG | - | - | - | en
Dominica-Dominican Republic | DMA DOM | - | - | - | en
Niger/Nigeria | NER NGA | - | - | - | en
Sudan – South Sudan | SDN SSD | - | - | - | en
Canada-Korea | CAN KOR | - | - | - | en
Canada and North Korea | CAN PRK | - | - | - | en
Canada-Saudi Arabia human rights | CAN SAU | - | - | human-rights | en
Canada-China, droits de la personne, depuis 2018 | CAN CHN | 2018 | - | human-rights | fr
Canada-US trade and energy | CAN USA | - | - | energy trade | en
Canada and the Arctic Council on arctic | CAN ARCTICCOUNCIL | - | - | arctic | en
Canadian-Chinese relations since 2018 | CAN CHN | 2018 | - | - | en
les relations canadiennes et chinoises | CAN CHN | - | - | - | fr
Canada-PRC | CAN CHN | - | - | - | en
Canada and the States | CAN USA | - | - | - | en
É.-U. et Canada depuis 2018 | USA CAN | 2018 | - | - | fr
Canada-U.S. since 2018 | CAN USA | 2018 | - | - | en
Canada-UAE | CAN ARE | - | - | - | en
Canada-Grande-Bretagne | CAN GBR | - | - | - | fr
Canada-Turquie | CAN TUR | - | - | - | fr
CAN-CHN since 2018 | CAN CHN | 2018 | - | - | en
can-chn since 2018 | CAN CHN | 2018 | - | - | en
CA-CN since 2018 | CAN CHN | 2018 | - | - | en
Canada-IN since 2018 | CAN IND | 2018 | - | - | en
Canada IN 2025 | CAN | 2025 | 2025 | - | en
CANADA-CHINA ON TRADE IN 2025 | CAN CHN | 2025 | 2025 | trade | en
CANADA ET CHINE DE 2018 A 2020 | CAN CHN | 2018 | 2020 | - | fr
Canada-UN since 2018 | CAN UN | 2018 | - | - | en
Canada-ONU depuis un an | CAN UN | 2025-07-15 | - | - | fr
ＣＡＮＡＤＡ－ＣＨＩＮＡ　ｓｉｎｃｅ　２０１８ | CAN CHN | 2018 | - | - | en
Canada — “China”   since  2018. | CAN CHN | 2018 | - | - | en
Canada-India in French since 2018 | CAN IND | 2018 | - | - | fr
Canada-Inde en anglais depuis 2018 | CAN IND | 2018 | - | - | en
Canada Mar 2019 | CAN | 2019-03 | 2019-03 | - | en
Canada-Georgia May 2019 | CAN GEO | 2019-05 | 2019-05 | - | en
`;

describe('texts', () => {
  const cases = UNDERSTOOD.trim()
    .split('\n')
    .map((line) => line.split(' | '));
  const list = (cell = '') => (cell === '-' ? [] : cell.split(' '));
  const one = (cell = '') => (cell === '-' ? null : cell);

  test.each(cases)('%s', (text = '', parties, since, until, topics, language) => {
    const expected = {
      parties: list(parties),
      since: one(since),
      until: one(until),
      topics: list(topics),
      language,
    };
    // As typed, decomposed, with other dashes and quotes, and with spaces about: the same question.
    for (const form of [text, text.normalize('NFD'), text.replaceAll("'", '’'), `  ${text}\n`]) {
      expect(said(form), form).toMatchObject(expected);
    }
    expect(said(text.replace(/\p{L}-\p{Lu}/gu, (at) => at.replace('-', ' — ')))).toMatchObject(expected);
  });

  test('the choices that are not made are the usual ones', () => {
    expect(said('Canada-China since 2018')).toEqual({
      text: 'Canada-China since 2018',
      parties: ['CAN', 'CHN'],
      since: '2018',
      until: null,
      topics: [],
      product: 'full-brief',
      language: 'en',
      pages: null,
      paper: 'letter',
      asOf: TODAY,
    });
  });

  test('a product may be named', () => {
    expect(said('One-page brief on Canada and India since 2023')).toMatchObject({ product: 'one-page', pages: 1 });
    expect(said('Canada-Inde, note bilatérale')).toMatchObject({ product: 'bilateral-note', pages: 2, language: 'fr' });
  });
});

describe('structured requests', () => {
  test('parties, dates and choices', () => {
    expect(
      asked({
        parties: ['CAN', 'CHN'],
        since: '2018',
        until: '2019-03-04',
        topics: ['HUMAN_RIGHTS', 'Trade', 'commerce'],
        language: 'FR',
        product: 'BILATERAL_NOTE',
        paper: 'A4',
        pages: '1',
      }),
    ).toEqual({
      text: null,
      parties: ['CAN', 'CHN'],
      since: '2018',
      until: '2019-03-04',
      topics: ['human-rights', 'trade'],
      product: 'bilateral-note',
      language: 'fr',
      pages: 1,
      paper: 'a4',
      asOf: TODAY,
    });
  });

  test.each([
    ['chn', 'CHN'],
    ['cn', 'CHN'],
    ['l’Inde', 'IND'],
    ['the United States', 'USA'],
    ['ETATS UNIS', 'USA'],
    ['AU', 'AUS'],
    ['g7', 'G7'],
    ['union europeenne', 'EU'],
    ['St. Lucia', 'LCA'],
  ])('the party %s is %s', (typed, code) => {
    expect(asked({ parties: [typed] }).parties).toEqual([code]);
  });

  test.each([
    ['2019', '2019'],
    ['2019-03', '2019-03'],
    ['2019–03–04', '2019-03-04'],
    ['March 2019', '2019-03'],
    ['mars 2019', '2019-03'],
    ['4 mars 2019', '2019-03-04'],
    ['1er août 2019', '2019-08-01'],
    ['Sept. 3, 2019', '2019-09-03'],
    ['last year', '2025'],
    ['today', TODAY],
    ['2019-03~', '2019-03~'],
  ])('since %s is %s', (typed, since) => {
    expect(asked({ parties: ['CAN'], since: typed }).since).toBe(since);
  });

  test('a field that is given wins over the text, one that is blank does not', () => {
    const text = 'Relations Canada-Inde sur le commerce depuis 2023';
    expect(asked({ text, since: '2024', parties: [], topics: null, language: '', until: ' ' })).toMatchObject({
      parties: ['CAN', 'IND'],
      since: '2024',
      until: null,
      topics: ['trade'],
      language: 'fr',
    });
    expect(asked({ text, parties: ['CAN', 'CHN'], topics: ['defence'], language: 'en' })).toMatchObject({
      text,
      parties: ['CAN', 'CHN'],
      topics: ['defence'],
      language: 'en',
    });
  });

  test('pages', () => {
    const pages = (product: string, value: number | string | null = null) =>
      asked({ parties: ['CAN'], product, pages: value }).pages;
    expect([pages('full-brief'), pages('bilateral-note'), pages('one-page')]).toEqual([null, 2, 1]);
    expect([pages('full-brief', 150), pages('full-brief', '7'), pages('bilateral-note', 1)]).toEqual([150, 7, 1]);
    expect(codesOf({ parties: ['CAN'], product: 'one-page', pages: 2 })).toEqual(['BAD_PAGES']);
    expect(codesOf({ parties: ['CAN'], product: 'bilateral-note', pages: 3 })).toEqual(['BAD_PAGES']);
  });

  test('one choice of topics is one question, in whatever order', () => {
    const topics = (...list: string[]) => asked({ parties: ['CAN'], topics: list }).topics;
    expect(topics('trade', 'arctic')).toEqual(topics('arctic', 'trade', 'ARCTIC'));
  });
});

describe('bad input', () => {
  const control = String.fromCharCode(7);
  const codePoint = (hex: string) => String.fromCodePoint(Number.parseInt(hex, 16));
  const can = { parties: ['CAN'] };

  const CASES: [what: string, request: Request, code: string, field: string, says?: RegExp][] = [
    ['nothing at all', {}, 'NO_PARTY', 'parties', /Canada-China since 2018/],
    ['blank text', { text: '   ' }, 'NO_PARTY', 'parties'],
    ['no party', { text: 'since 2018' }, 'NO_PARTY', 'text'],
    ['an unknown country', { text: 'Canada-Wakanda since 2018' }, 'UNKNOWN_PARTY', 'text', /“Wakanda”.*name a country/],
    ['a misspelt country', { text: 'Canada-Chnia' }, 'UNKNOWN_PARTY', 'text', /did you mean China\?/],
    [
      'a misspelt country, in French',
      { text: 'Canada et Allemange depuis 2018' },
      'UNKNOWN_PARTY',
      'text',
      /Allemagne/,
    ],
    ['a misspelt alias', { text: 'Canada-Brittain' }, 'UNKNOWN_PARTY', 'text', /Britain/],
    [
      'a word two countries share',
      { text: 'Canada-Dominican' },
      'UNKNOWN_PARTY',
      'text',
      /Dominica or Dominican Republic/,
    ],
    ['an unknown party', { parties: ['CAN', 'XXQ'] }, 'UNKNOWN_PARTY', 'parties.1'],
    ['an empty party', { parties: ['CAN', ''] }, 'UNKNOWN_PARTY', 'parties.1'],
    ['the same party twice', { text: 'Canada-Canada' }, 'SAME_PARTY_TWICE', 'text', /Canada is named twice/],
    ['the same party by an alias', { text: 'China-PRC since 2018' }, 'SAME_PARTY_TWICE', 'text', /China/],
    ['the same party, structured', { parties: ['CAN', 'china', 'CN'] }, 'SAME_PARTY_TWICE', 'parties.2'],
    ['since after until', { text: 'Canada-China 2020 to 2018' }, 'SINCE_AFTER_UNTIL', 'text', /2020 to 2018/],
    ['since after until, structured', { ...can, since: '2020-02', until: '2020-01' }, 'SINCE_AFTER_UNTIL', 'since'],
    ['a period in the future', { text: 'Canada-China since 2027' }, 'PERIOD_IN_FUTURE', 'text', /2026-07-15/],
    ['tomorrow', { ...can, since: '2026-07-16' }, 'PERIOD_IN_FUTURE', 'since'],
    ['no pages', { ...can, pages: 0 }, 'BAD_PAGES', 'pages', /from 1 to 150/],
    ['fewer than no pages', { ...can, pages: -1 }, 'BAD_PAGES', 'pages'],
    ['a thousand million pages', { ...can, pages: 1e9 }, 'BAD_PAGES', 'pages'],
    ['1e9 pages, typed', { ...can, pages: '1e9' }, 'BAD_PAGES', 'pages', /“1e9”/],
    ['151 pages', { ...can, pages: '151' }, 'BAD_PAGES', 'pages'],
    ['abc pages', { ...can, pages: 'abc' }, 'BAD_PAGES', 'pages'],
    ['a page and a half', { ...can, pages: 1.5 }, 'BAD_PAGES', 'pages'],
    ['NaN pages', { ...can, pages: Number.NaN }, 'BAD_PAGES', 'pages'],
    ['an unknown product', { ...can, product: 'full-breif' }, 'UNKNOWN_PRODUCT', 'product', /did you mean full-brief/],
    [
      'a product that is not made',
      { ...can, product: 'poem' },
      'UNKNOWN_PRODUCT',
      'product',
      /bilateral-note, one-page/,
    ],
    ['an unknown language', { ...can, language: 'de' }, 'UNKNOWN_LANGUAGE', 'language', /en or fr/],
    ['an unknown topic', { ...can, topics: ['trade', 'trad'] }, 'UNKNOWN_TOPIC', 'topics.1', /did you mean trade/],
    [
      'an unknown topic in the text',
      { text: 'Canada-China about canola' },
      'UNKNOWN_TOPIC',
      'text',
      /“canola”.*agriculture, arctic/,
    ],
    ['an unknown topic before a date', { text: 'Canada-Chine sur le canola depuis 2018' }, 'UNKNOWN_TOPIC', 'text'],
    ['an unknown paper', { ...can, paper: 'a5' }, 'UNKNOWN_PAPER', 'paper', /letter or a4/],
    ['a long text', { text: 'Canada '.repeat(15_000) }, 'TEXT_TOO_LONG', 'text', /105000 characters.*at most 500/],
    ['a long blank', { text: ' '.repeat(100_000) }, 'TEXT_TOO_LONG', 'text'],
    ['control characters', { text: `Canada${control}-China` }, 'TEXT_NOT_PRINTABLE', 'text'],
    ['a lone surrogate', { text: 'Canada \ud800' }, 'TEXT_NOT_PRINTABLE', 'text'],
    ...[
      '200e',
      '200f',
      '202a',
      '202e',
      '2066',
      '2069',
      '061c',
      '200b',
      '200d',
      '2060',
      'feff',
      '00ad',
      '0000',
      'e0001',
    ].map((hex): [string, Request, string, string] => [
      `U+${hex}`,
      { text: `Canada${codePoint(hex)}-China` },
      'TEXT_NOT_PRINTABLE',
      'text',
    ]),
    ['emoji', { text: '😀' }, 'TEXT_NOT_UNDERSTOOD', 'text', /“😀”/],
    ['emoji among names', { text: 'Canada 😀 China' }, 'TEXT_NOT_UNDERSTOOD', 'text'],
    ['two periods', { text: 'Canada in 2018 and in 2020' }, 'TEXT_NOT_UNDERSTOOD', 'text', /“in 2020”/],
    [
      'words of another kind',
      { text: 'Canada-China hippopotamus since 2018' },
      'TEXT_NOT_UNDERSTOOD',
      'text',
      /“hippopotamus”/,
    ],
    ['another script', { text: 'Canada-中国' }, 'UNKNOWN_PARTY', 'text', /“中国”/],
    [
      'more than ten parties, structured',
      { parties: Array(11).fill('CAN') },
      'TOO_MANY_PARTIES',
      'parties',
      /11 .*at most 10/,
    ],
    [
      'more than ten parties',
      { text: 'Canada China India Iran Iraq Israel Japan Kenya Mali Nepal Oman' },
      'TOO_MANY_PARTIES',
      'text',
    ],
    ['a day that is none', { text: 'Canada since 2019-02-30' }, 'BAD_DATE', 'text', /2019-02-30/],
    ['a month that is none', { text: 'Canada since 2018-13' }, 'BAD_DATE', 'text', /2018-13/],
    ['30 February', { text: 'Canada since 30 February 2019' }, 'BAD_DATE', 'text', /30 February 2019/],
    ['a day or a month', { text: 'Canada 01/02/2020' }, 'BAD_DATE', 'text', /“01\/02\/2020”/],
    ['a month without year', { text: 'Canada since March' }, 'BAD_DATE', 'text'],
    ['since nothing', { text: 'Canada-China since' }, 'BAD_DATE', 'text'],
    ['since a word', { text: 'Canada-China since forever' }, 'BAD_DATE', 'text', /“forever”/],
    ['a long number', { text: 'Canada since 20188' }, 'BAD_DATE', 'text'],
    ['a bad date, structured', { ...can, since: 'soon' }, 'BAD_DATE', 'since', /“soon”.*March 2019/],
    ['an interval for a date', { ...can, until: '2018/2019' }, 'BAD_DATE', 'until'],
    ['a long date', { ...can, since: '2'.repeat(100_000) }, 'BAD_DATE', 'since'],
  ];

  test.each(CASES)('%s', (_, request, code, field, says) => {
    const problems = problemsOf(request);
    expect(problems.map((found) => [found.code, found.place.field])).toEqual([[code, field]]);
    const [found] = problems;
    expect(found?.hint).not.toBe('');
    expect(`${found?.message} ${found?.hint}`).not.toMatch(/[{}]|undefined/);
    if (says) expect(`${found?.message} ${found?.hint}`).toMatch(says);
  });

  test('all problems are told at once', () => {
    const found = problemsOf({
      text: 'Canada-Chnia since 2019-02-30',
      until: 'soon',
      product: 'poem',
      language: 'xx',
      pages: 'abc',
      paper: 'b5',
      topics: ['cheese'],
    });
    expect(found.map(({ code, place }) => `${place.field} ${code}`).sort()).toEqual([
      'language UNKNOWN_LANGUAGE',
      'pages BAD_PAGES',
      'paper UNKNOWN_PAPER',
      'product UNKNOWN_PRODUCT',
      'text BAD_DATE',
      'text UNKNOWN_PARTY',
      'topics.0 UNKNOWN_TOPIC',
      'until BAD_DATE',
    ]);
  });

  test('values of another type are told, not thrown', () => {
    const wild = [{}, [], [[]], 7, true, Object.create(null), () => 0, Symbol('x')];
    for (const value of wild) {
      for (const field of ['text', 'parties', 'since', 'until', 'topics', 'product', 'language', 'pages', 'paper']) {
        problemsOf({ ...can, [field]: value } as Request);
      }
    }
  });

  test('a huge request is refused fast', () => {
    const start = performance.now();
    const many = Array.from({ length: 200_000 }, (_, i) => `x${i}`);
    expect(codesOf({ parties: many })).toEqual(['TOO_MANY_PARTIES']);
    expect(codesOf({ ...can, topics: many })).toHaveLength(20);
    expect(codesOf({ text: 'x'.repeat(5_000_000) })).toEqual(['TEXT_TOO_LONG']);
    for (const piece of ['a ', 'de ', 'since ', '1 ', '2018-', 'Bosnia and ', '- ', 'united ', '\u0301', 'ﷺ', "l'"]) {
      problemsOf({ text: piece.repeat(500).slice(0, 500) });
    }
    expect(performance.now() - start).toBeLessThan(1500);
  });
});

describe('every name of the gazetteer', () => {
  const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const owners = new Map<string, Set<string>>();
  const forms: [string, string][] = [];
  for (const { code, names, aliases } of gazetteer.values()) {
    const adjectives = [names.en.adjective, names.fr.adjective].filter((text) => text !== null);
    for (const text of [names.en.name, names.fr.name, names.en.full, names.fr.full, code, ...aliases, ...adjectives]) {
      owners.set(fold(text), (owners.get(fold(text)) ?? new Set()).add(code));
      forms.push([text, code]);
    }
  }
  const alone = forms.filter(([text, code]) => code !== 'CAN' && owners.get(fold(text))?.size === 1);

  test.each([
    ['English', (name: string) => `Canada-${name} since 2018`],
    ['English, the other way about', (name: string) => `${name} and Canada since 2018`],
    ['French', (name: string) => `Canada et ${name} depuis 2018`],
    ['French, a dash', (name: string) => `Relations ${name} – Canada depuis 2018`],
  ])('is understood in %s', (_, sentence) => {
    const wrong: string[] = [];
    for (const [name, code] of alone) {
      const codes = problemsOf({ text: sentence(name) });
      const found = codes.length > 0 ? codes.map(({ message }) => message) : said(sentence(name)).parties;
      if ([...found].sort().join() !== ['CAN', code].sort().join()) wrong.push(`${name} (${code}): ${found.join()}`);
    }
    expect(wrong).toEqual([]);
    expect(alone.length).toBeGreaterThan(1200);
  });

  test('is understood as a structured party, in capitals and without accents', () => {
    const wrong = alone.filter(([name, code]) => {
      const typed = name.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
      const problems = problemsOf({ parties: [typed] });
      return problems.length > 0 || asked({ parties: [typed] }).parties[0] !== code;
    });
    expect(wrong).toEqual([]);
  });
});

test('random text is a question or problems, never anything else', () => {
  let seed = 20_260_715;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const pieces =
    'Canada|China|Chine|India|US|Canada-India|the|le|l’|d’|since|depuis|from|to|de|à|au|between|entre|and|et|until|jusqu’en|before|in|en|on|sur|last|dernier|two|deux|years|ans|année|mois|1er|16|2018|2019-03|2020-02-30|31|March|mars|2010s|-|–|/|,|.|…|trade|commerce|US|UN|Guinea|Bissau|New|😀|\u0301|\u202e|\u0000|é|ß|中|0|99999|{|$|~|\n'.split(
      '|',
    );
  let understood = 0;
  for (let i = 0; i < 4000; i++) {
    let text = '';
    for (let n = random(9); n >= 0; n--) {
      text += random(40) === 0 ? String.fromCharCode(random(0x10000)) : pick(pieces);
      if (random(3) > 0) text += ' ';
    }
    const request: Request = { text, since: random(8) ? null : pick(pieces), pages: random(8) ? null : pick(pieces) };
    const problems = problemsOf(request);
    if (problems.length > 0) {
      for (const { message, hint } of problems) expect(`${message} ${hint}`).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      continue;
    }
    const question = asked(request);
    understood += 1;
    expect(question.parties.length).toBeGreaterThan(0);
    for (const date of [question.since, question.until]) if (date !== null) expect(parseDate(date)).not.toBeNull();
  }
  expect(understood).toBeGreaterThan(100);
});
