// In: an open Chancery and what a request needs. Out: the context of one GraphQL request: everything read by id is read in batches, once.
// Refuses whoever may not record what they ask to record.

import type { Chancery } from '../brief.ts';
import type { Day } from '../model/date.ts';
import type { PartyCode } from '../model/fact.ts';
import type { Queue } from '../model/job.ts';
import type { Party } from '../model/party.ts';
import type { Archive } from './archive.ts';
import type { Links } from './links.ts';
import { type Reading, readingOf } from './reading.ts';
import type { Runner } from './runner.ts';
import type { Shelf } from './shelf.ts';

/** What a server has open, for all requests. */
export interface Rooms {
  chancery: Chancery;
  shelf: Shelf;
  archive: Archive;
  links: Links;
  queue: Queue;
  runner: Runner;
}

export interface Context extends Rooms {
  /** `https://host:port`, as the client addressed us; the addresses of files begin with it. */
  origin: string;
  /** Aborted when whoever asked has gone. */
  signal: AbortSignal;
  /** What is read by id, as it was at the end of a day; null: as it is now. */
  at(asOf: Day | null): Reading;
  /** Something was recorded: what is read from now on is read anew. */
  forget(): void;
  /** Name of the curator who asks, by the token of the request. Refuses FORBIDDEN and UNAUTHENTICATED. */
  curator(): string;
  party(code: PartyCode): Party | null;
}

export function contextOf(rooms: Rooms, origin: string, curator: Context['curator'], signal: AbortSignal): Context {
  const readings = new Map<Day | null, Reading>();
  const { chancery } = rooms;
  return {
    ...rooms,
    origin,
    signal,
    curator,
    at(asOf) {
      const reading = readings.get(asOf) ?? readingOf(chancery, asOf);
      readings.set(asOf, reading);
      return reading;
    },
    forget: () => readings.clear(),
    party: (code) => chancery.gazetteer.get(code) ?? null,
  };
}
