// The finished file as its readers get it: what a validator cannot judge. Read by our own reader, which shares nothing with the writer: every golden
// brief, and the documents made to be hard.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chancery } from '../src/brief.ts';
import { type Block, type Doc, eachInline, type Figure, type Inline, number, statementsOf } from '../src/model/doc.ts';
import { loadFonts, type Press, readTheme, writePdf } from '../src/write/pdf/pdf.ts';
import { HARD } from './hard.fixture.ts';
import { goldenRequests, openHouse } from './house.ts';
import { nasty, note, SOURCES } from './pdf.fixture.ts';
import { contrast } from './reader/content.ts';
import { type Element, type File, readPdf, textOf } from './reader/reader.ts';
import { wellFormed } from './reader/xml.ts';

const folder = new URL('../templates/style/', import.meta.url);
const theme = readTheme(readFileSync(new URL('theme.json', folder), 'utf8'));
const fonts = loadFonts(theme, (path) => readFileSync(new URL(path, folder)));

interface Written {
  doc: Doc;
  bytes: Uint8Array;
  file: File;
  /** What should travel along. */
  json: Uint8Array;
}

function written(name: string, doc: Doc, paper: Press['paper'] = 'letter'): Written {
  number(doc, SOURCES, { found: '178', kept: '31', dropped: '147', single: '4', drafts: '0' });
  const json = new TextEncoder().encode('{"facts":[]}');
  const attachment = { name: 'brief.json', description: doc.title, bytes: json };
  const { bytes } = writePdf(doc, { paper, theme, fonts, day: '2026-11-23', id: name, attachment });
  return { doc, bytes, file: readPdf(bytes), json };
}

let house: Chancery;
const made = new Map<string, Written>();
const NAMES = [...goldenRequests().keys(), 'note on A4', 'nasty on A4', ...Object.keys(HARD)];

beforeAll(async () => {
  house = await openHouse();
  for (const [name, request] of goldenRequests()) {
    const draft = await house.draft(request);
    const { bytes } = house.write(draft, 'pdf');
    made.set(name, { doc: draft.doc, bytes, file: readPdf(bytes), json: house.write(draft, 'json').bytes });
  }
  made.set('note on A4', written('note on A4', note(), 'a4'));
  made.set('nasty on A4', written('nasty on A4', nasty(), 'a4'));
  for (const [name, doc] of Object.entries(HARD)) made.set(name, written(name, doc()));
});
afterAll(() => house.close());
const of = (name: string) => made.get(name) as Written;

/** Text as it is read aloud: without hyphens that lines brought, all spaces alike. */
const plain = (text: string) =>
  text
    .normalize('NFC')
    .replace(/[\u00ad\u2060\u200b\u200e\u200f]/gu, '')
    .replace(/\u2011/gu, '-')
    .replace(/[\s\u00a0\u202f]+/gu, ' ')
    .trim();

/** Every piece of text that went in, with the role its reader should be told, in reading order. */
function expected(doc: Doc): string[] {
  const out: string[] = [];
  const say = (role: string, inlines: readonly Inline[] | string) => {
    const text = plain(typeof inlines === 'string' ? inlines : spoken(inlines));
    out.push(`${role} ${text}`);
  };
  const walk = (blocks: readonly Block[]) => {
    for (const block of blocks) {
      switch (block.type) {
        case 'section':
        case 'callout':
          walk(block.children);
          break;
        case 'entry':
          walk(block.margin);
          walk(block.children);
          break;
        case 'heading':
          say(`H${block.level}`, [...numberOf(block), ...block.children]);
          break;
        case 'paragraph':
          say('P', [...numberOf(block), ...block.children]);
          if (typeof block.number === 'number') say('Lbl', String(block.number));
          break;
        case 'contents':
          say('Caption', block.title);
          for (const { heading, children } of block.items) {
            if (typeof heading.number === 'number') say('Lbl', String(heading.number));
            say('Reference', children);
          }
          break;
        case 'list':
          block.items.forEach((item, i) => {
            say('Lbl', block.ordered ? `${i + 1}.` : '•');
            say('LBody', item.children);
          });
          break;
        case 'table':
          if (block.caption.length > 0) say('Caption', block.caption);
          for (const cell of block.head) say('TH Column', cell.children);
          for (const row of block.rows)
            row.cells.forEach((cell, i) => {
              say(block.columns[i]?.header ? 'TH Row' : 'TD', cell.children);
            });
          break;
        case 'figure':
          say('Figure', block.alt);
          say('P', block.caption);
          break;
        case 'sources':
          for (const item of block.items) {
            say('Lbl', String(item.number));
            say('LBody', item.children);
          }
          break;
        default:
          block satisfies never;
      }
    }
  };
  const { logo, lines = [] } = doc.furniture.letterhead ?? {};
  if (logo) say('Figure', logo.alt);
  if (lines.length > 0) say('P', lines.join(' '));
  walk(doc.blocks);
  return out;
}

const numberOf = ({ number: n }: { number?: number | null }): Inline[] =>
  typeof n === 'number' ? [{ type: 'text', value: `${n} ` }] : [];

function spoken(inlines: readonly Inline[]): string {
  let text = '';
  for (const inline of inlines) {
    if (inline.type === 'text' || inline.type === 'count') text += inline.value;
    // A mark joins the word before it: the space comes after.
    else if (inline.type === 'mark') text = text.replace(/(\s*)$/, `${inline.numbers.join(', ')}$1`);
    else text += inline.type === 'break' ? ' ' : spoken(inline.children);
  }
  return text;
}

const GROUPS = ['Document', 'Sect', 'Div', 'L', 'LI', 'TOC', 'TOCI', 'Table', 'THead', 'TBody', 'TR'];
const INLINE = ['Link', 'Span'];

/** The same, from the file: every element that holds text. */
function heard(file: File): string[] {
  return file.elements.flatMap((element) => {
    if (GROUPS.includes(element.role) || INLINE.includes(element.role)) return [];
    const role = element.scope ? `${element.role} ${element.scope}` : element.role;
    const text = plain(element.role === 'Figure' ? (element.alt ?? '') : textOf(element));
    // The page that a list of contents gives is told by another test.
    return `${role} ${element.role === 'Reference' ? text.replace(/ \d+$/, '') : text}`;
  });
}

const figuresOf = (blocks: readonly Block[]): Figure[] =>
  blocks.flatMap((block) => {
    if (block.type === 'figure') return [block];
    if (block.type === 'entry') return figuresOf([...block.margin, ...block.children]);
    return block.type === 'section' || block.type === 'callout' ? figuresOf(block.children) : [];
  });

const within = (element: Element, role: string): Element | null =>
  element.role === role ? element : element.parent && within(element.parent, role);

describe.each(NAMES)('%s', (name) => {
  test('all that went in is read, in order, each as what it is: nothing cut, nothing added', () => {
    const { doc, file } = of(name);
    expect(heard(file)).toEqual(expected(doc));
  });

  test('a list of contents gives the page on which each heading stands', () => {
    const { file } = of(name);
    const headings = file.elements.filter((element) => /^H[23]$/.test(element.role));
    const places = new Map(headings.map((one) => [plain(textOf(one)).replace(/^\d+ /, ''), one.place?.page]));
    for (const entry of file.elements.filter((element) => element.role === 'Reference')) {
      const [, title = '', page] = /^(.*) (\d+)$/.exec(plain(textOf(entry))) ?? [];
      expect(places.get(title), title).toBe(Number(page) - 1);
    }
  });

  test('statements are read in their order', () => {
    const { doc, file } = of(name);
    const all = plain(textOf(file.root));
    let from = 0;
    for (const { text } of statementsOf(doc)) {
      const begin = plain(text.split(/(?<=[.?!;,])/)[0] ?? '').slice(0, 30);
      const at = all.indexOf(begin, from);
      expect(at, begin).toBeGreaterThanOrEqual(0);
      from = at;
    }
  });

  test('only what may hold text holds text', () => {
    for (const element of of(name).file.elements) {
      const own = element.kids.filter((kid) => typeof kid === 'string').join('');
      if (GROUPS.includes(element.role)) expect(plain(own), element.role).toBe('');
    }
  });

  test('headings: one title, first, and no level left out', () => {
    const levels = of(name)
      .file.elements.filter((element) => /^H\d$/.test(element.role))
      .map((element) => Number(element.role[1]));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, i) => {
      expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
  });

  test('bookmarks lead to every heading', () => {
    const { file } = of(name);
    const headings = file.elements.filter((element) => /^H\d$/.test(element.role));
    expect(file.bookmarks.map(({ title, level, page }) => [level, plain(title), page])).toEqual(
      headings.map((heading) => [Number(heading.role[1]), plain(textOf(heading)), heading.place?.page]),
    );
  });

  test('tables: every header cell says what it heads, every row has as many cells, every cell is in a row', () => {
    for (const element of of(name).file.elements) {
      if (element.role === 'TH') expect(element.scope).toMatch(/^(Row|Column)$/);
      if (element.role === 'TH' || element.role === 'TD') expect(element.parent?.role).toBe('TR');
      if (element.role !== 'Table') continue;
      const rows = of(name).file.elements.filter((row) => row.role === 'TR' && within(row, 'Table') === element);
      expect(new Set(rows.map((row) => row.kids.length)).size).toBe(1);
      const heads = of(name).file.elements.filter((cell) => cell.role === 'TH' && within(cell, 'Table') === element);
      expect(heads.length).toBeGreaterThan(0);
    }
  });

  test('figures: an alternative that says what is shown, and a place on the page', () => {
    const { doc, file } = of(name);
    const charts = figuresOf(doc.blocks).map(({ chart }) => chart);
    const all = file.elements.filter((element) => element.role === 'Figure');
    // A logo is not among them: it comes first, and its alternative may be a name.
    const figures = all.slice(doc.furniture.letterhead?.logo ? 1 : 0);
    expect(figures).toHaveLength(charts.length);
    figures.forEach((figure, i) => {
      // More than a name: what is shown, and but for maps its numbers or dates.
      expect(figure.alt?.length).toBeGreaterThan(25);
      if (charts[i]?.kind !== 'locator') expect(figure.alt).toMatch(/\d/);
      const next = figure.parent?.kids[figure.parent.kids.indexOf(figure) + 1];
      expect(typeof next === 'object' ? plain(textOf(next)) : '').not.toBe(plain(figure.alt ?? ''));
      const [left = -1, bottom = -1, right = 0, top = 0] = figure.box ?? [];
      const page = file.pages[figure.place?.page ?? 0];
      expect(left >= 0 && bottom >= 0 && right > left && top > bottom).toBe(true);
      expect(right <= (page?.width ?? 0) && top <= (page?.height ?? 0)).toBe(true);
      const shown = page?.painted.filter(({ tag }) => tag === 'Figure') ?? [];
      expect(shown.length).toBeGreaterThan(3);
    });
  });

  test('links: text to see, contents to hear, an element that knows them, and a place they truly lead to', () => {
    const { doc, file } = of(name);
    let marks = 0;
    eachInline(doc.blocks, (inline) => {
      if (inline.type === 'mark') marks += inline.numbers.length;
    });
    const inside = file.links.filter(({ target }) => typeof target !== 'string');
    expect(inside.length).toBeGreaterThanOrEqual(marks);
    for (const element of file.elements) if (element.role === 'Link') expect(element.links.length).toBeGreaterThan(0);
    for (const link of file.links) {
      expect(link.element?.role).toBe('Link');
      expect(link.element?.links).toContain(link);
      const text = plain(textOf(link.element as Element));
      expect(text).not.toBe('');
      expect(plain(link.contents)).toContain(text);
      const [left = 0, bottom = 0, right = 0, top = 0] = link.rect;
      expect(right - left > 1 && top - bottom > 4).toBe(true);
      if (typeof link.target === 'string') {
        expect(() => new URL(link.target as string)).not.toThrow();
        continue;
      }
      const { page, top: at } = link.target;
      const there = ({ place }: Element) => place?.page === page && place.y < at && place.y > at - 40;
      if (within(link.element as Element, 'TOCI')) {
        const heading = file.elements.find((one) => /^H\d$/.test(one.role) && there(one));
        expect(plain(textOf(heading as Element)), `${text} leads to another heading`).toMatch(
          new RegExp(`(^|\\d )${text}$`, 'u'),
        );
        continue;
      }
      const label = file.elements.find(
        ({ role, place, parent }) =>
          role === 'Lbl' && place?.page === page && place.y < at && place.y > at - 20 && sourceOf(parent) === text,
      );
      expect(label, `${text} leads to no source of that number`).toBeDefined();
    }
  });

  test('languages: the file’s, and every foreign phrase’s', () => {
    const { doc, file } = of(name);
    expect(file.lang).toBe(doc.language === 'fr' ? 'fr-CA' : 'en-CA');
    const phrases: string[] = [];
    eachInline(doc.blocks, (inline) => {
      if (inline.type === 'lang') phrases.push(`${inline.lang} ${plain(spoken(inline.children))}`);
    });
    const spans = file.elements.filter(({ lang }) => lang !== null);
    expect(spans.map((span) => `${span.lang} ${plain(textOf(span))}`)).toEqual(phrases);
    for (const { lang } of spans) expect(Intl.getCanonicalLocales(lang ?? '')).toEqual([lang]);
  });

  test('what is painted is either content or an artifact; heads and feet say which they are, on every page', () => {
    const { doc, file } = of(name);
    file.pages.forEach((page, i) => {
      expect(page.tabs).toBe('S');
      expect(page.painted.filter(({ mcid }) => mcid === undefined)).toEqual([]);
      const furniture = (subtype: string) =>
        plain(
          page.painted
            .filter((one) => one.mcid === null && one.type === 'Pagination' && one.subtype === subtype)
            .map(({ text }) => text)
            .join(' '),
        );
      const bare = (text: string) => plain(text).replaceAll(' ', '');
      expect(bare(furniture('Header'))).toContain(bare(doc.furniture.marking));
      expect(bare(furniture('Footer'))).toContain(
        bare(doc.furniture.page.replace('{n}', String(i + 1)).replace('{total}', String(file.pages.length))),
      );
      expect(bare(furniture('Footer'))).toContain(bare(doc.furniture.footer));
    });
  });

  test('all print is on the page and can be read: at least 7 points, at least 4.5:1 on what lies under it', () => {
    for (const page of of(name).file.pages) {
      for (const { text, box, size, colour, backgrounds, tag } of page.painted) {
        if (!text?.trim()) continue;
        expect(box.left >= 0 && box.right <= page.width && box.bottom >= 0 && box.top <= page.height, text).toBe(true);
        // Numbers of source marks are raised and smaller.
        expect(size, text).toBeGreaterThanOrEqual(tag === 'Link' ? 6 : 7);
        for (const under of backgrounds) expect(contrast(colour, under), text).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  test('no two pieces of print lie on one another', () => {
    of(name).file.pages.forEach((page, i) => {
      const print = page.painted
        .filter(({ text }) => text?.trim())
        .map(({ text, size, box }) => ({ text, size, left: box.left, right: box.right, base: box.bottom + size / 4 }))
        .sort((a, b) => a.base - b.base);
      const covered: string[] = [];
      print.forEach((one, a) => {
        for (const other of print.slice(a + 1)) {
          // Letters without ascent stand about half as high as their size.
          if (other.base > one.base + one.size / 2) break;
          const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
          // Pairs of letters are drawn together: f and a stop, V and a.
          if (across > Math.max(one.size, other.size) / 5) covered.push(`page ${i + 1}: ${one.text} / ${other.text}`);
        }
      });
      expect(covered).toEqual([]);
    });
  });

  test('metadata: well formed, the title whole, both standards named, the same said twice', () => {
    const { doc, file } = of(name);
    const xmp = wellFormed(file.xmp);
    const text = (tag: string) => xmp.find((one) => one.name === tag)?.text.trim();
    expect(text('dc:title')).toBe(doc.title);
    expect(text('dc:description')).toBe(doc.furniture.subject);
    expect(text('dc:language')).toBe(file.lang);
    expect([text('pdfaid:part'), text('pdfaid:conformance'), text('pdfuaid:part')]).toEqual(['3', 'A', '1']);
    expect(file.info.get('Title')).toBe(doc.title);
    expect(file.info.get('Author')).toBe(text('dc:creator'));
    expect(file.info.get('Keywords')).toBe(text('pdf:Keywords'));
    expect(file.info.get('CreationDate')?.slice(2, 10)).toBe(text('xmp:CreateDate')?.slice(0, 10).replaceAll('-', ''));
  });

  test('the catalogue: tagged, its title shown, colours defined', () => {
    const { catalog, objects } = of(name).file;
    expect(objects.dict(catalog.get('MarkInfo')).get('Marked')).toBe(true);
    expect(objects.dict(catalog.get('ViewerPreferences')).get('DisplayDocTitle')).toBe(true);
    expect(objects.list(catalog.get('OutputIntents'))).toHaveLength(1);
  });

  test('fonts: all inside, cut to what is drawn, as wide as they say', () => {
    const { file } = of(name);
    expect(file.fonts.length).toBeGreaterThan(1);
    for (const font of file.fonts) {
      expect(font.embedded, font.name).toBe(true);
      expect(font.name).toMatch(/^[A-Z]{6}\+/);
      expect(font.length, font.name).toBeLessThan(90_000);
      expect(font.wrongWidths).toEqual([]);
    }
    expect(new Set(file.fonts.map((font) => font.name)).size).toBe(file.fonts.length);
  });

  test('the data travels along, whole', () => {
    const { file, json, doc } = of(name);
    const [attached, ...others] = file.attached;
    expect(others).toEqual([]);
    expect(attached).toMatchObject({
      name: 'brief.json',
      relationship: 'Data',
      mediaType: 'application/json',
      description: doc.title,
      size: json.length,
      checkSum: createHash('md5').update(json).digest('hex'),
    });
    expect(Buffer.compare(Buffer.from(attached?.bytes ?? []), Buffer.from(json))).toBe(0);
  });
});

const sourceOf = (item: Element | null): string => {
  const [label] = item?.kids ?? [];
  return typeof label === 'object' ? plain(textOf(label)) : '';
};

test('two files are told apart by their identity', () => {
  const ids = NAMES.map((name) => of(name).file.id.join());
  expect(ids.every((id) => /^([0-9a-f]{32}),\1$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(NAMES.length);
});

test('sources in another language than the brief’s say so', () => {
  const { file } = of('canada-chine-depuis-2018');
  const foreign = file.elements.filter(({ role, lang }) => role === 'Span' && lang === 'en');
  expect(foreign.filter((span) => within(span, 'LBody')).length).toBeGreaterThan(50);
});
