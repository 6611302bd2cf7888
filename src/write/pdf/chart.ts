// In: a chart and the measure. Out: its height, and its shapes once its upper edge is known. Every place is decided before drawing.

import type { Chart } from '../../model/doc.ts';
import type { Setting } from './inline.ts';
import { locator } from './locator.ts';
import type { Shape } from './page.ts';
import { bottomOf, moved, topOf } from './plot.ts';
import { series } from './series.ts';
import { tally } from './tally.ts';
import { timeline } from './timeline.ts';

/** A chart that has its place but for its upper edge. */
export interface SetChart {
  height: number;
  /** The shapes, with the upper edge of the chart at y. */
  shapes(y: number): Shape[];
}

/** Places a chart of the given width at x. */
export function chartOf(chart: Chart, x: number, width: number, setting: Setting): SetChart {
  const shapes = shapesOf(chart, x, width, setting);
  const top = Math.min(...shapes.map(topOf));
  const bottom = Math.max(...shapes.map(bottomOf));
  return { height: bottom - top, shapes: (y) => shapes.map((shape) => moved(shape, y - top)) };
}

function shapesOf(chart: Chart, x: number, width: number, setting: Setting): Shape[] {
  switch (chart.kind) {
    case 'timeline':
      return timeline(chart, x, width, setting);
    case 'series':
      return series(chart, x, width, setting);
    case 'tally': {
      const { margin, gutter } = setting.theme.page;
      return tally(chart, x, width, margin + gutter, setting);
    }
    case 'locator':
      return locator(chart, x, width, setting);
    default:
      return chart satisfies never;
  }
}
