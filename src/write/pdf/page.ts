// In: nothing. Out: the Page: things at positions, each pointing at the node of the Doc it shows. What layout decides and draw
// obeys. Points, from the top left corner of the paper, downwards.

import type { Figure, Logo } from '../../model/doc.ts';
import type { Shaped } from './fonts.ts';
import { type Box, type Ink, runsOf } from './inline.ts';
import type { Lines } from './lines.ts';
import type { ColourName } from './theme.ts';

/** A node that text belongs to, and which of its parts: a list item has a label and a body. */
export interface Owner {
  node: object;
  part: 'text' | 'label';
}

/** Text on one base line that is set in one ink. */
export interface Run {
  x: number;
  width: number;
  /** With the spaces between them. */
  words: Shaped[];
  ink: Ink;
  /** The hyphen we added at the end of a line, no part of the text. */
  softHyphen: boolean;
}

/** A line of text. */
export interface LineOfText {
  kind: 'line';
  /** Null for the furniture of the page and for repeated heads, which no reader needs to hear again. */
  owner: Owner | null;
  furniture: 'header' | 'footer' | 'repeat' | null;
  /** In a row that may be parted between lines, the cell it stands in: the row is set line by line and read cell by cell. */
  turn: { row: object; cell: number } | null;
  /** Base line. */
  y: number;
  runs: Run[];
}
/** A horizontal line. */
interface Rule {
  kind: 'rule';
  x: number;
  y: number;
  width: number;
  weight: number;
  colour: ColourName;
}
/** A rectangle. */
interface Fill {
  kind: 'fill';
  x: number;
  y: number;
  width: number;
  height: number;
  colour: ColourName;
}
/** A chart: one figure to a reader, many shapes to the eye. */
interface Picture {
  kind: 'picture';
  owner: Figure;
  box: { x: number; y: number; width: number; height: number };
  shapes: Shape[];
}
/** A part of a picture. */
export type Shape =
  | { kind: 'stroke'; points: [number, number][]; weight: number; colour: ColourName; dashes?: readonly number[] }
  | { kind: 'area'; rings: [number, number][][]; colour: ColourName }
  | { kind: 'dot'; x: number; y: number; radius: number; colour: ColourName }
  | { kind: 'label'; y: number; runs: Run[] };

/** A picture of dots. */
interface Image {
  kind: 'image';
  owner: Logo;
  box: { x: number; y: number; width: number; height: number };
}

/** What stands on a page. */
export type Thing = LineOfText | Rule | Fill | Picture | Image;

/** One page, whole. */
export interface Page {
  width: number;
  height: number;
  /** In reading order. Set anew each time it is asked for. */
  readonly things: Thing[];
}

/** The text of a run as it is drawn; without the hyphen that is not its own. */
export function textOfRun(run: Run): string {
  return run.softHyphen ? '' : run.words.map((word) => word.text).join('');
}

/** Sets one line of a paragraph at x on the base line y. */
export function setLine(
  lines: Lines,
  index: number,
  x: number,
  y: number,
  owner: Owner | null,
  furniture: LineOfText['furniture'] = null,
): LineOfText {
  const from = index === 0 ? 0 : (lines.ends[index - 1] as number);
  const to = lines.ends[index] as number;
  const runs: Run[] = [];
  let at = x;
  let leftward = false;
  const add = (shaped: readonly Shaped[], ink: Ink, gap: number, softHyphen = false) => {
    at += gap;
    let width = 0;
    for (const word of shaped) {
      width += (word.width * ink.size) / 1000 + ink.tracking * word.glyphs.length;
      leftward ||= word.leftward;
    }
    const last = runs.at(-1);
    if (last && last.ink === ink && gap === 0 && !softHyphen) {
      for (const word of shaped) last.words.push(word);
      last.width += width;
    } else runs.push({ x: at, width, words: [...shaped], ink, softHyphen });
    at += width;
  };
  for (let i = from; i < to; i++) {
    const box = lines.boxes[i] as Box;
    for (const piece of box.pieces) {
      if (piece.kind === 'word') add(piece.shaped, piece.ink, 0);
      else for (const run of runsOf(piece)) add(run.shaped, run.ink, run.gap);
    }
    // The space at the end of a line stays: who hears the text needs it between two words.
    if (box.space) add(box.space.shaped, box.space.ink, 0);
    else if (box.hyphen && i === to - 1) add(box.hyphen.shaped, box.hyphen.ink, 0, true);
  }
  if (leftward) for (const run of runs) asSeen(run.words);
  return { kind: 'line', owner, furniture, turn: null, y, runs };
}

/** Puts words from right to left in the order in which they are seen, with the spaces between them; the text around them runs on. */
function asSeen(words: Shaped[]): void {
  for (let from = 0; from < words.length; from++) {
    if (!words[from]?.leftward) continue;
    let to = from + 1;
    for (let i = to; i < words.length && (words[i]?.leftward || /^\s+$/u.test(words[i]?.text ?? '')); i++)
      if (words[i]?.leftward) to = i + 1;
    words.splice(from, to - from, ...words.slice(from, to).reverse());
    from = to - 1;
  }
}

/** Width of a set line without the space at its end. */
export function widthOfLine(line: LineOfText): number {
  const first = line.runs[0];
  const last = line.runs.at(-1);
  if (!first || !last) return 0;
  const space = last.words.at(-1);
  const trailing = space?.text === ' ' ? (space.width * last.ink.size) / 1000 + last.ink.tracking : 0;
  return last.x + last.width - trailing - first.x;
}

/** Moves a line to the right. */
export function shiftLine(line: LineOfText, by: number): void {
  for (const run of line.runs) run.x += by;
}
