// npm run test:browser: the Word document as LibreOffice opens it. Its text, its order and its numbers are those of the document, and its pages have
// their heads and feet.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Draft } from '../../src/brief.ts';
import { type Doc, eachInline, number } from '../../src/model/doc.ts';
import { writeDocx } from '../../src/write/docx/docx.ts';
import { readTheme } from '../../src/write/pdf/theme.ts';
import { HARD } from '../hard.fixture.ts';
import { goldenRequests, openHouse, TODAY } from '../house.ts';
import { SOURCES } from '../pdf.fixture.ts';
import { readDocx } from '../reader/docx.ts';
import { even, spoken } from '../reader/told.ts';
import { demand, OFFICE } from './programs.ts';

demand(OFFICE, 'LibreOffice', '--no-install-recommends libreoffice-writer');

const run = promisify(execFile);
const theme = readTheme(readFileSync(new URL('../../templates/style/theme.json', import.meta.url), 'utf8'));
/** Letters of a long statement that are looked for at either end. */
const END = 300;
const NAMES = [...goldenRequests().keys(), ...Object.keys(HARD)];

describe.skipIf(OFFICE === null)('LibreOffice', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-office-'));
  const docs = new Map<string, { doc: Doc; bytes: Uint8Array }>();

  beforeAll(async () => {
    const house = await openHouse();
    for (const [name, request] of goldenRequests()) {
      const draft: Draft = await house.draft(request);
      docs.set(name, { doc: draft.doc, bytes: house.write(draft, 'docx').bytes });
    }
    await house.close();
    for (const [name, make] of Object.entries(HARD)) {
      const doc = make();
      number(doc, SOURCES, { found: '178', kept: '31', dropped: '147', single: '4', drafts: '0' });
      docs.set(name, { doc, bytes: writeDocx(doc, { theme, paper: 'a4', day: TODAY, id: name }) });
    }
    for (const [name, { bytes }] of docs) writeFileSync(join(folder, `${name}.docx`), bytes);
    const files = NAMES.map((name) => join(folder, `${name}.docx`));
    // A profile of its own: another one running would take the work and say nothing.
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
    for (const kind of ['txt:Text (encoded):UTF8', 'pdf'])
      await run(OFFICE ?? '', [profile, '--headless', '--convert-to', kind, '--outdir', folder, ...files]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const of = (name: string) => docs.get(name) as { doc: Doc; bytes: Uint8Array };

  describe.each(NAMES)('%s', (name) => {
    test('has the same text in the same order, with the same numbers', () => {
      const { bytes } = of(name);
      let source = 0;
      let ordered = 0;
      const expected = readDocx(bytes).paragraphs.map(({ style, text }) => {
        if (style === 'ListNumber') ordered++;
        else ordered = 0;
        const label =
          style === 'Bibliography' ? `${++source} ` : style === 'ListBullet' ? '• ' : ordered > 0 ? `${ordered}. ` : '';
        return label + text.replace(/(?:⟦\d+⟧)+/g, (marks) => ` [${marks.slice(1, -1).split('⟧⟦').join(', ')}]`);
      });
      expect(even(readFileSync(join(folder, `${name}.txt`), 'utf8').replace('\ufeff', ''))).toBe(
        even(expected.join('\n')),
      );
    });

    test('sets every statement on its pages, in order; each page has its head and its foot', async () => {
      const { doc } = of(name);
      const read = await getDocument({
        data: new Uint8Array(readFileSync(join(folder, `${name}.pdf`))),
        verbosity: 0,
        useSystemFonts: false,
      }).promise;
      // Lines of any page break where they will, also at hyphens.
      const bare = (text: string) => even(text).replaceAll(/[ \u200b]/g, '');
      let told = '';
      for (let n = 1; n <= read.numPages; n++) {
        const { items } = await (await read.getPage(n)).getTextContent();
        let page = bare(items.map((item) => ('str' in item ? item.str : '')).join(''));
        const { header, marking, footer, page: words } = doc.furniture;
        const number = words.replace('{n}', String(n)).replace('{total}', String(read.numPages));
        for (const piece of [header + marking, footer + number]) {
          expect(page, `page ${n}`).toContain(bare(piece));
          page = page.replace(bare(piece), '');
        }
        told += page;
      }
      await read.loadingTask.destroy();
      let at = 0;
      eachInline(doc.blocks, (inline) => {
        if (inline.type !== 'statement') return;
        const wanted = bare(
          spoken(inline.children).replace(/(?:⟦\d+⟧)+/g, (marks) => `[${marks.slice(1, -1).split('⟧⟦').join(',')}]`),
        );
        // Letters of other scripts may be set from the right, or by a font that gives no text.
        if (/[^\p{Script=Latin}\p{Script=Common}\p{M}]/u.test(wanted)) return;
        // What is taller than a page has the head of its table in its midst.
        for (const part of wanted.length > 2 * END ? [wanted.slice(0, END), wanted.slice(-END)] : [wanted]) {
          const found = told.indexOf(part, at);
          expect(found, `${part} after ${told.slice(at, at + 300)}`).toBeGreaterThanOrEqual(0);
          at = found + part.length;
        }
      });
    });
  });
});
