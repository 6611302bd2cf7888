#!/usr/bin/env node
// In: a command line. Out: the command run from bundle/, built first where a source is newer than the last build. Plain JavaScript: it must run
// before anything is built. Refuses a Node.js without the embedded database.

import { readdirSync, statSync, utimesSync } from 'node:fs';
// By its whole name: an older Node.js has no such export, and would not get as far as being told that it is too old.
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(`chancery needs Node.js 24 or later; this is ${process.versions.node}.`);
  console.error('hint: start it with npm run, which brings its own, or node_modules/.bin/node');
  process.exit(1);
}

const newest = (folder) =>
  readdirSync(folder, { withFileTypes: true }).reduce((time, entry) => {
    const at = join(folder, entry.name);
    return Math.max(time, entry.isDirectory() ? newest(at) : statSync(at).mtimeMs);
  }, 0);

// Not the compiler's own record of its work: a check of the types, which builds nothing, renews that as well.
const stamp = join(root, 'bundle/cli.js');
const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = statSync(join(root, 'src'), { throwIfNoEntry: false }) ? newest(join(root, 'src')) : 0;
if (sources > built) {
  // Only here: it brings half of Node.js with it, which a brief does not need.
  const { spawnSync } = await import('node:child_process');
  const began = new Date();
  const { status } = spawnSync(process.execPath, [join(root, 'src/build.js')], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
  // What was changed while they worked is newer than what was made.
  utimesSync(stamp, began, began);
}

// Whoever reads may have seen enough, as head has: the callback of each write tells, and no write is worth a crash.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

// The nursery of V8 grows to three times 64 MB: a document of 500 pages then takes half as much memory again and is no sooner done.
setFlagsFromString('--semi-space-growth-factor=1');
module.enableCompileCache();
const { main } = await import('../bundle/cli.js');
process.exitCode = await main(process.argv.slice(2));
