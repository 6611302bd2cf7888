// In: a Doc whose units carry ranks, and a number of pages. Out: a Doc that keeps to it, without the units that weigh least; nodes that
// stay whole are shared. Refuses where what carries no rank is too long. Every unit is measured once: the flow of a node is
// remembered, so a trial costs no more than dealing heights over pages.

import {
  type Block,
  type ContentsItem,
  contentsOf,
  type Doc,
  eachInline,
  type Heading,
  type Inline,
  type ListItem,
  type Row,
  type SourceItem,
  type Statement,
} from '../../model/doc.ts';
import type { SourceId } from '../../model/fact.ts';
import { refuse } from '../../model/problem.ts';
import { type Paging, pagingOf, type Sheet, settingOf } from './layout.ts';
import { once } from './once.ts';

/** What can be left out by itself. */
type Unit = Block | Row | ListItem | Statement;

/** Share of the last page that is filled when nothing more is tried; when it is well filled; units tried in vain before and after. */
const FULL = 0.985;
const WELL = 0.92;
const TRIES = { before: 400, after: 24 };

/** See `fit` in pdf.ts. */
export function fitDocs(docs: readonly Doc[], pages: number, sheet: Sheet): Doc[] {
  const editions = docs.map((doc) => ({ doc, setting: settingOf(doc, sheet), units: unitsOf(doc.blocks) }));
  const units = editions[0]?.units ?? [];
  if (editions.some((e) => e.units.length !== units.length))
    throw new Error('editions of one document differ in their units');
  const place = new Map(units.map((one, i) => [one.unit, i]));
  const order = units.map(({ rank }, i) => ({ rank, i })).sort((a, b) => b.rank - a.rank || a.i - b.i);

  const trial = (kept: ReadonlySet<number>): Trial => {
    const made = editions.map(({ doc, setting, units: own }) => {
      const left = new Set([...kept].flatMap((i) => own[i]?.unit ?? []));
      const blocks = withLists(prune(doc.blocks, left), doc);
      return { doc, blocks, paging: pagingOf(blocks, setting, sheet) };
    });
    return {
      made,
      longest: Math.max(...made.map((m) => m.paging.pages.length)),
      over: Math.max(...made.map((m) => m.paging.over)),
    };
  };
  const fits = ({ longest, over }: Trial) => longest <= pages && over === 0;
  const first = (count: number) => new Set(order.slice(0, count).map((one) => one.i));

  const whole = trial(first(order.length));
  if (fits(whole)) return finished(whole);
  let low = 0;
  let high = order.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(trial(first(middle)))) low = middle;
    else high = middle;
  }
  const kept = first(low);
  let best = trial(kept);
  if (!fits(best)) refuse('TOO_LONG_FOR_BUDGET', { needs: Math.max(best.longest, pages + best.over), budget: pages });

  // What comes after the first that did not fit may be short enough.
  let failed = 0;
  for (const { i } of order.slice(low)) {
    const filled = Math.max(
      ...best.made.map((m) => (m.paging.pages.length === pages ? m.paging.last / m.paging.full : 0)),
    );
    if (filled > FULL || failed >= (filled > WELL ? TRIES.after : TRIES.before)) break;
    const after = units[i]?.after;
    if (after && !kept.has(place.get(after) ?? -1)) continue;
    kept.add(i);
    const more = trial(kept);
    if (fits(more)) best = more;
    else {
      kept.delete(i);
      failed++;
    }
  }
  return finished(best);
}

interface Trial {
  made: { doc: Doc; blocks: Block[]; paging: Paging }[];
  /** Pages of the longest edition; pages that sections take beyond their own. */
  longest: number;
  over: number;
}

const finished = (trial: Trial): Doc[] => trial.made.map(({ doc, blocks }) => ({ ...doc, blocks }));

/** Every unit with its rank, in reading order; `after` is what must be kept for it to be kept. */
function unitsOf(blocks: readonly Block[]): { unit: Unit; rank: number; after: Unit | null }[] {
  const units: { unit: Unit; rank: number; after: Unit | null }[] = [];
  const add = (unit: Unit, rank: number | null | undefined, after: Unit | null): Unit | null => {
    if (rank === null || rank === undefined) return after;
    units.push({ unit, rank, after });
    return unit;
  };
  const walk = (list: readonly Block[], outer: Unit | null) => {
    for (const block of list) {
      const within = block.type === 'heading' ? outer : add(block, block.rank, outer);
      switch (block.type) {
        case 'section':
        case 'callout':
        case 'entry':
          walk(block.children, within);
          break;
        case 'paragraph': {
          let before = within;
          for (const inline of block.children)
            if (inline.type === 'statement') before = add(inline, inline.rank, before);
          break;
        }
        case 'list':
          for (const item of block.items) add(item, item.rank, within);
          break;
        case 'table':
          for (const row of block.rows) add(row, row.rank, within);
          break;
        case 'heading':
        case 'figure':
        case 'contents':
        case 'sources':
          break;
        default:
          block satisfies never;
      }
    }
  };
  walk(blocks, null);
  return units;
}

const pruned = new WeakMap<readonly Inline[], Map<number, Inline[]>>();

/** Blocks without the units that are not kept, and without what is left empty by that. */
function prune(blocks: readonly Block[], kept: ReadonlySet<Unit>): Block[] {
  return blocks.flatMap((block) => {
    const left = pruneBlock(block, kept);
    return left ? [left] : [];
  });
}

function pruneBlock(block: Block, kept: ReadonlySet<Unit>): Block | null {
  if (block.type === 'heading') return block;
  if (block.rank !== undefined && !kept.has(block)) return null;
  switch (block.type) {
    case 'section':
    case 'callout':
    case 'entry': {
      const children = prune(block.children, kept);
      if (same(children, block.children)) return block;
      // The place of a document bound in stays: its number is told elsewhere.
      const place = block.type === 'section' && block.leaf !== undefined;
      return !place && children.every(isFrame) ? null : remembered(block, children, () => ({ ...block, children }));
    }
    case 'paragraph': {
      const children = pruneInlines(block.children, kept);
      if (children === block.children) return block;
      return children === null ? null : remembered(block, children, () => ({ ...block, children }));
    }
    case 'list': {
      const items = block.items.filter((item) => item.rank === undefined || kept.has(item));
      if (items.length === block.items.length) return block;
      return items.length === 0 ? null : remembered(block, items, () => ({ ...block, items }));
    }
    case 'table': {
      const rows = block.rows.filter((row) => row.rank === undefined || kept.has(row));
      if (rows.length === block.rows.length) return block;
      return rows.length === 0 ? null : remembered(block, rows, () => ({ ...block, rows }));
    }
    case 'figure':
    case 'contents':
    case 'sources':
      return block;
    default:
      return block satisfies never;
  }
}

const made = new WeakMap<Block, { parts: readonly unknown[]; block: Block }[]>();

/** The same shorter block for the same parts: what was measured in one trial need not be measured in the next. */
function remembered<B extends Block>(block: B, parts: readonly unknown[], make: () => B): B {
  const known = once(made, block, () => []);
  const found = known.find((one) => same(one.parts, parts));
  if (found) return found.block as B;
  const fresh = make();
  known.push({ parts: [...parts], block: fresh });
  return fresh;
}

/** What says nothing by itself: a heading, a remark on a table that is gone, a picture of what it held. */
function isFrame(block: Block): boolean {
  switch (block.type) {
    case 'heading':
      return true;
    case 'paragraph':
      return block.role !== 'text';
    case 'figure':
      return block.rank === undefined;
    default:
      return false;
  }
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((one, i) => one === b[i]));
}

/** Sentences are dropped from the end; null where none is left. */
function pruneInlines(inlines: Inline[], kept: ReadonlySet<Unit>): Inline[] | null {
  const drops = inlines.findIndex((inline) => inline.type === 'statement' && inline.rank !== null && !kept.has(inline));
  if (drops < 0) return inlines;
  const shorter = once(pruned, inlines, () => new Map<number, Inline[]>());
  const left = once(shorter, drops, () => {
    const some = inlines.filter(
      (inline, i) => i < drops || (inline.type === 'statement' ? inline.rank === null : !isSpace(inline)),
    );
    while (some.length > 0 && isSpace(some.at(-1) as Inline)) some.pop();
    return some;
  });
  return left.some((inline) => inline.type === 'statement') ? left : null;
}

function isSpace(inline: Inline): boolean {
  return inline.type === 'break' || (inline.type === 'text' && /^\s*$/u.test(inline.value));
}

const itemsByCitation = new WeakMap<readonly Inline[], Map<number, SourceItem>>();

const itemsByHeading = new WeakMap<Heading, ContentsItem>();

/** The lists as `number()` will fill them: the sources of the marks that are left, in the order of first citation; the headings that are left. */
function withLists(blocks: Block[], doc: Doc): Block[] {
  const cited = new Set<SourceId>();
  eachInline(blocks, (inline) => {
    if (inline.type === 'mark') for (const id of inline.sources) cited.add(id);
  });
  const items = [...cited].map((source, i): SourceItem => {
    const children = doc.citations.get(source) ?? [];
    const known = once(itemsByCitation, children, () => new Map<number, SourceItem>());
    return once(known, i, () => ({ number: i + 1, source, children }));
  });
  const fill = (list: Block[]): Block[] =>
    list.map((block) => {
      if (block.type === 'sources') return { ...block, items };
      if (block.type === 'contents') {
        const headings = contentsOf(blocks, block.depth).map((item) => once(itemsByHeading, item.heading, () => item));
        return { ...block, items: headings };
      }
      if (block.type !== 'section') return block;
      const children = fill(block.children);
      return same(children, block.children) ? block : { ...block, children };
    });
  return fill(blocks);
}
