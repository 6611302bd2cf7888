// In: a link to a brief's file and the headers of the request. Out: the file, whole or in part, or word that the client has it already.
// Refuses a link not made here (BAD_LINK), one that has expired (LINK_EXPIRED), an id that is not held (UNKNOWN_BRIEF) and a range the file does
// not have (BAD_RANGE).

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../model/problem.ts';
import type { Format } from '../model/question.ts';
import { whileThere } from './deadline.ts';
import type { Links } from './links.ts';
import type { Shelf } from './shelf.ts';

const EXTENSIONS: Record<Format, string> = {
  pdf: 'pdf',
  html: 'html',
  docx: 'docx',
  markdown: 'md',
  text: 'txt',
  json: 'json',
};
const FORMAT_OF = new Map(Object.entries(EXTENSIONS).map(([format, extension]) => [extension, format as Format]));

/** Path of a brief's file: `/briefs/0123456789abcdef.pdf`. */
export const pathOf = (id: string, format: Format): string => `/briefs/${id}.${EXTENSIONS[format]}`;

/** A brief brings its own style and pictures and needs nothing else, from here or from elsewhere. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/** `GET` and `HEAD /briefs/<id>.<pdf|html|docx|md|txt|json>`, with the signature of a link. */
export function addFiles(app: FastifyInstance, shelf: Shelf, links: Links): void {
  app.get<{ Params: { name: string } }>('/briefs/:name', async (request, reply) => {
    // First: without a link nobody learns which briefs there are.
    links.check(`/briefs/${request.params.name}`, request.query);
    const [, id = '', extension = ''] = /^([0-9a-f]{16})\.([a-z]+)$/.exec(request.params.name) ?? [];
    const format = FORMAT_OF.get(extension);
    if (!format) return refuse('UNKNOWN_BRIEF', { id: request.params.name.slice(0, 60) }, { field: 'id' });
    const { bytes, mediaType, fileName, sha256 } = await shelf.fileOf(id, format, whileThere(reply));
    const etag = `"${sha256}"`;
    reply
      .header('etag', etag)
      .header('cache-control', 'private, no-cache')
      .header('accept-ranges', 'bytes')
      .header('content-disposition', disposition(fileName));
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
    reply.header('content-type', mediaType).header('content-security-policy', POLICY);
    return send(request, reply, bytes, etag);
  });
}

function send(request: FastifyRequest, reply: FastifyReply, bytes: Uint8Array, etag: string): FastifyReply {
  const range = rangeOf(request, bytes.length, etag);
  if (range === null)
    return reply.header('content-length', bytes.length).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  if (range === 'none') {
    reply.removeHeader('content-disposition').header('content-range', `bytes */${bytes.length}`);
    return refuse('BAD_RANGE', { length: bytes.length });
  }
  const { first, last } = range;
  return reply
    .code(206)
    .header('content-range', `bytes ${first}-${last}/${bytes.length}`)
    .header('content-length', last - first + 1)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset + first, last - first + 1));
}

/** The part asked for (RFC 9110, 14.2); null: the whole, also where several parts are asked for or another edition is meant; `none`: there is no such part. */
function rangeOf(
  { method, headers }: FastifyRequest,
  length: number,
  etag: string,
): { first: number; last: number } | 'none' | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? [];
  const edition = headers['if-range'];
  if (method !== 'GET' || (from === '' && to === '') || (edition !== undefined && edition !== etag)) return null;
  const first = from === '' ? Math.max(0, length - Number(to)) : Number(from);
  const last = from === '' || to === '' ? length - 1 : Math.min(Number(to), length - 1);
  if (from !== '' && to !== '' && Number(from) > Number(to)) return null;
  return first > last ? 'none' : { first, last };
}

function matches(condition: string | undefined, etag: string): boolean {
  const tags = condition?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(etag) || tags.includes('*');
}

/** RFC 6266: a plain name for everyone, the exact one for those who understand it. */
function disposition(name: string): string {
  const plain = name.replace(/[^\w.-]/g, '_');
  const exact = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
