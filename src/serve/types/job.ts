// In: a job as the queue has it. Out: the types Job, JobItem and what they consist of; the inputs and payloads of what is done with jobs.

import { Args, Ctx, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type * as model from '../../model/job.ts';
import { PROBLEMS, type Problem, type ProblemCode, refuse } from '../../model/problem.ts';
import type { Format } from '../../model/question.ts';
import type { Context } from '../context.ts';
import { Brief, BriefFile, BriefQuestion, BriefRequestInput } from './brief.ts';
import { connectionOf, PageArgs, type PageOf, sizeOf } from './connection.ts';
import { globalId, Node, readGlobalId } from './node.ts';
import { userErrorOf, type Wrong } from './payload.ts';
import { DateTime } from './scalars.ts';
import { FormatEnum, problemVocabulary, vocabulary } from './vocabulary.ts';

export const MOST_REQUESTS = 500;

/** What can be wrong with a request for a brief before anything is read for it: what `ask` refuses. */
export const ASK_CODES = [
  'AS_OF_IN_FUTURE',
  'BAD_DATE',
  'BAD_PAGES',
  'MISSING_FIELD',
  'NO_PARTY',
  'PERIOD_IN_FUTURE',
  'SAME_PARTY_TWICE',
  'SINCE_AFTER_UNTIL',
  'TEXT_NOT_PRINTABLE',
  'TEXT_NOT_UNDERSTOOD',
  'TEXT_TOO_LONG',
  'TOO_MANY_PARTIES',
  'UNKNOWN_EDITION',
  'UNKNOWN_FIELD',
  'UNKNOWN_LANGUAGE',
  'UNKNOWN_MARKING',
  'UNKNOWN_PAPER',
  'UNKNOWN_PARTY',
  'UNKNOWN_PRODUCT',
  'UNKNOWN_TOPIC',
  'WRONG_FIELD',
  'WRONG_PARTY_COUNT',
] as const satisfies readonly ProblemCode[];

/** Why a brief that was understood may still not be made. */
const MAKING_CODES = [
  'BAD_STATE',
  'BOOK_TOO_LONG',
  'DATA_GONE',
  'DATA_MISSING',
  'FILES_UNWRITABLE',
  'FOREIGN_EDITION',
  'INTERNAL',
  'JOB_ABANDONED',
  'MISSING_GLYPH',
  'PLAN_WRONG',
  'STATEMENT_WITHOUT_SOURCE',
  'STORE_CORRUPT',
  'STORE_FULL',
  'STORE_NEWER',
  'STORE_READ_ONLY',
  'STORE_UNREACHABLE',
  'TEMPLATE_FIELD',
  'TEMPLATE_MISSING',
  'TEMPLATE_SYNTAX',
  'TEMPLATE_TAG',
  'TEMPLATE_WORD',
  'THEME_WRONG',
  'TOO_EARLY',
  'TOO_LONG_FOR_BUDGET',
] as const satisfies readonly ProblemCode[];

const JobErrorCodeEnum = problemVocabulary(
  'JobErrorCode',
  'Why a brief of a job could not be made. `{…}` stands for the values of the message.',
  [...ASK_CODES, ...MAKING_CODES],
);

const JobStatusEnum = vocabulary<model.JobStatus>('JobStatus', 'How far a job, or one brief of it, is.', {
  queued: 'Not begun yet.',
  running: 'Being made.',
  done: 'Made.',
  failed: 'Of a brief: it could not be made. Of a job: at least one of its briefs could not; the others are made.',
  cancelled: 'Given up because somebody asked for that. Briefs made before stay.',
});

@ObjectType('JobProgress', { description: 'How far a job is, in briefs.' })
class JobProgress {
  @Field(() => Int, { description: 'Briefs made.' })
  readonly done: number;

  @Field(() => Int, { description: 'Briefs asked for.' })
  readonly total: number;

  @Field(() => Int, { description: 'Briefs that could not be made.' })
  readonly failed: number;

  constructor({ done, total, failed }: model.Job) {
    this.done = done;
    this.total = total;
    this.failed = failed;
  }
}

@ObjectType('JobError', { description: 'Why a brief of a job could not be made.' })
class JobError {
  @Field(() => JobErrorCodeEnum, { description: 'What it is.' })
  readonly code: string;

  @Field(() => String, { description: 'What is wrong, for people, in English.' })
  readonly message: string;

  @Field(() => String, { description: 'What to do about it; empty where there is nothing to say.' })
  readonly hint: string;

  constructor({ code, message, hint }: Problem) {
    // Recorded by another version, it may have a code that this one does not know.
    this.code = code in JobErrorCodeEnum ? code : 'INTERNAL';
    this.message = message || PROBLEMS.INTERNAL.message;
    this.hint = hint;
  }
}

@ObjectType('JobItem', { implements: Node, description: 'One brief of a job.' })
export class JobItem extends Node {
  private readonly item: model.JobItem;

  constructor(item: model.JobItem) {
    super(globalId('JobItem', `${item.job}:${item.number}`));
    this.item = item;
  }

  @Field(() => Int, { description: 'Its place in `requests`, from 0.' })
  get number(): number {
    return this.item.number;
  }

  @Field(() => BriefQuestion, { description: 'What was understood when it was asked for.' })
  get question(): BriefQuestion {
    return new BriefQuestion(this.item.question);
  }

  @Field(() => JobStatusEnum, { description: 'How far it is.' })
  get status(): model.JobStatus {
    return this.item.status;
  }

  @Field(() => Brief, {
    nullable: true,
    description: 'The brief. Null until it is made, and when neither its draft nor its files are kept any more.',
  })
  async brief(@Ctx() { shelf }: Context): Promise<Brief | null> {
    const draft = this.item.brief === null ? null : await shelf.kept(this.item.brief);
    return draft && new Brief(draft);
  }

  @Field(() => [BriefFile], {
    description:
      'Its files, in the order of the formats asked for. Empty until it is made; a file that is no longer kept is missing.',
  })
  async files(@Ctx() context: Context): Promise<BriefFile[]> {
    const found = await Promise.all(this.item.files.map(({ id, format }) => context.archive.find(id, format)));
    return found.flatMap((file) => (file ? [new BriefFile(file, context)] : []));
  }

  @Field(() => JobError, { nullable: true, description: 'Why it could not be made. Null where it did not fail.' })
  get error(): JobError | null {
    return this.item.error && new JobError(this.item.error);
  }
}

const JobItemConnection = connectionOf('JobItem', 'briefs of a job', JobItem, 'in the order in which they were asked');
type JobItemConnection = InstanceType<typeof JobItemConnection>;

@ObjectType('Job', {
  implements: Node,
  description:
    'Briefs asked for together, made in their turn. It goes on when the server is started anew, and is forgotten when it expires. Follow it with `Subscription.jobProgress`, or ask for it again every few seconds.',
})
export class Job extends Node {
  private readonly job: model.Job;

  constructor(job: model.Job) {
    super(globalId('Job', job.id));
    this.job = job;
  }

  @Field(() => JobStatusEnum, { description: 'How far it is.' })
  get status(): model.JobStatus {
    return this.job.status;
  }

  @Field(() => JobProgress, { description: 'How far it is, in briefs.' })
  get progress(): JobProgress {
    return new JobProgress(this.job);
  }

  @Field(() => [FormatEnum], { description: 'Which files are made of each brief.' })
  get formats(): readonly Format[] {
    return this.job.formats;
  }

  @Field(() => JobError, {
    nullable: true,
    description: 'Why the first brief that failed did; `items` tells of each. Null where none failed.',
  })
  get error(): JobError | null {
    return this.job.error && new JobError(this.job.error);
  }

  @Field(() => JobItemConnection, { description: 'Its briefs, those that are not made yet too.' })
  async items(@Args(() => PageArgs) page: PageArgs, @Ctx() { queue }: Context): Promise<JobItemConnection> {
    const after = page.after ? numberIn(page.after, this.job) : -1;
    const { things, total, more } = await queue.items(this.job.id, sizeOf(page), after);
    return new JobItemConnection(
      pageOfPart(
        things.map((item) => new JobItem(item)),
        total,
        after >= 0,
        more,
      ),
    );
  }

  @Field(() => DateTime, { description: 'When it was asked for.' })
  get createdAt(): string {
    return this.job.createdAt;
  }

  @Field(() => DateTime, { nullable: true, description: 'When its first brief was begun. Null before that.' })
  get startedAt(): string | null {
    return this.job.startedAt;
  }

  @Field(() => DateTime, { nullable: true, description: 'When it was done, failed or cancelled. Null before that.' })
  get finishedAt(): string | null {
    return this.job.finishedAt;
  }

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it is forgotten: seven days after it was finished. Null before that.',
  })
  get expiresAt(): string | null {
    return this.job.expiresAt;
  }
}

export const JobConnection = connectionOf('Job', 'jobs', Job, 'newest first');
export type JobConnection = InstanceType<typeof JobConnection>;

/** A page of what the queue gave; the cursor of each is its id. */
export function pageOfPart<Thing extends Node>(
  nodes: Thing[],
  total: number,
  before: boolean,
  more: boolean,
): PageOf<Thing> {
  return { nodes, cursors: nodes.map(({ id }) => id), total, hasPreviousPage: before, hasNextPage: more };
}

function numberIn(cursor: string, { id, total }: model.Job): number {
  const known = readGlobalId(cursor);
  const [job, number] = known?.kind === 'JobItem' ? known.key.split(':') : [];
  return job === id && Number(number) < total ? Number(number) : refuse('BAD_CURSOR', {}, { field: 'after' });
}

@InputType('RequestBriefInput', { description: 'Briefs to be made as one job.' })
export class RequestBriefInput {
  @Field(() => [BriefRequestInput], {
    description: 'What each is to be about: 1 to 500. The job is taken on only where all of them are understood.',
  })
  requests!: BriefRequestInput[];

  @Field(() => [FormatEnum], { defaultValue: ['pdf'], description: 'Which files to make of each, each format once.' })
  formats!: Format[];

  @Field(() => String, {
    nullable: true,
    description:
      'A key of your own, 1 to 200 characters: the same key with the same input gives the same job, however often it is sent, until the job is forgotten. Send one with whatever you may have to send again.',
  })
  idempotencyKey?: string | null;
}

@InputType('CancelJobInput', { description: 'A job that is no longer wanted.' })
export class CancelJobInput {
  @Field(() => ID, { description: 'Its `id`.' })
  jobId!: string;
}

/** Declares the type `<Name>Payload` of a mutation on a job. */
function jobPayloadOf(name: string, told: string, codes: readonly ProblemCode[]) {
  const OwnError = userErrorOf(name, codes);

  @ObjectType(`${name}Payload`, { description: 'What came of it: a job, or what was wrong with the input.' })
  class Payload {
    /** What can be the fault of the input. */
    static readonly codes = codes;

    @Field(() => Job, { nullable: true, description: told })
    readonly job: Job | null;

    @Field(() => [OwnError], { description: 'What was wrong, at most 100 things. Empty where it was done.' })
    readonly userErrors: InstanceType<typeof OwnError>[];

    constructor(job: model.Job | null, wrong: readonly Wrong[]) {
      this.job = job && new Job(job);
      this.userErrors = wrong.slice(0, 100).map((one) => new OwnError(one));
    }
  }
  return Payload;
}

export const RequestBriefPayload = jobPayloadOf(
  'RequestBrief',
  'The job, or the one that the key stands for. Null where something was wrong: then nothing is made.',
  [...ASK_CODES, 'KEY_REUSED'],
);
export type RequestBriefPayload = InstanceType<typeof RequestBriefPayload>;
export const CancelJobPayload = jobPayloadOf(
  'CancelJob',
  'The job as this leaves it; one that was finished before stays as it was. Null where something was wrong.',
  ['UNKNOWN_JOB'],
);
export type CancelJobPayload = InstanceType<typeof CancelJobPayload>;
