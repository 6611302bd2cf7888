// Documents for the tests of the page: a two-page note as a reader would get it, and one that is as nasty as data can make it.

import type { Block, Cell, Doc, Entry, Inline, Mark, Row, Statement } from '../src/model/doc.ts';
import type { Source } from '../src/model/fact.ts';

export const text = (value: string): Inline => ({ type: 'text', value });
const strong = (value: string): Inline => ({ type: 'strong', children: [text(value)] });
const soft = (value: string): Inline => ({ type: 'soft', children: [text(value)] });
const mark = (...sources: number[]): Mark => ({ type: 'mark', sources: sources.map((n) => `s${n}`), numbers: [] });

/** `Exports rose.[1, 2]` → the sentence and its mark. */
export function say(sentence: string, rank: number | null = null): Statement {
  const children = sentence.split(/(\[[\d, ]+\])/).flatMap((part): Inline[] => {
    if (part === '') return [];
    return part.startsWith('[') ? [mark(...part.slice(1, -1).split(',').map(Number))] : [text(part)];
  });
  return { type: 'statement', facts: ['can-chn/2020/fact'], rank, children };
}

/** Sentences of a paragraph, one string each. */
const said = (sentences: string[], rank: number | null): Inline[] =>
  sentences.flatMap((sentence, i): Inline[] => [
    ...(i > 0 ? [text(' ')] : []),
    say(sentence, rank === null ? null : rank - i),
  ]);

const cell = (sentence: string): Cell => ({ children: sentence === '' ? [] : [say(sentence)] });
const plain = (value: string): Cell => ({ children: value === '' ? [] : [text(value)] });

const entry = (name: string, state: string, rank: number, ...sentences: string[]): Entry => ({
  type: 'entry',
  thread: null,
  rank,
  margin: [{ type: 'paragraph', role: 'small', children: [strong(name), { type: 'break' }, soft(state)] }],
  children: [{ type: 'paragraph', role: 'text', children: said(sentences, rank) }],
});

const section = (id: string, title: string, ...children: Block[]): Block => ({
  type: 'section',
  id,
  children: [{ type: 'heading', level: 2, id, children: [text(title)] }, ...children],
});

const PUBLISHERS = [
  'Prime Minister of Canada, “Readout – Prime Minister Carney meets with President Xi Jinping”, 2025-10-31',
  'The Canadian Press, “Five things to know about Canada’s new strategic partnership”, 2026-01-16',
  'Farms.com, “Trade with China”',
  'Xinhua, “China to impose anti-dumping duties on rapeseed from Canada”, 2026-03-02',
  'Xinhua, “China to suspend additional tariffs on certain Canadian goods”, 2026-02-28',
  'The Canadian Press, “Anand says Canada is in a ‘strategic partnership’ with China”',
  'Baystreet, “Canadian Prime Minister Mark Carney To Visit China”',
  'Department of Finance Canada, “Canada Acts to Shield Workers, Key Sectors”, 2024-10-01',
  'Global Times, “China extends anti-dumping probe into Canadian canola”, 2025-09-05',
  'Reuters, “China halts imports of Richardson canola”, 2019-03',
];

/** Sources s1 to s40. */
export const SOURCES: ReadonlyMap<string, Source> = new Map(
  Array.from({ length: 40 }, (_, i) => [`s${i + 1}`, { id: `s${i + 1}` } as unknown as Source]),
);
const citations = (): Map<string, Inline[]> =>
  new Map([...SOURCES.keys()].map((id, i) => [id, [text(PUBLISHERS[i % PUBLISHERS.length] as string)]]));

const furniture = (header: string) => ({
  header,
  marking: 'UNCLASSIFIED // NON CLASSIFIÉ',
  footer: 'Data snapshot 9f3c…e1 · template bilateral-note 1.0 · reviewed by ____________ approved by ____________',
  page: 'page {n} of {total}',
  continued: '(continued)',
  source: 'Source',
  sources: 'Sources',
  subject: 'Relations of Canada and China <since> 2018 & before',
  author: 'Chancery',
  keywords: 'Canada; China',
});

const EVENTS: [string, 'above' | 'below', number, string | null][] = [
  ['2018-12-01', 'below', 5, 'Meng arrested; Kovrig, Spavor held'],
  ['2021-09-24', 'above', 5, 'Meng freed; both return'],
  ['2022-05-18', 'above', 4, null],
  ['2024-08-26', 'below', 5, 'surtaxes on EVs, steel, aluminum'],
  ['2025-03-08', 'below', 5, 'farm duties'],
  ['2025-08-12', 'below', 5, 'canola seed, 75.8%'],
  ['2025-10-31', 'above', 5, 'leaders meet, Gyeongju'],
  ['2026-01-16', 'above', 5, 'Beijing: vehicles-for-canola arrangement'],
];
for (let i = 0; i < 70; i++) {
  const year = 2018 + Math.floor(((i * 37) % 96) / 12);
  EVENTS.push([
    `${year}-${String(1 + ((i * 5) % 12)).padStart(2, '0')}-${String(1 + ((i * 7) % 27)).padStart(2, '0')}`,
    i % 3 === 0 ? 'above' : 'below',
    1 + ((i * 11) % 4),
    null,
  ]);
}

/** A two-page bilateral note in English. Marks are not numbered. */
export function note(): Doc {
  return {
    language: 'en',
    title: 'Canada and China since 2018',
    furniture: furniture('Bilateral note · CAN–CHN 1, first edition'),
    citations: citations(),
    blocks: [
      { type: 'heading', level: 1, id: 'title', children: [text('Canada and China since 2018')] },
      {
        type: 'paragraph',
        role: 'meta',
        children: [
          text('Information as of 5 July 2026 · newest fact 12 May 2026 · '),
          { type: 'count', of: 'found', value: '' },
          text(' facts considered · generated 23 November 2026'),
        ],
      },
      {
        type: 'callout',
        children: [
          {
            type: 'paragraph',
            role: 'text',
            children: said(
              [
                'After eight years of arrests, sanctions and tariffs, the two governments have dealt at leaders’ level since October 2025.[1]',
                'Under the arrangement of 16\u00a0January\u00a02026 Canada admits 49,000 Chinese electric vehicles a year at 6.1\u00a0per\u00a0cent,[2] and China’s duty on canola seed has fallen from 75.8 to 5.9\u00a0per\u00a0cent.[3, 4]',
                'Duties on canola oil and pork stand; relief on meal, peas, lobster and crab ends on 31\u00a0December\u00a02026 unless renewed.[5]',
              ],
              null,
            ),
          },
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
          ['Trade in goods, 2024', 'C$118.7 billion[6] (Prime Minister’s Office: 118.9[7])'],
          ['Exports to China, 2024', 'C$30.0 billion[6]'],
          ['Leaders last met', '16\u00a0January\u00a02026, Beijing: Carney, Xi[8]'],
          ['Envoys', 'Jennifer May, in Beijing since 23\u00a0September\u00a02022[9]'],
          [
            'Next dated step',
            '31\u00a0December\u00a02026: suspended duties and the visa waiver lapse unless renewed[5, 10]',
          ],
        ].map(([label, value], i): Row => ({ rank: 90 - i, cells: [plain(label as string), cell(value as string)] })),
      },
      {
        type: 'figure',
        rank: 70,
        alt: 'Timeline of 78 events from 2018 to 2026: conflict dominates until 2025, co-operation from October 2025.',
        caption: [
          strong('Figure 1.'),
          text(
            ' All 97 recorded events of weight 2 and more, by date and significance. Above the line, agreements, meetings and concessions; below it, accusations, sanctions and coercion. Listed in the chronology.',
          ),
        ],
        chart: {
          kind: 'timeline',
          from: '2018-01-01',
          to: '2026-07-05',
          above: 'co-operation',
          below: 'conflict',
          points: EVENTS.map(([day, side, weight, label]) => ({ day, side, weight, label })),
        },
      },
      section(
        'where-things-stand',
        'Where things stand',
        entry(
          'Canola',
          'open · newest 28\u00a0Feb\u00a02026',
          80,
          'The final anti-dumping duty, 5.9 per cent for five years, has applied since 1\u00a0March\u00a02026.[4]',
          'It replaced a deposit of 75.8 per cent set in August 2025,[3] in an investigation that China opened two weeks after Canada announced its surtaxes; China denies a connection.[11]',
          'An earlier closure, of two exporters in March 2019, citing pests, was lifted in May 2022.[12, 13]',
        ),
        entry(
          'Electric vehicles and metals',
          'open · newest 7\u00a0Apr\u00a02026',
          78,
          'Canada ended its 100 per cent surtax on Chinese electric vehicles on 1\u00a0March\u00a02026 in favour of a quota.[14]',
          'The surtaxes, in step with those of the United States, dated from October 2024: vehicles on the 1st, steel and aluminum at 25 per cent on the 22nd.[15, 16]',
        ),
        entry(
          'Farm and seafood duties',
          'open · newest 27\u00a0Feb\u00a02026',
          76,
          'China’s 100 per cent on canola oil, meal and peas and 25 per cent on pork and seafood took effect on 20\u00a0March\u00a02025, in response to the surtaxes.[17]',
          'Those on meal, peas, lobster and crab are suspended until 31\u00a0December\u00a02026.[5]',
          'Canada’s complaint at the World Trade Organization has had a panel since 23\u00a0June\u00a02025.[18]',
        ),
        entry(
          'Detentions and executions',
          'Kovrig, Spavor: closed 2021',
          74,
          'Michael Kovrig and Michael Spavor were held from 10\u00a0December\u00a02018, nine days after the arrest of Meng Wanzhou in Vancouver, until 24\u00a0September\u00a02021.[19, 20, 21]',
          'Four Canadians were executed for drug offences early in 2025.[22]',
          'The death sentence of Robert Schellenberg was voided on 6\u00a0February\u00a02026; his retrial is pending.[23]',
        ),
        entry(
          'Foreign interference',
          'open · newest 28\u00a0Jan\u00a02025',
          60,
          'The Hogue inquiry found institutions robust, made 51 recommendations and named China among the most active states.[24]',
          'Each side expelled a diplomat in May 2023.[25, 26]',
          'A law against foreign interference received assent in June 2024.[27]',
        ),
        entry(
          'Strategic partnership',
          'open · newest 16\u00a0Jan\u00a02026',
          58,
          'A joint statement of 16\u00a0January\u00a02026 revived the economic and financial dialogue, the trade commission and an energy dialogue; Canada reaffirmed its one-China policy.[8]',
          'Six documents were signed the day before.[28]',
          'On 24\u00a0January President Trump threatened duties of 100 per cent on Canadian goods should Canada “make a deal” with China.[29]',
        ),
      ),
      section('look-ahead', 'Look-ahead', {
        type: 'table',
        role: 'plain',
        caption: [],
        columns: [
          { align: 'date', header: true },
          { align: 'text', header: false },
        ],
        head: [plain('Date'), plain('Step')],
        rows: [
          [
            '31\u00a0December\u00a02026',
            'Suspension of duties on meal, peas, lobster and crab ends; visa waiver for Canadians expires[5, 10]',
          ],
          ['31\u00a0December\u00a02027', 'Existing Huawei and ZTE 4G equipment must be out of Canadian networks[30]'],
          ['2029', 'Review of the trade arrangement, after three years[2]'],
          ['March 2031', 'Anti-dumping duty on canola seed ends its five-year term[4]'],
        ].map(([day, step], i): Row => ({ rank: 56 - i, cells: [plain(day as string), cell(step as string)] })),
      }),
      section('agreements', 'Agreements', {
        type: 'table',
        role: 'plain',
        caption: [text('19 recorded')],
        columns: [
          { align: 'text', header: true },
          { align: 'date', header: false },
          { align: 'text', header: false },
        ],
        head: [plain('Instrument'), plain('Signed'), plain('Status, 5\u00a0July\u00a02026')],
        rows: [
          [
            'Preliminary arrangement on economic and trade issues',
            '16\u00a0Jan\u00a02026',
            'applied since 1\u00a0Mar\u00a02026[2]',
          ],
          ['Economic and Trade Cooperation Roadmap', '15\u00a0Jan\u00a02026', 'signed[28]'],
          [
            'Foreign Investment Promotion and Protection Agreement',
            '9\u00a0Sept\u00a02012',
            'in force since 1\u00a0Oct\u00a02014[31]',
          ],
        ].map(
          ([name, day, status], i): Row => ({
            rank: 50 - i,
            cells: [plain(name as string), plain(day as string), cell(status as string)],
          }),
        ),
      }),
      section('gaps', 'What we do not know', {
        type: 'paragraph',
        role: 'text',
        children: said(
          [
            'Nothing is recorded after 12\u00a0May\u00a02026: the policy on the vehicle quota from September, the outcome of the Schellenberg retrial and the fate of relief after December are not established.',
            'Totals of trade for 2020, 2023 and 2025 on a Canadian basis were looked for and not found.',
            'Sources differ on trade in 2024 (118.7 and 118.9).[6, 7]',
          ],
          null,
        ),
      }),
      section('sources', 'Sources', { type: 'sources', items: [] }),
    ],
  };
}

const LONG_WORD = 'anticonstitutionnellement'.repeat(5);

/** French, with 60 rows, a row taller than a page, words longer than a line, lists, a series chart and a foreign phrase. */
export function nasty(): Doc {
  const doc = note();
  const rows = Array.from(
    { length: 60 },
    (_, i): Row => ({
      rank: 60 - i,
      cells: [
        plain(`${1 + (i % 28)}\u00a0mars ${1960 + i}`),
        cell(
          i === 7
            ? `Échange de lettres no\u00a0${i}, dont le texte est long. ${'Les deux gouvernements conviennent de la suite de leurs travaux. '.repeat(60)}[3]`
            : `Échange de lettres no\u00a0${i} sur la coopération en matière d’environnement et de pêches[${1 + (i % 30)}]`,
        ),
        plain(i % 4 === 0 || i === 7 ? '' : `${(i * 137.25).toFixed(i % 3).replace('.', ',')}`),
      ],
    }),
  );
  return {
    ...doc,
    language: 'fr',
    title: 'Le Canada et la Chine depuis 2018',
    furniture: { ...doc.furniture, page: 'page {n} de {total}', continued: '(suite)' },
    blocks: [
      { type: 'heading', level: 1, id: 'titre', children: [text('Le Canada et la Chine depuis 2018')] },
      section(
        'prose',
        'Prose',
        {
          type: 'paragraph',
          role: 'text',
          children: [
            text('Le commerce a atteint 70\u00a0milliards\u00a0de\u00a0dollars en 2024, dit-on à '),
            { type: 'lang', lang: 'de', children: [text('Berlin (das Auswärtige Amt)')] },
            text(' ; voir '),
            {
              type: 'link',
              href: 'https://example.org/traités%2F1?a=1&b=(2)',
              children: [text('le recueil des traités')],
            },
            text(
              `. ${LONG_WORD} et https://www.international.gc.ca/country-pays/china-chine/relations/tres/longue/adresse/qui/ne/finit/pas.html?lang=fra&page=12.`,
            ),
          ],
        },
        {
          type: 'list',
          ordered: false,
          items: [
            { children: [text('premier point de la liste')] },
            { children: said(['Le second point est une phrase avec sa source.[2]'], null) },
          ],
        },
        { type: 'list', ordered: true, items: [{ children: [text('d’abord')] }, { children: [text('ensuite')] }] },
      ),
      section(
        'chiffres',
        'Chiffres',
        {
          type: 'figure',
          alt: 'Commerce de marchandises de 2018 à 2024 ; aucune valeur pour 2020.',
          caption: [text('Commerce de marchandises.')],
          chart: {
            kind: 'series',
            unit: 'milliards de dollars canadiens',
            lines: [
              {
                name: 'importations',
                points: [2018, 2019, 2021, 2022, 2023, 2024].map((year, i) => ({
                  period: String(year),
                  value: 75 + i * 3,
                  display: `${75 + i * 3},0`,
                })),
              },
              {
                name: 'exportations',
                points: [2018, 2019, 2021, 2022, 2023, 2024].map((year, i) => ({
                  period: String(year),
                  value: 27 + (i % 3),
                  display: `${27 + (i % 3)},0`,
                })),
              },
            ],
          },
        },
        {
          type: 'table',
          role: 'plain',
          caption: [text('Accords')],
          columns: [
            { align: 'date', header: true },
            { align: 'text', header: false },
            { align: 'number', header: false },
          ],
          head: [plain('Date'), plain('Instrument'), plain('M$')],
          rows,
        },
      ),
      section('sources', 'Sources', { type: 'sources', items: [] }),
    ],
  };
}
