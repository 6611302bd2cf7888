// In: a revision of a record. Out: the type Revision with what changed in it, and pages of revisions.

import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import type * as model from '../../model/revision.ts';
import type { HistoryEntry, Ref } from '../../model/revision.ts';
import type { Context } from '../context.ts';
import { connectionOf } from './connection.ts';
import { globalId, Node } from './node.ts';
import { DateTime } from './scalars.ts';
import { RecordKindEnum, RecordStateEnum, RevisionActionEnum } from './vocabulary.ts';

@ObjectType('FieldChange', { description: 'One field that differs between a revision and the one before.' })
export class FieldChange {
  @Field(() => String, { description: 'Path of the field in the record: `clause.fr.state`. Lists differ as wholes.' })
  readonly path: string;

  @Field(() => String, { description: 'The value before, as JSON: `"2018-12-01"`; `null` where there was none.' })
  readonly before: string;

  @Field(() => String, { description: 'The value after, as JSON; `null` where there is none.' })
  readonly after: string;

  constructor({ field, before, after }: model.FieldChange) {
    this.path = field;
    this.before = JSON.stringify(before);
    this.after = JSON.stringify(after);
  }
}

@ObjectType('Revision', {
  implements: Node,
  description:
    'One state of a fact, source or thread, as it was recorded. Nothing of it changes later, except that another may take its place.',
})
export class Revision extends Node {
  readonly revision: model.Revision;
  private entry: Promise<HistoryEntry | null> | null = null;

  constructor(revision: model.Revision) {
    super(globalId('Revision', keyOf(revision)));
    this.revision = revision;
  }

  @Field(() => RecordKindEnum, { description: 'Of what kind the record is.' })
  get recordKind(): model.RecordKind {
    return this.revision.record;
  }

  @Field(() => String, { description: 'Readable id of the record: `can-chn/2018-12-01/meng-arrest`.' })
  get recordId(): string {
    return this.revision.id;
  }

  @Field(() => Int, {
    description:
      '1, 2, 3 … of its record. What a change expects as `expectedRevision` is the number of the current one.',
  })
  get number(): number {
    return this.revision.number;
  }

  @Field(() => DateTime, { description: 'When it was recorded.' })
  get recordedAt(): string {
    return this.revision.at;
  }

  @Field(() => String, { description: 'Who recorded it.' })
  get recordedBy(): string {
    return this.revision.by;
  }

  @Field(() => RevisionActionEnum, { description: 'What was done.' })
  get action(): model.Action {
    return this.revision.action;
  }

  @Field(() => String, { description: 'Why, in the words of whoever recorded it.' })
  get reason(): string {
    return this.revision.reason;
  }

  @Field(() => RecordStateEnum, { description: 'How far it was held to be so.' })
  get state(): model.State {
    return this.revision.state;
  }

  @Field(() => Boolean, {
    description: 'Whether a program made the record from a data set. Stays so after a person has reviewed it.',
  })
  get isMachineCoded(): boolean {
    return this.revision.machineCoded;
  }

  @Field(() => String, { nullable: true, description: 'Protection the record asks for: `Protected B`. Null: none.' })
  get marking(): string | null {
    return this.revision.marking;
  }

  @Field(() => DateTime, {
    nullable: true,
    description: 'The release of the data that brought it. Null for what was recorded here.',
  })
  get releasedAt(): string | null {
    return this.revision.release;
  }

  @Field(() => DateTime, { nullable: true, description: 'When the next took its place. Null for the current one.' })
  async supersededAt(@Ctx() context: Context): Promise<string | null> {
    return (await this.inHistory(context))?.superseded ?? null;
  }

  @Field(() => [FieldChange], {
    description: 'Against the revision before. Empty for the first, and where only the state changed.',
  })
  async changes(@Ctx() context: Context): Promise<FieldChange[]> {
    return ((await this.inHistory(context))?.changes ?? []).map((change) => new FieldChange(change));
  }

  @Field(() => String, {
    description:
      'The whole record in this state, as one line of JSON in the format of the data files: schema/fact.schema.json.',
  })
  get recordJson(): string {
    return JSON.stringify(this.revision.body);
  }

  /** The same among those of its record. What was just written comes without it. */
  private inHistory({ chancery }: Context): Promise<HistoryEntry | null> {
    const { revision } = this;
    this.entry ??=
      'changes' in revision
        ? Promise.resolve(revision as HistoryEntry)
        : chancery.store.history(revision).then((all) => all.find(({ number }) => number === revision.number) ?? null);
    return this.entry;
  }
}

export const RevisionConnection = connectionOf('Revision', 'revisions', Revision, 'the first one first');
export type RevisionConnection = InstanceType<typeof RevisionConnection>;

const keyOf = ({ record, id, number }: Ref & { number: number }): string => `${record}:${number}:${id}`;

/** The revision of such a key; null where there is none. */
export async function revisionOf(key: string, { chancery }: Context): Promise<Revision | null> {
  const [, record, number, id = ''] = /^(fact|source|thread):(\d+):(.+)$/.exec(key) ?? [];
  if (!record) return null;
  const all = await chancery.store.history({ record: record as model.RecordKind, id });
  const found = all.find((revision) => revision.number === Number(number));
  return found ? new Revision(found) : null;
}
