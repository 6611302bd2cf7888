// In: orders of many briefs at once, and whoever makes them. Out: a queue (model/job.ts) in the tables `job` and `job_item`, on a database of either
// make: several processes, on several machines, may take from it. Refuses BUSY, KEY_REUSED, BAD_CURSOR, UNKNOWN_JOB and what the ground refuses.

import { sql } from 'kysely';
import { type Claim, isOver, type Order, type Queue } from '../model/job.ts';
import { type Problem, problem, refuse } from '../model/problem.ts';
import type { Format, Request } from '../model/question.ts';
import { bells } from './bells.ts';
import { sha256 } from './canon.ts';
import type { Db, Ground } from './ground.ts';
import { type ItemRow, itemOf, itemsOf, jobOf, part, type Row, resultOf } from './queued.ts';
import type { Milliseconds } from './tables.ts';

/** How long things last, and how many there may be. */
export interface QueueOptions {
  /** How long a claim holds unless it is renewed, in milliseconds. */
  lease: number;
  /** Most jobs that are not finished. */
  open: number;
  /** How long a finished job is kept, in milliseconds. */
  kept: number;
}

export const USUAL: QueueOptions = { lease: 6000, open: 20, kept: 7 * 24 * 3600 * 1000 };

/** What the queue needs from outside. */
export interface Surroundings {
  /** Asked anew each time: a damaged database is replaced while it serves. */
  ground(): Ground;
  now(): Date;
  /** A name that nobody guesses and that is never given twice. */
  name(): string;
}

/** How often a brief may be begun by those who then die: after that it is taken to be what they die of. */
const MOST_LOST = 5;
/** How often a watcher looks for what other processes did, in milliseconds. */
const GLANCE = 1000;

const OPEN = ['queued', 'running'] as const;

export function openQueue({ ground, now, name }: Surroundings, options: QueueOptions = USUAL): Queue {
  const changed = bells();
  const clock = () => CLOCKS[ground().dialect];
  const instant = () => now().toISOString();
  const reading = <Answer>(work: (db: Db) => Promise<Answer>) => ground().read(work);
  const writing = <Answer>(work: (db: Db) => Promise<Answer>) => ground().share(work);

  /** Jobs that are not to be forgotten yet. */
  const known = (db: Db) =>
    db
      .selectFrom('job')
      .selectAll()
      .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', instant())]));
  const jobIn = async (db: Db, id: string) => known(db).where('id', '=', id).executeTakeFirst();

  const forget = async (db: Db) => {
    const expired = db.selectFrom('job').select('id').where('expires_at', '<=', instant());
    await db.deleteFrom('job_item').where('job', 'in', expired).execute();
    await db.deleteFrom('job').where('expires_at', '<=', instant()).execute();
  };

  /** Counts what came of a brief; the last one ends the job. */
  const count = async (db: Db, id: string, failure: Problem | null) => {
    const error = failure && JSON.stringify(failure);
    const row = await db
      .updateTable('job')
      .set((is) => ({
        done: is('done', '+', failure ? 0 : 1),
        failed: is('failed', '+', failure ? 1 : 0),
        error: sql<string | null>`coalesce(error, ${error})`,
        change: is('change', '+', 1),
      }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (row.done + row.failed < row.total) return;
    await db
      .updateTable('job')
      .set({ status: row.failed > 0 ? 'failed' : 'done', ...ended() })
      .where('id', '=', id)
      .execute();
  };
  const ended = () => ({
    finished_at: instant(),
    expires_at: new Date(now().getTime() + options.kept).toISOString(),
  });

  /** The first brief of a job that nobody is making. To be taken in PostgreSQL it is locked, and one that another has locked is passed over. */
  const free = (db: Db, job: string, take: boolean): Promise<ItemRow | undefined> => {
    const found = db
      .selectFrom('job_item')
      .selectAll()
      .where('job', '=', job)
      .where('status', 'in', OPEN)
      .where((is) => is.or([is('status', '=', 'queued'), is('lease', '<', clock())]))
      .orderBy('number')
      .limit(1);
    const locks = take && ground().dialect === 'postgres';
    return (locks ? found.forUpdate().skipLocked() : found).executeTakeFirst();
  };
  const next = async (db: Db, take: boolean): Promise<ItemRow | undefined> => {
    const jobs = await db.selectFrom('job').select('id').where('status', 'in', OPEN).orderBy('taken').orderBy('asked');
    for (const { id } of await jobs.orderBy('id').execute()) {
      const item = await free(db, id, take);
      if (item) return item;
    }
    return undefined;
  };
  /** The brief as whoever holds the claim may change it: nobody has begun it since, and the job goes on. */
  const held = ({ job, number, attempt }: Claim) =>
    sql<boolean>`job = ${job} and number = ${number} and attempt = ${attempt} and status = 'running'`;

  const claimIn = async (db: Db): Promise<Claim | { job: string; lost: number } | null> => {
    const item = await next(db, true);
    if (!item) return null;
    const { job, number } = item;
    const lost = item.lost + (item.status === 'running' ? 1 : 0);
    const gone = lost >= MOST_LOST ? problem('JOB_ABANDONED', { count: lost }) : null;
    await db
      .updateTable('job_item')
      .set({
        status: gone ? 'failed' : 'running',
        attempt: item.attempt + 1,
        lost,
        lease: gone ? null : sql<Milliseconds>`${clock()} + ${sql.lit(options.lease)}`,
        error: gone && JSON.stringify(gone),
      })
      .where('job', '=', job)
      .where('number', '=', number)
      .execute();
    await db
      .updateTable('job')
      .set((is) => ({
        status: 'running',
        started_at: sql<string>`coalesce(started_at, ${instant()})`,
        taken: clock(),
        change: is('change', '+', is.case().when('status', '=', 'queued').then(1).else(0).end()),
      }))
      .where('id', '=', job)
      .execute();
    if (gone) {
      await count(db, job, gone);
      return { job, lost };
    }
    return {
      job,
      number,
      attempt: item.attempt + 1,
      request: JSON.parse(item.request) as Request,
      formats: await formatsOf(db, job),
    };
  };

  const insert = async (db: Db, order: Order, content: string): Promise<Row | undefined> => {
    const row = await db
      .insertInto('job')
      .values({
        id: name(),
        idempotency_key: order.key,
        content,
        formats: JSON.stringify(order.formats),
        status: 'queued',
        total: order.requests.length,
        done: 0,
        failed: 0,
        error: null,
        created_at: instant(),
        started_at: null,
        finished_at: null,
        expires_at: null,
        asked: clock(),
        taken: 0,
        change: 1,
      })
      .onConflict((on) => on.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (!row) return undefined;
    const items = itemsOf(row.id, order);
    for (let at = 0; at < items.length; at += BATCH)
      await db
        .insertInto('job_item')
        .values(items.slice(at, at + BATCH))
        .execute();
    return row;
  };

  const queue: Queue = {
    async enqueue(order) {
      const content = sha256(JSON.stringify([order.requests.map(({ request }) => request), order.formats]));
      const row = await writing(async (db) => {
        await forget(db);
        const same = async () =>
          order.key === null ? undefined : known(db).where('idempotency_key', '=', order.key).executeTakeFirst();
        const earlier = await same();
        if (earlier) return earlier;
        const { open } = await db
          .selectFrom('job')
          .select(({ fn }) => fn.countAll<number>().as('open'))
          .where('status', 'in', OPEN)
          .executeTakeFirstOrThrow();
        if (open >= options.open) refuse('BUSY');
        // Where another has just used the key, this waits for them and inserts nothing.
        return (await insert(db, order, content)) ?? (await same());
      });
      if (row?.content !== content) return refuse('KEY_REUSED', { key: order.key ?? '' }, { field: 'key' });
      return jobOf(row);
    },

    async claim() {
      for (;;) {
        // Most of the time there is nothing to do, and nobody is to wait for that to be found out.
        if (!(await reading((db) => next(db, false)))) return null;
        const claim = await writing(claimIn);
        if (claim === null) return null;
        changed.ring(claim.job);
        if (!('lost' in claim)) return claim;
      }
    },

    async renew(claims) {
      if (claims.length === 0) return [];
      return writing(async (db) => {
        const still: Claim[] = [];
        for (const claim of claims) {
          const { numUpdatedRows } = await db
            .updateTable('job_item')
            .set({ lease: sql<Milliseconds>`${clock()} + ${sql.lit(options.lease)}` })
            .where(held(claim))
            .executeTakeFirst();
          if (numUpdatedRows > 0n) still.push(claim);
        }
        return still;
      });
    },

    async finish(claim, outcome) {
      const done = await writing(async (db) => {
        const { numUpdatedRows } = await db
          .updateTable('job_item')
          .set({ lease: null, ...resultOf(outcome) })
          .where(held(claim))
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await count(db, claim.job, 'error' in outcome ? outcome.error : null);
        return true;
      });
      changed.ring(claim.job);
      return done;
    },

    async release(claim) {
      await writing((db) =>
        db.updateTable('job_item').set({ status: 'queued', lease: null }).where(held(claim)).execute(),
      );
    },

    async cancel(id) {
      const row = await writing(async (db) => {
        if (!(await jobIn(db, id))) return undefined;
        // First the briefs, then the job, as all others do: who waits for whom goes in no circle.
        await db
          .updateTable('job_item')
          .set({ status: 'cancelled', lease: null })
          .where('job', '=', id)
          .where('status', 'in', OPEN)
          .execute();
        await db
          .updateTable('job')
          .set((is) => ({ status: 'cancelled', change: is('change', '+', 1), ...ended() }))
          .where('id', '=', id)
          .where('status', 'in', OPEN)
          .execute();
        return jobIn(db, id);
      });
      changed.ring(id);
      return row ? jobOf(row) : null;
    },

    async job(id) {
      const row = await reading((db) => jobIn(db, id));
      return row ? jobOf(row) : null;
    },

    jobs: (first, after) =>
      reading(async (db) => {
        const last = after === null ? null : ((await jobIn(db, after)) ?? refuse('BAD_CURSOR', {}, { field: 'after' }));
        const rows = await known(db)
          .$if(last !== null, (all) =>
            all.where((is) =>
              is.or([
                is('asked', '<', last?.asked ?? 0),
                is.and([is('asked', '=', last?.asked ?? 0), is('id', '<', last?.id ?? '')]),
              ]),
            ),
          )
          .orderBy('asked', 'desc')
          .orderBy('id', 'desc')
          .limit(first + 1)
          .execute();
        const { total } = await known(db)
          .clearSelect()
          .select(({ fn }) => fn.countAll<number>().as('total'))
          .executeTakeFirstOrThrow();
        return part(rows.map(jobOf), first, total);
      }),

    items: (id, first, after) =>
      reading(async (db) => {
        const job = await jobIn(db, id);
        const rows = await db
          .selectFrom('job_item')
          .selectAll()
          .where('job', '=', job?.id ?? '')
          .where('number', '>', after)
          .orderBy('number')
          .limit(first + 1)
          .execute();
        return part(rows.map(itemOf), first, job?.total ?? 0);
      }),

    async item(id, number) {
      const { things } = await queue.items(id, 1, number - 1);
      return things.find((item) => item.number === number) ?? null;
    },

    async *watch(id, signal) {
      let seen: number | null = null;
      while (!signal.aborted) {
        // Heard from before it is looked at: what changes in between is not missed.
        const change = changed.heard(id, GLANCE, signal);
        const job = await queue.job(id);
        if (!job) {
          if (seen === null) refuse('UNKNOWN_JOB', { id: id.slice(0, 100) }, { field: 'id' });
          return;
        }
        if (job.change !== seen) yield job;
        seen = job.change;
        if (isOver(job)) return;
        await change;
      }
    },
  };
  return queue;
}

/** Rows of one INSERT: SQLite binds at most 32766 values in a statement. */
const BATCH = 500;

/** Milliseconds since 1970 by the clock of the database: machines need not agree on theirs. */
const CLOCKS = {
  sqlite: sql<Milliseconds>`cast(unixepoch('subsec') * 1000 as integer)`,
  postgres: sql<Milliseconds>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`,
};

async function formatsOf(db: Db, job: string): Promise<Format[]> {
  const row = await db.selectFrom('job').select('formats').where('id', '=', job).executeTakeFirstOrThrow();
  return JSON.parse(row.formats) as Format[];
}
