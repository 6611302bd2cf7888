// In: the inlines of a paragraph and its style. Out: boxes: the unbreakable pieces of a line, with the spaces between them.
// A source mark joins the word before it. Widths of marks and counts are those of their widest value, so that lines do not
// change when numbers are given.

import type { Count, Foreign, Heading, Inline, Letterhead, LinkTo, Mark } from '../../model/doc.ts';
import type { Language } from '../../model/fact.ts';
import { type Face, type Figures, type Fonts, facesFor, type Shaped, shape, widthOf } from './fonts.ts';
import { once } from './once.ts';
import type { ColourName, Cut, Style, Theme } from './theme.ts';

/** What measuring needs to know. One per document. */
export interface Setting {
  theme: Theme;
  fonts: Fonts;
  language: Language;
  /** Digits that a source number may have. */
  digits: number;
  /** What a table that goes on says. */
  continued: Inline[];
  /** Pages of headings, the first being 1; filled when all blocks have been dealt over pages. */
  pages: Map<Heading, number>;
  /** What stands above the title; absent: nothing. */
  letterhead?: Letterhead;
}

/** An inline that is an element of its own to a screen reader. `index` counts the numbers of a mark. */
export interface InlineTag {
  inline: LinkTo | Foreign | Mark;
  index: number;
  parent: InlineTag | null;
}

/** How a piece is drawn. Shared by neighbours, so that they can be told apart by identity. */
export interface Ink {
  faces: readonly Face[];
  figures: Figures;
  size: number;
  /** Above the base line. */
  rise: number;
  colour: ColourName;
  tracking: number;
  tag: InlineTag | null;
  /** Words measured in this ink; null where it sets little. */
  words: Map<string, Word> | null;
}
interface Word {
  pieces: readonly [WordPiece];
  width: number;
  /** The box of the word alone, a space of the same ink after it; null until it is asked for. */
  spaced: Box | null;
}

/** A piece of a box. */
type Piece = WordPiece | MarkPiece | CountPiece;
/** A word, or the space after one. */
export interface WordPiece {
  kind: 'word';
  shaped: readonly Shaped[];
  ink: Ink;
}
/** The numbers are read when the line is set: they are not known before. */
export interface MarkPiece {
  kind: 'mark';
  mark: Mark;
  ink: Ink;
  numbers: readonly Ink[];
}
/** A number known only when the document is numbered. */
interface CountPiece {
  kind: 'count';
  count: Count;
  ink: Ink;
}

/** What is never broken: a word with all that is glued to it. Widths in points. */
export interface Box {
  readonly pieces: readonly Piece[];
  readonly width: number;
  /** The space after it; null where the next box follows at once. */
  readonly space: WordPiece | null;
  readonly spaceWidth: number;
  /** Drawn when a line ends here; its width. Null: nothing. */
  readonly hyphen: WordPiece | null;
  readonly hyphenWidth: number;
  /** A line ends here in any case. */
  readonly ends: boolean;
}

/** Gap before a mark, in points. */
const MARK_GAP = 0.7;
const COUNT_WIDEST = '8888';
const SPACES = /[ \t\n\r\u200b]+/u;

/** Turns inlines into boxes. */
export function boxesOf(inlines: readonly Inline[], style: Style, setting: Setting): Box[] {
  const { theme, fonts } = setting;
  const boxes: Box[] = [];
  let open = false;
  let place = excerpt(inlines);

  // What a word is alone in its box, until something joins it: most boxes of a text are such, and are the same objects in all texts.
  let alone: Word | null = null;

  const replace = (change: Partial<Box>) => {
    boxes.push({ ...(boxes.pop() as Box), ...change });
  };
  const push = (pieces: readonly [Piece], width: number, word: Word | null = null) => {
    const box = boxes.at(-1);
    if (box && open) {
      replace({ pieces: [...box.pieces, ...pieces], width: box.width + width });
      alone = null;
    } else {
      boxes.push({ pieces, width, space: null, spaceWidth: 0, hyphen: null, hyphenWidth: 0, ends: false });
      alone = word;
    }
    open = true;
  };
  const close = (ink: Ink) => {
    const box = boxes.at(-1);
    if (!box || !open) return;
    const space = wordIn(ink, ' ', place);
    const word = alone?.pieces[0].ink === ink ? alone : null;
    const spaced = word?.spaced ?? { ...box, space: space.pieces[0], spaceWidth: space.width };
    if (word) word.spaced = spaced;
    boxes[boxes.length - 1] = spaced;
    open = false;
  };
  const words = (text: string, ink: Ink) => {
    const clean = text.normalize('NFC').replace(/[\u00ad\u2060\ufeff\u200e\u200f]/gu, '');
    if (clean === '') return;
    clean.split(SPACES).forEach((word, i) => {
      if (i > 0) close(ink);
      if (word === '') return;
      joints(word).forEach((part, j) => {
        if (j > 0) open = false;
        const word = wordIn(ink, part, place);
        push(word.pieces, word.width, word);
      });
    });
  };
  const mark = (inline: Mark, bold: Cut, tag: InlineTag | null) => {
    const size = Math.max(theme.mark.least, style.size * theme.mark.scale);
    const raised = (inner: InlineTag | null, colour: ColourName): Ink => ({
      faces: fonts.sans[bold],
      figures: 'tabular',
      size,
      rise: style.size * theme.mark.rise,
      colour,
      tracking: 0,
      tag: inner,
      words: null,
    });
    const ink = raised(tag, 'blue');
    const numbers = inline.sources.map((_, index) => raised({ inline, index, parent: tag }, 'blue'));
    const text = `${'8'.repeat(setting.digits)}, `.repeat(inline.sources.length).slice(0, -2);
    const before = boxes.at(-1);
    const wasOpen = open;
    // "word. <mark>": the mark belongs to the word, the space comes after the mark.
    if (before && !wasOpen && !before.ends) open = true;
    push([{ kind: 'mark', mark: inline, ink, numbers }], MARK_GAP + widthIn(ink, text, place));
    if (before && !wasOpen && !before.ends) open = false;
  };

  const walk = (
    list: readonly Inline[],
    weight: 'regular' | 'bold',
    italic: boolean,
    colour: ColourName,
    tag: InlineTag | null,
    size = style.size,
  ) => {
    const cut: Cut = weight === 'bold' ? (italic ? 'boldItalic' : 'bold') : italic ? 'italic' : 'regular';
    const ink = inkOf(style, cut, colour, size, tag, fonts);
    for (const inline of list) {
      switch (inline.type) {
        case 'text':
          words(inline.value, ink);
          break;
        case 'strong':
          walk(inline.children, 'bold', italic, colour === style.colour ? style.strong : colour, tag, size);
          break;
        case 'em':
        case 'given':
          walk(inline.children, weight, !italic, colour, tag, size);
          break;
        case 'soft':
          walk(inline.children, 'regular', italic, 'soft', tag, style.soft);
          break;
        case 'lang':
          walk(inline.children, weight, italic, colour, { inline, index: 0, parent: tag }, size);
          break;
        case 'link':
          // Blue leads out of the document; a list of contents is read like any other.
          walk(
            inline.children,
            weight,
            italic,
            inline.href.startsWith('#') ? colour : 'blue',
            { inline, index: 0, parent: tag },
            size,
          );
          break;
        case 'statement': {
          const outer = place;
          place = inline.facts.join(', ') || outer;
          walk(inline.children, weight, italic, colour, tag, size);
          place = outer;
          break;
        }
        case 'mark':
          mark(inline, 'regular', tag);
          break;
        case 'count':
          push([{ kind: 'count', count: inline, ink }], widthIn(ink, COUNT_WIDEST, place));
          break;
        case 'break': {
          close(ink);
          if (boxes.length > 0) replace({ ends: true });
          open = false;
          break;
        }
        default:
          inline satisfies never;
      }
    }
  };
  walk(inlines, style.weight, false, style.colour, null);
  return boxes;
}

const MOST_WORDS = 30_000;
const inks = new WeakMap<Fonts, WeakMap<Style, Map<string, Ink>>>();

/** The ink of plain text is the same object in all documents: words measured in it are measured once. */
function inkOf(style: Style, cut: Cut, colour: ColourName, size: number, tag: InlineTag | null, fonts: Fonts): Ink {
  const { figures, tracking } = style;
  const make = (): Ink => ({
    faces: facesOf(fonts[style.face][cut], tag),
    figures,
    size,
    rise: 0,
    colour,
    tracking,
    tag,
    words: new Map(),
  });
  if (tag) return make();
  const byStyle = once(inks, fonts, () => new WeakMap<Style, Map<string, Ink>>());
  return once(
    once(byStyle, style, () => new Map<string, Ink>()),
    `${cut} ${colour} ${size}`,
    make,
  );
}

function facesOf(faces: readonly Face[], tag: InlineTag | null): readonly Face[] {
  if (!tag) return faces;
  return tag.inline.type === 'lang' ? facesFor(faces, tag.inline.lang) : facesOf(faces, tag.parent);
}

function wordIn(ink: Ink, text: string, place: string): Word {
  const known = ink.words?.get(text);
  if (known) return known;
  if (ink.words && ink.words.size >= MOST_WORDS) ink.words.clear();
  const piece: WordPiece = { kind: 'word', shaped: shape(ink.faces, ink.figures, text, place), ink };
  const word: Word = { pieces: [piece], width: pieceWidth(piece), spaced: null };
  ink.words?.set(text, word);
  return word;
}

/** Width of a piece of text in an ink, in points. */
export function widthIn(ink: Ink, text: string, place = text): number {
  let width = 0;
  text.split(' ').forEach((word, i) => {
    if (i > 0) width += widthOf(shape(ink.faces, ink.figures, ' ', place));
    if (word !== '') width += widthOf(shape(ink.faces, ink.figures, word, place));
  });
  return (width * ink.size) / 1000 + ink.tracking * text.length;
}

/** Width of a word in its ink, in points. */
export function pieceWidth(piece: WordPiece): number {
  let width = (widthOf(piece.shaped) * piece.ink.size) / 1000;
  if (piece.ink.tracking > 0) for (const part of piece.shaped) width += piece.ink.tracking * part.glyphs.length;
  return width;
}

/** Where a word may be broken without a hyphen of ours: after its own, names excepted, and in addresses. */
function joints(word: string): string[] {
  if (word.length > 24 && /[/.]/.test(word)) return word.split(/(?<=[/?&=._-])(?=[^/?&=._-])/u);
  return word.includes('-') ? word.split(/(?<=\p{L}{3}-)(?=\p{Ll}{3})/u) : [word];
}

function excerpt(inlines: readonly Inline[]): string {
  const first = inlines[0];
  if (!first) return '';
  if (first.type === 'text') return `“${first.value.slice(0, 40)}”`;
  return 'children' in first ? excerpt(first.children) : '';
}

/** What a mark or a count draws, in order: the numbers of a mark apart from the commas between them. */
export function runsOf(piece: MarkPiece | CountPiece): { shaped: readonly Shaped[]; ink: Ink; gap: number }[] {
  const set = (text: string, ink: Ink, gap = 0) => ({ shaped: shape(ink.faces, ink.figures, text, text), ink, gap });
  if (piece.kind === 'count') return piece.count.value.split(/(?= )|(?<= )/).map((text) => set(text, piece.ink));
  return piece.mark.numbers.flatMap((n, i) => {
    const number = set(String(n), piece.numbers[i] ?? piece.ink, i === 0 ? MARK_GAP : 0);
    return i === 0 ? [number] : [set(',', piece.ink), set(' ', piece.ink), number];
  });
}
