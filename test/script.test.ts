// Names in their own script: set with the right letters in the right order, read back as they were written, in a font for their language.

import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Doc, Inline } from '../src/model/doc.ts';
import type { Office } from '../src/model/fact.ts';
import { ProblemError } from '../src/model/problem.ts';
import { writeHtml } from '../src/write/html.ts';
import { facesFor, loadFonts, shape } from '../src/write/pdf/fonts.ts';
import { writePdf } from '../src/write/pdf/pdf.ts';
import { readTheme } from '../src/write/pdf/theme.ts';

const STYLE = new URL('../templates/style/', import.meta.url);
const theme = readTheme(readFileSync(new URL('theme.json', STYLE), 'utf8'));

/** Fonts, and the names of the files that were read. */
function fonts() {
  const read: string[] = [];
  const loaded = loadFonts(theme, (path) => {
    read.push(path);
    return new Uint8Array(readFileSync(new URL(path, STYLE)));
  });
  return { loaded, read };
}

const NAMES: [latin: string, lang: string, name: string, font: string | null][] = [
  ['Xi Jinping', 'zh-Hans', '习近平', 'NotoSansSC'],
  ['Lai Ching-te', 'zh-Hant', '賴清德', 'NotoSansTC'],
  ['Sanae Takaichi', 'ja', '高市早苗', 'NotoSansJP'],
  ['Shigeru Ishiba', 'ja', 'いしば・シゲル', 'NotoSansJP'],
  ['Lee Jae Myung', 'ko', '이재명', 'NotoSansKR'],
  ['Narendra Modi', 'hi', 'नरेन्द्र मोदी', 'NotoSansDevanagari'],
  ['Mohamed bin Zayed Al Nahyan', 'ar', 'محمد بن زايد آل نهيان', 'Vazirmatn'],
  ['Reza Pahlavi', 'fa', 'رضا پهلوی', 'Vazirmatn'],
  ['Benjamin Netanyahu', 'he', 'בנימין נתניהו', 'NotoSansHebrew'],
  ['Anutin Charnvirakul', 'th', 'อนุทิน ชาญวีรกูล', 'NotoSansThai'],
  ['Volodymyr Zelenskyy', 'uk', 'Володимир Зеленський', null],
  ['Vladimir Putin', 'ru', 'Владимир Путин', null],
  ['Kyriakos Mitsotakis', 'el', 'Κυριάκος Μητσοτάκης', null],
];

const t = (value: string): Inline => ({ type: 'text', value });
const native = (lang: string, name: string): Inline => ({ type: 'lang', lang, children: [t(name)] });
const stated = (fact: string, children: Inline[]): Inline => ({
  type: 'statement',
  facts: [fact],
  rank: null,
  children,
});

/** A who's who of some holders. */
function whoIsWho(holders: Inline[][]): Doc {
  return {
    language: 'en',
    title: 'Names',
    furniture: {
      header: 'Header',
      marking: 'UNCLASSIFIED',
      footer: 'Footer',
      page: 'page {n} of {total}',
      continued: '(continued)',
      source: 'Source',
      sources: 'Sources',
      subject: 'Names',
      author: 'Chancery',
      keywords: 'names',
    },
    citations: new Map(),
    blocks: [
      { type: 'heading', level: 1, id: 'title', children: [t('Names')] },
      {
        type: 'table',
        role: 'plain',
        caption: [t('Holders')],
        columns: [
          { align: 'text', header: true },
          { align: 'text', header: false },
        ],
        head: [{ children: [t('Holder')] }, { children: [t('Since')] }],
        rows: holders.map((children, i) => ({
          cells: [{ children: [stated(`a/${i}`, children)] }, { children: [t('2018')] }],
        })),
      },
    ],
  };
}

const press = (loaded: ReturnType<typeof loadFonts>) => ({
  theme,
  fonts: loaded,
  paper: 'letter' as const,
  day: '2026-11-24',
  id: '0123456789abcdef',
  attachment: null,
});

interface Word {
  str: string;
  x: number;
  y: number;
}

/** Words of the first page, in the order of the file; a reader that puts letters from right to left back in order. */
async function wordsOf(bytes: Uint8Array): Promise<Word[]> {
  const file = await getDocument({ data: new Uint8Array(bytes), verbosity: 0, useSystemFonts: false }).promise;
  const { items } = await (await file.getPage(1)).getTextContent();
  await file.loadingTask.destroy();
  return items.flatMap((item) =>
    'str' in item && item.str.trim() !== ''
      ? [{ str: item.str.normalize('NFC'), x: item.transform[4] as number, y: item.transform[5] as number }]
      : [],
  );
}

/** The text of the file's objects, those in object streams too. */
function objects(bytes: Uint8Array): string {
  const raw = Buffer.from(bytes).toString('latin1');
  const packed = [...raw.matchAll(/\/Type ?\/ObjStm[\s\S]*?\nstream\r?\n([\s\S]*?)\r?\n*endstream/g)];
  return (
    raw + packed.map((found) => inflateSync(Buffer.from(found[1] as string, 'latin1')).toString('latin1')).join('')
  );
}

const utf16 = (text: string) =>
  [...text]
    .flatMap((c) => c.split(''))
    .map((u) => u.charCodeAt(0).toString(16).padStart(4, '0'))
    .join('');

describe('a page of names', () => {
  const { loaded } = fonts();
  const doc = whoIsWho(NAMES.map(([latin, lang, name]) => [t(`${latin} `), native(lang, name)]));
  const bytes = writePdf(doc, press(loaded)).bytes;
  const file = objects(bytes);
  let words: Word[] = [];
  beforeAll(async () => {
    words = await wordsOf(bytes);
  });

  test.each(NAMES)('%s: read back as written, in its font, with its language', (latin, lang, name, font) => {
    const row = words.find((word) => word.str.startsWith(latin))?.y;
    // Words from right to left stand from right to left: the first one is the rightmost.
    const own = words.filter((word) => word.y === row && !word.str.startsWith(latin) && word.str !== '2018');
    const rightward = !/[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(name);
    const inOrder = own.toSorted((a, b) => (rightward ? a.x - b.x : b.x - a.x));
    const read = inOrder
      .map((word) => word.str)
      .join(' ')
      .replace(/\s*・\s*/g, '・');
    expect(read).toBe(name);
    if (font) expect(file).toMatch(new RegExp(`\\+${font}-Regular`));
    expect(file).toContain(`/Lang(${lang})`);
  });

  test('what stands in another order than its letters says its letters to who cannot see', () => {
    const spoken = file.toLowerCase();
    for (const [, , name] of NAMES) {
      const reordered = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Thai}]/u.test(name);
      expect(spoken.includes(`/actualtext<feff${utf16(name)}>`), name).toBe(reordered);
    }
  });

  test('the same twice', () => {
    expect(writePdf(doc, press(fonts().loaded)).bytes).toEqual(bytes);
  });
});

test('a name that goes on to the next line keeps its first words on the first', async () => {
  const long =
    'محمد بن راشد بن سعيد آل مكتوم محمد بن زايد بن سلطان آل نهيان تميم بن حمد بن خليفة آل ثاني محمد بن سلمان بن عبدالعزيز';
  const words = (
    await wordsOf(writePdf(whoIsWho([[t('Holder '), native('ar', `${long} ${long}`)]]), press(fonts().loaded)).bytes)
  ).filter((word) => /\p{Script=Arabic}/u.test(word.str));
  const read = words.toSorted((a, b) => b.y - a.y || b.x - a.x).map((word) => word.str);
  expect(new Set(words.map((word) => word.y)).size).toBeGreaterThan(1);
  expect(read.join(' ')).toBe(`${long} ${long}`);
});

describe('shaping', () => {
  const { loaded } = fonts();
  const sans = loaded.sans.regular;

  test('letters of Arabic are joined, and stand from right to left', () => {
    const [word] = shape(facesFor(sans, 'ar'), 'tabular', 'نهيان', 'here');
    const [alone] = shape(facesFor(sans, 'ar'), 'tabular', 'ن', 'here');
    expect(word?.leftward).toBe(true);
    expect(word?.codePoints.map((points) => String.fromCodePoint(...points)).join('')).toBe(
      [...'نهيان'].reverse().join(''),
    );
    // The first letter, seen last, is joined to the next: not the glyph of the letter alone.
    expect(word?.glyphs.at(-1)).not.toBe(alone?.glyphs[0]);
  });

  test('marks above letters keep their height', () => {
    const [word] = shape(facesFor(sans, 'ar'), 'tabular', 'مُحَمَّد', 'here');
    const code = word?.risen?.map((part) => part.code).join('') ?? word?.code;
    expect(word?.glyphs.every((glyph) => code?.includes(glyph.toString(16).padStart(4, '0')))).toBe(true);
  });

  test('one character, drawn as each language draws it', () => {
    const faceOf = (lang: string) => shape(facesFor(sans, lang), 'tabular', '高', 'here')[0]?.face.name;
    expect(faceOf('zh-Hans')).toBe('fonts/NotoSansSC-Regular.ttf');
    expect(faceOf('ja')).toBe('fonts/NotoSansJP-Regular.ttf');
    expect(faceOf('zh-Hant')).toBe('fonts/NotoSansTC-Regular.ttf');
    // Even where the first font of the list has been tried before.
    expect(faceOf('zh-Hans')).toBe('fonts/NotoSansSC-Regular.ttf');
  });

  test('Latin and Cyrillic stay in the face of the design', () => {
    for (const lang of ['uk', 'ja', 'ar'])
      expect(shape(facesFor(sans, lang), 'tabular', 'Зеленський', 'here').map((part) => part.face)).toEqual([sans[0]]);
  });
});

describe('a fallback is read when it is needed, and not before', () => {
  test('nothing for a page without such names', () => {
    const { loaded, read } = fonts();
    writePdf(whoIsWho([[t('Emmanuel Macron')], [t('Володимир Зеленський')]]), press(loaded));
    expect(read.filter((path) => /Noto|Vazir/.test(path))).toEqual([]);
  });

  test.each([
    ['ar', 'محمد بن سلمان', ['fonts/Vazirmatn-Regular.ttf']],
    ['ko', '조현', ['fonts/NotoSansKR-Regular.ttf']],
    ['zh-Hans', '王毅', ['fonts/NotoSansSC-Regular.ttf']],
    ['ja', '岸田文雄', ['fonts/NotoSansJP-Regular.ttf']],
    ['und', '조현', ['fonts/NotoSansKR-Regular.ttf']],
  ])('%s %s', (lang, name, files) => {
    const { loaded, read } = fonts();
    writePdf(whoIsWho([[native(lang, name)]]), press(loaded));
    expect(read.filter((path) => /Noto|Vazir/.test(path))).toEqual(files);
  });
});

test.each(['ᚠᚢᚦ', 'ꦗꦮ', '龘龘', '\u{1F980}'])('%s: no box; the fact is named', (name) => {
  const write = () => writePdf(whoIsWho([[t('A. Holder '), native('und', name)]]), press(fonts().loaded));
  expect(write).toThrow(ProblemError);
  try {
    write();
  } catch (error) {
    expect((error as ProblemError).problems[0]).toMatchObject({ code: 'MISSING_GLYPH' });
    expect((error as ProblemError).message).toContain('a/0');
  }
});

test('HTML says where a name runs from right to left', () => {
  const html = writeHtml(whoIsWho([[native('fa', 'رضا پهلوی')], [native('zh-Hans', '习近平')]]), { css: '' });
  expect(html).toContain('<span lang="fa" dir="rtl">رضا پهلوی</span>');
  expect(html).toContain('<span lang="zh-Hans">习近平</span>');
});

describe('the names that are recorded', () => {
  const offices = ['ARE', 'CHN', 'IND', 'JPN', 'KOR', 'QAT', 'UKR'].flatMap((code) =>
    readFileSync(new URL(`../data/facts/CAN-${code}.jsonl`, import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"kind":"office"'))
      .map((line) => JSON.parse(line) as Office),
  );
  const natives = offices.flatMap(({ id, holderNative }) => (holderNative ? [{ id, ...holderNative }] : []));

  test('are written with characters that a font has, one script each', () => {
    expect(natives.length).toBeGreaterThanOrEqual(20);
    const { loaded } = fonts();
    for (const { id, lang, text } of natives) {
      for (const word of text.split(' ')) {
        expect(shape(facesFor(loaded.sans.regular, lang), 'tabular', word, id).length, text).toBeLessThanOrEqual(2);
      }
    }
  });

  test('are in logical order and composed form', () => {
    for (const { text } of natives) expect(text).toBe(text.normalize('NFC'));
  });
});
