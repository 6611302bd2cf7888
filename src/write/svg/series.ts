// In: series of values by period. Out: the shapes of their lines, each with its own dashes and marks; the upper edge of the plot is y = 0.

import type { Series } from '../../model/doc.ts';
import type { Language } from '../../model/fact.ts';
import { periodsOf } from '../series.ts';
import {
  area,
  crosses,
  dot,
  type Frame,
  type Ink,
  LEADING,
  label,
  type Shape,
  SIZE,
  scaleOf,
  segment,
  stroke,
  widthOf,
} from './shapes.ts';

const PLOT = 150;
type Mark = 'disc' | 'square' | 'triangle' | 'diamond';
/** Each line has its own ink, dashes and marks: any one of them tells it from the others. */
const LINES: readonly { ink: Ink; dashes: string; mark: Mark }[] = [
  { ink: 'blue', dashes: '', mark: 'disc' },
  { ink: 'rust', dashes: '7 3', mark: 'square' },
  { ink: 'ink', dashes: '2 3', mark: 'triangle' },
  { ink: 'soft', dashes: '9 3 2 3', mark: 'diamond' },
];
/** Half the height of a mark. */
const MARK = 3.6;
/** Where the name of a line may stand, from beside its end. */
const STEPS = [0, -6, 6, -12, 12, -18, 18, -26, 26, -36, 36];

/** A line for each series, parted where a period has no value; each name stands at the end of its line. */
export function series(chart: Series, width: number, language: Language): Shape[] {
  const periods = withGaps(periodsOf(chart));
  const values = chart.lines.flatMap((line) => line.points.map((point) => point.value));
  const ticks = ticksOf(Math.min(0, ...values), Math.max(0, ...values));
  const format = new Intl.NumberFormat(`${language}-CA`, { maximumFractionDigits: 6 });
  const names = chart.lines.map((line) => `${line.points.at(-1)?.display ?? ''} ${line.name}`.trim());
  const left = Math.max(0, ...ticks.map((tick) => widthOf(format.format(tick)))) + 8;
  const right = Math.max(width * 0.45, width - Math.max(0, ...names.map((name) => widthOf(name))) - 14);
  const across = scaleOf([0, Math.max(1, periods.length - 1)], [left + 8, right]);
  const up = scaleOf([ticks[0] ?? 0, ticks.at(-1) ?? 1], [PLOT, 0]);
  const grid = ticks.flatMap((tick): Shape[] => [
    segment(left, up(tick), right, up(tick), tick === 0 ? 1.2 : 0.8, tick === 0 ? 'ink' : 'grid'),
    label(left - 5, up(tick) + SIZE * 0.33, format.format(tick), 'soft', 'end'),
  ]);
  const every = Math.max(1, Math.ceil((periods.length * (widthOf('2000') + 10)) / (right - left)));
  const axis = periods.flatMap((period, i) =>
    i % every === 0 ? [label(across(i), PLOT + LEADING + 3, period, 'soft', 'middle')] : [],
  );
  const lines = chart.lines.map((line, n) => ({
    name: names[n] ?? '',
    look: LINES[n % LINES.length] ?? { ink: 'ink' as const, dashes: '', mark: 'disc' as const },
    spots: periods.map((period, i): [number, number] | null => {
      const point = line.points.find((one) => one.period === period);
      return point ? [across(i), up(point.value)] : null;
    }),
  }));
  const taken = lines.flatMap(({ spots }) =>
    spots.flatMap((spot): Frame[] => {
      if (!spot) return [];
      const [x, y] = spot;
      return [{ left: x - MARK, right: x + MARK, top: y - MARK, bottom: y + MARK }];
    }),
  );
  const drawn = lines.flatMap(({ name, look, spots }): Shape[] => {
    const last = spots.findLast((spot) => spot !== null);
    if (!last) return [];
    const at = last[0] + MARK + 5;
    const base = last[1] + SIZE * 0.33;
    const frame = (y: number): Frame => ({
      left: at,
      right: at + widthOf(name, true),
      top: y - SIZE * 0.8,
      bottom: y + 3,
    });
    const y =
      STEPS.map((step) => base + step).find((one) => !taken.some((other) => crosses(frame(one), other))) ?? base;
    taken.push(frame(y));
    return [
      ...stretches(spots).map((points) => stroke(points, 1.8, look.ink, look.dashes)),
      ...spots.flatMap((spot) => (spot ? [markOf(look.mark, spot[0], spot[1], look.ink)] : [])),
      label(at, y, name, look.ink, 'start', true),
    ];
  });
  return [label(0, -SIZE - 4, chart.unit, 'soft', 'start'), ...grid, ...axis, ...drawn];
}

function markOf(mark: Mark, x: number, y: number, ink: Ink): Shape {
  const r = MARK;
  switch (mark) {
    case 'disc':
      return dot(x, y, r * 0.8, ink);
    case 'square': {
      const s = r * 0.75;
      return area(
        [
          [
            [x - s, y - s],
            [x + s, y - s],
            [x + s, y + s],
            [x - s, y + s],
          ],
        ],
        ink,
      );
    }
    case 'triangle':
      return area(
        [
          [
            [x, y - r],
            [x + r, y + r * 0.75],
            [x - r, y + r * 0.75],
          ],
        ],
        ink,
      );
    case 'diamond':
      return area(
        [
          [
            [x, y - r],
            [x + r, y],
            [x, y + r],
            [x - r, y],
          ],
        ],
        ink,
      );
    default:
      return mark satisfies never;
  }
}

/** Runs of neighbours that have a value. */
function stretches(spots: readonly ([number, number] | null)[]): [number, number][][] {
  const runs: [number, number][][] = [[]];
  for (const spot of spots) {
    if (spot) runs.at(-1)?.push(spot);
    else runs.push([]);
  }
  return runs.filter((run) => run.length > 1);
}

/** The years between that no line has take their room on the axis. */
function withGaps(periods: string[]): string[] {
  const first = Number(periods[0]);
  const last = Number(periods.at(-1));
  if (periods.length === 0 || !periods.every((period) => /^\d{4}$/.test(period))) return periods;
  return Array.from({ length: last - first + 1 }, (_, i) => String(first + i));
}

/** Four or five round values that span the figures. */
function ticksOf(least: number, most: number): number[] {
  const rough = (most - least || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? rough;
  const ticks: number[] = [];
  for (let n = Math.floor(least / step); (n - 1) * step < most; n++) ticks.push(Number((n * step).toPrecision(6)));
  return ticks;
}
