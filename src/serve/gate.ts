// In: whoever wants to begin. Out: a place, when there is one; they give it back. Refuses more than can wait (BUSY), and whoever has gone meanwhile.

import { refuse } from '../model/problem.ts';
import { reasonOf } from './deadline.ts';

export interface Gate {
  /** Waits for a place. @returns gives it back, once. Refuses BUSY, and with the reason of the signal. */
  enter(signal: AbortSignal): Promise<() => void>;
  /** How many are inside, and how many wait. */
  load(): { inside: number; waiting: number };
}

/** @param places for how many at once @param most how many may wait */
export function openGate(places: number, most: number): Gate {
  // A Set keeps the order of insertion: the first has waited longest.
  const waiting = new Set<() => void>();
  let inside = 0;

  const leaving = (): (() => void) => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const [next] = waiting;
      // The place goes to the next, without ever being free.
      if (next) next();
      else inside -= 1;
    };
  };

  return {
    async enter(signal) {
      if (signal.aborted) throw reasonOf(signal);
      if (inside < places) {
        inside += 1;
        return leaving();
      }
      if (waiting.size >= most) refuse('BUSY');
      return new Promise((resolve, reject) => {
        const gone = () => {
          waiting.delete(come);
          reject(reasonOf(signal));
        };
        const come = () => {
          waiting.delete(come);
          signal.removeEventListener('abort', gone);
          resolve(leaving());
        };
        waiting.add(come);
        signal.addEventListener('abort', gone, { once: true });
      });
    },
    load: () => ({ inside, waiting: waiting.size }),
  };
}
