// In: what became of a file that was brought in. Out: the input of the mutation, its payload and the closed lists of both.

import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { ImportChoices, ImportReport, Kind, Refusal } from '../../curate.ts';
import type { ProblemCode } from '../../model/problem.ts';
import { userErrorOf, type Wrong } from './payload.ts';
import { vocabulary } from './vocabulary.ts';

const ImportKindEnum = vocabulary<Kind>('ImportKind', 'What a file holds, seen from its content.', {
  jsonl: 'JSON Lines: facts, sources and threads in the format of the data files, or as an export writes them.',
  csv: 'A table with a header, in the documented columns.',
  gdelt: 'An event export of GDELT 2.0.',
  'sparql-json': 'Results of a Wikidata query, as JSON.',
  'sparql-csv': 'Results of a Wikidata query, as CSV.',
  'unts-csv': 'A listing of the United Nations Treaty Series.',
  'cts-csv': 'A listing of the Canada Treaty Series.',
});

const DateOrderEnum = vocabulary<NonNullable<ImportChoices['dates']>>(
  'DateOrder',
  'How day and month stand in a date such as 05/03/2024.',
  { 'day-first': '5 March.', 'month-first': '3 May.' },
);

/** Two reasons bear the names of problems. */
type Reason = Exclude<Refusal['reason'], ProblemCode> | 'BAD_DATE' | 'UNKNOWN_PARTY' | (typeof UNFIT)[number];
/** What the store refuses a sound row for. */
const UNFIT = ['INVALID_RECORD', 'WRONG_STATE', 'REVIEWED_HERE'] as const satisfies readonly ProblemCode[];

const REASONS: Record<Reason, string> = {
  NOT_JSON: 'The line is no JSON.',
  NOT_A_RECORD: 'It is no fact, source or thread.',
  WRONG_VALUE: 'A field does not have the form it must have.',
  MISSING: 'A value that the record cannot do without is empty.',
  NO_SOURCE: 'A fact without an address where it was seen.',
  BAD_DATE: 'No date of the calendar.',
  AMBIGUOUS_DATE: 'A date that two readers would take for two days: see `dateOrder`.',
  BAD_NUMBER: 'No number.',
  AMBIGUOUS_NUMBER: 'A number that may be a thousand times another: 1,234.',
  UNKNOWN_PARTY: 'No state or organization known here.',
  AMBIGUOUS_PARTY: 'A name that two parties bear.',
  UNKNOWN_WORD: 'No word of a closed list.',
  UNKNOWN_CODE: 'A code that its code book does not have.',
  CELL_COUNT: 'More or fewer cells than the header.',
  QUOTE_NOT_CLOSED: 'A quote that nothing closes.',
  STRAY_QUOTE: 'Text after a closing quote.',
  ROW_TOO_LONG: 'Longer than a row may be.',
  CONTROL_CHARACTER: 'A control character.',
  NOT_TEXT: 'Bytes that are no text.',
  CUT_SHORT: 'The file ends in the middle of a record.',
  INVALID_RECORD: 'It does not fit what is recorded.',
  WRONG_STATE: 'The record was withdrawn.',
  REVIEWED_HERE: 'A program does not overrule a person: the record is in the hands of a curator.',
};
const ReasonEnum = vocabulary<Reason>('ImportReason', 'Why a row is refused.', REASONS);

@InputType('DataImportInput', { description: 'A file of records, and how to bring it in.' })
export class DataImportInput {
  @Field(() => String, {
    description:
      'The file, as text. What it holds is seen from its content. A request has at most 256 KiB: larger files are brought in on the machine, with `npm run data -- import`.',
  })
  content!: string;

  @Field(() => String, { description: 'Why, for whoever reads the history: one line, at most 500 characters.' })
  reason!: string;

  @Field(() => Boolean, { defaultValue: false, description: 'Say what would come of it, and keep nothing.' })
  dryRun!: boolean;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Keep the valid rows where some are refused. Otherwise one refused row keeps all out.',
  })
  acceptValid!: boolean;

  @Field(() => DateOrderEnum, {
    nullable: true,
    description: 'How to read a date such as 05/03/2024. Default: such a date is refused.',
  })
  dateOrder?: ImportChoices['dates'];
}

@ObjectType('ImportRefusal', { description: 'One thing wrong with one row.' })
class ImportRefusal {
  @Field(() => Int, { description: 'Line of the file, from 1.' })
  readonly line: number;

  @Field(() => String, { description: 'Column of the file, or path of the field in the record.' })
  readonly field: string;

  @Field(() => ReasonEnum, { description: 'Why.' })
  readonly reason: string;

  @Field(() => String, { description: 'What stands there.' })
  readonly found: string;

  @Field(() => String, { description: 'What was expected.' })
  readonly expected: string;

  constructor({ line, field, reason, found, expected }: Refusal) {
    this.line = line;
    this.field = field;
    this.reason = Object.hasOwn(REASONS, reason) ? reason : 'INVALID_RECORD';
    this.found = found;
    this.expected = expected;
  }
}

/** What can be the fault of the input. */
export const IMPORT_CODES: readonly ProblemCode[] = ['IMPORT_KIND', 'INVALID_RECORD'];
const DataImportUserError = userErrorOf('DataImport', IMPORT_CODES);

@ObjectType('ImportAccount', { description: 'What became of every row of a file.' })
class ImportAccount {
  private readonly report: ImportReport;

  constructor(report: ImportReport) {
    this.report = report;
  }

  @Field(() => ImportKindEnum, { description: 'What the file holds.' })
  get kind(): Kind {
    return this.report.kind;
  }

  @Field(() => Boolean, {
    description: 'Whether anything was kept: not in a dry run, nor where a row was refused without `acceptValid`.',
  })
  get isKept(): boolean {
    return this.report.kept;
  }

  @Field(() => Int, { description: 'Rows of the file; headers, comments and empty lines not counted.' })
  get rowCount(): number {
    return this.report.rows;
  }

  @Field(() => Int, { description: 'Records that are new. A row may bring sources beside its fact.' })
  get newCount(): number {
    return this.report.new;
  }

  @Field(() => Int, { description: 'Records that differ from what was recorded.' })
  get changedCount(): number {
    return this.report.changed;
  }

  @Field(() => Int, { description: 'Records that are the same as what was recorded.' })
  get sameCount(): number {
    return this.report.same;
  }

  @Field(() => Int, { description: 'Rows that were refused.' })
  get refusedCount(): number {
    return this.report.refused;
  }

  @Field(() => Int, { description: 'Rows that the mapping of the kind passes over, by its rules.' })
  get leftOutCount(): number {
    return Object.values(this.report.left).reduce((sum, count) => sum + count, 0);
  }

  @Field(() => Int, { description: 'Rows that went into another one, as reports of one event do.' })
  get mergedCount(): number {
    return this.report.merged;
  }

  @Field(() => [ImportRefusal], {
    description: 'What is wrong with the refused rows, by line; of the first 1000 of them.',
  })
  get refusals(): ImportRefusal[] {
    return this.report.refusals.map((refusal) => new ImportRefusal(refusal));
  }

  @Field(() => String, {
    nullable: true,
    description:
      'The refused rows as a file of the same kind, each with its reasons, to be mended and sent again. Null where there are none.',
  })
  async refusedContent(): Promise<string | null> {
    if (this.report.refusedFile === null) return null;
    let text = '';
    for await (const piece of this.report.refusedFile) text += piece;
    return text;
  }
}

@ObjectType('DataImportPayload', {
  description: 'What came of it: an account of every row, or what was wrong with the input.',
})
export class DataImportPayload {
  @Field(() => ImportAccount, {
    nullable: true,
    description: 'The account. Null where something was wrong with the input as a whole.',
  })
  readonly account: ImportAccount | null;

  @Field(() => [DataImportUserError], {
    description: 'What was wrong with the input. Refused rows are in the account.',
  })
  readonly userErrors: InstanceType<typeof DataImportUserError>[];

  constructor(report: ImportReport | null, wrong: readonly Wrong[]) {
    this.account = report && new ImportAccount(report);
    this.userErrors = wrong.map((one) => new DataImportUserError(one));
  }
}
