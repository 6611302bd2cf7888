// In: a numbered Doc and the press. Out: bytes. One table, format → writer; adding a format is one row and one file.

import type { Doc } from '../model/doc.ts';
import type { Format } from '../model/question.ts';
import { writeDocx } from './docx/docx.ts';
import { writeHtml } from './html.ts';
import { type JsonEnvelope, writeJson } from './json.ts';
import { writeMarkdown } from './markdown.ts';
import { type Press, writePdf } from './pdf/pdf.ts';
import { writeText } from './text.ts';

export type { BoundNote, JsonEnvelope } from './json.ts';
export { attachedJson } from './pdf/attached.ts';
export { fit, loadFonts, type Press, pagesOf } from './pdf/pdf.ts';
export { readTheme, type Theme } from './pdf/theme.ts';
export { checkStyle } from './style.ts';

/** What writers need beside the document. */
export interface Means {
  press: Press;
  /** Style sheet of the HTML brief. */
  css: string;
  /** The data of the brief, for JSON. */
  envelope: JsonEnvelope;
}

interface Writer {
  mediaType: string;
  extension: string;
  write(doc: Doc, means: Means): { bytes: Uint8Array; pages: number | null };
}

const text = (s: string) => ({ bytes: new TextEncoder().encode(s), pages: null });

export const WRITERS: Record<Format, Writer> = {
  pdf: { mediaType: 'application/pdf', extension: 'pdf', write: (doc, means) => writePdf(doc, means.press) },
  html: {
    mediaType: 'text/html; charset=utf-8',
    extension: 'html',
    write: (doc, means) => text(writeHtml(doc, { css: means.css })),
  },
  docx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    extension: 'docx',
    write: (doc, means) => ({ bytes: writeDocx(doc, means.press), pages: null }),
  },
  markdown: { mediaType: 'text/markdown; charset=utf-8', extension: 'md', write: (doc) => text(writeMarkdown(doc)) },
  text: { mediaType: 'text/plain; charset=utf-8', extension: 'txt', write: (doc) => text(writeText(doc)) },
  json: {
    mediaType: 'application/json; charset=utf-8',
    extension: 'json',
    write: (doc, means) => text(writeJson(doc, means.envelope)),
  },
};
