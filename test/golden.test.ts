// The walk, written down. For each question seven files, one for each room; the first that differs names the guilty room. To accept a change:
// npm run golden, then look at what changed.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Brief, Chancery, Draft } from '../src/brief.ts';
import type { Request } from '../src/model/question.ts';
import { openHistory } from './delta.fixture.ts';
import { openHouse } from './house.ts';

const BRIEFS: Record<string, Request> = {
  'canada-china-since-2018': { text: 'Canada-China since 2018' },
  'canada-chine-depuis-2018': { text: 'Relations Canada-Chine depuis 2018' },
  'canada-in-2025': { text: 'Canada in 2025' },
  'canada-en-2025': { text: 'le Canada en 2025' },
  'canada-india-chronology': { text: 'Chronology Canada-India since 2023' },
  'canada-inde-chronologie': { text: 'Chronologie Canada-Inde depuis 2023' },
  'canada-eu-agreements': { text: 'Agreements between Canada and the European Union' },
  'canada-ue-accords': { text: 'Accords entre le Canada et l’Union européenne' },
  'canada-bhutan': { text: 'Canada-Bhutan since 2018' },
  'canada-india-one-page': { text: 'Canada-India since 2023', product: 'one-page' },
  'canada-china-two-pages': { text: 'Canada-China since 2018', product: 'bilateral-note' },
  'canada-ukraine-deux-pages': { text: 'Relations Canada-Ukraine depuis 2022', product: 'bilateral-note' },
  'canada-china-meeting': {
    text: 'Canada-China since 2018',
    meeting: {
      date: '2026-12-03',
      time: '14:30',
      place: 'Lester B. Pearson Building, Ottawa',
      format: 'Bilateral meeting, in person',
      language: 'English and Mandarin',
      interpretation: 'Consecutive',
      mandate: 'At the request of the Chinese side, after the economic and trade dialogue',
      participants: [
        { name: 'Anita Anand', title: 'Minister of Foreign Affairs', party: 'CAN' },
        { name: 'Jennifer May', title: 'Ambassador', party: 'Canada' },
        { name: 'Wang Yi', party: 'CHN' },
        { name: 'Li Na', title: 'Interpreter', party: 'China' },
      ],
      objectives: [
        'Relief on meal, peas, lobster and crab beyond the end of the year',
        'A date for the joint commission',
      ],
      theirObjectives: ['The electric-vehicle quota'],
      runOfShow: ['14:30 Photograph', '14:35 Opening remarks', '15:30 Close'],
      ifRaised: ['The Indo-Pacific Strategy: the review is under way'],
      doNotRaise: ['Consular cases by name'],
      deliverables: ['A joint readout'],
    },
  },
  'canada-trip': {
    text: 'Canada',
    trip: {
      title: 'Trade mission to Seoul and Tokyo',
      stops: [
        { date: '2026-12-03', endDate: '2026-12-04', place: 'Seoul', parties: ['KOR'], title: 'Trade round table' },
        {
          date: '2026-12-05',
          place: 'Tokyo',
          parties: ['JPN'],
          meeting: {
            date: '2026-12-05',
            time: '10:00',
            place: 'Prime Minister’s Office',
            participants: [{ name: 'Mark Carney', title: 'Prime Minister', party: 'CAN' }],
            objectives: ['A date for the next economic dialogue'],
          },
        },
      ],
      logistics: ['Departure from Ottawa, 2 December, 20:00'],
    },
  },
  'canada-deplacement': {
    text: 'le Canada',
    trip: {
      stops: [
        { date: '2026-12-03', place: 'Mexico', parties: ['MEX'], product: 'one-page' },
        { date: '2026-12-04', place: 'Thimphou', parties: ['BTN'] },
      ],
    },
  },
  'canada-chine-comite': {
    text: 'Relations Canada-Chine depuis 2018',
    committee: {
      name: 'Comité spécial sur la relation entre le Canada et la République populaire de Chine',
      date: '2026-12-01',
      motion: 'Que le comité étudie l’état des relations avec la Chine depuis janvier 2026.',
      members: ['Jeanne Untel (présidence)', 'Jean Untel'],
      questions: [
        'Quels droits la Chine impose-t-elle encore sur le canola?',
        'Que fait le gouvernement contre l’ingérence étrangère?',
        'Le Canada laisse-t-il entrer les véhicules électriques chinois?',
        'Où en est le programme lunaire?',
      ],
      askedBefore: ['Qu’a conclu le premier ministre à Pékin?'],
      principals: ['Sous-ministre adjoint, Indo-Pacifique'],
    },
  },
};
/** What changed in a history that is not in the release; see delta.fixture.ts. */
const CHANGES: Record<string, Request> = {
  'bhutan-nepal-changes': { parties: ['BTN', 'NPL'], delta: { from: 'B0001-1' } },
  'bhoutan-nepal-changements': { parties: ['BTN', 'NPL'], delta: { from: 'B0001-1' }, language: 'fr' },
};
const ACCEPT = process.env['GOLDEN'] === 'accept';

let release: Chancery;
let changing: Chancery;
beforeAll(async () => {
  release = await openHouse();
  changing = await openHistory();
});
afterAll(async () => {
  await release.close();
  await changing.close();
});

describe.each(Object.entries({ ...BRIEFS, ...CHANGES }))('%s', (name, request) => {
  let house: Chancery;
  const at = (file: string) => join(import.meta.dirname, 'briefs', name, file);
  let draft: Draft;
  let pdf: Brief;
  let read: PDFDocumentProxy;
  beforeAll(async () => {
    house = name in CHANGES ? changing : release;
    draft = await house.draft(request);
    pdf = house.write(draft, 'pdf');
    read = await getDocument({ data: new Uint8Array(pdf.bytes), verbosity: 0, useSystemFonts: false }).promise;
  });
  afterAll(() => read?.loadingTask.destroy());

  const same = (file: string, text: string) => {
    if (ACCEPT || (!existsSync(at(file)) && !process.env['CI'])) {
      mkdirSync(dirname(at(file)), { recursive: true });
      writeFileSync(at(file), text);
    }
    expect(text).toBe(readFileSync(at(file), 'utf8'));
  };

  test('1 question', () => same('1-question.json', `${JSON.stringify(draft.question, null, 2)}\n`));

  test('2 facts', () => {
    const lines = [...draft.dossier.facts.values()]
      .filter((f) => [...draft.kept, ...draft.dropped].some((c) => c.fact === f.id))
      .map((f) => `${f.kind.padEnd(9)} ${f.id}`);
    same('2-facts.txt', `${lines.join('\n')}\n`);
  });

  test('3 dossier', () => {
    const sections = draft.dossier.sections.map(
      (s) => `${s.section}\n${JSON.stringify(s, null, 1).replace(/^/gm, '  ')}`,
    );
    const choices = [
      ...draft.kept.map((c) => `kept ${c.reason} ${c.fact}`),
      ...draft.dropped.map((c) => `dropped ${c.reason} ${c.fact}`),
    ];
    same('3-dossier.txt', `${sections.join('\n')}\n\n${choices.join('\n')}\n`);
  });

  test('4 doc', () =>
    same(
      '4-doc.html',
      new TextDecoder().decode(house.write(draft, 'html').bytes).replace(/<style>[\s\S]*?<\/style>/, '<style></style>'),
    ));

  test('5 pages', async () => {
    const pages: string[] = [];
    for (let n = 1; n <= read.numPages; n++) {
      const { items } = await (await read.getPage(n)).getTextContent();
      const text = items.map((i) => ('str' in i ? i.str + (i.hasEOL ? '\n' : '') : '')).join('');
      pages.push(`---- page ${n} ----\n${text.replace(/[ \n]+$/gm, '')}`);
    }
    same('5-pages.txt', `${pages.join('\n')}\n`);
  });

  test('6 tags', async () => {
    const lines: string[] = [];
    for (let n = 1; n <= read.numPages; n++) {
      lines.push(`---- page ${n} ----`);
      const tree = await (await read.getPage(n)).getStructTree();
      if (tree) outline(tree, 0, lines);
    }
    same('6-tags.txt', `${lines.join('\n')}\n`);
  });

  test('7 the first page, as a picture', async () => {
    const page = await read.getPage(1);
    const viewport = page.getViewport({ scale: 0.75 });
    const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
    await page.render({ canvas: canvas as never, viewport }).promise;
    const png = canvas.toBuffer('image/png');
    if (ACCEPT || (!existsSync(at('7-page-1.png')) && !process.env['CI'])) writeFileSync(at('7-page-1.png'), png);
    const [now, then] = [await pixels(png), await pixels(readFileSync(at('7-page-1.png')))];
    expect([now.width, now.height]).toEqual([then.width, then.height]);
    let far = 0;
    for (let i = 0; i < now.data.length; i++) if (Math.abs((now.data[i] ?? 0) - (then.data[i] ?? 0)) > 32) far++;
    // The same machine gives the same picture; another may smooth an edge differently.
    expect(far / now.data.length).toBeLessThan(0.002);
  });
});

test.each([
  ['sample-en.pdf', 'Canada-China since 2018'],
  ['sample-fr.pdf', 'Relations Canada-Chine depuis 2018'],
])('the sample in docs is what the house makes: %s', async (file, text) => {
  const at = join(import.meta.dirname, '../docs', file);
  const { bytes, sha256 } = release.write(await release.draft({ text, product: 'bilateral-note' }), 'pdf');
  if (ACCEPT) writeFileSync(at, bytes);
  expect(createHash('sha256').update(readFileSync(at)).digest('hex')).toBe(sha256);
});

async function pixels(png: Uint8Array) {
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
}

interface Node {
  role?: string;
  children?: Node[];
  alt?: string;
  lang?: string;
  type?: string;
}

function outline(node: Node, depth: number, lines: string[]): void {
  if (node.type === 'content' || node.type === 'object') return;
  lines.push(
    `${'  '.repeat(depth)}${node.role ?? ''}${node.lang ? ` [${node.lang}]` : ''}${node.alt ? ` “${node.alt.slice(0, 60)}”` : ''}`,
  );
  for (const child of node.children ?? []) outline(child, depth + 1, lines);
}
