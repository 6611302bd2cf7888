// In: nothing. Out: the input types of facts, sources and threads as a curator writes them: the fields of the record, named as the types that are
// read name them. What is null or left out is null in the record.

import { Field, Float, InputType, Int } from 'type-graphql';
import type { Edtf } from '../../model/date.ts';
import type * as model from '../../model/fact.ts';
import type { Topic } from '../../model/fact.ts';
import { EDTFDate, LanguageTag, URL } from './scalars.ts';
import {
  AgreementStatusEnum,
  AgreementTypeEnum,
  ConfidenceEnum,
  EventTypeEnum,
  FlowEnum,
  FrequencyEnum,
  LinkTypeEnum,
  SourceKindEnum,
  ThreadStatusEnum,
  TopicEnum,
} from './vocabulary.ts';

@InputType('LocalizedInput', { description: 'One text in each official language: `{en: "Canada", fr: "Canada"}`.' })
export class LocalizedInput implements model.Localized {
  @Field(() => String, { description: 'Canadian English. One line, without em dash.' })
  en!: string;

  @Field(() => String, { description: 'Canadian French. One line, without em dash.' })
  fr!: string;
}

@InputType('PhraseInput', { description: 'Text in another language than the brief.' })
export class PhraseInput {
  @Field(() => LanguageTag, { description: '`zh-Hans`, `ar`, `uk`: it chooses the font and the voice.' })
  languageTag!: string;

  @Field(() => String, { description: 'The text, in logical order.' })
  text!: string;
}

@InputType('LinkInput', { description: 'A relation to another fact, recorded only where a source supports it.' })
export class LinkInput {
  @Field(() => LinkTypeEnum, { description: 'What this fact is to the other.' })
  linkType!: model.LinkType;

  @Field(() => String, { description: 'Readable id of the other fact.' })
  factId!: string;
}

@InputType('NextStepInput', { description: 'A dated step to come.' })
export class NextStepInput {
  @Field(() => EDTFDate, { description: 'When it is due.' })
  due!: Edtf;

  @Field(() => LocalizedInput, { description: 'What is to happen, without full stop.' })
  what!: LocalizedInput;
}

@InputType('ClauseInput', {
  description:
    'The words of a fact in one language. Dates, numbers, per cent and money stand in braces, the same in both languages: `{2026-03-01}`, `{49000}`, `{75.8 %}`, `{CAD 1.5 billion}`.',
})
export class ClauseInput {
  @Field(() => String, { description: 'Who acts; lower case unless a name.' })
  subject!: string;

  @Field(() => String, {
    description:
      'What they did, past tense, following the subject; `{on}` stands once where the date goes. Of an agreement: in the present, without `{on}`.',
  })
  predicate!: string;

  @Field(() => String, {
    description: 'A definite noun phrase for other sentences to refer to it; French with its article.',
  })
  noun!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What holds as a result: a sentence in the present, without full stop. Null where nothing does.',
  })
  state?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'For the timeline, at most 26 characters. Null for lesser facts.',
  })
  label?: string | null;
}

@InputType('ClausesInput', { description: 'The words of a fact in both languages.' })
export class ClausesInput {
  @Field(() => ClauseInput, { description: 'English.' })
  en!: ClauseInput;

  @Field(() => ClauseInput, { description: 'French.' })
  fr!: ClauseInput;
}

@InputType()
export abstract class FactInput {
  @Field(() => String, {
    description: 'Readable id, stable and never reused: who, when, what. `can-chn/2018-12-01/meng-arrest`.',
  })
  factId!: string;

  @Field(() => [String], { description: 'Codes of whom it is about; the one who acts comes first.' })
  parties!: string[];

  @Field(() => [TopicEnum], { description: 'What it is about, most important first.' })
  topics!: Topic[];

  @Field(() => Int, { description: '1 routine to 5 defines the relationship.' })
  significance!: number;

  @Field(() => String, { nullable: true, description: 'Readable id of its storyline. Null where it belongs to none.' })
  threadId?: string | null;

  @Field(() => [LinkInput], {
    defaultValue: [],
    description: 'What it bears on. The only ground for “in response to” or “which ended” in a brief.',
  })
  links!: LinkInput[];

  @Field(() => [String], {
    description: 'Readable ids of the sources in which it was seen, best first. A fact without one is not recorded.',
  })
  sourceIds!: string[];

  @Field(() => ConfidenceEnum, { description: 'How well it is attested.' })
  confidence!: model.Fact['confidence'];

  @Field(() => LocalizedInput, {
    nullable: true,
    description: 'Who says what, where sources differ or a party denies it; printed. Null where nothing is disputed.',
  })
  disputed?: LocalizedInput | null;

  @Field(() => String, { nullable: true, description: "A curator's remark; never printed." })
  note?: string | null;

  @Field(() => NextStepInput, { nullable: true, description: 'The dated step that follows. Null where none is known.' })
  nextStep?: NextStepInput | null;

  @Field(() => [String], {
    defaultValue: [],
    description: 'Readable ids of records of the same fact that were merged into this one.',
  })
  sameAs!: string[];
}

@InputType('EventInput', { description: 'Something that happened.' })
export class EventInput extends FactInput {
  @Field(() => EDTFDate, { description: 'When it happened or began, as precisely as it is known and no more.' })
  date!: Edtf;

  @Field(() => EDTFDate, { nullable: true, description: 'When it ended. Null for what happened on one date.' })
  endDate?: Edtf | null;

  @Field(() => LocalizedInput, { description: 'Headline.' })
  title!: LocalizedInput;

  @Field(() => LocalizedInput, { description: 'One to three sentences, in our own words.' })
  summary!: LocalizedInput;

  @Field(() => EventTypeEnum, { description: 'What kind of act it is.' })
  eventType!: model.EventType;

  @Field(() => [String], { defaultValue: [], description: 'Persons named, as they write their names.' })
  people!: string[];

  @Field(() => LocalizedInput, { nullable: true, description: 'Where. Null where it does not matter.' })
  place?: LocalizedInput | null;

  @Field(() => ClausesInput, { description: 'Its words for a paragraph.' })
  clause!: ClausesInput;

  @Field(() => [String], {
    defaultValue: [],
    description: 'Readable ids of other facts on which the state sentence also rests.',
  })
  stateRestsOn!: string[];
}

@InputType('AgreementInput', { description: 'An agreement, arrangement or standing mission, with its life cycle.' })
export class AgreementInput extends FactInput {
  @Field(() => LocalizedInput, { description: 'Full name.' })
  title!: LocalizedInput;

  @Field(() => LocalizedInput, {
    nullable: true,
    description: 'Usual short name, at most 60 characters. Null where there is none.',
  })
  shortTitle?: LocalizedInput | null;

  @Field(() => AgreementTypeEnum, { description: 'What kind of instrument it is.' })
  agreementType!: string;

  @Field(() => AgreementStatusEnum, {
    description: 'Where it stands. Signed is not in force, and neither is provisionally applied.',
  })
  status!: model.AgreementStatus;

  @Field(() => EDTFDate, { nullable: true, description: 'Start of negotiations.' })
  negotiationsOpened?: Edtf | null;

  @Field(() => EDTFDate, {
    nullable: true,
    description: 'End of negotiations, or adoption of a text that is not signed.',
  })
  concluded?: Edtf | null;

  @Field(() => EDTFDate, { nullable: true, description: 'Signature.' })
  signed?: Edtf | null;

  @Field(() => EDTFDate, { nullable: true, description: 'Tabling in the House of Commons.' })
  tabled?: Edtf | null;

  @Field(() => EDTFDate, { nullable: true, description: 'Start of provisional application.' })
  provisionallyApplied?: Edtf | null;

  @Field(() => EDTFDate, { nullable: true, description: 'Entry into force. Null until it is in force.' })
  inForce?: Edtf | null;

  @Field(() => EDTFDate, { nullable: true, description: 'Termination or expiry.' })
  ended?: Edtf | null;

  @Field(() => String, { nullable: true, description: 'Its number in a register: `E103231`, `UNTS I-43425`.' })
  treatyNumber?: string | null;

  @Field(() => LocalizedInput, { description: 'What it provides.' })
  summary!: LocalizedInput;

  @Field(() => ClausesInput, {
    description: 'Its words; the predicate in the present, without dates of its life cycle.',
  })
  clause!: ClausesInput;

  @Field(() => [String], {
    defaultValue: [],
    description: 'Readable ids of other facts on which the state sentence also rests.',
  })
  stateRestsOn!: string[];
}

@InputType('IndicatorInput', { description: 'One figure of a series.' })
export class IndicatorInput extends FactInput {
  @Field(() => String, {
    description: 'Key of the series: one name, unit, basis, frequency and flow. `can-chn/goods-exports-annual`.',
  })
  series!: string;

  @Field(() => LocalizedInput, { description: 'What is measured; lower case unless a name.' })
  name!: LocalizedInput;

  @Field(() => EDTFDate, { description: 'The period or day of the figure.' })
  period!: Edtf;

  @Field(() => Float, { description: 'The figure, in `unit`.' })
  value!: number;

  @Field(() => String, {
    description:
      'ISO 4217 code and scale for money (`CAD billion`), `%`, `% of GDP`, or a unit word such as `persons`.',
  })
  unit!: string;

  @Field(() => LocalizedInput, { nullable: true, description: 'On what basis it is measured, or whose figure it is.' })
  basis?: LocalizedInput | null;

  @Field(() => FrequencyEnum, { description: 'How often the series has a figure.' })
  frequency!: model.Indicator['frequency'];

  @Field(() => FlowEnum, {
    nullable: true,
    description: 'For trade, seen from the first party. Null for anything else, and for series of the other side.',
  })
  flow?: model.Indicator['flow'];
}

@InputType('OfficeInput', { description: 'Somebody who holds or held an office.' })
export class OfficeInput extends FactInput {
  @Field(() => String, { description: 'Code of the party whose office it is; one of `parties`.' })
  party!: string;

  @Field(() => LocalizedInput, { description: 'The post, lower case; French in the gender of the holder.' })
  post!: LocalizedInput;

  @Field(() => String, { description: 'Who holds it.' })
  holder!: string;

  @Field(() => PhraseInput, {
    nullable: true,
    description: 'The same name in its own script or spelling. Null where it is the same or not known for certain.',
  })
  holderNative?: PhraseInput | null;

  @Field(() => EDTFDate, { nullable: true, description: 'Since when. Null where not known.' })
  since?: Edtf | null;

  @Field(() => EDTFDate, { nullable: true, description: 'Until when. Null where still held or not known.' })
  until?: Edtf | null;

  @Field(() => Int, {
    description: '1 head of state, of government or of an organisation; 2 minister; 3 envoy; 4 other.',
  })
  rank!: number;
}

@InputType('PositionInput', { description: 'What a party said of another.' })
export class PositionInput extends FactInput {
  @Field(() => String, { description: 'Code of who says it; one of `parties`.' })
  party!: string;

  @Field(() => String, { description: 'Code of whom it is about; one of `parties`.' })
  about!: string;

  @Field(() => EDTFDate, { description: 'When it was said.' })
  date!: Edtf;

  @Field(() => LocalizedInput, { description: 'What was said, attributed.' })
  summary!: LocalizedInput;

  @Field(() => String, { nullable: true, description: 'The person who said it. Null where no one is named.' })
  speaker?: string | null;

  @Field(() => ClausesInput, { description: 'Its words; the predicate says what was said.' })
  clause!: ClausesInput;
}

@InputType('SourceInput', { description: 'A publication on which facts rest.' })
export class SourceInput {
  @Field(() => String, { description: 'Readable id: `publisher/date/words-of-the-title`.' })
  sourceId!: string;

  @Field(() => String, { description: 'Who issued the text.' })
  publisher!: string;

  @Field(() => String, { nullable: true, description: 'French name of the publisher where it has one.' })
  publisherFr?: string | null;

  @Field(() => String, { nullable: true, description: 'Who carried the text, where that is not the publisher.' })
  via?: string | null;

  @Field(() => SourceKindEnum, { description: 'What kind of publisher it is.' })
  kind!: model.SourceKind;

  @Field(() => String, { nullable: true, description: 'Title as published. Null where not seen.' })
  title?: string | null;

  @Field(() => URL, { description: 'Where it was read.' })
  url!: string;

  @Field(() => EDTFDate, { nullable: true, description: 'Date of publication. Null where not seen.' })
  published?: Edtf | null;

  @Field(() => EDTFDate, { description: 'When it was read for the record.' })
  readOn!: Edtf;

  @Field(() => LanguageTag, { nullable: true, description: 'Language of the text. Null where not known.' })
  languageTag?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Country of the publisher, ISO 3166-1 alpha-3. Null where not known.',
  })
  countryCode?: string | null;
}

@InputType('ThreadInput', { description: 'A storyline of a relationship.' })
export class ThreadInput {
  @Field(() => String, { description: 'Readable id, pair and storyline: `can-chn/canola`.' })
  threadId!: string;

  @Field(() => [String], { description: 'Codes of whose storyline it is.' })
  parties!: string[];

  @Field(() => LocalizedInput, { description: 'Its name, as it stands in the margin.' })
  name!: LocalizedInput;

  @Field(() => [TopicEnum], { description: 'What it is about.' })
  topics!: Topic[];

  @Field(() => ThreadStatusEnum, { description: 'Whether more is to be expected.' })
  state!: model.Thread['status'];

  @Field(() => Int, { description: '1 routine to 5 defines the relationship.' })
  significance!: number;
}
