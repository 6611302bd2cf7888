// In: the text of the templates. Out: templates ready to be filled, each mistake in their form found with file, line and column when they are loaded
// (inspect.ts). Filling refuses a field that the data does not have, and templates that do not come to an end.

import { createHash } from 'node:crypto';
import Handlebars from 'handlebars';
import { type Problem, ProblemError, problem, refuse } from '../model/problem.ts';
import { CALL_NAMES, type CallName, isCall } from './folder/calls.ts';
import type { Read } from './folder/fields.ts';
import { inspect } from './folder/inspect.ts';
import { teller } from './folder/tell.ts';

/** Helpers of one brief, closing over its language and facts. Those of LOGIC are the same for all. */
export type BriefHelpers = Record<Exclude<CallName, keyof ReturnType<typeof logicOf>>, Handlebars.HelperDelegate>;

export interface Filler {
  /** First 8 hex digits of the SHA-256 of all template files. */
  version: string;
  /** The markup of the brief. */
  fill(data: object, helpers: BriefHelpers): string;
}

/** Items and parts that one brief may be made of; parts within parts; length of its markup in UTF-16 code units. The longest brief takes a twentieth. */
const MOST_STEPS = 400_000;
const MOST_PARTS = 16;
const MOST_MARKUP = 32_000_000;

/**
 * Reads templates: `brief` and the `parts`, by name without extension.
 * @param problems takes every mistake found.
 */
export function readAll(sources: ReadonlyMap<string, string>, problems: Problem[]): Map<string, Read> {
  const read = new Map<string, Read>();
  for (const [name, text] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const tell = teller(`${name}.hbs`, problems);
    const ast = inspect(name, text, sources.keys(), tell);
    if (ast) read.set(name, { ast, tell });
  }
  return read;
}

/**
 * Loads templates.
 * @throws ProblemError with every mistake in their form.
 */
export function loadTemplates(sources: ReadonlyMap<string, string>): Filler {
  const problems: Problem[] = [];
  const read = readAll(sources, problems);
  if (problems.length > 0) throw new ProblemError(problems);
  return fillerOf(read, sources);
}

/** Makes templates that were read and found right ready to be filled. Changes their trees. */
export function fillerOf(read: ReadonlyMap<string, Read>, sources: ReadonlyMap<string, string>): Filler {
  const handlebars = Handlebars.create();
  for (const name of Object.keys(handlebars.helpers)) handlebars.unregisterHelper(name);
  const known = Object.fromEntries(CALL_NAMES.map((h) => [h, true]));
  const templates = new Map<string, Handlebars.TemplateDelegate>();
  const hash = createHash('sha256');
  for (const [name, { ast }] of read) {
    hash.update(`${name}\0${sources.get(name)}\0`);
    locate(ast, name);
    templates.set(
      name,
      handlebars.compile(ast, {
        strict: true,
        knownHelpersOnly: true,
        knownHelpers: known as unknown as KnownHelpers,
        preventIndent: true,
      }),
    );
  }
  const brief = templates.get('brief') ?? refuse('TEMPLATE_MISSING', { name: 'brief.hbs' });
  return {
    version: hash.digest('hex').slice(0, 8),
    fill: (data, helpers) => {
      const meter = new Meter();
      const parts = [...templates].map(([name, template]) => [name, meter.around(name, template)] as const);
      try {
        return brief(data, {
          helpers: { ...logicOf(meter), ...helpers },
          partials: Object.fromEntries(parts),
          allowProtoPropertiesByDefault: false,
          allowProtoMethodsByDefault: false,
        });
      } catch (error) {
        throw fieldProblem(error, sources);
      }
    },
  };
}

type KnownHelpers = NonNullable<CompileOptions['knownHelpers']>;
type CompileOptions = NonNullable<Parameters<typeof Handlebars.compile>[1]>;

/** Counts what one brief is made of, so that no template can go on for ever. */
class Meter {
  private steps = 0;
  private depth = 0;

  /** One more item. */
  step(place: { template: string; line: number }): void {
    if (++this.steps > MOST_STEPS)
      refuse('TEMPLATE_ENDLESS', {
        ...place,
        detail: `the brief has more than ${MOST_STEPS} pieces`,
        suggestion: 'take out an {{#each}} that stands within another over the same list',
      });
  }

  written(markup: string, place: { template: string; line: number }): string {
    if (markup.length <= MOST_MARKUP) return markup;
    return refuse('TEMPLATE_ENDLESS', {
      ...place,
      detail: `the brief has more than ${MOST_MARKUP} characters`,
      suggestion: 'take out an {{#each}} that stands within another over the same list',
    });
  }

  /** A part, counted where it stands. */
  around(name: string, template: Handlebars.TemplateDelegate): Handlebars.TemplateDelegate {
    const place = { template: `${name}.hbs`, line: 1 };
    return (context, options) => {
      this.step(place);
      if (++this.depth > MOST_PARTS)
        refuse('TEMPLATE_ENDLESS', { ...place, detail: 'the part stands within itself', suggestion: 'take it out' });
      const markup = template(context, options);
      this.depth--;
      return this.written(markup, place);
    };
  }
}

/** Puts into each call where it stands and on what, so that a helper can say so: `parts/threads:4:3`. */
function locate(program: hbs.AST.Program, name: string): void {
  const call = (node: hbs.AST.MustacheStatement | hbs.AST.BlockStatement | hbs.AST.SubExpression) => {
    for (const param of node.params) if (param.type === 'SubExpression') call(param as hbs.AST.SubExpression);
    if (!isCall(node)) return;
    const first = node.params[0] as hbs.AST.PathExpression | undefined;
    node.hash ??= { type: 'Hash', pairs: [], loc: node.loc };
    node.hash.pairs.push(
      literal('at', `${name}:${node.loc.start.line}:${node.loc.start.column}`, node.loc),
      literal('of', String(first?.original ?? ''), node.loc),
    );
  };
  for (const statement of program.body) {
    if (statement.type === 'MustacheStatement') call(statement as hbs.AST.MustacheStatement);
    if (statement.type === 'BlockStatement') {
      const block = statement as hbs.AST.BlockStatement;
      call(block);
      locate(block.program, name);
      if (block.inverse) locate(block.inverse, name);
    }
    if (statement.type === 'PartialStatement') {
      const { name: chosen } = statement as hbs.AST.PartialStatement;
      if (chosen.type === 'SubExpression') call(chosen as hbs.AST.SubExpression);
    }
  }
}

function literal(key: string, value: string, loc: hbs.AST.SourceLocation): hbs.AST.HashPair {
  return {
    type: 'HashPair',
    key,
    value: { type: 'StringLiteral', value, original: value, loc } as hbs.AST.StringLiteral,
    loc,
  };
}

const placeOf = (options: Handlebars.HelperOptions): { template: string; line: number } => {
  const at = String((options.hash as Record<string, unknown>).at ?? '?:1:0').split(':');
  return { template: `${at[0]}.hbs`, line: Number(at[1]) };
};

const present = (value: unknown, options: Handlebars.HelperOptions): unknown =>
  value === undefined
    ? refuse('TEMPLATE_FIELD', {
        ...placeOf(options),
        field: String((options.hash as Record<string, unknown>).of ?? ''),
        suggestion: 'check its name',
      })
    : value;

const empty = (value: unknown): boolean =>
  value === null || value === false || value === '' || value === 0 || (Array.isArray(value) && value.length === 0);

/** Handlebars counts ../ by identity: a list within itself would be one step out where the template says two. */
function itself(item: unknown): unknown {
  if (Array.isArray(item)) return [...item];
  return typeof item === 'object' && item !== null ? { ...item } : item;
}

/** The built-in block helpers accept a missing field in silence; these do not. */
const logicOf = (meter: Meter) =>
  ({
    each(this: unknown, list: unknown, options: Handlebars.HelperOptions) {
      const items = present(list, options);
      if (!Array.isArray(items) || items.length === 0) return options.inverse(this);
      const place = placeOf(options);
      let markup = '';
      items.forEach((item, index) => {
        meter.step(place);
        const data = { ...options.data, index, first: index === 0, last: index === items.length - 1 };
        markup = meter.written(markup + options.fn(itself(item), { data }), place);
      });
      return markup;
    },
    if(this: unknown, value: unknown, options: Handlebars.HelperOptions) {
      return empty(present(value, options)) ? options.inverse(this) : options.fn(this);
    },
    unless(this: unknown, value: unknown, options: Handlebars.HelperOptions) {
      return empty(present(value, options)) ? options.fn(this) : options.inverse(this);
    },
    eq: (a: unknown, b: unknown) => a === b,
    /** The part that sets a section: `{{> (part section)}}`. */
    part: (section: string) => `parts/${section}`,
  }) as const satisfies Record<string, Handlebars.HelperDelegate>;

function fieldProblem(error: unknown, sources: ReadonlyMap<string, string>): Error {
  if (error instanceof ProblemError) return error;
  const thrown = error as Error & { lineNumber?: number; column?: number };
  const field = /"([^"]+)" not defined/.exec(thrown.message ?? '')?.[1];
  if (!field) return thrown instanceof Error ? thrown : new Error(String(error));
  // Handlebars tells line and column but not the file: the field stands at that place in one template only, nearly always.
  const line = thrown.lineNumber ?? 1;
  const name = [...sources].find(([, text]) => text.split('\n')[line - 1]?.includes(field))?.[0] ?? 'brief';
  return new ProblemError([
    problem(
      'TEMPLATE_FIELD',
      { template: `${name}.hbs`, line, field, suggestion: 'check its name' },
      { file: `${name}.hbs`, line, column: (thrown.column ?? 0) + 1 },
    ),
  ]);
}
