// In: what came of something a curator did. Out: a payload type for each mutation, with its errors and their codes.

import { Field, InterfaceType, ObjectType } from 'type-graphql';
import type { Problem, ProblemCode } from '../../model/problem.ts';
import type * as model from '../../model/revision.ts';
import { Revision } from './revision.ts';
import { problemVocabulary } from './vocabulary.ts';

/** What came of it: the revision that stands, or what was wrong. */
export interface Outcome {
  revision: model.Revision | null;
  wrong: Wrong[];
}

/** One thing wrong with what was asked. */
export interface Wrong {
  problem: Problem;
  /** Below `input`. */
  place: readonly string[];
  /** The current revision, where another was expected. */
  newer: model.Revision | null;
}

@InterfaceType('UserError', {
  description: 'One thing wrong with what was asked. Nothing was changed. The types that implement it add a code.',
})
export abstract class UserError {
  @Field(() => String, { description: 'What is wrong, for people, in English.' })
  readonly message: string;

  @Field(() => String, { description: 'What to do about it; empty where there is nothing to say.' })
  readonly hint: string;

  @Field(() => [String], {
    description:
      'Where in the arguments it is: `["input", "event", "clause", "fr", "state"]`; places in lists count from 0.',
  })
  readonly path: string[];

  constructor({ problem, place }: Wrong) {
    this.message = problem.message;
    this.hint = problem.hint;
    this.path = ['input', ...place];
  }
}

/** Declares the types `<Name>ErrorCode` and `<Name>UserError`. */
export function userErrorOf(name: string, codes: readonly ProblemCode[]) {
  const Code = problemVocabulary(
    `${name}ErrorCode`,
    `What can be wrong with the input of \`${name[0]?.toLowerCase()}${name.slice(1)}\`. \`{…}\` stands for the values of the message.`,
    codes,
  );

  @ObjectType(`${name}UserError`, { implements: UserError, description: 'One thing wrong with the input.' })
  class OwnError extends UserError {
    @Field(() => Code, { description: 'What it is.' })
    readonly code: string;

    readonly newerRevision: Revision | null;

    constructor(wrong: Wrong) {
      super(wrong);
      this.code = wrong.problem.code;
      this.newerRevision = wrong.newer && new Revision(wrong.newer);
    }
  }
  if (codes.includes('STALE_REVISION')) {
    const description = 'The current revision, with `STALE_REVISION`: read it and decide anew. Null with other codes.';
    Field(() => Revision, { nullable: true, description })(OwnError.prototype, 'newerRevision');
  }
  return OwnError;
}

type ClassOf<Thing> = abstract new (...values: never[]) => Thing;

/**
 * Declares the type `<Name>Payload` and those of its errors.
 * @param subject what the mutation is about: the name of the field and its type, made from a revision
 */
export function payloadOf<Thing extends object>(
  name: string,
  subject: { field: string; type: ClassOf<Thing>; of: (revision: model.Revision) => Thing | null },
  codes: readonly ProblemCode[],
) {
  const OwnError = userErrorOf(name, codes);

  @ObjectType(`${name}Payload`, { description: 'What came of it: a revision, or what was wrong with the input.' })
  class Payload {
    /** What can be the fault of the input. */
    static readonly codes = codes;

    @Field(() => subject.type, {
      name: subject.field,
      nullable: true,
      description: `The ${subject.field} as this leaves it. Null where something was wrong.`,
    })
    readonly subject: Thing | null;

    @Field(() => Revision, {
      nullable: true,
      description:
        'The revision that stands: the new one, or the one there was where nothing changed. Null where something was wrong.',
    })
    readonly revision: Revision | null;

    @Field(() => [OwnError], { description: 'What was wrong, field by field. Empty where it was done.' })
    readonly userErrors: InstanceType<typeof OwnError>[];

    constructor({ revision, wrong }: Outcome) {
      this.subject = revision && subject.of(revision);
      this.revision = revision && new Revision(revision);
      this.userErrors = wrong.map((one) => new OwnError(one));
    }
  }
  return Payload;
}
