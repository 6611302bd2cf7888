// In: an answer that is being made, and how long that may take. Out: a signal that tells when it is no longer wanted, with the reason: whoever asked has
// gone (CANCELLED), or waited long enough (TIMED_OUT); and a house that does nothing more once the signal says so.

import type { FastifyReply } from 'fastify';
import type { Chancery } from '../brief.ts';
import { ProblemError, problem } from '../model/problem.ts';

/** How long an answer may take, in milliseconds. */
export const PATIENCE = 30_000;

/**
 * Aborted when the connection closes before the answer is complete, or when the time is up. Fastify’s own signal watches the request, which is complete
 * at once.
 * @param most milliseconds; 0: as long as it takes
 */
export function whileThere({ raw }: FastifyReply, most = PATIENCE): AbortSignal {
  const unwanted = new AbortController();
  const stop = (code: 'CANCELLED' | 'TIMED_OUT') => unwanted.abort(new ProblemError([problem(code)]));
  const late = most > 0 ? setTimeout(() => stop('TIMED_OUT'), most).unref() : undefined;
  raw.once('close', () => {
    clearTimeout(late);
    if (!raw.writableFinished) stop('CANCELLED');
  });
  return unwanted.signal;
}

/** Why a signal was aborted, as a problem. */
export const reasonOf = ({ reason }: AbortSignal): ProblemError =>
  reason instanceof ProblemError ? reason : new ProblemError([problem('CANCELLED')]);

/** The same house, whose store is asked nothing more once the signal is aborted: what reads in many steps stops at the next one. */
export function heeding(chancery: Chancery, signal: AbortSignal): Chancery {
  const store: Chancery['store'] = new Proxy(chancery.store, {
    get(target, name): unknown {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        if (signal.aborted) throw reasonOf(signal);
        return Reflect.apply(value, target, given);
      };
    },
  });
  const heedful: Chancery = Object.create(chancery, { store: { value: store, enumerable: true } });
  return heedful;
}
