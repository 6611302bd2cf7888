// The page: written by src/write/pdf, read back by pdf.js, which knows nothing of us.

import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, test } from 'vitest';
import { type Block, type Doc, eachInline, type Inline, number } from '../src/model/doc.ts';
import { ProblemError } from '../src/model/problem.ts';
import type { Paper } from '../src/model/question.ts';
import { layout } from '../src/write/pdf/layout.ts';
import { type LineOfText, textOfRun } from '../src/write/pdf/page.ts';
import { fit as fitAll, loadFonts, type Press, readTheme, writePdf } from '../src/write/pdf/pdf.ts';
import { nasty, note, SOURCES, say, text } from './pdf.fixture.ts';

const fitOne = (doc: Doc, pages: number, on: Press): Doc => fitAll([doc], pages, on)[0] as Doc;

const folder = new URL('../templates/style/', import.meta.url);
const themeText = readFileSync(new URL('theme.json', folder), 'utf8');
const theme = readTheme(themeText);
const open = () => loadFonts(theme, (path) => readFileSync(new URL(path, folder)));
const fonts = open();
const attachment = {
  name: 'brief.json',
  description: 'The facts of this brief',
  bytes: new TextEncoder().encode('{"facts":[]}'),
};
const press = (paper: Paper = 'letter'): Press => ({ paper, theme, fonts, day: '2026-11-23', id: 'sha-1', attachment });
const COUNTS = { found: '178', kept: '31', dropped: '147', single: '3', drafts: '0' };

function printed(
  doc: Doc,
  paper: Paper = 'letter',
  budget: number | null = null,
): { doc: Doc; bytes: Uint8Array; pages: number } {
  const kept = budget === null ? doc : fitOne(doc, budget, press(paper));
  number(kept, SOURCES, COUNTS);
  return { doc: kept, ...writePdf(kept, press(paper)) };
}

interface Node {
  role?: string;
  type?: string;
  id?: string;
  alt?: string;
  lang?: string;
  children?: Node[];
}
/** The file as a screen reader walks it: elements with the text of their content, page after page. */
async function readBack(
  bytes: Uint8Array,
): Promise<{ spoken: string; furniture: string[]; nodes: Node[]; lowest: number; pages: number }> {
  const file = await getDocument({ data: new Uint8Array(bytes), verbosity: 0, useSystemFonts: false }).promise;
  let spoken = '';
  const nodes: Node[] = [];
  const furniture: string[] = [];
  let lowest = 0;
  for (let n = 1; n <= file.numPages; n++) {
    const page = await file.getPage(n);
    const content = await page.getTextContent({ includeMarkedContent: true, disableNormalization: true });
    const texts = new Map<string, string>();
    let furnished = '';
    const stack: (string | null)[] = [];
    lowest = 1000;
    for (const item of content.items) {
      if ('type' in item) {
        if (item.type === 'endMarkedContent') stack.pop();
        else
          stack.push(
            item.type === 'beginMarkedContentProps'
              ? (item.id ?? stack.at(-1) ?? null)
              : (item as { tag?: string }).tag === 'Artifact'
                ? null
                : (stack.at(-1) ?? null),
          );
      } else {
        const id = stack.at(-1);
        if (id) {
          texts.set(id, (texts.get(id) ?? '') + item.str);
          if (item.str.trim() !== '') lowest = Math.min(lowest, item.transform[5] as number);
        } else furnished += `${item.str} `;
      }
    }
    furniture.push(furnished);
    const walk = (node: Node) => {
      nodes.push(node);
      if (node.id) spoken += texts.get(node.id) ?? '';
      if (node.role !== 'Figure') for (const child of node.children ?? []) walk(child);
    };
    const tree = (await page.getStructTree()) as Node | null;
    if (tree) walk(tree);
  }
  return { spoken, furniture, nodes, lowest, pages: file.numPages };
}

/** The text of the file's objects, those in object streams too. */
function objects(bytes: Uint8Array): string {
  const raw = Buffer.from(bytes).toString('latin1');
  const packed = [...raw.matchAll(/\/Type \/ObjStm[\s\S]*?\nstream\n([\s\S]*?)\n+endstream/g)];
  return (
    raw + packed.map((found) => inflateSync(Buffer.from(found[1] as string, 'latin1')).toString('latin1')).join('')
  );
}

/** Without what a page may change: spaces, hyphens. */
const bare = (s: string) => s.normalize('NFC').replace(/[\s\u00a0\u202f\u00ad\u2011-]/gu, '');

/** All text of a document, marks included, in reading order, with the labels of its lists. */
function written(blocks: readonly Block[]): string {
  const inlines = (list: readonly Inline[]): string =>
    list
      .map((inline) => {
        if (inline.type === 'text' || inline.type === 'count') return inline.value;
        if (inline.type === 'mark') return inline.numbers.join(', ');
        return inline.type === 'break' ? ' ' : inlines(inline.children);
      })
      .join('');
  return blocks
    .map((block) => {
      switch (block.type) {
        case 'section':
        case 'callout':
          return written(block.children);
        case 'entry':
          return written(block.margin) + written(block.children);
        case 'heading':
        case 'paragraph':
          return inlines(block.children);
        case 'list':
          return block.items.map((item, i) => (block.ordered ? `${i + 1}.` : '•') + inlines(item.children)).join('');
        case 'table':
          return (
            inlines(block.caption) +
            [...block.head, ...block.rows.flatMap((row) => row.cells)].map((cell) => inlines(cell.children)).join('')
          );
        case 'figure':
          return inlines(block.caption);
        case 'contents':
          return inlines(block.title) + block.items.map((item) => inlines(item.children)).join('');
        case 'sources':
          return block.items.map((item) => item.number + inlines(item.children)).join('');
        default:
          return block satisfies never;
      }
    })
    .join('');
}

describe('what goes in is read back', () => {
  test.each([
    ['the note', note, 'letter'],
    ['the note on A4', note, 'a4'],
    ['the nasty one', nasty, 'letter'],
    ['the nasty one on A4', nasty, 'a4'],
  ] as const)('%s: nothing lost, in reading order', async (_, make, paper) => {
    const { doc, bytes } = printed(make(), paper);
    const back = await readBack(bytes);
    expect(bare(back.spoken)).toBe(bare(written(doc.blocks)));
  });

  test('a row parted between pages is read cell by cell', async () => {
    const long = (word: string) => ({ children: [text(`${word} `.repeat(900))] });
    const column = { align: 'text', header: false } as const;
    const table: Block = {
      type: 'table',
      role: 'plain',
      caption: [],
      columns: [column, column],
      head: [],
      rows: [{ cells: [long('left'), long('right')] }],
    };
    const { bytes, pages } = writePdf({ ...note(), blocks: [table] }, press());
    const { spoken } = await readBack(bytes);
    expect(pages).toBeGreaterThan(1);
    expect(spoken.match(/left/g)).toHaveLength(900);
    expect(spoken.match(/right/g)).toHaveLength(900);
    expect(Buffer.from(bytes).toString('latin1')).not.toContain('undefined');
    const lines = layout({ ...note(), blocks: [table] }, press())[0]?.things.filter(
      (thing) => thing.kind === 'line' && thing.owner !== null,
    ) as LineOfText[];
    const words = lines.map((line) => line.runs.map(textOfRun).join('').slice(0, 4));
    expect(words.lastIndexOf('left')).toBeLessThan(words.indexOf('righ'));
  });

  test('tags: headings without gaps, cells with scope, figures with alternatives, languages, one tree', async () => {
    const { bytes } = printed(nasty());
    const raw = objects(bytes);
    const { nodes } = await readBack(bytes);
    const roles = new Set(nodes.map((node) => node.role));
    for (const role of [
      'Document',
      'Sect',
      'H1',
      'H2',
      'P',
      'L',
      'LI',
      'Lbl',
      'LBody',
      'Table',
      'Caption',
      'THead',
      'TBody',
      'TR',
      'TH',
      'TD',
      'Figure',
      'Link',
      'Span',
    ]) {
      expect(roles).toContain(role);
    }
    const heads = raw.match(/<<\/Type\/StructElem\/S\/TH\/.*/g) ?? [];
    expect(heads).toHaveLength(63);
    expect(heads.every((head) => /\/Scope\/(Row|Column)>>/.test(head))).toBe(true);
    expect(nodes.find((node) => node.role === 'Figure')?.alt).toMatch(/aucune valeur pour 2020/);
    expect(nodes.some((node) => node.role === 'Span' && node.lang === 'de')).toBe(true);
    expect(raw).toContain('/Lang (fr-CA)');
    expect(raw).toContain('/URI(https://example.org/trait%C3%A9s%2F1?a=1&b=\\(2\\))');
  });

  test('links: every one has contents and stands in the structure tree', () => {
    const { doc, bytes } = printed(note());
    const raw = objects(bytes);
    const links = raw.match(/<<\/Type\/Annot\/Subtype\/Link.*/g) ?? [];
    let marks = 0;
    eachInline(doc.blocks, (inline) => {
      if (inline.type === 'mark') marks += inline.numbers.length;
    });
    expect(links).toHaveLength(marks);
    for (const link of links) expect(link).toMatch(/\/StructParent \d+\/Contents\(Source \d+\)\/Dest\[/);
    expect(raw.match(/\/Type\/OBJR/g)).toHaveLength(marks);
  });

  test('the head of a table stands on every page it goes on to', async () => {
    const { furniture, pages } = await readBack(printed(nasty()).bytes);
    expect(pages).toBeGreaterThan(3);
    for (const text of furniture.slice(1, -1)) expect(text).toMatch(/Accords.*\(suite\).*Date.*Instrument/);
    furniture.forEach((text, i) => {
      expect(text).toContain(`page ${i + 1} de ${pages}`);
      expect(text).toContain('UNCLASSIFIED // NON CLASSIFIÉ');
    });
  });

  test('metadata name both standards and are escaped; the data travels along', () => {
    const raw = Buffer.from(printed(note()).bytes).toString('utf8');
    expect(raw).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(raw).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
    expect(raw).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(raw).toContain('Canada and China &#60;since&#62; 2018 &#38; before');
    expect(raw).toContain('/AFRelationship /Data');
  });
});

describe('a page budget', () => {
  test.each(
    ([1, 2, 3] as const).flatMap((pages) =>
      (['letter', 'a4'] as const).flatMap((paper) => [
        ['note', pages, paper, note] as const,
        ['nasty', pages, paper, nasty] as const,
      ]),
    ),
  )('%s: %i pages of %s', async (_, budget, paper, make) => {
    const before = printed(make(), paper).pages;
    const { doc, bytes, pages } = printed(make(), paper, budget);
    expect(pages).toBeLessThanOrEqual(budget);
    const back = await readBack(bytes);
    expect(back.pages).toBe(pages);
    expect(bare(back.spoken)).toBe(bare(written(doc.blocks)));
    if (before <= budget) return;
    const { height } = theme.paper[paper];
    const filled = (height - theme.page.top - back.lowest) / (height - theme.page.top - theme.page.bottom);
    expect(pages === budget ? filled : 0).toBeGreaterThanOrEqual(0.85);
  });

  test('what weighs more stays; sentences go from the end; what is empty goes whole', () => {
    const doc = fitOne(note(), 1, press());
    const ids = doc.blocks.flatMap((block) => (block.type === 'section' ? [block.id] : []));
    expect(ids).toContain('where-things-stand');
    expect(ids).toContain('gaps');
    expect(ids).not.toContain('agreements');
    const full = JSON.stringify(note().blocks);
    eachInline(doc.blocks, (inline) => {
      if (inline.type === 'statement') expect(full).toContain(JSON.stringify(inline).slice(0, 60));
    });
  });

  test('a section of which only a remark is left goes whole', () => {
    const doc = note();
    for (const block of doc.blocks) {
      if (block.type === 'section' && block.id === 'agreements') {
        block.children.splice(1, 0, {
          type: 'paragraph',
          role: 'small',
          children: [text('Two lesser ones are left out.')],
        });
      }
    }
    const ids = fitOne(doc, 1, press()).blocks.flatMap((block) => (block.type === 'section' ? [block.id] : []));
    expect(ids).not.toContain('agreements');
  });

  test('does not touch the document it is given', () => {
    const doc = note();
    const before = JSON.stringify(doc.blocks);
    fitOne(doc, 1, press());
    expect(JSON.stringify(doc.blocks)).toBe(before);
  });

  test('refuses what cannot be made short enough', () => {
    const doc = note();
    const long: Block = {
      type: 'paragraph',
      role: 'text',
      children: [say('Nothing of this may be left out. '.repeat(400))],
    };
    expect(() => fitOne({ ...doc, blocks: [...doc.blocks, long] }, 1, press())).toThrow(
      /cannot be dropped needs \d pages; the budget is 1/,
    );
  });
});

describe('the page', () => {
  const linesOf = (doc: Doc, paper: Paper) =>
    layout(doc, press(paper)).map((page) => ({
      page,
      lines: page.things.filter((thing): thing is LineOfText => thing.kind === 'line' && thing.owner !== null),
    }));

  test.each([
    ['note', note],
    ['nasty', nasty],
  ] as const)('%s: no mark begins a line, no line leaves the page, no heading ends one', (_, make) => {
    for (const paper of ['letter', 'a4'] as const) {
      const doc = make();
      number(doc, SOURCES, COUNTS);
      for (const { page, lines } of linesOf(doc, paper)) {
        for (const line of lines) {
          expect(line.runs[0]?.ink.tag?.inline.type).not.toBe('mark');
          const last = line.runs.at(-1);
          const space = (last?.words.at(-1)?.text === ' ' ? 0.3 : 0) * (last?.ink.size ?? 0);
          expect((last?.x ?? 0) + (last?.width ?? 0) - space).toBeLessThanOrEqual(page.width - theme.page.side + 0.5);
          expect(line.y).toBeLessThan(page.height - theme.page.bottom);
        }
        const end = lines.at(-1)?.owner?.node;
        expect(end && 'type' in end ? end.type : null).not.toBe('heading');
        // A space that may not break does not end a line.
        for (const line of lines) expect(line.runs.map(textOfRun).join('')).not.toMatch(/\u00a0$/);
      }
    }
  });

  test('the numbers of the marks do not move the lines', () => {
    const shape = (doc: Doc) => linesOf(doc, 'letter').map(({ lines }) => lines.map((line) => line.y));
    const doc = note();
    doc.blocks = doc.blocks.filter((block) => block.type !== 'section' || block.id !== 'sources');
    const before = shape(doc);
    number(doc, SOURCES, COUNTS);
    expect(shape(doc)).toEqual(before);
  });

  test('the same document gives the same bytes, with fonts opened anew', () => {
    const once = printed(note()).bytes;
    const again = note();
    number(again, SOURCES, COUNTS);
    const other = writePdf(again, { ...press(), fonts: open() }).bytes;
    expect(Buffer.compare(Buffer.from(once), Buffer.from(other))).toBe(0);
    const renamed = writePdf(again, { ...press(), id: 'sha-2' }).bytes;
    expect(Buffer.compare(Buffer.from(once), Buffer.from(renamed))).not.toBe(0);
  });

  test('a character that no font has is refused with the fact that holds it', () => {
    const doc = note();
    const strange: Block = {
      type: 'paragraph',
      role: 'text',
      children: [{ ...say('The name is 𓀀.'), facts: ['can-chn/2020/name'] }],
    };
    const writing = () => writePdf({ ...doc, blocks: [...doc.blocks, strange] }, press());
    expect(writing).toThrow(ProblemError);
    expect(writing).toThrow('no font has “𓀀” (U+13000), in can-chn/2020/name');
  });

  test('an empty document is one page', () => {
    const { pages } = writePdf(
      { ...note(), blocks: [{ type: 'heading', level: 1, id: 'a', children: [text('A')] }] },
      press(),
    );
    expect(pages).toBe(1);
  });

  test('a theme with pale or tiny print is refused', () => {
    expect(() => readTheme(themeText.replace('"#1f5c8b"', '"#7fb0d8"'))).toThrow(/colours\.blue\.value/);
    expect(() => readTheme(themeText.replace('"size": 7.8', '"size": 7'))).toThrow(/size: 7/);
    expect(() => readTheme('{}')).toThrow(/faces: missing/);
  });
});
