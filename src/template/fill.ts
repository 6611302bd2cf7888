// In: the text of the templates. Out: templates ready to be filled, each mistake in them found with file, line and column when they are loaded:
// a tag outside the closed set, a tag not balanced within its block, a helper outside the list, a missing partial, a triple-stash.
// Filling refuses a field that the data does not have.

import { createHash } from 'node:crypto';
import Handlebars from 'handlebars';
import { didYouMean, type Problem, ProblemError, problem, refuse } from '../model/problem.ts';
import { isTag, TAGS, tagOf } from './tags.ts';

/** Every helper a template may call. */
export const HELPERS = ['each', 'if', 'unless', 'eq', 'word', 'fill', 'sentence', 'cite', 'join', 'part'] as const;
type HelperName = (typeof HELPERS)[number];
/** Helpers of one brief, closing over its language and facts. Those of LOGIC are the same for all. */
export type BriefHelpers = Record<Exclude<HelperName, keyof typeof LOGIC>, Handlebars.HelperDelegate>;

export interface Filler {
  /** First 8 hex digits of the SHA-256 of all template files. */
  version: string;
  /** The markup of the brief. */
  fill(data: object, helpers: BriefHelpers): string;
}

/** Names that lead from data to the machinery behind it. */
const OUT_OF_REACH: ReadonlySet<string> = new Set([
  'constructor',
  '__proto__',
  'prototype',
  '__defineGetter__',
  '__lookupGetter__',
]);

/** Longest template accepted, in UTF-16 code units. */
const MAX_TEMPLATE = 200_000;

/**
 * Loads templates: `brief` and the `parts`, by name without extension.
 * @throws ProblemError with every mistake found.
 */
export function loadTemplates(sources: ReadonlyMap<string, string>): Filler {
  const problems: Problem[] = [];
  const handlebars = Handlebars.create();
  for (const name of Object.keys(handlebars.helpers)) handlebars.unregisterHelper(name);
  const known = Object.fromEntries(HELPERS.map((h) => [h, true]));
  const partials: Record<string, Handlebars.TemplateDelegate> = {};
  const hash = createHash('sha256');
  for (const [name, text] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name}\0${text}\0`);
    const found = inspect(name, text, sources);
    problems.push(...found.problems);
    if (found.problems.length > 0 || !found.ast) continue;
    partials[name] = handlebars.compile(found.ast, {
      strict: true,
      knownHelpersOnly: true,
      knownHelpers: known as unknown as KnownHelpers,
      preventIndent: true,
    });
  }
  if (problems.length > 0) throw new ProblemError(problems);
  const brief = partials.brief ?? refuse('TEMPLATE_MISSING', { name: 'brief.hbs' });
  return {
    version: hash.digest('hex').slice(0, 8),
    fill: (data, helpers) => {
      try {
        return brief(data, {
          helpers: { ...LOGIC, ...helpers },
          partials,
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

/** Where a helper was called, put into its hash when the template was loaded: `parts/threads:4:3`. */
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

/** The built-in block helpers accept a missing field in silence; these do not. */
const LOGIC = {
  each(this: unknown, list: unknown, options: Handlebars.HelperOptions) {
    const items = present(list, options);
    if (!Array.isArray(items)) return options.inverse(this);
    return items.length === 0
      ? options.inverse(this)
      : items
          .map((item, index) =>
            options.fn(item, {
              data: { ...options.data, index, first: index === 0, last: index === items.length - 1 },
            }),
          )
          .join('');
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
} as const satisfies Record<string, Handlebars.HelperDelegate>;

// ---- Inspection ----------------------------------------------------------------------------------------------------

interface Inspected {
  problems: Problem[];
  ast: hbs.AST.Program | null;
}

function inspect(name: string, text: string, all: ReadonlyMap<string, string>): Inspected {
  const template = `${name}.hbs`;
  if (text.length > MAX_TEMPLATE) {
    return {
      problems: [
        problem('TEMPLATE_SYNTAX', {
          template,
          line: 1,
          detail: `longer than ${MAX_TEMPLATE} characters`,
          suggestion: 'split it into parts',
        }),
      ],
      ast: null,
    };
  }
  let ast: hbs.AST.Program;
  try {
    ast = Handlebars.parse(text, { srcName: template });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = Number(/line (\d+)/.exec(message)?.[1] ?? /(\d+):\d+/.exec(message)?.[1] ?? 1);
    const detail = message.split('\n').pop()?.slice(0, 120) ?? 'not a template';
    return {
      problems: [
        problem(
          'TEMPLATE_SYNTAX',
          { template, line, detail, suggestion: 'check the braces' },
          { file: template, line },
        ),
      ],
      ast: null,
    };
  }
  const problems: Problem[] = [];
  const add = (
    code: 'TEMPLATE_SYNTAX' | 'TEMPLATE_TAG',
    loc: hbs.AST.SourceLocation,
    detail: string,
    suggestion: string,
  ) =>
    problems.push(
      problem(
        code,
        { template, line: loc.start.line, column: loc.start.column + 1, detail, suggestion },
        { file: template, line: loc.start.line, column: loc.start.column + 1 },
      ),
    );

  const call = (node: hbs.AST.MustacheStatement | hbs.AST.BlockStatement | hbs.AST.SubExpression) => {
    const path = node.path as hbs.AST.PathExpression;
    expression(path);
    // A bare {{name}} is a field; anything with arguments, and every block, is a call.
    const called = node.type !== 'MustacheStatement' || node.params.length > 0 || (node.hash?.pairs.length ?? 0) > 0;
    for (const param of node.params) expression(param);
    for (const pair of node.hash?.pairs ?? []) expression(pair.value);
    if (!called) return;
    if (!HELPERS.includes(path.original as HelperName)) {
      add(
        'TEMPLATE_SYNTAX',
        node.loc,
        `there is no helper “${path.original}”`,
        didYouMean(String(path.original), HELPERS, `helpers are ${HELPERS.join(', ')}`),
      );
      return;
    }
    // Lets the helper say where it was called from, and on what.
    const first = node.params[0] as hbs.AST.PathExpression | undefined;
    node.hash ??= { type: 'Hash', pairs: [], loc: node.loc };
    node.hash.pairs.push(
      literal('at', `${name}:${node.loc.start.line}:${node.loc.start.column}`, node.loc),
      literal('of', String(first?.original ?? ''), node.loc),
    );
  };
  const expression = (node: hbs.AST.Expression) => {
    const forbidden = ((node as hbs.AST.PathExpression).parts ?? []).find((p) => OUT_OF_REACH.has(String(p)));
    if (forbidden)
      add('TEMPLATE_SYNTAX', node.loc, `“${forbidden}” is out of reach of a template`, 'use a field of the data');
    if (node.type === 'SubExpression') call(node as hbs.AST.SubExpression);
  };

  const program = (node: hbs.AST.Program) => {
    const text: { at: hbs.AST.SourceLocation; value: string }[] = [];
    for (const statement of node.body) {
      switch (statement.type) {
        case 'ContentStatement':
          text.push({ at: statement.loc, value: String((statement as hbs.AST.ContentStatement).original) });
          break;
        case 'MustacheStatement': {
          const mustache = statement as hbs.AST.MustacheStatement;
          if (!mustache.escaped)
            add('TEMPLATE_SYNTAX', mustache.loc, 'unescaped output is refused', 'write two braces');
          call(mustache);
          text.push({ at: statement.loc, value: '\u0000' });
          break;
        }
        case 'BlockStatement': {
          const block = statement as hbs.AST.BlockStatement;
          call(block);
          program(block.program);
          if (block.inverse) program(block.inverse);
          text.push({ at: statement.loc, value: '\u0000' });
          break;
        }
        case 'PartialStatement': {
          const partial = statement as hbs.AST.PartialStatement;
          for (const param of partial.params) expression(param);
          if (partial.name.type === 'SubExpression') call(partial.name as hbs.AST.SubExpression);
          else {
            const wanted = String((partial.name as hbs.AST.PathExpression).original);
            if (!all.has(wanted))
              add(
                'TEMPLATE_SYNTAX',
                partial.loc,
                `there is no part “${wanted}”`,
                didYouMean(wanted, all.keys(), 'see templates/parts'),
              );
          }
          text.push({ at: statement.loc, value: '\u0000' });
          break;
        }
        case 'CommentStatement':
          break;
        default:
          add(
            'TEMPLATE_SYNTAX',
            statement.loc,
            `${statement.type} is not allowed in a template`,
            'use {{> part}}, {{#each}} and {{#if}}',
          );
      }
    }
    balance(text, add);
  };
  program(ast);
  return { problems, ast };
}

function literal(key: string, value: string, loc: hbs.AST.SourceLocation): hbs.AST.HashPair {
  return {
    type: 'HashPair',
    key,
    value: { type: 'StringLiteral', value, original: value, loc } as hbs.AST.StringLiteral,
    loc,
  };
}

/** Checks the tags that one block of a template writes: known, their attributes known, opened and closed within the block. */
function balance(
  parts: readonly { at: hbs.AST.SourceLocation; value: string }[],
  add: (code: 'TEMPLATE_TAG', loc: hbs.AST.SourceLocation, detail: string, suggestion: string) => void,
): void {
  const text = parts.map((p) => p.value).join('');
  const locate = (offset: number): hbs.AST.SourceLocation => {
    let start = 0;
    for (const part of parts) {
      if (offset < start + part.value.length || part === parts[parts.length - 1]) {
        const before = part.value.slice(0, Math.max(0, offset - start)).split('\n');
        const line = part.at.start.line + before.length - 1;
        const column = (before.length === 1 ? part.at.start.column : 0) + (before[before.length - 1]?.length ?? 0);
        return { ...part.at, start: { line, column } };
      }
      start += part.value.length;
    }
    return { source: '', start: { line: 1, column: 0 }, end: { line: 1, column: 0 } };
  };
  const names = Object.keys(TAGS);
  const open: { name: string; at: number }[] = [];
  for (const found of text.matchAll(/<(\/?)([A-Za-z][\w-]*)((?:"[^"]*"|[^"<>])*)(>?)|<!|<(?![A-Za-z/])/g)) {
    const [, close, name, attributes = '', end] = found;
    const at = locate(found.index);
    if (!name || !end) {
      add('TEMPLATE_TAG', at, 'a “<” that opens no tag', 'write &lt; for the sign');
      continue;
    }
    if (!isTag(name)) {
      add('TEMPLATE_TAG', at, `there is no tag <${name}>`, didYouMean(name, names, `tags are ${names.join(', ')}`));
      continue;
    }
    for (const [, key = ''] of attributes.matchAll(/([a-z-]+)\s*=/g)) {
      if (!tagOf(name).attributes.includes(key))
        add(
          'TEMPLATE_TAG',
          at,
          `<${name}> has no attribute ${key}`,
          didYouMean(key, tagOf(name).attributes, 'remove it'),
        );
    }
    if (close) {
      const last = open.pop();
      if (last?.name !== name) {
        add(
          'TEMPLATE_TAG',
          at,
          `</${name}> closes nothing in this block`,
          last ? `close <${last.name}> first` : 'open and close a tag in the same block',
        );
        return;
      }
    } else if (!/\/\s*$/.test(attributes) && !tagOf(name).void) open.push({ name, at: found.index });
  }
  const left = open.pop();
  if (left)
    add(
      'TEMPLATE_TAG',
      locate(left.at),
      `<${left.name}> is not closed in this block`,
      `write </${left.name}> in the same block`,
    );
}

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
