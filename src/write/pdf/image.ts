// In: a picture. Out: the object that draws it: a JPEG as it is, a PNG as its dots on white, because PDF/A takes what is transparent only with more beside it.

import { isUnfit, type Picture, readJpeg, readPng } from '../../model/picture.ts';
import type { Ref, Writer } from './conform.ts';

/** Writes a picture (ISO 32000-1, 8.9.5). */
export function writeImage(writer: Writer, picture: Picture): Ref {
  const { width, height, mediaType, bytes } = picture;
  const read = mediaType === 'image/png' ? readPng(bytes) : readJpeg(bytes);
  // It was read once before, when it was found fit.
  if (isUnfit(read)) throw new Error(`no picture: ${read.detail}`);
  const common = { Type: 'XObject', Subtype: 'Image', Width: width, Height: height, BitsPerComponent: 8 };
  const space = (channels: 1 | 3) => ({ ColorSpace: channels === 1 ? 'DeviceGray' : 'DeviceRGB' });
  return 'data' in read
    ? writer.stream(read.data, { ...common, ...space(read.channels) })
    : writer.asIs(bytes, { ...common, ...space(read.components), Filter: 'DCTDecode' });
}
