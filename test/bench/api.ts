// npm run bench:api: the API under load, beside the same resolvers under bare graphql-js on the same HTTP server, and its downloads beside the same
// bytes from a file and from memory. Rounds alternate in one run; read the ratios, absolute figures move with the machine. Nothing here can fail: it measures.
//
// This process is the client. The servers are one process and one thread (api-server.ts), with the flags of npm start: whichever is measured, the others
// are idle. Each answer is looked at: anything but 200 without errors is counted. Bare graphql-js keeps each text that it has read and validated, as
// Apollo Server does; a second row reads and validates anew, as `graphql()` does. It has no limits, cost, headers, ids, log lines, metrics or traces; ours has.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Places, Used, Wanted } from './api-server.ts';
import { getting, posting, type Wire, wireTo } from './wire.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const ROUNDS = Number(process.argv[2] ?? 5);
/** How long each is asked in a round, in milliseconds. */
const ROUND = 1000;
const AT_ONCE = 10;
/** Of fresh briefs: the clerks are two on two processors. */
const FRESH_AT_ONCE = 4;
const MANY = 200;
/** Of these, how many want what nobody has asked for before. */
const FRESH = 2;
/** Between two requests of one client that is no flood, in milliseconds. */
const BEAT = 50;

const text = (name: string) => readFileSync(join(ROOT, `schema/operations/${name}.graphql`), 'utf8');
const country = { query: text('Country'), variables: { code: 'CAN' } };
const relationship = { query: text('Relationship'), variables: { between: ['CAN', 'CHN'], since: '2018' } };
const QUERY =
  'query Made($request: BriefRequestInput!) { brief(request: $request) { id pageCount file(format: PDF) { url byteSize } } }';
const brief = (since: string) => ({
  query: QUERY,
  variables: { request: { parties: ['CAN', 'CHN'], since, product: 'ONE_PAGE' } },
});
let day = 0;
/** A brief that nobody has asked for before. */
const fresh = () => brief(new Date(Date.UTC(2018, 0, 2 + day++)).toISOString().slice(0, 10));

// ---- Asking ------------------------------------------------------------------------------------------------------------

interface Run {
  /** Milliseconds of each answer, from the shortest. */
  times: number[];
  errors: number;
  /** Answers a second. */
  rate: number;
}

const wires = (url: string, count: number, from?: string) => Array.from({ length: count }, () => wireTo(url, from));
const isGood = (status: number, body: Buffer) => status === 200 && (body.length > 1e5 || !body.includes('"errors":['));

/** Each connection asks again as soon as it is answered. */
async function driven(lines: readonly Wire[], ms: number, next: (n: number) => Buffer): Promise<Run> {
  const times: number[] = [];
  let errors = 0;
  const start = performance.now();
  const end = start + ms;
  await Promise.all(
    lines.map(async (line, n) => {
      while (performance.now() < end) {
        const answer = await line.ask(next(n));
        times.push(answer.ms);
        if (!isGood(answer.status, answer.body)) errors += 1;
      }
    }),
  );
  return { times: times.sort((a, b) => a - b), errors, rate: (1000 * times.length) / (performance.now() - start) };
}

/** Each connection asks once a beat; an answer that comes late makes the next one late too, and that counts. */
async function paced(lines: readonly Wire[], ms: number, request: Buffer): Promise<Run> {
  const times: number[] = [];
  let errors = 0;
  const start = performance.now();
  await Promise.all(
    lines.map(async (line, n) => {
      for (let due = start + (BEAT * n) / lines.length; due < start + ms; due += BEAT) {
        const late = performance.now() - due;
        if (late < 0) await pause(-late);
        const answer = await line.ask(request);
        times.push(answer.ms + Math.max(0, late));
        if (!isGood(answer.status, answer.body)) errors += 1;
      }
    }),
  );
  return { times: times.sort((a, b) => a - b), errors, rate: (1000 * times.length) / ms };
}

const at = (times: readonly number[], part: number) =>
  times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
const median = (list: readonly number[]) =>
  at(
    [...list].sort((a, b) => a - b),
    0.5,
  );
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

// ---- Measuring ---------------------------------------------------------------------------------------------------------

async function measure(): Promise<void> {
  const start = /^node (.*) src/.exec(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts.start)?.[1];
  const server = fork(join(import.meta.dirname, 'api-server.ts'), {
    execArgv: [...(start?.split(' ') ?? []), '--expose-gc'],
  });
  const [places] = (await once(server, 'message')) as [Places];
  const told = async <Told>(wanted: Wanted): Promise<Told> => {
    server.send(wanted);
    return ((await once(server, 'message')) as [Told])[0];
  };
  console.log(
    `${cpus().length} processors, on average ${loadavg()[0]?.toFixed(1)} processes ready to run before this began. The allowance is off (CHANCERY_RATE=0): all clients are one address.
${ROUNDS} rounds that alternate, of ${ROUND / 1000} s each, ${AT_ONCE} connections (fresh briefs: ${FRESH_AT_ONCE}); medians of the rounds\n`,
  );
  await beside(places, told);
  await crowd(places, told);
  await floods(places);
  server.disconnect();
}

type Tell = <Told>(wanted: Wanted) => Promise<Told>;

interface Side {
  name: string;
  lines: readonly Wire[];
  next: () => Buffer;
}

/** Rates of several servers that are asked the same in turn; the first is ours. @returns how many times the rate of each other ours is */
async function compared(what: string, sides: readonly Side[], tell: Tell): Promise<number[]> {
  const runs = sides.map((): (Run & { each: number })[] => []);
  for (let round = -2; round < ROUNDS; round++)
    for (const [i, { lines, next }] of sides.entries()) {
      const before = await tell<Used>({ tell: 'used' });
      const run = await driven(lines, ROUND, next);
      const after = await tell<Used>({ tell: 'used' });
      if (round >= 0) runs[i]?.push({ ...run, each: (after.processor - before.processor) / run.times.length });
    }
  const [ours = []] = runs;
  for (const [i, { name, lines }] of sides.entries()) {
    const own = runs[i] ?? [];
    const [p50, p99] = [
      median(own.map(({ times }) => at(times, 0.5))),
      median(own.map(({ times }) => at(times, 0.99))),
    ];
    const cells = [median(own.map(({ rate }) => rate)).toFixed(0), p50.toFixed(2), p99.toFixed(2)];
    const each = median(own.map((run) => run.each));
    const errors = own.reduce((sum, run) => sum + run.errors, 0);
    console.log(
      `${(i === 0 ? what : '').padEnd(22)} ${name.padEnd(32)} ${cells.map((cell) => cell.padStart(9)).join('')} ${each.toFixed(0).padStart(9)}${errors > 0 ? `  ${errors} errors` : ''}`,
    );
    for (const line of lines) line.close();
  }
  return runs.slice(1).map((theirs) => median(ours.map(({ rate }, round) => rate / (theirs[round]?.rate ?? 1))));
}

const ratio = (title: string, value: number, target = '') =>
  console.log(`${''.padEnd(22)} ${title}: ${value.toFixed(2)}${target === '' ? '' : `   (target: ${target})`}`);

async function beside({ api, bare, anew, buffer, file }: Places, tell: Tell): Promise<void> {
  console.log(
    `${''.padEnd(56)}${['a second', 'p50 ms', 'p99 ms', 'µs each'].map((head) => head.padStart(9)).join('')}   (µs: of the server’s processor)`,
  );
  const side = (name: string, url: string, body: () => object, count = AT_ONCE): Side => ({
    name,
    lines: wires(url, count),
    next: () => posting(url, body()),
  });
  const same = (name: string, url: string, body: object): Side => {
    const request = posting(url, body);
    return { name, lines: wires(url, AT_ONCE), next: () => request };
  };
  const BARE = 'graphql-js, texts kept';
  for (const [what, body, target] of [
    ['country', country, 'at least 0.6'],
    ['relationship, nested', relationship, ''],
    ['brief, made before', brief('2018-01-01'), ''],
  ] as const) {
    const sides = [
      same('chancery', api, body),
      same(BARE, bare, body),
      same('graphql-js, texts read anew', anew, body),
    ];
    const [kept = 0, read = 0] = await compared(what, sides, tell);
    ratio('times as many as graphql-js, texts kept', kept, target);
    ratio('times as many as graphql-js, texts read anew', read, target);
  }
  const made = [side('chancery', api, fresh, FRESH_AT_ONCE), side(BARE, bare, fresh, FRESH_AT_ONCE)];
  ratio('times as many', (await compared('brief of a page, fresh', made, tell))[0] ?? 0);

  const link = await linkOf(api);
  const size = await tell<number>({ send: link });
  const get = (name: string, url: string): Side => {
    const request = getting(url);
    return { name, lines: wires(url, AT_ONCE), next: () => request };
  };
  const downloads = [
    get('chancery', link),
    get('the same from a file on disk', file),
    get('the same from memory', buffer),
  ];
  const [onDisk = 1, inMemory = 1] = await compared(`download, ${Math.round(size / 1000)} kB`, downloads, tell);
  ratio('times as long as a file on disk', 1 / onDisk, 'at most 1.2');
  ratio('times as long as from memory', 1 / inMemory);
}

/** Address of the file of a brief. */
async function linkOf(api: string): Promise<string> {
  const line = wireTo(api);
  const { body } = await line.ask(posting(api, brief('2018-01-01')));
  line.close();
  return JSON.parse(body.toString()).data.brief.file.url;
}

async function crowd({ api }: Places, tell: Tell): Promise<void> {
  const requests = [
    posting(api, country),
    posting(api, relationship),
    posting(api, brief('2018-01-01')),
    getting(await linkOf(api)),
  ];
  let turn = 0;
  const next = () => requests[turn++ % requests.length] as Buffer;
  const [lines, patient] = [wires(api, MANY - FRESH), wires(api, FRESH)];
  const all = (ms: number) =>
    Promise.all([driven(lines, ms, next), driven(patient, ms, () => posting(api, fresh()))] as const);
  await all(10_000);
  const held = [await tell<Used>({ tell: 'collected' })];
  const halves: Run[] = [];
  const made: Run[] = [];
  for (const _ of [1, 2]) {
    const [half, briefs] = await all(15_000);
    halves.push(half);
    made.push(briefs);
    held.push(await tell<Used>({ tell: 'collected' }));
  }
  const times = halves.flatMap((half) => half.times).sort((a, b) => a - b);
  const briefs = made.flatMap((half) => half.times).sort((a, b) => a - b);
  const [before, between, after] = held as [Used, Used, Used];
  const growth = (a: Used, b: Used) => `${b.held >= a.held ? '+' : '−'}${megabytes(Math.abs(b.held - a.held))}`;
  console.log(`
${MANY} clients for 30 s, after 10 s of warming up: country, relationship, brief made before and download in turn; ${FRESH} of them ask for fresh briefs
  ${times.length} answers, ${median(halves.map(({ rate }) => rate)).toFixed(0)} a second; errors: ${[...halves, ...made].reduce((sum, { errors }) => sum + errors, 0)}   (target: none)
  p50 ${at(times, 0.5).toFixed(1)} ms, p99 ${at(times, 0.99).toFixed(1)} ms, longest ${at(times, 1).toFixed(0)} ms; p99 is ${(at(times, 0.99) / at(times, 0.5)).toFixed(1)} times the median   (target: under 20)
  fresh briefs: ${briefs.length}, p50 ${at(briefs, 0.5).toFixed(0)} ms, longest ${at(briefs, 1).toFixed(0)} ms
  held after a collection: ${megabytes(before.held)} after warming up, ${growth(before, between)} in the first half, ${growth(between, after)} in the second   (target: no growth)
  resident: ${megabytes(before.resident)}, ${megabytes(between.resident)}, ${megabytes(after.resident)}`);
  for (const line of [...lines, ...patient]) line.close();
}

// ---- Floods ------------------------------------------------------------------------------------------------------------

const FLOODS: Readonly<Record<string, (n: number) => string>> = {
  malformed: (n) =>
    [
      '{"query": ',
      JSON.stringify({ query: `{ country(code: "CAN" { a${n} }` }),
      JSON.stringify({ query: `{ a${n}: nothing { of: theKind } }` }),
      JSON.stringify({ query: `{ a${n}: __typename ${'__typename '.repeat(3000)} }` }),
    ][n % 4] as string,
  expensive: (n) =>
    JSON.stringify({
      query: [
        `{ a${n}: events(between: ["CAN"], first: 100) { nodes { title summary sources { title url } links { fact { factId sources { url } } } } } }`,
        `{ a${n}: events(between: ["CAN"], first: 100) { nodes { links { fact { links { fact { links { fact { factId } } } } } } } } }`,
        `{ a${n}: events(between: ["CAN"], first: 1) { nodes ${'{ links { fact '.repeat(6)}{ factId }${' } }'.repeat(6)} } }`,
      ][n % 3],
    }),
};

/** A client that asks, on twenty connections at once, for what it should not, until it is told to stop. */
async function flood(url: string, kind: string): Promise<void> {
  const make = FLOODS[kind] ?? (() => '');
  let n = 0;
  let on = true;
  process.once('message', () => {
    on = false;
  });
  const statuses = new Map<number, number>();
  await Promise.all(
    wires(url, 20, '127.0.0.2').map(async (line) => {
      while (on) {
        const { status } = await line.ask(posting(url, make(n++)));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      line.close();
    }),
  );
  process.send?.([...statuses]);
  process.disconnect();
}

async function floods({ railed }: Places): Promise<void> {
  const request = posting(railed, country);
  const lines = wires(railed, AT_ONCE);
  const during = async (kind: string | null): Promise<{ run: Run; statuses: [number, number][] }> => {
    const child: ChildProcess | null =
      kind === null ? null : fork(import.meta.filename, ['flood', railed, kind], { execArgv: [] });
    if (child) await pause(1000);
    const run = await paced(lines, 5000, request);
    if (!child) return { run, statuses: [] };
    child.send('stop');
    const [statuses] = (await once(child, 'message')) as [[number, number][]];
    return { run, statuses };
  };
  console.log(
    `\n${AT_ONCE} clients that ask for country, ${(1000 / BEAT) * AT_ONCE} times a second together, while another address asks on 20 connections; rails as they come.\n  (cut off: the server trusts no connection further on which a body came that is not JSON)`,
  );
  await paced(lines, 2000, request);
  const quiet: number[] = [];
  const rows = new Map<string, { moved: number[]; p99: number[]; errors: number; statuses: [number, number][] }>();
  for (let round = 0; round < 3; round++)
    for (const kind of Object.keys(FLOODS)) {
      const calm = at((await during(null)).run.times, 0.99);
      quiet.push(calm);
      const { run, statuses } = await during(kind);
      const row = rows.get(kind) ?? { moved: [], p99: [], errors: 0, statuses };
      row.p99.push(at(run.times, 0.99));
      row.moved.push(at(run.times, 0.99) / calm);
      row.errors += run.errors;
      row.statuses = statuses;
      rows.set(kind, row);
    }
  console.log(`  without: p99 ${median(quiet).toFixed(2)} ms`);
  for (const [kind, { moved, p99, errors, statuses }] of rows) {
    const answered = statuses.sort(([a], [b]) => a - b).map(([status, count]) => `${count} × ${status || 'cut off'}`);
    console.log(
      `  ${kind}: p99 ${median(p99).toFixed(2)} ms, ${median(moved).toFixed(2)} times that beside it   (target: at most 3); errors ${errors}; the flood was answered ${answered.join(', ')}`,
    );
  }
  for (const line of lines) line.close();
}

if (process.argv[2] === 'flood') await flood(process.argv[3] ?? '', process.argv[4] ?? '');
else await measure();
