// In: briefs asked for many at once, or the id of a job. Out: a job, at once; how far it is, now or as it goes on. Refuses BUSY where too many jobs are
// open; what is wrong with the input is in the answer, each thing with its place.

import { setImmediate as breathe } from 'node:timers/promises';
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { Job as Found, Order } from '../model/job.ts';
import { ProblemError, problem, refuse } from '../model/problem.ts';
import { wrongIn } from './acting.ts';
import type { Context } from './context.ts';
import { PageArgs, sizeOf } from './types/connection.ts';
import {
  CancelJobInput,
  CancelJobPayload,
  Job,
  JobConnection,
  JobItem,
  MOST_REQUESTS,
  pageOfPart,
  RequestBriefInput,
  RequestBriefPayload,
} from './types/job.ts';
import { readGlobalId } from './types/node.ts';

/** Longest key, in UTF-16 code units. */
const MOST_KEY = 200;

@Resolver()
export class Jobs {
  @Query(() => Job, { nullable: true, description: 'A job by its id. Null, with an error, where there is none.' })
  async job(
    @Arg('id', () => ID, { description: 'The `id` of the job.' }) id: string,
    @Ctx() { queue }: Context,
  ): Promise<Job> {
    const job = await queue.job(keyOf(id));
    return job ? new Job(job) : unknown(id);
  }

  @Query(() => JobConnection, { description: 'Jobs that are not forgotten yet.' })
  async jobs(@Args(() => PageArgs) page: PageArgs, @Ctx() { queue }: Context): Promise<JobConnection> {
    const after = page.after ? keyOf(page.after) : null;
    const { things, total, more } = await queue.jobs(sizeOf(page), after);
    return new JobConnection(
      pageOfPart(
        things.map((job) => new Job(job)),
        total,
        after !== null,
        more,
      ),
    );
  }

  @Mutation(() => RequestBriefPayload, {
    nullable: true,
    description:
      'Takes on briefs as one job and answers at once; anybody who may ask for a brief may. `BUSY` at the top, with `Retry-After`, where too many jobs are open.',
  })
  async requestBrief(
    @Arg('input', () => RequestBriefInput, { description: 'The briefs.' }) input: RequestBriefInput,
    @Ctx() context: Context,
  ): Promise<RequestBriefPayload> {
    try {
      const job = await context.queue.enqueue(await orderOf(input, context));
      context.runner.nudge();
      return new RequestBriefPayload(job, []);
    } catch (error) {
      return new RequestBriefPayload(
        null,
        wrongIn(error, RequestBriefPayload.codes, ({ place }) => place.field?.split('.') ?? []),
      );
    }
  }

  @Mutation(() => CancelJobPayload, {
    nullable: true,
    description: 'Ends a job: what is not made yet is not made, what is being made is stopped, what is made stays.',
  })
  async cancelJob(
    @Arg('input', () => CancelJobInput, { description: 'Which job.' }) { jobId }: CancelJobInput,
    @Ctx() { queue, runner }: Context,
  ): Promise<CancelJobPayload> {
    const key = keyOf(jobId);
    const job = await queue.cancel(key);
    if (!job)
      return new CancelJobPayload(null, [
        { problem: problem('UNKNOWN_JOB', { id: jobId.slice(0, 100) }), place: ['jobId'], newer: null },
      ]);
    runner.drop(key);
    return new CancelJobPayload(job, []);
  }

  @Subscription(() => Job, {
    subscribe: ({ args, context }) => watched(String(args['id']), context as Context),
    description:
      'How far a job is: first as it is now, then after each change, until it has ended. Whoever was cut off asks again and has missed nothing.',
  })
  jobProgress(
    @Root() job: Found,
    @Arg('id', () => ID, { description: 'The `id` of the job.' }) _id: string,
    @Ctx() context: Context,
  ): Job {
    // What was made since is to be read anew.
    context.forget();
    return new Job(job);
  }
}

export async function jobNode(key: string, { queue }: Context): Promise<Job | null> {
  const job = await queue.job(key);
  return job && new Job(job);
}

export async function itemNode(key: string, { queue }: Context): Promise<JobItem | null> {
  const [id = '', number = ''] = key.split(':');
  const item = /^\d{1,3}$/.test(number) ? await queue.item(id, Number(number)) : null;
  return item && new JobItem(item);
}

/** What is wrong is told before the stream begins, as an error of the operation. */
async function watched(id: string, { queue, signal }: Context): Promise<AsyncGenerator<Found, void, undefined>> {
  const key = keyOf(id);
  return (await queue.job(key)) ? queue.watch(key, signal) : unknown(id);
}

/** The key of a job in the queue; one that no job has where the id is no job's. */
function keyOf(id: string): string {
  const known = readGlobalId(id);
  return known?.kind === 'Job' ? known.key : '';
}

const unknown = (id: string): never => refuse('UNKNOWN_JOB', { id: id.slice(0, 100) }, { field: 'id' });

/** Understands each request. Refuses all that is wrong with any of them, with its place below `input`. */
async function orderOf(input: RequestBriefInput, { chancery }: Context): Promise<Order> {
  const { requests, formats, idempotencyKey: key = null } = input;
  const wrong = [
    ...counted('requests', requests.length, MOST_REQUESTS, 'requests'),
    ...counted('formats', formats.length, Number.POSITIVE_INFINITY, 'formats'),
    ...(new Set(formats).size < formats.length
      ? [problem('WRONG_FIELD', { found: 'a format twice', expected: 'each format once' }, { field: 'formats' })]
      : []),
    ...(key === null ? [] : counted('key', key.length, MOST_KEY, 'characters')),
  ];
  if (requests.length > MOST_REQUESTS) throw new ProblemError(wrong);
  const understood: Order['requests'][number][] = [];
  for (const [n, given] of requests.entries()) {
    // Whoever else asks something meanwhile does not wait for all of them.
    if (n % 25 === 24) await breathe();
    try {
      const request = { ...given };
      understood.push({ request, question: chancery.ask(await chancery.completed(request)) });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const at = (field?: string) => ({ field: ['requests', n, ...(field ? [field] : [])].join('.') });
      wrong.push(...error.problems.map((found) => ({ ...found, place: at(found.place.field) })));
    }
  }
  if (wrong.length > 0) throw new ProblemError(wrong);
  return { requests: understood, formats, key };
}

function counted(field: string, count: number, most: number, what: string) {
  if (count >= 1 && count <= most) return [];
  const expected = most === Number.POSITIVE_INFINITY ? 'at least 1' : `1 to ${most}`;
  return [problem('WRONG_FIELD', { found: `${count} ${what}`, expected }, { field })];
}
