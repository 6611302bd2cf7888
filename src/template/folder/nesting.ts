// In: the syntax tree of a template. Out: every mistake in the tags it writes, with line and column: tags outside the closed set, attributes and
// values they do not have, what is not closed in its block or stands where it cannot, rows of another length than their table, and text that would
// reach a reader without a source. What fields hold is not known here.

import type { Spot } from '../../model/placed.ts';
import { didYouMean } from '../../model/problem.ts';
import { CHARTS } from '../shape.ts';
import { isTag, placeOf, TAGS, type TagName, tagOf, VALUES } from '../tags.ts';
import { isCall, isListed } from './calls.ts';
import { spotAt, type Tell } from './tell.ts';

/** An open tag. */
interface Frame {
  name: TagName;
  at: Spot;
  attributes: Map<string, string>;
  /** Cells so far, of a row; null where a block writes some of them. */
  cells: number | null;
  /** Whether a row states something. */
  stated: boolean;
}

/** What one block of a template writes, in order. */
type Piece = { text: string; at: hbs.AST.SourceLocation; node: hbs.AST.Statement | null };

/** What stands for a mustache, a block or a part in the text of the others. */
const HOLE = '\u0000';
const FOUND = /<(\/?)([A-Za-z][\w-]*)((?:"[^"]*"|[^"<>])*)(>?)|<!|<(?![A-Za-z/])/g;

/** Most mistakes told of the tags of one template: where there are more, they are of one kind. */
const MOST = 50;

/** Checks the tags of a template. @param top whether nothing stands around it; otherwise it may be a piece of a paragraph. */
export function checkTags(ast: hbs.AST.Program, top: boolean, tell: Tell): void {
  let left = MOST;
  const some: Tell = (code, ...more) => {
    if (left-- <= 0) throw new Enough();
    tell(code, ...more);
  };
  try {
    block(ast, [], some);
    if (top) bare(ast, some);
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
}

/** Ends the search. */
class Enough {}

/** Text and fields outside every tag. */
function bare(ast: hbs.AST.Program, tell: Tell): void {
  let depth = 0;
  for (const node of ast.body) {
    if (node.type === 'MustacheStatement' && depth === 0)
      tell(
        'TEMPLATE_TAG',
        spotAt(node.loc),
        'a field stands outside every tag',
        'put it into a paragraph, a heading or a cell',
      );
    if (node.type !== 'ContentStatement') continue;
    const content = String((node as hbs.AST.ContentStatement).original);
    let from = 0;
    const look = (to: number) => {
      const offset = content.slice(from, to).search(/[^ \t\r\n]/);
      if (depth > 0 || offset < 0) return;
      const at = spotOf([{ text: content, at: node.loc, node: null }], from + offset);
      tell('TEMPLATE_TAG', at, 'text stands outside every tag', 'put it into a paragraph, a heading or a cell');
    };
    for (const { index, 0: whole, 1: close, 2: name = '' } of content.matchAll(FOUND)) {
      look(index);
      from = index + whole.length;
      if (isTag(name) && !/\/\s*>$/.test(whole) && !tagOf(name).void) depth += close ? -1 : 1;
    }
    look(content.length);
  }
}

/** @param around tags that are open where the block stands, outermost first; none: whatever stands around the part. */
function block(program: hbs.AST.Program, around: readonly Frame[], tell: Tell): void {
  const pieces = program.body.flatMap(pieceOf);
  const text = pieces.map((piece) => piece.text).join('');
  const stack: Frame[] = [...around];
  let done = 0;
  let broken = false;
  const upTo = (end: number) => {
    if (!broken) between(pieces, done, end, stack, tell);
    done = end;
  };
  for (const found of text.matchAll(FOUND)) {
    upTo(found.index);
    done = found.index + found[0].length;
    if (broken) continue;
    const at = spotOf(pieces, found.index);
    const [whole, close, name, written = '', end] = found;
    if (name && !end && isTag(name)) {
      tell('TEMPLATE_TAG', at, `<${close}${name} is not closed`, 'write > at its end');
      // Whatever follows would be told for the same reason.
      broken = true;
    } else if (!name || !end) tell('TEMPLATE_TAG', at, 'a “<” that opens no tag', 'write &lt; for the sign');
    else if (!isTag(name)) {
      const names = Object.keys(TAGS);
      tell('TEMPLATE_TAG', at, `there is no tag <${name}>`, didYouMean(name, names, `tags are ${names.join(', ')}`));
    } else if (close) {
      const last = stack.length > around.length ? stack.pop() : undefined;
      if (last?.name === name) closed(last, stack, tell);
      else {
        const suggestion = last ? `close <${last.name}> first` : 'open and close a tag in the same block';
        tell('TEMPLATE_TAG', at, `</${name}> closes nothing in this block`, suggestion);
        broken = true;
      }
    } else {
      const attributes = attributesOf(name, written, at, tell);
      standing(name, stack.at(-1), at, tell);
      const frame: Frame = { name, at, attributes, cells: 0, stated: false };
      if (placeOf(name) === 'cell') counted(stack.at(-1));
      if (!/\/\s*>$/.test(whole) && !tagOf(name).void) stack.push(frame);
    }
  }
  upTo(text.length);
  const left = stack.length > around.length ? stack.pop() : undefined;
  if (left && !broken)
    tell(
      'TEMPLATE_TAG',
      left.at,
      `<${left.name}> is not closed in this block`,
      `write </${left.name}> in the same block`,
    );
}

function pieceOf(node: hbs.AST.Statement): Piece[] {
  if (node.type === 'CommentStatement') return [];
  const content = node.type === 'ContentStatement' ? String((node as hbs.AST.ContentStatement).original) : null;
  return [{ text: content ?? HOLE, at: node.loc, node: content === null ? node : null }];
}

function spotOf(pieces: readonly Piece[], offset: number): Spot {
  let start = 0;
  for (const piece of pieces) {
    if (offset < start + piece.text.length || piece === pieces.at(-1)) {
      const before = piece.text.slice(0, Math.max(0, offset - start)).split('\n');
      const { line, column } = piece.at.start;
      return {
        line: line + before.length - 1,
        column: (before.length === 1 ? column : 0) + (before.at(-1)?.length ?? 0) + 1,
      };
    }
    start += piece.text.length;
  }
  return { line: 1, column: 1 };
}

// ---- Between the tags ---------------------------------------------------------------------------------------------------

/** What stands between two tags: text, fields, blocks, parts. */
function between(pieces: readonly Piece[], from: number, to: number, stack: readonly Frame[], tell: Tell): void {
  const frame = stack.at(-1);
  let start = 0;
  for (const { text, at, node } of pieces) {
    const [first, last] = [Math.max(from, start), Math.min(to, start + text.length)];
    start += text.length;
    if (first >= last) continue;
    if (node) hole(node, stack, tell);
    else {
      const offset = text.slice(first - (start - text.length), last - (start - text.length)).search(/[^ \t\r\n]/);
      if (offset >= 0 && frame) {
        const within = first - (start - text.length) + offset;
        loose(frame, spotOf([{ text, at, node }], within), 'text', tell);
      }
    }
  }
}

function hole(node: hbs.AST.Statement, stack: readonly Frame[], tell: Tell): void {
  const frame = stack.at(-1);
  switch (node.type) {
    case 'MustacheStatement': {
      const mustache = node as hbs.AST.MustacheStatement;
      const name = String((mustache.path as hbs.AST.PathExpression).original);
      if (name === 'sentence' || name === 'cite') stated(stack);
      // What is called and cannot be has been told.
      else if (frame && (!isCall(mustache) || isListed(name))) loose(frame, spotAt(node.loc), 'a field', tell);
      break;
    }
    case 'BlockStatement': {
      const { program, inverse } = node as hbs.AST.BlockStatement;
      if (frame?.name === 'tr') frame.cells = null;
      block(program, stack, tell);
      if (inverse) block(inverse, stack, tell);
      break;
    }
    default:
      if (frame?.name === 'tr') frame.cells = null;
      stated(stack);
  }
}

/** The row that is being written states something. */
function stated(stack: readonly Frame[]): void {
  for (const frame of stack) if (frame.name === 'tr') frame.stated = true;
}

/** Text that stands where it cannot be, or where a reader would take it for a fact. */
function loose(frame: Frame, at: Spot, what: string, tell: Tell): void {
  if (!tagOf(frame.name).holds.includes('inline')) {
    tell(
      'TEMPLATE_TAG',
      at,
      `${what} stands directly in <${frame.name}>`,
      'put it into a paragraph, a heading or a cell',
    );
    return;
  }
  const role = frame.attributes.get('role') ?? 'text';
  if (frame.name === 'li' || (frame.name === 'p' && role === 'text'))
    tell(
      'TEMPLATE_TAG',
      at,
      `${what} in <${frame.name}> carries no source`,
      'use {{sentence}} or {{cite}}, or give the paragraph role="small"',
    );
}

// ---- Tags ---------------------------------------------------------------------------------------------------------------

function attributesOf(name: TagName, written: string, at: Spot, tell: Tell): Map<string, string> {
  const attributes = new Map<string, string>();
  const allowed = tagOf(name).attributes;
  const rest = written.replace(/\s([\w-]+)\s*=\s*"([^"]*)"/g, (_, key: string, value: string) => {
    attributes.set(key, value);
    if (!allowed.includes(key))
      tell('TEMPLATE_TAG', at, `<${name}> has no attribute ${key}`, didYouMean(key, allowed, 'remove it'));
    else if (!value.includes(HOLE)) checkValue(name, key, value, at, tell);
    return '';
  });
  const unread = rest.replace(/\/$/, '').trim();
  if (unread !== '')
    tell(
      'TEMPLATE_TAG',
      at,
      `“${unread.replaceAll(HOLE, '{{…}}').slice(0, 40)}” in <${name}> is no attribute`,
      'write attribute="value"',
    );
  return attributes;
}

function checkValue(name: TagName, key: string, value: string, at: Spot, tell: Tell): void {
  const values: readonly string[] | undefined = key === 'chart' ? CHARTS : VALUES[key]?.[name];
  const wrong = values && value.split(' ').find((one) => !values.includes(one));
  if (values && wrong !== undefined)
    tell(
      'TEMPLATE_TAG',
      at,
      `<${name}> has no ${key} “${wrong}”`,
      didYouMean(wrong, values, `write ${values.join(', ')}`),
    );
  if (key === 'href' && !/^https?:\/\//i.test(value))
    tell('TEMPLATE_TAG', at, `the address “${value.slice(0, 40)}” is not of the web`, 'write https://…');
}

/** Whether a tag may stand directly in another. */
function standing(name: TagName, around: Frame | undefined, at: Spot, tell: Tell): void {
  if (!around || tagOf(around.name).holds.includes(placeOf(name))) return;
  tell('TEMPLATE_TAG', at, `<${name}> cannot stand in <${around.name}>`, `close <${around.name}> first`);
}

function counted(row: Frame | undefined): void {
  if (row?.name === 'tr' && row.cells !== null) row.cells++;
}

/** What can be said of a tag when all of it has been read. */
function closed(frame: Frame, stack: readonly Frame[], tell: Tell): void {
  if (frame.name !== 'tr') return;
  const table = stack.find(({ name }) => name === 'table');
  const columns = table?.attributes.get('columns');
  const body = stack.at(-1)?.name === 'tbody' || stack.at(-1)?.name === undefined;
  if (columns !== undefined && !columns.includes(HOLE) && frame.cells !== null) {
    const count = columns.split(' ').filter(Boolean).length;
    if (frame.cells !== count)
      tell(
        'TEMPLATE_TAG',
        frame.at,
        `the row has ${frame.cells} cells, its table ${count} columns`,
        'see the attribute columns of <table>',
      );
  }
  if (body && !frame.stated)
    tell('TEMPLATE_TAG', frame.at, 'the row carries no source', 'cite the facts of the row in one of its cells');
}
