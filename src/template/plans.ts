// In: the text of the files of templates/products/. Out: the products, by name, in the order of the release and then of the alphabet. Refuses what is no
// plan: every field that is wrong, unknown or missing, with the file and the field (PLAN_WRONG), text that is no JSON, with its line.

import { ANSWERS, NUMBERED, type ProductPlan, SECTIONS, type SectionName, type SectionPlan } from '../model/dossier.ts';
import { didYouMean, type Problem, ProblemError, problem, refuse } from '../model/problem.ts';
import { MAX_PAGES, PRODUCTS, type Product } from '../model/question.ts';

/** Kebab case, short enough for a file and an option. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST_NAME = 40;

/**
 * Reads the plans of a folder.
 * @param files names in `templates/products/`; those that do not end in `.json` are left alone.
 * @param text text of a file below `templates/`.
 * @param titled whether the words of the templates have a title for a product that its plan does not name.
 */
export function readPlans(
  files: readonly string[],
  text: (path: string) => string,
  titled: (product: Product) => boolean,
  version: string,
): Map<Product, ProductPlan> {
  const problems: Problem[] = [];
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
  if (names.length === 0) refuse('TEMPLATE_MISSING', { name: 'products/*.json' });
  const place = (name: Product) => (PRODUCTS as readonly string[]).indexOf(name) >>> 0;
  names.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  const plans = names.map((product): ProductPlan => {
    const file = `products/${product}.json`;
    const reader = new Reader(file, problems);
    if (!NAME.test(product) || product.length > LONGEST_NAME)
      reader.wrong('name', product, 'small letters, digits and hyphens');
    return { product, version, ...reader.plan(parsed(file, text(file)), titled(product)) };
  });
  if (problems.length > 0) throw new ProblemError(problems);
  return new Map(plans.map((plan) => [plan.product, plan]));
}

function parsed(template: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const line = Number(/line (\d+)/.exec(String(error))?.[1] ?? 1);
    return refuse(
      'TEMPLATE_SYNTAX',
      { template, line, detail: 'not JSON', suggestion: 'check commas and quotes' },
      { file: template, line },
    );
  }
}

type Fields = Record<string, unknown>;

/** What is read of a field that may be absent. */
const given = <T>(value: unknown, read: (value: unknown) => T): T | undefined =>
  value === undefined ? undefined : read(value);

const FIELDS = ['title', 'answers', 'pages', 'mostPages', 'numbered', 'sourcesPerFact', 'sections'];
const SECTION_FIELDS = ['section', 'title', 'take', 'atLeast', 'sentences', 'sort'];

class Reader {
  private readonly file: string;
  private readonly problems: Problem[];

  constructor(file: string, problems: Problem[]) {
    this.file = file;
    this.problems = problems;
  }

  wrong(field: string, found: unknown, expected: string): void {
    const shown = found === undefined ? 'nothing' : (JSON.stringify(found) ?? String(found)).slice(0, 80);
    const values = { template: this.file, field, found: shown, expected };
    this.problems.push(problem('PLAN_WRONG', values, { file: this.file, field }));
  }

  plan(value: unknown, titled: boolean): Omit<ProductPlan, 'product' | 'version'> {
    const fields = this.fields(value, 'plan', FIELDS);
    if (fields !== value) return { pages: null, sourcesPerFact: 1, sections: [] };
    const title = this.localized(fields.title, 'title');
    if (!title && !titled && fields.title === undefined)
      this.wrong('title', undefined, 'what the product is called: {"en": "…", "fr": "…"}');
    const answers = given(fields.answers, (v) => this.oneOf(v, 'answers', ANSWERS));
    const pages = this.limit(fields.pages, 'pages', MAX_PAGES);
    const mostPages = given(fields.mostPages, (v) => this.whole(v, 'mostPages', 1, MAX_PAGES));
    const numbered = given(fields.numbered, (v) =>
      this.list(v, 'numbered').map((one, i) => this.oneOf(one, `numbered.${i}`, NUMBERED)),
    );
    const sourcesPerFact = this.whole(fields.sourcesPerFact, 'sourcesPerFact', 1, 9);
    const seen = new Set<string>();
    const sections = this.list(fields.sections, 'sections').map((one, i) => {
      const section = this.section(one, `sections.${i}`);
      if (seen.has(section.section)) this.wrong(`sections.${i}.section`, section.section, 'each section once');
      seen.add(section.section);
      return section;
    });
    return {
      ...(title ? { title } : {}),
      ...(answers ? { answers } : {}),
      pages,
      ...(mostPages ? { mostPages } : {}),
      ...(numbered ? { numbered } : {}),
      sourcesPerFact,
      sections,
    };
  }

  private section(value: unknown, at: string): SectionPlan {
    const fields = this.fields(value, at, SECTION_FIELDS);
    const names = Object.keys(SECTIONS) as SectionName[];
    const section = this.oneOf(fields.section, `${at}.section`, names);
    const sorts = SECTIONS[section] ?? [];
    const sort = given(fields.sort, (v) => this.oneOf(v, `${at}.sort`, sorts));
    const title = this.localized(fields.title, `${at}.title`);
    return {
      section,
      take: this.limit(fields.take, `${at}.take`, 1000),
      atLeast: this.limit(fields.atLeast, `${at}.atLeast`, 5),
      sentences: this.limit(fields.sentences, `${at}.sentences`, 100),
      ...(sort ? { sort } : {}),
      ...(title ? { title } : {}),
    };
  }

  private fields(value: unknown, at: string, known: readonly string[]): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.wrong(at, value, 'an object');
      return {};
    }
    const within = at === 'plan' ? '' : `${at}.`;
    for (const name of Object.keys(value))
      if (!known.includes(name))
        this.wrong(`${within}${name}`, Reflect.get(value, name), didYouMean(name, known, `one of ${known.join(', ')}`));
    return value as Fields;
  }

  private list(value: unknown, at: string): unknown[] {
    if (Array.isArray(value) && value.length > 0) return value;
    this.wrong(at, value, 'a list with something in it');
    return [];
  }

  private oneOf<T extends string>(value: unknown, at: string, known: readonly T[]): T {
    const found = known.find((one) => one === value);
    if (found === undefined) {
      const near = typeof value === 'string' ? didYouMean(value, known, '') : '';
      const all = known.length > 0 ? `one of ${known.join(', ')}` : 'nothing: its order is part of what it is';
      this.wrong(at, value, near ? `${all}; ${near}` : all);
    }
    return found ?? (value as T);
  }

  /** A whole number; absent or null: no limit. */
  private limit(value: unknown, at: string, most: number): number | null {
    return value === undefined || value === null ? null : this.whole(value, at, 1, most, ', or null');
  }

  private whole(value: unknown, at: string, least: number, most: number, or = ''): number {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    this.wrong(at, value, `a whole number from ${least} to ${most}${or}`);
    return least;
  }

  private localized(value: unknown, at: string): { en: string; fr: string } | null {
    if (value === undefined) return null;
    const { en, fr } = this.fields(value, at, ['en', 'fr']);
    for (const [language, text] of [
      ['en', en],
      ['fr', fr],
    ] as const)
      if (typeof text !== 'string' || text.trim() === '') this.wrong(`${at}.${language}`, text, 'words');
    return { en: String(en), fr: String(fr) };
  }
}
