// In: a request to /graphql. Out: the same with the text of the operation whose id it sent. Refuses what the manifest refuses.

import type { FastifyRequest } from 'fastify';
import type { Manifest } from './manifest.ts';

/** Puts the text where Apollo Server looks for it, and takes the id away: it has its own idea of ids. */
export function writeOut(request: FastifyRequest, manifest: Manifest): void {
  if (request.method === 'GET') writeInAddress(request, manifest);
  else writeInBody(request, manifest);
}

function writeInBody({ body }: FastifyRequest, manifest: Manifest): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return;
  const query = manifest.textOf(body);
  if (query === null) return;
  Object.assign(body, { query, ...without(Reflect.get(body, 'extensions')) });
}

function writeInAddress({ raw, url }: FastifyRequest, manifest: Manifest): void {
  const [path = '', search = ''] = url.split(/\?(.*)/s);
  const sent = new URLSearchParams(search);
  const extensions = parsed(sent.get('extensions'));
  const query = manifest.textOf({ query: sent.get('query'), documentId: sent.get('documentId'), extensions });
  if (query === null) return;
  sent.set('query', query);
  const left = without(extensions);
  if (left.extensions) sent.set('extensions', JSON.stringify(left.extensions));
  raw.url = `${path}?${sent}`;
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    // Whoever reads it next says what is wrong with it.
    return null;
  }
}

/** The extensions without the id. */
function without(extensions: unknown): { extensions?: Record<string, unknown> } {
  // What is no object is left to whoever reads it next.
  if (typeof extensions !== 'object' || extensions === null || !('persistedQuery' in extensions)) return {};
  const { persistedQuery: _, ...others } = extensions;
  return { extensions: others };
}
