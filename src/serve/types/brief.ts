// In: a draft, and the shelf that holds its files. Out: the type Brief and what it consists of; the input that asks for it.

import { Arg, Ctx, Field, InputType, Int, ObjectType } from 'type-graphql';
import type { Outline } from '../../brief.ts';
import type { Sheet } from '../../clerks.ts';
import type { Edtf, Day as ModelDay } from '../../model/date.ts';
import type { StatementText } from '../../model/doc.ts';
import type { Choice, DroppedReason, KeptReason } from '../../model/dossier.ts';
import type { FactId, Language, Topic } from '../../model/fact.ts';
import type { FinishedFile } from '../../model/job.ts';
import type { Problem } from '../../model/problem.ts';
import type { Format, Paper, Question } from '../../model/question.ts';
import type { Context } from '../context.ts';
import { pathOf } from '../files.ts';
import { Fact } from './fact.ts';
import { Node } from './node.ts';
import { CommitteeInput, DeltaInput, MeetingInput, TripInput } from './particulars-input.ts';
import { Party, partyNodes } from './party.ts';
import { DateTime, Day, EDTFDate, URL } from './scalars.ts';
import { CitedSource, Source } from './source.ts';
import {
  FormatEnum,
  LanguageEnum,
  NoteCodeEnum,
  PaperEnum,
  ProductEnum,
  type ProductKind,
  productKind,
  SelectionRuleEnum,
  TopicEnum,
} from './vocabulary.ts';

@InputType('BriefRequestInput', {
  description:
    'What a brief is to be about. Give `text`, or `parties`, or both: a field that is given wins over what the text says. Examples: `{text: "Canada-China since 2018"}`, `{parties: ["CAN", "CHN"], since: "2018", language: EN, product: FULL_BRIEF}`.',
})
export class BriefRequestInput {
  @Field(() => String, {
    nullable: true,
    description:
      'The request as a person types it, in English or French, at most 500 characters: “Canada-India on trade from 2023 to 2025”, « Relations Canada-Inde depuis 2023 ».',
  })
  text?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Parties, by code (`CAN`, `NATO`) or name, at most 10. One: a review of its relations.',
  })
  parties?: string[] | null;

  @Field(() => EDTFDate, { nullable: true, description: 'From the first day this can mean. Default: no bound.' })
  since?: Edtf | null;

  @Field(() => EDTFDate, { nullable: true, description: 'To the last day this can mean. Default: no bound.' })
  until?: Edtf | null;

  @Field(() => [TopicEnum], { nullable: true, description: 'Only facts about one of these. Default: all.' })
  topics?: Topic[] | null;

  @Field(() => ProductEnum, {
    nullable: true,
    description: 'What kind of brief. Default: `REVIEW` for one party, otherwise `FULL_BRIEF`.',
  })
  product?: ProductKind | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The same by name, for a product of the templates of this server: `our-note`. Where it is given, it wins over `product`.',
  })
  productName?: string | null;

  @Field(() => LanguageEnum, {
    nullable: true,
    description: 'Language of the brief. Default: that of the text, otherwise `EN`.',
  })
  language?: Language | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Page budget, kept exactly by leaving out the least significant facts. Default: that of the product.',
  })
  pages?: number | null;

  @Field(() => PaperEnum, { nullable: true, description: 'Size of paper. Default: `LETTER`.' })
  paper?: Paper | null;

  @Field(() => Day, {
    nullable: true,
    description: 'What was known at the end of this day, in UTC; “last year” is counted from it. Default: today.',
  })
  asOf?: ModelDay | null;

  @Field(() => MeetingInput, {
    nullable: true,
    description: 'What only you know of a meeting. Without a product it asks for a meeting note.',
  })
  meeting?: MeetingInput | null;

  @Field(() => CommitteeInput, {
    nullable: true,
    description: 'What only you know of a committee. Without a product it asks for questions and answers.',
  })
  committee?: CommitteeInput | null;

  @Field(() => TripInput, {
    nullable: true,
    description: 'What only you know of a trip. Without a product it asks for a trip book.',
  })
  trip?: TripInput | null;

  @Field(() => DeltaInput, {
    nullable: true,
    description: 'Which editions to compare. Without a product it asks for what changed between them.',
  })
  delta?: DeltaInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Also facts that no person has reviewed yet, such as machine-coded ones. They are marked wherever the brief tells them. Default: without them; a note says how many were left out.',
  })
  includeDrafts?: boolean | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Least level of protection: `protected-a`. The brief bears it, or the highest that its facts ask for. Default: the lowest.',
  })
  marking?: string | null;
}

@ObjectType('BriefQuestion', { description: 'What was understood: every choice made.' })
export class BriefQuestion {
  readonly question: Question;

  constructor(question: Question) {
    this.question = question;
  }

  @Field(() => String, { nullable: true, description: 'The text as typed. Null where the request came structured.' })
  get text(): string | null {
    return this.question.text;
  }

  @Field(() => [Party], { description: 'Whom the brief is about, in the order asked.' })
  parties(@Ctx() context: Context): Party[] {
    return partyNodes(this.question.parties, context, this.question.language, this.question.asOf);
  }

  @Field(() => EDTFDate, { nullable: true, description: 'Beginning of the period. Null where it has none.' })
  get since(): Edtf | null {
    return this.question.since;
  }

  @Field(() => EDTFDate, { nullable: true, description: 'End of the period. Null where it has none.' })
  get until(): Edtf | null {
    return this.question.until;
  }

  @Field(() => [TopicEnum], { description: 'Topics asked for. Empty: all.' })
  get topics(): Topic[] {
    return this.question.topics;
  }

  @Field(() => ProductEnum, { description: 'Kind of brief.' })
  get product(): ProductKind {
    return productKind(this.question.product);
  }

  @Field(() => String, { description: 'Name of its product: `full-brief`.' })
  get productName(): string {
    return this.question.product;
  }

  @Field(() => LanguageEnum, { description: 'Language of the brief.' })
  get language(): Language {
    return this.question.language;
  }

  @Field(() => Int, { nullable: true, description: 'Page budget. Null: as many pages as it needs.' })
  get pages(): number | null {
    return this.question.pages;
  }

  @Field(() => PaperEnum, { description: 'Size of paper.' })
  get paper(): Paper {
    return this.question.paper;
  }

  @Field(() => Day, { description: 'The day whose knowledge and calendar the brief takes.' })
  get asOf(): ModelDay {
    return this.question.asOf;
  }

  @Field(() => Boolean, { description: 'Whether facts that no person has reviewed yet were asked for too.' })
  get includeDrafts(): boolean {
    return this.question.includeDrafts === true;
  }

  @Field(() => String, { nullable: true, description: 'Level of protection asked for. Null: none above the lowest.' })
  get marking(): string | null {
    return this.question.marking ?? null;
  }
}

@ObjectType('BriefStatement', { description: 'One sentence or table cell that states facts.' })
export class BriefStatement {
  readonly statement: StatementText;
  readonly question: Question;
  private readonly drafts: ReadonlySet<FactId>;

  constructor(statement: StatementText, { question, drafts }: Outline) {
    this.statement = statement;
    this.question = question;
    this.drafts = new Set(drafts);
  }

  @Field(() => Boolean, { description: 'Whether it rests on a fact that no person has reviewed; its text says so.' })
  get isDraft(): boolean {
    return this.statement.facts.some((id) => this.drafts.has(id));
  }

  @Field(() => String, { description: 'As it reads, without source marks.' })
  get text(): string {
    return this.statement.text;
  }

  @Field(() => [String], { description: 'Readable ids of the facts it states.' })
  get factIds(): string[] {
    return this.statement.facts;
  }

  @Field(() => [Int], { description: 'Numbers of the sources it is marked with; see `Brief.sources`. Never empty.' })
  get sourceNumbers(): number[] {
    return this.statement.sources;
  }

  @Field(() => [Fact], { description: 'The facts it states.' })
  async facts(@Ctx() context: Context): Promise<Fact[]> {
    const { language, asOf } = this.question;
    const reading = context.at(asOf);
    const facts = await Promise.all(
      this.statement.facts.map((id) => reading.factNode(id, language, this.drafts.has(id))),
    );
    return facts.filter((fact) => fact !== null);
  }
}

@ObjectType('SelectionChoice', { description: 'Why one fact is in a brief or left out.' })
export class SelectionChoice {
  readonly choice: Choice<KeptReason | DroppedReason>;
  readonly question: Question;
  private readonly isDraft: boolean;

  constructor(choice: Choice<KeptReason | DroppedReason>, question: Question, isDraft: boolean) {
    this.choice = choice;
    this.question = question;
    this.isDraft = isDraft;
  }

  @Field(() => String, { description: 'Readable id of the fact.' })
  get factId(): string {
    return this.choice.fact;
  }

  @Field(() => String, { description: 'The reason in words, in the language of the brief.' })
  reason(@Ctx() { chancery }: Context): string {
    return chancery.templates.words[this.question.language].text(`reasons.${this.choice.reason}`);
  }

  @Field(() => SelectionRuleEnum, { description: 'The rule that decided: the first that applied.' })
  get rule(): KeptReason | DroppedReason {
    return this.choice.reason;
  }

  @Field(() => Fact, { nullable: true, description: 'The fact. Null where it is no longer recorded.' })
  fact(@Ctx() context: Context): Promise<Fact | null> {
    const { language, asOf } = this.question;
    return context.at(asOf).factNode(this.choice.fact, language, this.isDraft);
  }
}

@ObjectType('SelectionReport', { description: 'What is in a brief and what was left out, each with its reason.' })
export class SelectionReport {
  @Field(() => [SelectionChoice], { description: 'Facts in the brief.' })
  readonly kept: SelectionChoice[];

  @Field(() => [SelectionChoice], { description: 'Facts found and left out.' })
  readonly dropped: SelectionChoice[];

  constructor({ kept, dropped, question, drafts }: Outline) {
    const unseen = new Set(drafts);
    const choices = (list: readonly Choice<KeptReason | DroppedReason>[]) =>
      list.map((choice) => new SelectionChoice(choice, question, unseen.has(choice.fact)));
    this.kept = choices(kept);
    this.dropped = choices(dropped);
  }
}

@ObjectType('BriefNote', { description: 'A remark on a brief that was made.' })
export class BriefNote {
  @Field(() => NoteCodeEnum, { description: 'What it is about.' })
  readonly code: string;

  @Field(() => String, { description: 'For people, in English.' })
  readonly message: string;

  constructor({ code, message }: Problem) {
    this.code = code;
    this.message = message;
  }
}

@ObjectType('BriefFile', { description: 'A finished file, to be fetched over plain HTTP.' })
export class BriefFile {
  @Field(() => URL, {
    description: 'Where to fetch it, by plain HTTP and without a header: answers HEAD, Range and If-None-Match.',
  })
  readonly url: string;

  @Field(() => DateTime, { description: 'Until when the address holds. Asked for again, the file has a new one.' })
  readonly expiresAt: string;

  @Field(() => FormatEnum, { description: 'Its format.' })
  readonly format: Format;

  @Field(() => String, { description: 'A name to save it under: `canada-china-since-2018.pdf`.' })
  readonly fileName: string;

  @Field(() => String, { description: 'Its media type: `application/pdf`.' })
  readonly mediaType: string;

  @Field(() => Int, { description: 'Its length in bytes.' })
  readonly byteSize: number;

  @Field(() => String, { description: 'SHA-256 of its bytes, 64 hexadecimal digits; also its ETag.' })
  readonly sha256: string;

  constructor(file: Omit<FinishedFile, 'pages'>, { links, origin }: Pick<Context, 'links' | 'origin'>) {
    const { id, format, fileName, mediaType, byteSize, sha256 } = file;
    const { path, expiresAt } = links.to(pathOf(id, format));
    this.url = origin + path;
    this.expiresAt = expiresAt.toISOString();
    this.format = format;
    this.fileName = fileName;
    this.mediaType = mediaType;
    this.byteSize = byteSize;
    this.sha256 = sha256;
  }
}

@ObjectType('Brief', {
  implements: Node,
  description:
    'A briefing note, composed from recorded facts alone. The same request on the same data, templates and day has the same id and the same bytes.',
})
export class Brief extends Node {
  readonly draft: Sheet;

  constructor(draft: Sheet) {
    super(draft.id);
    this.draft = draft;
  }

  @Field(() => String, { description: 'Its title.' })
  get title(): string {
    return this.draft.title;
  }

  @Field(() => LanguageEnum, { description: 'Its language.' })
  get language(): Language {
    return this.draft.question.language;
  }

  @Field(() => ProductEnum, { description: 'What kind of brief it is.' })
  get product(): ProductKind {
    return productKind(this.draft.question.product);
  }

  @Field(() => String, { description: 'Name of its product: `full-brief`.' })
  get productName(): string {
    return this.draft.question.product;
  }

  @Field(() => String, {
    description:
      'The marking on each of its pages: the highest its facts ask for, or the one asked for where that is higher.',
  })
  get marking(): string {
    return this.draft.marking;
  }

  @Field(() => EDTFDate, { description: 'Date of the newest fact of the data it was made from.' })
  get informationAsOf(): Edtf {
    return this.draft.informationAsOf;
  }

  @Field(() => Day, { description: 'The day it was made.' })
  get generated(): ModelDay {
    return this.draft.generated;
  }

  @Field(() => Int, {
    nullable: true,
    description: 'Pages of its PDF. Null, with an error, where the PDF cannot be made.',
  })
  async pageCount(@Ctx() { shelf, signal }: Context): Promise<number | null> {
    return (await shelf.file(this.draft, 'pdf', signal)).pages;
  }

  @Field(() => BriefQuestion, { description: 'What was understood.' })
  get question(): BriefQuestion {
    return new BriefQuestion(this.draft.question);
  }

  @Field(() => [BriefStatement], { description: 'Everything it states, in reading order.' })
  get statements(): BriefStatement[] {
    return this.draft.statements.map((statement) => new BriefStatement(statement, this.draft));
  }

  @Field(() => [CitedSource], { description: 'Its sources, by number.' })
  get sources(): CitedSource[] {
    return this.draft.sources.map((source, i) => new CitedSource(i + 1, new Source(source, this.language)));
  }

  @Field(() => SelectionReport, { description: 'What is in it, what was left out, and why.' })
  get selection(): SelectionReport {
    return new SelectionReport(this.draft);
  }

  @Field(() => [BriefNote], { description: 'Remarks made on the way.' })
  get notes(): BriefNote[] {
    return this.draft.notes.map((note) => new BriefNote(note));
  }

  @Field(() => BriefFile, {
    nullable: true,
    description: 'Its file in a format, made when asked for. Null, with an error, where it cannot be made.',
  })
  async file(
    @Arg('format', () => FormatEnum, { defaultValue: 'pdf', description: 'Which format.' }) format: Format,
    @Ctx() context: Context,
  ): Promise<BriefFile> {
    const file = await context.shelf.file(this.draft, format, context.signal);
    return new BriefFile({ ...file, byteSize: file.bytes.length }, context);
  }
}
