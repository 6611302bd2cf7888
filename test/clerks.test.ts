// Clerks: real threads, each with the house open for itself, behind a real server.

import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Chancery, openChancery } from '../src/brief.ts';
import { type Clerks, type Hiring, openClerks, type Task } from '../src/clerks.ts';
import { main } from '../src/cli.ts';
import { ProblemError } from '../src/model/problem.ts';
import { FORMATS } from '../src/model/question.ts';
import { type Server, serve } from '../src/serve/serve.ts';
import { openWorld } from '../src/world.ts';
import { TODAY } from './house.ts';

const home = mkdtempSync(join(tmpdir(), 'chancery-clerks-'));
const world = openWorld({ environment: { CHANCERY_HOME: home, CHANCERY_NOW: TODAY } });
const FULL = { text: 'Canada-China since 2018' };

let house: Chancery;
beforeAll(async () => {
  house = await openChancery(world);
});
afterAll(() => house.close());

const hired: Worker[] = [];
const hire = () => {
  const thread = world.hire();
  hired.push(thread);
  return thread;
};
const opened: { close(): Promise<void> }[] = [];
const reported: unknown[] = [];
function engage(hiring: Partial<Hiring> = {}): Clerks {
  const clerks = openClerks({ hire, most: 1, ...hiring }, (error) => reported.push(error));
  opened.push(clerks);
  return clerks;
}
async function open(hiring: Partial<Hiring> = {}, log: string[] = []): Promise<Server> {
  const threads = { hire, most: 2, ...hiring };
  const server = await serve(house, {
    host: '127.0.0.1',
    port: 0,
    log: (line) => log.push(line),
    read: world.read,
    threads,
  });
  opened.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  hired.length = 0;
  reported.length = 0;
});

/** Code of the only problem that a promise is refused with. */
const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => (error instanceof ProblemError ? error.problems.map(({ code }) => code).join() : error),
  );
const fileOf = async (url: string, request: object): Promise<Response> => {
  const query = 'query ($request: BriefRequestInput!) { brief(request: $request) { file(format: PDF) { url } } }';
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { request } }),
  });
  const { data } = (await response.json()) as { data: { brief: { file: { url: string } } } };
  return fetch(data.brief.file.url);
};
const since = (day: number) => ({ parties: ['CAN', 'CHN'], since: `2018-01-${String(day).padStart(2, '0')}` });

describe('a clerk', () => {
  test('makes what the command line makes, byte for byte, in every format', async () => {
    const sheet = await engage().draft(FULL);
    for (const format of FORMATS) {
      const file = join(home, `brief.${format}`);
      expect(await main(['brief', FULL.text, '--format', format, '--output', file], world)).toBe(0);
      const brief = await sheet.write(format);
      expect(Buffer.from(brief.bytes).equals(readFileSync(file)), format).toBe(true);
      const { bytes, ...told } = house.write(await house.draft(FULL), format);
      expect(brief).toMatchObject(told);
    }
  });

  test('that does not have the draft at hand makes the same file of it', async () => {
    const clerks = engage();
    const sheet = await clerks.draft({ ...FULL, product: 'one-page' });
    const file = await sheet.write('pdf');
    await clerks.draft({ text: 'Canada-Indonesia' });
    expect((await sheet.write('pdf')).sha256).toBe(file.sha256);
    expect(file.pages).toBe(1);
  });

  test('tells problems as the house does, with code and place', async () => {
    const asked = engage().draft({ text: 'Canada-Chyna', pages: -1 });
    await expect(asked).rejects.toBeInstanceOf(ProblemError);
    const own = await house.draft({ text: 'Canada-Chyna', pages: -1 }).catch((error: ProblemError) => error.problems);
    expect(await asked.catch((error: ProblemError) => error.problems)).toEqual(own);
  });

  test('sees what was recorded since it was hired', async () => {
    const clerks = engage();
    const request = { text: 'Canada-Indonesia' };
    const before = await clerks.draft(request);
    const fact = before.kept[0]?.fact ?? '';
    const ref = { record: 'fact', id: fact } as const;
    const act = { by: 'a curator', reason: 'a test' };
    const number = (await house.store.history(ref)).at(-1)?.number ?? 0;
    const revision = await house.store.withdraw(ref, number, act);
    const after = await clerks.draft(request);
    expect(after.kept.map((choice) => choice.fact)).not.toContain(fact);
    expect(after.id).not.toBe(before.id);
    await house.store.restore(ref, revision.number, act);
    expect((await clerks.draft(request)).id).toBe(before.id);
  });

  test('gives up before the next room what nobody wants any more', async () => {
    const thread = hire();
    const answered = new Promise<unknown>((resolve) => thread.once('message', resolve));
    const stop = new Int32Array(new SharedArrayBuffer(4)).fill(1);
    thread.postMessage({ task: 'draft', asked: FULL, carrier: {}, stop } satisfies Task);
    expect(await answered).toMatchObject({ problems: [{ code: 'CANCELLED' }] });
    thread.postMessage({ task: 'leave' } satisfies Task);
    await new Promise((gone) => thread.once('exit', gone));
  });

  test('that dies is replaced, and its work done by another', async () => {
    const clerks = engage();
    const asked = clerks.draft(FULL);
    await hired[0]?.terminate();
    expect((await asked).id).toBe((await house.draft(FULL)).id);
    expect(hired.length).toBe(2);
    expect(reported.length).toBe(1);
  });

  test('is not replaced for ever: work that two died over is given up', async () => {
    const mortal = () => {
      const thread = hire();
      thread.once('online', () => thread.terminate());
      return thread;
    };
    const log: string[] = [];
    const server = await open({ hire: mortal, most: 1 }, log);
    const response = await fetch(`${server.url}/ask?text=Canada-China`);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('something went wrong on our side');
    expect(log.filter((line) => line.includes('"error"')).length).toBeGreaterThan(0);
    expect(hired.length).toBeLessThanOrEqual(3);
  });

  test('that is at one task for too long is dismissed', async () => {
    const clerks = engage({ patience: 5 });
    expect(String(await refusal(clerks.draft(FULL)))).toContain('more than 5 ms');
    expect(String(await refusal(clerks.draft(FULL)))).toContain('more than 5 ms');
    expect(hired.length).toBe(2);
  });
});

describe('work', () => {
  test('that has no room to wait is refused, and told when to come back', async () => {
    const log: string[] = [];
    const server = await open({ most: 1, queue: 1 }, log);
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(async (day) => {
        const body = JSON.stringify({
          query: 'query ($request: BriefRequestInput!) { brief(request: $request) { id } }',
          variables: { request: since(day) },
        });
        const response = await fetch(`${server.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        });
        return { status: response.status, retry: response.headers.get('retry-after'), body: await response.text() };
      }),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBe(2);
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBe(3);
    for (const { retry, body } of refused) {
      expect(Number(retry)).toBeGreaterThan(0);
      expect(body).toContain('"BUSY"');
    }
    const pages = await Promise.all(
      [6, 7, 8, 9].map((day) => fetch(`${server.url}/ask?text=Canada-China+since+2018-01-0${day}`)),
    );
    const told = pages.find(({ status }) => status === 503);
    expect(told?.headers.get('retry-after')).toBe('5');
    expect(await told?.text()).toContain('too many briefs are asked for at once');
    expect(log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  test('that waits is dropped when nobody wants it; what is begun is left to its end', async () => {
    const clerks = engage();
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = refusal(clerks.draft(FULL, running.signal));
    const second = refusal(clerks.draft(since(1), waiting.signal));
    let done = false;
    const third = clerks.draft(since(2)).then((sheet) => {
      done = true;
      return sheet;
    });
    waiting.abort();
    expect(await second).toBe('CANCELLED');
    running.abort();
    expect(await first).toBe('CANCELLED');
    expect(done).toBe(false);
    expect((await third).id).toBe((await house.draft(since(2))).id);
    expect(hired.length).toBe(1);
    expect(await refusal(clerks.draft(FULL, AbortSignal.abort()))).toBe('CANCELLED');
  });

  test('that nobody wants any more is stopped where it does not come to its end soon', async () => {
    // A clerk in the middle of a long room does not see that nobody wants it.
    const rapt = () => {
      const thread = hire();
      const post = thread.postMessage.bind(thread);
      thread.postMessage = (task: Task) =>
        post('stop' in task ? { ...task, stop: new Int32Array(new SharedArrayBuffer(4)) } : task);
      return thread;
    };
    const clerks = engage({ hire: rapt, moment: 1 });
    // It has the house open, so that what follows is one task and nothing else.
    await clerks.draft(since(1));
    const given = new AbortController();
    const asked = refusal(clerks.draft(FULL, given.signal));
    given.abort();
    expect(await asked).toBe('CANCELLED');
    const [clerk] = hired;
    await new Promise((gone) => clerk?.once('exit', gone));
    expect((await clerks.draft(since(2))).id).toBe((await house.draft(since(2))).id);
    expect(hired.length).toBe(2);
    expect(reported).toEqual([]);
  });

  test('is given up when all who asked have gone, and not before', async () => {
    const log: string[] = [];
    const server = await open({ most: 1, queue: 1 }, log);
    const ask = (day: number, signal?: AbortSignal) =>
      fetch(`${server.url}/ask?text=Canada-China+since+2018-02-0${day}`, {
        redirect: 'manual',
        ...(signal ? { signal } : {}),
      });
    const gone = new AbortController();
    const [left, stays] = [ask(1, gone.signal), ask(1)];
    await pause(50);
    const alone = ask(2, gone.signal);
    await pause(50);
    // One is being made and one waits: there is no room.
    expect((await ask(3)).status).toBe(503);
    gone.abort();
    await expect(left).rejects.toThrow();
    await expect(alone).rejects.toThrow();
    await pause(50);
    expect((await ask(3)).status).toBe(303);
    expect((await stays).status).toBe(303);
    expect(log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  test('under way is finished when the house closes; what waits is not begun', async () => {
    const clerks = engage();
    const running = clerks.draft(FULL);
    const waiting = refusal(clerks.draft(since(1)));
    await clerks.close();
    expect((await running).id).toBe((await house.draft(FULL)).id);
    expect(await waiting).toBe('BUSY');
    expect(await refusal(clerks.draft(FULL))).toBe('BUSY');
  });
});

test('the server answers at once while briefs are drawn', async () => {
  const server = await open();
  await Promise.all([fileOf(server.url, since(1)), fileOf(server.url, since(2))]);
  // What this thread itself does between two turns of its event loop, in milliseconds of the processor: the machine may be busy with other things.
  const used = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  const turns: number[] = [];
  let before = used();
  const timer = setInterval(() => {
    const now = used();
    turns.push(now - before);
    before = now;
  }, 1);
  let drawing = true;
  let answered = 0;
  const drawn = Promise.all([3, 4, 5, 6, 7, 8, 9, 10].map((day) => fileOf(server.url, since(day)))).finally(() => {
    drawing = false;
  });
  while (drawing) {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    answered += 1;
  }
  clearInterval(timer);
  expect((await drawn).map(({ status }) => status)).toEqual(Array(8).fill(200));
  // To draw one such brief takes several times as long.
  expect(Math.max(...turns)).toBeLessThan(50);
  expect(answered).toBeGreaterThan(20);
});
