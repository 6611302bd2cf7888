// In: font files and text. Out: shaped words: their glyphs, kerned, and their widths. Refuses a character that no font has.
// Fonts are parsed once in a process and words are shaped once: both are shared by all documents. A fallback is read when a
// character of its script is first met: who writes no Chinese pays for none. Plain words are composed, all others shaped by fontkit.

import { create, type Font, type GlyphRun } from 'fontkit';
import { refuse } from '../../model/problem.ts';
import { once } from './once.ts';
import { Composer } from './plain.ts';
import type { Cut, FamilyName, Theme } from './theme.ts';

/** One font file. */
export interface Face {
  /** Name of the file; the key under which a document embeds it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly font: Font;
  /** Widths and kerning are in thousandths of the size, whatever the units of the file. */
  readonly scale: number;
  /** What a fallback is for; null: a face of the design, for all that it has. */
  readonly fallback: { scripts: RegExp; languages: readonly string[] } | null;
  /** Has the font this character? */
  has(codePoint: number): boolean;
  /** A plain word as the `layout` of the font gives it; null: it is not plain. */
  compose(text: string, figures: Figures): GlyphRun | null;
}

/** A word as one face draws it. */
export interface Shaped {
  face: Face;
  text: string;
  /** Inside of a PDF text array: hexadecimal glyph numbers, with kerning between: `00290042>12<0033`. */
  code: string;
  /** Where marks stand above or below their place: the code in parts, each with its rise in thousandths. Null: none does. */
  risen: readonly { rise: number; code: string }[] | null;
  /** Written from right to left; its glyphs stand as they are seen, from the left. */
  leftward: boolean;
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
const FEATURES: Record<Figures, string> = { tabular: 'tnum', proportional: 'pnum' };

/** Parses the fonts of a theme. `read` gives the bytes of a file, named as the theme names it. */
export function loadFonts(theme: Theme, read: (path: string) => Uint8Array): Fonts {
  const faces = new Map<string, Face>();
  const open = (name: string, fallback: Face['fallback'] = null): Face =>
    once(faces, name, () => new FontFile(name, fallback, read));
  const fallbacks = theme.fallbacks.map(({ file, scripts, languages }) =>
    open(file, {
      scripts: new RegExp(scripts.map((script) => `\\p{Script_Extensions=${script}}`).join('|'), 'u'),
      languages,
    }),
  );
  const family = (name: FamilyName): Record<Cut, readonly Face[]> => {
    const files = theme.faces[name];
    const cut = (own: readonly string[]) => [...own.map((file) => open(file)), ...fallbacks];
    return {
      regular: cut(files.regular),
      italic: cut(files.italic),
      bold: cut(files.bold),
      boldItalic: cut(files.boldItalic),
    };
  };
  return { serif: family('serif'), sans: family('sans') };
}

/** Read and parsed when first asked for. */
class FontFile implements Face {
  readonly name: string;
  readonly fallback: Face['fallback'];
  private readonly read: (path: string) => Uint8Array;
  private file: { bytes: Uint8Array; font: Font } | null = null;
  private readonly known: Map<number, boolean> = new Map();
  private readonly composers: Map<Figures, Composer> = new Map();

  constructor(name: string, fallback: Face['fallback'], read: (path: string) => Uint8Array) {
    this.name = name;
    this.fallback = fallback;
    this.read = read;
  }

  private open(): { bytes: Uint8Array; font: Font } {
    if (!this.file) {
      const bytes = this.read(this.name);
      this.file = { bytes, font: parsed(this.name, bytes) };
    }
    return this.file;
  }

  get bytes(): Uint8Array {
    return this.open().bytes;
  }

  get font(): Font {
    return this.open().font;
  }

  get scale(): number {
    return 1000 / this.font.unitsPerEm;
  }

  has(codePoint: number): boolean {
    return once(this.known, codePoint, () => this.font.hasGlyphForCodePoint(codePoint));
  }

  compose(text: string, figures: Figures): GlyphRun | null {
    const composer = once(this.composers, figures, () => new Composer(this.font, this.bytes, FEATURES[figures]));
    return composer.compose(text);
  }
}

/** A font whose glyphs can be cut out: TrueType (OpenType 1.9, chapter otff). Refuses FONT_WRONG. */
function parsed(file: string, bytes: Uint8Array): Font {
  const kind = String.fromCharCode(...bytes.subarray(0, 4));
  try {
    if (kind === '\u0000\u0001\u0000\u0000' || kind === 'true') {
      const font = create(bytes);
      if (font.unitsPerEm > 0 && font.numGlyphs > 0) return font;
    }
  } catch {
    // Said below: what a parser of fonts stumbles over tells people nothing.
  }
  return refuse(
    'FONT_WRONG',
    { file, detail: 'it is no TrueType font that can be read', suggestion: 'give a font in a .ttf file' },
    { file: `style/${file}`, line: 1, column: 1 },
  );
}

const inLanguage = new WeakMap<readonly Face[], Map<string, readonly Face[]>>();

/** The faces for a phrase in a language (BCP 47): fallbacks drawn for it come before the others. The same array each time. */
export function facesFor(faces: readonly Face[], language: string): readonly Face[] {
  const known = once(inLanguage, faces, () => new Map<string, readonly Face[]>());
  return once(known, language, () => {
    const spoken = (one: string) => language === one || language.startsWith(`${one}-`);
    const own = faces.filter(({ fallback }) => fallback?.languages.some(spoken));
    if (own.length === 0) return faces;
    const design = faces.filter(({ fallback }) => fallback === null);
    return [...new Set([...design, ...own, ...faces])];
  });
}

/** Words that a list of faces has shaped, by figures and text. */
const wordsOf = new WeakMap<readonly Face[], Record<Figures, Map<string, readonly Shaped[]>>>();

/**
 * Shapes a word with the first face that has its characters; where none has them all, each part with the first that has it.
 * @param place what to name when a character is missing.
 * @throws MISSING_GLYPH
 */
export function shape(faces: readonly Face[], figures: Figures, text: string, place: string): readonly Shaped[] {
  const words = once(wordsOf, faces, () => ({ tabular: new Map(), proportional: new Map() }))[figures];
  const known = words.get(text);
  if (known) return known;
  // A process that runs for months must not keep every word it ever saw.
  if (words.size >= MOST_WORDS) words.clear();
  const shaped = shapeAnew(faces, figures, text, place);
  words.set(text, shaped);
  return shaped;
}

/** Joins or modifies what stands before it: it must be of the same face. */
const ATTACHED = /[\p{M}\u200c\u200d]/u;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

function shapeAnew(faces: readonly Face[], figures: Figures, text: string, place: string): Shaped[] {
  const first = faces[0] as Face;
  const word = text.replaceAll('\u2011', '-');
  if (covers(first, word)) return [shapeWith(first, figures, text, word)];
  const parts: { face: Face; text: string }[] = [];
  for (const character of word) {
    const last = parts.at(-1);
    const stays = ATTACHED.test(character) || last?.face === first || !covers(first, character);
    if (last && stays && covers(last.face, character)) last.text += character;
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
  for (const character of text) {
    if (face.fallback && !ATTACHED.test(character) && !face.fallback.scripts.test(character)) return false;
    if (!face.has(character.codePointAt(0) ?? 0)) return false;
  }
  return true;
}

function shapeWith(face: Face, figures: Figures, key: string, text: string): Shaped {
  const { font, scale } = face;
  // A new object each time: fontkit adds to it the features it thought of itself, and would give them to the next word.
  const run = face.compose(text, figures) ?? font.layout(text, { [FEATURES[figures]]: true });
  const glyphs: number[] = [];
  const codePoints: number[][] = [];
  const risen: { rise: number; code: string }[] = [];
  let code = '';
  let rise = 0;
  let width = 0;
  let kern = 0;
  run.glyphs.forEach((glyph, i) => {
    const { xAdvance = glyph.advanceWidth, xOffset = 0, yOffset = 0 } = run.positions[i] ?? {};
    const advance = xAdvance * scale;
    const before = kern - Math.round(xOffset * scale);
    if (Math.round(yOffset * scale) !== rise) {
      if (code !== '') risen.push({ rise, code });
      code = '';
      rise = Math.round(yOffset * scale);
    }
    if (before !== 0) code += `>${before}<`;
    code += glyph.id.toString(16).padStart(4, '0');
    // A text array moves left by its numbers; the glyph's own advance is in the font.
    const after = Math.round(glyph.advanceWidth * scale - advance);
    kern = after + Math.round(xOffset * scale);
    width += glyph.advanceWidth * scale - after;
    glyphs.push(glyph.id);
    codePoints.push(glyph.codePoints);
  });
  if (kern !== 0) code += `>${kern}<`;
  risen.push({ rise, code });
  const level = risen.every((part) => part.rise === 0);
  return {
    face,
    text: key,
    code: level ? code : '',
    risen: level ? null : risen,
    leftward: RIGHT_TO_LEFT.test(text),
    width,
    glyphs,
    codePoints,
  };
}
