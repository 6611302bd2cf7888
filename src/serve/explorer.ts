// In: requests of a browser. Out: GraphiQL, the page in which the schema is read and tried. All of it comes from here, and the browser is told to take
// nothing from anywhere else. Refuses nothing.

import type { FastifyInstance } from 'fastify';
import { refuse } from '../model/problem.ts';
import type { Read } from './page.ts';

/** The editor writes its own styles; scripts come from here alone. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

interface File {
  address: string;
  path: string;
  type: string;
}

const FILES: readonly File[] = [
  { address: '/graphiql', path: 'templates/site/explorer.html', type: 'text/html' },
  { address: '/graphiql/start.js', path: 'templates/site/explorer.js', type: 'text/javascript' },
  { address: '/graphiql/explorer.js', path: 'vendor/graphiql/explorer.js.gz', type: 'text/javascript' },
  { address: '/graphiql/explorer.css', path: 'vendor/graphiql/explorer.css.gz', type: 'text/css' },
];

/** `GET /graphiql` and what belongs to it. */
export function addExplorer(app: FastifyInstance, read: Read): void {
  for (const { address, path, type } of FILES) {
    app.get(address, (_, reply) => {
      const bytes = read(path) ?? refuse('NOT_FOUND');
      // Every browser reads gzip; what is at hand compressed is sent so.
      if (path.endsWith('.gz')) reply.header('content-encoding', 'gzip');
      return reply
        .header('content-security-policy', POLICY)
        .header('cache-control', 'no-cache')
        .type(`${type}; charset=utf-8`)
        .send(Buffer.from(bytes));
    });
  }
}
