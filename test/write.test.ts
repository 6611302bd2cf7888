import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import {
  type Block,
  type Column,
  type Doc,
  eachInline,
  type Inline,
  number,
  type Statement,
  statementsOf,
} from '../src/model/doc.ts';
import { DROPPED_REASONS, KEPT_REASONS } from '../src/model/dossier.ts';
import { LANGUAGES, type Language, type Source } from '../src/model/fact.ts';
import { PAPERS, PRODUCTS } from '../src/model/question.ts';
import { writeHtml } from '../src/write/html.ts';
import { type JsonEnvelope, writeJson } from '../src/write/json.ts';
import { writeMarkdown } from '../src/write/markdown.ts';
import { all, classed, named, parse, statementsInHtml, type Tag, textOf } from './reader/html.ts';
import { readMarkdown } from './reader/markdown.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const lines = (path: string): Record<string, unknown>[] =>
  read(path)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const css = read('templates/style/html.css');
const html = (doc: Doc): string => writeHtml(doc, { css });

const SOURCES = new Map(
  lines('data/sources.jsonl')
    .slice(0, 9)
    .map((source) => [String(source.id), source as unknown as Source]),
);
const SOURCE_IDS = [...SOURCES.keys()];
/** A mark of the nth source of the data. */
const cites = (...ns: number[]): Inline => ({
  type: 'mark',
  sources: ns.map((n) => SOURCE_IDS[n - 1] ?? ''),
  numbers: [],
});

// ---- Small trees ---------------------------------------------------------------------------------------------------

const t = (value: string): Inline => ({ type: 'text', value });
const strong = (...children: Inline[]): Inline => ({ type: 'strong', children });
const em = (...children: Inline[]): Inline => ({ type: 'em', children });
const soft = (value: string): Inline => ({ type: 'soft', children: [t(value)] });
const link = (href: string, ...children: Inline[]): Inline => ({ type: 'link', href, children });
const br: Inline = { type: 'break' };
/** `Duties fell.[1, 2]` → the sentence and its marks. */
const says = (sentence: string): Statement => ({
  type: 'statement',
  facts: ['can-chn/2020/fact'],
  rank: null,
  children: sentence
    .split(/(?<=[^\\])(\[[\d, ]+\])/)
    .filter(Boolean)
    .map((part): Inline => {
      const cited = /^\[([\d, ]+)\]$/.exec(part)?.[1];
      return cited ? cites(...cited.split(', ').map(Number)) : t(part);
    }),
});
const p = (...children: Inline[]): Block => ({ type: 'paragraph', role: 'text', children });
const heading = (level: 1 | 2 | 3 | 4, id: string, title: string): Block => ({
  type: 'heading',
  level,
  id,
  children: [t(title)],
});
const column = (align: Column['align'], header = false): Column => ({ align, header });

const FURNITURE: Record<Language, Doc['furniture']> = {
  en: {
    header: 'Bilateral note · CAN–CHN',
    marking: 'UNCLASSIFIED // NON CLASSIFIÉ',
    footer: 'Data 9f3c · templates 1.0',
    page: 'page {n} of {total}',
    continued: '(continued)',
    source: 'Source',
    sources: 'Sources',
    subject: 'Briefing note on "Canada & China"',
    author: 'Chancery',
    keywords: 'Canada, China',
  },
  fr: {
    header: 'Note bilatérale · CAN–CHN',
    marking: 'UNCLASSIFIED // NON CLASSIFIÉ',
    footer: 'Données 9f3c · gabarits 1.0',
    page: 'page {n} de {total}',
    continued: '(suite)',
    source: 'Source',
    sources: 'Sources',
    subject: 'Note d’information : « Le Canada et la Chine »',
    author: 'Chancery',
    keywords: 'Canada, Chine',
  },
};

/** A numbered document; counts are 178 found, 31 kept, 4 dropped. */
function docOf(language: Language, title: string, blocks: Block[]): Doc {
  const citations = new Map(
    SOURCE_IDS.map((id, i): [string, Inline[]] => [
      id,
      [t(`Publisher ${i + 1}, `), link(`https://example.org/${i + 1}`, t('a title'))],
    ]),
  );
  const doc: Doc = { language, title, furniture: FURNITURE[language], blocks, citations };
  number(doc, SOURCES, { found: '178', kept: '31', dropped: '4', single: '1', drafts: '0' });
  return doc;
}

const sources: Block = {
  type: 'section',
  id: 'sources',
  children: [heading(2, 'sources', 'Sources'), { type: 'sources', items: [] }],
};

const note = (): Doc =>
  docOf('en', 'Canada and China since 2018', [
    heading(1, 'title', 'Canada and China since 2018'),
    {
      type: 'paragraph',
      role: 'meta',
      children: [
        t('Information as of 5\u00a0July\u00a02026 · '),
        { type: 'count', of: 'found', value: '' },
        t(' facts'),
      ],
    },
    {
      type: 'callout',
      children: [
        p(says('Duties fell from 75.8 to 5.9 per cent.[3, 4]'), t(' '), says('Leaders met.[1]')),
        p(says('Relief ends.[3]')),
      ],
    },
    {
      type: 'table',
      role: 'facts',
      caption: [t('Key facts')],
      columns: [column('text', true), column('text')],
      head: [],
      rows: [
        {
          cells: [
            { children: [t('Trade in goods, 2024')] },
            { children: [says('$118.7 billion[2]'), t('; '), says('118.9[5]')] },
          ],
        },
      ],
    },
    {
      type: 'figure',
      alt: 'Timeline: 1 event above, 2 below.',
      caption: [strong(t('Figure 1.')), t(' Recorded events.')],
      chart: {
        kind: 'timeline',
        from: '2018-01-01',
        to: '2026-07-05',
        above: 'co-operation',
        below: 'conflict',
        points: [
          { day: '2018-12-01', side: 'below', weight: 5, label: 'Meng arrested; Kovrig held' },
          { day: '2018-12-10', side: 'below', weight: 4, label: 'Spavor held' },
          { day: '2026-01-16', side: 'above', weight: 5, label: 'Beijing arrangement' },
        ],
      },
    },
    {
      type: 'section',
      id: 'threads',
      children: [
        heading(2, 'threads', 'Where things stand'),
        {
          type: 'entry',
          thread: 'can-chn/canola',
          margin: [
            {
              type: 'paragraph',
              role: 'small',
              children: [strong(t('Canola')), br, soft('open · newest 28\u00a0Feb\u00a02026')],
            },
          ],
          children: [
            p(says('The final duty has applied since 1 March 2026.[4]')),
            p(says('It replaced a deposit.[3]')),
          ],
        },
        {
          type: 'entry',
          thread: null,
          margin: [{ type: 'paragraph', role: 'small', children: [strong(t('1 March 2026'))] }],
          children: [p(says('The surtax ended.[6]'))],
        },
        {
          type: 'list',
          ordered: false,
          items: [
            { children: [says('One review in 2029.[2]')] },
            { children: [says('One expiry,[1]'), br, t('in 2031.')] },
          ],
        },
        { type: 'list', ordered: true, items: [{ children: [says('First.[1]')] }, { children: [says('Second.[1]')] }] },
      ],
    },
    {
      type: 'section',
      id: 'agreements',
      children: [
        heading(2, 'agreements', 'Agreements'),
        {
          type: 'table',
          role: 'plain',
          caption: [t('19 recorded')],
          columns: [column('text', true), column('date'), column('number'), column('text')],
          head: ['Instrument', 'Signed', 'C$ million', ''].map((word) => ({ children: [t(word)] })),
          rows: [
            {
              cells: [
                { children: [says('Roadmap[7]')] },
                { children: [t('15 Jan 2026')] },
                { children: [t('1.5')] },
                { children: [] },
              ],
            },
            { cells: [{ children: [says('Preliminary arrangement[8]')] }] },
          ],
        },
      ],
    },
    sources,
  ]);

const noteFr = (): Doc =>
  docOf('fr', 'Le Canada et la Chine depuis 2018', [
    heading(1, 'title', 'Le Canada et la Chine depuis 2018'),
    p(says('La Chine a qualifié la mesure de « discriminatoire »[1].'), t(' '), {
      ...says(''),
      children: [
        t('Le '),
        em({ type: 'lang', lang: 'en', children: [t('Globe and Mail')] }),
        t(' le dit'),
        cites(2),
        t('.'),
      ],
    }),
    {
      type: 'figure',
      alt: 'Exportations 2022 : 29,0; 2024 : 30,0.',
      caption: [t('Commerce de biens.')],
      chart: {
        kind: 'series',
        unit: 'G$',
        lines: [
          {
            name: 'Exportations',
            points: [
              { period: '2022', value: 29, display: '29,0' },
              { period: '2024', value: 30, display: '30,0' },
            ],
          },
          { name: 'Importations', points: [{ period: '2024', value: 1250.5, display: '1\u00a0250,5' }] },
        ],
      },
    },
    sources,
  ]);

const HOSTILE = [
  '<script>alert(1)</script>',
  '</style><img src=x onerror="alert(2)">',
  'a | b || c',
  '`code` and ``more`` ```',
  '[link](javascript:alert(3)) ![image](x)',
  '*stars* _lines_ **both** __both__ snake_case ~~gone~~',
  '&lt; &amp; &#60; & AT&T &copy;',
  '"double" \'single\' \\ back\\slash \\',
  '# not a heading',
  '- not a list',
  '+ not a list',
  '2018. Not a list',
  '1) not a list',
  '> not a quote',
  '---',
  '===',
  '| --- | :-: |',
  '[^3]: not a footnote',
  '[1]: https://example.org',
  '<https://example.org> www.example.org https://example.org me@example.org',
  '{{handlebars}} \u0024{template} <!-- comment -->',
  'wow!',
  'C# and F#',
  'عربي \u202e left 中文 😀 e\u0301',
];

/** Every hostile text in every place where a text can stand. */
const hostile = (): Doc =>
  docOf('en', HOSTILE[0] as string, [
    heading(1, 'title', HOSTILE[1] as string),
    ...HOSTILE.flatMap((text): Block[] => {
      const said: Statement = {
        ...says('x'),
        children: [t(text), cites(1), t('(more)')],
      };
      return [
        heading(3, text, text),
        p(said),
        p(t('first'), br, said),
        p(strong(said), t('word'), em(t(`(${text})`)), t('word')),
        { type: 'list', ordered: true, items: [{ children: [said] }] },
        { type: 'callout', children: [p(said)] },
        {
          type: 'entry',
          thread: null,
          margin: [{ type: 'paragraph', role: 'small', children: [strong(t(text)), br, soft(text)] }],
          children: [p(said)],
        },
        {
          type: 'table',
          role: 'plain',
          caption: [t(text)],
          columns: [column('text', true), column('text')],
          head: [{ children: [t(text)] }, { children: [t(text)] }],
          rows: [
            { cells: [{ children: [said] }, { children: [link(`https://example.org/a|b)c?q="${text}"`, t(text))] }] },
          ],
        },
      ];
    }),
    sources,
  ]);

// ---- Markdown ------------------------------------------------------------------------------------------------------

test('Markdown of a note, letter by letter', () => {
  expect(writeMarkdown(note())).toBe(`Bilateral note · CAN–CHN\\
**UNCLASSIFIED // NON CLASSIFIÉ**

# Canada and China since 2018

Information as of 5\u00a0July\u00a02026 · 178 facts

> Duties fell from 75.8 to 5.9 per cent.[^1] [^2] Leaders met.[^3]
>
> Relief ends.[^1]

_Key facts_

|  |  |
| --- | --- |
| Trade in goods, 2024 | $118.7 billion[^4]; 118.9[^5] |

_**Figure 1.** Recorded events._

> Timeline: 1 event above, 2 below.

## Where things stand

**Canola** (open · newest 28\u00a0Feb\u00a02026). The final duty has applied since 1 March 2026.[^2]

It replaced a deposit.[^1]

**1 March 2026.** The surtax ended.[^6]

- One review in 2029.[^4]
- One expiry,[^3]\\
  in 2031.

<!-- -->

1. First.[^3]
2. Second.[^3]

## Agreements

_19 recorded_

| Instrument | Signed | C$ million |  |
| --- | --- | ---: | --- |
| Roadmap[^7] | 15 Jan 2026 | 1.5 |  |
| Preliminary arrangement[^8] |  |  |  |

## Sources

[^1]: Publisher 3, [a title](https://example.org/3)
[^2]: Publisher 4, [a title](https://example.org/4)
[^3]: Publisher 1, [a title](https://example.org/1)
[^4]: Publisher 2, [a title](https://example.org/2)
[^5]: Publisher 5, [a title](https://example.org/5)
[^6]: Publisher 6, [a title](https://example.org/6)
[^7]: Publisher 7, [a title](https://example.org/7)
[^8]: Publisher 8, [a title](https://example.org/8)

Data 9f3c · templates 1.0
`);
});

test('Markdown in French: marks before the stop, language tags dropped, the numbers of a chart beside it', () => {
  expect(writeMarkdown(noteFr())).toContain(`# Le Canada et la Chine depuis 2018

La Chine a qualifié la mesure de « discriminatoire »[^1]. Le _Globe and Mail_ le dit[^2].

_Commerce de biens._

> Exportations 2022 : 29,0; 2024 : 30,0.

| G$ | Exportations | Importations |
| --- | ---: | ---: |
| 2022 | 29,0 |  |
| 2024 | 30,0 | 1\u00a0250,5 |
`);
});

const paragraphOf = (...children: Inline[]): string =>
  writeMarkdown(docOf('en', 'T', [p(...children)]))
    .split('\n\n')
    .slice(1, -1)
    .join('\n\n');

test.each<[string, string]>([
  ['2018. A year', '2018\\. A year'],
  ['- a', '\\- a'],
  ['-5 degrees', '-5 degrees'],
  ['# a', '\\# a'],
  ['#1 of 2', '#1 of 2'],
  ['> a', '\\> a'],
  ['a > b', 'a > b'],
  ['---', '\\---'],
  ['snake_case and _x_', 'snake_case and \\_x\\_'],
  ['AT&T &amp; R&D', 'AT&T \\&amp; R&D'],
  ['1 < 2 <b>', '1 < 2 \\<b>'],
  ['[x](y)', '\\[x\\](y)'],
  ['C$5 (of 6) 100% ~ #', 'C$5 (of 6) 100% \\~ #'],
  ['  spaces   within  ', 'spaces within'],
])('Markdown escapes %j where it would mean something', (text, written) => {
  expect(paragraphOf(t(text))).toBe(written);
});

test('Markdown emphasis opens and closes wherever it stands', () => {
  expect(paragraphOf(t('a'), strong(t('b')), t('c'))).toBe('a**b**c');
  expect(paragraphOf(t('a'), strong(t('(b)')), t('c'))).toBe('&#x61;**(b)**&#x63;');
  expect(paragraphOf(t('a'), em(t('b')), t('c'))).toBe('&#x61;_b_&#x63;');
  expect(paragraphOf(strong(t(' a ')), t('b'))).toBe('**a** b');
  expect(paragraphOf(strong(t('a'), br), t('b'))).toBe('**a**\\\nb');
  expect(paragraphOf(strong(t('a')), strong(t('b'), strong(t('c'))))).toBe('**abc**');
  expect(paragraphOf(strong(t('a')), em(t('b')))).toBe('**a**_b_');
  expect(paragraphOf(em(), t('a'))).toBe('a');
});

test('a mark in front of a bracket or a colon does not become a link or a definition', () => {
  expect(paragraphOf(says('Up[1](of 2) more'))).toBe('Up[^1]\\(of 2) more');
  expect(paragraphOf(t(''), cites(1), t(': more'))).toBe('[^1]\\: more');
  expect(paragraphOf(says('Wow![1]'))).toBe('Wow\\![^1]');
});

test('no link stands inside a link', () => {
  const inner = link('https://b.example', t('b'));
  const cited = cites(1);
  expect(paragraphOf(link('https://a.example', t('a '), inner, cited))).toBe('[a b\\[1\\]](https://a.example)');
  const page = html(docOf('en', 'T', [p(link('https://a.example', t('a '), inner, cited)), sources]));
  expect(page).toContain('<p><a href="https://a.example">a b<sup>1</sup></a></p>');
});

// ---- HTML ----------------------------------------------------------------------------------------------------------

test('HTML has the landmarks, headings and names that a reader steers by', () => {
  const page = parse(html(note()));
  const [root] = named(page, 'html');
  expect(root?.attributes.lang).toBe('en-CA');
  expect(named(page, 'title').map(textOf)).toEqual(['Canada and China since 2018']);
  for (const landmark of ['header', 'main', 'footer']) expect(named(page, landmark), landmark).toHaveLength(1);
  expect(all(page, (tag) => /^h\d$/.test(tag.name)).map((tag) => `${tag.name} ${textOf(tag)}`)).toEqual([
    'h1 Canada and China since 2018',
    'h2 Where things stand',
    'h2 Agreements',
    'h2 Sources',
  ]);
  expect(classed(page, 'marking').map(textOf)).toEqual(['UNCLASSIFIED // NON CLASSIFIÉ']);
  expect(named(parse(html(noteFr())), 'html')[0]?.attributes.lang).toBe('fr-CA');
});

test('HTML has contents only from five titled sections on', () => {
  expect(named(parse(html(note())), 'nav')).toEqual([]);
  const five = ['a', 'b', 'c', 'd', 'e'].map(
    (id): Block => ({ type: 'section', id, children: [heading(2, id, id.toUpperCase())] }),
  );
  const page = parse(html(docOf('en', 'T', [heading(1, 't', 'T'), p(says('Lead.[1]')), ...five])));
  const links = named(named(page, 'nav')[0] as Tag, 'a');
  expect(links.map((a) => `${a.attributes.href} ${textOf(a)}`)).toEqual(['#a A', '#b B', '#c C', '#d D', '#e E']);
  const ids = all(page, (tag) => 'id' in tag.attributes).map((tag) => `#${tag.attributes.id}`);
  for (const a of links) expect(ids).toContain(a.attributes.href);
});

test('HTML tables: head cells have scope, key facts have row heads and no head row, an empty head is no head', () => {
  const [facts, plain] = named(parse(html(note())), 'table') as [Tag, Tag];
  expect(named(facts, 'thead')).toEqual([]);
  expect(named(facts, 'th').map((th) => [th.attributes.scope, textOf(th)])).toEqual([['row', 'Trade in goods, 2024']]);
  expect(named(plain, 'caption').map(textOf)).toEqual(['19 recorded']);
  expect(named(plain, 'th').map((th) => `${th.attributes.scope} ${textOf(th)}`)).toEqual([
    'col Instrument',
    'col Signed',
    'col C$ million',
    'row Roadmap',
    'row Preliminary arrangement',
  ]);
  expect(classed(plain, 'number').map(textOf)).toEqual(['C$ million', '1.5', '']);
});

test('HTML marks lead to the sources, with a name that says so', () => {
  const page = parse(html(noteFr()));
  const marks = named(page, 'sup').flatMap((sup) => named(sup, 'a'));
  expect(marks.map((a) => [a.attributes.href, a.attributes['aria-label'], textOf(a)])).toEqual([
    ['#source-1', 'Source 1', '1'],
    ['#source-2', 'Source 2', '2'],
  ]);
  const listed = named(page, 'li').map((li) => [li.attributes.id, textOf(li)]);
  expect(listed).toEqual([
    ['source-1', 'Publisher 1, a title'],
    ['source-2', 'Publisher 2, a title'],
  ]);
  // A document that lists no sources has no dead links.
  expect(named(parse(html(docOf('en', 'T', [p(says('Up.[1]'))]))), 'a')).toEqual([]);
});

test('HTML pictures have their alternative, and a chart its numbers', () => {
  for (const [doc, alt] of [
    [note(), 'Timeline: 1 event above, 2 below.'],
    [noteFr(), 'Exportations 2022 : 29,0; 2024 : 30,0.'],
  ] as const) {
    const pictures = named(parse(html(doc)), 'svg');
    expect(pictures.map((svg) => [svg.attributes.role, svg.attributes['aria-label']])).toEqual([
      ['img', alt],
      ['img', alt],
    ]);
  }
  const rows = named(named(parse(html(noteFr())), 'figure')[0] as Tag, 'tr').map((tr) => tr.children.map(textOf));
  expect(rows).toEqual([
    ['G$', 'Exportations', 'Importations'],
    ['2022', '29,0', ''],
    ['2024', '30,0', '1\u00a0250,5'],
  ]);
});

test('timeline labels do not overlap, the weightiest are shown, conflict stands below the line', () => {
  const points = Array.from({ length: 40 }, (_, i) => ({
    day: `2025-${String((i % 12) + 1).padStart(2, '0')}-${String((i % 28) + 1).padStart(2, '0')}`,
    side: i % 2 === 0 ? ('above' as const) : ('below' as const),
    weight: i === 7 ? 5 : 1 + (i % 4),
    label: i % 3 === 1 ? `label no ${i} of forty` : null,
  }));
  const doc = docOf('en', 'T', [
    {
      type: 'figure',
      alt: 'a',
      caption: [],
      chart: {
        kind: 'timeline',
        from: '2025-01-01',
        to: '2025-12-31',
        above: 'co-operation',
        below: 'conflict',
        points,
      },
    },
  ]);
  for (const svg of named(parse(html(doc)), 'svg')) {
    const labels = named(svg, 'text')
      .filter((text) => textOf(text).startsWith('label'))
      .map((text) => ({
        text: textOf(text),
        y: Number(text.attributes.y),
        x: Number(text.attributes.x),
        anchor: text.attributes['text-anchor'] ?? 'start',
        ink: text.attributes.class,
      }));
    expect(labels.some((label) => label.text.startsWith('label no 7'))).toBe(true);
    for (const label of labels) expect(label.ink, label.text).toBe(label.y > 0 ? 'rust' : 'blue');
    // 20 letters of a sans serif at 12 px are 105 px or more.
    const boxes = labels.map(({ x, y, anchor }) => ({
      left: x - (anchor === 'middle' ? 52 : anchor === 'end' ? 105 : 0),
      y,
    }));
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(i + 1))
        expect(
          Math.abs(a.left - b.left) >= 105 || Math.abs(a.y - b.y) >= 12,
          `${JSON.stringify(a)} ${JSON.stringify(b)}`,
        ).toBe(true);
  }
});

test('HTML asks for nothing: no script, no handler, no outside style, and a policy that says so', async () => {
  for (const doc of [note(), hostile()]) {
    const page = parse(html(doc));
    expect(named(page, 'script')).toEqual([]);
    expect(all(page, (tag) => Object.keys(tag.attributes).some((key) => /^on|^style$|^src/.test(key)))).toEqual([]);
    for (const a of named(page, 'a')) expect(a.attributes.href).toMatch(/^(https?:\/\/|#)/);
    const [style] = named(page, 'style') as [Tag];
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style.children.join('')));
    const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
    const policy = named(page, 'meta').find((meta) => meta.attributes['http-equiv'] === 'Content-Security-Policy');
    expect(policy?.attributes.content).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(css).not.toMatch(/url\(|@import|@font-face/);
  }
});

test('an address that is not of the web is text', () => {
  const page = html(docOf('en', 'T', [p(link('javascript:alert(1)', t('here')))]));
  expect(page).toContain('<p>here</p>');
});

test('ids stand once, whatever the template calls its sections', () => {
  const twice = ['source-1', 'table-1', 'same', 'same', ''].map(
    (id): Block => ({ type: 'section', id, children: [heading(2, id, 'H')] }),
  );
  const page = parse(html(docOf('en', 'T', [...twice, p(says('Up.[1]')), sources])));
  const ids = all(page, (tag) => 'id' in tag.attributes).map((tag) => tag.attributes.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('source-1');
  expect(
    named(page, 'ol')
      .flatMap((ol) => named(ol, 'li'))
      .map((li) => li.attributes.id),
  ).toEqual(['source-1']);
});

test('a marking cannot leave its place in the style sheet', () => {
  const doc = note();
  doc.furniture = {
    ...doc.furniture,
    marking: '"} body {display:none} \\ </style><script>',
    page: 'page {n} "of" {total}',
  };
  const [style] = named(parse(html(doc)), 'style') as [Tag];
  expect(style.children.join('')).toContain(
    '@top-right { content: "\\22 } body {display:none} \\5c  \\3c /style>\\3c script>" }',
  );
  expect(style.children.join('')).toContain(
    '@bottom-right { content: "page " counter(page) " \\22 of\\22  " counter(pages) "" }',
  );
});

test('the style sheet has the colours of the theme, and every text colour 4.5:1 by day and by night', () => {
  const theme = JSON.parse(read('templates/style/theme.json')) as { colours: Record<string, { value: string }> };
  const [day = '', night = ''] = [...css.matchAll(/:root \{([^}]*)\}/g)].map((found) => found[1] ?? '');
  const colours = (rule: string) =>
    new Map([...rule.matchAll(/--(\w+): (#[0-9a-f]{6})/g)].map((found) => [found[1], found[2] ?? '']));
  for (const [name, { value }] of Object.entries(theme.colours))
    expect(colours(day).get(name), name).toBe(value.toLowerCase());
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
      const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  for (const rule of [day, night]) {
    const of = (name: string) => colours(rule).get(name) ?? '';
    for (const text of ['ink', 'soft', 'blue', 'rust'])
      for (const ground of ['paper', 'tint'])
        expect(contrast(of(text), of(ground)), `${text} on ${ground}`).toBeGreaterThan(4.5);
  }
});

// ---- JSON ----------------------------------------------------------------------------------------------------------

const FACTS = lines('data/facts/CAN-CHN.jsonl').slice(0, 40);

const envelope = (doc: Doc): JsonEnvelope => ({
  id: '0123456789abcdef',
  request: { text: 'Canada-China since 2018', language: doc.language, pages: null },
  graphql: { query: 'query { brief }', variables: { request: { parties: ['CAN', 'CHN'], since: '2018' } } },
  question: {
    text: 'Canada-China since 2018',
    parties: ['CAN', 'CHN'],
    since: '2018',
    until: null,
    topics: ['trade'],
    product: 'bilateral-note',
    language: doc.language,
    pages: 2,
    paper: 'letter',
    asOf: '2026-11-23',
  },
  snapshot: { id: '0123456789ab', facts: 824, newest: '2026-07-05' },
  templates: '1a2b3c4d',
  generated: '2026-11-23',
  facts: FACTS,
  selection: {
    kept: FACTS.map((fact) => ({ fact: String(fact.id), reason: 'CHRONOLOGY' as const })),
    dropped: [{ fact: 'can-chn/2020/fact', reason: 'PAGE_BUDGET' }],
    most: { taken: 400, of: 1234 },
  },
  drafts: ['can-chn/2019/fact'],
  notes: [{ code: 'DATA_ENDS', message: 'the newest fact is of 2026-07-05' }],
  sources: [...SOURCES.values()],
});

type Schema = Record<string, unknown> & { properties: Record<string, Schema>; items: Schema; enum: string[] };
const briefSchema = JSON.parse(read('schema/brief.schema.json')) as Schema & { $defs: Record<string, Schema> };

test('JSON conforms to its schema, in both languages', () => {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false });
  ajv.addSchema(JSON.parse(read('schema/fact.schema.json')) as object);
  const conforms = ajv.compile(briefSchema);
  for (const doc of [note(), noteFr()]) {
    const written = writeJson(doc, envelope(doc));
    const brief = JSON.parse(written) as Record<string, unknown>;
    conforms(brief);
    expect(conforms.errors ?? []).toEqual([]);
    expect(brief.title).toBe(doc.title);
    expect(brief.language).toBe(doc.language);
    expect((brief.sources as { number: number }[]).map((source) => source.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(written).toMatch(/^\{\n {2}"id": "0123456789abcdef",\n {2}"title": /);
    expect(written.endsWith('}\n')).toBe(true);
    // The schema is no sieve.
    for (const key of Object.keys(brief)) {
      const { [key]: _, ...rest } = brief;
      expect(conforms(rest), `without ${key}`).toBe(false);
    }
    expect(conforms({ ...brief, more: 1 })).toBe(false);
  }
});

test('the schema knows every word of the closed lists', () => {
  const { question, selection } = briefSchema.properties as { question: Schema; selection: Schema };
  for (const product of PRODUCTS) expect(product).toMatch(new RegExp(String(question.properties.product?.pattern)));
  expect(question.properties.paper?.enum).toEqual([...PAPERS]);
  expect(briefSchema.$defs.language?.enum).toEqual([...LANGUAGES]);
  expect(selection.properties.kept?.items.properties.reason?.enum).toEqual([...KEPT_REASONS]);
  expect(selection.properties.dropped?.items.properties.reason?.enum).toEqual([...DROPPED_REASONS]);
});

test('JSON does not depend on how its objects were built, and refuses what JSON would lose', () => {
  const doc = note();
  const turned = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(turned)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, inner]) => [key, turned(inner)]),
          )
        : value;
  const other = turned(envelope(doc)) as JsonEnvelope;
  expect(Object.keys(other)).not.toEqual(Object.keys(envelope(doc)));
  expect(writeJson(doc, other)).toBe(writeJson(doc, envelope(doc)));
  for (const lost of [new Map([[1, 2]]), Number.NaN, undefined, 1n])
    expect(() => writeJson(doc, { ...envelope(doc), facts: [{ id: 'a', list: [lost] }] })).toThrow('no plain data');
});

// ---- All formats ---------------------------------------------------------------------------------------------------

test.each([
  ['the note', note],
  ['the note in French', noteFr],
  ['hostile texts', hostile],
])('statements read back from each format are those of the document: %s', (_, make) => {
  const doc = make();
  const statements = statementsOf(doc);
  expect(statements.length).toBeGreaterThan(1);
  expect(statementsInHtml(html(doc))).toEqual(statements);
  expect(JSON.parse(writeJson(doc, envelope(doc)))).toHaveProperty('statements', statements);

  // Markdown does not bound statements: each is found after the one before, with its marks where they stood.
  const markdown = readMarkdown(writeMarkdown(doc));
  let at = 0;
  eachInline(doc.blocks, (inline) => {
    if (inline.type !== 'statement') return;
    let wanted = '';
    eachInline([p(...inline.children)], (inner) => {
      if (inner.type === 'text') wanted += inner.value;
      if (inner.type === 'mark') wanted += inner.numbers.map((n) => `⟦${n}⟧`).join('');
      if (inner.type === 'break') wanted += ' ';
    });
    const found = markdown.indexOf(wanted.replace(/ +/g, ' '), at);
    expect(found, `“${wanted}” after “${markdown.slice(at, at + 120)}”`).toBeGreaterThanOrEqual(0);
    at = found + wanted.length;
  });
});

test('hostile texts come through HTML as text', () => {
  const page = parse(html(hostile()));
  expect(named(page, 'title').map(textOf)).toEqual([HOSTILE[0]]);
  expect(named(page, 'h1').map(textOf)).toEqual([HOSTILE[1]]);
  expect(named(page, 'h3').map(textOf)).toEqual(HOSTILE);
  expect(named(page, 'caption').map(textOf)).toEqual(HOSTILE);
  const links = named(page, 'td').flatMap((td) => named(td, 'a').filter((a) => !('aria-label' in a.attributes)));
  expect(links.map(textOf)).toEqual(HOSTILE);
  expect(links.map((a) => a.attributes.href)).toEqual(HOSTILE.map((text) => `https://example.org/a|b)c?q="${text}"`));
});

test('a table in Markdown has as many cells as columns, whatever they hold', () => {
  const rows = writeMarkdown(hostile())
    .split('\n')
    .filter((row) => /^(> )?\| /.test(row));
  expect(rows).toHaveLength(HOSTILE.length * 3);
  for (const row of rows) expect(row.replace(/\\[\\|]/g, '').split('|'), row).toHaveLength(4);
});

test('control characters do not reach the page', () => {
  expect(html(docOf('en', 'T', [p(t('a\u0000b\u0007c\td'))]))).toContain('<p>a\ufffdb\ufffdc\td</p>');
});

test('the same document gives the same text, and writing changes nothing in it', () => {
  for (const make of [note, noteFr, hostile]) {
    const doc = make();
    const before = structuredClone(doc);
    const first = [html(doc), writeMarkdown(doc), writeJson(doc, envelope(doc))];
    expect([html(doc), writeMarkdown(doc), writeJson(doc, envelope(doc))]).toEqual(first);
    expect([html(make()), writeMarkdown(make()), writeJson(make(), envelope(make()))]).toEqual(first);
    expect(doc).toEqual(before);
  }
});

test('an empty document is written, not refused', () => {
  const doc = docOf('fr', 'Rien', []);
  expect(writeMarkdown(doc)).toBe(
    'Note bilatérale · CAN–CHN\\\n**UNCLASSIFIED // NON CLASSIFIÉ**\n\nDonnées 9f3c · gabarits 1.0\n',
  );
  expect(named(parse(html(doc)), 'main')).toHaveLength(1);
});
