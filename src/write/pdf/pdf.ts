// In: a numbered Doc and what the press holds: paper, theme, fonts. Out: the bytes of a PDF. `fit` drops what weighs least until
// the document keeps to its page budget. Refuses a character that no font has, and what cannot be made short enough.

import type { Doc } from '../../model/doc.ts';
import type { Paper } from '../../model/question.ts';
import { draw } from './draw.ts';
import { fitDocs } from './fit.ts';
import type { Fonts } from './fonts.ts';
import { layout } from './layout.ts';
import type { Theme } from './theme.ts';

export { loadFonts } from './fonts.ts';
export { readTheme } from './theme.ts';

/** All that turns a document into a file. */
export interface Press {
  paper: Paper;
  theme: Theme;
  fonts: Fonts;
  /** Day of CreationDate, YYYY-MM-DD. */
  day: string;
  /** Identity of the brief: goes into the file's ID. */
  id: string;
  /** The data the brief was made from; null: none travels with it. */
  attachment: { name: string; description: string; bytes: Uint8Array } | null;
}

/**
 * Writes a document as PDF, conforming to PDF/UA-1 and PDF/A-3a. The same document and press give the same bytes.
 * @throws MISSING_GLYPH
 */
export function writePdf(doc: Doc, press: Press): { bytes: Uint8Array; pages: number } {
  const pages = layout(doc, press);
  return { bytes: draw(doc, pages, press), pages: pages.length };
}

/** How many pages a document takes. */
export function pagesOf(doc: Doc, press: Pick<Press, 'paper' | 'theme' | 'fonts'>): number {
  return layout(doc, press).length;
}

/**
 * Editions of one document (its languages), each of at most `pages` pages and all without the same ranked units: those that weigh least.
 * Nodes that stay whole are shared.
 * @throws TOO_LONG_FOR_BUDGET where what cannot be dropped needs more.
 */
export function fit(docs: readonly Doc[], pages: number, press: Press): Doc[] {
  return fitDocs(docs, pages, press);
}
