// In: what a picture should be. Out: its bytes, made here from the standard, so that what is read can be held against what was meant.

import { crc32, deflateSync } from 'node:zlib';
import { createCanvas } from '@napi-rs/canvas';

export interface PngOptions {
  width?: number;
  height?: number;
  /** 0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha. */
  colour?: 0 | 2 | 3 | 4 | 6;
  depth?: 1 | 2 | 4 | 8 | 16;
  /** Of every row. */
  filter?: 0 | 1 | 2 | 3 | 4;
  interlaced?: boolean;
  /** Samples of each dot, 0 to the most of the depth. */
  dot?: (x: number, y: number) => number[];
  palette?: number[];
  transparent?: number[];
}

/** A PNG (ISO/IEC 15948), filtered as asked. */
export function png(options: PngOptions = {}): Uint8Array {
  const {
    width = 4,
    height = 4,
    colour = 2,
    depth = 8,
    filter = 0,
    interlaced = false,
    palette,
    transparent,
  } = options;
  const samples = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colour];
  const dot =
    options.dot ?? ((x, y) => Array.from({ length: samples }, (_, i) => (x * 40 + y * 25 + i * 60) % 2 ** depth));
  const row = Math.ceil((width * samples * depth) / 8);
  const plain = new Uint8Array(row * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      dot(x, y).forEach((value, i) => {
        const bit = (x * samples + i) * depth;
        const at = y * row + (bit >> 3);
        if (depth === 16) [plain[at], plain[at + 1]] = [value >> 8, value & 255];
        else plain[at] = (plain[at] ?? 0) | (value << (8 - depth - (bit & 7)));
      });
  const step = Math.max(1, (samples * depth) >> 3);
  const raw = new Uint8Array((row + 1) * height);
  for (let y = 0; y < height; y++) {
    raw[y * (row + 1)] = filter;
    for (let x = 0; x < row; x++) {
      const [left, up, corner] = [
        x >= step ? (plain[y * row + x - step] ?? 0) : 0,
        y > 0 ? (plain[(y - 1) * row + x] ?? 0) : 0,
        x >= step && y > 0 ? (plain[(y - 1) * row + x - step] ?? 0) : 0,
      ];
      const sum = left + up - corner;
      const nearest = [left, up, corner].reduce((a, b) => (Math.abs(sum - b) < Math.abs(sum - a) ? b : a));
      const guess = [0, left, up, Math.floor((left + up) / 2), nearest][filter] ?? 0;
      raw[y * (row + 1) + 1 + x] = (plain[y * row + x] ?? 0) - guess;
    }
  }
  const head = new DataView(new ArrayBuffer(13));
  head.setUint32(0, width);
  head.setUint32(4, height);
  [depth, colour, 0, 0, interlaced ? 1 : 0].forEach((value, i) => {
    head.setUint8(8 + i, value);
  });
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', new Uint8Array(head.buffer)),
    ...(palette ? [chunk('PLTE', Uint8Array.from(palette))] : []),
    ...(transparent ? [chunk('tRNS', Uint8Array.from(transparent))] : []),
    // In two pieces, as programs that save large pictures do.
    ...halves(deflateSync(raw)).map((part) => chunk('IDAT', part)),
    chunk('IEND', new Uint8Array()),
  ]);
}

const halves = (bytes: Uint8Array) => [bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)];

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** A JPEG, as a program makes it. */
export function jpeg(width = 48, height = 24): Uint8Array {
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#a23b22';
  pen.fillRect(0, 0, width, height);
  return canvas.toBuffer('image/jpeg');
}

/** The folder of templates of the project, for copies. */
export const TEMPLATES = new URL('../templates/', import.meta.url);
