// The Word document as those who open it get it, read by a reader that shares nothing with the writer: every golden brief, and the documents that are
// hard to set.

import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chancery } from '../src/brief.ts';
import { type Block, type Doc, eachInline, type Inline, number } from '../src/model/doc.ts';
import type { Paper } from '../src/model/question.ts';
import { writeDocx } from '../src/write/docx/docx.ts';
import { readTheme } from '../src/write/pdf/theme.ts';
import { HARD } from './hard.fixture.ts';
import { goldenRequests, openHouse, TODAY } from './house.ts';
import { note, SOURCES, text } from './pdf.fixture.ts';
import { type Docx, firstVal, type Node, readDocx, textOf, treeOf, within } from './reader/docx.ts';
import { even, spoken } from './reader/told.ts';
import { wellFormed } from './reader/xml.ts';

const theme = readTheme(readFileSync(new URL('../templates/style/theme.json', import.meta.url), 'utf8'));

function written(doc: Doc, paper: Paper = 'letter'): { doc: Doc; bytes: Uint8Array; file: Docx } {
  number(doc, SOURCES, { found: '178', kept: '31', dropped: '147', single: '4', drafts: '0' });
  const bytes = writeDocx(doc, { theme, paper, day: TODAY, id: '0123456789abcdef' });
  return { doc, bytes, file: readDocx(bytes) };
}

let house: Chancery;
const made = new Map<string, ReturnType<typeof written>>();
const NAMES = [...goldenRequests().keys(), ...Object.keys(HARD)];
beforeAll(async () => {
  house = await openHouse();
  for (const [name, request] of goldenRequests()) {
    const draft = await house.draft(request);
    const { bytes } = house.write(draft, 'docx');
    made.set(name, { doc: draft.doc, bytes, file: readDocx(bytes) });
  }
  for (const [name, doc] of Object.entries(HARD)) made.set(name, written(doc()));
});
afterAll(() => house.close());
const of = (name: string) => made.get(name) as ReturnType<typeof written>;

const STYLE = { text: 'Normal', meta: 'Subtitle', small: 'BodyText3', caption: 'Caption' } as const;
const HEADING = { 1: 'Title', 2: 'Heading1', 3: 'Heading2', 4: 'Heading3' } as const;

/** What went in: style and text of each paragraph, in reading order. */
function expected(blocks: readonly Block[], plain = 'Normal'): string[] {
  const say = (style: string, inlines: readonly Inline[] | string) =>
    `${style}: ${even(typeof inlines === 'string' ? inlines : spoken(inlines))}`;
  return blocks.flatMap((block): string[] => {
    switch (block.type) {
      case 'section':
        return expected(block.children, plain);
      case 'callout':
        return expected(block.children, 'BlockText');
      case 'heading':
        return [say(HEADING[block.level], [...numberOf(block), ...block.children])];
      case 'paragraph':
        return [say(block.role === 'text' ? plain : STYLE[block.role], [...numberOf(block), ...block.children])];
      case 'entry': {
        const notes = block.margin.flatMap((one) => (one.type === 'figure' ? [] : [one]));
        const lines = notes
          .flatMap(({ children }) => children)
          .map((one) => (one.type === 'break' ? '\n' : spoken([one])));
        const [first = '', ...rest] = lines.join('').split('\n');
        const lead = even(rest.length > 0 ? `${first} (${rest.join(', ')})` : first);
        return [
          ...(notes.length > 0 ? [`NoteHeading: ${lead}`] : []),
          ...expected(block.margin.filter(({ type }) => type === 'figure')),
          ...expected(block.children, plain),
        ];
      }
      case 'list':
        return block.items.map((item) => say(block.ordered ? 'ListNumber' : 'ListBullet', item.children));
      case 'table':
        return [
          ...(block.caption.length > 0 ? [say('Caption', block.caption)] : []),
          ...[block.head, ...block.rows.map(({ cells }) => cells)].flatMap((cells) =>
            cells.map((cell) => say('BodyText2', cell.children)),
          ),
        ];
      case 'figure': {
        const { chart } = block;
        // A map says nothing without its picture.
        if (chart.kind === 'locator') return [];
        const told = [
          ...(block.caption.length > 0 ? [say('Caption', block.caption)] : []),
          say('BodyText3', block.alt),
        ];
        if (chart.kind !== 'series') return told;
        const periods = [...new Set(chart.lines.flatMap(({ points }) => points.map(({ period }) => period)))].sort();
        const head = [chart.unit, ...chart.lines.map(({ name }) => name)];
        const rows = periods.map((period) => [
          period,
          ...chart.lines.map(({ points }) => points.find((point) => point.period === period)?.display ?? ''),
        ]);
        return [...told, ...[head, ...rows].flat().map((cell) => say('BodyText2', cell))];
      }
      case 'contents':
        return [
          say('Caption', block.title),
          ...block.items.map(({ heading }) => say('BodyText3', [...numberOf(heading), ...heading.children])),
        ];
      case 'sources':
        return block.items.map(({ children }) => say('Bibliography', children));
      default:
        return block satisfies never;
    }
  });
}

const numberOf = ({ number: n }: { number?: number | null }): Inline[] =>
  typeof n === 'number' ? [{ type: 'text', value: `${n} ` }] : [];

const styleOf = (file: Docx, id: string): Node | undefined =>
  within(treeOf(file.parts.get('word/styles.xml') as string), 'w:style').find(
    (one) => one.attributes['w:styleId'] === id,
  );

describe.each(NAMES)('%s', (name) => {
  test('all that went in is read, in order, in the style of what it is: nothing cut, nothing added', () => {
    const { doc, file } = of(name);
    const read = file.paragraphs.map(({ style, text: told }) => `${style}: ${even(told)}`);
    // Word wants a paragraph between two tables and after the last.
    const parting = (line: string) => line !== 'Normal: ';
    const { logo, lines = [] } = doc.furniture.letterhead ?? {};
    const head = [
      ...(logo ? ['Letterhead: '] : []),
      ...(lines.length > 0 ? [`Letterhead: ${even(lines.join(' '))}`] : []),
    ];
    expect(read.filter(parting)).toEqual([...head, ...expected(doc.blocks).filter(parting)]);
  });

  test('a logo says what it shows, and is in the file', () => {
    const { doc, bytes, file } = of(name);
    const { logo } = doc.furniture.letterhead ?? {};
    expect(within(file.document, 'wp:docPr').map(({ attributes }) => attributes['descr'])).toEqual(
      logo ? [logo.alt] : [],
    );
    const pictures = Object.entries(unzipSync(bytes)).filter(([path]) => path.startsWith('word/media/'));
    expect(pictures.map(([, content]) => Buffer.from(content))).toEqual(logo ? [Buffer.from(logo.picture.bytes)] : []);
  });

  test('every style and numbering that is used is there, under a name that Word itself has', () => {
    const { file } = of(name);
    const used = ['w:pStyle', 'w:rStyle', 'w:tblStyle'].flatMap((kind) =>
      within(file.document, kind).map(({ attributes }) => attributes['w:val'] ?? ''),
    );
    for (const id of new Set(used)) {
      const own = firstVal(styleOf(file, id) as Node, 'w:name') ?? '';
      expect(own.replaceAll(' ', '').toLowerCase()).toBe(id.toLowerCase());
    }
    const numbering = treeOf(file.parts.get('word/numbering.xml') as string);
    const defined = within(numbering, 'w:num').map(({ attributes }) => attributes['w:numId']);
    for (const paragraph of file.paragraphs) if (paragraph.numbering) expect(defined).toContain(paragraph.numbering);
  });

  test('marks refer to the source of their number, which is numbered so by the list itself', () => {
    const { doc, file } = of(name);
    const sources = file.paragraphs.filter(({ style }) => style === 'Bibliography');
    const bookmarks = sources.map(({ node }) =>
      within(node, 'w:bookmarkStart').map(({ attributes }) => attributes['w:name']),
    );
    expect(bookmarks).toEqual(sources.map((_, i) => [`source_${i + 1}`]));
    const fields = within(file.document, 'w:fldSimple');
    for (const field of fields) expect(field.attributes['w:instr']).toBe(` REF source_${textOf(field)} \\n \\h `);
    const numbers: string[] = [];
    eachInline(doc.blocks, (inline) => {
      if (inline.type === 'mark') numbers.push(...inline.numbers.map(String));
    });
    // A document that lists no sources has nothing to refer to.
    expect(fields.map(textOf)).toEqual(sources.length > 0 ? numbers : []);
  });

  test('tables: heads are repeated, rows are not split where they fit, every row has as many cells, widths add up', () => {
    const { doc, file } = of(name);
    const width = Number(within(file.document, 'w:pgSz')[0]?.attributes['w:w']) - 2 * 72 * 20;
    for (const table of file.tables) {
      const rows = within(table, 'w:tr');
      const columns = within(table, 'w:gridCol').map(({ attributes }) => Number(attributes['w:w']));
      expect(columns.reduce((sum, one) => sum + one, 0)).toBe(Math.round(width));
      for (const one of columns) expect(one).toBeGreaterThan(200);
      for (const row of rows) {
        expect(within(row, 'w:tc')).toHaveLength(columns.length);
        // But for what may be taller than a page: there Word would cut it off.
        if (textOf(row).length < 600) expect(within(row, 'w:cantSplit')).toHaveLength(1);
        if (textOf(row).length > 4000) expect(within(row, 'w:cantSplit')).toHaveLength(0);
      }
      const [look] = within(table, 'w:tblLook');
      const heads = rows.filter((row) => within(row, 'w:tblHeader').length > 0);
      expect(heads).toEqual(look?.attributes['w:firstRow'] === '1' ? [rows[0]] : []);
      expect([look?.attributes['w:firstRow'], look?.attributes['w:firstColumn']]).toContain('1');
    }
    let tables = 0;
    const count = (blocks: readonly Block[]) => {
      for (const block of blocks) {
        if (block.type === 'table' || (block.type === 'figure' && block.chart.kind === 'series')) tables++;
        if (block.type === 'section' || block.type === 'callout' || block.type === 'entry') count(block.children);
      }
    };
    count(doc.blocks);
    expect(file.tables).toHaveLength(tables);
  });

  test('languages: the document’s, and every foreign phrase’s; what is written from the right is said to be', () => {
    const { doc, file } = of(name);
    const styles = treeOf(file.parts.get('word/styles.xml') as string);
    const defaults = within(within(styles, 'w:docDefaults')[0] as Node, 'w:lang')[0];
    expect(defaults?.attributes['w:val']).toBe(`${doc.language}-CA`);
    const phrases: string[] = [];
    eachInline(doc.blocks, (inline) => {
      const known: Record<string, string> = { 'zh-Hans': 'zh-CN', 'zh-Hant': 'zh-TW' };
      if (inline.type === 'lang') phrases.push(`${known[inline.lang] ?? inline.lang} ${even(spoken(inline.children))}`);
    });
    const runs = within(file.document, 'w:r').flatMap((run) => {
      const [lang] = within(run, 'w:lang');
      if (!lang) return [];
      const right = /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(textOf(run));
      expect(within(run, 'w:rtl')).toHaveLength(right ? 1 : 0);
      expect('w:bidi' in lang.attributes).toBe(right);
      return [`${Object.values(lang.attributes)[0]} ${even(textOf(run))}`];
    });
    expect(runs).toEqual(phrases);
  });

  test('head and foot of every page, and what the file says of itself', () => {
    const { doc, file } = of(name);
    const part = (path: string) => treeOf(file.parts.get(path) as string);
    const { header, marking, footer, page, subject, author, keywords } = doc.furniture;
    expect(textOf(part('word/header1.xml'))).toBe(`${header}\t${marking}`);
    expect(textOf(part('word/footer1.xml'))).toBe(`${footer}\t${page.replace('{n}', '1').replace('{total}', '1')}`);
    expect(
      within(part('word/footer1.xml'), 'w:fldSimple').map(({ attributes }) => attributes['w:instr']?.trim()),
    ).toEqual(['PAGE', 'NUMPAGES']);
    const core = new Map(wellFormed(file.parts.get('docProps/core.xml') as string).map((one) => [one.name, one.text]));
    expect(core.get('dc:title')).toBe(doc.title);
    expect(core.get('dc:subject')).toBe(subject);
    expect(core.get('dc:creator')).toBe(author);
    expect(core.get('cp:keywords')).toBe(keywords);
    expect(core.get('dc:language')).toBe(`${doc.language}-CA`);
    expect(core.get('dcterms:created')).toBe(`${TODAY}T12:00:00Z`);
    expect(core.get('dcterms:modified')).toBe(`${TODAY}T12:00:00Z`);
  });

  test('links lead to one heading, or outside by addresses of the web, each named once', () => {
    const { file } = of(name);
    const all = within(file.document, 'w:hyperlink').map(({ attributes }) => attributes);
    const [inside, outside] = [true, false].map((is) => all.filter((one) => (one['w:anchor'] !== undefined) === is));
    const names = within(file.document, 'w:bookmarkStart').map(({ attributes }) => attributes['w:name']);
    for (const { 'w:anchor': to } of inside ?? []) expect(names.filter((one) => one === to)).toHaveLength(1);
    const used = (outside ?? []).map((one) => one['r:id'] ?? '');
    expect(new Set(used)).toEqual(new Set(file.links.keys()));
    for (const address of file.links.values()) {
      expect(address).toMatch(/^https?:\/\//);
      expect(() => new URL(address)).not.toThrow();
    }
    expect(new Set(file.links.values()).size).toBe(file.links.size);
  });
});

test('the same document gives the same bytes, in every time zone, dated on its day', () => {
  const here = process.env['TZ'];
  const files = ['America/Toronto', 'Asia/Tokyo', 'Pacific/Apia'].map((zone) => {
    process.env['TZ'] = zone;
    return written(note()).bytes;
  });
  if (here === undefined) delete process.env['TZ'];
  else process.env['TZ'] = here;
  for (const file of files) expect(Buffer.compare(file, files[0] as Uint8Array)).toBe(0);
  // The local file header (APPNOTE, 4.3.7): a date as the file allocation table has it.
  const date = Buffer.from(files[0] as Uint8Array).readUInt16LE(12);
  expect([1980 + (date >> 9), (date >> 5) & 15, date & 31].join('-')).toBe(TODAY);
});

test('paper: letter in Canada, A4 on request', () => {
  const size = (paper: Paper) => within(written(note(), paper).file.document, 'w:pgSz')[0]?.attributes;
  expect(size('letter')).toEqual({ 'w:w': '12240', 'w:h': '15840' });
  expect(size('a4')).toEqual({ 'w:w': '11906', 'w:h': '16838' });
});

const documentOf = (...blocks: Block[]): Doc => ({ ...note(), blocks });
const paragraph = (...children: Inline[]): Block => ({ type: 'paragraph', role: 'text', children });

test('what XML cannot hold, what hyphens cannot be, what no link may be', () => {
  const { file } = written(
    documentOf(
      paragraph(text('a\u0000b\ufffec <w:t> & "d" co\u00adop Wi\u2011Fi  two\nlines')),
      paragraph({ type: 'link', href: 'javascript:alert(1)', children: [text('here')] }),
      paragraph({ type: 'link', href: 'https://example.org/a b|c"<d>', children: [text('there')] }),
    ),
  );
  expect(file.paragraphs.map((one) => one.text)).toEqual([
    'a\ufffdb\ufffdc <w:t> & "d" co\u00adop Wi\u2011Fi two lines',
    'here',
    'there',
  ]);
  expect([...file.links.values()]).toEqual(['https://example.org/a%20b%7Cc%22%3Cd%3E']);
});

test('each ordered list counts from one; two tables in a row stay two', () => {
  const list: Block = { type: 'list', ordered: true, items: [{ children: [text('a')] }, { children: [text('b')] }] };
  const table: Block = {
    type: 'table',
    role: 'plain',
    caption: [],
    columns: [{ align: 'text', header: true }],
    head: [{ children: [text('h')] }],
    rows: [{ cells: [{ children: [text('c')] }] }],
  };
  const { file } = written(documentOf(list, list, table, table));
  expect(file.paragraphs.slice(0, 4).map(({ numbering }) => numbering)).toEqual(['3', '3', '4', '4']);
  const body = within(file.document, 'w:body')[0]?.children.map((child) =>
    typeof child === 'string' ? child.trim() : child.name,
  );
  expect(body?.filter((child) => child !== '')).toEqual([
    'w:p',
    'w:p',
    'w:p',
    'w:p',
    'w:tbl',
    'w:p',
    'w:tbl',
    'w:p',
    'w:sectPr',
  ]);
});
