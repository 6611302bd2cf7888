// In: nothing. Out: the inputs by which a request brings what only the requester knows: a meeting, a committee, a trip, a delta. What is in them
// is judged by `ask`, the same for every door.

import { Field, InputType } from 'type-graphql';
import type { Edtf } from '../../model/date.ts';
import type { Product } from '../../model/question.ts';
import { EDTFDate } from './scalars.ts';
import { ProductEnum } from './vocabulary.ts';

@InputType('ParticipantInput', { description: 'Somebody at a meeting.' })
export class ParticipantInput {
  @Field(() => String, { description: 'Their name, as it is to be printed.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Their title. Default: the recorded office of that name.' })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Whom they speak for, by code (`CAN`) or name. Default: the party whose recorded office they hold.',
  })
  party?: string | null;
}

@InputType('MeetingInput', {
  description:
    'A meeting, as only its host knows it; printed as the requester’s words, never as recorded facts. A text is one line of at most 200 characters, a point of a list at most 2000.',
})
export class MeetingInput {
  @Field(() => EDTFDate, { description: 'Its day.' })
  date!: Edtf;

  @Field(() => String, { nullable: true, description: 'When on that day: `14:30`, “after the plenary”.' })
  time?: string | null;

  @Field(() => String, { nullable: true, description: 'Where it is.' })
  place?: string | null;

  @Field(() => String, { nullable: true, description: 'How: in person, by telephone, a working lunch …' })
  format?: string | null;

  @Field(() => String, { nullable: true, description: 'Languages it is held in.' })
  language?: string | null;

  @Field(() => String, { nullable: true, description: 'How it is interpreted.' })
  interpretation?: string | null;

  @Field(() => String, { nullable: true, description: 'Who asked for it, and why; at most 2000 characters.' })
  mandate?: string | null;

  @Field(() => [ParticipantInput], {
    nullable: true,
    description: 'Who takes part, at most 40. Without `text` and `parties`, the brief is about their parties.',
  })
  participants?: ParticipantInput[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'What we want of it; like the lists below, at most 30 points.',
  })
  objectives?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'What they want of it.' })
  theirObjectives?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'What comes after what.' })
  runOfShow?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'What to answer where they raise it.' })
  ifRaised?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'What is better left unsaid.' })
  doNotRaise?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'What is to come of it.' })
  deliverables?: string[] | null;
}

@InputType('CommitteeInput', { description: 'An appearance before a committee, and what is likely to be asked.' })
export class CommitteeInput {
  @Field(() => String, { description: 'The committee.' })
  name!: string;

  @Field(() => EDTFDate, { description: 'The day of the appearance.' })
  date!: Edtf;

  @Field(() => String, { nullable: true, description: 'The text of its motion, at most 2000 characters.' })
  motion?: string | null;

  @Field(() => [String], { nullable: true, description: 'Its members, at most 40.' })
  members?: string[] | null;

  @Field(() => [String], {
    description: 'What may be asked, at most 30 questions. Each is answered on a page of its own.',
  })
  questions!: string[];

  @Field(() => [String], { nullable: true, description: 'What its members have asked before.' })
  askedBefore?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Who answers for what on our side.' })
  principals?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Where the study stands; at most 2000 characters.' })
  background?: string | null;
}

@InputType('StopInput', { description: 'A stop of a trip.' })
export class StopInput {
  @Field(() => EDTFDate, { description: 'Its day, or its first.' })
  date!: Edtf;

  @Field(() => EDTFDate, { nullable: true, description: 'Its last day. Default: it has one.' })
  endDate?: Edtf | null;

  @Field(() => String, { description: 'Where it is.' })
  place!: string;

  @Field(() => [String], {
    description: 'The parties its note is about, by code or name; one alone is joined by those who travel.',
  })
  parties!: string[];

  @Field(() => ProductEnum, {
    nullable: true,
    description: 'The note wanted for it. Default: a meeting note where there is a meeting, else a bilateral note.',
  })
  product?: Product | null;

  @Field(() => String, { nullable: true, description: 'What it is called.' })
  title?: string | null;

  @Field(() => MeetingInput, { nullable: true, description: 'The meeting there.' })
  meeting?: MeetingInput | null;
}

@InputType('TripInput', { description: 'A trip, stop by stop.' })
export class TripInput {
  @Field(() => String, { nullable: true, description: 'What it is called.' })
  title?: string | null;

  @Field(() => [StopInput], { description: 'Its stops in the order travelled, at most 40.' })
  stops!: StopInput[];

  @Field(() => [String], { nullable: true, description: 'What travellers need to know: flights, hotels, security.' })
  logistics?: string[] | null;
}

@InputType('DeltaInput', { description: 'The editions of a brief to be compared.' })
export class DeltaInput {
  @Field(() => String, { description: 'The edition in hand, by its id, or a date: what was known at its end.' })
  from!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The other edition. Default: the brief as it would be made now.',
  })
  to?: string | null;
}
