// In: a locator map. Out: its shapes: land, the parties in their colours, and their names above and below it, each with a line that leads to
// its place, so that none depends on colour.

import type { Inline, Locator } from '../../model/doc.ts';
import { inRows, type LocatedParty, locate } from '../locate.ts';
import type { Setting } from './inline.ts';
import { breakLines, type Lines } from './lines.ts';
import { type Shape, setLine, shiftLine, widthOfLine } from './page.ts';
import { styleIn } from './plot.ts';
import type { ColourName, Style } from './theme.ts';

const COLOURS: readonly ColourName[] = ['blue', 'rust', 'ink', 'soft'];
const DOT = 1.7;
const GAP = 2;
const BETWEEN = 5;

interface Name {
  party: LocatedParty;
  colour: ColourName;
  style: Style;
  lines: Lines;
  width: number;
  height: number;
}

/** The map, `width` wide at x, the upper edge of the land at y = 0. */
export function locator(chart: Locator, x: number, width: number, setting: Setting): Shape[] {
  const { disc, land, parties, height } = locate(chart, width);
  const placed = (rings: readonly [number, number][][]) =>
    rings.map((ring) => ring.map(([a, b]): [number, number] => [x + a, b]));
  const shapes: Shape[] = [];
  if (disc) shapes.push({ kind: 'dot', x: x + disc.x, y: disc.y, radius: disc.radius, colour: 'tint' });
  shapes.push({ kind: 'area', rings: placed(land), colour: 'hairline' });
  const names = parties.map((party, i): Name => {
    const colour = COLOURS[i % COLOURS.length] as ColourName;
    shapes.push({ kind: 'area', rings: placed(party.rings), colour });
    for (const [a, b] of party.dots) shapes.push({ kind: 'dot', x: x + a, y: b, radius: DOT, colour });
    return named(party, colour, width, setting);
  });
  // Half of the names stand above, half below: what lies higher, above.
  const byHeight = names.toSorted((a, b) => a.party.at[1] - b.party.at[1]);
  const half = Math.ceil(byHeight.length / 2);
  for (const [side, group] of [
    ['above', byHeight.slice(0, half)],
    ['below', byHeight.slice(half)],
  ] as const) {
    let edge = side === 'above' ? -GAP : height + GAP;
    for (const row of inRows(group, width, BETWEEN)) {
      const tallest = Math.max(...row.map(({ name }) => name.height));
      for (const { name, left } of row)
        shapes.push(...drawn(name, left, side === 'above' ? edge - name.height : edge, side, x));
      edge += side === 'above' ? -tallest : tallest;
    }
  }
  return shapes;
}

function named(party: LocatedParty, colour: ColourName, room: number, setting: Setting): Name {
  const style = styleIn(setting.theme.styles.chart, colour, 'bold');
  const inlines: Inline[] = [{ type: 'text', value: party.name }];
  const lines = breakLines(inlines, style, room, setting);
  const width = Math.max(...lines.ends.map((_, i) => widthOfLine(setLine(lines, i, 0, 0, null))));
  return { party, colour, style, lines, width, height: lines.ends.length * style.leading };
}

function drawn(
  { party, colour, style, lines, width, height }: Name,
  left: number,
  top: number,
  side: 'above' | 'below',
  x: number,
): Shape[] {
  const [at, to] = party.at;
  const from = Math.max(left + 2, Math.min(left + width - 2, at));
  const shapes: Shape[] = [
    {
      kind: 'stroke',
      points: [
        [x + from, side === 'above' ? top + height : top],
        [x + at, to],
      ],
      weight: 0.5,
      colour,
    },
    { kind: 'dot', x: x + at, y: to, radius: 1.1, colour },
  ];
  lines.ends.forEach((_, i) => {
    const line = setLine(lines, i, x + left, 0, null);
    shiftLine(line, (width - widthOfLine(line)) / 2);
    shapes.push({ kind: 'label', y: top + i * style.leading + style.size * 0.85, runs: line.runs });
  });
  return shapes;
}
