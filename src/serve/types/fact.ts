// In: a recorded fact. Out: the interface Fact, with what all five kinds share, and the types Thread, FactLink and NextStep.

import { Ctx, Field, Int, InterfaceType, ObjectType } from 'type-graphql';
import type { Day, Edtf } from '../../model/date.ts';
import type * as model from '../../model/fact.ts';
import { dateOf, type Language, type Localized, type Topic, titleOf } from '../../model/fact.ts';
import type { Context } from '../context.ts';
import { chosen, globalId, InLanguage, Node } from './node.ts';
import { Party, partyNodes } from './party.ts';
import { EDTFDate } from './scalars.ts';
import { Source } from './source.ts';
import { ConfidenceEnum, LinkTypeEnum, ThreadStatusEnum, TopicEnum } from './vocabulary.ts';

@ObjectType('Thread', { implements: Node, description: 'A storyline of a relationship, such as “canola”.' })
export class Thread extends Node {
  readonly thread: model.Thread;
  readonly usual: Language;
  /** Null: as it is now. */
  readonly asOf: Day | null;

  constructor(thread: model.Thread, usual: Language, asOf: Day | null) {
    super(globalId('Thread', thread.id));
    this.thread = thread;
    this.usual = usual;
    this.asOf = asOf;
  }

  @Field(() => String, { description: 'Readable id, as in the data: `can-chn/canola`.' })
  get threadId(): string {
    return this.thread.id;
  }

  @Field(() => String, { description: 'Its name.' })
  name(@InLanguage() language: Language | null, @Ctx() context: Context): string {
    return typeset(this.thread.name, chosen(language, this.usual), context);
  }

  @Field(() => ThreadStatusEnum, { description: 'Whether it still runs.' })
  get state(): model.Thread['status'] {
    return this.thread.status;
  }

  @Field(() => Int, { description: '1 routine to 5 defines the relationship.' })
  get significance(): number {
    return this.thread.significance;
  }

  @Field(() => [TopicEnum], { description: 'What it is about.' })
  get topics(): Topic[] {
    return this.thread.topics;
  }

  @Field(() => [Party], { description: 'Between whom.' })
  parties(@Ctx() context: Context): Party[] {
    return partyNodes(this.thread.parties, context, this.usual, this.asOf);
  }
}

@ObjectType('NextStep', { description: 'A dated step to come.' })
export class NextStep {
  readonly step: model.Next;
  readonly usual: Language;

  constructor(step: model.Next, usual: Language) {
    this.step = step;
    this.usual = usual;
  }

  @Field(() => EDTFDate, { description: 'When it is due.' })
  get due(): Edtf {
    return this.step.date;
  }

  @Field(() => String, { description: 'What is due.' })
  what(@InLanguage() language: Language | null, @Ctx() context: Context): string {
    return typeset(this.step.what, chosen(language, this.usual), context);
  }
}

// Its types implement Node beside it: an interface that implements another is more than generators for Go can read.
@InterfaceType('Fact', {
  description: 'A recorded fact with its sources. Everything a brief says comes from facts.',
})
export abstract class Fact<Kind extends model.Fact = model.Fact> extends Node {
  readonly fact: Kind;
  readonly usual: Language;
  /** The day whose knowledge it and all that is read through it are; null: as it is now. */
  readonly asOf: Day | null;

  @Field(() => Boolean, {
    description: 'Whether no person has reviewed it yet. Drafts are found only where they are asked for.',
  })
  readonly isDraft: boolean;

  constructor(fact: Kind, usual: Language, asOf: Day | null, isDraft = false) {
    super(globalId('Fact', fact.id));
    this.fact = fact;
    this.usual = usual;
    this.asOf = asOf;
    this.isDraft = isDraft;
  }

  @Field(() => String, {
    description:
      'Readable id, as in the data and in the selection of briefs: `can-chn/2018-12-01/meng-arrest`. Never reused.',
  })
  get factId(): string {
    return this.fact.id;
  }

  @Field(() => String, {
    description:
      'What it is, in a few words: the headline of an event, the name of an agreement or series, the post, the subject of a position.',
  })
  title(@InLanguage() language: Language | null, @Ctx() context: Context): string {
    return typeset(titleOf(this.fact), chosen(language, this.usual), context);
  }

  @Field(() => String, { nullable: true, description: 'What it says, in a sentence. Null for indicators and offices.' })
  summary(@InLanguage() language: Language | null, @Ctx() context: Context): string | null {
    return 'summary' in this.fact ? typeset(this.fact.summary, chosen(language, this.usual), context) : null;
  }

  @Field(() => EDTFDate, {
    nullable: true,
    description:
      'The date by which it takes its place in time: of an agreement the latest step, of a figure its period, of an office its beginning. Null where not known.',
  })
  get date(): Edtf | null {
    return dateOf(this.fact);
  }

  @Field(() => String, {
    nullable: true,
    description: '`date` as a brief prints it: “1 December 2018”, « 1er décembre 2018 ».',
  })
  displayDate(@InLanguage() language: Language | null, @Ctx() { chancery }: Context): string | null {
    const date = dateOf(this.fact);
    return date && chancery.templates.type[chosen(language, this.usual)].date(date, 'prose');
  }

  @Field(() => [Party], { description: 'Whom it concerns.' })
  parties(@Ctx() context: Context): Party[] {
    return partyNodes(this.fact.parties, context, this.usual, this.asOf);
  }

  @Field(() => [TopicEnum], { description: 'What it is about.' })
  get topics(): Topic[] {
    return this.fact.topics;
  }

  @Field(() => Int, { description: '1 routine to 5 defines the relationship.' })
  get significance(): number {
    return this.fact.significance;
  }

  @Field(() => ConfidenceEnum, { description: 'How well it is attested.' })
  get confidence(): model.Fact['confidence'] {
    return this.fact.confidence;
  }

  @Field(() => String, {
    nullable: true,
    description:
      'Protection it asks for, one of the levels of the templates: `protected-b`. A brief that states it bears this marking or a higher one. Null: none.',
  })
  marking(@Ctx() context: Context): Promise<string | null> {
    return context.at(this.asOf).marking(this.fact.id);
  }

  @Field(() => String, {
    nullable: true,
    description: 'Who says what, where sources differ or a party denies it. Null where they agree.',
  })
  disputed(@InLanguage() language: Language | null, @Ctx() context: Context): string | null {
    return this.fact.disputed && typeset(this.fact.disputed, chosen(language, this.usual), context);
  }

  @Field(() => NextStep, {
    nullable: true,
    description: 'The dated step that follows from it. Null where none is known.',
  })
  get nextStep(): NextStep | null {
    return this.fact.next && new NextStep(this.fact.next, this.usual);
  }

  @Field(() => Thread, { nullable: true, description: 'The storyline it belongs to. Null where it belongs to none.' })
  async thread(@Ctx() context: Context): Promise<Thread | null> {
    const thread = this.fact.thread === null ? null : await context.at(this.asOf).thread(this.fact.thread);
    return thread && new Thread(thread, this.usual, this.asOf);
  }

  @Field(() => [FactLink], { description: 'What it bears on.' })
  get links(): FactLink[] {
    return this.fact.links.map((link) => new FactLink(link, this.usual, this.asOf));
  }

  @Field(() => [Source], { description: 'What it rests on, best first. Never empty.' })
  async sources(@Ctx() context: Context): Promise<Source[]> {
    const reading = context.at(this.asOf);
    const sources = await Promise.all(this.fact.sources.map((id) => reading.source(id)));
    return sources.flatMap((source) => (source ? [new Source(source, this.usual)] : []));
  }
}

@ObjectType('FactLink', { description: 'A recorded relation from one fact to another.' })
export class FactLink {
  readonly link: model.Link;
  readonly usual: Language;
  /** Null: as it is now. */
  readonly asOf: Day | null;

  constructor(link: model.Link, usual: Language, asOf: Day | null) {
    this.link = link;
    this.usual = usual;
    this.asOf = asOf;
  }

  @Field(() => LinkTypeEnum, { description: 'What the relation is.' })
  get linkType(): model.LinkType {
    return this.link.type;
  }

  @Field(() => String, { description: 'Readable id of the other fact.' })
  get factId(): string {
    return this.link.to;
  }

  @Field(() => Fact, { nullable: true, description: 'The other fact. Null where it is no longer recorded.' })
  fact(@Ctx() context: Context): Promise<Fact | null> {
    return context.at(this.asOf).factNode(this.link.to, this.usual);
  }
}

/** Recorded text as a brief prints it: quotes, spaces and typed values in the typography of the language. */
export function typeset(recorded: Localized, language: Language, { chancery }: Context): string {
  const type = chancery.templates.type[language];
  const text = recorded[language];
  return text.includes('{') ? type.text(text, 'prose') : type.plain(text, 'prose');
}
