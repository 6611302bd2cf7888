// In: a series of the model. Out: the types Series, SeriesPoint and SeriesGap; the series of a relationship. Refuses nothing.

import { ArgsType, Ctx, Field, Float, ObjectType } from 'type-graphql';
import type { Edtf, Day as ModelDay } from '../../model/date.ts';
import type * as model from '../../model/fact.ts';
import type { Language, PartyCode } from '../../model/fact.ts';
import type { Question } from '../../model/question.ts';
import { type Frequency, figuresOf, type Series as ModelSeries, seriesOf } from '../../model/series.ts';
import type { Context } from '../context.ts';
import { typeset } from './fact.ts';
import { Indicator } from './kinds.ts';
import { chosen, globalId, InLanguage, Node } from './node.ts';
import { Party, partyNodes } from './party.ts';
import { EDTFDate } from './scalars.ts';
import { FlowEnum, vocabulary } from './vocabulary.ts';

/** Figures that are read for the series of one relationship: more than any has. The most significant stand for all. */
const MOST_FIGURES = 5000;

const SeriesFrequencyEnum = vocabulary<Frequency>('SeriesFrequency', 'How often the figures of a series come.', {
  annual: 'One a year, calendar or fiscal.',
  quarterly: 'One a quarter.',
  monthly: 'One a month.',
  other: 'Once, or at no regular interval: no gaps can be named.',
});

@ArgsType()
export class SeriesArgs {
  @Field(() => String, {
    nullable: true,
    description:
      'Only series whose name has this in it, in English or French; capitals and accents do not matter. Default: all.',
  })
  name?: string | null;
}

@ObjectType('SeriesPoint', {
  description:
    'The figure of one period. Where sources differ on a period, each has a point of its own, one after the other.',
})
class SeriesPoint {
  @Field(() => EDTFDate, { description: 'The period it covers.' })
  readonly period: Edtf;

  @Field(() => Float, { description: 'The figure, in the unit of the series.' })
  readonly value: number;

  @Field(() => Indicator, { description: 'The fact that carries it, with its sources.' })
  readonly fact: Indicator;

  constructor(figure: model.Indicator, usual: Language, asOf: ModelDay | null) {
    this.period = figure.period;
    this.value = figure.value;
    this.fact = new Indicator(figure, usual, asOf);
  }
}

@ObjectType('SeriesGap', { description: 'A period inside a series of which no figure is recorded.' })
class SeriesGap {
  readonly usual: Language;

  @Field(() => EDTFDate, { description: 'The period: `2023`, `2023-04`, or a quarter as `2023-04/2023-06`.' })
  readonly period: Edtf;

  constructor(period: Edtf, usual: Language) {
    this.period = period;
    this.usual = usual;
  }

  @Field(() => String, { description: '`period` as a brief prints it: “April 2023”, « avril 2023 ».' })
  displayPeriod(@InLanguage() language: Language | null, @Ctx() { chancery }: Context): string {
    return chancery.templates.type[chosen(language, this.usual)].date(this.period, 'prose');
  }
}

@ObjectType('Series', {
  implements: Node,
  description: 'Figures that compare: of the same parties, flow, name, basis, unit and frequency, with its gaps named.',
})
export class Series extends Node {
  readonly series: ModelSeries;
  readonly usual: Language;
  /** Null: as it is now. */
  readonly asOf: ModelDay | null;

  constructor(series: ModelSeries, usual: Language, asOf: ModelDay | null) {
    super(globalId('Series', `${series.parties.join('+')}:${series.key}`));
    this.series = series;
    this.usual = usual;
    this.asOf = asOf;
  }

  @Field(() => String, {
    description:
      '`Indicator.series` of its figures; where sources that differ carry keys of their own, the first of these in alphabetical order.',
  })
  get seriesKey(): string {
    return this.series.key;
  }

  @Field(() => String, { description: 'What it measures: “Merchandise trade”.' })
  name(@InLanguage() language: Language | null, @Ctx() context: Context): string {
    return typeset(this.series.name, chosen(language, this.usual), context);
  }

  @Field(() => String, {
    nullable: true,
    description: 'How it is measured: “goods, customs basis”. Null where not recorded.',
  })
  basis(@InLanguage() language: Language | null, @Ctx() context: Context): string | null {
    return this.series.basis && typeset(this.series.basis, chosen(language, this.usual), context);
  }

  @Field(() => String, {
    description: 'ISO 4217 code and scale for money (`CAD billion`), a unit word or `%` otherwise.',
  })
  get unit(): string {
    return this.series.unit;
  }

  @Field(() => SeriesFrequencyEnum, { description: 'How often its figures come, as their periods say.' })
  get frequency(): Frequency {
    return this.series.frequency;
  }

  @Field(() => FlowEnum, {
    nullable: true,
    description: 'What it measures of trade. Null where it does not measure trade.',
  })
  get flow(): model.Indicator['flow'] {
    return this.series.flow;
  }

  @Field(() => [Party], { description: 'Whom it concerns.' })
  parties(@Ctx() context: Context): Party[] {
    return partyNodes(this.series.parties, context, this.usual, this.asOf);
  }

  @Field(() => [SeriesPoint], { description: 'Its figures, by period. Never empty.' })
  get points(): SeriesPoint[] {
    return figuresOf(this.series).map((figure) => new SeriesPoint(figure, this.usual, this.asOf));
  }

  @Field(() => [SeriesGap], {
    description: 'Periods between `first` and `last` without a figure, in order. Empty where `frequency` is `OTHER`.',
  })
  get gaps(): SeriesGap[] {
    return this.series.gaps.map((period) => new SeriesGap(period, this.usual));
  }

  @Field(() => EDTFDate, { description: 'Its first period.' })
  get first(): Edtf {
    return this.series.points[0]?.period ?? '';
  }

  @Field(() => EDTFDate, { description: 'Its last period.' })
  get last(): Edtf {
    return this.series.points.at(-1)?.period ?? '';
  }
}

/** The series of a relationship in a period, by key. One reading of the store. */
export async function seriesIn(
  { parties, since, until, topics, asOf }: Question,
  { chancery }: Context,
): Promise<ModelSeries[]> {
  const filter = { between: parties, since, until, topics, minSignificance: 1, asOf };
  return seriesOf((await chancery.store.foremost('indicator', filter, MOST_FIGURES)).facts);
}

/** Those whose name has a text in it. */
export function named(all: readonly ModelSeries[], { name }: SeriesArgs): ModelSeries[] {
  const wanted = fold(name ?? '');
  return all.filter((series) => fold(series.name.en).includes(wanted) || fold(series.name.fr).includes(wanted));
}

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

/** A series by the key of its global id; null where it is no longer recorded. */
export async function seriesByKey(key: string, context: Context): Promise<Series | null> {
  const [codes = '', ...rest] = key.split(':');
  const parties: PartyCode[] = codes.split('+').filter((code) => context.party(code) !== null);
  if (parties.length === 0) return null;
  const scope = context.chancery.ask({ parties });
  const found = (await seriesIn(scope, context)).find((series) => series.key === rest.join(':'));
  return found ? new Series(found, 'en', null) : null;
}
