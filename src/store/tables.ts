// In: nothing. Out: the columns of schema/tables.sql as Kysely sees them. Same names, same order.

import type { Day, Edtf } from '../model/date.ts';
import type { FactId, FactKind, LinkType, PartyCode, SourceId, ThreadId } from '../model/fact.ts';

/** Number of a fact within one build. */
export type Seq = number;

export interface Tables {
  snapshot: { id: string; facts: number; newest: Edtf; stamp: string; content: string; layout: string };
  fact: {
    seq: Seq;
    id: FactId;
    kind: FactKind;
    first_day: Day;
    last_day: Day;
    known_day: Day;
    significance: number;
    thread: ThreadId | null;
    body: string;
  };
  fact_alias: { id: FactId; fact: Seq };
  fact_party: { party: PartyCode; kind: FactKind; day: Day; fact: Seq };
  pair: { a: PartyCode; b: PartyCode; kind: FactKind; day: Day; significance: number; fact: Seq };
  fact_topic: { topic: string; fact: Seq };
  link: { source: Seq; type: LinkType | 'rests_on'; target: Seq };
  source: { id: SourceId; body: string };
  fact_source: { fact: Seq; rank: number; source: SourceId };
  thread: { id: ThreadId; body: string };
  thread_party: { party: PartyCode; thread: ThreadId };
}
