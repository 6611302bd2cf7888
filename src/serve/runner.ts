// In: the queue of jobs, and the shelf where briefs are made. Out: every brief of every job, made once, its files archived. Refuses nothing: what cannot
// be made is recorded as failed, with its reason; what only lacks room at the moment is given back and begun again.

import { setTimeout as wait } from 'node:timers/promises';
import type { Claim, FinishedFile, Outcome, Queue } from '../model/job.ts';
import { ProblemError, problem, refuse } from '../model/problem.ts';
import type { Archive } from './archive.ts';
import { retryOf } from './problems.ts';
import type { Shelf } from './shelf.ts';

export interface Runner {
  /** There may be something to do. */
  nudge(): void;
  /** Stops what is being made of a job at once; what the queue records of it is the caller's. */
  drop(job: string): void;
  /** Takes no more, and gives back what is under way: it is begun anew by the next who comes. */
  close(): Promise<void>;
}

export interface Running {
  queue: Queue;
  shelf: Shelf;
  archive: Archive;
  /** Most briefs made at once. */
  most: number;
  /** How often the queue is told that briefs are still being made, in milliseconds. */
  beat: number;
  /** Takes what went wrong inside. */
  report: (error: unknown) => void;
}

/** How long to wait before looking again whether another process has ordered something, in milliseconds. */
const GLANCE = 1000;
/** How long to wait before trying again what the store or the clerks had no time for, in milliseconds. */
const PAUSE = 500;

export function openRunner({ queue, shelf, archive, most, beat, report }: Running): Runner {
  const running = new Map<Claim, { given: AbortController; ended: Promise<void> }>();
  const closing = new AbortController();
  let woken = new AbortController();

  const rest = async (time: number, ...signals: AbortSignal[]): Promise<void> => {
    await wait(time, undefined, { signal: AbortSignal.any([closing.signal, ...signals]), ref: false }).catch(() => {});
  };
  const wake = () => woken.abort();

  const make = async ({ request, formats }: Claim, signal: AbortSignal): Promise<Outcome> => {
    const draft = await shelf.draft(request, signal);
    const files: FinishedFile[] = [];
    for (const format of formats) {
      await shelf.file(draft, format, signal);
      // Done means that it can be fetched after a restart, too.
      files.push((await archive.find(draft.id, format)) ?? refuse('FILES_UNWRITABLE', { detail: 'see the log' }));
    }
    return { brief: draft.id, files };
  };
  const failure = (error: unknown): Outcome => {
    if (error instanceof ProblemError && error.problems[0]) return { error: error.problems[0] };
    report(error);
    return { error: problem('INTERNAL') };
  };

  const work = async (claim: Claim, signal: AbortSignal): Promise<void> => {
    let outcome: Outcome;
    try {
      outcome = await make(claim, signal);
    } catch (error) {
      // Dropped: whoever did so has recorded it, or another has taken it over.
      if (signal.aborted && !closing.signal.aborted) return;
      if (closing.signal.aborted) return giveBack(claim);
      if (error instanceof ProblemError && retryOf(error.problems) !== null) {
        await rest(PAUSE);
        return giveBack(claim);
      }
      outcome = failure(error);
    }
    for (;;) {
      try {
        await queue.finish(claim, outcome);
        return;
      } catch (error) {
        // It was made, and that it cannot be recorded now is no reason to make it again.
        report(error);
        if (closing.signal.aborted || signal.aborted) return;
        await rest(PAUSE);
      }
    }
  };
  const giveBack = (claim: Claim) => queue.release(claim).catch(report);

  const begin = (claim: Claim): void => {
    const given = new AbortController();
    const ended = work(claim, AbortSignal.any([given.signal, closing.signal])).finally(() => {
      running.delete(claim);
      wake();
    });
    running.set(claim, { given, ended });
  };
  const fill = async (): Promise<void> => {
    while (!closing.signal.aborted && running.size < most) {
      const claim = await queue.claim();
      if (!claim) return;
      begin(claim);
    }
  };
  const serve = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      woken = new AbortController();
      try {
        await fill();
        await rest(GLANCE, woken.signal);
      } catch (error) {
        if (!closing.signal.aborted) report(error);
        await rest(PAUSE);
      }
    }
  };
  const beating = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await rest(beat);
      const claims = [...running.keys()];
      try {
        const held = new Set(await queue.renew(claims));
        for (const claim of claims) if (!held.has(claim)) running.get(claim)?.given.abort();
      } catch (error) {
        report(error);
      }
    }
  };
  const ended = [serve(), beating()];

  return {
    nudge: wake,
    drop(job) {
      for (const [claim, { given }] of running) if (claim.job === job) given.abort();
    },
    async close() {
      closing.abort();
      await Promise.all([...ended, ...[...running.values()].map((one) => one.ended)]);
    },
  };
}
