// In: font files and text. Out: shaped words: their glyphs, kerned, and their widths. Refuses a character that no font has.
// Fonts are parsed once in a process and words are shaped once: both are shared by all documents.

import { create, type Font } from 'fontkit';
import { refuse } from '../../model/problem.ts';
import type { Cut, FamilyName, Theme } from './theme.ts';

/** One font file, with all the words it has shaped. */
export interface Face {
  /** Name of the file; the key under which a document embeds it. */
  name: string;
  bytes: Uint8Array;
  font: Font;
  /** Shaped words by figures and text; several parts where other faces helped out. */
  words: Record<Figures, Map<string, readonly Shaped[]>>;
  /** Widths and kerning are in thousandths of the size, whatever the units of the file. */
  scale: number;
}

/** A word as one face draws it. */
export interface Shaped {
  face: Face;
  text: string;
  /** Inside of a PDF text array: hexadecimal glyph numbers, with kerning between: `00290042>12<0033`. */
  code: string;
  /** Advance, in thousandths of the size. */
  width: number;
  glyphs: readonly number[];
  /** What each glyph stands for; a ligature stands for several. */
  codePoints: readonly (readonly number[])[];
}

/** The faces of every family and cut, the first choice first. */
export type Fonts = Record<FamilyName, Record<Cut, readonly Face[]>>;

/** Figures of one width, or each of its own. */
export type Figures = 'tabular' | 'proportional';

const MOST_WORDS = 60_000;
const FEATURES: Record<Figures, Record<string, boolean>> = { tabular: { tnum: true }, proportional: { pnum: true } };

/** Parses the fonts of a theme. `read` gives the bytes of a file, named as the theme names it. */
export function loadFonts(theme: Theme, read: (path: string) => Uint8Array): Fonts {
  const faces = new Map<string, Face>();
  const open = (name: string): Face => {
    let face = faces.get(name);
    if (!face) {
      const bytes = read(name);
      const font = create(bytes);
      face = {
        name,
        bytes,
        font,
        words: { tabular: new Map(), proportional: new Map() },
        scale: 1000 / font.unitsPerEm,
      };
      faces.set(name, face);
    }
    return face;
  };
  const family = (name: FamilyName): Record<Cut, readonly Face[]> => {
    const files = theme.faces[name];
    return {
      regular: files.regular.map(open),
      italic: files.italic.map(open),
      bold: files.bold.map(open),
      boldItalic: files.boldItalic.map(open),
    };
  };
  return { serif: family('serif'), sans: family('sans') };
}

/**
 * Shapes a word with the first face that has its characters; where none has them all, each part with the first that has it.
 * @param place what to name when a character is missing.
 * @throws MISSING_GLYPH
 */
export function shape(faces: readonly Face[], figures: Figures, text: string, place: string): readonly Shaped[] {
  const first = faces[0] as Face;
  const words = first.words[figures];
  const known = words.get(text);
  if (known) return known;
  // A process that runs for months must not keep every word it ever saw.
  if (words.size >= MOST_WORDS) words.clear();
  const shaped = shapeAnew(faces, first, figures, text, place);
  words.set(text, shaped);
  return shaped;
}

function shapeAnew(faces: readonly Face[], first: Face, figures: Figures, text: string, place: string): Shaped[] {
  const word = text.replaceAll('\u2011', '-');
  if (covers(first, word)) return [shapeWith(first, figures, text, word)];
  const parts: { face: Face; text: string }[] = [];
  for (const character of word) {
    const last = parts.at(-1);
    if (last && covers(last.face, character) && (last.face === first || !covers(first, character)))
      last.text += character;
    else {
      const face = faces.find((one) => covers(one, character));
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      if (!face) return refuse('MISSING_GLYPH', { glyph: character, code, place });
      parts.push({ face, text: character });
    }
  }
  return parts.map((part) => shapeWith(part.face, figures, part.text, part.text));
}

/** Width of a word in thousandths of the size. */
export function widthOf(shaped: readonly Shaped[]): number {
  let width = 0;
  for (const part of shaped) width += part.width;
  return width;
}

function covers(face: Face, text: string): boolean {
  for (const character of text) if (!face.font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)) return false;
  return true;
}

function shapeWith(face: Face, figures: Figures, key: string, text: string): Shaped {
  const run = face.font.layout(text, FEATURES[figures]);
  const glyphs: number[] = [];
  const codePoints: number[][] = [];
  let code = '';
  let width = 0;
  let kern = 0;
  run.glyphs.forEach((glyph, i) => {
    const advance = (run.positions[i]?.xAdvance ?? glyph.advanceWidth) * face.scale;
    if (kern !== 0) code += `>${kern}<`;
    code += glyph.id.toString(16).padStart(4, '0');
    // A text array moves left by its numbers; the glyph's own advance is in the font.
    kern = Math.round(glyph.advanceWidth * face.scale - advance);
    width += glyph.advanceWidth * face.scale - kern;
    glyphs.push(glyph.id);
    codePoints.push(glyph.codePoints);
  });
  if (kern !== 0) code += `>${kern}<`;
  return { face, text: key, code, width, glyphs, codePoints };
}
