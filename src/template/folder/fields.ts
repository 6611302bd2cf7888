// In: the syntax trees of all templates, and the shape of what each sees (shape.ts). Out: every field that is not there or cannot be used as it is,
// with line, column and what may have been meant; every part that would stand within itself; and every word the templates ask for. A field that may be
// missing can be looked into only within {{#if}}.

import { didYouMean } from '../../model/problem.ts';
import { type Shape, shapeOf } from '../shape.ts';
import { isCall } from './calls.ts';
import { spotAt, type Tell } from './tell.ts';

/** A word that a template asks for by its key; `slots`: what it puts into the pattern, null where it takes the text as it is. */
export interface Asked {
  key: string;
  slots: readonly string[] | null;
  at: hbs.AST.SourceLocation;
  tell: Tell;
}

export interface Read {
  ast: hbs.AST.Program;
  tell: Tell;
}

/** Checks what the templates ask of the data. @param templates by name @returns the words they ask for. */
export function checkFields(templates: ReadonlyMap<string, Read>): Asked[] {
  const survey: Survey = { templates, asked: [], seen: new Map() };
  for (const [name, { ast, tell }] of templates) {
    const shape = shapeOf(name);
    // What is no part of its own is looked at where it stands.
    if (shape) new Reader(survey, tell, [name]).program(ast, [shape], new Set());
  }
  return survey.asked;
}

/** What is common to all readers. */
interface Survey {
  templates: ReadonlyMap<string, Read>;
  asked: Asked[];
  /** Parts that have been read in surroundings of a shape: they say the same a second time. */
  seen: Map<Shape, Set<string>>;
}

/** Most parts that stand within each other. */
const MOST_WITHIN = 12;

/** Shapes of what stands around, the nearest last. Null: not known, because something about it was wrong. */
type Scopes = readonly (Shape | null)[];
/** Fields known to be there, as the depth of their scope and their path. */
type Known = ReadonlySet<string>;
type Path = hbs.AST.PathExpression;

/** What a place does with a value. */
type Use = 'print' | 'test' | 'give' | 'list' | 'text' | 'facts' | 'weight' | 'sentence' | 'phrase' | 'texts';

const USES: Record<Exclude<Use, 'test'>, { good: (shape: Shape) => boolean; wanted: string }> = {
  give: { good: () => true, wanted: '' },
  print: { good: (s) => s === 'text' || s === 'number' || s === 'weight', wanted: 'a text or a number' },
  list: { good: (s) => isList(s), wanted: 'a list' },
  text: { good: (s) => s === 'text', wanted: 'a text' },
  facts: { good: (s) => s === 'facts', wanted: 'the facts of a text' },
  weight: { good: (s) => s === 'weight' || s === 'number', wanted: 'a weight' },
  sentence: { good: (s) => s === 'sentence', wanted: 'a sentence' },
  phrase: { good: (s) => s === 'phrase', wanted: 'a name in its own script' },
  texts: { good: (s) => isList(s) && s.list === 'text', wanted: 'a list of texts' },
};

const isList = (shape: Shape): shape is { list: Shape } => typeof shape === 'object' && 'list' in shape;

/** Reads one template in the surroundings of one place. */
class Reader {
  private readonly survey: Survey;
  private readonly tell: Tell;
  private readonly unsure = new Set<string>();
  /** Templates that stand around this one, and itself last. */
  private readonly trail: readonly string[];

  constructor(survey: Survey, tell: Tell, trail: readonly string[]) {
    this.survey = survey;
    this.tell = tell;
    this.trail = trail;
  }

  program(node: hbs.AST.Program, scopes: Scopes, known: Known): void {
    for (const statement of node.body) {
      if (statement.type === 'MustacheStatement') this.mustache(statement as hbs.AST.MustacheStatement, scopes, known);
      else if (statement.type === 'BlockStatement') this.block(statement as hbs.AST.BlockStatement, scopes, known);
      else if (statement.type === 'PartialStatement')
        this.partial(statement as hbs.AST.PartialStatement, scopes, known);
    }
  }

  private mustache(node: hbs.AST.MustacheStatement, scopes: Scopes, known: Known): void {
    if (isCall(node)) this.call(node, scopes, known);
    else this.field(node.path, 'print', scopes, known);
  }

  private block(node: hbs.AST.BlockStatement, scopes: Scopes, known: Known): void {
    const name = (node.path as Path).original;
    const [param] = node.params;
    const inverse = (also: Known) => node.inverse && this.program(node.inverse, scopes, also);
    if (name === 'each') {
      const shape = param ? this.field(param, 'list', scopes, known) : null;
      this.program(node.program, [...scopes, shape && isList(shape) ? shape.list : null], known);
      inverse(known);
      return;
    }
    if (param) this.value(param, 'test', scopes, known);
    const there = new Set(known);
    if (param?.type === 'PathExpression') there.add(keyOf(param as Path, scopes));
    this.program(node.program, scopes, name === 'if' ? there : known);
    inverse(name === 'unless' ? there : known);
  }

  private partial(node: hbs.AST.PartialStatement, scopes: Scopes, known: Known): void {
    // A part sees what it is given, or the nearest of what stands around it; and nothing further out.
    const [given] = node.params;
    const shape = given ? this.field(given, 'give', scopes, known) : (scopes.at(-1) ?? null);
    if (node.name.type === 'SubExpression') {
      const [param] = (node.name as hbs.AST.SubExpression).params;
      if (param?.type === 'StringLiteral') this.part(`parts/${(param as hbs.AST.StringLiteral).value}`, node, shape);
      else if (param) this.choice(param, scopes, known);
    } else this.part(String((node.name as Path).original), node, shape);
  }

  /** A part chosen by a field: by the section, and never from within that section. */
  private choice(param: hbs.AST.Expression, scopes: Scopes, known: Known): void {
    this.field(param, 'text', scopes, known);
    const { parts = [], depth = 0 } = param as Path;
    const itself = parts.length === 1 && parts[0] === 'section' && scopes.length - depth === 1;
    if (parts.at(-1) !== 'section')
      this.tell(
        'TEMPLATE_SYNTAX',
        spotAt(param.loc),
        'a part is chosen by something else than a section',
        'write {{> (part section)}}',
      );
    else if (itself && this.trail.some((name) => name !== 'brief')) this.within(this.trail.at(-1) ?? '', param.loc);
  }

  private part(name: string, node: hbs.AST.PartialStatement, shape: Shape | null): void {
    const { templates, seen } = this.survey;
    const found = templates.get(name);
    if (!found) return;
    if (this.trail.includes(name)) this.within(name, node.loc);
    else if (this.trail.length > MOST_WITHIN) {
      const detail = `parts stand within each other more than ${MOST_WITHIN} deep`;
      this.tell('TEMPLATE_ENDLESS', spotAt(node.loc), detail, 'take some of them out');
    } else if (shape && !seen.get(shape)?.has(name)) {
      seen.set(shape, (seen.get(shape) ?? new Set()).add(name));
      new Reader(this.survey, found.tell, [...this.trail, name]).program(found.ast, [shape], new Set());
    }
  }

  private within(name: string, loc: hbs.AST.SourceLocation): void {
    const way = [...this.trail.slice(this.trail.indexOf(name)), name].map((one) => `${one}.hbs`).join(' → ');
    this.tell('TEMPLATE_ENDLESS', spotAt(loc), `a part stands within itself: ${way}`, 'take it out');
  }

  private call(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression, scopes: Scopes, known: Known): void {
    const [first, second] = node.params;
    const named = node.hash?.pairs ?? [];
    const slot = (key: string) => named.find((pair) => pair.key === key)?.value;
    switch ((node.path as Path).original) {
      case 'word':
      case 'fill': {
        const fills = (node.path as Path).original === 'fill';
        if (first?.type === 'StringLiteral')
          this.survey.asked.push({
            key: (first as hbs.AST.StringLiteral).value,
            slots: fills ? named.map(({ key }) => key) : null,
            at: first.loc,
            tell: this.tell,
          });
        else if (first)
          this.tell(
            'TEMPLATE_SYNTAX',
            spotAt(first.loc),
            'a word is asked for by something else than its key',
            'write {{word "columns.date"}}',
          );
        for (const { value } of named) this.value(value, 'print', scopes, known);
        break;
      }
      case 'sentence':
        if (first) this.value(first, 'sentence', scopes, known);
        break;
      case 'cite': {
        if (first) this.value(first, 'text', scopes, known);
        if (second) this.value(second, 'facts', scopes, known);
        const [rank, native] = [slot('rank'), slot('native')];
        if (rank) this.value(rank, 'weight', scopes, known);
        if (native) this.value(native, 'phrase', scopes, known, true);
        break;
      }
      case 'join':
        if (first) this.value(first, 'texts', scopes, known);
        break;
      default:
        for (const param of node.params) this.value(param, 'test', scopes, known);
    }
  }

  private value(node: hbs.AST.Expression, use: Use, scopes: Scopes, known: Known, orNone = false): void {
    if (node.type === 'SubExpression') this.call(node as hbs.AST.SubExpression, scopes, known);
    else if (node.type === 'PathExpression') this.field(node, use, scopes, known, orNone);
  }

  /** Finds a field and sees whether it can be used so. @returns its shape, null where that is not known. */
  private field(
    node: hbs.AST.Expression,
    use: Use,
    scopes: Scopes,
    known: Known,
    orNone = use === 'print' || use === 'list',
  ): Shape | null {
    if (node.type !== 'PathExpression') return null;
    const path = node as Path;
    if (path.data) return this.data(path);
    let at: Shape | null | undefined = scopes[scopes.length - 1 - path.depth];
    if (at === undefined)
      this.tell('TEMPLATE_FIELD', spotAt(path.loc), path.original, 'nothing stands so far out: write fewer ../');
    const walked: string[] = [];
    for (const part of path.parts.map(String)) {
      if (!at) return null;
      at = this.inside(at, path, walked, scopes, known);
      if (!at) return null;
      at = this.step(at, part, path, scopes);
      walked.push(part);
    }
    if (!at) return null;
    return this.used(at, use, path, scopes, known, orNone);
  }

  /** Looks into what may be missing. */
  private inside(shape: Shape, path: Path, walked: readonly string[], scopes: Scopes, known: Known): Shape | null {
    if (typeof shape === 'string' || !('maybe' in shape)) return shape;
    if (known.has(keyOf({ ...path, parts: [...walked] }, scopes))) return shape.maybe;
    // Once for a field, however often it is looked into.
    const name = walked.join('.');
    const key = `${this.trail.join(' ')} ${keyOf({ ...path, parts: [...walked] }, scopes)}`;
    if (this.unsure.has(key)) return null;
    this.unsure.add(key);
    this.tell(
      'TEMPLATE_SYNTAX',
      spotAt(path.loc),
      `“${name}” is not there in every brief`,
      `write it within {{#if ${name}}}…{{/if}}`,
    );
    return null;
  }

  private step(shape: Shape, name: string, path: Path, scopes: Scopes): Shape | null {
    const fields = typeof shape === 'object' && 'fields' in shape ? shape.fields : {};
    if (Object.hasOwn(fields, name)) return fields[name] ?? null;
    const outer = scopes
      .slice(0, -1)
      .flatMap((scope, i) => namesOf(scope).map((own) => '../'.repeat(scopes.length - 1 - i) + own));
    const names = Object.keys(fields);
    const further =
      path.depth === 0 && path.parts.length === 1 ? outer.find((one) => one.replaceAll('../', '') === name) : undefined;
    const list =
      names.length > 0
        ? `fields here are ${names.join(', ')}`
        : isList(shape)
          ? 'it is a list: write {{#each}}'
          : 'it has no fields';
    this.tell(
      'TEMPLATE_FIELD',
      spotAt(path.loc),
      name,
      further ? `did you mean ${further}?` : didYouMean(name, names, list),
    );
    return null;
  }

  private used(shape: Shape, use: Use, path: Path, scopes: Scopes, known: Known, orNone: boolean): Shape | null {
    if (use === 'test') return shape;
    let plain = shape;
    if (typeof shape === 'object' && 'maybe' in shape) {
      if (!orNone && !known.has(keyOf(path, scopes)))
        return this.inside(shape, path, path.parts.map(String), scopes, known);
      plain = shape.maybe;
    }
    if (USES[use].good(plain)) return plain;
    this.tell(
      'TEMPLATE_SYNTAX',
      spotAt(path.loc),
      `“${path.original}” is ${kindOf(plain)}, not ${USES[use].wanted}`,
      hintFor(plain),
    );
    return null;
  }

  private data({ original, parts, loc }: Path): Shape | null {
    const name = String(parts[0] ?? '');
    if (name === 'index') return 'number';
    if (name === 'first' || name === 'last') return 'flag';
    const names = ['@index', '@first', '@last'];
    this.tell('TEMPLATE_FIELD', spotAt(loc), original, didYouMean(original, names, `there are ${names.join(', ')}`));
    return null;
  }
}

/** The place of a field, whatever way leads there. */
const keyOf = (path: Path, scopes: Scopes): string =>
  `${scopes.length - 1 - path.depth} ${path.parts.map(String).join('.')}`;

const namesOf = (shape: Shape | null): string[] =>
  shape && typeof shape === 'object' && 'fields' in shape ? Object.keys(shape.fields) : [];

const KINDS = {
  text: 'a text',
  number: 'a number',
  weight: 'a weight',
  flag: 'a yes or no',
  facts: 'a list of facts',
  sentence: 'a sentence',
  phrase: 'a name in its own script',
} as const;

function kindOf(shape: Shape): string {
  if (typeof shape === 'string') return KINDS[shape];
  return isList(shape) ? 'a list' : 'a group of fields';
}

function hintFor(shape: Shape): string {
  if (shape === 'sentence') return 'write {{sentence …}}';
  if (shape === 'facts' || shape === 'phrase') return 'give it to {{cite …}}';
  if (shape === 'flag') return 'ask for it with {{#if …}}';
  if (typeof shape === 'string') return 'see docs/templates.md';
  return isList(shape) ? 'write {{#each …}}' : `its fields are ${namesOf(shape).join(', ')}`;
}
