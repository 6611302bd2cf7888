// In: series of values by period. Out: the shapes of their lines, with gaps where a period has no value.

import type { Series } from '../../model/doc.ts';
import type { Setting } from './inline.ts';
import type { Run, Shape } from './page.ts';
import { crosses, type Frame, placed, scaleOf, styleIn, textAt } from './plot.ts';
import type { ColourName } from './theme.ts';

const SERIES_HEIGHT = 96;

const SERIES_COLOURS: readonly ColourName[] = ['blue', 'rust', 'ink', 'soft'];

/** A line for each series, a gap where a period has no value, names at the end of the lines. */
export function series(chart: Series, x: number, width: number, setting: Setting): Shape[] {
  const style = setting.theme.styles.chart;
  const periods = periodsOf(chart);
  const values = chart.lines.flatMap((line) => line.points.map((point) => point.value));
  const most = Math.max(0, ...values);
  const least = Math.min(0, ...values);
  const names = chart.lines.map((line, i) =>
    textAt(line.name, 0, styleIn(style, SERIES_COLOURS[i % SERIES_COLOURS.length] as ColourName, 'bold'), setting),
  );
  const ends = chart.lines.map((line, i) =>
    textAt(
      line.points.at(-1)?.display ?? '',
      0,
      styleIn(style, SERIES_COLOURS[i % SERIES_COLOURS.length] as ColourName),
      setting,
    ),
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
  const taken: Frame[] = [];
  chart.lines.forEach((line, i) => {
    const colour = SERIES_COLOURS[i % SERIES_COLOURS.length] as ColourName;
    let stretch: [number, number][] = [];
    const flush = () => {
      if (stretch.length > 1) shapes.push({ kind: 'stroke', points: stretch, weight: 1.3, colour });
      stretch = [];
    };
    periods.forEach((period, at) => {
      const point = line.points.find((one) => one.period === period);
      if (!point) {
        flush();
        return;
      }
      stretch.push([across(at), up(point.value)]);
      shapes.push({ kind: 'dot', x: across(at), y: up(point.value), radius: 1.7, colour });
    });
    flush();
    const last = line.points.at(-1);
    if (!last) return;
    const name = names[i] as { runs: Run[]; width: number };
    const value = ends[i] as { runs: Run[]; width: number };
    const at = across(periods.indexOf(last.period)) + 6;
    let y = up(last.value) + style.size * 0.33;
    const frame = (): Frame => ({
      left: at,
      right: at + name.width + value.width + 4,
      top: y - style.size,
      bottom: y + 1,
    });
    while (taken.some((other) => crosses(frame(), other))) y += 2;
    taken.push(frame());
    shapes.push({ kind: 'label', y, runs: placed(value.runs, at) });
    shapes.push({ kind: 'label', y, runs: placed(name.runs, at + value.width + 4) });
  });
  return shapes;
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
