// In: the name of a record. Out: its history, page by page; and whether the audit trail holds. Refuses whoever is no curator the walk through the
// whole trail (FORBIDDEN, UNAUTHENTICATED).

import { Arg, Args, Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { Chancery } from '../brief.ts';
import type { RecordKind } from '../model/revision.ts';
import type { Context } from './context.ts';
import { PageArgs, pageOfList } from './types/connection.ts';
import { Revision, RevisionConnection } from './types/revision.ts';
import { RecordKindEnum } from './types/vocabulary.ts';

type Report = Awaited<ReturnType<Chancery['store']['checkAudit']>>;

@ObjectType('AuditReport', { description: 'Whether what was recorded is still what it was.' })
class AuditReport {
  @Field(() => Int, { description: 'Entries of the trail, each chained to the one before by its hash.' })
  readonly entryCount: number;

  @Field(() => Int, { description: 'Revisions that the entries vouch for.' })
  readonly revisionCount: number;

  @Field(() => Int, { description: 'Editions that the entries vouch for.' })
  readonly editionCount: number;

  @Field(() => Boolean, { description: 'Whether every entry follows from the one before and no revision was changed.' })
  readonly isIntact: boolean;

  @Field(() => Int, { nullable: true, description: 'The first entry that does not hold. Null where all do.' })
  readonly brokenAt: number | null;

  @Field(() => String, {
    description: 'Hash of the last entry. Kept elsewhere, it proves that nothing was cut off at the end.',
  })
  readonly headHash: string;

  @Field(() => [String], { description: 'What does not hold, at most 100. Empty where all does.' })
  readonly faults: string[];

  constructor({ entries, revisions, editions, head, brokenAt, problems }: Report) {
    this.entryCount = entries;
    this.revisionCount = revisions;
    this.editionCount = editions;
    this.isIntact = problems.length === 0;
    this.brokenAt = brokenAt;
    this.headHash = head;
    this.faults = problems.map(({ message }) => message);
  }
}

/** Walks that have not come to their end. */
const running = new WeakMap<Chancery['store'], Promise<Report>>();

@Resolver()
export class Trail {
  @Query(() => RevisionConnection, {
    description:
      'Every revision of a record, the first one first: what it was, who recorded it, when and why. Empty where there never was such a record.',
  })
  async history(
    @Arg('recordId', () => String, { description: 'Readable id of the record: `can-chn/2018-12-01/meng-arrest`.' })
    recordId: string,
    @Arg('recordKind', () => RecordKindEnum, { defaultValue: 'fact', description: 'Of what kind the record is.' })
    recordKind: RecordKind,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { chancery }: Context,
  ): Promise<RevisionConnection> {
    const all = await chancery.store.history({ record: recordKind, id: recordId });
    return new RevisionConnection(
      pageOfList(
        all.map((revision) => new Revision(revision)),
        page,
      ),
    );
  }

  @Query(() => AuditReport, {
    nullable: true,
    description:
      'Checks the audit trail from its first entry to its last. For curators: it reads everything ever recorded, and takes its time.',
  })
  async audit(@Ctx() { chancery, curator }: Context): Promise<AuditReport> {
    curator();
    const { store } = chancery;
    // Whoever asks while it runs gets the same answer.
    const report = running.get(store) ?? store.checkAudit().finally(() => running.delete(store));
    running.set(store, report);
    return new AuditReport(await report);
  }
}
