// Documents that are hard to set: the longest table, the tallest rows, names in every script that the record uses, a title that metadata must escape.

import type { Block, Doc, Inline } from '../src/model/doc.ts';
import { isUnfit, readPicture } from '../src/model/picture.ts';
import { nasty, note, say, text } from './pdf.fixture.ts';
import { jpeg, png } from './pictures.ts';

/** Made anew each time: writing numbers them. */
export const HARD: Record<string, () => Doc> = {
  note,
  nasty,
  'awkward-title': () => ({ ...note(), title: `Canada & “China”: <since> 'the "2018" arrests' — \\ (1) % é €` }),
  'title-alone': () => ({ ...note(), blocks: [heading('A')] }),
  'long-table': () => ({
    ...note(),
    blocks: [heading('Long table'), table(900, () => 'An exchange of notes on fish.[3]'), SOURCES_OF_ALL],
  }),
  'tall-rows': () => ({
    ...note(),
    blocks: [
      heading('Tall rows'),
      table(4, (i) => 'The two governments agree on the continuation of their work. '.repeat(90 + i * 40)),
    ],
  }),
  contents: () => ({ ...note(), blocks: [heading('Contents'), ...PARTS(), SOURCES_OF_ALL] }),
  'letterhead-colour': () => headed(png({ colour: 6, width: 64, height: 64 })),
  'letterhead-grey': () => headed(png({ colour: 4, width: 64, height: 16 }), []),
  'letterhead-photograph': () => headed(jpeg(120, 60)),
  names: () => ({ ...note(), blocks: [heading('Names'), ...NAMES.map(named)] }),
};

/** A note under a letterhead. */
function headed(bytes: Uint8Array, lines = ['Department of Examples', 'Briefing Unit']): Doc {
  const picture = readPicture(bytes);
  if (isUnfit(picture)) throw new Error(picture.detail);
  const logo = { picture, alt: 'A logo', width: (40 * picture.width) / picture.height, height: 40 };
  return { ...note(), furniture: { ...note().furniture, letterhead: { logo, lines } } };
}

const SOURCES_OF_ALL: Block = {
  type: 'section',
  id: 'sources',
  children: [
    { type: 'heading', level: 2, id: 'sources', children: [text('Sources')] },
    { type: 'sources', items: [] },
  ],
};

/** A list of contents two levels deep, over sections with numbers, tables, and a picture that comes where there is no room for it. */
const PARTS = (): Block[] => [
  { type: 'contents', title: [text('Contents')], depth: 3, items: [] },
  ...Array.from(
    { length: 9 },
    (_, i): Block => ({
      type: 'section',
      id: `part-${i}`,
      children: [
        {
          type: 'heading',
          level: 2,
          id: `part-${i}`,
          number: null,
          children: [text(`Part of the relationship ${'that is long to name '.repeat(i)}`)],
        },
        {
          type: 'figure',
          alt: 'Kinds of agreements, from 0 to 14 of each.',
          caption: [say('Three agreements are in force, two signed.[3]')],
          chart: {
            kind: 'tally',
            rows: Array.from({ length: 6 + i }, (_, n) => ({
              name: `Kind ${n}`,
              count: n,
              display: String(n),
              state: 'standing' as const,
            })),
          },
        },
        table(7 + i * 3, () => 'An exchange of notes on fish.[3]'),
        { type: 'heading', level: 3, id: `deeper-${i}`, children: [text(`How part ${i} came to that`)] },
        {
          type: 'paragraph',
          role: 'text',
          number: null,
          children: [say('The two governments agree on the continuation of their work.[3]')],
        },
      ],
    }),
  ),
];

const heading = (title: string): Block => ({ type: 'heading', level: 1, id: 'title', children: [text(title)] });

const table = (rows: number, event: (i: number) => string): Block => ({
  type: 'table',
  role: 'plain',
  caption: [text('Exchanges of notes')],
  columns: [
    { align: 'date', header: true },
    { align: 'text', header: false },
    { align: 'number', header: false },
  ],
  head: ['Date', 'Event', 'Value'].map((title) => ({ children: [text(title)] })),
  rows: Array.from({ length: rows }, (_, i) => ({
    cells: [
      { children: [text(`${1 + (i % 28)}\u00a0March\u00a0${1960 + (i % 60)}`)] },
      { children: [say(event(i))] },
      { children: [text((i * 13.25).toFixed(i % 3))] },
    ],
  })),
});

/** Names as the record writes them, with letters far from English and French. */
const NAMES: [name: string, lang: string][] = [
  ['Çavuşoğlu, Łukasz, Ærø, Ðoković, Jóhanna Sigurðardóttir', 'tr'],
  ['Nguyễn Phú Trọng, Trần Đại Quang', 'vi'],
  ['Володимир Зеленський, Андрій Єрмак', 'uk'],
  ['Κυριάκος Μητσοτάκης', 'el'],
  ['习近平、李强、王毅', 'zh-Hans'],
  ['賴清德', 'zh-Hant'],
  ['高市早苗、岩屋毅', 'ja'],
  ['이재명, 조현', 'ko'],
  ['محمد بن زايد آل نهيان', 'ar'],
  ['بنیامین, مسعود پزشکیان', 'fa'],
  ['בנימין נתניהו', 'he'],
  ['नरेन्द्र मोदी, द्रौपदी मुर्मू', 'hi'],
  ['Māori, Tāne, Kīngitanga; Nunavut, Haíłzaqv', 'mi'],
];
const named = ([name, lang]: (typeof NAMES)[number]): Block => {
  const phrase: Inline = { type: 'lang', lang, children: [text(name)] };
  return { type: 'paragraph', role: 'text', children: [text('As they write it: '), phrase, text('.')] };
};
