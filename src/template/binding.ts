// In: the Doc of a book, with a section for each note that holds its title, and the Docs of the notes. Out: the notes in their places: a level of
// headings lower, their ids their own, without what the book has once for all of them. Refuses nothing.

import { type Block, type Doc, type Heading, type Section, textOf } from '../model/doc.ts';
import { noteId } from './trip.ts';
import type { Words } from './words.ts';

/**
 * A note in its place in a book.
 * @param n from 1, in the order of the book.
 */
export function leafOf(book: Doc, note: Doc, n: number, words: Words): Section {
  const id = noteId(n);
  const place = book.blocks.find((block): block is Section => block.type === 'section' && block.id === id);
  if (!place) throw new Error(`the book has no place for ${id}`);
  const page = words.fill('furniture.leaf', { note: n, at: '{at}', of: '{of}', page: book.furniture.page });
  const tab = place.children.map((block): Block => (block.type === 'heading' ? { ...block, number: null } : block));
  const [first, ...rest] = note.blocks.flatMap((block) => lowered(block, id));
  return {
    ...place,
    leaf: { header: note.furniture.header, page },
    children: [...joined(tab, first), ...rest],
  };
}

/** What the note says of itself under its title goes on from what the book says there. */
function joined(tab: readonly Block[], first: Block | undefined): Block[] {
  const last = tab.at(-1);
  if (!first) return [...tab];
  if (last?.type !== 'paragraph' || first.type !== 'paragraph' || last.role !== first.role) return [...tab, first];
  return [...tab.slice(0, -1), { ...last, children: [...last.children, { type: 'break' }, ...first.children] }];
}

/** A block of a note a level lower; none where the book has it once for all notes: titles, contents, sources. */
function lowered(block: Block, id: string): Block[] {
  switch (block.type) {
    case 'heading':
      return block.level === 1
        ? []
        : [{ ...block, id: `${id}-${block.id}`, level: Math.min(block.level + 1, 4) as Heading['level'] }];
    case 'section': {
      const children = block.children.flatMap((child) => lowered(child, id));
      return children.every(({ type }) => type === 'heading') ? [] : [{ ...block, id: `${id}-${block.id}`, children }];
    }
    case 'contents':
    case 'sources':
      return [];
    default:
      return [block];
  }
}

/** The notes of a book, in its order. */
export const leavesIn = (book: Doc): Section[] =>
  book.blocks.filter((block): block is Section => block.type === 'section' && block.leaf !== undefined);

/** The book with its notes in their places; what follows the last of them begins a page. */
export function bind(book: Doc, leaves: readonly Section[]): Doc {
  const byId = new Map(leaves.map((leaf) => [leaf.id, leaf]));
  const last = book.blocks.findLastIndex((block) => block.type === 'section' && byId.has(block.id));
  const blocks = book.blocks.map((block, i): Block => {
    if (block.type !== 'section') return block;
    return byId.get(block.id) ?? (i === last + 1 ? { ...block, page: 'new' } : block);
  });
  return { ...book, blocks };
}

/** The title of a note in its place, as it is read. */
export function titleOf({ children }: Section): string {
  const heading = children.find((block) => block.type === 'heading');
  return heading ? textOf(heading.children) : '';
}
