// In: a letterhead. Out: its paragraphs, the logo drawn in line with its alternative text, and the picture as a part of the file.

import type { Letterhead, Logo } from '../../model/doc.ts';
import { el, holding, safe, val } from './xml.ts';

/** A picture that travels in the file. */
export interface Media {
  /** Below word/. */
  target: string;
  extension: string;
  mediaType: string;
  bytes: Uint8Array;
}

/** Id of the relationship to the logo. */
export const LOGO = 'logo';
const DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006/';
/** English Metric Units of a point (ISO/IEC 29500-1, 20.1.2.1). */
const EMU = 12_700;

/** The logo as a part; null where there is none. */
export function mediaOf(letterhead: Letterhead | undefined): Media | null {
  if (!letterhead?.logo) return null;
  const { mediaType, bytes } = letterhead.logo.picture;
  const extension = mediaType === 'image/png' ? 'png' : 'jpeg';
  return { target: `media/logo.${extension}`, extension, mediaType, bytes };
}

/** Its paragraphs, above the title; nothing where there is none. */
export function letterhead(head: Letterhead | undefined): string {
  if (!head) return '';
  const paragraph = (...runs: string[]) => el('w:p', {}, holding('pPr', val('pStyle', 'Letterhead')), ...runs);
  const line = (text: string, i: number) =>
    el('w:r', {}, i > 0 ? el('w:br') : '', el('w:t', { 'xml:space': 'preserve' }, safe(text)));
  return [
    head.logo ? paragraph(el('w:r', {}, drawing(head.logo))) : '',
    head.lines.length > 0 ? paragraph(...head.lines.map(line)) : '',
  ].join('');
}

/** A picture in line with text (ISO/IEC 29500-1, 20.4.2.8). */
function drawing({ alt, width, height }: Logo): string {
  const size = { cx: Math.round(width * EMU), cy: Math.round(height * EMU) };
  const picture = el(
    'pic:pic',
    { 'xmlns:pic': `${DRAWING}picture` },
    el('pic:nvPicPr', {}, el('pic:cNvPr', { id: 1, name: LOGO, descr: alt }), el('pic:cNvPicPr')),
    el('pic:blipFill', {}, el('a:blip', { 'r:embed': LOGO }), el('a:stretch', {}, el('a:fillRect'))),
    el(
      'pic:spPr',
      {},
      el('a:xfrm', {}, el('a:off', { x: 0, y: 0 }), el('a:ext', size)),
      el('a:prstGeom', { prst: 'rect' }, el('a:avLst')),
    ),
  );
  return el(
    'w:drawing',
    {},
    el(
      'wp:inline',
      { 'xmlns:wp': `${DRAWING}wordprocessingDrawing`, distT: 0, distB: 0, distL: 0, distR: 0 },
      el('wp:extent', size),
      el('wp:docPr', { id: 1, name: LOGO, descr: alt }),
      el('a:graphic', { 'xmlns:a': `${DRAWING}main` }, el('a:graphicData', { uri: `${DRAWING}picture` }, picture)),
    ),
  );
}
