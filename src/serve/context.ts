// In: an open Chancery and what a request needs. Out: the context of one GraphQL request: everything read by id is read in batches, once.

import DataLoader from 'dataloader';
import type { Chancery } from '../brief.ts';
import type { Fact, FactId, Language, PartyCode, Source, SourceId, Thread, ThreadId } from '../model/fact.ts';
import type { Party } from '../model/party.ts';
import type { Shelf } from './shelf.ts';
import type { Fact as FactNode } from './types/fact.ts';
import { factNode } from './types/kinds.ts';

export interface Context {
  chancery: Chancery;
  shelf: Shelf;
  /** `https://host:port`, as the client addressed us; the addresses of files begin with it. */
  origin: string;
  /** Null where there is none. An id that was merged into another gives that other. */
  factNode(id: FactId, usual: Language): Promise<FactNode | null>;
  source(id: SourceId): Promise<Source | null>;
  thread(id: ThreadId): Promise<Thread | null>;
  /** Facts of which a party is one, by its code. One reading of the store for all parties. */
  factCount(code: PartyCode): Promise<number>;
  party(code: PartyCode): Party | null;
}

export function contextOf(chancery: Chancery, shelf: Shelf, origin: string): Context {
  const { store, gazetteer } = chancery;
  const inOrder = <Key, Value>(keys: readonly Key[], found: ReadonlyMap<Key, Value>) =>
    keys.map((key) => found.get(key) ?? null);
  const facts = new DataLoader<FactId, Fact | null>(async (ids) => inOrder(ids, await store.factsByIds(ids)));
  const sources = new DataLoader<SourceId, Source | null>(async (ids) => inOrder(ids, await store.sourcesByIds(ids)));
  let threads: Promise<Map<ThreadId, Thread>> | null = null;
  let counts: Promise<Map<PartyCode, number>> | null = null;
  return {
    chancery,
    shelf,
    origin,
    factNode: async (id, usual) => {
      const fact = await facts.load(id);
      return fact && factNode(fact, usual);
    },
    source: (id) => sources.load(id),
    thread: async (id) => {
      // They are few: one reading serves the whole request.
      threads ??= store.threads([]).then((all) => new Map(all.map((thread) => [thread.id, thread])));
      return (await threads).get(id) ?? null;
    },
    factCount: async (code) => {
      counts ??= store.parties();
      return (await counts).get(code) ?? 0;
    },
    party: (code) => gazetteer.get(code) ?? null,
  };
}
