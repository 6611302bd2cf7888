// Two servers on one database of either make, with one folder for finished files: what several machines do.

import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Chancery, openChancery } from '../src/brief.ts';
import { serve } from '../src/serve/serve.ts';
import { ask, ended, order } from './jobs.ts';
import { folder, makes } from './stores.ts';

test.each(makes)('$name: two servers share the work on a job, and either gives what both have made', async (make) => {
  const place = await make.place();
  place.environment['CHANCERY_HOME'] ??= folder('home');
  const world = place.world();
  let made = [0, 0];
  const open = async (n: number) => {
    const house = await openChancery(world);
    const draft: Chancery['draft'] = async (asked) => {
      made = made.map((count, i) => (i === n ? count + 1 : count));
      await setTimeout(100); // long enough that the other looks for work before it is all done
      return house.draft(asked);
    };
    const server = await serve({ ...house, draft }, { host: '127.0.0.1', port: 0, log: () => {}, read: world.read });
    return {
      url: server.url,
      async close() {
        await server.close();
        await house.close();
      },
    };
  };
  const [one, other] = [await open(0), await open(1)];
  try {
    const requests = Array.from({ length: 24 }, (_, n) => ({ parties: ['CAN', 'IDN'], since: String(1990 + n) }));
    const { id } = await order(one.url, { requests, formats: ['JSON'] });
    const job = await ended(other.url, id);
    expect(job).toMatchObject({ status: 'DONE', progress: { done: 24, failed: 0 } });
    expect(made.reduce((sum, count) => sum + count)).toBe(24);
    expect(Math.min(...made), 'both took part').toBeGreaterThan(0);
    for (const { url } of job.items.nodes.flatMap(({ files }) => files)) {
      const path = url.slice(other.url.length);
      const [here, there] = await Promise.all([one, other].map((server) => fetch(server.url + path)));
      expect([here?.status, there?.status]).toEqual([200, 200]);
      expect(here?.headers.get('etag')).toBe(there?.headers.get('etag'));
    }
    const { data } = await ask(one.url, `{ job(id: "${id}") { items(first: 100) { nodes { brief { id title } } } } }`);
    expect(data.job?.items.nodes.filter(({ brief }) => brief === null)).toEqual([]);
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
});
