// In: nothing. Out: what the parts of a Word file share: the document, and what is counted while it is written.

import type { Doc } from '../../model/doc.ts';

export interface Setting {
  doc: Doc;
  /** Between the margins, in points. */
  measure: number;
  /** Numbers in the list of sources: what a mark can refer to. */
  listed: ReadonlySet<number>;
  /** Addresses of the web, each with the id of its relationship, in the order in which they are met. */
  links: Map<string, string>;
  /** Ordered lists so far: each counts from one. */
  ordered: number;
  /** Next id of a bookmark on a heading. */
  anchors: number;
}

/** Ids of numberings (`w:numId`); ordered lists follow. */
export const NUMBERING = { bullets: 1, sources: 2, firstOrdered: 3 } as const;

/** Points as twentieths, in which Word measures. */
export const twips = (points: number): number => Math.round(points * 20);

/** The language as a BCP 47 tag. */
export const languageOf = (doc: Doc): string => `${doc.language}-CA`;

/** Bookmarks on headings are numbered from here; below it are those on sources. */
export const FIRST_ANCHOR = 100_000;

/** Name of the bookmark on a heading: letters, digits and underscores, at most 40 (ISO/IEC 29500-1, 17.13.6.2). */
export const anchorOf = (id: string): string => `part_${id.replace(/[^A-Za-z0-9]/g, '_')}`.slice(0, 40);

/** Name of the bookmark on a source. */
export const bookmarkOf = (number: number): string => `source_${number}`;
