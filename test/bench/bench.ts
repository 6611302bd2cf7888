// npm run bench: where the time of a brief goes, room by room, and how it stands beside others that write the same text: pdfkit by hand and pdfmake.
// Rounds alternate in one run; read the ratios, absolute times move with the machine. Then a cold start, step by step, and documents of many pages,
// each in a process of its own. Nothing here can fail: it measures.
//
// All three are given one Doc, composed anew for each round, so that nobody finds it measured already; words once shaped and fonts once parsed are
// kept by whoever keeps them. pdfkit (plain-pdfkit.ts) and pdfmake (pdfmake.ts) write its text with the numbers of its marks, its headings, notes,
// tables and sources in the same fonts and sizes. They draw no charts, no links, no tags, attach nothing and keep to no budget; ours does all that.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Request } from '../../src/model/question.ts';
import { pdfmakePdf } from './pdfmake.ts';
import { plainPdf } from './plain-pdfkit.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const dist = (file: string) => import(`../../dist/${file}`);
const [{ openChancery }, { openWorld }, { compose }, { fill }, { serve }, { readGeography }] = await Promise.all([
  dist('brief.js'),
  dist('world.js'),
  dist('compose/compose.js'),
  dist('template/template.js'),
  dist('serve/serve.js'),
  dist('model/geography.js'),
]);

const ROUNDS = Number(process.argv[2] ?? 15);
const REQUEST: Request = { text: 'Canada-China since 2018' };
const world = openWorld({
  environment: { CHANCERY_HOME: mkdtempSync(join(tmpdir(), 'chancery-bench-')), CHANCERY_NOW: '2026-11-24' },
});
const house = await openChancery(world);
const plan = house.templates.plans.get('full-brief');

const geography = readGeography(house.text('data/map.json'));
const question = house.ask(REQUEST);
const findings = await house.store.find(question);
const dossier = compose(findings, question, plan);
const draft = await house.draft(REQUEST);
const server = await serve(house, {
  host: '127.0.0.1',
  port: 0,
  log: () => {},
  read: (path: string) => world.read(path),
});
const query =
  'query($request: BriefRequestInput!) { brief(request: $request) { id pageCount statements { text } file(format: PDF) { byteSize } } }';
let day = 0;

// The document of the round: nothing of it has been measured before.
let fresh = { ours: draft, pdfkit: draft, pdfmake: draft };
const steps: Record<string, () => unknown> = {
  ask: () => house.ask(REQUEST),
  find: () => house.store.find(question),
  compose: () => compose(findings, question, plan),
  fill: () => fill(dossier, house.templates, house.gazetteer, '2026-11-24', () => geography),
  'layout and draw': () => house.write(fresh.ours, 'pdf'),
  'whole brief': async () => house.write(await house.draft(REQUEST), 'pdf'),
  // A new period each time, so that no shelf answers.
  'through GraphQL': async () => {
    const since = `2018-01-${String((day++ % 28) + 1).padStart(2, '0')}`;
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { request: { parties: ['CAN', 'CHN'], since } } }),
    });
    return answer.json();
  },
  'plain pdfkit': () => plainPdf(fresh.pdfkit.doc, (path) => world.read(`templates/style/${path}`) as Uint8Array),
  pdfmake: () => pdfmakePdf(fresh.pdfmake.doc),
};

const times = new Map<string, number[]>(Object.keys(steps).map((name) => [name, []]));
for (let round = -3; round < ROUNDS; round++) {
  const [ours, pdfkit, pdfmake] = await Promise.all([house.draft(REQUEST), house.draft(REQUEST), house.draft(REQUEST)]);
  fresh = { ours, pdfkit, pdfmake };
  for (const [name, step] of Object.entries(steps)) {
    const start = performance.now();
    await step();
    if (round >= 0) times.get(name)?.push(performance.now() - start);
  }
}
const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0;
const base = median(times.get('plain pdfkit') as number[]);
const other = median(times.get('pdfmake') as number[]);
const row = (name: string, ms: number) =>
  console.log(
    `${name.padEnd(18)} ${ms.toFixed(1).padStart(8)} ms ${(ms / base).toFixed(2).padStart(7)} x plain pdfkit ${(ms / other).toFixed(2).padStart(7)} x pdfmake`,
  );

const made = house.write(draft, 'pdf');
console.log(
  `Canada-China since 2018: ${made.pages} pages, ${made.bytes.length} bytes, ${draft.statements.length} statements, ${ROUNDS} rounds, medians\n`,
);
for (const [name, list] of times) row(name, median(list));

await server.close();
await house.close();

/** What `npm start` tells V8. */
const START =
  /^node (.*) src/.exec(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts.start)?.[1] ?? '';

const child = (file: string, args: string[] = [], flags: string[] = []): Record<string, number> =>
  JSON.parse(
    spawnSync(process.execPath, [...flags, join(import.meta.dirname, file), ...args], {
      encoding: 'utf8',
      env: process.env,
    }).stdout,
  );

const launched = Array.from({ length: 5 }, () => {
  const start = performance.now();
  spawnSync(process.execPath, [join(ROOT, 'src/launch.js'), 'brief', 'Canada-China since 2018', '--output', '-'], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: process.env,
  });
  return performance.now() - start;
});
console.log(`\nprocess start to finished file: ${(median(launched) / 1000).toFixed(2)} s (median of 5).`);
for (const [title, words] of [
  ['Where it goes, in ms', []],
  ['The same from the files as the compiler left them, library by library', ['apart']],
] as const) {
  console.log(`${title}:`);
  const cold = Array.from({ length: 5 }, () => child('cold.ts', [...words]));
  for (const step of Object.keys(cold[0] ?? {})) {
    const ms = median(cold.map((run) => run[step] ?? 0));
    console.log(`  ${step.padEnd(52)} ${ms.toFixed(0).padStart(5)}`);
  }
}

const { one = 0, two = 0, machine = 0, p99 = 0, most = 0, busy = 0 } = child('serving.ts', ['16'], START.split(' '));
console.log(`
fresh full briefs by clerks, with the flags of npm start: ${one.toFixed(0)} ms a brief with one clerk, ${two.toFixed(0)} ms with two: ${(one / two).toFixed(2)} times as many
  (two threads that have nothing in common: ${machine.toFixed(2)} times as much as one, at the same hour on this machine)
  the event loop of a server that makes them: late by ${p99.toFixed(1)} ms at the 99th percentile, ${most.toFixed(1)} ms at most; at most ${busy.toFixed(1)} ms of work between two turns`);

console.log('\npages    layout    draw    ms a page    MB in file    MB of memory at most');
for (const wanted of ['10', '50', '100', '200', '500']) {
  const { pages = 0, layout = 0, draw = 0, bytes = 0, memory = 0 } = child('long.ts', [wanted]);
  const cells = [
    pages,
    layout.toFixed(0),
    draw.toFixed(0),
    ((layout + draw) / pages).toFixed(2),
    (bytes / 1e6).toFixed(1),
    memory,
  ];
  console.log(cells.map((cell, i) => String(cell).padStart([5, 10, 8, 13, 14, 24][i] ?? 0)).join(''));
}
console.log(`\nmemory of this process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB at most`);
