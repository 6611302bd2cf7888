// In: nothing. Out: the input of each mutation of the record, and its payload with the codes of what can be wrong.

import { Field, InputType, Int } from 'type-graphql';
import type { LinkType } from '../../model/fact.ts';
import type { ProblemCode } from '../../model/problem.ts';
import type { Revision } from '../../model/revision.ts';
import { Fact, Thread } from './fact.ts';
import { factNode } from './kinds.ts';
import { payloadOf } from './payload.ts';
import {
  AgreementInput,
  EventInput,
  IndicatorInput,
  OfficeInput,
  PositionInput,
  SourceInput,
  ThreadInput,
} from './record-input.ts';
import { Source } from './source.ts';
import { LinkTypeEnum } from './vocabulary.ts';

// ---- Inputs ------------------------------------------------------------------------------------------------------------

@InputType()
export abstract class ActInput {
  @Field(() => String, { description: 'Why, for whoever reads the history: one line, at most 500 characters.' })
  reason!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'A text of your own, at most 200 characters. The same key with the same input is carried out once, and answered the same each time: send it again after a time-out.',
  })
  idempotencyKey?: string | null;
}

@InputType()
export abstract class EnteringInput extends ActInput {
  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Enter it as a draft, left out of briefs until somebody reviews it.',
  })
  isDraft!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Protection it asks for, one of the levels of the templates: `protected-b`. Null: none.',
  })
  marking?: string | null;
}

@InputType('FactRecordInput', {
  description: 'A new fact: exactly one of `event`, `agreement`, `indicator`, `office` and `position`.',
})
export class FactRecordInput extends EnteringInput {
  @Field(() => EventInput, { nullable: true, description: 'Something that happened.' })
  event?: EventInput | null;

  @Field(() => AgreementInput, { nullable: true, description: 'An agreement with its life cycle.' })
  agreement?: AgreementInput | null;

  @Field(() => IndicatorInput, { nullable: true, description: 'One figure of a series.' })
  indicator?: IndicatorInput | null;

  @Field(() => OfficeInput, { nullable: true, description: 'Somebody who holds or held an office.' })
  office?: OfficeInput | null;

  @Field(() => PositionInput, { nullable: true, description: 'What a party said of another.' })
  position?: PositionInput | null;
}

@InputType('SourceRecordInput', { description: 'A new source.' })
export class SourceRecordInput extends EnteringInput {
  @Field(() => SourceInput, { description: 'The source.' })
  source!: SourceInput;
}

@InputType('ThreadRecordInput', { description: 'A new storyline.' })
export class ThreadRecordInput extends EnteringInput {
  @Field(() => ThreadInput, { description: 'The storyline.' })
  thread!: ThreadInput;
}

@InputType()
export abstract class ChangeInput extends ActInput {
  @Field(() => Int, {
    description:
      'Number of the revision you have seen. Where another stands by now, nothing is changed, and the error `STALE_REVISION` brings it.',
  })
  expectedRevision!: number;
}

@InputType('FieldValueInput', {
  description: 'A new value of one field of a record: `{path: "title.fr", value: "\\"Pourparlers\\""}`.',
})
export class FieldValueInput {
  @Field(() => String, {
    description:
      'Path of the field, named as in the record and in `Revision.recordJson`: `title.fr`, `end`, `sources`, `clause.en.state`. A list is written as a whole.',
  })
  path!: string;

  @Field(() => String, {
    description: 'The value as JSON: `"2018-12-01"` with its quotes, `5`, `null`, `["CAN","CHN"]`.',
  })
  value!: string;
}

@InputType()
export abstract class CorrectingInput extends ChangeInput {
  @Field(() => [FieldValueInput], { description: 'The fields to change. The others stay as they are.' })
  set!: FieldValueInput[];
}

@InputType('FactCorrectInput', { description: 'What to correct in a fact.' })
export class FactCorrectInput extends CorrectingInput {
  @Field(() => String, { description: 'Readable id of the fact.' })
  factId!: string;
}

@InputType('SourceCorrectInput', { description: 'What to correct in a source.' })
export class SourceCorrectInput extends CorrectingInput {
  @Field(() => String, { description: 'Readable id of the source.' })
  sourceId!: string;
}

@InputType('ThreadCorrectInput', { description: 'What to correct in a storyline.' })
export class ThreadCorrectInput extends CorrectingInput {
  @Field(() => String, { description: 'Readable id of the storyline.' })
  threadId!: string;
}

@InputType()
export abstract class FactChangeInput extends ChangeInput {
  @Field(() => String, { description: 'Readable id of the fact.' })
  factId!: string;
}

@InputType('FactWithdrawInput', { description: 'Which fact to take back.' })
export class FactWithdrawInput extends FactChangeInput {}

@InputType('FactRestoreInput', { description: 'Which fact to bring back.' })
export class FactRestoreInput extends FactChangeInput {}

@InputType('FactReviewInput', { description: 'Which draft to stand for.' })
export class FactReviewInput extends FactChangeInput {}

@InputType()
export abstract class RelationInput extends FactChangeInput {
  @Field(() => LinkTypeEnum, { description: 'What the fact is to the other.' })
  linkType!: LinkType;

  @Field(() => String, { description: 'Readable id of the other fact.' })
  toFactId!: string;
}

@InputType('FactLinkInput', { description: 'Which fact bears on which, and how.' })
export class FactLinkInput extends RelationInput {}

@InputType('FactUnlinkInput', { description: 'Which link to take back.' })
export class FactUnlinkInput extends RelationInput {}

// ---- Payloads ----------------------------------------------------------------------------------------------------------

const fact = {
  field: 'fact',
  type: Fact,
  of: (revision: Revision) =>
    revision.record === 'fact' ? factNode(revision.body, 'en', null, revision.state === 'draft') : null,
};
const source = {
  field: 'source',
  type: Source,
  of: (revision: Revision) => (revision.record === 'source' ? new Source(revision.body, 'en') : null),
};
const thread = {
  field: 'thread',
  type: Thread,
  of: (revision: Revision) => (revision.record === 'thread' ? new Thread(revision.body, 'en', null) : null),
};

const RECORDING: readonly ProblemCode[] = ['INVALID_RECORD', 'ALREADY_RECORDED', 'KEY_REUSED'];
const CHANGING: readonly ProblemCode[] = ['INVALID_RECORD', 'STALE_REVISION', 'WRONG_STATE', 'KEY_REUSED'];
const CHANGING_FACT: readonly ProblemCode[] = [...CHANGING, 'UNKNOWN_FACT'];
const CHANGING_OTHER: readonly ProblemCode[] = [...CHANGING, 'UNKNOWN_RECORD'];

export const FactRecordPayload = payloadOf('FactRecord', fact, RECORDING);
export const FactCorrectPayload = payloadOf('FactCorrect', fact, CHANGING_FACT);
export const FactWithdrawPayload = payloadOf('FactWithdraw', fact, [...CHANGING_FACT, 'IN_USE']);
export const FactRestorePayload = payloadOf('FactRestore', fact, CHANGING_FACT);
export const FactReviewPayload = payloadOf('FactReview', fact, CHANGING_FACT);
export const FactLinkPayload = payloadOf('FactLink', fact, CHANGING_FACT);
export const FactUnlinkPayload = payloadOf('FactUnlink', fact, CHANGING_FACT);
export const SourceRecordPayload = payloadOf('SourceRecord', source, RECORDING);
export const SourceCorrectPayload = payloadOf('SourceCorrect', source, CHANGING_OTHER);
export const ThreadRecordPayload = payloadOf('ThreadRecord', thread, RECORDING);
export const ThreadCorrectPayload = payloadOf('ThreadCorrect', thread, CHANGING_OTHER);
