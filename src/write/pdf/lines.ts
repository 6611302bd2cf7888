// In: boxes and a width. Out: lines: which boxes each holds. As few lines as a greedy breaker would need, and of all ways to
// break into so many, the one whose right edge is the least ragged (after Knuth and Plass, without stretching).
// Nothing is cut: what is wider than its column is loosened at its no-break spaces, then at letters.

import en from 'hyphen/en-us/index.js';
import fr from 'hyphen/fr/index.js';
import type { Inline } from '../../model/doc.ts';
import type { Language } from '../../model/fact.ts';
import { shape } from './fonts.ts';
import { type Box, boxesOf, pieceWidth, type Setting, type WordPiece } from './inline.ts';
import { once } from './once.ts';
import type { Style } from './theme.ts';

/** Lines of a paragraph: `ends[i]` is one past the last box of line i. */
export interface Lines {
  boxes: readonly Box[];
  ends: readonly number[];
}

const LINE_COST = 1000;
const HYPHEN_COST = 1.2;
/** Share of a line left white before hyphens are tried. */
const TOLERANCE = 0.14;
const SHORTEST_HYPHENATED = 8;
const PATTERNS: Record<Language, typeof en> = { en, fr };

interface Known {
  style: Style;
  boxes: readonly Box[];
  widest: number;
  narrowest: number;
  /** Lines it was broken into, by their width: seldom more than one. */
  broken: { width: number; lines: Lines }[];
}
/** Paragraphs already measured, by the array of their inlines: in one style, seldom in two. Lists, since there are very many of them. */
const known = new WeakMap<readonly Inline[], Known[]>();

function measure(inlines: readonly Inline[], style: Style, setting: Setting): Known {
  const measured = once(known, inlines, () => []);
  const found = measured.find((one) => one.style === style);
  if (found) return found;
  const boxes = boxesOf(inlines, style, setting);
  let widest = 0;
  let narrowest = 0;
  let line = 0;
  for (const box of boxes) {
    narrowest = Math.max(narrowest, box.width);
    widest = Math.max(widest, line + box.width);
    line = box.ends ? 0 : line + box.width + box.spaceWidth;
  }
  const own: Known = { style, boxes, widest, narrowest, broken: [] };
  measured.push(own);
  return own;
}

/** Widths of a text set on one line, and of its widest unbreakable part. */
export function extent(
  inlines: readonly Inline[],
  style: Style,
  setting: Setting,
): { widest: number; narrowest: number } {
  return measure(inlines, style, setting);
}

/** Breaks a paragraph into lines no wider than `width`. Remembered by the identity of `inlines`. */
export function breakLines(inlines: readonly Inline[], style: Style, width: number, setting: Setting): Lines {
  const text = measure(inlines, style, setting);
  const found = text.broken.find((one) => one.width === width);
  if (found) return found.lines;
  const { boxes } = text;
  const whole = text.widest <= width && !boxes.some((box) => box.ends);
  const lines = whole ? { boxes, ends: boxes.length > 0 ? [boxes.length] : [] } : best(boxes, style, width, setting);
  text.broken.push({ width, lines });
  return lines;
}

function best(boxes: readonly Box[], style: Style, width: number, setting: Setting): Lines {
  const fitting = boxes.some((box) => box.width > width) ? boxes.flatMap((box) => loosen(box, width, setting)) : boxes;
  const plain = optimum(fitting, width);
  if (plain.worst <= TOLERANCE || !style.hyphens) return { boxes: fitting, ends: plain.ends };
  const hyphenated = fitting.flatMap((box) => hyphenate(box, setting));
  if (hyphenated.length === fitting.length) return { boxes: fitting, ends: plain.ends };
  return { boxes: hyphenated, ends: optimum(hyphenated, width).ends };
}

// Of the best way to each box: what it costs, and where its last line begins. Kept, since most paragraphs are short and many.
let cost = new Float64Array(512);
let from = new Int32Array(512);

function optimum(boxes: readonly Box[], width: number): { ends: number[]; worst: number } {
  const n = boxes.length;
  if (cost.length <= n) {
    cost = new Float64Array(2 * n);
    from = new Int32Array(2 * n);
  }
  for (let end = 1; end <= n; end++) {
    const last = boxes[end - 1] as Box;
    const closes = end === n || last.ends;
    let least = Number.POSITIVE_INFINITY;
    let line = last.hyphenWidth + last.width;
    for (let start = end - 1; start >= 0; start--) {
      if (start < end - 1) {
        const box = boxes[start] as Box;
        if (box.ends) break;
        line += box.width + box.spaceWidth;
      }
      if (line > width + 0.01 && start < end - 1) break;
      const white = Math.max(0, (width - line) / width);
      // A last line may be short, but not one lonely syllable.
      const price = closes ? (white > 0.86 ? 2.5 : 0) : 10 * white * white * (1 + 4 * white);
      const total = (cost[start] as number) + LINE_COST + price + (last.hyphen && !closes ? HYPHEN_COST : 0);
      if (total < least) {
        least = total;
        from[end] = start;
      }
    }
    cost[end] = least;
  }
  const ends: number[] = [];
  for (let end = n; end > 0; end = from[end] as number) ends.push(end);
  ends.reverse();
  let worst = 0;
  let start = 0;
  for (const end of ends) {
    const last = boxes[end - 1] as Box;
    if (end < n && !last.ends) {
      let line = last.width;
      for (let i = start; i < end - 1; i++) line += (boxes[i] as Box).width + (boxes[i] as Box).spaceWidth;
      worst = Math.max(worst, (width - line) / width);
    }
    start = end;
  }
  return { ends, worst };
}

/** Parts of a box at the syllables of its word. Names, short words and what is not one plain word stay whole. */
function hyphenate(box: Box, setting: Setting): Box[] {
  const index = box.pieces.findIndex((piece) => piece.kind === 'word');
  const piece = box.pieces[index];
  if (index !== 0 || piece?.kind !== 'word' || piece.shaped.length !== 1 || piece.ink.tag?.inline.type === 'lang')
    return [box];
  const text = piece.shaped[0]?.text ?? '';
  const core = /^([«“‘(]*(?:[\p{L}]{1,2}[’'])?)(\p{Ll}+)(.*)$/su.exec(text);
  if (!core || (core[2] as string).length < SHORTEST_HYPHENATED || /[\p{L}\d]/u.test(core[3] as string)) return [box];
  const syllables = syllablesOf(core[2] as string, setting.language);
  if (syllables.length === 1) return [box];
  syllables[0] = (core[1] as string) + syllables[0];
  syllables[syllables.length - 1] += core[3] as string;
  return split(box, piece, syllables, true);
}

const syllablesByWord: Record<Language, Map<string, string[]>> = { en: new Map(), fr: new Map() };
function syllablesOf(word: string, language: Language): string[] {
  let found = syllablesByWord[language].get(word);
  if (!found) {
    const raw = PATTERNS[language]
      .hyphenateSync(word, { hyphenChar: '\u00ad', minWordLength: SHORTEST_HYPHENATED })
      .split('\u00ad');
    found = [];
    // At least three letters before and after a hyphen.
    for (const part of raw) {
      const before = found.at(-1);
      if (before !== undefined && (before.length < 3 || part.length < 3)) found[found.length - 1] = before + part;
      else found.push(part);
    }
    syllablesByWord[language].set(word, found);
  }
  return [...found];
}

/** Cuts a box that is wider than its column: at no-break spaces, then at syllables, then anywhere. */
function loosen(box: Box, width: number, setting: Setting): Box[] {
  if (box.width <= width) return [box];
  const words = box.pieces.filter((piece) => piece.kind === 'word');
  const others = box.pieces.length - words.length;
  const rest = (box.width - words.reduce((sum, piece) => sum + pieceWidth(piece), 0)) / Math.max(1, others);
  const apart = box.pieces.flatMap((piece, i): Box[] => {
    const last = i === box.pieces.length - 1;
    const own: Box = {
      pieces: [piece],
      width: piece.kind === 'word' ? pieceWidth(piece) : rest,
      space: last ? box.space : null,
      spaceWidth: last ? box.spaceWidth : 0,
      hyphen: last ? box.hyphen : null,
      hyphenWidth: last ? box.hyphenWidth : 0,
      ends: last && box.ends,
    };
    if (piece.kind !== 'word') return [own];
    const text = piece.shaped.map((part) => part.text).join('');
    const glued = text.split(/(?<=[\u00a0\u202f])/u);
    if (glued.length === 1 && own.width <= width) return [own];
    return split(own, piece, glued, false).flatMap((part) => {
      if (part.width <= width) return [part];
      const syllables = hyphenate(part, setting);
      return syllables.flatMap((syllable) => {
        const only = syllable.pieces[0];
        if (syllable.width <= width || only?.kind !== 'word') return [syllable];
        return split(syllable, only, [...only.shaped.map((s) => s.text).join('')], false);
      });
    });
  });
  // Marks and punctuation go back to the word before them: they never begin a line.
  const whole: Box[] = [];
  for (const part of apart) {
    const before = whole.at(-1);
    const piece = part.pieces[0];
    const glues = piece?.kind !== 'word' || /^[\p{P}]+$/u.test(piece.shaped.map((s) => s.text).join(''));
    if (before && glues && !before.space) {
      const { space, spaceWidth, ends } = part;
      const pieces = [...before.pieces, ...part.pieces];
      whole[whole.length - 1] = { ...before, pieces, width: before.width + part.width, space, spaceWidth, ends };
    } else whole.push(part);
  }
  return whole;
}

/** A box cut into parts of its first piece's text; what followed that piece stays with the last part. */
function split(box: Box, piece: WordPiece, texts: readonly string[], hyphens: boolean): Box[] {
  if (texts.length === 1) return [box];
  const { ink } = piece;
  const hyphen: WordPiece | null = hyphens
    ? { kind: 'word', shaped: shape(ink.faces, ink.figures, '-', ''), ink }
    : null;
  const tail = box.width - pieceWidth(piece);
  return texts.map((text, i): Box => {
    const last = i === texts.length - 1;
    const part: WordPiece = { kind: 'word', shaped: shape(ink.faces, ink.figures, text, ''), ink };
    return {
      pieces: last ? [part, ...box.pieces.slice(1)] : [part],
      width: pieceWidth(part) + (last ? tail : 0),
      space: last ? box.space : null,
      spaceWidth: last ? box.spaceWidth : 0,
      hyphen: last ? box.hyphen : hyphen,
      hyphenWidth: last ? box.hyphenWidth : hyphen ? pieceWidth(hyphen) : 0,
      ends: last && box.ends,
    };
  });
}
