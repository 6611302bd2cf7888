// Logos: what a PNG or a JPEG is taken for, dot by dot, against another decoder; what is refused, and why; and where a logo stands in each format.

import { readFileSync } from 'node:fs';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { type Doc, type Letterhead, number } from '../src/model/doc.ts';
import { type Dots, isUnfit, readJpeg, readPicture, readPng } from '../src/model/picture.ts';
import { writeHtml } from '../src/write/html.ts';
import { writeMarkdown } from '../src/write/markdown.ts';
import { loadFonts, type Press, readTheme, writePdf } from '../src/write/pdf/pdf.ts';
import { note, SOURCES } from './pdf.fixture.ts';
import { jpeg, type PngOptions, png, TEMPLATES } from './pictures.ts';
import { readPdf, textOf } from './reader/reader.ts';

const style = new URL('style/', TEMPLATES);
const theme = readTheme(readFileSync(new URL('theme.json', style), 'utf8'));
const fonts = loadFonts(theme, (path) => readFileSync(new URL(path, style)));
const press = (): Press => ({ paper: 'letter', theme, fonts, day: '2026-11-24', id: 'letterhead', attachment: null });
const NOTE = (): Doc => {
  const doc = note();
  number(doc, SOURCES, { found: '1', kept: '1', dropped: '0', single: '0', drafts: '0' });
  return doc;
};

const dots = (bytes: Uint8Array): Dots => {
  const read = readPng(bytes);
  if (isUnfit(read)) throw new Error(read.detail);
  return read;
};

/** What another decoder shows on white, red, green and blue of each dot. */
async function shown(bytes: Uint8Array): Promise<number[]> {
  const image = await loadImage(Buffer.from(bytes));
  const canvas = createCanvas(image.width, image.height);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, image.width, image.height);
  pen.drawImage(image, 0, 0);
  return [...pen.getImageData(0, 0, image.width, image.height).data].filter((_, i) => i % 4 !== 3);
}

const KINDS: [string, PngOptions][] = [
  ['colour', { colour: 2 }],
  ['colour, 16 bits', { colour: 2, depth: 16, dot: (x, y) => [x * 257 * 60, y * 257 * 60, 257 * 200] }],
  ['colour with alpha', { colour: 6 }],
  ['grey', { colour: 0 }],
  ['grey, 1 bit', { colour: 0, depth: 1, width: 11, dot: (x, y) => [(x + y) % 2] }],
  ['grey, 2 bits', { colour: 0, depth: 2, width: 7, dot: (x) => [x % 4] }],
  ['grey, 4 bits', { colour: 0, depth: 4, width: 5, dot: (x, y) => [(x * 3 + y) % 16] }],
  ['grey with alpha', { colour: 4 }],
  ['palette', { colour: 3, palette: [255, 0, 0, 0, 128, 0, 0, 0, 255], dot: (x) => [x % 3] }],
  [
    'palette, 2 bits',
    { colour: 3, depth: 2, width: 6, palette: [9, 8, 7, 200, 100, 50, 0, 0, 255], dot: (x) => [x % 3] },
  ],
  [
    'palette with transparent entries',
    { colour: 3, palette: [255, 0, 0, 0, 128, 0, 0, 0, 255], transparent: [0, 128], dot: (x) => [x % 3] },
  ],
  [
    'colour with one that is none',
    { colour: 2, transparent: [0, 10, 0, 20, 0, 30], dot: (x) => (x % 2 ? [10, 20, 30] : [9, 9, 9]) },
  ],
  ['grey with one that is none', { colour: 0, transparent: [0, 77], dot: (x) => [x % 2 ? 77 : 12] }],
  ...([1, 2, 3, 4] as const).map((filter): [string, PngOptions] => [
    `filter ${filter}`,
    { colour: 6, filter, width: 9, height: 7 },
  ]),
];

describe('a PNG', () => {
  test.each(KINDS)('is read as others read it: %s', async (_, options) => {
    const bytes = png(options);
    const { data, channels } = dots(bytes);
    const ours = channels === 3 ? [...data] : [...data].flatMap((grey) => [grey, grey, grey]);
    const theirs = await shown(bytes);
    expect(ours).toHaveLength(theirs.length);
    // One rounds where the other cuts.
    expect(Math.max(...ours.map((value, i) => Math.abs(value - (theirs[i] ?? 0))))).toBeLessThanOrEqual(1);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['cut short', png().subarray(0, 60), /cut short or damaged/],
    ['cut in its dots', new Uint8Array([...png().subarray(0, 55), ...png().subarray(58)]), /cut short or damaged/],
    ['with dots of another picture', png({ colour: 3, palette: [0, 0, 0], dot: () => [2] }), /cut short or damaged/],
    ['without a palette', png({ colour: 3, dot: () => [0] }), /cut short or damaged/],
    ['interlaced', png({ interlaced: true }), /interlaced/],
    ['of no dots', png({ width: 1 }).fill(0, 16, 20), /cut short or damaged/],
  ])('is refused: %s', (_, bytes, why) => {
    expect(readPng(bytes)).toMatchObject({ detail: expect.stringMatching(why) });
  });

  test('with more dots than a page has takes no memory: its head is enough', () => {
    const bytes = png();
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(16, 60_000);
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(20, 60_000);
    expect(readPng(bytes)).toMatchObject({ detail: 'it has 60000 × 60000 dots' });
  });

  test('that unpacks to more than its head says is not unpacked', () => {
    const bytes = png({ width: 1000, height: 1000, dot: () => [0, 0, 0] });
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(16, 2);
    expect(readPng(bytes)).toMatchObject({ detail: 'it is cut short or damaged' });
  });
});

describe('a JPEG', () => {
  test('tells its size and colours', () => {
    expect(readJpeg(jpeg(48, 24))).toEqual({ width: 48, height: 24, components: 3 });
  });
  test('cut short is refused at every place', () => {
    const whole = jpeg();
    for (let length = 2; length < whole.length; length += 7)
      expect(isUnfit(readJpeg(whole.subarray(0, length))), String(length)).toBe(true);
  });
  test('in the colours of a print shop is refused', () => {
    const bytes = Uint8Array.from(jpeg());
    const frame = bytes.findIndex((byte, i) => byte === 0xff && [0xc0, 0xc2].includes(bytes[i + 1] ?? 0));
    bytes[frame + 9] = 4;
    expect(readJpeg(bytes)).toMatchObject({ detail: 'its colours are those of a print shop (CMYK)' });
  });
});

test.each([
  ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'it is a drawing (SVG or another XML)'],
  ['<?xml version="1.0"?><svg/>', 'it is a drawing (SVG or another XML)'],
  ['GIF89a', 'it is a GIF'],
  ['%PDF-1.7', 'it is a PDF'],
  ['RIFF0000WEBPVP8 ', 'it is a WebP'],
  ['BM', 'it is a bitmap (BMP)'],
  ['hello', 'it is no picture'],
  ['', 'it is no picture'],
])('what is no picture of ours says what it is: %s', (text, detail) => {
  expect(readPicture(new TextEncoder().encode(text))).toMatchObject({ detail, suggestion: 'save it as PNG or JPEG' });
});

describe('a letterhead', () => {
  const of = (bytes: Uint8Array, lines = ['Department of Examples', 'Briefing Unit']): Letterhead => {
    const picture = readPicture(bytes);
    if (isUnfit(picture)) throw new Error(picture.detail);
    return {
      lines,
      logo: { picture, alt: 'A "square" & more', width: (40 * picture.width) / picture.height, height: 40 },
    };
  };
  const with_ = (letterhead: Letterhead): Doc => ({ ...NOTE(), furniture: { ...NOTE().furniture, letterhead } });

  test.each<[string, Uint8Array, string]>([
    ['PNG with alpha', png({ colour: 6 }), 'FlateDecode'],
    ['grey PNG', png({ colour: 0 }), 'FlateDecode'],
    ['JPEG', jpeg(), 'DCTDecode'],
  ])('is the first thing read on the first page, and stands there once: %s', (_, bytes, filter) => {
    const pdf = readPdf(writePdf(with_(of(bytes)), press()).bytes);
    const [root, div, logo, lines, title] = pdf.elements;
    expect([root, div, logo, lines, title].map((one) => one?.role)).toEqual(['Document', 'Div', 'Figure', 'P', 'H1']);
    expect(logo?.alt).toBe('A "square" & more');
    expect(lines && textOf(lines).replace(/\s+/g, ' ')).toBe('Department of Examples Briefing Unit');
    const pictures = pdf.pages.flatMap((page, i) =>
      page.painted.filter((one) => one.tag === 'Figure' && one.mcid !== null && i === 0),
    );
    const [left, bottom, right, top] = logo?.box ?? [];
    expect(pictures[0]?.box).toEqual({ left, bottom, right, top });
    expect((top ?? 0) - (bottom ?? 0)).toBeCloseTo(40, 1);
    expect(Buffer.from(writePdf(with_(of(bytes)), press()).bytes).includes(`/Subtype /Image`)).toBe(true);
    expect(Buffer.from(writePdf(with_(of(bytes)), press()).bytes).includes(filter)).toBe(true);
  });

  test('of lines alone, or a logo alone, is as good', () => {
    const bare = readPdf(writePdf(with_({ logo: null, lines: ['One line'] }), press()).bytes);
    expect(bare.elements.slice(1, 4).map(({ role }) => role)).toEqual(['Div', 'P', 'H1']);
    const alone = readPdf(writePdf(with_(of(png(), [])), press()).bytes);
    expect(alone.elements.slice(1, 4).map(({ role }) => role)).toEqual(['Div', 'Figure', 'H1']);
  });

  test('travels inside the HTML and is escaped', () => {
    const html = writeHtml(with_(of(png(), ['A <b>bold</b> department'])), { css: '' });
    expect(html).toContain('alt="A &quot;square&quot; &amp; more"');
    expect(html).toContain('<p>A &lt;b&gt;bold&lt;/b&gt; department</p>');
    expect(html).toContain(`src="data:image/png;base64,${Buffer.from(png()).toString('base64')}"`);
  });

  test('gives Markdown its lines', () => {
    expect(writeMarkdown(with_(of(png()))).startsWith('Department of Examples\\\nBriefing Unit\\\n')).toBe(true);
  });

  test('none is no letterhead', () => {
    expect(writeHtml(NOTE(), { css: '' })).not.toContain('letterhead');
    expect(readPdf(writePdf(NOTE(), press()).bytes).elements[1]?.role).toBe('H1');
  });
});
