// In: a locator map. Out: its shapes: land, the parties in their colours, their names above and below with a line to each place; the upper edge
// of the land is y = 0.

import type { Locator } from '../../model/doc.ts';
import { inRows, type LocatedParty, locate } from '../locate.ts';
import { ASCENT, area, dot, type Ink, LEADING, label, type Shape, segment, widthOf } from './shapes.ts';

const INKS: readonly Ink[] = ['blue', 'rust', 'ink', 'soft'];
const DOT = 3;
const GAP = 4;
const BETWEEN = 10;

interface Name {
  party: LocatedParty;
  ink: Ink;
  lines: string[];
  width: number;
}

export function locator(chart: Locator, width: number): Shape[] {
  const { disc, land, parties, height } = locate(chart, width);
  const shapes: Shape[] = [];
  if (disc) shapes.push(dot(disc.x, disc.y, disc.radius, 'tint'));
  shapes.push(area(land, 'hairline'));
  const names = parties.map((party, i): Name => {
    const ink = INKS[i % INKS.length] ?? 'ink';
    shapes.push(area(party.rings, ink), ...party.dots.map(([x, y]) => dot(x, y, DOT, ink)));
    const lines = wrapped(party.name, width);
    const wide = Math.max(...lines.map((line) => widthOf(line, true)));
    return { party, ink, lines, width: wide };
  });
  const byHeight = names.toSorted((a, b) => a.party.at[1] - b.party.at[1]);
  const half = Math.ceil(byHeight.length / 2);
  const highest = (row: readonly { name: Name }[]) => Math.max(...row.map(({ name }) => name.lines.length)) * LEADING;
  let above = -GAP;
  for (const row of inRows(byHeight.slice(0, half), width, BETWEEN)) {
    for (const { name, left } of row) shapes.push(...drawn(name, left, above - name.lines.length * LEADING, above));
    above -= highest(row);
  }
  let below = height + GAP;
  for (const row of inRows(byHeight.slice(half), width, BETWEEN)) {
    for (const { name, left } of row) shapes.push(...drawn(name, left, below, below));
    below += highest(row);
  }
  return shapes;
}

/** Lines of a name from `top`, and a line from `edge` to its place. */
function drawn({ party, ink, lines, width }: Name, left: number, top: number, edge: number): Shape[] {
  const [x, y] = party.at;
  const from = Math.max(left + 4, Math.min(left + width - 4, x));
  return [
    segment(from, edge, x, y, 1, ink),
    dot(x, y, 2, ink),
    ...lines.map((line, i) => label(left + width / 2, top + i * LEADING + ASCENT, line, ink, 'middle', true)),
  ];
}

function wrapped(name: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of name.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`, true) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
