// In: what curators want to record, correct, withdraw, restore, review or link. Out: what each mutation promises. Each is one transaction in the store
// of record. Refuses whoever is no curator; what is wrong with an input is in the answer.

import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { knownMarking } from '../curate.ts';
import type { Problem } from '../model/problem.ts';
import type { Ref } from '../model/revision.ts';
import { carryOut, invalid, type Place, placeInSet, valuesOf } from './acting.ts';
import {
  agreementOf,
  eventOf,
  indicatorOf,
  officeOf,
  placeInInput,
  positionOf,
  sourceOf,
  threadOf,
  type Written,
} from './bodies.ts';
import type { Context } from './context.ts';
import {
  type CorrectingInput,
  FactCorrectInput,
  FactCorrectPayload,
  FactLinkInput,
  FactLinkPayload,
  FactRecordInput,
  FactRecordPayload,
  FactRestoreInput,
  FactRestorePayload,
  FactReviewInput,
  FactReviewPayload,
  FactUnlinkInput,
  FactUnlinkPayload,
  FactWithdrawInput,
  FactWithdrawPayload,
  type RelationInput,
  SourceCorrectInput,
  SourceCorrectPayload,
  SourceRecordInput,
  SourceRecordPayload,
  ThreadCorrectInput,
  ThreadCorrectPayload,
  ThreadRecordInput,
  ThreadRecordPayload,
} from './types/curation.ts';

const Input = (type: () => new () => object) =>
  Arg('input', type, { description: 'What to do, why, and what you have seen.' });

@Resolver()
export class Curation {
  @Mutation(() => FactRecordPayload, { nullable: true, description: 'Records a new fact.' })
  factRecord(@Input(() => FactRecordInput) input: FactRecordInput, @Ctx() context: Context) {
    const given = factsIn(input);
    const [first] = given;
    const place: Place = (found) =>
      fieldOf(found) === 'marking'
        ? ['marking']
        : first
          ? [first.kind, ...placeInInput(first.kind, fieldOf(found))]
          : [];
    return carryOut(FactRecordPayload, input, context, given.length === 1 ? place : () => [], async (act) => {
      if (!first || given.length > 1) {
        const found = given.length === 0 ? 'no fact' : given.map(({ kind }) => kind).join(' and ');
        throw invalid('input', found, 'one of event, agreement, indicator, office and position');
      }
      return context.chancery.store.record({ record: 'fact', body: first }, act, entering(input, context));
    });
  }

  @Mutation(() => FactCorrectPayload, { nullable: true, description: 'Changes fields of a fact.' })
  factCorrect(@Input(() => FactCorrectInput) input: FactCorrectInput, @Ctx() context: Context) {
    const ref = factRef(input);
    return carryOut(FactCorrectPayload, input, context, correctedIn(input, 'factId'), async (act) =>
      context.chancery.store.correct(ref, input.expectedRevision, { set: settingOf(input, context) }, act),
    );
  }

  @Mutation(() => FactWithdrawPayload, {
    nullable: true,
    description:
      'Takes a fact back. It stays in the history; its id is never used again. Not while another fact rests on it or links to it.',
  })
  factWithdraw(@Input(() => FactWithdrawInput) input: FactWithdrawInput, @Ctx() context: Context) {
    return carryOut(FactWithdrawPayload, input, context, inId, (act) =>
      context.chancery.store.withdraw(factRef(input), input.expectedRevision, act),
    );
  }

  @Mutation(() => FactRestorePayload, { nullable: true, description: 'Brings a withdrawn fact back as it was.' })
  factRestore(@Input(() => FactRestoreInput) input: FactRestoreInput, @Ctx() context: Context) {
    return carryOut(FactRestorePayload, input, context, inId, (act) =>
      context.chancery.store.restore(factRef(input), input.expectedRevision, act),
    );
  }

  @Mutation(() => FactReviewPayload, {
    nullable: true,
    description: 'Stands for a draft: from now on it is in briefs.',
  })
  factReview(@Input(() => FactReviewInput) input: FactReviewInput, @Ctx() context: Context) {
    return carryOut(FactReviewPayload, input, context, inId, (act) =>
      context.chancery.store.review(factRef(input), input.expectedRevision, act),
    );
  }

  @Mutation(() => FactLinkPayload, {
    nullable: true,
    description:
      'Records that a fact responds to, ends, amends, replaces … another. Recorded already, nothing changes.',
  })
  factLink(@Input(() => FactLinkInput) input: FactLinkInput, @Ctx() context: Context) {
    return carryOut(FactLinkPayload, input, context, inRelation, (act) =>
      context.chancery.store.link(input.factId, input.expectedRevision, linkOf(input), act),
    );
  }

  @Mutation(() => FactUnlinkPayload, { nullable: true, description: 'Takes a link between two facts back.' })
  factUnlink(@Input(() => FactUnlinkInput) input: FactUnlinkInput, @Ctx() context: Context) {
    return carryOut(FactUnlinkPayload, input, context, inRelation, (act) =>
      context.chancery.store.unlink(input.factId, input.expectedRevision, linkOf(input), act),
    );
  }

  @Mutation(() => SourceRecordPayload, { nullable: true, description: 'Records a new source.' })
  sourceRecord(@Input(() => SourceRecordInput) input: SourceRecordInput, @Ctx() context: Context) {
    return carryOut(SourceRecordPayload, input, context, recordedIn('source'), async (act) =>
      context.chancery.store.record({ record: 'source', body: sourceOf(input.source) }, act, entering(input, context)),
    );
  }

  @Mutation(() => SourceCorrectPayload, { nullable: true, description: 'Changes fields of a source.' })
  sourceCorrect(@Input(() => SourceCorrectInput) input: SourceCorrectInput, @Ctx() context: Context) {
    const ref: Ref = { record: 'source', id: input.sourceId };
    return carryOut(SourceCorrectPayload, input, context, correctedIn(input, 'sourceId'), async (act) =>
      context.chancery.store.correct(ref, input.expectedRevision, { set: settingOf(input, context) }, act),
    );
  }

  @Mutation(() => ThreadRecordPayload, { nullable: true, description: 'Records a new storyline.' })
  threadRecord(@Input(() => ThreadRecordInput) input: ThreadRecordInput, @Ctx() context: Context) {
    return carryOut(ThreadRecordPayload, input, context, recordedIn('thread'), async (act) =>
      context.chancery.store.record({ record: 'thread', body: threadOf(input.thread) }, act, entering(input, context)),
    );
  }

  @Mutation(() => ThreadCorrectPayload, { nullable: true, description: 'Changes fields of a storyline.' })
  threadCorrect(@Input(() => ThreadCorrectInput) input: ThreadCorrectInput, @Ctx() context: Context) {
    const ref: Ref = { record: 'thread', id: input.threadId };
    return carryOut(ThreadCorrectPayload, input, context, correctedIn(input, 'threadId'), async (act) =>
      context.chancery.store.correct(ref, input.expectedRevision, { set: settingOf(input, context) }, act),
    );
  }
}

/** Every fact that an input holds; there should be one. */
const factsIn = ({ event, agreement, indicator, office, position }: FactRecordInput) => [
  ...(event ? [eventOf(event)] : []),
  ...(agreement ? [agreementOf(agreement)] : []),
  ...(indicator ? [indicatorOf(indicator)] : []),
  ...(office ? [officeOf(office)] : []),
  ...(position ? [positionOf(position)] : []),
];

const factRef = ({ factId }: { factId: string }): Ref => ({ record: 'fact', id: factId });
const linkOf = ({ linkType, toFactId }: RelationInput) => ({ type: linkType, to: toFactId });

/** How a new record enters. Refuses a marking that is none. */
function entering({ isDraft, marking }: { isDraft: boolean; marking?: string | null }, { chancery }: Context) {
  if (marking) knownMarking(chancery, marking);
  return { ...(isDraft ? { state: 'draft' as const } : {}), ...(marking ? { marking } : {}) };
}

/** The fields that a correction sets. Refuses a marking that is none. */
function settingOf({ set }: CorrectingInput, { chancery }: Context): Record<string, unknown> {
  const values = valuesOf(set);
  const { marking = null } = values;
  if (marking !== null) knownMarking(chancery, marking);
  return values;
}

// ---- Places ------------------------------------------------------------------------------------------------------------

const fieldOf = ({ place }: Problem): string => place.field ?? '';

/** Of something new: within its own object. */
const recordedIn =
  (kind: Written & ('source' | 'thread')): Place =>
  (found) =>
    fieldOf(found) === 'marking' ? ['marking'] : [kind, ...placeInInput(kind, fieldOf(found))];

/** Of a correction: its id, or one of the values. */
const correctedIn =
  ({ set }: CorrectingInput, id: string): Place =>
  (found) =>
    fieldOf(found) === 'id' && found.code !== 'INVALID_RECORD' ? [id] : placeInSet(set, fieldOf(found));

/** Of what names a fact and nothing else. */
const inId: Place = () => ['factId'];

/** Of a link: the fact that carries it, the kind of relation, or the other fact. */
const inRelation: Place = (found) => {
  if (found.code !== 'INVALID_RECORD') return ['factId'];
  const name = fieldOf(found).split('.').at(-1);
  return name === 'type' ? ['linkType'] : name === 'to' ? ['toFactId'] : [];
};
