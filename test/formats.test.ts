// One document, six formats: each is read back, and says what the document says: the same statements, in the same order, with the same numbers, and
// the same sources under these numbers.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chancery, Draft } from '../src/brief.ts';
import { type Block, eachInline, type SourceItem, statementsOf } from '../src/model/doc.ts';
import { FORMATS, type Format } from '../src/model/question.ts';
import { goldenRequests, openHouse } from './house.ts';
import { statementsInHtml } from './reader/html.ts';
import { even, spoken, TOLD } from './reader/told.ts';

/** JSON is data: it is compared with the document as it is. */
const READ = FORMATS.filter((format) => format !== 'json');

let house: Chancery;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const sourcesIn = (blocks: readonly Block[]): SourceItem[] =>
  blocks.flatMap((block) => {
    if (block.type === 'sources') return block.items;
    return block.type === 'section' || block.type === 'callout' || block.type === 'entry'
      ? sourcesIn(block.children)
      : [];
  });

describe.each([...goldenRequests()])('%s', (_, request) => {
  let draft: Draft;
  const bytes = new Map<Format, Uint8Array>();
  const read = new Map<Format, string>();
  beforeAll(async () => {
    draft = await house.draft(request);
    for (const format of FORMATS) bytes.set(format, house.write(draft, format).bytes);
    for (const format of READ) read.set(format, TOLD[format](of(format)));
  });
  const of = (format: Format) => bytes.get(format) as Uint8Array;
  const toldBy = (format: Format) => read.get(format) as string;

  test.each(READ)('%s tells every statement, in order, with its marks', (format) => {
    const told = toldBy(format);
    let at = 0;
    let count = 0;
    eachInline(draft.doc.blocks, (inline) => {
      if (inline.type !== 'statement') return;
      const wanted = even(spoken(inline.children));
      const found = told.indexOf(wanted, at);
      expect(found, `“${wanted}” after “${told.slice(at, at + 200)}”`).toBeGreaterThanOrEqual(0);
      at = found + wanted.length;
      count++;
    });
    expect(count).toBe(draft.statements.length);
    // No mark beside those of the document.
    let marks = 0;
    eachInline(draft.doc.blocks, (inline) => {
      if (inline.type === 'mark') marks += inline.numbers.length;
    });
    const labels = format === 'text' ? draft.sources.length : 0;
    expect(told.match(/⟦\d+⟧/g)?.length ?? 0).toBe(marks + labels);
  });

  test('HTML and JSON bound their statements: they are those of the document', () => {
    const statements = statementsOf(draft.doc);
    expect(statementsInHtml(new TextDecoder().decode(of('html')))).toEqual(statements);
    const json = JSON.parse(new TextDecoder().decode(of('json'))) as {
      statements: unknown;
      sources: { number: number; id: string }[];
    };
    expect(json.statements).toEqual(statements);
    expect(json.sources.map(({ number, id }) => [number, id])).toEqual(
      sourcesIn(draft.doc.blocks).map(({ number, source }) => [number, source]),
    );
  });

  test.each(READ)('%s lists the same sources, in the order of their numbers', (format) => {
    const told = toldBy(format);
    let at = told.lastIndexOf(even(spoken(headingOfSources(draft.doc.blocks))));
    expect(at).toBeGreaterThanOrEqual(draft.sources.length > 0 ? 0 : -1);
    for (const { number, children } of sourcesIn(draft.doc.blocks)) {
      const wanted = even(spoken(children));
      const label = { pdf: `${number} `, html: '', docx: '', markdown: `[^${number}]: `, text: `⟦${number}⟧ ` }[format];
      const found = told.indexOf(label + wanted, at);
      expect(found, `${label}${wanted} after ${told.slice(at, at + 200)}`).toBeGreaterThanOrEqual(at);
      at = found + wanted.length;
    }
  });
});

function headingOfSources(blocks: readonly Block[]) {
  for (const block of blocks) {
    if (block.type !== 'section' || !block.children.some(({ type }) => type === 'sources')) continue;
    const heading = block.children.find((child) => child.type === 'heading');
    if (heading?.type === 'heading') return heading.children;
  }
  return [];
}
