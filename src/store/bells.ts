// In: the name of something that changed. Out: a promise for each who waits to hear of it. Refuses nothing.

import { setTimeout as wait } from 'node:timers/promises';

export interface Bells {
  ring(name: string): void;
  /** Kept when it next rings for the name, after so many milliseconds, or when the signal says so: whichever comes first. */
  heard(name: string, most: number, signal: AbortSignal): Promise<void>;
}

export function bells(): Bells {
  const listening = new Set<{ name: string; tell: () => void }>();
  return {
    ring(name) {
      for (const listener of listening) if (listener.name === name) listener.tell();
    },
    async heard(name, most, signal) {
      const rung = new AbortController();
      const listener = { name, tell: () => rung.abort() };
      listening.add(listener);
      try {
        // A process that has nothing else to do need not stay for it.
        await wait(most, undefined, { signal: AbortSignal.any([rung.signal, signal]), ref: false });
      } catch {
        // It rang, or nobody listens any more.
      } finally {
        listening.delete(listener);
      }
    },
  };
}
