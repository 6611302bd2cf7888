// In: a manifest of operations, as the clients' tools write it. Out: the text of an operation by its id. Refuses a file that is no manifest
// (BAD_OPERATIONS), an id that is not in it (PERSISTED_QUERY_NOT_FOUND), and, where nothing else is to be carried out, whatever else
// (OPERATION_NOT_LISTED).
//
// The format is Apollo's (https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#manifest-format): an object with `operations`,
// each with `id`, `body`, `name` and `type`.

import { createHash } from 'node:crypto';
import { refuse } from '../model/problem.ts';

/** An operation as a client sends it: what stands in the body of a POST, or in the address of a GET. */
export interface Sent {
  query?: unknown;
  /** Of the draft of GraphQL over HTTP, appendix A. */
  documentId?: unknown;
  extensions?: unknown;
}

export interface Manifest {
  /** The text of the operation that was sent; null: it brings none, and no id. Refuses PERSISTED_QUERY_NOT_FOUND and OPERATION_NOT_LISTED. */
  textOf(sent: Sent): string | null;
  /** Names of its operations. */
  readonly names: readonly string[];
}

/**
 * @param file path and text of the manifest; absent: nothing is listed
 * @param only whether nothing else is carried out
 */
export function openManifest(file: { path: string; text: string } | undefined, only: boolean): Manifest {
  const listed = file ? operationsIn(file.path, file.text) : [];
  const byId = new Map(listed.map(({ id, body }) => [id, body]));
  const byHash = new Map(listed.map(({ body }) => [hashOf(body), body]));
  return {
    names: listed.flatMap(({ name }) => name ?? []),
    textOf({ query, documentId, extensions }) {
      const id = idIn(documentId, extensions);
      if (typeof query === 'string' && query !== '') {
        if (only && !byHash.has(hashOf(query))) refuse('OPERATION_NOT_LISTED');
        return query;
      }
      if (id === null) return only ? refuse('OPERATION_NOT_LISTED') : null;
      // The draft gives ids a prefix that says how they are made.
      const plain = id.replace(/^sha256:/, '');
      return (
        byId.get(id) ??
        byId.get(plain) ??
        byHash.get(plain) ??
        refuse(only ? 'OPERATION_NOT_LISTED' : 'PERSISTED_QUERY_NOT_FOUND', { id: id.slice(0, 100) })
      );
    },
  };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function idIn(documentId: unknown, extensions: unknown): string | null {
  if (typeof documentId === 'string') return documentId;
  const persisted: unknown = Reflect.get(Object(extensions), 'persistedQuery');
  const hash: unknown = Reflect.get(Object(persisted), 'sha256Hash');
  return typeof hash === 'string' ? hash : null;
}

interface Listed {
  id: string;
  body: string;
  name: string | null;
}

function operationsIn(path: string, text: string): Listed[] {
  const wrong = (detail: string): never => refuse('BAD_OPERATIONS', { path, detail }, { field: 'CHANCERY_OPERATIONS' });
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return wrong('it is not JSON');
  }
  const operations: unknown = Reflect.get(Object(manifest), 'operations');
  if (!Array.isArray(operations)) return wrong('it has no operations');
  return operations.map((entry: unknown, n) => {
    const [id, body, name] = ['id', 'body', 'name'].map((key): unknown => Reflect.get(Object(entry), key));
    if (typeof id !== 'string' || typeof body !== 'string') return wrong(`operation ${n + 1} lacks id or body`);
    return { id, body, name: typeof name === 'string' ? name : null };
  });
}
