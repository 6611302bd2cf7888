// In: a font and a word. Out: the word as fontkit would shape it, put together from what the font says of its letters and pairs; null
// where there is more to it. Each letter and each pair is looked up once: words are many, pairs are few.

import type { Font, Glyph, GlyphRun } from 'fontkit';
import { once } from './once.ts';
import { type Pairs, pairsOf } from './pairs.ts';

/** Latin letters, figures, punctuation, signs: nothing that is drawn upon another, hidden, written leftward, or makes a fraction. */
const PLAIN =
  /^[ -~\xa0-\xac\xae-\u017f\u2010-\u2027\u202f-\u2043\u2045-\u205e\u20a0-\u20bf\u2190-\u22ff\u25a0-\u25ff]+$/;

interface Letter {
  /** Glyph that the font maps the character to, or the ligature; `glyph` is the one drawn. */
  mapped: number;
  glyph: Glyph;
}

/** Puts plain words together, in one font with one feature. */
export class Composer {
  private readonly font: Font;
  private readonly pairs: Pairs | null;
  private readonly letters: Map<number, Letter | null> = new Map();
  private readonly kerns: Map<number, number | null> = new Map();

  constructor(font: Font, bytes: Uint8Array, feature: string) {
    this.font = font;
    this.pairs = pairsOf(bytes, [feature]);
  }

  /** The same glyphs in the same places as `font.layout` gives; null: ask it. */
  compose(text: string): GlyphRun | null {
    const { pairs } = this;
    if (!pairs || !PLAIN.test(text)) return null;
    const letters: Letter[] = [];
    for (let i = 0; i < text.length; i++) {
      const letter = this.letter(text.charCodeAt(i), pairs);
      if (letter === null) return null;
      letters.push(letter);
    }
    const run: GlyphRun = { glyphs: [], positions: [] };
    let before: Letter | null = null;
    for (let i = 0; i < letters.length; ) {
      const joined = this.ligature(letters, i, pairs);
      const own: Letter = joined?.letter ?? (letters[i] as Letter);
      if (before) {
        const kern = this.kern(before.mapped, own.mapped, pairs);
        // Of a ligature, the part that stood here first: nothing else may have begun with it.
        const apart = this.kern((letters[i - 1] as Letter).mapped, (letters[i] as Letter).mapped, pairs);
        if (kern === null || apart === null) return null;
        (run.positions.at(-1) as GlyphRun['positions'][number]).xAdvance += kern;
      }
      run.glyphs.push(own.glyph);
      run.positions.push({ xAdvance: own.glyph.advanceWidth, yAdvance: 0, xOffset: 0, yOffset: 0 });
      before = own;
      i += joined?.length ?? 1;
    }
    return run;
  }

  /** The ligature that begins at a letter; null where it has nothing but kerning with the next. */
  private ligature(letters: readonly Letter[], start: number, pairs: Pairs): { letter: Letter; length: number } | null {
    const [left, right] = [letters[start], letters[start + 1]];
    if (!left || !right || this.kern(left.mapped, right.mapped, pairs) !== null) return null;
    const mapped = letters.map((letter) => letter.mapped);
    const found = pairs.join(mapped, start);
    if (!found) return null;
    const codePoints = letters.slice(start, start + found.length).flatMap(({ glyph }) => glyph.codePoints);
    return {
      letter: { mapped: found.glyph, glyph: this.font.getGlyph(found.glyph, codePoints) },
      length: found.length,
    };
  }

  private letter(code: number, pairs: Pairs): Letter | null {
    return once(this.letters, code, () => {
      const mapped = this.font.glyphForCodePoint(code).id;
      const drawn = pairs.drawn(mapped);
      return drawn === null ? null : { mapped, glyph: this.font.getGlyph(drawn, [code]) };
    });
  }

  private kern(left: number, right: number, pairs: Pairs): number | null {
    return once(this.kerns, left * 0x10000 + right, () => pairs.kern(left, right));
  }
}
