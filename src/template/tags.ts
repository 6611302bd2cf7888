// In: nothing. Out: the closed set of tags a template may write, and what each may hold. Whatever is not in this table is refused, with the
// place in the template.

import { COUNTS } from '../model/doc.ts';

interface Tag {
  /** What it is: a block, an inline, or a part of a block (`tr`, `li`, `margin`). */
  kind: 'block' | 'inline' | 'part';
  /** Written `<br/>`: has no content. */
  void: boolean;
  attributes: readonly string[];
  /** What may stand directly inside. `inline` includes text. */
  holds: readonly ('block' | 'inline' | 'li' | 'tr' | 'cell' | 'table' | 'margin')[];
}

const tag = (kind: Tag['kind'], holds: Tag['holds'], attributes: readonly string[] = [], isVoid = false): Tag => ({
  kind,
  void: isVoid,
  attributes,
  holds,
});

export const TAGS = {
  section: tag('block', ['block'], ['id', 'rank', 'page']),
  h1: tag('block', ['inline'], ['id']),
  h2: tag('block', ['inline'], ['id']),
  h3: tag('block', ['inline'], ['id']),
  h4: tag('block', ['inline'], ['id']),
  p: tag('block', ['inline'], ['role', 'rank']),
  entry: tag('block', ['margin', 'block'], ['thread', 'rank']),
  margin: tag('part', ['block']),
  ul: tag('block', ['li'], ['rank']),
  ol: tag('block', ['li'], ['rank']),
  li: tag('part', ['inline'], ['rank']),
  table: tag('block', ['table'], ['role', 'columns', 'headers', 'shares', 'rank']),
  caption: tag('part', ['inline']),
  thead: tag('part', ['tr']),
  tbody: tag('part', ['tr']),
  tr: tag('part', ['cell'], ['rank']),
  th: tag('part', ['inline']),
  td: tag('part', ['inline']),
  figure: tag('block', ['inline'], ['chart', 'alt', 'rank']),
  callout: tag('block', ['block'], ['rank']),
  contents: tag('block', ['inline'], ['depth']),
  sources: tag('block', [], [], true),
  s: tag('inline', ['inline'], ['facts', 'rank', 'names']),
  m: tag('inline', [], ['src'], true),
  given: tag('inline', ['inline']),
  strong: tag('inline', ['inline']),
  em: tag('inline', ['inline']),
  soft: tag('inline', ['inline']),
  lang: tag('inline', ['inline'], ['lang']),
  a: tag('inline', ['inline'], ['href']),
  count: tag('inline', [], ['of'], true),
  br: tag('inline', [], [], true),
} as const satisfies Record<string, Tag>;

export type TagName = keyof typeof TAGS;

/** Closed lists of values of attributes, as written; a list of several is parted by spaces. */
export const VALUES: { readonly [attribute: string]: { readonly [tag: string]: readonly string[] } } = {
  role: { p: ['text', 'meta', 'small', 'caption'], table: ['plain', 'facts'] },
  columns: { table: ['text', 'number', 'date'] },
  of: { count: COUNTS },
  page: { section: ['new', 'own'] },
};

/** What a tag is to the one around it. */
export function placeOf(name: TagName): Tag['holds'][number] {
  const { kind } = TAGS[name];
  if (kind !== 'part') return kind;
  if (name === 'th' || name === 'td') return 'cell';
  return name === 'li' || name === 'tr' || name === 'margin' ? name : 'table';
}

export const isTag = (name: string): name is TagName => Object.hasOwn(TAGS, name);
export const tagOf = (name: TagName): Tag => TAGS[name];
