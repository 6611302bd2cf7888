// In: a relationship that was asked for: parties and period, checked. Out: the type Relationship with its facts page by page; pages of facts.

import { Args, ArgsType, Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { Edtf, Day as ModelDay } from '../../model/date.ts';
import type * as model from '../../model/fact.ts';
import type { FactKind, PartyCode, Topic } from '../../model/fact.ts';
import type { Question } from '../../model/question.ts';
import type { Context } from '../context.ts';
import { inArgument } from '../problems.ts';
import {
  AgreementConnection,
  EventConnection,
  IndicatorConnection,
  OfficeConnection,
  PageArgs,
  type PageOf,
  PositionConnection,
  pageOfList,
  SeriesConnection,
  SourceConnection,
  sizeOf,
} from './connection.ts';
import { CooperationIndex, eventsOf, IndexArgs, indexOf } from './cooperation.ts';
import { Thread } from './fact.ts';
import { Agreement, Event, Indicator, Office, Position } from './kinds.ts';
import { Party, partyNodes } from './party.ts';
import { Day, EDTFDate } from './scalars.ts';
import { named, Series, SeriesArgs, seriesIn } from './series.ts';
import { Source } from './source.ts';
import { TopicEnum } from './vocabulary.ts';

@ArgsType()
export class BetweenArgs {
  @Field(() => [String], {
    description:
      'Parties, by code (`CAN`, `NATO`) or name. One: all its facts. Two: the facts of both. More: the facts of at least two of them. At most 10.',
  })
  between!: PartyCode[];

  @Field(() => EDTFDate, { nullable: true, description: 'From the first day this can mean. Default: no bound.' })
  since?: Edtf | null;

  @Field(() => EDTFDate, { nullable: true, description: 'To the last day this can mean. Default: no bound.' })
  until?: Edtf | null;

  @Field(() => [TopicEnum], { nullable: true, description: 'Only facts about one of these. Default: all.' })
  topics?: Topic[] | null;

  @Field(() => Day, {
    nullable: true,
    description:
      'What was known at the end of this day, in UTC; nothing that happened or was recorded later. Default: what is known now.',
  })
  asOf?: ModelDay | null;
}

/** Whom and when facts are about, checked. Refuses as a request for a brief does; a place in `parties` is one in `between`. */
export function scopeOf({ between, since, until, topics, asOf }: BetweenArgs, { chancery }: Context): Question {
  try {
    return chancery.ask({
      parties: between,
      since: since ?? null,
      until: until ?? null,
      topics: topics ?? null,
      asOf: asOf ?? null,
    });
  } catch (error) {
    throw inArgument(error, (field) => field.replace(/^parties/, 'between'));
  }
}

const filterOf = ({ parties, since, until, topics, asOf }: Question) => ({
  between: parties,
  since,
  until,
  topics,
  minSignificance: 1,
  asOf,
});

/** One page of the facts of a kind. Refuses BAD_PAGE_SIZE and BAD_CURSOR. */
export async function pageOfFacts<Kind extends FactKind, Thing>(
  kind: Kind,
  scope: Question,
  args: PageArgs,
  { chancery }: Context,
  node: (fact: Extract<model.Fact, { kind: Kind }>, asOf: ModelDay) => Thing,
): Promise<PageOf<Thing>> {
  const page = await chancery.store.page(kind, filterOf(scope), sizeOf(args), args.after ?? null);
  return {
    nodes: page.facts.map((fact) => node(fact, scope.asOf)),
    cursors: page.cursors,
    total: page.total,
    hasPreviousPage: Boolean(args.after),
    hasNextPage: page.hasNextPage,
  };
}

@ObjectType('FactTotals', { description: 'How many facts are recorded, by kind.' })
export class FactTotals {
  readonly counts: Record<FactKind, number>;

  constructor(counts: Record<FactKind, number>) {
    this.counts = counts;
  }

  @Field(() => Int, { description: 'Of all kinds together.' })
  get all(): number {
    return Object.values(this.counts).reduce((sum, n) => sum + n, 0);
  }

  @Field(() => Int, { description: 'Events.' })
  get events(): number {
    return this.counts.event;
  }

  @Field(() => Int, { description: 'Agreements.' })
  get agreements(): number {
    return this.counts.agreement;
  }

  @Field(() => Int, { description: 'Figures.' })
  get indicators(): number {
    return this.counts.indicator;
  }

  @Field(() => Int, { description: 'Offices held.' })
  get offices(): number {
    return this.counts.office;
  }

  @Field(() => Int, { description: 'Positions.' })
  get positions(): number {
    return this.counts.position;
  }
}

@ObjectType('Relationship', { description: 'What is recorded between parties in a period.' })
export class Relationship {
  readonly scope: Question;
  private found: Promise<Source[]> | null = null;
  private happened: ReturnType<typeof eventsOf> | null = null;
  private figures: ReturnType<typeof seriesIn> | null = null;

  constructor(scope: Question) {
    this.scope = scope;
  }

  @Field(() => [Party], { description: 'Between whom, in the order asked.' })
  parties(@Ctx() context: Context): Party[] {
    return partyNodes(this.scope.parties, context, 'en', this.scope.asOf);
  }

  @Field(() => EDTFDate, { nullable: true, description: 'Beginning of the period. Null where it has none.' })
  get since(): Edtf | null {
    return this.scope.since;
  }

  @Field(() => EDTFDate, { nullable: true, description: 'End of the period. Null where it has none.' })
  get until(): Edtf | null {
    return this.scope.until;
  }

  @Field(() => [TopicEnum], { description: 'Topics asked for. Empty: all.' })
  get topics(): Topic[] {
    return this.scope.topics;
  }

  @Field(() => Day, { description: 'The day whose knowledge this is.' })
  get asOf(): ModelDay {
    return this.scope.asOf;
  }

  @Field(() => FactTotals, { description: 'How many facts are recorded.' })
  async totals(@Ctx() { chancery }: Context): Promise<FactTotals> {
    return new FactTotals(await chancery.store.totals(filterOf(this.scope)));
  }

  @Field(() => EventConnection, { description: 'What happened.' })
  async events(@Args(() => PageArgs) args: PageArgs, @Ctx() context: Context): Promise<EventConnection> {
    return new EventConnection(
      await pageOfFacts('event', this.scope, args, context, (fact, asOf) => new Event(fact, 'en', asOf)),
    );
  }

  @Field(() => CooperationIndex, { description: 'Its co-operation and conflict over time.' })
  async index(@Args(() => IndexArgs) args: IndexArgs, @Ctx() context: Context): Promise<CooperationIndex> {
    this.happened ??= eventsOf(this.scope, context);
    return indexOf(await this.happened, this.scope, args);
  }

  @Field(() => AgreementConnection, { description: 'Agreements, arrangements and declarations.' })
  async agreements(@Args(() => PageArgs) args: PageArgs, @Ctx() context: Context): Promise<AgreementConnection> {
    return new AgreementConnection(
      await pageOfFacts('agreement', this.scope, args, context, (fact, asOf) => new Agreement(fact, 'en', asOf)),
    );
  }

  @Field(() => IndicatorConnection, { description: 'Figures.' })
  async indicators(@Args(() => PageArgs) args: PageArgs, @Ctx() context: Context): Promise<IndicatorConnection> {
    return new IndicatorConnection(
      await pageOfFacts('indicator', this.scope, args, context, (fact, asOf) => new Indicator(fact, 'en', asOf)),
    );
  }

  @Field(() => SeriesConnection, { description: 'Its figures as series, their gaps named.' })
  async series(
    @Args(() => SeriesArgs) wanted: SeriesArgs,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: Context,
  ): Promise<SeriesConnection> {
    this.figures ??= seriesIn(this.scope, context);
    const series = named(await this.figures, wanted).map((one) => new Series(one, 'en', this.scope.asOf));
    return new SeriesConnection(pageOfList(series, args));
  }

  @Field(() => OfficeConnection, { description: 'Offices that one party holds towards another, such as ambassadors.' })
  async offices(@Args(() => PageArgs) args: PageArgs, @Ctx() context: Context): Promise<OfficeConnection> {
    return new OfficeConnection(
      await pageOfFacts('office', this.scope, args, context, (fact, asOf) => new Office(fact, 'en', asOf)),
    );
  }

  @Field(() => PositionConnection, { description: 'Positions on record.' })
  async positions(@Args(() => PageArgs) args: PageArgs, @Ctx() context: Context): Promise<PositionConnection> {
    return new PositionConnection(
      await pageOfFacts('position', this.scope, args, context, (fact, asOf) => new Position(fact, 'en', asOf)),
    );
  }

  @Field(() => [Thread], {
    description: 'Its storylines, the most significant first; at most 100. The period does not bound them.',
  })
  async threads(@Ctx() { chancery }: Context): Promise<Thread[]> {
    const { parties, asOf } = this.scope;
    const threads = await chancery.store.threads(parties, { asOf });
    return threads.slice(0, 100).map((thread) => new Thread(thread, 'en', asOf));
  }

  @Field(() => SourceConnection, { description: 'Everything its facts rest on, by id.' })
  async sources(@Args(() => PageArgs) args: PageArgs, @Ctx() context: Context): Promise<SourceConnection> {
    this.found ??= sourcesOf(this.scope, context);
    return new SourceConnection(pageOfList(await this.found, args));
  }
}

async function sourcesOf(scope: Question, { chancery }: Context): Promise<Source[]> {
  const { facts, sources } = await chancery.store.find(scope);
  const ids = [...new Set(facts.flatMap((fact) => fact.sources))].sort();
  return ids.flatMap((id) => {
    const source = sources.get(id);
    return source ? [new Source(source, 'en')] : [];
  });
}
