// In: an open Chancery and what a request needs. Out: the context of one GraphQL request: everything read by id is read in batches, once.
// Refuses whoever may not record what they ask to record.

import type { Chancery } from '../brief.ts';
import type { Day } from '../model/date.ts';
import type { PartyCode } from '../model/fact.ts';
import type { Queue } from '../model/job.ts';
import type { Party } from '../model/party.ts';
import type { Purse } from './allowance.ts';
import type { Archive } from './archive.ts';
import { heeding } from './deadline.ts';
import type { Account } from './journal.ts';
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
  /** Aborted when whoever asked has gone, or has waited long enough. */
  signal: AbortSignal;
  /** What is told of the request. */
  account: Account;
  /** Whose allowance the operation is paid from. */
  client: string;
  /** What the operation costs, and what is left. Null before it is paid for, and where nobody is limited. */
  paid: { cost: number; purse: Purse } | null;
  /** What is read by id, as it was at the end of a day; null: as it is now. */
  at(asOf: Day | null): Reading;
  /** Something was recorded: what is read from now on is read anew. */
  forget(): void;
  /** Name of the curator who asks, by the token of the request. Refuses FORBIDDEN and UNAUTHENTICATED. */
  curator(): string;
  party(code: PartyCode): Party | null;
}

/** What a request brings of its own. */
export type Bringing = Pick<Context, 'origin' | 'signal' | 'curator' | 'account' | 'client'>;

export function contextOf(rooms: Rooms, brought: Bringing): Context {
  const readings = new Map<Day | null, Reading>();
  const chancery = heeding(rooms.chancery, brought.signal);
  return {
    ...rooms,
    ...brought,
    chancery,
    paid: null,
    at(asOf) {
      const reading = readings.get(asOf) ?? readingOf(chancery, asOf);
      readings.set(asOf, reading);
      return reading;
    },
    forget: () => readings.clear(),
    party: (code) => chancery.gazetteer.get(code) ?? null,
  };
}
