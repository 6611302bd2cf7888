// In: how many there are of each kind. Out: the shapes of a small square for each, a row for a kind; the upper edge is y = 0. What is to come
// is hollow, what is gone struck through.

import type { Tally } from '../../model/doc.ts';
import { area, type Ink, label, type Shape, SIZE, segment, widthOf } from './shapes.ts';

const SIDE = 11;
const STEP = 15;
const ROW = 22;
const LINE = 1.6;
/** Where squares begin when names are short: under the text column. */
const NAMES = 176;

type State = Tally['rows'][number]['state'];
const INKS: Record<State, Ink> = { standing: 'blue', coming: 'blue', gone: 'rust' };

export function tally(chart: Tally, width: number): Shape[] {
  const longest = Math.max(...chart.rows.map(({ name }) => widthOf(name))) + 12;
  const left = width > 600 ? Math.max(NAMES, longest) : longest;
  const most = Math.max(...chart.rows.map(({ count }) => count));
  const step = Math.min(STEP, (width - left - 30) / most);
  const side = Math.min(SIDE, step * 0.75);
  return chart.rows.flatMap(({ name, count, display, state }, i): Shape[] => {
    const top = i * ROW;
    const base = top + ROW / 2 + SIZE * 0.35;
    const squares = Array.from({ length: count }, (_, n) =>
      square(left + n * step, top + (ROW - side) / 2, side, state),
    );
    return [
      label(0, base, name, 'ink', 'start'),
      ...squares.flat(),
      label(left + count * step + 5, base, display, INKS[state], 'start', true),
    ];
  });
}

function square(x: number, y: number, side: number, state: State): Shape[] {
  const ring = (inset: number): [number, number][] => [
    [x + inset, y + inset],
    [x + side - inset, y + inset],
    [x + side - inset, y + side - inset],
    [x + inset, y + side - inset],
  ];
  const ink = INKS[state];
  if (state === 'standing') return [area([ring(0)], ink)];
  const hollow = area([ring(0), ring(LINE)], ink);
  return state === 'coming'
    ? [hollow]
    : [hollow, segment(x + LINE, y + side - LINE, x + side - LINE, y + LINE, LINE, ink)];
}
