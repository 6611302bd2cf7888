// In: the store, and a day. Out: what is read by id as it was at the end of that day, in batches, each once. Refuses nothing: what was not recorded
// then is null.

import DataLoader from 'dataloader';
import type { Chancery } from '../brief.ts';
import type { Day } from '../model/date.ts';
import type { Fact, FactId, Language, PartyCode, Source, SourceId, Thread, ThreadId } from '../model/fact.ts';
import type { Fact as FactNode } from './types/fact.ts';
import { factNode } from './types/kinds.ts';

/** One state of the data, for one request. */
export interface Reading {
  /** Null where there is none. An id that was merged into another gives that other. `draft`: it is known for one, and asked for. */
  factNode(id: FactId, usual: Language, draft?: boolean): Promise<FactNode | null>;
  source(id: SourceId): Promise<Source | null>;
  thread(id: ThreadId): Promise<Thread | null>;
  /** The marking that a fact asks for; null where it asks for none. */
  marking(id: FactId): Promise<string | null>;
  /** Facts of which a party is one, by its code. One reading of the store for all parties. */
  factCount(code: PartyCode): Promise<number>;
}

/** @param asOf null: as it is now. */
export function readingOf({ store }: Chancery, asOf: Day | null): Reading {
  const at = asOf === null ? {} : { asOf };
  const inOrder = <Key, Value>(keys: readonly Key[], found: ReadonlyMap<Key, Value>) =>
    keys.map((key) => found.get(key) ?? null);
  const factsOf = (state: { includeDrafts?: boolean }) =>
    new DataLoader<FactId, Fact | null>(async (ids) => inOrder(ids, await store.factsByIds(ids, { ...at, ...state })));
  const [reviewed, drafts] = [factsOf({}), factsOf({ includeDrafts: true })];
  const sources = new DataLoader<SourceId, Source | null>(async (ids) =>
    inOrder(ids, await store.sourcesByIds(ids, at)),
  );
  const markings = new DataLoader<FactId, string | null>(async (ids) =>
    inOrder(ids, await store.markings('fact', ids, at)),
  );
  let threads: Promise<Map<ThreadId, Thread>> | null = null;
  let counts: Promise<Map<PartyCode, number>> | null = null;
  return {
    factNode: async (id, usual, draft = false) => {
      const fact = await (draft ? drafts : reviewed).load(id);
      return fact && factNode(fact, usual, asOf, draft);
    },
    source: (id) => sources.load(id),
    marking: (id) => markings.load(id),
    thread: async (id) => {
      // They are few: one reading serves the whole request.
      threads ??= store.threads([], at).then((all) => new Map(all.map((thread) => [thread.id, thread])));
      return (await threads).get(id) ?? null;
    },
    factCount: async (code) => {
      counts ??= store.parties(at);
      return (await counts).get(code) ?? 0;
    },
  };
}
