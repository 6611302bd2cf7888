// In: an edition of the register, what is known of a file. Out: the type Edition and what it consists of; what a file is; the input that issues a brief,
// and its payload.

import { Arg, Ctx, Field, InputType, Int, ObjectType } from 'type-graphql';
import type { Overtaken as OvertakenStatementOf, Verdict } from '../../issue.ts';
import { pinnedOf, sameBytes } from '../../issue.ts';
import type { Day as ModelDay } from '../../model/date.ts';
import type * as model from '../../model/edition.ts';
import type { Language } from '../../model/fact.ts';
import { type ProblemCode, ProblemError, refuse } from '../../model/problem.ts';
import type { Format, Product } from '../../model/question.ts';
import type { Action } from '../../model/revision.ts';
import type { Context } from '../context.ts';
import { Brief, BriefFile, BriefQuestion, BriefRequestInput } from './brief.ts';
import { connectionOf } from './connection.ts';
import { ASK_CODES } from './job.ts';
import { chosen, globalId, InLanguage, Node } from './node.ts';
import { userErrorOf, type Wrong } from './payload.ts';
import { DateTime, Day } from './scalars.ts';
import { FormatEnum, LanguageEnum, ProductEnum, RevisionActionEnum, StandingEnum } from './vocabulary.ts';

@ObjectType('EditionFile', { description: 'A file of an edition, as it was when it was issued.' })
class EditionFile {
  @Field(() => LanguageEnum, { description: 'Its language.' })
  readonly language: Language;

  @Field(() => FormatEnum, { description: 'Its format.' })
  readonly format: Format;

  @Field(() => String, { description: 'SHA-256 of its bytes, 64 hexadecimal digits.' })
  readonly sha256: string;

  @Field(() => Int, { description: 'Its length in bytes.' })
  readonly byteSize: number;

  @Field(() => Int, { nullable: true, description: 'Its pages. Null for formats without pages.' })
  readonly pageCount: number | null;

  constructor({ language, format, sha256, byteSize, pages }: model.IssuedFile) {
    this.language = language;
    this.format = format;
    this.sha256 = sha256;
    this.byteSize = byteSize;
    this.pageCount = pages;
  }
}

@ObjectType('Edition', {
  implements: Node,
  description:
    'A brief that was issued under the permanent number of its topic, in both languages at once. Nothing of it changes later; its files can be made again, byte for byte.',
})
export class Edition extends Node {
  readonly edition: model.Edition;

  constructor(edition: model.Edition) {
    super(globalId('Edition', edition.id));
    this.edition = edition;
  }

  @Field(() => String, { description: 'Readable id: number of the topic and of the edition, `B0001-2`.' })
  get editionId(): string {
    return this.edition.id;
  }

  @Field(() => String, { description: 'Number of the topic: `B0001`. Given once, and never to another.' })
  get number(): string {
    return this.edition.number;
  }

  @Field(() => Int, { description: '1, 2, 3 … of the number.' })
  get editionNumber(): number {
    return this.edition.edition;
  }

  @Field(() => Day, { description: 'The day it was issued.' })
  get date(): ModelDay {
    return this.edition.date;
  }

  @Field(() => DateTime, { description: 'When it was entered in the register.' })
  get issuedAt(): string {
    return this.edition.issuedAt;
  }

  @Field(() => String, { description: 'Who issued it.' })
  get issuedBy(): string {
    return this.edition.issuedBy;
  }

  @Field(() => String, { description: 'Its title.' })
  title(@InLanguage() language?: Language | null): string {
    return this.edition.title[chosen(language, 'en')];
  }

  @Field(() => ProductEnum, { description: 'What kind of brief it is.' })
  get product(): Product {
    return this.edition.question.product;
  }

  @Field(() => BriefQuestion, { description: 'What was asked, every choice made, without its wording.' })
  get question(): BriefQuestion {
    return new BriefQuestion(this.edition.question);
  }

  @Field(() => String, { description: 'The state of the data it was made from: `DataSnapshot.snapshotId`.' })
  get snapshotId(): string {
    return this.edition.snapshot.id;
  }

  @Field(() => String, { description: 'Version of the templates it was made with.' })
  get templatesVersion(): string {
    return this.edition.templates;
  }

  @Field(() => String, { description: 'Version of the program that made it.' })
  get programVersion(): string {
    return this.edition.program;
  }

  @Field(() => Edition, { nullable: true, description: 'The edition it replaces. Null for the first.' })
  async replaces(@Ctx() { chancery }: Context): Promise<Edition | null> {
    const { number, replaces } = this.edition;
    if (!replaces) return null;
    return new Edition(await chancery.store.register.edition(`${number}-${replaces.edition}`));
  }

  @Field(() => Int, {
    nullable: true,
    description:
      'Facts of the topic that were recorded, corrected or withdrawn since the edition it replaces. Null for the first.',
  })
  get changedFactCount(): number | null {
    return this.edition.replaces?.changed ?? null;
  }

  @Field(() => Edition, { nullable: true, description: 'The newest edition of the number. Null where this is it.' })
  async newerEdition(@Ctx() { chancery }: Context): Promise<Edition | null> {
    const { number, edition } = this.edition;
    const [last] = (await chancery.store.register.page({ number }, 1, null)).editions;
    return last && last.edition > edition ? new Edition(last) : null;
  }

  @Field(() => [EditionFile], { description: 'Its files, as they were issued.' })
  get files(): EditionFile[] {
    return this.edition.files.map((file) => new EditionFile(file));
  }

  @Field(() => Brief, {
    nullable: true,
    description: 'The brief, made again. Null, with an error, where it cannot be.',
  })
  async brief(@InLanguage() language: Language | null, @Ctx() { shelf, signal }: Context): Promise<Brief> {
    const pinned = pinnedOf(this.edition, chosen(language, this.edition.question.language));
    return new Brief(await shelf.draft(pinned, signal));
  }

  @Field(() => BriefFile, {
    nullable: true,
    description:
      'One of its files, made again: the bytes that were issued. Null, with an error, where it cannot be made (`TEMPLATES_DIFFER`, `BYTES_DIFFER`, `DATA_GONE`).',
  })
  async file(
    @InLanguage() language: Language | null,
    @Arg('format', () => FormatEnum, { defaultValue: 'pdf', description: 'Which format.' }) format: Format,
    @Ctx() context: Context,
  ): Promise<BriefFile> {
    return fileOf(this.edition, chosen(language, this.edition.question.language), format, context);
  }
}

/** A file of an edition, made again. */
async function fileOf(
  edition: model.Edition,
  language: Language,
  format: Format,
  context: Context,
): Promise<BriefFile> {
  const { shelf, signal } = context;
  const issued = edition.files.find((file) => file.language === language && file.format === format);
  if (!issued) return refuse('UNKNOWN_FORMAT', { value: format, suggestion: 'see Edition.files' }, { field: 'format' });
  const draft = await shelf.draft(pinnedOf(edition, language), signal);
  const file = sameBytes(edition, issued, await shelf.file(draft, format, signal));
  return new BriefFile({ ...file, byteSize: file.bytes.length }, context);
}

/** The edition of a readable id; null where there is none. */
export async function editionNode(id: string, { chancery }: Context): Promise<Edition | null> {
  try {
    return new Edition(await chancery.store.register.edition(id));
  } catch (error) {
    if (error instanceof ProblemError && error.problems[0]?.code === 'UNKNOWN_EDITION') return null;
    throw error;
  }
}

export const EditionConnection = connectionOf('Edition', 'editions', Edition, 'the one issued last first');
export type EditionConnection = InstanceType<typeof EditionConnection>;

// ---- What a file is ----------------------------------------------------------------------------------------------------

@ObjectType('LaterRevision', { description: 'What was done to a fact after a brief had stated it.' })
class LaterRevision {
  @Field(() => String, { description: 'Readable id of the fact.' })
  readonly factId: string;

  @Field(() => Int, { description: 'Number of the revision; see `Query.history`.' })
  readonly number: number;

  @Field(() => RevisionActionEnum, { description: 'What was done.' })
  readonly action: Action;

  @Field(() => DateTime, { description: 'When.' })
  readonly recordedAt: string;

  @Field(() => String, { description: 'By whom.' })
  readonly recordedBy: string;

  @Field(() => String, { description: 'Why.' })
  readonly reason: string;

  constructor({ fact, number, action, at, by, reason }: OvertakenStatementOf['revisions'][number]) {
    this.factId = fact;
    this.number = number;
    this.action = action;
    this.recordedAt = at;
    this.recordedBy = by;
    this.reason = reason;
  }
}

@ObjectType('OvertakenStatement', {
  description: 'A statement of a brief that rests on facts which have changed since.',
})
class OvertakenStatement {
  @Field(() => String, { description: 'The statement.' })
  readonly text: string;

  @Field(() => [LaterRevision], { description: 'What was done to its facts, in the order of recording.' })
  readonly revisions: LaterRevision[];

  constructor({ text, revisions }: OvertakenStatementOf) {
    this.text = text;
    this.revisions = revisions.map((revision) => new LaterRevision(revision));
  }
}

@ObjectType('Verification', { description: 'What a file is.' })
export class Verification {
  @Field(() => StandingEnum, { description: 'Whether it is as it was issued.' })
  readonly standing: string;

  @Field(() => Edition, { nullable: true, description: 'The edition it is of, or is said to be of.' })
  readonly edition: Edition | null;

  @Field(() => LanguageEnum, { description: 'Language of the statements.' })
  readonly language: Language;

  @Field(() => Edition, { nullable: true, description: 'The newest edition of its number, where that is another.' })
  readonly newerEdition: Edition | null;

  @Field(() => Int, { description: 'How many statements the edition makes.' })
  readonly statementCount: number;

  @Field(() => [OvertakenStatement], { description: 'Those on facts that have changed since, in reading order.' })
  readonly overtaken: OvertakenStatement[];

  constructor({ standing, edition, language, newer, statements, overtaken }: Verdict) {
    this.standing = standing;
    this.edition = edition && new Edition(edition);
    this.language = language;
    this.newerEdition = newer && new Edition(newer);
    this.statementCount = statements;
    this.overtaken = overtaken.map((statement) => new OvertakenStatement(statement));
  }
}

// ---- Issuing ----------------------------------------------------------------------------------------------------------

@InputType('IssueBriefInput', { description: 'Which brief to issue.' })
export class IssueBriefInput {
  @Field(() => BriefRequestInput, { description: 'What it is to be about.' })
  request!: BriefRequestInput;

  @Field(() => String, {
    nullable: true,
    description:
      'A text of your own, at most 200 characters. The same key with the same input is carried out once, and answered the same each time: send it again after a time-out.',
  })
  idempotencyKey?: string | null;
}

/** What can be the fault of the input. */
export const ISSUE_CODES: readonly ProblemCode[] = [
  ...ASK_CODES,
  'BAD_STATE',
  'FOREIGN_EDITION',
  'TOO_EARLY',
  'TOO_LONG_FOR_BUDGET',
  'KEY_REUSED',
  'INVALID_RECORD',
];
const IssueBriefError = userErrorOf('IssueBrief', ISSUE_CODES);

@ObjectType('IssueBriefPayload', { description: 'What came of it: an edition, or what was wrong with the input.' })
export class IssueBriefPayload {
  @Field(() => Edition, { nullable: true, description: 'The edition. Null where something was wrong.' })
  readonly edition: Edition | null;

  @Field(() => [IssueBriefError], { description: 'What was wrong, field by field. Empty where it was issued.' })
  readonly userErrors: InstanceType<typeof IssueBriefError>[];

  private readonly language: Language;

  constructor(edition: model.Edition | null, language: Language, wrong: readonly Wrong[]) {
    this.edition = edition && new Edition(edition);
    this.language = language;
    this.userErrors = wrong.map((one) => new IssueBriefError(one));
  }

  @Field(() => BriefFile, {
    nullable: true,
    description: 'Its PDF in the language asked for. Null where something was wrong.',
  })
  async file(@Ctx() context: Context): Promise<BriefFile | null> {
    return this.edition && fileOf(this.edition.edition, this.language, 'pdf', context);
  }
}
