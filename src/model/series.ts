// In: indicators. Out: the series they form: whose, of what, in which unit and how often; their points in order, those that rival one another kept
// beside one another, and the periods between the first and the last of which no figure is recorded. Pure. Refuses nothing.

import { daysInMonth, type Edtf, firstDay, lastDay, order, parseDate } from './date.ts';
import type { Indicator, Localized, PartyCode } from './fact.ts';

/** How often the figures of a series come. `other`: once, or at no regular interval; such a series has no gaps that could be named. */
export type Frequency = 'annual' | 'quarterly' | 'monthly' | 'other';

/** What is recorded of one period. */
export interface Point {
  period: Edtf;
  /** One figure, or several where sources differ: those better attested first, then by id. Never empty. */
  figures: Indicator[];
}

/** Figures that compare: of the same parties, flow, name, basis, unit and frequency. */
export interface Series {
  /** The first, in code-unit order, of the keys under which its figures are recorded. No other series has it. */
  key: string;
  parties: PartyCode[];
  flow: Indicator['flow'];
  name: Localized;
  basis: Localized | null;
  unit: string;
  frequency: Frequency;
  /** By period. Never empty. */
  points: Point[];
  /** Periods between the first and the last without a figure, in order, written as the periods of the points are. */
  gaps: Edtf[];
}

/** The series that indicators form, by key. Which of two sources is right is not decided here: rival figures stand in one point. */
export function seriesOf(indicators: readonly Indicator[]): Series[] {
  const groups = new Map<string, Indicator[]>();
  for (const figure of indicators) {
    const same = identityOf(figure);
    const group = groups.get(same);
    if (group) group.push(figure);
    else groups.set(same, [figure]);
  }
  return [...groups.values()].map(whole).sort((a, b) => order(a.key, b.key));
}

/** The figures of a series, by period; rivals one after the other. */
export const figuresOf = (series: Series): Indicator[] => series.points.flatMap(({ figures }) => figures);

function whole(figures: readonly Indicator[]): Series {
  const model = figures[0] as Indicator;
  const byPeriod = new Map<Edtf, Indicator[]>();
  for (const figure of figures) byPeriod.set(figure.period, [...(byPeriod.get(figure.period) ?? []), figure]);
  const points = [...byPeriod]
    .map(([period, rivals]): Point => ({ period, figures: rivals.sort(byAttestation) }))
    .sort((a, b) => order(lastDay(a.period), lastDay(b.period)) || order(a.period, b.period));
  const { frequency } = rhythmOf(model);
  return {
    key: figures.map(({ series }) => series).reduce((a, b) => (b < a ? b : a)),
    parties: model.parties,
    flow: model.flow,
    name: model.name,
    basis: model.basis,
    unit: model.unit,
    frequency,
    points,
    gaps: gapsIn(points, frequency),
  };
}

const byAttestation = (a: Indicator, b: Indicator): number =>
  Number(a.confidence === 'single') - Number(b.confidence === 'single') || order(a.id, b.id);

/** Whose exports they are depends on the order of the parties; a total is the same from either side. */
function identityOf(figure: Indicator): string {
  const directed = figure.flow === 'exports' || figure.flow === 'imports' || figure.flow === 'balance';
  const parties = directed ? figure.parties : [...figure.parties].sort();
  const { frequency, phase } = rhythmOf(figure);
  return JSON.stringify([parties, figure.flow, figure.name.en, figure.basis?.en, figure.unit, frequency, phase]);
}

/** Months that a period of each frequency lasts. */
const MONTHS = { annual: 12, quarterly: 3, monthly: 1 } as const;

/**
 * How often a figure comes: as its period says, where the record says that it comes regularly. `phase` is the month in which its year or quarter
 * begins, counted within it: fiscal years do not compare with calendar years.
 */
function rhythmOf({ frequency, period }: Indicator): { frequency: Frequency; phase: number } {
  const months = monthsOf(period);
  const start = Number(period.slice(5, 7) || 1) - 1;
  if (months === 12 && frequency === 'annual') return { frequency, phase: start };
  // The vocabulary of records has no word for quarters: the period says it.
  if (months === 3 && frequency !== 'monthly') return { frequency: 'quarterly', phase: start % 3 };
  if (months === 1 && frequency === 'monthly') return { frequency, phase: 0 };
  return { frequency: 'other', phase: 0 };
}

/** How many whole months a period lasts: 12 for `2018`, 3 for `2018-01/2018-03`; null where its bounds are no bounds of months. */
function monthsOf(period: Edtf): number | null {
  const span = parseDate(period);
  if (!span?.from || !span.to) return null;
  const { first, last } = span;
  const [year, month] = [Number(last.slice(0, 4)), Number(last.slice(5, 7))];
  if (!first.endsWith('-01') || Number(last.slice(8)) !== daysInMonth(year, month)) return null;
  return monthNumber(last) - monthNumber(first) + 1;
}

/** Months since the year 0. */
const monthNumber = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

function gapsIn(points: readonly Point[], frequency: Frequency): Edtf[] {
  const first = points[0];
  if (frequency === 'other' || !first) return [];
  const step = MONTHS[frequency];
  const there = new Set(points.map(({ period }) => monthNumber(firstDay(period))));
  const last = Math.max(...there);
  const gaps: Edtf[] = [];
  for (let month = monthNumber(firstDay(first.period)) + step; month < last; month += step) {
    if (!there.has(month)) gaps.push(periodFrom(month, step));
  }
  return gaps;
}

/** The period of so many months from a month on: `2018`, `2018-04`, `2018-04/2018-06`, `2018-04/2019-03`. */
export function periodFrom(month: number, months: number): Edtf {
  if (months === 12 && month % 12 === 0) return yearOf(month);
  return months === 1 ? nameOf(month) : `${nameOf(month)}/${nameOf(month + months - 1)}`;
}

const yearOf = (month: number): string => String(Math.floor(month / 12)).padStart(4, '0');
const nameOf = (month: number): string => `${yearOf(month)}-${String((month % 12) + 1).padStart(2, '0')}`;
