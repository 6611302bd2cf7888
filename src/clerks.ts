// In: requests, and threads that may be hired. Out: drafts and briefs, made by clerks: threads that have the house open for themselves (clerk.ts), so
// that whoever serves is never kept waiting while a page is drawn. Refuses what the walk refuses, more work than can wait (BUSY), and work that nobody
// wants any more (CANCELLED).

import { type Brief, type Chancery, type Outline, outlineOf } from './brief.ts';
import type { Pinned } from './model/edition.ts';
import { type Problem, ProblemError, problem } from './model/problem.ts';
import type { Format, Request } from './model/question.ts';
import { type Carrier, SILENT, type Tracer } from './model/trace.ts';
import type { World } from './world.ts';

/** What a draft says, and its files when asked for. */
export interface Sheet extends Outline {
  write(format: Format, signal?: AbortSignal): Promise<Brief>;
}

/** Whoever makes drafts and writes them. */
export interface Clerks {
  /** Refuses what the walk refuses; BUSY; CANCELLED once the signal says so. */
  draft(asked: Request | Pinned, signal?: AbortSignal): Promise<Sheet>;
  /** Takes no more work, lets what is being made be finished, for at most ten seconds; what waits is refused as BUSY. */
  close(): Promise<void>;
  /** How much there is to do just now. */
  load(): Load;
}

/** Numbers of clerks and of tasks. */
export interface Load {
  hired: number;
  busy: number;
  waiting: number;
}

export interface Hiring {
  /** Starts a thread that runs clerk.ts. */
  hire: World['hire'];
  /** Most threads at once. One is hired at the start, the others when there is work for them. */
  most: number;
  /** Most tasks that wait for a clerk; absent: 64. */
  queue?: number;
  /** Longest that a clerk may be at one task, in milliseconds, before it is dismissed; absent: 30 seconds. */
  patience?: number;
  /** How long a clerk may go on with what nobody wants any more, in milliseconds, before it is dismissed; absent: 2 seconds. */
  moment?: number;
  /** Sees each task as a span, the waiting included; what the clerk does is within it. */
  tracer?: Tracer;
}

/** What a clerk is told. */
export type Task = ((Work | Writing) & Terms) | { task: 'leave' };

interface Work {
  task: 'draft';
  asked: Request | Pinned;
}

interface Writing {
  task: 'write';
  id: string;
  sealed: Uint8Array;
  format: Format;
}

/** What goes with every piece of work. */
interface Terms {
  /** The trace that it is part of. */
  carrier: Carrier;
  /** One number that both threads see: other than 0 once nobody wants the work any more. */
  stop: Int32Array;
}

/** What it answers. `sealed` is the whole draft, in memory that all threads see; nobody but a clerk opens it. */
export type Answer =
  | { outline: Outline; sealed: Uint8Array }
  | { brief: Brief }
  | { problems: readonly Problem[] }
  | { error: unknown };

interface Job {
  task: (Work | Writing) & Terms;
  /** Clerks that died over it. */
  deaths: number;
  done: (answer: Answer) => void;
  failed: (error: unknown) => void;
}

interface Clerk {
  thread: ReturnType<World['hire']>;
  job: Job | null;
  /** The draft it made last and still has at hand. */
  draft: string | null;
  timer: ReturnType<typeof setTimeout> | undefined;
  gone: Promise<unknown>;
}

/** Most tasks that wait. A full brief takes a clerk a tenth of a second: the last in the line waits a few seconds. */
const QUEUE = 64;
/** Longest time at one task, in milliseconds: the longest brief there is takes a tenth of it. */
const PATIENCE = 30_000;
/** How long a clerk may go on with what nobody wants any more, in milliseconds: nearly every task is done by then. */
const MOMENT = 2000;
/** How long they may take to leave, in milliseconds. */
const LEAVE = 10_000;

/** Takes on clerks. @param report is told when one of them died. */
export function openClerks(
  { hire, most, queue = QUEUE, patience = PATIENCE, moment = MOMENT, tracer = SILENT }: Hiring,
  report: (error: unknown) => void,
): Clerks {
  const clerks = new Set<Clerk>();
  const waiting: Job[] = [];
  let closed = false;

  const take = (): Clerk => {
    const thread = hire();
    let cause: unknown;
    const gone = new Promise<void>((resolve) => {
      thread.once('exit', (code) => {
        resolve();
        left(clerk, cause ?? new Error(`a clerk went away (${code})`));
      });
    });
    const clerk: Clerk = { thread, job: null, draft: null, timer: undefined, gone };
    thread.on('error', (error) => {
      cause = error;
    });
    thread.on('message', (answer: Answer) => {
      const job = end(clerk);
      if ('outline' in answer) clerk.draft = answer.outline.id;
      job?.done(answer);
      assign();
    });
    clerks.add(clerk);
    return clerk;
  };
  const end = (clerk: Clerk): Job | null => {
    clearTimeout(clerk.timer);
    const { job } = clerk;
    clerk.job = null;
    return job;
  };
  const left = (clerk: Clerk, cause: unknown): void => {
    const job = end(clerk);
    // One that was dismissed has been taken off the list before.
    if (!clerks.delete(clerk) || closed) {
      job?.failed(cause);
      return;
    }
    report(cause);
    if (job) {
      job.deaths += 1;
      // It may have been chance, or another's doing; a second time it is the work.
      if (job.deaths > 1) job.failed(cause);
      else waiting.unshift(job);
    }
    assign();
  };
  const assign = (): void => {
    while (waiting[0] && !closed) {
      const [{ task }] = waiting as [Job];
      const free = [...clerks].filter(({ job }) => job === null);
      // Who made a draft has it at hand, measured.
      const clerk =
        free.find(({ draft }) => task.task === 'write' && draft === task.id) ??
        free[0] ??
        (clerks.size < most ? take() : null);
      if (!clerk) return;
      clerk.job = waiting.shift() as Job;
      clerk.timer = setTimeout(() => dismiss(clerk), patience);
      clerk.thread.postMessage(task satisfies Task);
    }
  };
  const dismiss = (clerk: Clerk): void => {
    clerks.delete(clerk);
    end(clerk)?.failed(new Error(`a clerk was at one task for more than ${patience} ms`));
    void clerk.thread.terminate();
    assign();
  };

  const ask = (work: Work | Writing, signal?: AbortSignal): Promise<Answer> =>
    tracer.span(`clerks.${work.task}`, () => {
      const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
      return entrusted({ ...work, carrier: tracer.carry(), stop }, signal);
    });
  const entrusted = (task: Job['task'], signal?: AbortSignal): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const refuse = (code: 'BUSY' | 'CANCELLED') => {
        const at = waiting.indexOf(job);
        if (at >= 0) waiting.splice(at, 1);
        // A clerk that is at it already gives it up before the next room. Should that take long, it is dismissed.
        Atomics.store(task.stop, 0, 1);
        const busy = [...clerks].find((clerk) => clerk.job === job);
        if (busy)
          setTimeout(() => {
            if (busy.job === job) dismiss(busy);
          }, moment).unref();
        job.failed(new ProblemError([problem(code)]));
      };
      const cancel = () => refuse('CANCELLED');
      const job: Job = {
        task,
        deaths: 0,
        done(answer) {
          signal?.removeEventListener('abort', cancel);
          resolve(answer);
        },
        failed(error) {
          signal?.removeEventListener('abort', cancel);
          // Nobody would wait for a second attempt.
          job.deaths = Number.POSITIVE_INFINITY;
          reject(error);
        },
      };
      if (signal?.aborted) return cancel();
      if (closed) return refuse('BUSY');
      signal?.addEventListener('abort', cancel, { once: true });
      waiting.push(job);
      assign();
      if (waiting.length > queue && waiting.includes(job)) refuse('BUSY');
    });

  const sheetOf = (outline: Outline, sealed: Uint8Array): Sheet => ({
    ...outline,
    async write(format, signal) {
      const answer = await ask({ task: 'write', id: outline.id, sealed, format }, signal);
      return 'brief' in answer ? answer.brief : thrown(answer);
    },
  });

  take();
  return {
    load: () => ({
      hired: clerks.size,
      busy: [...clerks].filter(({ job }) => job !== null).length,
      waiting: waiting.length,
    }),
    async draft(asked, signal) {
      const answer = await ask({ task: 'draft', asked }, signal);
      return 'outline' in answer ? sheetOf(answer.outline, answer.sealed) : thrown(answer);
    },
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.failed(new ProblemError([problem('BUSY')]));
      await Promise.all(
        [...clerks].map(async ({ thread, gone }) => {
          thread.postMessage({ task: 'leave' } satisfies Task);
          const late = setTimeout(() => void thread.terminate(), LEAVE);
          await gone;
          clearTimeout(late);
        }),
      );
    },
  };
}

function thrown(answer: Answer): never {
  if ('problems' in answer) throw new ProblemError(answer.problems);
  throw 'error' in answer ? answer.error : new Error('a clerk answered something else');
}

/** The house does the work itself, in the thread that asks. */
export function noClerks(chancery: Chancery): Clerks {
  return {
    async draft(asked) {
      const draft = await chancery.draft(asked);
      return { ...outlineOf(draft), write: async (format) => chancery.write(draft, format) };
    },
    close: async () => {},
    load: () => ({ hired: 0, busy: 0, waiting: 0 }),
  };
}
