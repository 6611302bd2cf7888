// In: the sources in src. Out: in dist what the compiler makes of them; in bundle the same in a few files, with the libraries that a brief needs: a
// process that reads six files starts in three quarters of the time of one that reads two hundred. The server's own libraries stay where they are:
// some must exist once (graphql), and a server starts once a month. Refuses sources that the compiler refuses. Plain JavaScript: it must run
// before anything is built.

import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What only the server needs. */
const SERVER =
  /^(@apollo|@as-integrations|@opentelemetry|class-validator|dataloader|fastify|graphql|graphql-scalars|graphql-sse|graphql-ws|pg|prom-client|reflect-metadata|type-graphql|ws)(\/|$)/;

// Standard output belongs to the command that had this built.
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', root], {
  stdio: ['ignore', 2, 2],
});
if (status !== 0) process.exit(1);
await build({
  cwd: root,
  input: { cli: 'dist/cli.js', clerk: 'dist/clerk.js', brief: 'dist/brief.js', world: 'dist/world.js' },
  platform: 'node',
  external: (name) => SERVER.test(name),
  output: { dir: 'bundle', format: 'esm', cleanDir: true },
  logLevel: 'warn',
});
