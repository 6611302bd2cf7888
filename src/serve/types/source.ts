// In: a recorded source, and its number in a brief. Out: the types Source and CitedSource.

import { Field, Int, ObjectType } from 'type-graphql';
import type { Edtf } from '../../model/date.ts';
import type * as model from '../../model/fact.ts';
import type { Language, SourceKind } from '../../model/fact.ts';
import { chosen, globalId, InLanguage, Node } from './node.ts';
import { EDTFDate, LanguageTag, URL } from './scalars.ts';
import { SourceKindEnum } from './vocabulary.ts';

@ObjectType('Source', { implements: Node, description: 'A publication on which facts rest.' })
export class Source extends Node {
  readonly source: model.Source;
  readonly usual: Language;

  constructor(source: model.Source, usual: Language) {
    super(globalId('Source', source.id));
    this.source = source;
    this.usual = usual;
  }

  @Field(() => String, { description: 'Readable id, as in the data.' })
  get sourceId(): string {
    return this.source.id;
  }

  @Field(() => String, { description: 'Who published it.' })
  publisher(@InLanguage() language: Language | null): string {
    return publisherOf(this.source, chosen(language, this.usual));
  }

  @Field(() => String, { nullable: true, description: 'Who carried the text. Null where that is the publisher.' })
  get via(): string | null {
    return this.source.via;
  }

  @Field(() => SourceKindEnum, { description: 'What kind of publisher it is.' })
  get kind(): SourceKind {
    return this.source.kind;
  }

  @Field(() => String, { description: 'Its title in its own language; the name of the publisher where it has none.' })
  get title(): string {
    return this.source.title ?? publisherOf(this.source, this.usual);
  }

  @Field(() => URL, { description: 'Where it can be read.' })
  get url(): string {
    return this.source.url;
  }

  @Field(() => EDTFDate, { nullable: true, description: 'When it was published. Null where it does not say.' })
  get published(): Edtf | null {
    return this.source.published;
  }

  @Field(() => EDTFDate, { description: 'When it was read for the record.' })
  get readOn(): Edtf {
    return this.source.read;
  }

  @Field(() => LanguageTag, { nullable: true, description: 'Language of its text. Null where not recorded.' })
  get languageTag(): string | null {
    return this.source.language;
  }

  @Field(() => String, {
    nullable: true,
    description: 'Country of the publisher, ISO 3166-1 alpha-3. Null where not recorded.',
  })
  get countryCode(): string | null {
    return this.source.country;
  }
}

@ObjectType('CitedSource', {
  description: 'A source as a brief numbers it. The marks of its sentences carry this number.',
})
export class CitedSource {
  @Field(() => Int, { description: 'Number in the brief, from 1.' })
  readonly number: number;

  @Field(() => Source, { description: 'The source.' })
  readonly source: Source;

  constructor(number: number, source: Source) {
    this.number = number;
    this.source = source;
  }

  @Field(() => String, { description: 'Who published it, in the language of the brief.' })
  get publisher(): string {
    return this.source.publisher(null);
  }

  @Field(() => String, { description: 'Its title in its own language; the name of the publisher where it has none.' })
  get title(): string {
    return this.source.title;
  }

  @Field(() => URL, { description: 'Where it can be read.' })
  get url(): string {
    return this.source.url;
  }

  @Field(() => EDTFDate, { nullable: true, description: 'When it was published. Null where it does not say.' })
  get published(): Edtf | null {
    return this.source.published;
  }
}

const publisherOf = (source: model.Source, language: Language): string =>
  language === 'fr' ? (source.publisherFr ?? source.publisher) : source.publisher;
