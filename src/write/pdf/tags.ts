// In: a Doc. Out: its structure tree as PDF/UA-1 wants it (ISO 32000-1, 14.8.4): one table from the types of the Doc to the
// standard structure types. A type without a row does not compile.

import { type Block, type Doc, type Figure, type Inline, type Letterhead, type Logo, textOf } from '../../model/doc.ts';

type Heading = 'H1' | 'H2' | 'H3' | 'H4';
/** Standard structure types that are used (ISO 32000-1, 14.8.4). */
export type Role =
  | 'Document'
  | 'Sect'
  | 'Div'
  | Heading
  | 'P'
  | 'L'
  | 'LI'
  | 'Lbl'
  | 'LBody'
  | 'Table'
  | 'Caption'
  | 'TOC'
  | 'TOCI'
  | 'Reference'
  | 'THead'
  | 'TBody'
  | 'TR'
  | 'TH'
  | 'TD'
  | 'Figure'
  | 'Link'
  | 'Span';

/** Parts of blocks that are no type of their own. */
type Part =
  | 'document'
  | 'letterhead'
  | 'item'
  | 'label'
  | 'body'
  | 'caption'
  | 'head'
  | 'rows'
  | 'row'
  | 'headCell'
  | 'cell'
  | 'figureCaption'
  | 'contentsItem'
  | 'reference';

/** Null: no element of its own; its text belongs to the element around it. */
export const TAGS = {
  document: 'Document',
  letterhead: 'Div',
  // Blocks.
  section: 'Sect',
  heading: { 1: 'H1', 2: 'H2', 3: 'H3', 4: 'H4' },
  paragraph: 'P',
  entry: 'Div',
  list: 'L',
  table: 'Table',
  figure: 'Figure',
  callout: 'Div',
  contents: 'TOC',
  sources: 'L',
  // Their parts.
  item: 'LI',
  label: 'Lbl',
  body: 'LBody',
  caption: 'Caption',
  figureCaption: 'P',
  contentsItem: 'TOCI',
  reference: 'Reference',
  head: 'THead',
  rows: 'TBody',
  row: 'TR',
  headCell: 'TH',
  cell: 'TD',
  // Inlines.
  link: 'Link',
  mark: 'Link',
  lang: 'Span',
  text: null,
  strong: null,
  em: null,
  soft: null,
  given: null,
  statement: null,
  count: null,
  break: null,
} as const satisfies Record<Exclude<Block['type'], 'heading'> | Inline['type'] | Part, Role | null> & {
  heading: Record<1 | 2 | 3 | 4, Heading>;
};

/** What is read under an element: other elements, marked content of a page, an annotation. */
type Kid = Element | { page: number; content: number } | { page: number; annotation: number };

/** An element of the structure tree. */
export interface Element {
  role: Role;
  parent: Element | null;
  kids: Kid[];
  /** BCP 47; null: as around it. */
  lang: string | null;
  alt: string | null;
  /** What is read instead of the glyphs, where their order is not that of the letters. */
  actual: string | null;
  attributes: Attributes | null;
}
type Attributes =
  | { owner: 'Table'; scope: 'Row' | 'Column' }
  | { owner: 'List'; numbering: 'Disc' | 'Decimal' }
  | { owner: 'Layout'; figure: Figure | Logo };

/** The tree, and the element of every node that text belongs to. */
export interface Structure {
  root: Element;
  /** By block, cell, item or caption. */
  text: Map<object, Element>;
  /** By item. */
  label: Map<object, Element>;
}

/** Adds an element under a parent. */
export function element(
  role: Role,
  parent: Element | null,
  more: Partial<Pick<Element, 'lang' | 'alt' | 'actual' | 'attributes'>> = {},
): Element {
  const made: Element = { role, parent, kids: [], lang: null, alt: null, actual: null, attributes: null, ...more };
  parent?.kids.push(made);
  return made;
}

/** The elements of a document, in reading order, without their content. */
export function structureOf(doc: Doc): Structure {
  const root = element(TAGS.document, null);
  const structure: Structure = { root, text: new Map(), label: new Map() };
  if (doc.furniture.letterhead) addLetterhead(doc.furniture.letterhead, root, structure);
  addBlocks(doc.blocks, root, structure);
  return structure;
}

function addLetterhead({ logo, lines }: Letterhead, parent: Element, { text }: Structure): void {
  const own = element(TAGS.letterhead, parent);
  if (logo) text.set(logo, element(TAGS.figure, own, { alt: logo.alt, attributes: { owner: 'Layout', figure: logo } }));
  if (lines.length > 0) text.set(lines, element(TAGS.paragraph, own));
}

function addBlocks(blocks: readonly Block[], parent: Element, structure: Structure): void {
  const { text, label } = structure;
  for (const block of blocks) {
    switch (block.type) {
      case 'section':
        addBlocks(block.children, element(TAGS.section, parent), structure);
        break;
      case 'callout':
        addBlocks(block.children, element(TAGS.callout, parent), structure);
        break;
      case 'entry': {
        const entry = element(TAGS.entry, parent);
        addBlocks(block.margin, entry, structure);
        addBlocks(block.children, entry, structure);
        break;
      }
      case 'heading':
        text.set(block, element(TAGS.heading[block.level], parent));
        break;
      case 'paragraph': {
        const own = element(TAGS.paragraph, parent);
        text.set(block, own);
        if (typeof block.number === 'number') label.set(block, element(TAGS.label, own));
        break;
      }
      case 'contents': {
        const own = element(TAGS.contents, parent);
        if (block.title.length > 0) text.set(block.title, element(TAGS.caption, own));
        for (const item of block.items) {
          const line = element(TAGS.contentsItem, own);
          if (typeof item.heading.number === 'number') label.set(item, element(TAGS.label, line));
          text.set(item, element(TAGS.reference, line));
        }
        break;
      }
      case 'list':
      case 'sources': {
        const ordered = block.type === 'sources' || block.ordered;
        const list = element(TAGS[block.type], parent, {
          attributes: { owner: 'List', numbering: ordered ? 'Decimal' : 'Disc' },
        });
        for (const item of block.items) {
          const own = element(TAGS.item, list);
          label.set(item, element(TAGS.label, own));
          text.set(item, element(TAGS.body, own));
        }
        break;
      }
      case 'table': {
        const table = element(TAGS.table, parent);
        if (block.caption.length > 0) text.set(block.caption, element(TAGS.caption, table));
        if (block.head.length > 0) {
          const row = element(TAGS.row, element(TAGS.head, table));
          for (const cell of block.head) {
            text.set(cell, element(TAGS.headCell, row, { attributes: { owner: 'Table', scope: 'Column' } }));
          }
        }
        const rows = element(TAGS.rows, table);
        for (const { cells } of block.rows) {
          const row = element(TAGS.row, rows);
          cells.forEach((cell, i) => {
            const heads = block.columns[i]?.header === true;
            text.set(
              cell,
              heads
                ? element(TAGS.headCell, row, { attributes: { owner: 'Table', scope: 'Row' } })
                : element(TAGS.cell, row),
            );
          });
        }
        break;
      }
      case 'figure':
        text.set(
          block,
          element(TAGS.figure, parent, {
            alt: block.alt || textOf(block.caption),
            attributes: { owner: 'Layout', figure: block },
          }),
        );
        if (block.caption.length > 0) text.set(block.caption, element(TAGS.figureCaption, parent));
        break;
      default:
        block satisfies never;
    }
  }
}
