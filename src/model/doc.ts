// In: nothing. Out: the Doc, a tree of blocks and inlines (two closed unions) and pure functions on it. It knows language and
// meaning and nothing of paper. Whoever adds a member here makes every writer fail to compile until it says what it does with it.

import type { FactId, Language, Source, SourceId, ThreadId } from './fact.ts';
import type { Territory } from './geography.ts';
import type { Picture } from './picture.ts';

// ---- Inlines -------------------------------------------------------------------------------------------------------

export type Inline = Text | Styled | Foreign | LinkTo | Mark | Statement | Given | Count | Break;

export interface Text {
  type: 'text';
  value: string;
}
/** `strong`, `em`; `soft` is text of lesser weight (captions, states in the margin). */
export interface Styled {
  type: 'strong' | 'em' | 'soft';
  children: Inline[];
  /** The label of a part: the highest marking of its facts. */
  role?: 'marking';
}
/** A phrase in another language than the document. */
export interface Foreign {
  type: 'lang';
  /** BCP 47. */
  lang: string;
  children: Inline[];
}
export interface LinkTo {
  type: 'link';
  /** An address of the web, or `#` and the id of a heading. */
  href: string;
  children: Inline[];
}
/** Source mark, glued to the word before it. Numbers are given by `number()`, after what does not fit has been dropped. */
export interface Mark {
  type: 'mark';
  sources: SourceId[];
  /** Same order as `sources`; empty until numbered. */
  numbers: number[];
}
/** One sentence or one cell that states facts, with its marks inside. */
export interface Statement {
  type: 'statement';
  facts: FactId[];
  /** Weight for a page budget: a paragraph's later statements never weigh more than its earlier ones. Null: never dropped alone. */
  rank: number | null;
  children: Inline[];
  /** Those it names without stating them: what this one responds to or replaces; absent: none. */
  names?: FactId[];
}
/** The requester's own words, with the remark that they are: no recorded fact, so no source. Shown apart from what has one. */
export interface Given {
  type: 'given';
  children: Inline[];
}
/** What may be counted after the selection. */
export const COUNTS = ['found', 'kept', 'dropped', 'single', 'drafts'] as const;
/** A number known only after the selection: how many facts were found, kept, dropped for want of room, rest on a single source, or are not reviewed. */
export interface Count {
  type: 'count';
  of: (typeof COUNTS)[number];
  /** Set by `number()`, already in the typography of the language. */
  value: string;
}
export interface Break {
  type: 'break';
}

// ---- Blocks --------------------------------------------------------------------------------------------------------

export type Block = Section | Heading | Paragraph | Entry | List | Table | Figure | Callout | Contents | SourceList;

interface Ranked {
  /** Weight for a page budget, higher kept first; absent: never dropped. */
  rank?: number;
}
interface Numbered {
  /** By which a person points at it aloud: “paragraph 12”. Given by `number()`, null until then; absent: it has none. No part of any statement. */
  number?: number | null;
}

/** A titled part of the brief. The heading is its first block. */
export interface Section extends Ranked {
  type: 'section';
  /** Stable, ASCII: `where-things-stand`. */
  id: string;
  /** `new`: begins a page; `own`: has a page to itself, and gives up its lightest units to keep to it. Absent: it goes on where there is room. */
  page?: 'new' | 'own';
  /** It is a document bound into this one. Its first heading is its title and counts with the whole; the rest of it is numbered for itself. */
  leaf?: Leaf;
  children: Block[];
}
/** Words of the furniture of a bound document's pages. */
export interface Leaf {
  /** Top left, instead of that of the whole. */
  header: string;
  /** `note 2, page {at} of {of} · page {n} of {total}`: the page in it, and in the whole. */
  page: string;
}
export interface Heading extends Numbered {
  type: 'heading';
  /** 1 the title of the brief, once; 2 sections; 3 and 4 below. */
  level: 1 | 2 | 3 | 4;
  id: string;
  children: Inline[];
}
export interface Paragraph extends Ranked, Numbered {
  type: 'paragraph';
  /** `meta` is the line under the title; `small` is what is looked up, not read. */
  role: 'text' | 'meta' | 'small' | 'caption';
  children: Inline[];
}
/** Text with a note in the margin: a thread with its name, state and newest date. */
export interface Entry extends Ranked {
  type: 'entry';
  thread: ThreadId | null;
  /** Short; never more than what stands beside it on a page of normal measure. */
  margin: (Paragraph | Figure)[];
  children: Block[];
}
export interface List extends Ranked {
  type: 'list';
  ordered: boolean;
  items: ListItem[];
}
export interface ListItem extends Ranked {
  children: Inline[];
}
export interface Column {
  /** `number` aligns on the decimal mark and takes tabular figures; `date` does not break. */
  align: 'text' | 'number' | 'date';
  /** True where the cells of this column are the headers of their rows. */
  header: boolean;
  /** Share of the width, where tables that follow one another are to look alike; absent: as its content wants. */
  share?: number;
}
export interface Row extends Ranked {
  cells: Cell[];
}
export interface Cell {
  children: Inline[];
}
/** Every column has a head cell; a key-facts table has an empty `head` and a header column. */
export interface Table extends Ranked {
  type: 'table';
  /** `plain` for tables read across; `facts` for the key-facts table: two columns, no head. */
  role: 'plain' | 'facts';
  caption: Inline[];
  columns: Column[];
  head: Cell[];
  rows: Row[];
}
/** A picture with a text alternative that says what it shows, and its numbers beside it. */
export interface Figure extends Ranked {
  type: 'figure';
  chart: Chart;
  alt: string;
  caption: Inline[];
  /** Those it shows, of a chart that shows facts and is no statement; absent: none. */
  facts?: FactId[];
}
/** The bottom line. */
export interface Callout extends Ranked {
  type: 'callout';
  children: Block[];
}
/** Where each part of the document begins. Items are filled by `number()`; who has pages adds them. */
export interface Contents extends Ranked {
  type: 'contents';
  title: Inline[];
  /** Deepest level of heading that is listed. */
  depth: 2 | 3;
  items: ContentsItem[];
}
export interface ContentsItem {
  heading: Heading;
  /** Its text, linked to it. */
  children: Inline[];
}
/** The numbered sources. Items are filled by `number()`. */
export interface SourceList extends Ranked {
  type: 'sources';
  items: SourceItem[];
}
export interface SourceItem {
  number: number;
  source: SourceId;
  children: Inline[];
}

// ---- Charts: data only; the writer draws ---------------------------------------------------------------------------

export type Chart = Timeline | Series | Tally | Locator;

export interface Timeline {
  kind: 'timeline';
  /** First and last day of the axis. */
  from: string;
  to: string;
  /** Words at the two sides of the axis. */
  above: string;
  below: string;
  points: TimelinePoint[];
}
export interface TimelinePoint {
  day: string;
  side: 'above' | 'below';
  /** 1 to 5. */
  weight: number;
  /** Null for the lesser ones. */
  label: string | null;
}
export interface Series {
  kind: 'series';
  unit: string;
  lines: { name: string; points: SeriesPoint[] }[];
}
export interface SeriesPoint {
  period: string;
  value: number;
  /** With its unit. */
  display: string;
  /** The number alone, for the point itself; absent: it is not written there. */
  number?: string;
}

/** How many there are of each kind: a mark for each. */
export interface Tally {
  kind: 'tally';
  /** In the order of a life cycle. `display` is the count in the typography of the language. */
  rows: { name: string; count: number; display: string; state: 'standing' | 'coming' | 'gone' }[];
}
/** Where parties lie. */
export interface Locator {
  kind: 'locator';
  /** The first party stands out; a party of several territories is an organisation. */
  parties: { name: string; territories: Territory[] }[];
  /** All other land. */
  others: Territory[];
}

// ---- The whole -----------------------------------------------------------------------------------------------------

export interface Doc {
  language: Language;
  title: string;
  /** Words of the page's furniture, already in the language of the document. */
  furniture: Furniture;
  blocks: Block[];
  /** What each source prints as in the list of sources. */
  citations: Map<SourceId, Inline[]>;
}

export interface Furniture {
  /** Top left of every page. */
  header: string;
  /** Top right of every page: `UNCLASSIFIED // NON CLASSIFIÉ`. Known when it is known what the brief states. */
  marking: string;
  /** Above the title, on the first page; absent: nothing. */
  letterhead?: Letterhead;
  /** Bottom left: provenance. */
  footer: string;
  /** `page {n} of {total}`. */
  page: string;
  /** Appended to a table caption or head repeated on a later page: `(continued)`. */
  continued: string;
  /** What a screen reader says before source numbers: `Source` / `Sources`. */
  source: string;
  sources: string;
  subject: string;
  author: string;
  keywords: string;
}

/** Whose paper it is. */
export interface Letterhead {
  logo: Logo | null;
  /** Beside the logo, one below the other. */
  lines: string[];
}
export interface Logo {
  picture: Picture;
  /** What it shows, for whoever cannot see it. */
  alt: string;
  /** As printed, in points. */
  width: number;
  height: number;
}

/** A statement as it is found in a finished Doc. */
export interface StatementText {
  text: string;
  facts: FactId[];
  sources: number[];
}

/** Calls `see` for every inline of the document, in reading order. */
export function eachInline(blocks: readonly Block[], see: (inline: Inline) => void): void {
  const inlines = (list: readonly Inline[]) => {
    for (const inline of list) {
      see(inline);
      if ('children' in inline) inlines(inline.children);
    }
  };
  for (const block of blocks) {
    switch (block.type) {
      case 'section':
      case 'callout':
        eachInline(block.children, see);
        break;
      case 'entry':
        eachInline(block.margin, see);
        eachInline(block.children, see);
        break;
      case 'heading':
      case 'paragraph':
        inlines(block.children);
        break;
      case 'list':
        for (const item of block.items) inlines(item.children);
        break;
      case 'table':
        inlines(block.caption);
        for (const cell of block.head) inlines(cell.children);
        for (const row of block.rows) for (const cell of row.cells) inlines(cell.children);
        break;
      case 'figure':
        inlines(block.caption);
        break;
      case 'contents':
        inlines(block.title);
        for (const item of block.items) inlines(item.children);
        break;
      case 'sources':
        for (const item of block.items) inlines(item.children);
        break;
      default:
        block satisfies never;
    }
  }
}

/** The text of inlines as read: marks left out, breaks as spaces. */
export function textOf(inlines: readonly Inline[]): string {
  let text = '';
  for (const inline of inlines) {
    if (inline.type === 'text') text += inline.value;
    else if (inline.type === 'count') text += inline.value;
    else if (inline.type === 'break') text += ' ';
    else if (inline.type !== 'mark') text += textOf(inline.children);
  }
  return text;
}

/** Every statement of the document, in reading order, with the source numbers its marks carry. */
export function statementsOf(doc: Doc): StatementText[] {
  const statements: StatementText[] = [];
  eachInline(doc.blocks, (inline) => {
    if (inline.type !== 'statement') return;
    const sources: number[] = [];
    eachInline([{ type: 'paragraph', role: 'text', children: inline.children }], (inner) => {
      if (inner.type === 'mark') sources.push(...inner.numbers);
    });
    statements.push({ text: textOf(inline.children).trim(), facts: inline.facts, sources });
  });
  return statements;
}

/** The facts that a document states. */
export function factsOf(doc: Doc): Set<FactId> {
  const facts = new Set<FactId>();
  eachInline(doc.blocks, (inline) => {
    if (inline.type === 'statement') for (const fact of inline.facts) facts.add(fact);
  });
  return facts;
}

/** Calls `see` for every block of the document, in reading order, before those inside it. */
export function eachBlock(blocks: readonly Block[], see: (block: Block) => void): void {
  for (const block of blocks) {
    see(block);
    if (block.type === 'section' || block.type === 'callout' || block.type === 'entry') eachBlock(block.children, see);
  }
}

/** What a list of contents holds: the headings from level 2 down to `depth`, in reading order. */
export function contentsOf(blocks: readonly Block[], depth: Contents['depth']): ContentsItem[] {
  const items: ContentsItem[] = [];
  eachBlock(blocks, (block) => {
    if (block.type !== 'heading' || block.level < 2 || block.level > depth) return;
    const link: LinkTo = { type: 'link', href: `#${block.id}`, children: block.children };
    // The space keeps it apart from what comes after it: a page.
    items.push({ heading: block, children: [link, { type: 'text', value: ' ' }] });
  });
  return items;
}

/**
 * Gives the marks their numbers, in the order in which sources are first cited, fills the lists of sources and of contents and the counts that are
 * not filled yet, and numbers what is to be pointed at: sections, and paragraphs from one end of the document to the other, or of one bound in.
 * Run once, after what does not fit has been dropped. Changes the document it is given.
 * @returns the sources cited, number 1 first.
 */
export function number(
  doc: Doc,
  sources: ReadonlyMap<SourceId, Source>,
  counts: Record<Count['of'], string>,
): Source[] {
  const numbers = new Map<SourceId, number>();
  const cited: Source[] = [];
  eachInline(doc.blocks, (inline) => {
    if (inline.type === 'count' && inline.value === '') inline.value = counts[inline.of];
    if (inline.type !== 'mark') return;
    inline.numbers = inline.sources.map((id) => {
      let n = numbers.get(id);
      if (n === undefined) {
        const source = sources.get(id);
        if (!source) throw new Error(`cited but not recorded: ${id}`);
        n = cited.push(source);
        numbers.set(id, n);
      }
      return n;
    });
  });
  point(doc.blocks);
  eachBlock(doc.blocks, (block) => {
    if (block.type === 'contents') {
      block.items = contentsOf(doc.blocks, block.depth);
    } else if (block.type === 'sources') {
      block.items = cited.map((source, i) => ({
        number: i + 1,
        source: source.id,
        children: doc.citations.get(source.id) ?? [],
      }));
    }
  });
  return cited;
}

/** Numbers what is to be pointed at; of a document bound in only the title counts with what is around it. */
function point(blocks: readonly Block[], given = { heading: 0, paragraph: 0 }): void {
  for (const block of blocks) {
    if (block.type === 'heading' || block.type === 'paragraph') {
      if (block.number !== undefined) block.number = ++given[block.type];
    } else if (block.type === 'section' && block.leaf) {
      const [title, ...rest] = block.children;
      if (title) point([title], given);
      point(rest);
    } else if (block.type === 'section' || block.type === 'callout' || block.type === 'entry') {
      point(block.children, given);
    }
  }
}
