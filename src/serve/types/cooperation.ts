// In: the events of a relationship. Out: the type CooperationIndex and what it consists of. Refuses nothing.

import { ArgsType, Field, Float, Int, ObjectType } from 'type-graphql';
import {
  cooperationIndex,
  GOLDSTEIN,
  type IndexFrequency,
  type IndexPeriod,
  type CooperationIndex as ModelIndex,
} from '../../model/cooperation.ts';
import type { Edtf } from '../../model/date.ts';
import type * as model from '../../model/fact.ts';
import { EVENT_TYPES, type EventType, type FactId } from '../../model/fact.ts';
import type { Question } from '../../model/question.ts';
import type { Context } from '../context.ts';
import { Event } from './kinds.ts';
import { EDTFDate } from './scalars.ts';
import { EventTypeEnum, vocabulary } from './vocabulary.ts';

/** Events that are read for the index of one relationship; where there are more, the most significant. */
const MOST_EVENTS = 5000;

const IndexFrequencyEnum = vocabulary<IndexFrequency>('IndexFrequency', 'Length of the periods of an index.', {
  annual: 'A year.',
  quarterly: 'A quarter, from January, April, July or October.',
  monthly: 'A month.',
});

@ArgsType()
export class IndexArgs {
  @Field(() => IndexFrequencyEnum, { defaultValue: 'annual', description: 'Length of its periods.' })
  frequency!: IndexFrequency;

  @Field(() => EDTFDate, {
    nullable: true,
    description: 'Only events that began on the first day this can mean or later. Default: those of the relationship.',
  })
  since?: Edtf | null;

  @Field(() => EDTFDate, {
    nullable: true,
    description: 'Only events that began on the last day this can mean or before. Default: those of the relationship.',
  })
  until?: Edtf | null;
}

@ObjectType('EventTypeWeight', { description: 'What an event of a type weighs.' })
class EventTypeWeight {
  @Field(() => EventTypeEnum, { description: 'The type.' })
  readonly eventType: EventType;

  @Field(() => Float, { description: 'On the scale of Goldstein, -10 to 10, for an event of significance 5.' })
  readonly weight: number;

  constructor(type: EventType) {
    this.eventType = type;
    this.weight = GOLDSTEIN[type];
  }
}

@ObjectType('CooperationPeriod', {
  description:
    'What was done in one period. Without events it says that nothing is recorded, not that nothing happened.',
})
class CooperationPeriod {
  @Field(() => EDTFDate, { description: 'The period: `2018`, `2018-04`, or a quarter as `2018-04/2018-06`.' })
  readonly period: Edtf;

  @Field(() => Float, { description: 'Sum over the events of co-operation: 0 or more.' })
  readonly cooperation: number;

  @Field(() => Float, { description: 'Sum over the events of conflict: 0 or less.' })
  readonly conflict: number;

  @Field(() => Float, { description: '`cooperation` plus `conflict`.' })
  readonly net: number;

  @Field(() => Int, { description: 'How many events it comes from.' })
  readonly count: number;

  @Field(() => [Event], { description: 'The events it comes from, by date.' })
  readonly events: Event[];

  constructor({ period, cooperation, conflict, net }: IndexPeriod, events: Event[]) {
    this.period = period;
    this.cooperation = cooperation;
    this.conflict = conflict;
    this.net = net;
    this.count = events.length;
    this.events = events;
  }
}

@ObjectType('CooperationIndex', {
  description:
    'Co-operation and conflict over time, derived from the recorded events alone: each weighs what its type weighs on the scale of Goldstein, times its significance, divided by 5. The record is a choice and no census; docs/cooperation.md tells the method and its limits.',
})
export class CooperationIndex {
  @Field(() => IndexFrequencyEnum, { description: 'Length of its periods.' })
  readonly frequency: IndexFrequency;

  @Field(() => [CooperationPeriod], {
    description: 'Every period from that of the first event to that of the last, in order.',
  })
  readonly periods: CooperationPeriod[];

  @Field(() => [Event], {
    description: 'Events whose date is not known to the period (`2018` has no month), by date. They count nowhere.',
  })
  readonly unplaced: Event[];

  @Field(() => Int, {
    description: `How many events were read: at most ${MOST_EVENTS}, the most significant of the relationship.`,
  })
  readonly eventsRead: number;

  @Field(() => Int, { description: 'How many events the relationship has.' })
  readonly eventsRecorded: number;

  constructor(index: ModelIndex, { facts, total }: Recorded, asOf: string) {
    const byId = new Map(facts.map((fact) => [fact.id, fact]));
    const nodes = (ids: readonly FactId[]) =>
      ids.flatMap((id) => {
        const fact = byId.get(id);
        return fact ? [new Event(fact, 'en', asOf)] : [];
      });
    this.frequency = index.frequency;
    this.periods = index.periods.map((period) => new CooperationPeriod(period, nodes(period.events)));
    this.unplaced = nodes(index.unplaced);
    this.eventsRead = facts.length;
    this.eventsRecorded = total;
  }

  @Field(() => [EventTypeWeight], { description: 'What an event of each type weighs.' })
  get weights(): EventTypeWeight[] {
    return EVENT_TYPES.map((type) => new EventTypeWeight(type));
  }
}

/** The events of a relationship, and how many there are. */
export interface Recorded {
  facts: model.Event[];
  total: number;
}

/** The events of a relationship in its period. One reading of the store. */
export function eventsOf({ parties, since, until, topics, asOf }: Question, { chancery }: Context): Promise<Recorded> {
  const filter = { between: parties, since, until, topics, minSignificance: 1, asOf };
  return chancery.store.foremost('event', filter, MOST_EVENTS);
}

export function indexOf(recorded: Recorded, scope: Question, { frequency, since, until }: IndexArgs): CooperationIndex {
  const within = { since: since ?? scope.since, until: until ?? scope.until };
  return new CooperationIndex(cooperationIndex(recorded.facts, scope.parties, frequency, within), recorded, scope.asOf);
}
