// In: a number of pages. Out: on standard output, as JSON, what a document of about so many took: milliseconds, bytes, and the most memory that this
// process ever had, in MB. The sections of a real brief, over and over.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Block } from '../../src/model/doc.ts';

// As src/launch.js has it.
setFlagsFromString('--semi-space-growth-factor=1');

const ROOT = resolve(import.meta.dirname, '../..');
const dist = (file: string) => import(`../../dist/${file}`);
const [{ openChancery }, { openWorld }, { layout }, { draw }, { loadFonts, readTheme }] = await Promise.all([
  dist('brief.js'),
  dist('world.js'),
  dist('write/pdf/layout.js'),
  dist('write/pdf/draw.js'),
  dist('write/pdf/pdf.js'),
]);
const wanted = Number(process.argv[2]);
const house = await openChancery(openWorld());
const { doc } = await house.draft({ text: 'Canada-China since 2018' });
await house.close();

const style = join(ROOT, 'templates/style');
const theme = readTheme(readFileSync(join(style, 'theme.json'), 'utf8'));
const fonts = loadFonts(theme, (path: string) => readFileSync(join(style, path)));
const press = { paper: 'letter', theme, fonts, day: '2026-11-24', id: 'long', attachment: null };

const isSources = (block: Block) => block.type === 'section' && block.children.some(({ type }) => type === 'sources');
const body: Block[] = doc.blocks.filter((block: Block) => block.type === 'section' && !isSources(block));
const last: Block[] = doc.blocks.filter(isSources);
const natural = layout({ ...doc, blocks: body }, press).length;
const times = Math.max(1, Math.round(wanted / natural));
const blocks = Array.from({ length: times }, () => structuredClone(body)).flat();
const long = { ...doc, blocks: [...doc.blocks.slice(0, 1), ...blocks, ...last] };

const start = performance.now();
const pages = layout(long, press);
const between = performance.now();
const bytes: Uint8Array = draw(long, pages, press);
const end = performance.now();
process.stdout.write(
  JSON.stringify({
    pages: pages.length,
    layout: between - start,
    draw: end - between,
    bytes: bytes.length,
    memory: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
