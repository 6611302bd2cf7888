// In: nothing. Out: a folder with a PDF of everything that Chancery can make: the golden briefs, every relationship in every product, language and
// paper, and the documents that are hard to set.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Doc, number } from '../../src/model/doc.ts';
import { LANGUAGES } from '../../src/model/fact.ts';
import { PAPERS, PRODUCTS } from '../../src/model/question.ts';
import { loadFonts, readTheme, writePdf } from '../../src/write/pdf/pdf.ts';
import { HARD } from '../hard.fixture.ts';
import { goldenRequests, openHouse, PAIRS, requestFor } from '../house.ts';
import { SOURCES } from '../pdf.fixture.ts';

/** Writes the files. @returns the folder, and the names of the files. */
export async function writeFiles(): Promise<{ folder: string; names: string[]; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-conformance-'));
  const names: string[] = [];
  const keep = (name: string, bytes: Uint8Array) => {
    names.push(`${name}.pdf`);
    writeFileSync(join(folder, `${name}.pdf`), bytes);
  };
  const house = await openHouse();
  for (const [name, request] of goldenRequests()) keep(name, house.write(await house.draft(request), 'pdf').bytes);
  for (const parties of PAIRS)
    for (const product of PRODUCTS)
      for (const language of LANGUAGES)
        for (const paper of PAPERS) {
          const draft = await house.draft({ ...requestFor(product, parties), language, paper });
          keep([...parties, product, language, paper].join('-'), house.write(draft, 'pdf').bytes);
        }
  await house.close();
  for (const [name, doc] of Object.entries(HARD))
    for (const paper of PAPERS) keep(`${name}-${paper}`, set(doc(), paper));
  return { folder, names, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const style = new URL('../../templates/style/', import.meta.url);
const theme = readTheme(readFileSync(new URL('theme.json', style), 'utf8'));
const fonts = loadFonts(theme, (path) => readFileSync(new URL(path, style)));

function set(doc: Doc, paper: (typeof PAPERS)[number]): Uint8Array {
  number(doc, SOURCES, { found: '178', kept: '31', dropped: '147', single: '4', drafts: '0' });
  const attachment = { name: 'brief.json', description: doc.title, bytes: new TextEncoder().encode('{}') };
  return writePdf(doc, { paper, theme, fonts, day: '2026-11-23', id: doc.title, attachment }).bytes;
}
