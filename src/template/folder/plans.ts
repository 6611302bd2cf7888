// In: the text of the files of templates/products/. Out: the products, by name, in the order of the release and then of the alphabet. Every mistake is
// told (PLAN_WRONG) with line, column, field and what may have been meant.

import {
  ANSWERS,
  NUMBERED,
  type ProductPlan,
  SECTIONS,
  type SectionName,
  type SectionPlan,
} from '../../model/dossier.ts';
import type { Localized } from '../../model/fact.ts';
import { Form } from '../../model/form.ts';
import type { Json } from '../../model/placed.ts';
import type { Problem } from '../../model/problem.ts';
import { MAX_PAGES, PRODUCTS, type Product } from '../../model/question.ts';

/** Kebab case, short enough for a file and an option. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST_NAME = 40;

const FIELDS = ['title', 'answers', 'pages', 'mostPages', 'numbered', 'sourcesPerFact', 'sections'] as const;
const SECTION_FIELDS = ['section', 'title', 'take', 'atLeast', 'sentences', 'sort'] as const;
const NAMES = Object.keys(SECTIONS) as [SectionName, ...SectionName[]];

type Path = readonly (string | number)[];

/**
 * Reads the plans of a folder.
 * @param files text of each product's file, by the product's name
 * @param titled whether the words of the templates have a title for a product that its plan does not name.
 * @param problems takes what is wrong with them.
 */
export function readPlans(
  files: ReadonlyMap<Product, string>,
  titled: (product: Product) => boolean,
  version: string,
  problems: Problem[],
): Map<Product, ProductPlan> {
  const place = (name: Product) => (PRODUCTS as readonly string[]).indexOf(name) >>> 0;
  const sorted = [...files].sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
  return new Map(
    sorted.map(([product, text]) => {
      const reader = new Reader(new Form(`products/${product}.json`, text, 'PLAN_WRONG', 'plan'));
      const plan: ProductPlan = { product, version, ...reader.plan(product, titled(product)) };
      problems.push(...reader.form.problems);
      return [product, plan];
    }),
  );
}

/** Values that may be left out. */
const given = <T>(value: Json | undefined, read: (value: Json) => T): T | undefined =>
  value === undefined ? undefined : read(value);

class Reader {
  readonly form: Form;

  constructor(form: Form) {
    this.form = form;
  }

  plan(product: Product, titled: boolean): Omit<ProductPlan, 'product' | 'version'> {
    const { form } = this;
    if (!NAME.test(product) || product.length > LONGEST_NAME)
      form.say(['name'], `“${product}”`, 'expected small letters, digits and hyphens');
    const fields = form.fields(form.root, [], FIELDS);
    if (form.problems.some(({ place }) => place.field === 'plan'))
      return { pages: null, sourcesPerFact: 1, sections: [] };
    const title = this.localized(fields.title, ['title']);
    if (!title && !titled && fields.title === undefined)
      form.wrong(['title'], undefined, 'what the product is called: {"en": "…", "fr": "…"}');
    const answers = given(fields.answers, (v) => form.oneOf(v, ['answers'], ANSWERS));
    const pages = this.limit(fields.pages, ['pages'], MAX_PAGES);
    const mostPages = given(fields.mostPages, (v) => this.whole(v, ['mostPages'], MAX_PAGES));
    const numbered = given(fields.numbered, (v) =>
      this.list(v, ['numbered']).map((one, i) => form.oneOf(one, ['numbered', i], NUMBERED)),
    );
    return {
      ...(title ? { title } : {}),
      ...(answers ? { answers } : {}),
      pages,
      ...(mostPages ? { mostPages } : {}),
      ...(numbered ? { numbered } : {}),
      sourcesPerFact: this.whole(fields.sourcesPerFact, ['sourcesPerFact'], 9),
      sections: this.sections(fields.sections),
    };
  }

  private sections(value: Json | undefined): SectionPlan[] {
    const { form } = this;
    const seen = new Set<Json>();
    return this.list(value, ['sections']).map((one, i) => {
      const path = ['sections', i];
      const fields = form.fields(one, path, SECTION_FIELDS);
      if (fields.section !== undefined && seen.has(fields.section))
        form.say([...path, 'section'], `“${String(fields.section)}” stands twice`, 'expected each section once');
      if (fields.section !== undefined) seen.add(fields.section);
      return this.section(fields, path);
    });
  }

  private section(fields: Record<(typeof SECTION_FIELDS)[number], Json | undefined>, path: Path): SectionPlan {
    const section = this.form.oneOf(fields.section, [...path, 'section'], NAMES);
    const sort = given(fields.sort, (v) => this.sort(v, [...path, 'sort'], section));
    const title = this.localized(fields.title, [...path, 'title']);
    return {
      section,
      take: this.limit(fields.take, [...path, 'take'], 1000),
      atLeast: this.limit(fields.atLeast, [...path, 'atLeast'], 5),
      sentences: this.limit(fields.sentences, [...path, 'sentences'], 100),
      ...(sort ? { sort } : {}),
      ...(title ? { title } : {}),
    };
  }

  private sort(value: Json, path: Path, section: SectionName): SectionPlan['sort'] {
    const [first, ...others] = SECTIONS[section];
    if (first) return this.form.oneOf(value, path, [first, ...others]);
    this.form.wrong(path, value, 'nothing: its order is part of what it is');
    return undefined;
  }

  private list(value: Json | undefined, path: Path): readonly Json[] {
    if (Array.isArray(value) && value.length > 0) return this.form.list(value, path, '');
    this.form.wrong(path, value, 'a list with something in it');
    return [];
  }

  /** A whole number; absent or null: no limit. */
  private limit(value: Json | undefined, path: Path, most: number): number | null {
    return value === undefined || value === null ? null : this.whole(value, path, most, ', or null');
  }

  private whole(value: Json | undefined, path: Path, most: number, or = ''): number {
    const whole = (n: number) => Number.isInteger(n) && n >= 1 && n <= most;
    return this.form.number(value, path, `a whole number from 1 to ${most}${or}`, whole) || 1;
  }

  private localized(value: Json | undefined, path: Path): Localized | null {
    if (value === undefined) return null;
    const { en, fr } = this.form.fields(value, path, ['en', 'fr']);
    return { en: this.form.text(en, [...path, 'en'], 'words'), fr: this.form.text(fr, [...path, 'fr'], 'words') };
  }
}
