// In: a chart. Out: an SVG picture of it: most of them twice, for a wide column and for a telephone, of which the style sheet shows one. The look
// is that of the page. Refuses nothing.

import type { Chart } from '../model/doc.ts';
import type { Language } from '../model/fact.ts';
import { escaped } from './escape.ts';
import { locator } from './svg/locator.ts';
import { series } from './svg/series.ts';
import type { Shape } from './svg/shapes.ts';
import { tally } from './svg/tally.ts';
import { timeline } from './svg/timeline.ts';

/** Widths of the drawings, in CSS pixels at full size. */
const DRAWINGS: Record<Chart['kind'], readonly (readonly [name: string, width: number])[]> = {
  timeline: [
    ['wide', 860],
    ['narrow', 340],
  ],
  series: [
    ['wide', 860],
    ['narrow', 340],
  ],
  tally: [
    ['wide', 860],
    ['narrow', 340],
  ],
  locator: [['small', 146]],
};

/** The drawings of a chart; each carries the alternative text. */
export function svgOf(chart: Chart, alt: string, language: Language): string {
  return DRAWINGS[chart.kind]
    .map(([name, width]) => {
      const shapes = shapesOf(chart, width, language);
      const top = Math.floor(Math.min(0, ...shapes.map((shape) => shape.top)));
      const bottom = Math.ceil(Math.max(0, ...shapes.map((shape) => shape.bottom)));
      const inner = shapes.map((shape) => shape.svg).join('\n');
      const box = `0 ${top} ${width} ${bottom - top}`;
      return `<svg class="chart ${name}" role="img" aria-label="${escaped(alt)}" viewBox="${box}">\n${inner}\n</svg>`;
    })
    .join('\n');
}

function shapesOf(chart: Chart, width: number, language: Language): Shape[] {
  switch (chart.kind) {
    case 'timeline':
      return timeline(chart, width);
    case 'series':
      return series(chart, width, language);
    case 'tally':
      return tally(chart, width);
    case 'locator':
      return locator(chart, width);
    default:
      return chart satisfies never;
  }
}
