// In: what stands in a margin: the note of an entry, the number of a heading or paragraph. Out: the same for a format that has no margin, where it leads
// in. Refuses nothing.

import type { Entry, Figure, Heading, Inline, Paragraph } from '../model/doc.ts';

export interface Lead {
  /** The first line of the margin; empty where no text stands in it. */
  name: Inline[];
  /** The other lines, in brackets and with the space before: ` (open · newest 28 Feb 2026)`; empty where there are none. */
  aside: Inline[];
  figures: Figure[];
}

/** Parts a margin: its first line, its other lines as one aside, its figures; each in their order. */
export function leadOf(margin: Entry['margin']): Lead {
  const [name = [], ...state] = margin.flatMap((note) => (note.type === 'figure' ? [] : linesOf(note.children)));
  const aside = state.flatMap((line, i): Inline[] => [{ type: 'text', value: i === 0 ? ' (' : ', ' }, ...line]);
  if (aside.length > 0) aside.push({ type: 'text', value: ')' });
  return { name, aside, figures: margin.filter((note) => note.type === 'figure') };
}

function linesOf(list: readonly Inline[]): Inline[][] {
  const lines: Inline[][] = [[]];
  for (const inline of list) {
    if (inline.type === 'break') lines.push([]);
    else lines.at(-1)?.push(inline);
  }
  return lines.filter((line) => line.length > 0);
}

/** The number by which a person points at a heading or a paragraph aloud, with the space after it; nothing where it has none. */
export function numberOf(one: Heading | Paragraph): Inline[] {
  if (typeof one.number !== 'number') return [];
  const number: Inline = { type: 'text', value: String(one.number) };
  return [one.type === 'heading' ? number : { type: 'strong', children: [number] }, { type: 'text', value: ' ' }];
}
