// In: what is sought, and what was found. Out: the arguments of a search, and the type SearchConnection with its facets.

import { ArgsType, Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { Edtf, Day as ModelDay } from '../../model/date.ts';
import {
  EVENT_TYPES,
  type EventType,
  type FactKind,
  type Language,
  type SourceId,
  type SourceKind,
  type Topic,
} from '../../model/fact.ts';
import type { Context } from '../context.ts';
import { connectionOf, type PageOf } from './connection.ts';
import { Fact } from './fact.ts';
import { Party, partyNodes } from './party.ts';
import { Day, EDTFDate } from './scalars.ts';
import {
  AgreementTypeEnum,
  EventTypeEnum,
  FactKindEnum,
  LanguageEnum,
  SourceKindEnum,
  TopicEnum,
} from './vocabulary.ts';

@ArgsType()
export class SearchArgs {
  @Field(() => String, {
    defaultValue: '',
    description:
      'Words, at most 200 characters; a fact has to have all of them. A word stands for all its forms (`duty`: duties), accents and case do not count. `"two words"` are exactly these, in this order; `nego*` is every word that begins so. Empty: every fact that the other arguments let through.',
  })
  text!: string;

  @Field(() => LanguageEnum, {
    nullable: true,
    description: 'Only in the texts of this language. Default: in both.',
  })
  language?: Language | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Parties, by code (`CAN`, `NATO`) or name. One: all its facts. Two: the facts of both. More: the facts of at least two of them. At most 10. Default: whosever.',
  })
  between?: string[] | null;

  @Field(() => EDTFDate, { nullable: true, description: 'From the first day this can mean. Default: no bound.' })
  since?: Edtf | null;

  @Field(() => EDTFDate, { nullable: true, description: 'To the last day this can mean. Default: no bound.' })
  until?: Edtf | null;

  @Field(() => [TopicEnum], { nullable: true, description: 'Only facts about one of these. Default: all.' })
  topics?: Topic[] | null;

  @Field(() => [FactKindEnum], { nullable: true, description: 'Only facts of these kinds. Default: all.' })
  kinds?: FactKind[] | null;

  @Field(() => [EventTypeEnum], {
    nullable: true,
    description: 'Only events of these types, and agreements of those of `agreementTypes`. Default: all.',
  })
  eventTypes?: EventType[] | null;

  @Field(() => [AgreementTypeEnum], {
    nullable: true,
    description: 'Only agreements of these types, and events of those of `eventTypes`. Default: all.',
  })
  agreementTypes?: string[] | null;

  @Field(() => Int, { defaultValue: 1, description: 'Only facts of at least this significance: 1 to 5.' })
  minSignificance!: number;

  @Field(() => [SourceKindEnum], {
    nullable: true,
    description: 'Only facts that rest on a source of one of these kinds. Default: all.',
  })
  sourceKinds?: SourceKind[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Only facts that rest on a source of one of these publishers, by name in English or French. Default: all.',
  })
  publishers?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Only facts that rest on one of these sources, by readable id. Default: all.',
  })
  sourceIds?: SourceId[] | null;

  @Field(() => Day, {
    nullable: true,
    description:
      'What was known at the end of this day, in UTC; nothing that happened or was recorded later. Default: what is known now.',
  })
  asOf?: ModelDay | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Also drafts, which no person has reviewed yet.' })
  includeDrafts!: boolean;
}

/** How many facts have a value. */
interface Count {
  value: string;
  count: number;
}

/** Declares the type `<Name>Count`. */
function countOf<Value>(name: string, what: string, type: () => object) {
  @ObjectType(`${name}Count`, { description: `How many of the facts found have ${what}.` })
  class Counted {
    @Field(type, { description: 'The value.' })
    readonly value: Value;

    @Field(() => Int, { description: 'How many facts have it.' })
    readonly count: number;

    constructor(value: Value, count: number) {
      this.value = value;
      this.count = count;
    }
  }
  return Counted;
}

const KindCount = countOf<FactKind>('FactKind', 'a kind', () => FactKindEnum);
const EventTypeCount = countOf<EventType>('EventType', 'a type of event', () => EventTypeEnum);
const AgreementTypeCount = countOf<string>('AgreementType', 'a type of agreement', () => AgreementTypeEnum);
const SignificanceCount = countOf<number>('Significance', 'a significance', () => Int);
const YearCount = countOf<number>('Year', 'a year', () => Int);
const PartyCount = countOf<Party>('Party', 'a party', () => Party);
const TopicCount = countOf<Topic>('Topic', 'a topic', () => TopicEnum);
const SourceKindCount = countOf<SourceKind>('SourceKind', 'a source of a kind', () => SourceKindEnum);
const PublisherCount = countOf<string>('Publisher', 'a source of a publisher', () => String);

/** Values of the model are known to be of its vocabularies: they were checked when they were recorded. */
const counted = <Value, Counted>(
  type: new (value: Value, count: number) => Counted,
  counts: readonly Count[],
  typed: (value: string) => Value = (value) => value as Value,
): Counted[] => counts.map(({ value, count }) => new type(typed(value), count));

@ObjectType('SearchFacets', {
  description:
    'How many of the facts found, on all pages together, have which values: the most frequent first, at most 100 of each. A fact with two parties counts for both.',
})
export class SearchFacets {
  readonly counts: Record<string, readonly Count[]>;
  readonly asOf: ModelDay;

  constructor(counts: Record<string, readonly Count[]>, asOf: ModelDay) {
    this.counts = counts;
    this.asOf = asOf;
  }

  private of(facet: string): readonly Count[] {
    return this.counts[facet] ?? [];
  }

  @Field(() => [KindCount], { description: 'By kind.' })
  get kinds(): InstanceType<typeof KindCount>[] {
    return counted(KindCount, this.of('kind'));
  }

  @Field(() => [EventTypeCount], { description: 'Events by type.' })
  get eventTypes(): InstanceType<typeof EventTypeCount>[] {
    return counted(
      EventTypeCount,
      this.of('type').filter(({ value }) => isEventType(value)),
    );
  }

  @Field(() => [AgreementTypeCount], { description: 'Agreements by type.' })
  get agreementTypes(): InstanceType<typeof AgreementTypeCount>[] {
    return counted(
      AgreementTypeCount,
      this.of('type').filter(({ value }) => !isEventType(value)),
    );
  }

  @Field(() => [SignificanceCount], { description: 'By significance.' })
  get significances(): InstanceType<typeof SignificanceCount>[] {
    return counted(SignificanceCount, this.of('significance'), Number);
  }

  @Field(() => [YearCount], { description: 'By the year of their date; those without one are left out.' })
  get years(): InstanceType<typeof YearCount>[] {
    return counted(YearCount, this.of('year'), Number);
  }

  @Field(() => [PartyCount], { description: 'By party.' })
  parties(@Ctx() context: Context): InstanceType<typeof PartyCount>[] {
    return this.of('party').flatMap(({ value, count }) =>
      partyNodes([value], context, 'en', this.asOf).map((party) => new PartyCount(party, count)),
    );
  }

  @Field(() => [TopicCount], { description: 'By topic.' })
  get topics(): InstanceType<typeof TopicCount>[] {
    return counted(TopicCount, this.of('topic'));
  }

  @Field(() => [SourceKindCount], { description: 'By kind of source.' })
  get sourceKinds(): InstanceType<typeof SourceKindCount>[] {
    return counted(SourceKindCount, this.of('sourceKind'));
  }

  @Field(() => [PublisherCount], { description: 'By publisher of a source, by its English name.' })
  get publishers(): InstanceType<typeof PublisherCount>[] {
    return counted(PublisherCount, this.of('publisher'));
  }
}

const isEventType = (value: string): boolean => EVENT_TYPES.some((type) => type === value);

/** Of the same name as the class that adds to it, which takes its place in the schema. */
const FoundConnection = connectionOf<Fact>('Search', 'facts found', Fact);

@ObjectType('SearchConnection', {
  description:
    'A page of the facts found: those that have the most of what was typed in their title first; then the more significant, then the newer, then what was recorded first. A cursor keeps the state of the data in which the search began, so that nothing is repeated or skipped when facts are recorded between two pages.',
})
export class SearchConnection extends FoundConnection {
  private readonly count: () => Promise<SearchFacets>;

  constructor(page: PageOf<Fact>, count: () => Promise<SearchFacets>) {
    super(page);
    this.count = count;
  }

  @Field(() => SearchFacets, { description: 'What they are, counted: over all pages.' })
  facets(): Promise<SearchFacets> {
    return this.count();
  }
}
