// In: a series of figures. Out: the same figures as a table, for the formats that set the numbers beside the picture.

import type { Series } from '../model/doc.ts';

/** Periods that have a value in some line, oldest first. */
export function periodsOf(chart: Series): string[] {
  return [...new Set(chart.lines.flatMap((line) => line.points.map((point) => point.period)))].sort();
}

/** The head names the unit and the lines; a row holds a period and what each line shows for it, empty where nothing is recorded. */
export function tabulate(chart: Series): { head: string[]; rows: string[][] } {
  return {
    head: [chart.unit, ...chart.lines.map((line) => line.name)],
    rows: periodsOf(chart).map((period) => [
      period,
      ...chart.lines.map((line) => line.points.find((point) => point.period === period)?.display ?? ''),
    ]),
  };
}
