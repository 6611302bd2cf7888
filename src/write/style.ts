// In: the folder style/ of the templates, and the characters that its fonts must have. Out: everything that is wrong with it, each with its place: the theme,
// the style sheet of the HTML brief, the fonts. Nothing is thrown.

import { type Spot, spotOf } from '../model/placed.ts';
import { type Problem, ProblemError, problem, refuse } from '../model/problem.ts';
import { contrast } from './contrast.ts';
import { loadFonts } from './pdf/fonts.ts';
import { type ColourName, readTheme, type Theme } from './pdf/theme.ts';

/** Least contrast of text (WCAG 2.2, 1.4.3). */
const LEAST = 4.5;
/** What a brief may hold beside its own words: names and numbers in English and French. */
const LATIN =
  ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]abcdefghijklmnopqrstuvwxyz«»°·ÀÂÆÇÈÉÊËÎÏÔÙÛÜàâæçèéêëîïñôöùûüÿœŒ–’“”…€£¥\u00a0';

/**
 * Checks the folder.
 * @param text of a file below style/; null where there is none.
 * @param bytes of a file below style/; null where there is none.
 * @param words all texts that are printed as they stand
 */
export function checkStyle(
  text: (path: string) => string | null,
  bytes: (path: string) => Uint8Array | null,
  words: string,
): Problem[] {
  const problems: Problem[] = [];
  const json = text('theme.json');
  const theme = json === null ? null : caught(() => readTheme(json), problems);
  const css = text('html.css');
  if (css !== null) checkCss(css, theme, problems);
  if (theme) checkFonts(theme, bytes, words, problems);
  return problems;
}

function caught<Found>(work: () => Found, problems: Problem[]): Found | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    problems.push(...error.problems);
    return null;
  }
}

// ---- The style sheet ----------------------------------------------------------------------------------------------------

const READ: readonly ColourName[] = ['ink', 'soft', 'blue', 'rust'];
/** What text stands on, and which text. */
const GROUNDS = [
  ['paper', READ],
  ['tint', ['ink', 'blue']],
] as const;

type Values = Map<string, { value: string; at: Spot }>;

function checkCss(css: string, theme: Theme | null, problems: Problem[]): void {
  // Comments keep their length, so that places stay.
  const code = css.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  const tell = (at: Spot, field: string, found: string, suggestion: string) => {
    const file = 'style/html.css';
    problems.push(problem('TEMPLATE_VALUE', { template: file, ...at, field, found, suggestion }, { file, ...at }));
  };
  for (const { 0: found, index } of code.matchAll(/@import\b|url\(\s*["']?(?!data:)/gi))
    tell(
      spotOf(css, index),
      found.replace(/[("'\s]+$/, ''),
      'it loads a file',
      'write what it needs into the style sheet: a brief is one file',
    );
  const unbalanced = braceOf(code);
  if (unbalanced !== null) tell(spotOf(css, unbalanced), 'file', 'a brace has no partner', 'write { and } in pairs');
  const [day, night] = valuesOf(css, code);
  for (const [ground, names] of GROUNDS)
    for (const name of names)
      for (const [values, when] of [
        [day, 'by day'],
        [night, 'by night'],
      ] as const) {
        const [text, on] = [values.get(name), values.get(ground)];
        if (!text || !on) continue;
        const ratio = contrast(text.value, on.value);
        if (ratio < LEAST)
          tell(
            text.at,
            `--${name}`,
            `${text.value} has a contrast of ${ratio.toFixed(1)}:1 on --${ground} ${when}`,
            `at least ${LEAST}:1`,
          );
      }
  for (const [name, { value, at }] of day) {
    const wanted = theme?.colours[name as ColourName];
    if (wanted !== undefined && wanted !== value)
      tell(at, `--${name}`, value, `style/theme.json has ${wanted}: give both the same`);
  }
  for (const name of READ)
    if (!day.has(name)) tell({ line: 1, column: 1 }, `--${name}`, 'missing', 'write it in :root, as #rrggbb');
}

/** Offset of a brace without partner. */
function braceOf(code: string): number | null {
  const open: number[] = [];
  for (const { 0: brace, index } of code.matchAll(/[{}]/g)) {
    if (brace === '{') open.push(index);
    else if (open.pop() === undefined) return index;
  }
  return open[0] ?? null;
}

/** The colours of the sheet by day and by night: what stands first, and what stands for the dark. */
function valuesOf(css: string, code: string): [Values, Values] {
  const dark = code.search(/prefers-color-scheme:\s*dark/);
  const [day, night]: [Values, Values] = [new Map(), new Map()];
  for (const { 1: name = '', 2: value = '', index } of code.matchAll(/--([a-z-]+)\s*:\s*(#[0-9a-fA-F]{6})\s*;/g)) {
    const own = dark >= 0 && index > dark ? night : day;
    if (!own.has(name)) own.set(name, { value: value.toLowerCase(), at: spotOf(css, index) });
  }
  return [day, new Map([...day, ...night])];
}

// ---- Fonts --------------------------------------------------------------------------------------------------------------

function checkFonts(
  theme: Theme,
  bytes: (path: string) => Uint8Array | null,
  words: string,
  problems: Problem[],
): void {
  const read = (path: string) =>
    bytes(path) ?? refuse('TEMPLATE_MISSING', { name: `style/${path}` }, { file: `style/${path}`, line: 1, column: 1 });
  const fonts = loadFonts(theme, read);
  const tell = (file: string, detail: string, suggestion: string) =>
    problems.push(problem('FONT_WRONG', { file, detail, suggestion }, { file: `style/${file}`, line: 1, column: 1 }));
  const readable = new Map<string, boolean>();
  const faces = Object.values(fonts).flatMap((family) => Object.values(family));
  for (const face of new Set(faces.flat())) {
    readable.set(face.name, caught(() => face.font, problems) !== null);
  }
  const wanted = [...new Set(LATIN + words)].filter((character) => !/\p{C}/u.test(character));
  for (const cut of faces) {
    const own = cut.filter(({ fallback }) => fallback === null);
    const [first] = own;
    if (!first || cut.some(({ name }) => !readable.get(name))) continue;
    const lacking = wanted.filter((character) => !own.some((face) => face.has(character.codePointAt(0) ?? 0)));
    const named = lacking.slice(0, 8).map((character) => `“${character}”`);
    if (lacking.length > 0)
      tell(
        first.name,
        `it lacks ${named.join(', ')}${lacking.length > 8 ? ` and ${lacking.length - 8} more` : ''}`,
        'choose a font that has them, or name another after it in style/theme.json',
      );
  }
}
