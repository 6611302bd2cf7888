// In: how many there are of each kind. Out: the shapes of a small square for each, a row for a kind, its name before and its number after. What
// is to come is drawn hollow, what is gone is struck through: the state does not hang on colour.

import type { Tally } from '../../model/doc.ts';
import type { Setting } from './inline.ts';
import type { Shape } from './page.ts';
import { placed, styleIn, textAt } from './plot.ts';
import type { ColourName } from './theme.ts';

const SIDE = 6.4;
const STEP = 9;
const ROW = 12;
const LINE = 0.9;

const COLOURS: Record<Tally['rows'][number]['state'], ColourName> = { standing: 'blue', coming: 'blue', gone: 'rust' };

/** A row for each kind, the first at y = 0. Squares begin where `names` ends; a row wider than the room is drawn closer. */
export function tally(chart: Tally, x: number, width: number, names: number, setting: Setting): Shape[] {
  const style = setting.theme.styles.chart;
  const labels = chart.rows.map(({ name }) => textAt(name, x, styleIn(style, 'ink'), setting));
  const left = x + Math.max(names, ...labels.map((label) => label.width + 8));
  const most = Math.max(...chart.rows.map(({ count }) => count));
  const step = Math.min(STEP, (x + width - left - 20) / most);
  const side = Math.min(SIDE, step * 0.75);
  return chart.rows.flatMap(({ count, display, state }, i): Shape[] => {
    const top = i * ROW;
    const base = top + ROW / 2 + style.size * 0.34;
    const colour = COLOURS[state];
    const squares = Array.from({ length: count }, (_, n) =>
      square(left + n * step, top + (ROW - side) / 2, side, state, colour),
    );
    const number = textAt(display, 0, styleIn(style, colour, 'bold'), setting);
    return [
      { kind: 'label', y: base, runs: labels[i]?.runs ?? [] },
      ...squares.flat(),
      { kind: 'label', y: base, runs: placed(number.runs, left + count * step + 3) },
    ];
  });
}

function square(
  x: number,
  y: number,
  side: number,
  state: Tally['rows'][number]['state'],
  colour: ColourName,
): Shape[] {
  const ring = (inset: number): [number, number][] => [
    [x + inset, y + inset],
    [x + side - inset, y + inset],
    [x + side - inset, y + side - inset],
    [x + inset, y + side - inset],
  ];
  if (state === 'standing') return [{ kind: 'area', rings: [ring(0)], colour }];
  const hollow: Shape = { kind: 'area', rings: [ring(0), ring(LINE)], colour };
  if (state === 'coming') return [hollow];
  return [
    hollow,
    {
      kind: 'stroke',
      points: [
        [x + LINE, y + side - LINE],
        [x + side - LINE, y + LINE],
      ],
      weight: LINE,
      colour,
    },
  ];
}
