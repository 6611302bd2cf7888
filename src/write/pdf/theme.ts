// In: the text of templates/style/theme.json. Out: the design of the page, typed. Refuses what is missing, print below 7.5 pt
// and text colours below 4.5:1 on white.

import { refuse } from '../../model/problem.ts';
import type { Paper } from '../../model/question.ts';

/** The text face, and the face of what is looked up. */
export type FamilyName = 'serif' | 'sans';
/** A member of a family. Bold is the semibold where a family has one. */
export type Cut = 'regular' | 'italic' | 'bold' | 'boldItalic';
/** Every colour of the page. */
export type ColourName = 'ink' | 'soft' | 'blue' | 'rust' | 'tint' | 'hairline' | 'grid';

const FAMILIES: readonly FamilyName[] = ['serif', 'sans'];
const CUTS: readonly Cut[] = ['regular', 'italic', 'bold', 'boldItalic'];
const COLOURS: readonly ColourName[] = ['ink', 'soft', 'blue', 'rust', 'tint', 'hairline', 'grid'];
const STYLES = [
  'title',
  'meta',
  'heading2',
  'heading3',
  'heading4',
  'callout',
  'text',
  'small',
  'caption',
  'name',
  'state',
  'margin',
  'cell',
  'head',
  'source',
  'number',
  'furniture',
  'marking',
  'chart',
] as const;
/** Every kind of text. */
export type StyleName = (typeof STYLES)[number];

/** Least size of print, in points. */
const LEAST_SIZE = 7.5;
/** Least contrast of text on white (WCAG 2.2, 1.4.3). */
const LEAST_CONTRAST = 4.5;

/** How a kind of text is set. Lengths in points. */
export interface Style {
  face: FamilyName;
  weight: 'regular' | 'bold';
  size: number;
  /** From base line to base line. */
  leading: number;
  colour: ColourName;
  figures: 'tabular' | 'proportional';
  /** Colour of what is strong. */
  strong: ColourName;
  /** Size of what is soft. */
  soft: number;
  /** May its words be hyphenated where lines would be too ragged? */
  hyphens: boolean;
  /** Added after each letter. */
  tracking: number;
  /** Room above and below; the larger of two neighbours counts, none at the top of a page. */
  before: number;
  after: number;
}

/** The design of the page. Lengths in points. */
export interface Theme {
  /** What each family is called, and which to take where it is not installed: for formats that carry no fonts. */
  families: Record<FamilyName, readonly [name: string, instead: string]>;
  /** Font files relative to the theme, the first choice first. */
  faces: Record<FamilyName, Record<Cut, readonly string[]>>;
  /** Fonts for what no face has, tried in order: in which scripts, and for which languages before the others (BCP 47). */
  fallbacks: readonly { file: string; scripts: readonly string[]; languages: readonly string[] }[];
  /** sRGB, `#rrggbb`. */
  colours: Record<ColourName, string>;
  page: Record<'side' | 'top' | 'bottom' | 'header' | 'footer' | 'margin' | 'gutter', number>;
  paper: Record<Paper, { width: number; height: number }>;
  styles: Record<StyleName, Style>;
  mark: Record<'scale' | 'least' | 'rise', number>;
  rules: Record<'strong' | 'hair' | 'callout', number>;
  table: Record<'above' | 'below' | 'between' | 'wide', number>;
  callout: Record<'padding' | 'inset' | 'below', number>;
  sources: Record<'columns' | 'gutter' | 'label', number>;
  list: Record<'label', number>;
  timeline: Record<'step' | 'dot', number>;
  /** Most that is added to the room between blocks, as a share of it, and between lines, in points, to fill the last page of a budget. */
  air: Record<'blocks' | 'lines', number>;
}

/**
 * Reads the theme.
 * @throws THEME_WRONG naming the field.
 */
export function readTheme(text: string): Theme {
  const root = object(parsed(text), 'theme');
  const faces = object(root.faces, 'faces');
  const colours = object(root.colours, 'colours');
  const paper = object(root.paper, 'paper');
  const styles = object(root.styles, 'styles');
  return {
    families: fromNames(FAMILIES, (family) => {
      const [name, instead = name] = families(object(faces[family], `faces.${family}`).names, `faces.${family}.names`);
      return [name, instead];
    }),
    faces: fromNames(FAMILIES, (family) => {
      const cuts = object(faces[family], `faces.${family}`);
      return fromNames(CUTS, (cut) => files(cuts[cut], `faces.${family}.${cut}`));
    }),
    fallbacks: list(root.fallbacks, 'fallbacks').map((entry, i) => fallback(entry, `fallbacks.${i}`)),
    colours: fromNames(COLOURS, (name) => colour(colours[name], `colours.${name}`)),
    page: numbers(root.page, 'page', ['side', 'top', 'bottom', 'header', 'footer', 'margin', 'gutter']),
    paper: fromNames(['letter', 'a4'], (name) => numbers(paper[name], `paper.${name}`, ['width', 'height'])),
    styles: fromNames(STYLES, (name) => style(styles[name], `styles.${name}`)),
    mark: numbers(root.mark, 'mark', ['scale', 'least', 'rise']),
    rules: numbers(root.rules, 'rules', ['strong', 'hair', 'callout']),
    table: numbers(root.table, 'table', ['above', 'below', 'between', 'wide']),
    callout: numbers(root.callout, 'callout', ['padding', 'inset', 'below']),
    sources: numbers(root.sources, 'sources', ['columns', 'gutter', 'label']),
    list: numbers(root.list, 'list', ['label']),
    timeline: numbers(root.timeline, 'timeline', ['step', 'dot']),
    air: numbers(root.air, 'air', ['blocks', 'lines']),
  };
}

/** Red, green and blue of `#rrggbb`, each 0 to 1. */
export function rgb(hex: string): [number, number, number] {
  const n = Number.parseInt(hex.slice(1), 16);
  return [(n >> 16) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255];
}

/** Contrast of a colour on white (WCAG 2.2, relative luminance). */
function contrast(hex: string): number {
  const [r, g, b] = rgb(hex).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return wrong('theme', 'no JSON', 'JSON');
  }
}

function wrong(field: string, found: unknown, expected: string): never {
  return refuse(
    'THEME_WRONG',
    { field, found: found === undefined ? 'missing' : JSON.stringify(found), expected },
    { file: 'style/theme.json' },
  );
}

function fromNames<N extends string, V>(names: readonly N[], make: (name: N) => V): Record<N, V> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<N, V>;
}

function object(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(field, value, 'an object');
  return value as Record<string, unknown>;
}

function reasoned(value: unknown, field: string): Record<string, unknown> {
  const entry = object(value, field);
  if (typeof entry.why !== 'string' || entry.why === '') wrong(`${field}.why`, entry.why, 'the reason for the choice');
  return entry;
}

function number(value: unknown, field: string): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? value
    : wrong(field, value, 'a length in points');
}

function numbers<N extends string>(value: unknown, field: string, names: readonly N[]): Record<N, number> {
  const entry = reasoned(value, field);
  return fromNames(names, (name) => number(entry[name], `${field}.${name}`));
}

function list(value: unknown, field: string): readonly unknown[] {
  return Array.isArray(value) ? value : wrong(field, value, 'a list');
}

function names(value: unknown, field: string, expected: string): readonly string[] {
  const good = Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string');
  return good ? (value as string[]) : wrong(field, value, expected);
}

const families = (value: unknown, field: string) =>
  names(value, field, 'the name of a family and another') as readonly [string, string?];

const files = (value: unknown, field: string) => names(value, field, 'a list of font files');

function fallback(value: unknown, field: string): Theme['fallbacks'][number] {
  const entry = reasoned(value, field);
  const { file } = entry;
  const scripts = names(entry.scripts, `${field}.scripts`, 'a list of scripts such as Arabic');
  for (const script of scripts) if (!isScript(script)) wrong(`${field}.scripts`, script, 'a script such as Arabic');
  return {
    file: typeof file === 'string' ? file : wrong(`${field}.file`, file, 'a font file'),
    scripts,
    languages: names(entry.languages, `${field}.languages`, 'a list of languages such as ar'),
  };
}

/** Is it a script of Unicode, by its long name? */
function isScript(name: string): boolean {
  try {
    return new RegExp(`\\p{Script_Extensions=${name}}`, 'u') !== null;
  } catch {
    return false;
  }
}

function colour(value: unknown, field: string): string {
  const entry = reasoned(value, field);
  const hex = entry.value;
  if (typeof hex !== 'string' || !/^#[0-9a-f]{6}$/.test(hex))
    return wrong(`${field}.value`, hex, 'a colour as #rrggbb');
  if (entry.decoration !== true && contrast(hex) < LEAST_CONTRAST)
    wrong(`${field}.value`, hex, `a contrast of at least ${LEAST_CONTRAST}:1 on white`);
  return hex;
}

function oneOf<V extends string>(value: unknown, field: string, allowed: readonly V[]): V {
  const found = allowed.find((one) => one === value);
  return found ?? wrong(field, value, allowed.join(' or '));
}

function style(value: unknown, field: string): Style {
  const entry = reasoned(value, field);
  const size = number(entry.size, `${field}.size`);
  if (size < LEAST_SIZE) wrong(`${field}.size`, size, `at least ${LEAST_SIZE} pt`);
  const soft = entry.soft === undefined ? size : number(entry.soft, `${field}.soft`);
  if (soft < LEAST_SIZE) wrong(`${field}.soft`, soft, `at least ${LEAST_SIZE} pt`);
  const own = oneOf(entry.colour, `${field}.colour`, COLOURS);
  return {
    face: oneOf(entry.face, `${field}.face`, FAMILIES),
    weight: oneOf(entry.weight, `${field}.weight`, ['regular', 'bold']),
    size,
    leading: number(entry.leading, `${field}.leading`),
    colour: own,
    strong: entry.strong === undefined ? own : oneOf(entry.strong, `${field}.strong`, COLOURS),
    soft,
    hyphens: entry.hyphens === true,
    figures:
      entry.figures === undefined
        ? 'proportional'
        : oneOf(entry.figures, `${field}.figures`, ['tabular', 'proportional']),
    tracking: entry.tracking === undefined ? 0 : number(entry.tracking, `${field}.tracking`),
    before: number(entry.before, `${field}.before`),
    after: number(entry.after, `${field}.after`),
  };
}
