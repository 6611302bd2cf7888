// In: a Doc, the theme, measured fonts, the paper. Out: pages: things at positions, each pointing at its Doc node. Pure.
// Pages are filled once: "page n of N" is furniture, set when the number of pages is known.

import type { Block, Doc, Heading, Inline, Leaf } from '../../model/doc.ts';
import type { Paper } from '../../model/question.ts';
import { type Column, type Columns, type Flow, flowOf, type Slice } from './flow.ts';
import type { Fonts } from './fonts.ts';
import type { Setting } from './inline.ts';
import { flowLetterhead } from './letterhead.ts';
import { breakLines } from './lines.ts';
import { once } from './once.ts';
import { type Page, setLine, shiftLine, type Thing, widthOfLine } from './page.ts';
import type { StyleName, Theme } from './theme.ts';

/** The design, its fonts and the paper. */
export interface Sheet {
  theme: Theme;
  fonts: Fonts;
  paper: Paper;
  /** Pages to fill, where a budget has cost the document some of its units; absent: as many as it takes, at its natural height. */
  fill?: number;
}

/** Where slices fall: for every page what stands on it, and how far down the last page is filled. */
export interface Paging {
  pages: { set(out: Thing[]): void }[][];
  /** Where headings fall: the first page is 1. */
  headings: ReadonlyMap<Heading, number>;
  /** The document bound in that a page is of, by the place of the page in `pages`. */
  leaves: ReadonlyMap<number, Leaf>;
  /** Height of the text of the last page, in points, and of a full one. */
  last: number;
  full: number;
  /** Pages that sections take beyond the one that each was to keep to. */
  over: number;
}

/** What measuring needs to know of a document. */
export function settingOf(doc: Doc, sheet: Sheet): Setting {
  return {
    theme: sheet.theme,
    fonts: sheet.fonts,
    language: doc.language,
    digits: Math.max(2, String(doc.citations.size).length),
    continued: furnitureText(doc, doc.furniture.continued),
    pages: new Map(),
    ...(doc.furniture.letterhead ? { letterhead: doc.furniture.letterhead } : {}),
  };
}

function columnOf(sheet: Sheet): Column {
  const { page, paper } = sheet.theme;
  const { width, height } = paper[sheet.paper];
  const indent = page.margin + page.gutter;
  const measure = width - 2 * page.side;
  return {
    left: page.side,
    measure,
    x: page.side + indent,
    width: measure - indent,
    page: height - page.top - page.bottom,
    text: 'text',
    lift: 0,
  };
}

/** Deals the blocks of a document over pages. */
export function pagingOf(blocks: readonly Block[], setting: Setting, sheet: Sheet, air = 0): Paging {
  const column = columnOf(sheet);
  const head = setting.letterhead ? [flowLetterhead(setting.letterhead, column, setting)] : [];
  const flow: Flow = [...head, ...blocks.flatMap((block) => flowOf(block, column, setting))];
  const { blocks: share, lines } = sheet.theme.air;
  return fill(flow, sheet.theme.page.top, column, (room) => room * (1 + air * share) + air * lines);
}

/** Share of the last page from which it needs no more air, and from which it has too much. */
const WELL = 0.9;
const FULL = 0.985;
const TRIES = 6;

/**
 * A budget drops the same units from both languages, so the shorter edition may leave its last page half empty. Its blocks and lines then stand
 * a little further apart: as little as fills the page, and never more than the theme allows.
 */
function airy(blocks: readonly Block[], setting: Setting, sheet: Sheet, pages: number): Paging {
  const filled = ({ pages: { length }, last, full, over }: Paging) =>
    length > pages || over > 0 ? Infinity : length - 1 + last / full;
  let best = pagingOf(blocks, setting, sheet);
  let low = 0;
  let high = 1;
  for (let i = 0, air = 1; i < TRIES && filled(best) < pages - 1 + WELL; i++, air = (low + high) / 2) {
    const trial = pagingOf(blocks, setting, sheet, air);
    if (filled(trial) > pages - 1 + FULL) high = air;
    else {
      low = air;
      if (filled(trial) > filled(best)) best = trial;
    }
  }
  return best;
}

/** Sets a document on pages. */
export function layout(doc: Doc, sheet: Sheet): Page[] {
  const setting = settingOf(doc, sheet);
  const { width, height } = sheet.theme.paper[sheet.paper];
  const paging =
    sheet.fill === undefined || doc.blocks.some((block) => block.type === 'section' && block.page)
      ? pagingOf(doc.blocks, setting, sheet)
      : airy(doc.blocks, setting, sheet, sheet.fill);
  for (const [heading, page] of paging.headings) setting.pages.set(heading, page);
  return paging.pages.map(
    (slices, i): Page => ({
      width,
      height,
      // Set when it is asked for: a long document never holds all its pages at once.
      get things() {
        const things: Thing[] = [];
        furnish(things, doc, folioOf(i, doc, paging), setting, sheet);
        for (const slice of slices) slice.set(things);
        return inTurn(things);
      },
    }),
  );
}

/** The cells of a parted row one after the other, as they are read. */
function inTurn(things: Thing[]): Thing[] {
  const turnOf = (thing: Thing | undefined) => (thing?.kind === 'line' ? thing.turn : null);
  for (let from = 0; from < things.length; from++) {
    const turn = turnOf(things[from]);
    if (!turn) continue;
    let to = from;
    while (turnOf(things[to])?.row === turn.row) to++;
    const row = things.slice(from, to).sort((a, b) => (turnOf(a)?.cell ?? 0) - (turnOf(b)?.cell ?? 0));
    things.splice(from, row.length, ...row);
    from = to - 1;
  }
  return things;
}

/** Fills pages from the top; `airy` says how much room stands for the natural one. What stays together is moved to the next page together, unless a whole page cannot hold it. */
function fill(blocks: Flow, top: number, column: Column, airy: (room: number) => number): Paging {
  const flow = [...blocks];
  /** Pictures that had no room where they stand in the text. */
  const waiting: Slice[] = [];
  const full = column.page;
  const headings = new Map<Heading, number>();
  const leaves = new Map<number, Leaf>();
  const pages: Paging['pages'] = [[]];
  let used = 0;
  let after = 0;
  let over = 0;
  let alone = false;
  const page = () => pages.at(-1) as Paging['pages'][number];
  const turn = () => {
    pages.push([]);
    used = 0;
    after = 0;
    for (const slice of waiting.splice(0)) put(slice);
  };
  const fits = (list: Flow, from: number, to: number) =>
    used === 0 || used + heightOf(list, from, to, used, after, airy) <= full + 0.01;
  /** A section does not begin before the pictures of the one above it stand. */
  const settle = () => {
    if (waiting.length === 0) return;
    if (fits(waiting, 0, waiting.length)) for (const slice of waiting.splice(0)) put(slice);
    else turn();
  };
  const put = (slice: Slice) => {
    const y = top + used + (used === 0 ? 0 : airy(Math.max(after, slice.before)));
    page().push({ set: (out) => slice.set(y, out) });
    if (slice.heading) headings.set(slice.heading, pages.length);
    if (slice.leaf) leaves.set(pages.length - 1, slice.leaf);
    used = y - top + slice.height;
    after = slice.after;
  };
  /** @param close height of what ends the document after it, from its own lower edge; 0 where more follows. */
  const putColumns = (natural: Columns, close: number) => {
    const columns = { ...natural, gap: airy(natural.gap) };
    const few = FEW * columns.columns;
    let rest = columns.items;
    while (rest.length > 0) {
      const start = used + (used === 0 ? 0 : airy(Math.max(after, columns.before)));
      let deal = dealt(rest, columns, full - start, used === 0);
      // What closes the document would stand on a page alone: the last items go with it.
      if (deal.count === rest.length && rest.length > few && start + deal.height + close > full + 0.01)
        deal = dealt(rest.slice(0, -few), columns, full - start, used === 0);
      if (deal.count === 0) {
        turn();
        continue;
      }
      deal.columns.forEach((items, c) => {
        let y = top + start;
        for (const item of items) {
          const at = y;
          page().push({ set: (out) => item.set(column.left + c * columns.step, at, out) });
          y += item.height + columns.gap;
        }
      });
      rest = rest.slice(deal.count);
      used = start + deal.height;
      after = columns.after;
      if (rest.length > 0) turn();
    }
  };
  // Where a picture was put off, what it stood among goes on: it does not begin once more.
  for (let i = 0, putOff = false; i < flow.length; ) {
    if (!putOff && beginsSection(flow[i])) settle();
    putOff = false;
    const end = groupEnd(flow, i);
    const start = flow[i];
    const bound = start?.kind === 'slice' && start.bound === true;
    // A section that has a page to itself shares it neither with what comes before nor with what comes after.
    if (used > 0 && ((start?.kind === 'slice' && start.begins) || (alone && !bound))) turn();
    alone = bound;
    const before = pages.length;
    if (!fits(flow, i, end)) {
      const [from, to] = floatIn(flow, i, end);
      const rest = [...flow.slice(i, from), ...flow.slice(to)];
      if (from < to && to < flow.length && !beginsSection(flow[to]) && fits(rest, 0, groupEnd(rest, 0))) {
        waiting.push(...(flow.splice(from, to - from) as Slice[]));
        putOff = true;
        continue;
      }
      turn();
      const first = flow[i];
      if (first?.kind === 'slice' && first.repeat) put(first.repeat);
    }
    for (; i < end; i++) {
      const slice = flow[i] as Slice | Columns;
      if (slice.kind === 'columns') {
        const rest = flow.slice(i + 1);
        const closes = rest.length > 0 && rest.every(({ kind }) => kind === 'slice');
        putColumns(slice, closes ? heightOf(rest, 0, rest.length, 1, slice.after, airy) : 0);
        continue;
      }
      // A group taller than a page is parted where it must be.
      if (used > 0 && used + airy(Math.max(after, slice.before)) + slice.height > full + 0.01) {
        turn();
        if (slice.repeat) put(slice.repeat);
      }
      put(slice);
    }
    if (bound) over += pages.length - before;
  }
  settle();
  return { pages, headings, leaves, last: used, full, over };
}

const beginsSection = (slice: Flow[number] | undefined): boolean => slice?.kind === 'slice' && slice.chief === true;

/** The picture among slices that stay together, with its caption: from where to where. */
function floatIn(flow: Flow, from: number, to: number): [number, number] {
  const floats = (i: number) => {
    const slice = flow[i];
    return slice?.kind === 'slice' && slice.floats === true;
  };
  let start = from;
  while (start < to && !floats(start)) start++;
  let end = start;
  while (end < to && floats(end)) end++;
  return [start, end];
}

/** One past the last slice that must stand on the page of slice i. */
function groupEnd(flow: Flow, i: number): number {
  let end = i + 1;
  while (end < flow.length) {
    const before = flow[end - 1] as Slice | Columns;
    if (before.kind !== 'slice' || !before.stays) break;
    end++;
  }
  return end;
}

function heightOf(
  flow: Flow,
  from: number,
  to: number,
  used: number,
  after: number,
  airy: (room: number) => number,
): number {
  let height = 0;
  let last = after;
  for (let i = from; i < to; i++) {
    const slice = flow[i] as Slice | Columns;
    if (used + height > 0) height += airy(Math.max(last, slice.before));
    if (slice.kind === 'columns') return height + leastOf({ ...slice, gap: airy(slice.gap) });
    height += slice.height;
    last = slice.after;
  }
  return height;
}

/** Height at which a list begins on a page: a few items, or all of a short one. */
function leastOf({ items, columns, gap }: Columns): number {
  const few = items.slice(0, Math.min(FEW, Math.ceil(items.length / columns)));
  return few.reduce((sum, item) => sum + item.height + gap, -gap);
}

const FEW = 3;
type Item = Columns['items'][number];

/** Deals items over columns of equal height, no taller than `room`; as many as fit. */
function dealt(
  items: readonly Item[],
  { columns, gap }: Columns,
  room: number,
  force: boolean,
): { columns: Item[][]; count: number; height: number } {
  const run = (height: number): { columns: Item[][]; count: number; height: number } => {
    const out: Item[][] = [];
    let count = 0;
    let tallest = 0;
    for (let c = 0; c < columns && count < items.length; c++) {
      const own: Item[] = [];
      let y = 0;
      while (count < items.length) {
        const item = items[count] as Item;
        if (y + item.height > height + 0.01 && !(force && own.length === 0)) break;
        own.push(item);
        y += item.height + gap;
        count++;
      }
      tallest = Math.max(tallest, y - gap);
      out.push(own);
    }
    return { columns: out, count, height: tallest };
  };
  const most = run(room);
  if (most.count < items.length) return most;
  // All fit: the shortest columns that still hold them.
  let low = 0;
  let high = most.height;
  for (let i = 0; i < 12; i++) {
    const middle = (low + high) / 2;
    if (run(middle).count < items.length) low = middle;
    else high = middle;
  }
  return run(high);
}

/** What stands on a page alone: where it is in the whole, and in the document bound in that it is of. */
function folioOf(i: number, { furniture }: Doc, { pages, leaves }: Paging): { header: string; number: string } {
  const whole = { n: i + 1, total: pages.length };
  const leaf = leaves.get(i);
  if (!leaf) return { header: furniture.header, number: numberIn(furniture.page, whole) };
  const own = [...leaves].flatMap(([page, of]) => (of === leaf ? [page] : []));
  return {
    header: leaf.header,
    number: numberIn(leaf.page, { ...whole, at: own.indexOf(i) + 1, of: own.length }),
  };
}

const numberIn = (text: string, numbers: Readonly<Record<string, number>>): string =>
  text.replace(/\{(\w+)\}/g, (slot, name: string) => String(numbers[name] ?? slot));

/** Running head and foot: header left, marking right, a rule, footer left, page number right. */
function furnish(
  out: Thing[],
  doc: Doc,
  { header, number }: { header: string; number: string },
  setting: Setting,
  sheet: Sheet,
): void {
  const { page, paper, styles, rules } = sheet.theme;
  const { width, height } = paper[sheet.paper];
  const measure = width - 2 * page.side;
  const head = (
    text: string,
    style: StyleName,
    right: boolean,
    y: number,
    room: number,
    furniture: 'header' | 'footer',
  ) => {
    const lines = breakLines(furnitureText(doc, text), styles[style], room, setting);
    let used = 0;
    lines.ends.forEach((_, i) => {
      const line = setLine(lines, i, page.side, y + i * styles[style].leading, null, furniture);
      used = Math.max(used, widthOfLine(line));
      if (right) shiftLine(line, measure - widthOfLine(line));
      out.push(line);
    });
    return used;
  };
  const { furniture } = doc;
  const marking = head(furniture.marking, 'marking', true, page.header, measure * 0.6, 'header');
  head(header, 'furniture', false, page.header, measure - marking - 14, 'header');
  const foot = height - page.footer;
  out.push({ kind: 'rule', x: page.side, y: foot - 12, width: measure, weight: rules.hair, colour: 'hairline' });
  const numbered = head(number, 'furniture', true, foot, measure * 0.4, 'footer');
  head(furniture.footer, 'furniture', false, foot, measure - numbered - 14, 'footer');
}

const furnitureTexts = new WeakMap<Doc['furniture'], Map<string, Inline[]>>();
function furnitureText(doc: Doc, text: string): Inline[] {
  const texts = once(furnitureTexts, doc.furniture, () => new Map<string, Inline[]>());
  return once(texts, text, () => [{ type: 'text', value: text }]);
}
