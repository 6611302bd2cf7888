// In: series of values by period. Out: the shapes of their lines, with gaps where a period has no value.

import type { Series } from '../../model/doc.ts';
import type { Setting } from './inline.ts';
import type { Run, Shape } from './page.ts';
import { crosses, type Frame, placed, scaleOf, styleIn, textAt } from './plot.ts';
import type { ColourName } from './theme.ts';

const SERIES_HEIGHT = 96;

/** Each line has its own colour, dashes and marks: any one of them tells it from the others. */
interface Look {
  colour: ColourName;
  dashes: readonly number[];
  mark: 'disc' | 'square' | 'triangle' | 'diamond';
}
const LOOKS: readonly Look[] = [
  { colour: 'blue', dashes: [], mark: 'disc' },
  { colour: 'rust', dashes: [5, 2.2], mark: 'square' },
  { colour: 'ink', dashes: [1.4, 1.8], mark: 'triangle' },
  { colour: 'soft', dashes: [7, 2, 1.4, 2], mark: 'diamond' },
];
/** Half the height of a mark. */
const MARK = 2.3;
/** Where the name of a line may stand, from beside its end. */
const STEPS = [0, -4, 4, -8, 8, -12, 12, -16, 16, -22, 22, -30, 30];

/** A line for each series, a gap where a period has no value, names at the end of the lines. */
export function series(chart: Series, x: number, width: number, setting: Setting): Shape[] {
  const style = setting.theme.styles.chart;
  const periods = periodsOf(chart);
  const values = chart.lines.flatMap((line) => line.points.map((point) => point.value));
  const most = Math.max(0, ...values);
  const least = Math.min(0, ...values);
  const names = chart.lines.map((line, i) =>
    textAt(line.name, 0, styleIn(style, LOOKS[i % LOOKS.length]?.colour ?? 'ink', 'bold'), setting),
  );
  const ends = chart.lines.map((line, i) =>
    textAt(line.points.at(-1)?.display ?? '', 0, styleIn(style, LOOKS[i % LOOKS.length]?.colour ?? 'ink'), setting),
  );
  const room = Math.max(0, ...names.map((name, i) => name.width + (ends[i]?.width ?? 0)));
  const right = x + width - room - 12;
  const ticks = ticksOf(least, most);
  const tickTexts = ticks.map((tick) => textAt(tick.text, 0, styleIn(style, 'soft'), setting));
  const left = x + Math.max(0, ...tickTexts.map((text) => text.width)) + 6;
  const across = scaleOf([0, Math.max(1, periods.length - 1)], [left + 8, right - 4]);
  const up = scaleOf([ticks[0]?.value ?? 0, ticks.at(-1)?.value ?? 1], [0, -SERIES_HEIGHT]);
  const shapes: Shape[] = [];
  ticks.forEach((tick, i) => {
    const y = up(tick.value);
    const text = tickTexts[i] as { runs: Run[]; width: number };
    shapes.push({
      kind: 'stroke',
      points: [
        [left, y],
        [right, y],
      ],
      weight: tick.value === 0 ? 0.8 : 0.5,
      colour: tick.value === 0 ? 'ink' : 'grid',
    });
    shapes.push({ kind: 'label', y: y + style.size * 0.33, runs: placed(text.runs, left - 4 - text.width) });
  });
  const unit = textAt(chart.unit, x, styleIn(style, 'soft'), setting);
  shapes.push({ kind: 'label', y: -SERIES_HEIGHT - 8, runs: unit.runs });
  const every = Math.max(1, Math.ceil((periods.length * 26) / Math.max(1, right - left)));
  periods.forEach((period, i) => {
    if (i % every !== 0 && i !== periods.length - 1) return;
    const text = textAt(period, 0, styleIn(style, 'soft'), setting);
    shapes.push({
      kind: 'label',
      y: up(ticks[0]?.value ?? 0) + style.size + 3,
      runs: placed(text.runs, across(i) - text.width / 2),
    });
  });
  const lines = chart.lines.map((line, i): Drawn => {
    const look = LOOKS[i % LOOKS.length] as Look;
    const spots = periods.flatMap((period, n): Spot[] => {
      const point = line.points.find((one) => one.period === period);
      return point ? [{ point, n, x: across(n), y: up(point.value) }] : [];
    });
    return { look, spots, last: spots.at(-1) ?? null };
  });
  for (const { look, spots } of lines) shapes.push(...strokesOf(spots, look));
  for (const { look, spots } of lines) for (const { x: at, y } of spots) shapes.push(markOf(look, at, y));

  const taken: Frame[] = lines.flatMap(({ spots }) => [
    ...spots.map(({ x: at, y }) => ({ left: at - MARK, right: at + MARK, top: y - MARK, bottom: y + MARK })),
    ...strokesOf(spots, LOOKS[0] as Look).flatMap(framesOf),
  ]);
  const lined = ticks.map((tick): Frame => ({ left, right, top: up(tick.value) - 0.4, bottom: up(tick.value) + 0.4 }));
  const free = (frame: Frame) => !taken.some((other) => crosses(frame, other));
  // The names first: they say which line is which. Beside the end of the line, or as near to it as there is room.
  lines.forEach(({ last }, i) => {
    if (!last) return;
    const name = names[i] as { runs: Run[]; width: number };
    const value = ends[i] as { runs: Run[]; width: number };
    const at = last.x + MARK + 4;
    const frame = (y: number): Frame => ({
      left: at,
      right: at + value.width + 4 + name.width,
      top: y - style.size * 0.75,
      bottom: y + style.size * 0.25,
    });
    const base = last.y + style.size * 0.33;
    const tidy = (one: number) => free(frame(one)) && !lined.some((line) => crosses(frame(one), line));
    const y = STEPS.map((step) => base + step).find(tidy) ?? base;
    taken.push(frame(y));
    shapes.push({ kind: 'label', y, runs: placed(value.runs, at) });
    shapes.push({ kind: 'label', y, runs: placed(name.runs, at + value.width + 4) });
  });
  for (const { look, spots, last } of lines) {
    for (const { point, x: at, y } of spots) {
      if (point === last?.point || !point.number) continue;
      const text = textAt(point.number, 0, styleIn(style, look.colour), setting);
      const half = text.width / 2;
      const place = [y - MARK - 2, y + MARK + style.size * 0.75 + 1].find((base) =>
        free({ left: at - half, right: at + half, top: base - style.size * 0.75, bottom: base + 1 }),
      );
      if (place === undefined) continue;
      taken.push({ left: at - half, right: at + half, top: place - style.size * 0.75, bottom: place + 1 });
      shapes.push({ kind: 'label', y: place, runs: placed(text.runs, at - half) });
    }
  }
  return shapes;
}

interface Spot {
  point: Series['lines'][number]['points'][number];
  /** Place among the periods. */
  n: number;
  x: number;
  y: number;
}
interface Drawn {
  look: Look;
  spots: Spot[];
  last: Spot | null;
}

/** A line for each run of neighbouring periods. */
function strokesOf(spots: readonly Spot[], { colour, dashes }: Look): Extract<Shape, { kind: 'stroke' }>[] {
  const runs: Spot[][] = [];
  for (const spot of spots) {
    const run = runs.at(-1);
    if (run && run.at(-1)?.n === spot.n - 1) run.push(spot);
    else runs.push([spot]);
  }
  return runs
    .filter((run) => run.length > 1)
    .map((run) => ({
      kind: 'stroke',
      points: run.map(({ x, y }): [number, number] => [x, y]),
      weight: 1.3,
      colour,
      ...(dashes.length > 0 ? { dashes } : {}),
    }));
}

/** The room along a line. */
function framesOf({ points }: { points: readonly [number, number][] }): Frame[] {
  return points.slice(1).flatMap(([toX, toY], i) => {
    const [x, y] = points[i] as [number, number];
    const parts = Math.max(1, Math.ceil(Math.abs(toX - x) / 3));
    return Array.from({ length: parts }, (_, n): Frame => {
      const ys = [y + ((toY - y) * n) / parts, y + ((toY - y) * (n + 1)) / parts];
      return {
        left: x + ((toX - x) * n) / parts,
        right: x + ((toX - x) * (n + 1)) / parts,
        top: Math.min(...ys) - 0.8,
        bottom: Math.max(...ys) + 0.8,
      };
    });
  });
}

function markOf({ colour, mark }: Look, x: number, y: number): Shape {
  if (mark === 'disc') return { kind: 'dot', x, y, radius: MARK * 0.8, colour };
  const r = MARK;
  const rings: Record<Exclude<Look['mark'], 'disc'>, [number, number][]> = {
    square: [
      [x - r * 0.75, y - r * 0.75],
      [x + r * 0.75, y - r * 0.75],
      [x + r * 0.75, y + r * 0.75],
      [x - r * 0.75, y + r * 0.75],
    ],
    triangle: [
      [x, y - r],
      [x + r, y + r * 0.75],
      [x - r, y + r * 0.75],
    ],
    diamond: [
      [x, y - r],
      [x + r, y],
      [x, y + r],
      [x - r, y],
    ],
  };
  return { kind: 'area', rings: [rings[mark]], colour };
}

/** All periods, with the years between them that no line has. */
function periodsOf(chart: Series): string[] {
  const seen = [...new Set(chart.lines.flatMap((line) => line.points.map((point) => point.period)))].sort();
  if (!seen.every((period) => /^\d{4}$/.test(period))) return seen;
  const first = Number(seen[0] ?? 0);
  return Array.from({ length: Number(seen.at(-1) ?? 0) - first + 1 }, (_, i) => String(first + i));
}

function ticksOf(least: number, most: number): { value: number; text: string }[] {
  const rough = (most - least || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? rough;
  const ticks: { value: number; text: string }[] = [];
  for (let value = Math.floor(least / step) * step; value < most + step * 0.999; value += step) {
    ticks.push({ value, text: String(Number(value.toPrecision(6))).replace('-', '\u2212') });
  }
  return ticks;
}
