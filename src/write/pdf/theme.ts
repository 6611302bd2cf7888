// In: the text of templates/style/theme.json. Out: the design of the page, typed. Refuses, all at once and each with its line and column, what is missing
// or not known, print below 7.5 pt, and text whose contrast with what it stands on is below 4.5:1.

import { Form } from '../../model/form.ts';
import type { Json } from '../../model/placed.ts';
import { ProblemError } from '../../model/problem.ts';
import type { Paper } from '../../model/question.ts';
import { contrast } from '../contrast.ts';

/** The text face, and the face of what is looked up. */
export type FamilyName = 'serif' | 'sans';
/** A member of a family. Bold is the semibold where a family has one. */
export type Cut = 'regular' | 'italic' | 'bold' | 'boldItalic';
/** Every colour of the page. */
export type ColourName = 'ink' | 'soft' | 'blue' | 'rust' | 'tint' | 'hairline' | 'grid';

const FAMILIES = ['serif', 'sans'] as const satisfies readonly FamilyName[];
const CUTS = ['regular', 'italic', 'bold', 'boldItalic'] as const satisfies readonly Cut[];
const PAPERS = ['letter', 'a4'] as const satisfies readonly Paper[];
const COLOURS = ['ink', 'soft', 'blue', 'rust', 'tint', 'hairline', 'grid'] as const satisfies readonly ColourName[];
/** Those that print text; the others only ground it or part it. */
const TEXT_COLOURS = ['ink', 'soft', 'blue', 'rust'] as const satisfies readonly ColourName[];
const STYLES = [
  'title',
  'letterhead',
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
/** Least contrast of text (WCAG 2.2, 1.4.3). */
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

type Path = readonly (string | number)[];

/**
 * Reads the theme.
 * @throws ProblemError: THEME_WRONG for every field that is wrong.
 */
export function readTheme(text: string): Theme {
  const form = new Form('style/theme.json', text, 'THEME_WRONG');
  const theme = new Reader(form).theme();
  if (form.problems.length > 0) throw new ProblemError(form.problems);
  return theme;
}

/** Red, green and blue of `#rrggbb`, each 0 to 1. */
export function rgb(hex: string): [number, number, number] {
  const n = Number.parseInt(hex.slice(1), 16);
  return [(n >> 16) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255];
}

class Reader {
  private readonly form: Form;

  constructor(form: Form) {
    this.form = form;
  }

  theme(): Theme {
    const { form } = this;
    const root = form.fields(form.root, [], TOP);
    const faces = form.fields(root.faces, ['faces'], FAMILIES);
    const colours = form.fields(root.colours, ['colours'], COLOURS);
    const paper = form.fields(root.paper, ['paper'], PAPERS);
    const styles = form.fields(root.styles, ['styles'], STYLES);
    const theme: Theme = {
      families: fromNames(FAMILIES, (family) => {
        const { names } = form.fields(faces[family], ['faces', family], ['names', ...CUTS]);
        const [name = '', instead = name] = this.names(
          names,
          ['faces', family, 'names'],
          'the name of a family and another',
        );
        return [name, instead];
      }),
      faces: fromNames(FAMILIES, (family) => {
        const cuts = this.reasoned(faces[family], ['faces', family], ['names', ...CUTS]);
        return fromNames(CUTS, (cut) => this.names(cuts[cut], ['faces', family, cut], 'a list of font files'));
      }),
      fallbacks: form
        .list(root.fallbacks, ['fallbacks'], 'a list of fonts')
        .map((entry, i) => this.fallback(entry, ['fallbacks', i])),
      colours: fromNames(COLOURS, (name) => this.colour(name, colours[name])),
      page: this.numbers(root.page, 'page', ['side', 'top', 'bottom', 'header', 'footer', 'margin', 'gutter']),
      paper: fromNames(PAPERS, (name) => this.lengths(paper[name], ['paper', name], ['width', 'height'])),
      styles: fromNames(STYLES, (name) => this.style(styles[name], ['styles', name])),
      mark: this.numbers(root.mark, 'mark', ['scale', 'least', 'rise']),
      rules: this.numbers(root.rules, 'rules', ['strong', 'hair', 'callout']),
      table: this.numbers(root.table, 'table', ['above', 'below', 'between', 'wide']),
      callout: this.numbers(root.callout, 'callout', ['padding', 'inset', 'below']),
      sources: this.numbers(root.sources, 'sources', ['columns', 'gutter', 'label']),
      list: this.numbers(root.list, 'list', ['label']),
      timeline: this.numbers(root.timeline, 'timeline', ['step', 'dot']),
      air: this.numbers(root.air, 'air', ['blocks', 'lines']),
    };
    if (form.problems.length === 0) this.readable(theme);
    return theme;
  }

  /** The bottom line and the source marks in it stand on the tint. */
  private readable({ colours, styles, mark }: Theme): void {
    for (const name of new Set<ColourName>([styles.callout.colour, styles.callout.strong, 'blue'])) {
      const ratio = contrast(colours[name], colours.tint);
      if (ratio < LEAST_CONTRAST)
        this.form.say(
          ['colours', 'tint', 'value'],
          `${name} on it has a contrast of ${ratio.toFixed(1)}:1`,
          `at least ${LEAST_CONTRAST}:1: make it lighter, or ${name} darker`,
        );
    }
    if (mark.least < LEAST_SIZE) this.form.wrong(['mark', 'least'], mark.least, `at least ${LEAST_SIZE} pt`);
  }

  private reasoned<Name extends string>(value: Json | undefined, path: Path, names: readonly Name[]) {
    const { form } = this;
    const entry = form.fields(value, path, names);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      form.text(value['why'], [...path, 'why'], 'the reason for the choice');
    return entry;
  }

  private length(value: Json | undefined, path: Path): number {
    return this.form.number(value, path, 'a length in points', (n) => n >= 0 && n <= 2000);
  }

  private lengths<Name extends string>(value: Json | undefined, path: Path, names: readonly Name[]) {
    const entry = this.reasoned(value, path, names);
    return fromNames(names, (name) => this.length(entry[name], [...path, name]));
  }

  private numbers<Name extends string>(value: Json | undefined, name: string, names: readonly Name[]) {
    return this.lengths(value, [name], names);
  }

  private names(value: Json | undefined, path: Path, expected: string): readonly string[] {
    const listed = Array.isArray(value) && value.length > 0 && value.length <= 20;
    const good = listed && value.every((name) => typeof name === 'string');
    if (!good) this.form.wrong(path, value, `${expected}, one to twenty`);
    return good ? (value as string[]) : [];
  }

  private fallback(value: Json, path: Path): Theme['fallbacks'][number] {
    const { form } = this;
    const entry = this.reasoned(value, path, ['file', 'scripts', 'languages']);
    const scripts = this.names(entry.scripts, [...path, 'scripts'], 'a list of scripts such as Arabic');
    for (const script of scripts)
      if (!isScript(script)) form.wrong([...path, 'scripts'], script, 'a script such as Arabic');
    return {
      file: form.text(entry.file, [...path, 'file'], 'a font file'),
      scripts,
      languages: this.names(entry.languages, [...path, 'languages'], 'a list of languages such as ar'),
    };
  }

  private colour(name: ColourName, value: Json | undefined): string {
    const { form } = this;
    const path = ['colours', name];
    const { value: hex, decoration } = this.reasoned(value, path, ['value', 'decoration']);
    const prints = TEXT_COLOURS.some((one) => one === name);
    if (decoration !== undefined && (decoration !== true || prints))
      form.say(
        [...path, 'decoration'],
        prints ? `${name} prints text` : 'no yes',
        prints ? 'remove it' : 'write true, or remove it',
      );
    if (typeof hex !== 'string' || !/^#[0-9a-f]{6}$/.test(hex)) {
      form.wrong([...path, 'value'], hex, 'a colour as #rrggbb, in small letters');
      return '#000000';
    }
    const ratio = contrast(hex, '#ffffff');
    if (prints && ratio < LEAST_CONTRAST)
      form.say(
        [...path, 'value'],
        `${hex} has a contrast of ${ratio.toFixed(1)}:1 on white`,
        `at least ${LEAST_CONTRAST}:1: make it darker`,
      );
    return hex;
  }

  private style(value: Json | undefined, path: Path): Style {
    const { form } = this;
    const entry = this.reasoned(value, path, STYLE);
    const at = (name: string) => [...path, name];
    const printed = (name: 'size' | 'soft', usual: number) =>
      entry[name] === undefined && name === 'soft'
        ? usual
        : form.number(entry[name], at(name), `at least ${LEAST_SIZE} pt`, (n) => n >= LEAST_SIZE && n <= 200);
    const size = printed('size', LEAST_SIZE);
    const own = form.oneOf(entry.colour, at('colour'), TEXT_COLOURS);
    if (entry.hyphens !== undefined && typeof entry.hyphens !== 'boolean')
      form.wrong(at('hyphens'), entry.hyphens, 'true or false');
    return {
      face: form.oneOf(entry.face, at('face'), FAMILIES),
      weight: form.oneOf(entry.weight, at('weight'), ['regular', 'bold']),
      size,
      leading: form.number(
        entry.leading,
        at('leading'),
        'a length in points, not less than the size',
        (n) => n >= size && n <= 400,
      ),
      colour: own,
      strong: entry.strong === undefined ? own : form.oneOf(entry.strong, at('strong'), TEXT_COLOURS),
      soft: printed('soft', size),
      hyphens: entry.hyphens === true,
      figures:
        entry.figures === undefined
          ? 'proportional'
          : form.oneOf(entry.figures, at('figures'), ['tabular', 'proportional']),
      tracking: entry.tracking === undefined ? 0 : this.length(entry.tracking, at('tracking')),
      before: this.length(entry.before, at('before')),
      after: this.length(entry.after, at('after')),
    };
  }
}

const TOP = [
  'faces',
  'fallbacks',
  'colours',
  'page',
  'paper',
  'styles',
  'mark',
  'rules',
  'table',
  'callout',
  'sources',
  'list',
  'timeline',
  'air',
] as const satisfies readonly (keyof Theme)[];

const STYLE = [
  'face',
  'weight',
  'size',
  'leading',
  'colour',
  'figures',
  'strong',
  'soft',
  'hyphens',
  'tracking',
  'before',
  'after',
] as const satisfies readonly (keyof Style)[];

function fromNames<N extends string, V>(names: readonly N[], make: (name: N) => V): Record<N, V> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<N, V>;
}

/** Is it a script of Unicode, by its long name? */
function isScript(name: string): boolean {
  try {
    return new RegExp(`\\p{Script_Extensions=${name}}`, 'u') !== null;
  } catch {
    return false;
  }
}
