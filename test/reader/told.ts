// In: a finished brief, or the document it was written from. Out: what is told, in one line, all spaces alike, marks as `⟦3⟧`: so that formats can be
// compared with the document and with one another. Refuses nothing.

import type { Inline } from '../../src/model/doc.ts';
import { readDocx } from './docx.ts';
import { parse, type Tag } from './html.ts';
import { readMarkdown } from './markdown.ts';
import { type Element, readPdf } from './reader.ts';

/** One space for any; no hyphen that a line brought, nothing that only directs or joins. */
export const even = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\u00ad\u2060\u200b\u200e\u200f\u2068\u2069]/gu, '')
    .replace(/\u2011/gu, '-')
    .replace(/[\s\u00a0\u202f]+/gu, ' ')
    .trim();

/** Inlines of the document. */
export function spoken(inlines: readonly Inline[]): string {
  return inlines
    .map((inline): string => {
      if (inline.type === 'text' || inline.type === 'count') return inline.value;
      if (inline.type === 'mark') return inline.numbers.map((n) => `⟦${n}⟧`).join('');
      return inline.type === 'break' ? ' ' : spoken(inline.children);
    })
    .join('');
}

/** What each format tells. */
export const TOLD = {
  pdf: (bytes: Uint8Array) => even(heard(readPdf(bytes).root).replace(/⟧,\s⟦/gu, '⟧⟦')),
  html: (bytes: Uint8Array) => even(shown(parse(text(bytes)))),
  docx: (bytes: Uint8Array) =>
    even(
      readDocx(bytes)
        .paragraphs.map((paragraph) => paragraph.text)
        .join('\n'),
    ),
  markdown: (bytes: Uint8Array) =>
    even(
      readMarkdown(
        text(bytes).replace(/(?<!\\)\[(?!\^)((?:\\.|[^\]\\])*)\]\((?:\\.|[^()\\])*\)/g, (_, inner: string) => inner),
      ),
    ),
  text: (bytes: Uint8Array) => even(read(text(bytes))),
};

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Plain text: addresses left out; a number in brackets is a mark where a source has it. */
function read(written: string): string {
  const most = Math.max(0, ...[...written.matchAll(/^\[(\d+)\] /gm)].map(([, n]) => Number(n)));
  return written.replace(/\s+<https?:[^>]+>/g, '').replace(/\[(\d+(?:,\u00a0\d+)*)\]/g, (whole, numbers: string) => {
    const cited = numbers.split(',\u00a0').map(Number);
    return cited.every((n) => n <= most) ? cited.map((n) => `⟦${n}⟧`).join('') : whole;
  });
}

const LINE = ['P', 'TH', 'TD', 'LBody', 'Lbl', 'Caption', 'H1', 'H2', 'H3', 'H4'];

function heard(element: Element): string {
  // As in HTML: where things are is not what is told.
  if (element.role === 'TOC') return '';
  const inside = element.links.some(({ target }) => typeof target !== 'string');
  const own = element.kids.map((kid) => (typeof kid === 'string' ? kid : heard(kid))).join('');
  if (element.role === 'Link' && inside) return own.replace(/\d+/g, '⟦$&⟧');
  return LINE.includes(element.role) ? `${own}\n` : own;
}

const BLOCK = /^(p|h\d|li|td|th|caption|figcaption|div|section|tr)$/;

function shown(tag: Tag): string {
  if (['head', 'nav', 'svg', 'style'].includes(tag.name)) return '';
  if (tag.name === 'br') return ' ';
  const own = tag.children.map((child) => (typeof child === 'string' ? child : shown(child))).join('');
  if (tag.name === 'sup') return own.replace(/(\d+)(, )?/g, '⟦$1⟧');
  return BLOCK.test(tag.name) ? `${own}\n` : own;
}
