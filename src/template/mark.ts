// In: a document, the dossier it was made from, the markings. Out: the same document, marked: each part with the highest level that its facts ask for,
// every page with the highest of the parts, or the level that was asked for where that is higher. Nothing lowers a label. Where no fact asks for more than
// the lowest level the parts bear none. Refuses a fact that asks for a level there is none of (FACT_MARKING).

import { type Block, type Doc, eachInline, type Heading, type Inline, type Styled } from '../model/doc.ts';
import type { Dossier } from '../model/dossier.ts';
import type { FactId, Language } from '../model/fact.ts';
import { type Markings, rankOf } from '../model/marking.ts';
import { refuse } from '../model/problem.ts';

/** How high each fact of a dossier is marked, as places in the list of markings; those of the lowest level are left out. */
export function ranksOf(dossier: Dossier, markings: Markings): Map<FactId, number> {
  const ranks = new Map<FactId, number>();
  if (!dossier.markings) return ranks;
  for (const [fact, asked] of dossier.markings) {
    const rank = Math.max(
      ...asked.map((text) => rankOf(text, markings) ?? refuse('FACT_MARKING', { fact, value: text.slice(0, 60) })),
    );
    if (rank > 0) ranks.set(fact, rank);
  }
  return ranks;
}

/** Marks a document by what it states now. Blocks whose label changes are made anew: what was measured of the old ones does not hold for them. */
export function marked(doc: Doc, dossier: Dossier, markings: Markings): Doc {
  const ranks = ranksOf(dossier, markings);
  const asked = dossier.question.marking === undefined ? 0 : (rankOf(dossier.question.marking, markings) ?? 0);
  const blocks = doc.blocks.flatMap(bare);
  const stated = Math.max(0, ...blocks.map((block) => rankOfPart(block, ranks) ?? 0));
  const page = markings[Math.max(stated, asked)] ?? markings[0];
  const label = (rank: number) => (markings[rank] ?? markings[0]).part[doc.language];
  const parts = (list: readonly Block[]): Block[] =>
    list.flatMap((block) => {
      const within = rankOfPart(block, ranks);
      // The sources are those of all facts.
      const own = block.type === 'section' && listsSources(block.children) ? stated : within;
      if (own === null) return [block];
      // A note of a book has parts of its own, under its title.
      const whole = block.type === 'section' && block.leaf ? { ...block, children: parts(block.children) } : block;
      return labelled(whole, label(own), doc.language);
    });
  return {
    ...doc,
    furniture: { ...doc.furniture, marking: page.page[doc.language] },
    blocks: stated === 0 ? blocks : parts(blocks),
  };
}

/** The highest level of what a part states, names or shows; null for what states nothing: it is no part. */
function rankOfPart(block: Block, ranks: ReadonlyMap<FactId, number>): number | null {
  let rank: number | null = null;
  const take = (facts: readonly FactId[]) => {
    for (const fact of facts) rank = Math.max(rank ?? 0, ranks.get(fact) ?? 0);
  };
  eachInline([block], (inline) => {
    if (inline.type !== 'statement') return;
    take(inline.facts);
    take(inline.names ?? []);
  });
  for (const facts of shownIn(block)) take(facts);
  return rank;
}

function shownIn(block: Block): FactId[][] {
  switch (block.type) {
    case 'figure':
      return block.facts ? [block.facts] : [];
    case 'entry':
      return [...block.margin, ...block.children].flatMap(shownIn);
    case 'section':
    case 'callout':
      return block.children.flatMap(shownIn);
    default:
      return [];
  }
}

const listsSources = (blocks: readonly Block[]): boolean => blocks.some(({ type }) => type === 'sources');

// ---- Labels -------------------------------------------------------------------------------------------------------------

const isLabel = (inline: Inline): boolean => 'role' in inline && inline.role === 'marking';
const textLabel = (label: string): Styled => ({
  type: 'soft',
  role: 'marking',
  children: [{ type: 'text', value: label }],
});
/** In brackets after a heading or under a picture. */
const after = (children: readonly Inline[], label: string): Inline[] =>
  children.length === 0 ? [textLabel(label)] : [...children, textLabel(` (${label.replaceAll(' ', '\u00a0')})`)];
/** On a line of its own: in a margin there is no room beside. */
const below = (children: readonly Inline[], label: string): Inline[] =>
  children.length === 0 ? [textLabel(label)] : [...children, BREAK, textLabel(label)];

/** A part with its label where a reader looks first. */
function labelled(block: Block, label: string, language: Language): Block[] {
  switch (block.type) {
    case 'section': {
      const heading = block.children.find((child): child is Heading => child.type === 'heading');
      const first = heading ?? block.children[0];
      if (!first) return [block];
      const labels = heading
        ? [{ ...heading, children: after(heading.children, label) }]
        : labelled(first, label, language);
      return [{ ...block, children: block.children.flatMap((child) => (child === first ? labels : [child])) }];
    }
    case 'callout':
      return [{ ...block, children: [alone(label), ...block.children] }];
    case 'entry': {
      const [note, ...notes] = block.margin;
      const own = note?.type === 'paragraph' ? { ...note, children: below(note.children, label) } : alone(label);
      const others = note?.type === 'paragraph' ? notes : block.margin;
      return [{ ...block, margin: [own, ...others] }];
    }
    case 'table':
      return [{ ...block, caption: below(block.caption, label) }];
    case 'figure':
      return [{ ...block, caption: after(block.caption, label) }];
    default:
      return [alone(label), block];
  }
}

const BREAK: Inline = { type: 'break' };
const alone = (label: string): Block & { type: 'paragraph' } => ({
  type: 'paragraph',
  role: 'small',
  children: [textLabel(label)],
});

/** A block without the label that it bears; none where it is a label and nothing else. The same block where it bears none. */
function bare(block: Block): Block[] {
  const without = (children: Inline[]): Inline[] => {
    if (!children.some(isLabel)) return children;
    const kept = children.filter((inline) => !isLabel(inline));
    return kept.at(-1)?.type === 'break' ? kept.slice(0, -1) : kept;
  };
  const inside = <B extends Block>(one: B, key: 'children' | 'caption', list: Inline[]): B[] => {
    const kept = without(list);
    return kept === list ? [one] : [{ ...one, [key]: kept }];
  };
  switch (block.type) {
    case 'section':
    case 'callout': {
      const children = block.children.flatMap(bare);
      return same(children, block.children) ? [block] : [{ ...block, children }];
    }
    case 'entry': {
      const margin = block.margin.flatMap((note) => bare(note) as typeof block.margin);
      return same(margin, block.margin) ? [block] : [{ ...block, margin }];
    }
    case 'paragraph':
      return without(block.children).length === 0 && block.children.length > 0
        ? []
        : inside(block, 'children', block.children);
    case 'heading':
      return inside(block, 'children', block.children);
    case 'table':
    case 'figure':
      return inside(block, 'caption', block.caption);
    default:
      return [block];
  }
}

const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i]);
