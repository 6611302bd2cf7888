// The queue of jobs: one suite for both makes of database, with several processes taking from it at once.

import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Claim, Job, Order, Outcome, Queue } from '../src/model/job.ts';
import { ProblemError, problem } from '../src/model/problem.ts';
import type { QueueOptions } from '../src/store/queue.ts';
import type { Store } from '../src/store/store.ts';
import { type Make, makes, type Place, question } from './stores.ts';

const order = (names: readonly string[], key: string | null = null): Order => ({
  requests: names.map((name) => ({ request: { text: name }, question: question(['CAN', 'CHN'], { text: name }) })),
  formats: ['pdf', 'json'],
  key,
});
const names = (count: number, name = 'n') => Array.from({ length: count }, (_, n) => `${name}${n}`);
const made = ({ request }: Claim): Outcome => ({
  brief: `brief of ${request.text}`,
  files: [
    {
      id: `brief of ${request.text}`,
      format: 'pdf',
      mediaType: 'application/pdf',
      fileName: 'é.pdf',
      byteSize: 7,
      sha256: 'ab',
      pages: 1,
    },
  ],
});
const codes = (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: unknown) => (error instanceof ProblemError ? error.problems.map(({ code }) => code) : [String(error)]),
  );

const open: Store[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
});

describe.each(makes)('$name', (make: Make) => {
  /** Each call opens the place as another process would. */
  async function queueIn(place: Place, options: Partial<QueueOptions> = {}): Promise<Queue> {
    const store = await place.world().openStore();
    open.push(store);
    return store.queue(options);
  }
  const fresh = async (options: Partial<QueueOptions> = {}) => queueIn(await make.place(), options);
  const take = async (queue: Queue): Promise<Claim> => (await queue.claim()) ?? expect.fail('nothing to take');
  const finishAll = async (queue: Queue): Promise<Claim[]> => {
    const taken: Claim[] = [];
    for (let claim = await queue.claim(); claim; claim = await queue.claim()) {
      taken.push(claim);
      expect(await queue.finish(claim, made(claim))).toBe(true);
    }
    return taken;
  };

  test('keeps what was ordered, as it was ordered', async () => {
    const queue = await fresh();
    const job = await queue.enqueue(order(names(3)));
    expect(job).toMatchObject({
      status: 'queued',
      total: 3,
      done: 0,
      failed: 0,
      formats: ['pdf', 'json'],
      error: null,
    });
    expect(job).toMatchObject({
      createdAt: '2026-11-24T12:00:00.000Z',
      startedAt: null,
      finishedAt: null,
      expiresAt: null,
    });
    expect(await queue.job(job.id)).toEqual(job);
    const { things, total, more } = await queue.items(job.id, 2, -1);
    expect([things.map(({ question: { text } }) => text), total, more]).toEqual([['n0', 'n1'], 3, true]);
    expect((await queue.items(job.id, 2, 1)).things.map(({ number }) => number)).toEqual([2]);
    expect(await queue.item(job.id, 2)).toMatchObject({ status: 'queued', brief: null, files: [], error: null });
    expect(await queue.item(job.id, 3)).toBeNull();
    expect(await queue.job('no such job')).toBeNull();
  });

  test('the same key with the same content is one job, also of two who send it at once; with other content it is refused', async () => {
    const place = await make.place();
    const [one, other] = [await queueIn(place), await queueIn(place)];
    const jobs = await Promise.all([one, other, one, other].map((queue) => queue.enqueue(order(names(3), 'key'))));
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
    expect((await one.jobs(10, null)).total).toBe(1);
    expect(await codes(one.enqueue(order(names(4), 'key')))).toEqual(['KEY_REUSED']);
    // Without a key each order is a new one.
    await Promise.all([one.enqueue(order(names(3))), other.enqueue(order(names(3)))]);
    expect((await one.jobs(10, null)).total).toBe(3);
  });

  test('gives each brief to one of many who take at once, and ends the job when all are made', async () => {
    const place = await make.place();
    const [one, other] = [await queueIn(place), await queueIn(place)];
    const { id } = await one.enqueue(order(names(40)));
    const taken = (await Promise.all([one, other, one, other].map(finishAll))).flat();
    expect(taken.map(({ number }) => number).sort((a, b) => a - b)).toEqual(names(40).map((_, n) => n));
    expect(new Set(taken.map(({ attempt }) => attempt))).toEqual(new Set([1]));
    expect(taken[0]?.formats).toEqual(['pdf', 'json']);
    expect(await other.job(id)).toMatchObject({
      status: 'done',
      done: 40,
      failed: 0,
      finishedAt: '2026-11-24T12:00:00.000Z',
    });
    expect(await other.item(id, 7)).toMatchObject({
      status: 'done',
      brief: 'brief of n7',
      files: [{ fileName: 'é.pdf' }],
    });
  });

  test('lets jobs take turns, so that a small one does not wait for a large one', async () => {
    const queue = await fresh();
    const large = await queue.enqueue(order(names(20, 'large')));
    await take(queue);
    await pause(5);
    await queue.enqueue(order(names(2, 'small')));
    const next: (string | null | undefined)[] = [];
    for (let n = 0; n < 4; n++) {
      next.push((await take(queue)).request.text);
      await pause(5);
    }
    expect(next).toEqual(['small0', 'large1', 'small1', 'large2']);
    expect((await queue.job(large.id))?.status).toBe('running');
  });

  test('gives a brief to another when whoever held it is not heard of; only the last to begin it can finish it', async () => {
    const place = await make.place();
    const [dead, alive] = [await queueIn(place, { lease: 300 }), await queueIn(place, { lease: 300 })];
    const { id } = await dead.enqueue(order(names(1)));
    const lost = await take(dead);
    expect(await alive.claim()).toBeNull();
    for (let n = 0; n < 3; n++) {
      await pause(150);
      expect(await dead.renew([lost])).toEqual([lost]);
      expect(await alive.claim()).toBeNull();
    }
    await pause(350);
    const again = await take(alive);
    expect(again).toEqual({ ...lost, attempt: 2 });
    expect(await dead.renew([lost])).toEqual([]);
    expect(await dead.finish(lost, { error: problem('INTERNAL') })).toBe(false);
    await dead.release(lost);
    expect(await alive.claim()).toBeNull();
    expect(await alive.finish(again, made(again))).toBe(true);
    expect(await alive.finish(again, { error: problem('INTERNAL') })).toBe(false);
    expect(await dead.job(id)).toMatchObject({ status: 'done', done: 1, failed: 0 });
  });

  test('gives up what five died over, and says so; the rest is made', async () => {
    const queue = await fresh({ lease: 1 });
    const { id } = await queue.enqueue(order(names(1)));
    for (let n = 0; n < 5; n++) {
      await take(queue);
      await pause(20);
    }
    expect(await queue.claim()).toBeNull();
    expect(await queue.job(id)).toMatchObject({ status: 'failed', failed: 1, error: { code: 'JOB_ABANDONED' } });
  });

  test('takes back what is given back, which is nobody’s death', async () => {
    const queue = await fresh();
    await queue.enqueue(order(names(1)));
    for (let n = 1; n <= 8; n++) {
      const claim = await take(queue);
      expect(claim.attempt).toBe(n);
      await queue.release(claim);
    }
    const [claim] = await finishAll(queue);
    expect(claim?.attempt).toBe(9);
  });

  test('a job of which one brief failed has failed, for the first reason; the others can be fetched', async () => {
    const queue = await fresh();
    const { id } = await queue.enqueue(order(names(3)));
    const claims = [await take(queue), await take(queue), await take(queue)] as const;
    await queue.finish(claims[2], { error: problem('TOO_LONG_FOR_BUDGET', { needs: 3, budget: 1 }) });
    await queue.finish(claims[0], made(claims[0]));
    await queue.finish(claims[1], { error: problem('INTERNAL') });
    expect(await queue.job(id)).toMatchObject({
      status: 'failed',
      done: 1,
      failed: 2,
      error: { code: 'TOO_LONG_FOR_BUDGET' },
    });
    expect((await queue.items(id, 3, -1)).things.map(({ status }) => status)).toEqual(['done', 'failed', 'failed']);
  });

  test('a cancelled job ends; what was made stays, what is being made counts no more', async () => {
    const queue = await fresh();
    const { id } = await queue.enqueue(order(names(3)));
    const first = await take(queue);
    await queue.finish(first, made(first));
    const second = await take(queue);
    const cancelled = await queue.cancel(id);
    expect(cancelled).toMatchObject({
      status: 'cancelled',
      done: 1,
      failed: 0,
      finishedAt: '2026-11-24T12:00:00.000Z',
    });
    expect(await queue.renew([second])).toEqual([]);
    expect(await queue.finish(second, made(second))).toBe(false);
    expect(await queue.claim()).toBeNull();
    expect((await queue.items(id, 3, -1)).things.map(({ status }) => status)).toEqual([
      'done',
      'cancelled',
      'cancelled',
    ]);
    expect(await queue.cancel(id)).toEqual(cancelled);
    expect(await queue.cancel('no such job')).toBeNull();
    const other = await queue.enqueue(order(names(1)));
    await finishAll(queue);
    expect(await queue.cancel(other.id)).toMatchObject({ status: 'done' });
  });

  test('has room for so many open jobs, and for as many finished ones as there are', async () => {
    const queue = await fresh({ open: 2 });
    await queue.enqueue(order(names(1), 'first'));
    await queue.enqueue(order(names(1)));
    expect(await codes(queue.enqueue(order(names(1))))).toEqual(['BUSY']);
    // Whoever sends the same again is told of the job there is.
    await queue.enqueue(order(names(1), 'first'));
    await finishAll(queue);
    await queue.enqueue(order(names(1)));
  });

  test('forgets a job seven days after it was finished, and its key', async () => {
    const place = await make.place();
    const queue = await queueIn(place);
    const { id } = await queue.enqueue(order(names(2), 'key'));
    place.at('2027-01-01T12:00:00Z');
    await finishAll(queue);
    expect(await queue.job(id)).toMatchObject({
      finishedAt: '2027-01-01T12:00:00.000Z',
      expiresAt: '2027-01-08T12:00:00.000Z',
    });
    place.at('2027-01-08T11:59:59Z');
    expect((await queue.enqueue(order(names(2), 'key'))).id).toBe(id);
    place.at('2027-01-08T12:00:00Z');
    expect([await queue.job(id), (await queue.items(id, 9, -1)).things, (await queue.jobs(9, null)).total]).toEqual([
      null,
      [],
      0,
    ]);
    const anew = await queue.enqueue(order(names(3), 'key'));
    expect(anew.id).not.toBe(id);
    expect((await queue.jobs(9, null)).things.map((job) => job.id)).toEqual([anew.id]);
  });

  test('tells of jobs page by page, newest first', async () => {
    const queue = await fresh();
    const ids: string[] = [];
    for (const name of names(5)) {
      ids.unshift((await queue.enqueue(order([name]))).id);
      await pause(5);
    }
    const seen: string[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const page: Awaited<ReturnType<Queue['jobs']>> = await queue.jobs(2, after);
      expect(page.total).toBe(5);
      seen.push(...page.things.map(({ id }) => id));
      after = seen.at(-1) ?? null;
      more = page.more;
    }
    expect(seen).toEqual(ids);
    expect(await codes(queue.jobs(2, 'no such job'))).toEqual(['BAD_CURSOR']);
  });

  test('is watched from the state it is in to its end, whichever process changes it', async () => {
    const place = await make.place();
    const [here, there] = [await queueIn(place), await queueIn(place)];
    const { id } = await here.enqueue(order(names(3)));
    const first = await take(there);
    await there.finish(first, made(first));
    const seen: Job[] = [];
    const watched = (async () => {
      for await (const job of here.watch(id, new AbortController().signal)) seen.push(job);
    })();
    while (seen.length === 0) await pause(10);
    expect(seen[0]).toMatchObject({ status: 'running', done: 1 });
    await finishAll(there);
    await watched;
    expect(seen.at(-1)).toMatchObject({ status: 'done', done: 3 });
    const changes = seen.map(({ change }) => change);
    expect(changes).toEqual([...new Set(changes)].sort((a, b) => a - b));
    // It has ended: whoever comes late is told that, and no more.
    const late: Job[] = [];
    for await (const job of there.watch(id, new AbortController().signal)) late.push(job);
    expect(late).toEqual([seen.at(-1)]);
  });

  test('lets a watcher go at once, and has nothing to watch where there is no job', async () => {
    const queue = await fresh();
    const { id } = await queue.enqueue(order(names(1)));
    const gone = new AbortController();
    const states = queue.watch(id, gone.signal);
    expect((await states.next()).value).toMatchObject({ status: 'queued' });
    const next = states.next();
    const began = performance.now();
    gone.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(performance.now() - began).toBeLessThan(500);
    expect(await codes(queue.watch('no such job', gone.signal).next())).toEqual([]);
    expect(await codes(queue.watch('no such job', new AbortController().signal).next())).toEqual(['UNKNOWN_JOB']);
  });

  test('is no part of what is recorded: neither snapshot nor audit trail knows of jobs', async () => {
    const store = await (await make.place()).world().openStore();
    open.push(store);
    const [snapshot, audit] = [store.snapshot, await store.checkAudit()];
    const queue = await store.queue();
    await queue.enqueue(order(names(2)));
    await finishAll(queue);
    expect([store.snapshot, await store.checkAudit()]).toEqual([snapshot, audit]);
  });
});
