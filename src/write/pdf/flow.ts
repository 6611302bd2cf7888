// In: blocks, and the column they stand in. Out: slices: pieces of the page that are never broken, each with its height, the
// room around it and whether it may be parted from the next. Which page a slice stands on is not known here.
// What a block gives depends on nothing but the block and its column, so it is remembered by the block's identity.

import type {
  Block,
  Callout,
  Entry,
  Figure,
  Heading,
  Inline,
  Leaf,
  List,
  Paragraph,
  Section,
  SourceList,
} from '../../model/doc.ts';
import { chartOf } from './chart.ts';
import { flowContents } from './contents.ts';
import type { Setting } from './inline.ts';
import { breakLines, type Lines } from './lines.ts';
import { once } from './once.ts';
import { type Owner, setLine, shiftLine, type Thing, widthOfLine } from './page.ts';
import { flowTable } from './table.ts';
import type { Style, StyleName } from './theme.ts';

/** An unbreakable piece of the page. */
export interface Slice {
  kind: 'slice';
  height: number;
  /** Room above and below: the larger of two neighbours counts; none at the top of a page. */
  before: number;
  after: number;
  /** No page ends after it. */
  stays: boolean;
  /** Begins a page; absent: it goes on where there is room. */
  begins?: true;
  /** Belongs to a section that is to keep to its page. */
  bound?: true;
  /** Stands again at the top of a page that begins with this slice. */
  repeat: Slice | null;
  /** The heading that begins with it. */
  heading?: Heading;
  /** It begins a section: its heading is set as one of a section, or of the whole. */
  chief?: true;
  /** The document bound in that it is of. */
  leaf?: Leaf;
  /** It may wait for the next page while what follows it goes before: a picture among text. */
  floats?: boolean;
  /** Sets it with its upper edge at y. */
  set(y: number, out: Thing[]): void;
}
/** Items that run down one column and then the next. */
export interface Columns {
  kind: 'columns';
  before: number;
  after: number;
  gap: number;
  columns: number;
  /** From one column's left edge to the next one's. */
  step: number;
  items: { height: number; set(x: number, y: number, out: Thing[]): void }[];
}
/** What stands one below the other. */
export type Flow = (Slice | Columns)[];

/** Where text stands: the whole measure, and the text column in it. */
export interface Column {
  /** Left edge and width of the whole measure. */
  left: number;
  measure: number;
  /** Left edge and width of what is read. Equal to the measure where there is no margin column. */
  x: number;
  width: number;
  /** Height of a page's text, in which what is short stays whole. */
  page: number;
  /** Style of paragraphs: the bottom line has its own. */
  text: StyleName;
  /** How many levels above their own headings are set: a document bound in keeps its look. */
  lift: 0 | 1;
}

const flows = new WeakMap<Block, Map<string, Flow>>();

/** Slices of a block in a column. Remembered by the identity of the block. */
export function flowOf(block: Block, column: Column, setting: Setting): Flow {
  if (block.type === 'section') return flowSection(block, column, setting);
  // Their items change when the document is numbered.
  if (block.type === 'sources') return flowSources(block, column, setting);
  if (block.type === 'contents') return flowContents(block, column, setting);
  const key = `${column.left} ${column.x} ${column.width} ${column.page} ${column.text} ${column.lift}`;
  return once(
    once(flows, block, () => new Map<string, Flow>()),
    key,
    () => flowBlock(block, column, setting),
  );
}

function flowBlock(block: Exclude<Block, { type: 'section' }>, column: Column, setting: Setting): Flow {
  switch (block.type) {
    case 'heading':
      return flowHeading(block, column, setting);
    case 'paragraph':
      return flowParagraph(block, column, setting);
    case 'entry':
      return flowEntry(block, column, setting);
    case 'list':
      return flowList(block, column, setting);
    case 'table':
      return flowTable(block, column, setting);
    case 'figure':
      return flowFigure(block, column, setting);
    case 'callout':
      return flowCallout(block, column, setting);
    case 'contents':
      return flowContents(block, column, setting);
    case 'sources':
      return flowSources(block, column, setting);
    default:
      return block satisfies never;
  }
}

/** Base line below the upper edge of a line, so that letters stand in the middle of their leading. */
export function baseline(style: Style): number {
  return style.leading / 2 + style.size * 0.335;
}

/** Slices of the lines of a paragraph, with at least two lines together at either end. */
export function slicesOf(lines: Lines, style: Style, x: number, owner: Owner): Slice[] {
  const count = lines.ends.length;
  return lines.ends.map(
    (_, i): Slice => ({
      kind: 'slice',
      height: style.leading,
      before: i === 0 ? style.before : 0,
      after: i === count - 1 ? style.after : 0,
      stays: i < count - 1 && (i === 0 || i === count - 2),
      repeat: null,
      set: (y, out) => out.push(setLine(lines, i, x, y + baseline(style), owner)),
    }),
  );
}

/** A lone line under a heading stays with what follows it, or the heading would end a page all but alone. */
function flowSection({ children, page, leaf }: Section, column: Column, setting: Setting): Flow {
  const own: Column = leaf ? { ...column, lift: 1 } : column;
  const whole = children.flatMap((child, i) => {
    const flow = flowOf(child, own, setting);
    const [line] = flow;
    const lone = children[i - 1]?.type === 'heading' && i < children.length - 1 && child.type === 'paragraph';
    return lone && flow.length === 1 && line?.kind === 'slice' ? [{ ...line, stays: true }] : flow;
  });
  if (!page) return whole;
  const marks = { ...(page === 'own' ? { bound: true as const } : {}), ...(leaf ? { leaf } : {}) };
  return whole.map((slice, i) =>
    slice.kind === 'slice' ? { ...slice, ...marks, ...(i === 0 ? { begins: true as const } : {}) } : slice,
  );
}

function flowHeading(heading: Heading, column: Column, setting: Setting): Flow {
  const { styles, rules } = setting.theme;
  const level = heading.level - column.lift;
  const style = styles[level <= 1 ? 'title' : (`heading${level}` as StyleName)];
  const wide = level <= 2;
  const x = wide ? column.left : column.x;
  const width = wide ? column.measure : column.width;
  const indent = heading.number === undefined ? 0 : style.size * HEADING_NUMBER;
  const owner: Owner = { node: heading, part: 'text' };
  const lines = breakLines(heading.children, style, width - indent, setting);
  const slices = slicesOf(lines, style, x + indent, owner);
  const [first] = slices;
  const last = slices.at(-1);
  if (!first || !last) return [];
  for (const slice of slices) slice.stays = true;
  first.heading = heading;
  if (wide) first.chief = true;
  if (heading.number !== undefined) {
    const { set } = first;
    first.set = (y, out) => {
      // With the space after it, so that the number does not run into the words of who listens.
      const number = breakLines(labelOf(`${heading.number} `), style, indent, setting);
      out.push(setLine(number, 0, x, y + baseline(style), owner));
      set(y, out);
    };
  }
  if (level === 2) {
    const { set } = last;
    last.height += 2.5;
    last.set = (y, out) => {
      set(y, out);
      out.push({ kind: 'rule', x, y: y + style.leading + 2, width, weight: rules.strong, colour: 'ink' });
    };
  }
  return slices;
}

/** Room for the number of a heading, in ems. */
const HEADING_NUMBER = 1.75;
/** Between the number of a paragraph and its text, in points. */
const NUMBER_GAP = 3.5;

function styleOf(paragraph: Paragraph, column: Column, setting: Setting): Style {
  return setting.theme.styles[paragraph.role === 'text' ? column.text : paragraph.role];
}

function flowParagraph(paragraph: Paragraph, column: Column, setting: Setting): Flow {
  const style = styleOf(paragraph, column, setting);
  const wide = paragraph.role === 'meta' || paragraph.role === 'caption';
  const lines = breakLines(paragraph.children, style, wide ? column.measure : column.width, setting);
  const slices = slicesOf(lines, style, wide ? column.left : column.x, { node: paragraph, part: 'text' });
  const [first] = slices;
  if (paragraph.number === undefined || !first) return slices;
  // Read when the line is set, as source numbers are: what gives way to a budget has none.
  const { set } = first;
  first.set = (y, out) => {
    const label = breakLines(labelOf(`${paragraph.number} `), setting.theme.styles.state, column.width, setting);
    const number = setLine(label, 0, column.x, y + baseline(style), { node: paragraph, part: 'label' });
    shiftLine(number, -NUMBER_GAP - widthOfLine(number));
    out.push(number);
    set(y, out);
  };
  return slices;
}

/** Lines in the margin, from the upper edge of what they stand beside. */
export function marginOf(
  notes: readonly { children: readonly Inline[]; style: Style; owner: Owner | null }[],
  column: Column,
  setting: Setting,
): Aside {
  const set: { lines: Lines; style: Style; owner: Owner | null; top: number }[] = [];
  let top = 0;
  for (const note of notes) {
    const lines = breakLines(note.children, note.style, setting.theme.page.margin, setting);
    set.push({ lines, style: note.style, owner: note.owner, top });
    top += lines.ends.length * note.style.leading;
  }
  return {
    height: top,
    set: (y, out) => {
      for (const { lines, style, owner, top: at } of set) {
        lines.ends.forEach((_, i) => {
          out.push(
            setLine(
              lines,
              i,
              column.left,
              y + at + i * style.leading + baseline(style),
              owner,
              owner ? null : 'repeat',
            ),
          );
        });
      }
    },
  };
}

/** The same column without its margin: what stands in it has the margin to itself no longer. */
function inner(column: Column): Column {
  return { ...column, left: column.x, measure: column.width };
}

function flowEntry(entry: Entry, column: Column, setting: Setting): Flow {
  const { styles } = setting.theme;
  const hasMargin = column.x > column.left;
  const aside = hasMargin ? column : { ...column, left: column.x };
  const margin = stacked(
    entry.margin.map((note) =>
      note.type === 'figure'
        ? figureInMargin(note, aside, setting)
        : marginOf(
            [{ children: note.children, style: styles.margin, owner: { node: note, part: 'text' } }],
            aside,
            setting,
          ),
    ),
  );
  const body = entry.children.flatMap((child) => flowOf(child, inner(column), setting));
  if (!hasMargin || body[0]?.kind !== 'slice') {
    const name: Slice = { ...empty(margin.height), before: styles.text.before, stays: true, set: margin.set };
    return [name, ...body];
  }
  // Beside a table, the first line of the margin stands level with the first row.
  const tabled = entry.children[0]?.type === 'table';
  const { above } = setting.theme.table;
  const flow = tabled
    ? beside(body, { height: margin.height + above, set: (y, out) => margin.set(y + above, out) }, styles.cell)
    : beside(body, margin, styles.text);
  const [first, last] = [flow[0], flow.at(-1)];
  if (first) first.before = tabled ? styles.cell.before - above : styles.margin.before;
  if (last) last.after = styles.margin.after;
  return flow;
}

interface Aside {
  height: number;
  set(y: number, out: Thing[]): void;
}

function stacked(notes: readonly Aside[]): Aside {
  return {
    height: notes.reduce((sum, { height }) => sum + height, 0),
    set: (y, out) => {
      let at = y;
      for (const { height, set } of notes) {
        set(at, out);
        at += height;
      }
    },
  };
}

/** A picture as wide as the margin, its caption below. */
function figureInMargin(figure: Figure, column: Column, setting: Setting): Aside {
  const { page, styles } = setting.theme;
  const room = styles.chart.after;
  const chart = chartOf(figure.chart, column.left, page.margin, setting);
  const owner: Owner = { node: figure.caption, part: 'text' };
  const caption = marginOf([{ children: figure.caption, style: styles.caption, owner }], column, setting);
  return {
    height: room + chart.height + room + caption.height,
    set: (y, out) => {
      const box = { x: column.left, y: y + room, width: page.margin, height: chart.height };
      out.push({ kind: 'picture', owner: figure, box, shapes: chart.shapes(y + room) });
      caption.set(y + room + chart.height + room, out);
    },
  };
}

/** Puts margin notes beside the first slices of a flow and keeps them together. */
export function beside(body: Flow, margin: Aside, style: Style): Flow {
  const flow = body.map((slice) => ({ ...slice }));
  const first = flow[0];
  if (first?.kind !== 'slice') return flow;
  // The first base line of the margin stands a little above that of the text: both hang from the same upper edge.
  const drop = Math.max(0, (style.leading - 11) / 2 - 0.6);
  const { set } = first;
  first.set = (y, out) => {
    margin.set(y + drop, out);
    set(y, out);
  };
  let covered = 0;
  for (const slice of flow) {
    if (slice.kind !== 'slice') break;
    covered += slice.height;
    if (covered >= margin.height + drop) break;
    if (slice === flow.at(-1)) slice.height += margin.height + drop + 1 - covered;
    else slice.stays = true;
  }
  return flow;
}

/** A slice that shows nothing. */
export function empty(height: number): Slice {
  return { kind: 'slice', height, before: 0, after: 0, stays: false, repeat: null, set: () => {} };
}

function flowList(list: List, column: Column, setting: Setting): Flow {
  const style = setting.theme.styles[column.text];
  const indent = setting.theme.list.label + (list.ordered && list.items.length > 9 ? 5 : 0);
  const labelStyle = style;
  return list.items.flatMap((item, i) => {
    const lines = breakLines(item.children, style, column.width - indent, setting);
    const label = breakLines(labelOf(list.ordered ? `${i + 1}.` : '•'), labelStyle, indent, setting);
    const slices = slicesOf(lines, style, column.x + indent, { node: item, part: 'text' });
    const first = slices[0];
    if (!first) return [];
    const { set } = first;
    first.set = (y, out) => {
      out.push(setLine(label, 0, column.x, y + baseline(style), { node: item, part: 'label' }));
      set(y, out);
    };
    if (i > 0) first.before = style.before / 2;
    const last = slices.at(-1) as Slice;
    if (i < list.items.length - 1) last.after = style.after / 2;
    return slices;
  });
}

const labels = new Map<string, Inline[]>();
/** One array per label, so that its lines are measured once. */
export function labelOf(text: string): Inline[] {
  return once(labels, text, () => [{ type: 'text', value: text }]);
}

function flowFigure(figure: Figure, column: Column, setting: Setting): Flow {
  const { styles } = setting.theme;
  const chart = chartOf(figure.chart, column.left, column.measure, setting);
  const caption = breakLines(figure.caption, styles.caption, column.measure, setting);
  const picture: Slice = {
    ...empty(chart.height),
    before: styles.chart.before,
    after: styles.chart.after,
    stays: caption.ends.length > 0,
    floats: true,
    set: (y, out) => {
      out.push({
        kind: 'picture',
        owner: figure,
        box: { x: column.left, y, width: column.measure, height: chart.height },
        shapes: chart.shapes(y),
      });
    },
  };
  const text = slicesOf(caption, styles.caption, column.left, { node: figure.caption, part: 'text' });
  for (const slice of text) Object.assign(slice, { stays: slice !== text.at(-1), floats: true });
  return [picture, ...text];
}

function flowCallout(callout: Callout, column: Column, setting: Setting): Flow {
  const { callout: room, rules } = setting.theme;
  const inside: Column = {
    ...column,
    left: column.left + room.inset,
    measure: column.measure - 2 * room.inset,
    x: column.left + room.inset,
    width: column.measure - 2 * room.inset,
    text: 'callout',
  };
  const body = callout.children.flatMap((child) => flowOf(child, inside, setting));
  const flow: Slice[] = [];
  let below = 0;
  body.forEach((slice, i) => {
    if (slice.kind !== 'slice') return;
    const above = i === 0 ? room.padding : Math.max(slice.before, below);
    const foot = i === body.length - 1 ? room.padding : 0;
    const height = above + slice.height + foot;
    below = slice.after;
    flow.push({
      ...slice,
      height,
      before: 0,
      after: i === body.length - 1 ? room.below : 0,
      set: (y, out) => {
        out.push({ kind: 'fill', x: column.left, y, width: column.measure, height, colour: 'tint' });
        out.push({ kind: 'fill', x: column.left, y, width: rules.callout, height, colour: 'blue' });
        slice.set(y + above, out);
      },
    });
  });
  const total = flow.reduce((sum, slice) => sum + slice.height, 0);
  return total <= column.page / 2 ? together(flow) : flow;
}

/** One slice of many, its fills painted first and joined, so that no seam shows. */
function together(flow: Slice[]): Flow {
  const height = flow.reduce((sum, slice) => sum + slice.height, 0);
  const last = flow.at(-1);
  if (!last) return [];
  return [
    {
      ...empty(height),
      after: last.after,
      set: (y, out) => {
        const things: Thing[] = [];
        let at = y;
        for (const slice of flow) {
          slice.set(at, things);
          at += slice.height;
        }
        const seen = new Set<number>();
        for (const thing of things) {
          if (thing.kind !== 'fill' || seen.has(thing.width)) continue;
          seen.add(thing.width);
          out.push({ ...thing, y, height });
        }
        for (const thing of things) if (thing.kind !== 'fill') out.push(thing);
      },
    },
  ];
}

function flowSources(sources: SourceList, column: Column, setting: Setting): Flow {
  const { sources: room, styles } = setting.theme;
  const style = styles.source;
  const width = (column.measure - room.gutter * (room.columns - 1)) / room.columns;
  const items = sources.items.map((item) => {
    const lines = breakLines(item.children, style, width - room.label, setting);
    const height = Math.max(1, lines.ends.length) * style.leading;
    return {
      height,
      set: (x: number, y: number, out: Thing[]) => {
        const label = breakLines(labelOf(String(item.number)), styles.number, room.label, setting);
        const number = setLine(label, 0, x, y + baseline(style), { node: item, part: 'label' });
        out.push(number);
        lines.ends.forEach((_, i) => {
          out.push(
            setLine(lines, i, x + room.label, y + i * style.leading + baseline(style), { node: item, part: 'text' }),
          );
        });
      },
    };
  });
  if (items.length === 0) return [];
  return [
    {
      kind: 'columns',
      before: style.before,
      after: style.after,
      gap: style.before,
      columns: room.columns,
      step: width + room.gutter,
      items,
    },
  ];
}
