// In: the emitted schema, the schema of the last release, the version in package.json, today. Out: schema/released.graphql becomes the emitted one, and
// docs/schema-changelog.md gains an entry. Refuses a breaking change, a
// deprecation without three months' notice, and a version that was released.

import { readFileSync, writeFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { added, breaking, dangerous, deprecated, withoutNotice } from './changes.ts';

const PRESENT = 'schema/chancery.graphql';
const RELEASED = 'schema/released.graphql';
const LOG = 'docs/schema-changelog.md';

const text = readFileSync(PRESENT, 'utf8');
const before = readFileSync(RELEASED, 'utf8');
const log = readFileSync(LOG, 'utf8');
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const day = new Date().toISOString().slice(0, 10);

const [was, is] = [buildSchema(before), buildSchema(text)];
const wrong = [...breaking(before, is, day), ...withoutNotice(before, is, day)].map(
  ({ kind, what, advice }) => `${kind}: ${what} ${advice}`,
);
if (log.includes(`\n## ${version} (`)) wrong.push(`${version} was released: give package.json another version first`);
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exit(1);
}

const known = deprecated(was);
const sections: Record<string, string[]> = {
  Added: added(was, is).map((path) => `\`${path}\``),
  Deprecated: [...deprecated(is)]
    .filter(([path]) => !known.has(path))
    .map(([path, reason]) => `\`${path}\`: ${reason}`),
  'Removed, as announced': added(is, was).map((path) => `\`${path}\``),
  Dangerous: dangerous(before, is).map(({ kind, what }) => `${what} (\`${kind}\`)`),
};
const told = Object.entries(sections).flatMap(([title, lines]) =>
  lines.length === 0 ? [] : [`### ${title}`, lines.map((line) => `- ${line}`).join('\n')],
);
const entry = [`## ${version} (${day})`, ...(told.length === 0 ? ['Nothing changed.'] : told)].join('\n\n');
const first = log.indexOf('\n## ');
const [head, rest] = first < 0 ? [log.trimEnd(), ''] : [log.slice(0, first).trimEnd(), log.slice(first).trim()];
writeFileSync(LOG, `${[head, entry, rest].join('\n\n').trimEnd()}\n`);
writeFileSync(
  RELEASED,
  `# The schema of release ${version}, ${day}. Written by npm run schema:release; docs/api.md says what is promised of it.\n\n${text}`,
);
console.log(`${RELEASED} and ${LOG} written: ${version}`);
