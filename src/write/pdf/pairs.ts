// In: the bytes of a font. Out: what its layout tables do to plain text: figures of another kind, ligatures, kerning; or the word that there
// is more to a glyph or a pair (a mark, a context). fontkit shapes whatever it is given and unpacks whole tables for that; all but few words
// of a Latin text need no more than this, and a first brief need not wait for the rest. Clauses are of OpenType 1.9.1.

import { once } from './once.ts';

/** What a font does to plain text, with certain features. Glyphs are named as the font maps characters to them. */
export interface Pairs {
  /** The glyph drawn in the place of another: a figure of the kind asked for. Null: there is more to it. */
  drawn(glyph: number): number | null;
  /** What is added between two neighbours, in units of the font. Null: there is more to it, perhaps a ligature. */
  kern(left: number, right: number): number | null;
  /** The ligature that begins at a place in a word. Null: none does, or there is more to it. */
  join(glyphs: readonly number[], start: number): Ligature | null;
}

/** A glyph that stands for several. */
interface Ligature {
  glyph: number;
  /** How many it stands for. */
  length: number;
}

/** Features that a Latin text has unasked, in either table. */
const ALWAYS = [
  ...['rvrn', 'ltra', 'ltrm', 'ccmp', 'locl', 'rlig', 'mark', 'mkmk'],
  ...['calt', 'clig', 'liga', 'rclt', 'curs', 'kern'],
];

// Kinds of lookups (gsub, gpos).
const SUBSTITUTE = { single: 1, ligature: 4, context: 5, chained: 6, elsewhere: 7 };
const PLACE = { pair: 2, context: 7, chained: 8, elsewhere: 9 };
/** A lookup that does not see bases, or ligatures (chapter2, LookupFlag). */
const BLIND = 0x0002 | 0x0004;
/** A value that is an advance alone (gpos, ValueFormat). */
const ADVANCE = 0x0004;
/** Class of a glyph (gdef). */
const MARK = 3;

/** Place of a glyph in a coverage table, its class, or the glyph put in its place; -1: none. */
type Look = (glyph: number) => number;
/** May something more begin where two glyphs are neighbours? */
type Rule = (left: number, right: number) => boolean;
interface Ligatures {
  begins: Rule;
  /** The first of them that begins at a place in a word. */
  at(glyphs: readonly number[], start: number): Ligature | null;
}
/** What a subtable adds between two glyphs; null: it says nothing of them. */
type Kern = (left: number, right: number) => number | null;

/**
 * Reads the layout tables of a TrueType font.
 * @param features asked for besides those of every text: `tnum`.
 * @returns null where there is more to every word: no kerning, or tables that this reader does not follow.
 */
export function pairsOf(bytes: Uint8Array, features: readonly string[]): Pairs | null {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = new Map<string, number>();
  for (let i = 0, at = 12; i < file.getUint16(4); i++, at += 16) tables.set(tagAt(file, at), file.getUint32(at + 8));
  const wanted = [...ALWAYS, ...features];
  const substitutions = lookupsOf(file, tables.get('GSUB'), wanted, SUBSTITUTE.elsewhere);
  const places = lookupsOf(file, tables.get('GPOS'), wanted, PLACE.elsewhere);
  const definitions = tables.get('GDEF');
  if (!substitutions || !places || definitions === undefined) return null;

  const singles: Look[] = [];
  const alone: Look[] = [];
  const rules: Rule[] = [];
  const joining: Ligatures[] = [];
  const kerning: Kern[][] = [];
  for (const { kind, common, at } of substitutions) {
    if (kind === SUBSTITUTE.single && common) singles.push(...at.map((table) => single(file, table)));
    else if (kind === SUBSTITUTE.ligature && common) joining.push(...at.map((table) => ligatures(file, table)));
    else for (const table of at) more(file, table, kind, SUBSTITUTE, rules, alone);
  }
  for (const { kind, common, at } of places) {
    if (kind === PLACE.pair && common) {
      const kerns = at.map((table) => kerned(file, table));
      if (kerns.includes(null)) return null;
      kerning.push(kerns.filter((kern) => kern !== null));
    } else for (const table of at) more(file, table, kind, PLACE, rules, alone);
  }
  if (kerning.length === 0) return null;

  const classOf = classes(file, definitions + file.getUint16(definitions + 4));
  const plain = (glyph: number) => classOf(glyph) !== MARK && alone.every((covers) => covers(glyph) < 0);
  const known = new Map<number, number | null>();
  const drawn = (glyph: number): number | null =>
    once(known, glyph, () => {
      const others = singles.map((other) => other(glyph)).filter((other) => other >= 0);
      const [other = glyph] = others;
      // What is replaced twice depends on the order of lookups.
      return others.length < 2 && plain(glyph) && plain(other) ? other : null;
    });
  const kern = (left: number, right: number): number | null => {
    const first = drawn(left);
    const second = drawn(right);
    if (first === null || second === null) return null;
    if (rules.some((begins) => begins(left, right) || begins(first, second))) return null;
    if (joining.some(({ begins }) => begins(left, right) || begins(first, second))) return null;
    let sum = 0;
    for (const subtables of kerning) sum += firstSaid(subtables, first, second);
    return sum;
  };
  const join = (glyphs: readonly number[], start: number): Ligature | null => {
    const [own, ...others] = joining.filter(({ begins }) =>
      begins(glyphs[start] as number, glyphs[start + 1] as number),
    );
    const found = own?.at(glyphs, start);
    if (!found || others.length > 0) return null;
    const parts = glyphs.slice(start, start + found.length);
    const plainly = [found.glyph, ...parts].every((glyph) => drawn(glyph) === glyph);
    // Within its parts, nothing else may begin: it might come first.
    const free = parts.slice(1).every((right, i) => {
      const left = parts[i] as number;
      return (
        !rules.some((begins) => begins(left, right)) && joining.every((one) => one === own || !one.begins(left, right))
      );
    });
    return plainly && free ? found : null;
  };
  return { drawn, kern, join };
}

function firstSaid(subtables: readonly Kern[], left: number, right: number): number {
  for (const kern of subtables) {
    const said = kern(left, right);
    if (said !== null) return said;
  }
  return 0;
}

interface Lookup {
  kind: number;
  /** Do words without a letter have it as well as those with one? */
  common: boolean;
  /** Where its subtables begin. */
  at: number[];
}

/** The lookups of features, of words with letters (of Latin) and without (of no script). Null where there are none, or one is blind. */
function lookupsOf(file: DataView, table: number | undefined, features: readonly string[], elsewhere: number) {
  if (table === undefined) return null;
  const [scripts, tags, list] = [4, 6, 8].map((at) => table + file.getUint16(table + at)) as [number, number, number];
  const [latin, none] = ['latn', 'DFLT'].map((script) => chosenBy(file, scripts, tags, script, features));
  if (!latin || !none) return null;
  const lookups: Lookup[] = [];
  for (const index of new Set([...latin, ...none])) {
    const lookup = list + file.getUint16(list + 2 + index * 2);
    const kind = file.getUint16(lookup);
    if (file.getUint16(lookup + 2) & BLIND) return null;
    const at = offsets(file, lookup + 4, lookup);
    const common = latin.includes(index) && none.includes(index);
    lookups.push(
      kind === elsewhere
        ? { kind: file.getUint16((at[0] as number) + 2), common, at: at.map((to) => to + file.getUint32(to + 4)) }
        : { kind, common, at },
    );
  }
  return lookups;
}

/** Numbers of the lookups of features in a script, in its language of no name (chapter2, Script and LangSys). */
function chosenBy(file: DataView, scripts: number, tags: number, script: string, features: readonly string[]) {
  for (let i = 0, at = scripts + 2; i < file.getUint16(scripts); i++, at += 6) {
    if (tagAt(file, at) !== script) continue;
    const own = scripts + file.getUint16(at + 4);
    const system = own + file.getUint16(own);
    if (system === own) return null;
    // Of two features of one name, fontkit applies the last.
    const byTag = new Map<string, number[]>();
    for (const feature of numbers(file, system + 4)) {
      const record = tags + 2 + feature * 6;
      byTag.set(tagAt(file, record), numbers(file, tags + file.getUint16(record + 4) + 2));
    }
    return features.flatMap((tag) => byTag.get(tag) ?? []);
  }
  return null;
}

const tagAt = (file: DataView, at: number) => String.fromCharCode(...[0, 1, 2, 3].map((i) => file.getUint8(at + i)));

/** A count, and as many numbers. */
const numbers = (file: DataView, at: number) =>
  Array.from({ length: file.getUint16(at) }, (_, i) => file.getUint16(at + 2 + i * 2));

/** A count, and as many offsets from `base`. */
const offsets = (file: DataView, at: number, base: number) => numbers(file, at).map((offset) => base + offset);

/** Row of a sorted list whose first number is the last not above `wanted`; -1: all are above. */
function rowAt(file: DataView, at: number, count: number, size: number, wanted: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (file.getUint16(at + middle * size) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** chapter2, Coverage table. */
function coverage(file: DataView, at: number): Look {
  const count = file.getUint16(at + 2);
  const ranges = file.getUint16(at) === 2;
  const size = ranges ? 6 : 2;
  return (glyph) => {
    const row = rowAt(file, at + 4, count, size, glyph);
    const start = at + 4 + row * size;
    if (row < 0 || glyph > file.getUint16(ranges ? start + 2 : start)) return -1;
    return ranges ? file.getUint16(start + 4) + glyph - file.getUint16(start) : row;
  };
}

/** chapter2, Class definition table. */
function classes(file: DataView, at: number): Look {
  if (file.getUint16(at) === 1) {
    const [first, count] = [file.getUint16(at + 2), file.getUint16(at + 4)];
    return (glyph) => (glyph >= first && glyph < first + count ? file.getUint16(at + 6 + (glyph - first) * 2) : 0);
  }
  const count = file.getUint16(at + 2);
  return (glyph) => {
    const row = rowAt(file, at + 4, count, 6, glyph);
    const start = at + 4 + row * 6;
    return row >= 0 && glyph <= file.getUint16(start + 2) ? file.getUint16(start + 4) : 0;
  };
}

/** gsub, type 1. */
function single(file: DataView, at: number): Look {
  const place = coverage(file, at + file.getUint16(at + 2));
  const shifted = file.getUint16(at) === 1;
  return (glyph) => {
    const row = place(glyph);
    if (row < 0) return -1;
    return shifted ? (glyph + file.getInt16(at + 4)) & 0xffff : file.getUint16(at + 6 + row * 2);
  };
}

/** gsub, type 4. */
function ligatures(file: DataView, at: number): Ligatures {
  const place = coverage(file, at + file.getUint16(at + 2));
  const sets = offsets(file, at + 4, at);
  const beginning = (glyph: number) => {
    const set = sets[place(glyph)];
    return set === undefined ? [] : offsets(file, set, set);
  };
  return {
    begins: (left, right) =>
      beginning(left).some((one) => file.getUint16(one + 2) < 2 || file.getUint16(one + 4) === right),
    at(glyphs, start) {
      for (const one of beginning(glyphs[start] as number)) {
        const length = file.getUint16(one + 2);
        const rest = Array.from({ length: length - 1 }, (_, i) => file.getUint16(one + 4 + i * 2));
        if (rest.every((part, i) => part === glyphs[start + 1 + i])) return { glyph: file.getUint16(one), length };
      }
      return null;
    },
  };
}

/** Any other subtable: what it wants of two neighbours where it tells, else every glyph that it covers. */
function more(
  file: DataView,
  at: number,
  kind: number,
  kinds: typeof PLACE | typeof SUBSTITUTE,
  rules: Rule[],
  alone: Look[],
) {
  const byGlyphs = file.getUint16(at) === 3;
  if (kind === kinds.chained && byGlyphs) {
    const lists: Look[][] = [];
    for (let part = 0, from = at + 2; part < 3; part++) {
      const places = offsets(file, from, at);
      lists.push(places.map((place) => coverage(file, place)));
      from += 2 + places.length * 2;
    }
    const [[before] = [], [own, next] = [], [after] = []] = lists;
    const then = next ?? after;
    if (own && then) rules.push((left, right) => own(left) >= 0 && then(right) >= 0);
    else if (own && before) rules.push((left, right) => before(left) >= 0 && own(right) >= 0);
    else if (own) alone.push(own);
  } else alone.push(coverage(file, at + file.getUint16(kind === kinds.context && byGlyphs ? at + 6 : at + 2)));
}

/** gpos, type 2. Null where it does more than to move the second glyph and all after it. */
function kerned(file: DataView, at: number): Kern | null {
  const place = coverage(file, at + file.getUint16(at + 2));
  if (file.getUint16(at + 4) !== ADVANCE || file.getUint16(at + 6) !== 0) return null;
  if (file.getUint16(at) === 1) {
    const sets = offsets(file, at + 8, at);
    return (left, right) => {
      const set = sets[place(left)];
      if (set === undefined) return null;
      const row = rowAt(file, set + 2, file.getUint16(set), 4, right);
      const pair = set + 2 + row * 4;
      return row >= 0 && file.getUint16(pair) === right ? file.getInt16(pair + 2) : null;
    };
  }
  const [first, second] = [8, 10].map((to) => classes(file, at + file.getUint16(at + to))) as [Look, Look];
  const columns = file.getUint16(at + 14);
  return (left, right) =>
    place(left) < 0 ? null : file.getInt16(at + 16 + (first(left) * columns + second(right)) * 2);
}
