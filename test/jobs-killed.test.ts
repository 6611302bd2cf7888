// A server killed at ten moments while it works on jobs, each time without a word of warning: nothing is lost, nothing is done twice.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openChancery } from '../src/brief.ts';
import { openWorld } from '../src/world.ts';
import { TODAY } from './house.ts';
import { ask, ended, type Item, type Job, look, order } from './jobs.ts';

const LAUNCH = join(import.meta.dirname, '../src/launch.js');
const home = mkdtempSync(join(tmpdir(), 'chancery-killed-'));
const environment = { CHANCERY_HOME: home, CHANCERY_NOW: TODAY };

beforeAll(() => {
  // Built before the first is started: that would count as a very slow start.
  expect(spawnSync(process.execPath, [LAUNCH, '--version']).status).toBe(0);
});
let last: ChildProcess | null = null;
afterAll(() => {
  last?.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

interface Running {
  url: string;
  child: ChildProcess;
  kill(): Promise<void>;
}

/** The server, as `npm start` starts it, in a process of its own. */
async function start(): Promise<Running> {
  const child = spawn(process.execPath, [LAUNCH, 'serve'], {
    env: {
      ...process.env,
      ...environment,
      PORT: '0',
      CHANCERY_WORKERS: '2',
      CHANCERY_RATE: '0',
      DATABASE_URL: undefined,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  last = child;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (piece) => {
      said += piece;
      const [, found] = /listens on (\S+)/.exec(said) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error('the server did not start')));
  });
  return {
    url,
    child,
    kill: () => {
      child.kill('SIGKILL');
      return gone;
    },
  };
}

/** A row of numbers from 0 to 1, the same every time. */
function* chance(seed: number): Generator<number, never> {
  for (let x = seed; ; ) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    yield x / 2 ** 32;
  }
}

const PAIRS = ['IND', 'IDN', 'PHL', 'AUS', 'KOR', 'JPN', 'MEX', 'CHN'];
const requests = (year: number) =>
  PAIRS.map((code, n) => ({
    parties: ['CAN', code],
    since: String(year),
    language: n % 2 ? 'FR' : 'EN',
    product: n % 4 === 3 ? 'FULL_BRIEF' : 'ONE_PAGE',
  }));

test('killed at ten moments: each job ends done, none lost, none done twice with other bytes', {
  timeout: 180_000,
}, async () => {
  const moments = chance(7);
  const jobs: Job[] = [];
  const seen = new Map<string, string>();
  const note = (items: readonly Item[]) => {
    for (const { id, files } of items.filter(({ status }) => status === 'DONE')) {
      const sums = files.map(({ sha256 }) => sha256).join();
      expect(seen.get(id) ?? sums, `${id} was done before, with other bytes`).toBe(sums);
      seen.set(id, sums);
    }
  };
  let server = await start();
  for (let n = 0; n < 10; n++) {
    const input = { requests: requests(2000 + n), formats: ['PDF', 'JSON'], idempotencyKey: `order ${n}` };
    if (n % 3 === 2) {
      // It dies while it is told: then it is told again, with the same key.
      const told = order(server.url, input).catch(() => null);
      await pause(moments.next().value * 30);
      await server.kill();
      await told;
      server = await start();
      jobs.push(await order(server.url, input));
      continue;
    }
    jobs.push(await order(server.url, input));
    await pause(moments.next().value * 1500);
    for (const { id } of jobs) note((await look(server.url, id)).items.nodes);
    await server.kill();
    server = await start();
  }
  expect(seen.size, 'it was killed at work').toBeGreaterThan(0);
  expect(seen.size).toBeLessThan(jobs.length * PAIRS.length);
  const { data } = await ask(server.url, '{ jobs { totalCount } }');
  expect(data.jobs.totalCount).toBe(jobs.length);

  const house = await openChancery(openWorld({ environment }));
  for (const { id } of jobs) {
    const job = await ended(server.url, id);
    expect(job).toMatchObject({ status: 'DONE', progress: { done: PAIRS.length, total: PAIRS.length, failed: 0 } });
    note(job.items.nodes);
  }
  expect(seen.size).toBe(jobs.length * PAIRS.length);
  // Not only the same as before, but right.
  for (const { files, number } of (await look(server.url, jobs[0]?.id ?? '')).items.nodes) {
    const { product, language, ...asked } = requests(2000)[number] ?? expect.fail();
    const draft = await house.draft({
      ...asked,
      product: product.toLowerCase().replace('_', '-'),
      language: language.toLowerCase(),
    });
    const [pdf] = files;
    expect(pdf?.sha256).toBe(house.write(draft, 'pdf').sha256);
    const fetched = Buffer.from(await (await fetch(pdf?.url ?? '')).arrayBuffer());
    expect(fetched.equals(house.write(draft, 'pdf').bytes)).toBe(true);
  }
  await house.close();
  await server.kill();
});
