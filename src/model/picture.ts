// In: the bytes of a picture. Out: its kind, its size, and its dots. Refuses, with the reason, what is neither PNG nor JPEG, what is cut short or
// damaged, and what has too many dots. Pure: the bytes are all it looks at.

import { inflateSync } from 'node:zlib';

/** A picture that can be printed. */
export interface Picture {
  mediaType: 'image/png' | 'image/jpeg';
  /** In dots. */
  width: number;
  height: number;
  /** The file as it is. */
  bytes: Uint8Array;
}

/** Why a file is no picture of ours, and what to do about it. */
export interface Unfit {
  detail: string;
  suggestion: string;
}

/** Most dots: enough for a page of paper at 300 to the inch, and no more memory than that. */
const MOST_DOTS = 4_000_000;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export const isUnfit = <Good extends object>(read: Good | Unfit): read is Unfit => 'suggestion' in read;
const unfit = (detail: string, suggestion: string): Unfit => ({ detail, suggestion });
const DAMAGED = unfit('it is cut short or damaged', 'save it again');

/** Looks at a file: kind, size, and whether it is whole. */
export function readPicture(bytes: Uint8Array): Picture | Unfit {
  if (SIGNATURE.every((byte, i) => bytes[i] === byte)) {
    const dots = readPng(bytes);
    if (isUnfit(dots)) return dots;
    return { mediaType: 'image/png', width: dots.width, height: dots.height, bytes };
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8) {
    const frame = readJpeg(bytes);
    if (isUnfit(frame)) return frame;
    return { mediaType: 'image/jpeg', width: frame.width, height: frame.height, bytes };
  }
  const kind = kindOf(bytes);
  return unfit(kind === '' ? 'it is no picture' : `it is a ${kind}`, 'save it as PNG or JPEG');
}

/** What else people take for a picture. */
function kindOf(bytes: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 256));
  if (/^\s*(<\?xml|<!--|<svg)/.test(head)) return 'drawing (SVG or another XML)';
  if (head.startsWith('GIF8')) return 'GIF';
  if (head.startsWith('%PDF')) return 'PDF';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'WebP';
  if (head.startsWith('BM')) return 'bitmap (BMP)';
  if (head.startsWith('II*') || head.startsWith('MM\u0000*')) return 'TIFF';
  return '';
}

function tooMany(width: number, height: number): Unfit | null {
  if (width < 1 || height < 1) return DAMAGED;
  if (width * height <= MOST_DOTS) return null;
  return unfit(`it has ${width} × ${height} dots`, `save it smaller: at most ${MOST_DOTS} dots in all`);
}

// ---- JPEG (ITU-T T.81, annex B) ----------------------------------------------------------------------------------------

/** Size and number of colour components of a JPEG. */
export interface Frame {
  width: number;
  height: number;
  /** 1 grey, 3 colours. */
  components: 1 | 3;
}

/** Reads the head of a JPEG up to its first scan, and sees that it ends as it should. */
export function readJpeg(bytes: Uint8Array): Frame | Unfit {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frame: Frame | Unfit | null = null;
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return DAMAGED;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    // Start of scan: the head is over.
    if (marker === 0xda) {
      const [last, end] = bytes.subarray(-2);
      return frame && last === 0xff && end === 0xd9 ? frame : DAMAGED;
    }
    const starts = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (starts) {
      if (at + 10 > bytes.length) return DAMAGED;
      frame = frameOf(marker, view.getUint16(at + 7), view.getUint16(at + 5), bytes[at + 9] ?? 0);
      if (isUnfit(frame)) return frame;
    }
    if (length < 2) return DAMAGED;
    at += 2 + length;
  }
  return DAMAGED;
}

function frameOf(marker: number, width: number, height: number, components: number): Frame | Unfit {
  // Baseline, extended and progressive: what every reader of a PDF decodes.
  if (marker > 0xc2) return unfit('it is a JPEG of a rare kind', 'save it as baseline JPEG, or as PNG');
  if (components !== 1 && components !== 3)
    return unfit('its colours are those of a print shop (CMYK)', 'save it in RGB');
  return tooMany(width, height) ?? { width, height, components };
}

// ---- PNG (ISO/IEC 15948) -----------------------------------------------------------------------------------------------

/** The dots of a PNG, from the top left corner, opaque on white. */
export interface Dots {
  width: number;
  height: number;
  /** Red, green and blue of each dot, or its grey alone. */
  channels: 1 | 3;
  data: Uint8Array;
}

interface Head {
  width: number;
  height: number;
  depth: number;
  /** 0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha. */
  colour: number;
}

const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Decodes a PNG. Transparent dots are laid on white, which is what paper is. */
export function readPng(bytes: Uint8Array): Dots | Unfit {
  const chunks = chunksOf(bytes);
  const head = chunks && headOf(chunks.get('IHDR'));
  if (!chunks || !head) return DAMAGED;
  const { width, height, depth, colour, interlaced } = head;
  const samples = SAMPLES[colour];
  const many = tooMany(width, height);
  if (many) return many;
  if (samples === undefined || ![1, 2, 4, 8, 16].includes(depth)) return DAMAGED;
  if (interlaced) return unfit('it is an interlaced PNG', 'save it without interlacing');
  const row = Math.ceil((width * samples * depth) / 8);
  const raw = inflated(chunks.get('IDAT'), height * (row + 1));
  const data = raw && unfiltered(raw, row, height, Math.max(1, (samples * depth) >> 3));
  if (!data) return DAMAGED;
  return onWhite(data, row, head, samples, chunks.get('PLTE'), chunks.get('tRNS'));
}

/** Chunks by type, the data of all of a type joined; null where the file does not hold together. */
function chunksOf(bytes: Uint8Array): Map<string, Uint8Array> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = new Map<string, Uint8Array[]>();
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (at + 12 + length > bytes.length) return null;
    chunks.set(type, [...(chunks.get(type) ?? []), bytes.subarray(at + 8, at + 8 + length)]);
    if (type === 'IEND') return new Map([...chunks].map(([name, parts]) => [name, Buffer.concat(parts)]));
    at += 12 + length;
  }
  return null;
}

function headOf(chunk: Uint8Array | undefined): (Head & { interlaced: boolean }) | null {
  if (chunk?.length !== 13) return null;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const [depth = 0, colour = 0, , , interlace = 0] = chunk.subarray(8);
  return { width: view.getUint32(0), height: view.getUint32(4), depth, colour, interlaced: interlace !== 0 };
}

/** Never more than what the head promises. */
function inflated(data: Uint8Array | undefined, size: number): Uint8Array | null {
  if (!data) return null;
  try {
    const raw = inflateSync(data, { maxOutputLength: size });
    return raw.length === size ? raw : null;
  } catch {
    return null;
  }
}

/** Undoes the filter of each row (9.2). */
function unfiltered(raw: Uint8Array, row: number, height: number, step: number): Uint8Array | null {
  const out = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (row + 1)] ?? 0;
    if (filter > 4) return null;
    for (let x = 0; x < row; x++) {
      const at = y * row + x;
      const left = x >= step ? (out[at - step] ?? 0) : 0;
      const up = y > 0 ? (out[at - row] ?? 0) : 0;
      const corner = x >= step && y > 0 ? (out[at - row - step] ?? 0) : 0;
      out[at] = (raw[y * (row + 1) + 1 + x] ?? 0) + guess(filter, left, up, corner);
    }
  }
  return out;
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  return filter === 3 ? (left + up) >> 1 : paeth(left, up, corner);
}

function paeth(left: number, up: number, corner: number): number {
  const sum = left + up - corner;
  const [a, b, c] = [Math.abs(sum - left), Math.abs(sum - up), Math.abs(sum - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** Samples of 8 bits, alpha laid on white. */
function onWhite(
  data: Uint8Array,
  row: number,
  { width, height, depth, colour }: Head,
  samples: number,
  palette: Uint8Array | undefined,
  transparent: Uint8Array | undefined,
): Dots | Unfit {
  const channels = colour === 0 || colour === 4 ? 1 : 3;
  const out = new Uint8Array(width * height * channels);
  const most = 2 ** depth - 1;
  const sample = (y: number, n: number): number => {
    if (depth === 8) return data[y * row + n] ?? 0;
    if (depth === 16) return data[y * row + 2 * n] ?? 0;
    const bit = n * depth;
    return ((data[y * row + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & most;
  };
  const grey = (value: number) => (depth >= 8 ? value : Math.round((value * 255) / most));
  // One colour may stand for none (11.3.2.1); of 16 bits the upper ones are compared, as they are drawn.
  const none = transparent && (colour === 0 || colour === 2) ? noneOf(transparent, depth) : null;
  const alphaOf = (x: number, y: number): number => {
    if (colour === 3) return transparent?.[sample(y, x)] ?? 255;
    if (samples === 2 || samples === 4) return sample(y, x * samples + samples - 1);
    return none?.every((value, c) => sample(y, x * samples + c) === value) ? 0 : 255;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const first = sample(y, x * samples);
      if (colour === 3 && (palette === undefined || palette.length < 3 * (first + 1))) return DAMAGED;
      const alpha = alphaOf(x, y);
      for (let c = 0; c < channels; c++) {
        const value = colour === 3 ? (palette?.[3 * first + c] ?? 0) : grey(sample(y, x * samples + c));
        out[(y * width + x) * channels + c] = Math.round((value * alpha + 255 * (255 - alpha)) / 255);
      }
    }
  }
  return { width, height, channels, data: out };
}

/** The samples that stand for no colour. */
function noneOf(chunk: Uint8Array, depth: number): number[] {
  const values: number[] = [];
  for (let at = 0; at + 1 < chunk.length; at += 2) values.push(chunk[at + (depth === 16 ? 0 : 1)] ?? 0);
  return values;
}
