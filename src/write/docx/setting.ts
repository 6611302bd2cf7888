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
}

/** Ids of numberings (`w:numId`); ordered lists follow. */
export const NUMBERING = { bullets: 1, sources: 2, firstOrdered: 3 } as const;

/** Points as twentieths, in which Word measures. */
export const twips = (points: number): number => Math.round(points * 20);

/** The language as a BCP 47 tag. */
export const languageOf = (doc: Doc): string => `${doc.language}-CA`;

/** Name of the bookmark on a source. */
export const bookmarkOf = (number: number): string => `source_${number}`;
