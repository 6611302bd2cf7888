// In: a face and the glyphs that a document draws. Out: a TrueType font with these glyphs alone (their numbers unchanged), and its
// objects in the file. Numbers stay because a shaped word is written as it was shaped, whatever the document.

import { deflateSync } from 'node:zlib';
import type { Ref, Writer } from './conform.ts';
import type { Face, Shaped } from './fonts.ts';
import { once } from './once.ts';

/** Glyphs drawn with one face. */
export class Used {
  readonly face: Face;
  /** What each glyph stands for, the first meaning it was drawn with. */
  readonly glyphs: Map<number, readonly number[]> = new Map();
  private readonly words: Set<Shaped> = new Set();

  constructor(face: Face) {
    this.face = face;
  }

  add(word: Shaped): void {
    if (this.words.has(word)) return;
    this.words.add(word);
    word.glyphs.forEach((glyph, i) => {
      if (!this.glyphs.has(glyph)) this.glyphs.set(glyph, (word.codePoints[i] ?? []).map(plainSpace));
    });
  }
}

// Both spaces are one glyph: who copies or searches text wants the common one.
const plainSpace = (codePoint: number) => (codePoint === 0xa0 ? 0x20 : codePoint);

const REMEMBERED = 16;
const subsets = new WeakMap<Face, Map<string, { bytes: Uint8Array; length: number }>>();

/** The font file of a subset, deflated, with its length before. The last few are remembered. */
function fontFile(used: Used): { bytes: Uint8Array; length: number } {
  const glyphs = [...used.glyphs.keys()].sort((a, b) => a - b);
  const key = glyphs.join(' ');
  const known = once(subsets, used.face, () => new Map<string, { bytes: Uint8Array; length: number }>());
  if (known.size >= REMEMBERED && !known.has(key)) known.delete(known.keys().next().value as string);
  return once(known, key, () => {
    const plain = subset(used.face.bytes, glyphs);
    return { bytes: deflateSync(plain, { level: 6 }), length: plain.length };
  });
}

/** `/W` of the font: advance of each glyph, in thousandths (ISO 32000-1, 9.7.4.3). */
function widths(used: Used): string {
  const { font, scale } = used.face;
  let out = '';
  let before = -2;
  for (const glyph of [...used.glyphs.keys()].sort((a, b) => a - b)) {
    const width = Math.round(advanceOf(font, glyph) * scale * 100) / 100;
    if (glyph === before + 1) out += ` ${width}`;
    else out += `${before < 0 ? '' : ']'}${glyph}[${width}`;
    before = glyph;
  }
  return `[${out}${before < 0 ? '' : ']'}]`;
}

function advanceOf(font: Face['font'], glyph: number): number {
  return font.getGlyph(glyph).advanceWidth;
}

/** Writes the objects of a font under the number that pages already use. */
export function writeFont(writer: Writer, used: Used, key: string, ref: Ref): void {
  const { font, scale } = used.face;
  const file = fontFile(used);
  // Six capitals name a subset (ISO 32000-1, 9.6.4).
  const name = `CHANC${String.fromCharCode(64 + Number(key.slice(1)))}+${font.postscriptName}`;
  const stream = writer.stream(file.bytes, { Length1: file.length }, true);
  const box = [font.bbox.minX, font.bbox.minY, font.bbox.maxX, font.bbox.maxY].map((n) => num(n * scale)).join(' ');
  const flags = 4 | (font.italicAngle !== 0 ? 64 : 0);
  const descriptor = writer.object(
    `<</Type/FontDescriptor/FontName/${name}/Flags ${flags}/FontBBox[${box}]/ItalicAngle ${num(font.italicAngle)}/Ascent ${num(font.ascent * scale)}/Descent ${num(font.descent * scale)}/CapHeight ${num(font.capHeight * scale)}/StemV 80/FontFile2 ${stream}>>`,
  );
  const descendant = writer.object(
    `<</Type/Font/Subtype/CIDFontType2/BaseFont/${name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor ${descriptor}/DW 0/W${widths(used)}/CIDToGIDMap/Identity>>`,
  );
  const unicode = writer.stream(Buffer.from(toUnicode(used), 'latin1'));
  writer.fill(
    ref,
    `<</Type/Font/Subtype/Type0/BaseFont/${name}/Encoding/Identity-H/DescendantFonts[${descendant}]/ToUnicode ${unicode}>>`,
  );
}

const num = (n: number) => String(Math.round(n * 100) / 100);
const hex = (n: number) => n.toString(16).toUpperCase().padStart(4, '0');
/** UTF-16 code units of code points, in hexadecimal. */
const utf16 = (codePoints: readonly number[]) =>
  [...String.fromCodePoint(...codePoints)].flatMap((c) => c.split('').map((u) => hex(u.charCodeAt(0)))).join('');

/** The ToUnicode map of the glyphs (ISO 32000-1, 9.10.3). */
function toUnicode(used: Used): string {
  const rows = [...used.glyphs]
    .filter(([, codePoints]) => codePoints.length > 0)
    .sort((a, b) => a[0] - b[0])
    .map(([glyph, codePoints]) => `<${hex(glyph)}><${utf16(codePoints)}>`);
  const chunks: string[] = [];
  for (let i = 0; i < rows.length; i += 100) {
    const some = rows.slice(i, i + 100);
    chunks.push(`${some.length} beginbfchar\n${some.join('\n')}\nendbfchar`);
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000><FFFF>
endcodespacerange
${chunks.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`;
}

/** Tables that a PDF viewer needs of a TrueType font (ISO 32000-1, 9.9). */
const KEPT = ['cvt ', 'fpgm', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'prep'];
// Flags of a part of a composite glyph (OpenType, glyf).
const WORDS = 0x0001;
const SCALE = 0x0008;
const MORE = 0x0020;
const TWO_SCALES = 0x0040;
const MATRIX = 0x0080;

function subset(bytes: Uint8Array, wanted: readonly number[]): Uint8Array {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = new Map<string, Uint8Array>();
  for (let i = 0; i < file.getUint16(4); i++) {
    const at = 12 + i * 16;
    const tag = String.fromCharCode(...bytes.subarray(at, at + 4));
    const start = file.getUint32(at + 8);
    if (KEPT.includes(tag)) tables.set(tag, bytes.subarray(start, start + file.getUint32(at + 12)));
  }
  const table = (tag: string): Uint8Array => tables.get(tag) ?? new Uint8Array(0);
  const view = (data: Uint8Array) => new DataView(data.buffer, data.byteOffset, data.byteLength);
  const long = view(table('head')).getInt16(50) === 1;
  const loca = view(table('loca'));
  const offset = (glyph: number) => (long ? loca.getUint32(glyph * 4) : loca.getUint16(glyph * 2) * 2);
  const outline = (glyph: number) => table('glyf').subarray(offset(glyph), offset(glyph + 1));

  const all = new Set<number>([0, ...wanted]);
  for (const glyph of all) for (const part of partsOf(outline(glyph))) all.add(part);
  const glyphs = [...all].sort((a, b) => a - b);
  const count = (glyphs.at(-1) ?? 0) + 1;

  let size = 0;
  for (const glyph of glyphs) size += (outline(glyph).length + 3) & ~3;
  const glyf = new Uint8Array(size);
  const places = new DataView(new ArrayBuffer((count + 1) * 4));
  const advances = new DataView(new ArrayBuffer(count * 4));
  const metrics = view(table('hhea')).getUint16(34);
  const hmtx = view(table('hmtx'));
  let at = 0;
  let next = 0;
  for (const glyph of glyphs) {
    for (; next <= glyph; next++) places.setUint32(next * 4, at);
    const data = outline(glyph);
    glyf.set(data, at);
    at += (data.length + 3) & ~3;
    const row = Math.min(glyph, metrics - 1) * 4;
    advances.setUint16(glyph * 4, hmtx.getUint16(row));
    advances.setInt16(
      glyph * 4 + 2,
      glyph < metrics ? hmtx.getInt16(row + 2) : hmtx.getInt16(metrics * 4 + (glyph - metrics) * 2),
    );
  }
  for (; next <= count; next++) places.setUint32(next * 4, at);

  const head = new Uint8Array(table('head'));
  view(head).setInt16(50, 1);
  view(head).setUint32(8, 0);
  const hhea = new Uint8Array(table('hhea'));
  view(hhea).setUint16(34, count);
  const maxp = new Uint8Array(table('maxp'));
  view(maxp).setUint16(4, count);
  const made = new Map(tables);
  made.set('glyf', glyf);
  made.set('loca', new Uint8Array(places.buffer));
  made.set('hmtx', new Uint8Array(advances.buffer));
  made.set('head', head);
  made.set('hhea', hhea);
  made.set('maxp', maxp);
  return assemble(made);
}

function partsOf(outline: Uint8Array): number[] {
  if (outline.length < 10) return [];
  const view = new DataView(outline.buffer, outline.byteOffset, outline.byteLength);
  if (view.getInt16(0) >= 0) return [];
  const parts: number[] = [];
  let at = 10;
  for (let flags = MORE; flags & MORE; ) {
    flags = view.getUint16(at);
    parts.push(view.getUint16(at + 2));
    at += 4 + (flags & WORDS ? 4 : 2) + (flags & SCALE ? 2 : flags & TWO_SCALES ? 4 : flags & MATRIX ? 8 : 0);
  }
  return parts;
}

function assemble(tables: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const tags = [...tables.keys()].sort();
  const start = 12 + tags.length * 16;
  const length = tags.reduce((sum, tag) => sum + (((tables.get(tag) as Uint8Array).length + 3) & ~3), start);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  const power = Math.floor(Math.log2(tags.length));
  view.setUint32(0, 0x00010000);
  view.setUint16(4, tags.length);
  view.setUint16(6, 16 * 2 ** power);
  view.setUint16(8, power);
  view.setUint16(10, 16 * (tags.length - 2 ** power));
  let at = start;
  tags.forEach((tag, i) => {
    const data = tables.get(tag) as Uint8Array;
    bytes.set(data, at);
    const row = 12 + i * 16;
    for (let c = 0; c < 4; c++) bytes[row + c] = tag.charCodeAt(c);
    let sum = 0;
    const end = (data.length + 3) & ~3;
    for (let word = 0; word < end; word += 4) sum = (sum + view.getUint32(at + word)) >>> 0;
    view.setUint32(row + 4, sum);
    view.setUint32(row + 8, at);
    view.setUint32(row + 12, data.length);
    at += end;
  });
  return bytes;
}
