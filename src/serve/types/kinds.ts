// In: a recorded fact of one kind. Out: the types Event, Agreement, Indicator, Office and Position.

import { Ctx, Field, Float, Int, ObjectType } from 'type-graphql';
import type { Day, Edtf } from '../../model/date.ts';
import type * as model from '../../model/fact.ts';
import { isArrangement, type Language } from '../../model/fact.ts';
import type { Context } from '../context.ts';
import { Fact, typeset } from './fact.ts';
import { chosen, InLanguage, Node } from './node.ts';
import { Party, partyNode } from './party.ts';
import { EDTFDate } from './scalars.ts';
import { AgreementStatusEnum, AgreementTypeEnum, EventTypeEnum, FlowEnum, FrequencyEnum } from './vocabulary.ts';

@ObjectType('Event', { implements: [Node, Fact], description: 'Something that happened.' })
export class Event extends Fact<model.Event> {
  @Field(() => EventTypeEnum, { description: 'What kind of act it is.' })
  get eventType(): model.EventType {
    return this.fact.type;
  }

  @Field(() => EDTFDate, { nullable: true, description: 'Its last day. Null where it began and ended on `date`.' })
  get endDate(): Edtf | null {
    return this.fact.end;
  }

  @Field(() => [String], { description: 'Names of the people in it.' })
  get people(): string[] {
    return this.fact.people;
  }

  @Field(() => String, { nullable: true, description: 'Where it happened. Null where not recorded.' })
  place(@InLanguage() language: Language | null, @Ctx() context: Context): string | null {
    return this.fact.place && typeset(this.fact.place, chosen(language, this.usual), context);
  }
}

@ObjectType('Agreement', {
  implements: [Node, Fact],
  description: 'An agreement, arrangement or declaration, with the dates of its life.',
})
export class Agreement extends Fact<model.Agreement> {
  @Field(() => String, { nullable: true, description: 'Its short name: “CUSMA”. Null where it has none.' })
  shortTitle(@InLanguage() language: Language | null, @Ctx() context: Context): string | null {
    return this.fact.short && typeset(this.fact.short, chosen(language, this.usual), context);
  }

  @Field(() => AgreementTypeEnum, { description: 'What kind of instrument it is.' })
  get agreementType(): string {
    return this.fact.type;
  }

  @Field(() => AgreementStatusEnum, { description: 'Where it stands.' })
  get status(): model.AgreementStatus {
    return this.fact.status;
  }

  @Field(() => EDTFDate, { nullable: true, description: 'When negotiations opened. Null where not recorded.' })
  get negotiationsOpened(): Edtf | null {
    return this.fact.negotiationsOpened;
  }

  @Field(() => EDTFDate, { nullable: true, description: 'When negotiations were concluded. Null where not recorded.' })
  get concluded(): Edtf | null {
    return this.fact.concluded;
  }

  @Field(() => EDTFDate, { nullable: true, description: 'When it was signed. Null where not recorded.' })
  get signed(): Edtf | null {
    return this.fact.signed;
  }

  @Field(() => EDTFDate, {
    nullable: true,
    description: 'When it was tabled in the House of Commons. Null where not recorded.',
  })
  get tabled(): Edtf | null {
    return this.fact.tabled ?? null;
  }

  @Field(() => String, {
    nullable: true,
    description: 'Its number in a register: `E103231`, `UNTS I-43425`. Null where not recorded.',
  })
  get treatyNumber(): string | null {
    return this.fact.treatyNumber ?? null;
  }

  @Field(() => Boolean, {
    description: 'True where its kind is no treaty in Canadian practice, such as a memorandum of understanding.',
  })
  get isArrangement(): boolean {
    return isArrangement(this.fact.type);
  }

  @Field(() => EDTFDate, {
    nullable: true,
    description: 'Since when it is applied provisionally. Null where it is not, or not recorded.',
  })
  get provisionallyApplied(): Edtf | null {
    return this.fact.provisionallyApplied;
  }

  @Field(() => EDTFDate, {
    nullable: true,
    description: 'When it entered into force. Null where it has not, or not recorded.',
  })
  get inForce(): Edtf | null {
    return this.fact.inForce;
  }

  @Field(() => EDTFDate, { nullable: true, description: 'When it ended. Null where it has not, or not recorded.' })
  get ended(): Edtf | null {
    return this.fact.ended;
  }
}

@ObjectType('Indicator', { implements: [Node, Fact], description: 'One figure of a series.' })
export class Indicator extends Fact<model.Indicator> {
  @Field(() => String, {
    description: 'Key of the series: figures with the same key compare (one name, unit and basis).',
  })
  get series(): string {
    return this.fact.series;
  }

  @Field(() => EDTFDate, { description: 'The period it covers.' })
  get period(): Edtf {
    return this.fact.period;
  }

  @Field(() => Float, { description: 'The figure, in `unit`.' })
  get value(): number {
    return this.fact.value;
  }

  @Field(() => String, {
    description: 'ISO 4217 code and scale for money (`CAD billion`), a unit word or `%` otherwise.',
  })
  get unit(): string {
    return this.fact.unit;
  }

  @Field(() => String, {
    description: 'The figure as a brief prints it: “$118.7 billion”, « 118,7 milliards de dollars ».',
  })
  displayValue(@InLanguage() language: Language | null, @Ctx() { chancery }: Context): string {
    return chancery.templates.type[chosen(language, this.usual)].amount(this.fact.value, this.fact.unit, 'prose');
  }

  @Field(() => String, {
    nullable: true,
    description: 'How it is measured: “goods, customs basis”. Null where not recorded.',
  })
  basis(@InLanguage() language: Language | null, @Ctx() context: Context): string | null {
    return this.fact.basis && typeset(this.fact.basis, chosen(language, this.usual), context);
  }

  @Field(() => FrequencyEnum, { description: 'How often it is recorded.' })
  get frequency(): model.Indicator['frequency'] {
    return this.fact.frequency;
  }

  @Field(() => FlowEnum, {
    nullable: true,
    description: 'What it measures of trade. Null where it does not measure trade.',
  })
  get flow(): model.Indicator['flow'] {
    return this.fact.flow;
  }
}

@ObjectType('Office', {
  implements: [Node, Fact],
  description: 'Somebody who holds or held an office. `title` is the post.',
})
export class Office extends Fact<model.Office> {
  @Field(() => Party, { nullable: true, description: 'Whose office it is.' })
  party(@Ctx() context: Context): Party | null {
    return one(this.fact.party, context, this);
  }

  @Field(() => String, { description: 'Who holds or held it.' })
  get holder(): string {
    return this.fact.holder;
  }

  @Field(() => EDTFDate, { nullable: true, description: 'Since when. Null where not recorded.' })
  get since(): Edtf | null {
    return this.fact.from;
  }

  @Field(() => EDTFDate, { nullable: true, description: 'Until when. Null where it is still held.' })
  get until(): Edtf | null {
    return this.fact.to;
  }

  @Field(() => Int, { description: '1 head of state or government, 2 minister, 3 envoy, 4 other.' })
  get rank(): number {
    return this.fact.rank;
  }
}

@ObjectType('Position', {
  implements: [Node, Fact],
  description: 'What a party said of another. `title` is its subject.',
})
export class Position extends Fact<model.Position> {
  @Field(() => Party, { nullable: true, description: 'Who takes the position.' })
  party(@Ctx() context: Context): Party | null {
    return one(this.fact.party, context, this);
  }

  @Field(() => Party, { nullable: true, description: 'Whom it concerns.' })
  about(@Ctx() context: Context): Party | null {
    return one(this.fact.on, context, this);
  }

  @Field(() => String, { nullable: true, description: 'Who spoke. Null where it is on record without a name.' })
  get speaker(): string | null {
    return this.fact.speaker;
  }
}

const one = (code: string, context: Context, { usual, asOf }: Fact): Party | null => {
  const party = context.party(code);
  return party && partyNode(party, usual, asOf);
};

/** @param asOf the day whose knowledge it is; null: as it is now. */
export function factNode(fact: model.Fact, usual: Language, asOf: Day | null, isDraft = false): Fact {
  switch (fact.kind) {
    case 'event':
      return new Event(fact, usual, asOf, isDraft);
    case 'agreement':
      return new Agreement(fact, usual, asOf, isDraft);
    case 'indicator':
      return new Indicator(fact, usual, asOf, isDraft);
    case 'office':
      return new Office(fact, usual, asOf, isDraft);
    case 'position':
      return new Position(fact, usual, asOf, isDraft);
  }
}
