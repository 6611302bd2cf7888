// In: who asks, and for how many points. Out: what they have left. Refuses whoever has nothing left (RATE_LIMITED), with the time after which they have.
//
// A bucket for each client, which fills evenly: full after a minute of silence. Buckets that are full again are forgotten; there are never more than
// MOST_CLIENTS, the one not used for longest goes first.

import { ProblemError, problem } from '../model/problem.ts';

/** What a client has. */
export interface Purse {
  /** Points when it is full. */
  limit: number;
  /** Whole points left, at least 0. */
  remaining: number;
  /** Milliseconds until it is full again. */
  full: number;
}

export interface Allowance {
  /** Takes points, down to nothing: what was begun is not refused. Refuses RATE_LIMITED where nothing is left before. */
  spend(client: string, points: number): Purse;
  /** Refuses RATE_LIMITED where nothing is left. */
  demand(client: string): void;
  /** Numbers of clients that are remembered. */
  size(): number;
}

/** Most clients remembered: some 10 MB. */
const MOST_CLIENTS = 50_000;

interface Bucket {
  points: number;
  /** When it held that many, in milliseconds. */
  at: number;
}

/**
 * @param limit points of a full bucket; 0: nobody is limited
 * @param refill milliseconds in which an empty bucket fills
 * @param elapsed the clock, in milliseconds, that nobody sets back
 */
export function openAllowance(limit: number, refill: number, elapsed: () => number, most = MOST_CLIENTS): Allowance {
  // A Map keeps the order of insertion: the first is the one not used for longest.
  const buckets = new Map<string, Bucket>();
  const rate = limit / refill;

  const pointsOf = (client: string, now: number): number => {
    const bucket = buckets.get(client);
    return bucket ? Math.min(limit, bucket.points + (now - bucket.at) * rate) : limit;
  };
  const require = (points: number): void => {
    if (limit === 0 || points >= 1) return;
    const seconds = Math.max(1, Math.ceil((1 - points) / rate / 1000));
    throw new ProblemError([{ ...problem('RATE_LIMITED', { seconds }), retryAfter: seconds }]);
  };
  const purse = (points: number): Purse => ({
    limit,
    remaining: Math.max(0, Math.floor(points)),
    full: limit === 0 ? 0 : Math.ceil((limit - points) / rate),
  });
  const makeRoom = (now: number): void => {
    for (const client of buckets.keys()) {
      if (buckets.size <= most && pointsOf(client, now) < limit) return;
      buckets.delete(client);
    }
  };

  return {
    spend(client, points) {
      if (limit === 0) return purse(0);
      const now = elapsed();
      const held = pointsOf(client, now);
      require(held);
      const left = held - points;
      buckets.delete(client);
      buckets.set(client, { points: left, at: now });
      makeRoom(now);
      return purse(left);
    },
    demand: (client) => require(pointsOf(client, elapsed())),
    size: () => buckets.size,
  };
}
