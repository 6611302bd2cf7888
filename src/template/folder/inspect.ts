// In: one template, as text. Out: its syntax tree and every mistake in its form, each with line and column: what Handlebars cannot read, a helper
// outside the list, a missing part, a triple-stash, a way to the machinery behind the data, and what is wrong with its tags (nesting.ts).

import Handlebars from 'handlebars';
import type { Slip } from '../../model/placed.ts';
import { didYouMean } from '../../model/problem.ts';
import { shapeOf } from '../shape.ts';
import { CALL_NAMES, CALLS, type Call, type CallName, isCall, isListed } from './calls.ts';
import { checkTags } from './nesting.ts';
import { notUnderstood, whyUnbalanced } from './syntax.ts';
import { spotAt, type Tell } from './tell.ts';

/** Names that lead from data to the machinery behind it. */
const OUT_OF_REACH: ReadonlySet<string> = new Set([
  'constructor',
  '__proto__',
  'prototype',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
]);

/** Longest template accepted, in UTF-16 code units. */
const MAX_TEMPLATE = 200_000;

/**
 * Reads a template.
 * @param name of the template: `brief`, `parts/threads`
 * @param all names of all templates
 * @returns null where it cannot be read, which has been told.
 */
export function inspect(name: string, text: string, all: Iterable<string>, tell: Tell): hbs.AST.Program | null {
  if (text.length > MAX_TEMPLATE) {
    tell('TEMPLATE_SYNTAX', { line: 1, column: 1 }, `longer than ${MAX_TEMPLATE} characters`, 'split it into parts');
    return null;
  }
  const ast = parsed(text, tell);
  if (!ast) return null;
  program(ast, { parts: [...all], tell });
  checkTags(ast, shapeOf(name) !== null, tell);
  return ast;
}

function parsed(text: string, tell: Tell): hbs.AST.Program | null {
  const say = ({ detail, suggestion, ...at }: Slip) => {
    tell('TEMPLATE_SYNTAX', at, detail, suggestion);
    return null;
  };
  const unbalanced = whyUnbalanced(text);
  if (unbalanced) return say(unbalanced);
  try {
    return Handlebars.parse(text);
  } catch (error) {
    return say(notUnderstood(text, error instanceof Error ? error.message : ''));
  }
}

interface Inspection {
  parts: readonly string[];
  tell: Tell;
}

function program({ body }: hbs.AST.Program, inspection: Inspection): void {
  for (const one of body) statement(one, inspection);
}

function statement(node: hbs.AST.Statement, inspection: Inspection): void {
  const { tell } = inspection;
  switch (node.type) {
    case 'ContentStatement':
    case 'CommentStatement':
      break;
    case 'MustacheStatement': {
      const mustache = node as hbs.AST.MustacheStatement;
      if (!mustache.escaped)
        tell('TEMPLATE_SYNTAX', spotAt(mustache.loc), 'unescaped output is refused', 'write two braces');
      call(mustache, inspection);
      break;
    }
    case 'BlockStatement': {
      const block = node as hbs.AST.BlockStatement;
      call(block, inspection);
      if ((block.program.blockParams?.length ?? 0) > 0)
        tell(
          'TEMPLATE_SYNTAX',
          spotAt(block.loc),
          'an item cannot be given a name',
          'leave “as |…|” out; within the block its fields stand by themselves',
        );
      program(block.program, inspection);
      if (block.inverse) program(block.inverse, inspection);
      break;
    }
    case 'PartialStatement':
      partial(node as hbs.AST.PartialStatement, inspection);
      break;
    default:
      tell(
        'TEMPLATE_SYNTAX',
        spotAt(node.loc),
        `${node.type} is not allowed in a template`,
        'use {{> part}}, {{#each}} and {{#if}}',
      );
  }
}

function partial(node: hbs.AST.PartialStatement, inspection: Inspection): void {
  const { parts, tell } = inspection;
  for (const param of node.params) expression(param, inspection);
  if (node.params.length > 1 || (node.hash?.pairs.length ?? 0) > 0)
    tell(
      'TEMPLATE_SYNTAX',
      spotAt(node.loc),
      'a part takes one field and nothing else',
      'write {{> parts/name field}}',
    );
  if (node.name.type === 'SubExpression') {
    const name = node.name as hbs.AST.SubExpression;
    call(name, inspection);
    if (name.path.original !== 'part')
      tell('TEMPLATE_SYNTAX', spotAt(name.loc), 'only “part” chooses a part', 'write {{> (part section)}}');
    return;
  }
  const wanted = String((node.name as hbs.AST.PathExpression).original);
  if (!parts.includes(wanted))
    tell(
      'TEMPLATE_SYNTAX',
      spotAt(node.loc),
      `there is no part “${wanted}”`,
      didYouMean(wanted, parts, 'see templates/parts'),
    );
}

function call(node: Call, inspection: Inspection): void {
  const { tell } = inspection;
  const path = node.path as hbs.AST.PathExpression;
  expression(path, inspection);
  for (const param of node.params) expression(param, inspection);
  for (const pair of node.hash?.pairs ?? []) expression(pair.value, inspection);
  if (!isCall(node)) {
    // {{"constructor"}} is a field as well.
    if (path.type !== 'PathExpression')
      tell(
        'TEMPLATE_SYNTAX',
        spotAt(node.loc),
        'a value stands where a field is wanted',
        'write the text without braces',
      );
    return;
  }
  const name = String(path.original);
  if (isListed(name)) form(name, node, tell);
  else {
    const suggestion = didYouMean(name, CALL_NAMES, `helpers are ${CALL_NAMES.join(', ')}`);
    tell('TEMPLATE_SYNTAX', spotAt(node.loc), `there is no helper “${name}”`, suggestion);
  }
}

/** Whether a helper is called as it is meant to be. */
function form(name: CallName, node: Call, tell: Tell): void {
  const { block, values, named } = CALLS[name];
  const at = spotAt(node.loc);
  if (block !== (node.type === 'BlockStatement'))
    tell(
      'TEMPLATE_SYNTAX',
      at,
      block ? `“${name}” needs a block` : `“${name}” has no block`,
      block ? `write {{#${name} …}}…{{/${name}}}` : `write {{${name} …}}`,
    );
  if (node.params.length !== values)
    tell(
      'TEMPLATE_SYNTAX',
      at,
      `“${name}” takes ${values} ${values === 1 ? 'value' : 'values'}, not ${node.params.length}`,
      'see docs/templates.md',
    );
  const allowed: readonly string[] | null = named;
  for (const { key, loc } of node.hash?.pairs ?? [])
    if (allowed && !allowed.includes(key))
      tell('TEMPLATE_SYNTAX', spotAt(loc), `“${name}” takes no ${key}=`, didYouMean(key, allowed, 'remove it'));
}

function expression(node: hbs.AST.Expression, inspection: Inspection): void {
  const forbidden = ((node as hbs.AST.PathExpression).parts ?? []).find((part) => OUT_OF_REACH.has(String(part)));
  if (forbidden)
    inspection.tell(
      'TEMPLATE_SYNTAX',
      spotAt(node.loc),
      `“${forbidden}” is out of reach of a template`,
      'use a field of the data',
    );
  if (node.type === 'SubExpression') call(node as hbs.AST.SubExpression, inspection);
}
