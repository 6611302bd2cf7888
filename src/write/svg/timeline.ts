// In: the events of a relationship by day, side and weight. Out: the shapes of their timeline; its axis is y = 0. Labels never overlap; the
// weightiest are placed first, and those of weight 5 all find a place.

import type { Timeline, TimelinePoint } from '../../model/doc.ts';
import {
  type Anchor,
  ASCENT,
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
  widthOf,
} from './shapes.ts';

interface Spot {
  point: TimelinePoint;
  x: number;
  y: number;
  radius: number;
  ink: Ink;
}

export function timeline(chart: Timeline, width: number): Shape[] {
  const days = scaleOf([dayNumber(chart.from), dayNumber(chart.to)], [3, width - 8]);
  const spots = chart.points
    .map((point): Spot => {
      const above = point.side === 'above';
      const y = (above ? -1 : 1) * heightOf(point.weight);
      return {
        point,
        x: days(dayNumber(point.day)),
        y,
        radius: 0.8 + 0.85 * point.weight,
        ink: above ? 'blue' : 'rust',
      };
    })
    .sort((a, b) => a.point.weight - b.point.weight || a.x - b.x);
  const taken = spots.flatMap(({ point, x, y, radius }): Frame[] => {
    const head = { left: x - radius - 1, right: x + radius + 1, top: y - radius - 1, bottom: y + radius + 1 };
    // A label across a strong stem is hard to read.
    return point.weight < 3
      ? [head]
      : [head, { left: x - 1, right: x + 1, top: Math.min(0, y), bottom: Math.max(0, y) }];
  });
  const labels = labelled(spots, width, taken);

  const high = Math.min(-36, ...spots.map(({ y, radius }) => y - radius), ...labels.map((shape) => shape.top));
  const low = Math.max(36, ...spots.map(({ y, radius }) => y + radius), ...labels.map((shape) => shape.bottom));
  const above = label(0, high - 8, chart.above, 'blue', 'start', true);
  const below = label(0, low + LEADING + 4, chart.below, 'rust', 'start', true);
  const grid = yearsOf(chart, width).flatMap((year): Shape[] => {
    const x = days(Math.max(dayNumber(String(year)), dayNumber(chart.from)));
    const fits = x + 4 + widthOf(String(year)) <= width;
    const line = segment(x, high, x, below.bottom + 4 + SIZE, 0.8, 'grid');
    return fits ? [line, label(x + 4, below.bottom + 4 + ASCENT, String(year), 'soft', 'start')] : [line];
  });
  const marks = spots.flatMap(({ point, x, y, radius, ink }) => [
    segment(x, 0, x, y, 0.5 + 0.25 * point.weight, ink),
    dot(x, y, radius, ink),
  ]);
  return [...grid, segment(0, 0, width, 0, 1.2, 'ink'), ...marks, above, below, ...labels];
}

const heightOf = (weight: number) => (weight <= 1 ? 8 : 12 * (0.35 + (weight - 1) * 0.42 + (weight - 1) ** 2 * 0.1));

function dayNumber(day: string): number {
  return (
    Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7) || 1) - 1, Number(day.slice(8, 10) || 1)) / 86_400_000
  );
}

/** Every year of the axis, or every second or third where they would crowd. */
function yearsOf(chart: Timeline, width: number): number[] {
  const first = Number(chart.from.slice(0, 4));
  const count = Number(chart.to.slice(0, 4)) - first + 1;
  const every = Math.max(1, Math.ceil((count * 38) / width));
  return Array.from({ length: Math.ceil(count / every) }, (_, i) => first + i * every);
}

interface Place {
  at: number;
  anchor: Anchor;
  top: number;
}

/** How far from its dot a label may stand, by weight: the weightiest is never left out, however far it must go. */
const TIERS: Record<number, number> = { 5: 90, 4: 8, 3: 6, 2: 6, 1: 6 };
const LABEL_WIDTH = 118;

/** Ways to go about it: which end of the axis first, which anchor first. None is best for every pair of neighbours. */
const WAYS: readonly [fromLeft: boolean, first: Anchor][] = [
  [true, 'middle'],
  [true, 'end'],
  [true, 'start'],
  [false, 'middle'],
  [false, 'end'],
  [false, 'start'],
];

/** Labels, the weightiest first, in the way that finds room for most weight. */
function labelled(spots: readonly Spot[], width: number, taken: readonly Frame[]): Shape[] {
  const wanted = spots.filter((spot) => spot.point.label !== null);
  let best: { shapes: Shape[]; weight: number } = { shapes: [], weight: 0 };
  for (const [fromLeft, first] of WAYS) {
    const held = [...taken];
    const shapes: Shape[] = [];
    let weight = 0;
    const order = wanted.toSorted((a, b) => b.point.weight - a.point.weight || (fromLeft ? a.x - b.x : b.x - a.x));
    for (const spot of order) {
      const label = placed(spot, width, held, first);
      if (label.length > 0) weight += spot.point.weight;
      shapes.push(...label);
    }
    if (weight > best.weight) best = { shapes, weight };
  }
  return best.shapes;
}

/** The label beyond or beside its dot, then ever farther away with a stem that leads to it; nothing where no place is free. */
function placed(spot: Spot, width: number, taken: Frame[], first: Anchor, behind = false): Shape[] {
  const { point, x, y, radius, ink } = spot;
  const lines = inTwo(point.label ?? '');
  const wide = Math.max(...lines.map((line) => widthOf(line)));
  const high = lines.length * LEADING;
  const out = point.side === 'above' ? -1 : 1;
  for (let tier = 0; tier < (TIERS[point.weight] ?? 0); tier++) {
    const near = y + out * (radius + 3 + tier * LEADING * 0.75);
    const edge = out < 0 ? near - high : near;
    for (const { at, anchor, top } of placesOf(x, radius, edge, tier === 0 ? y - high / 2 : null, first)) {
      const left = at - wide * { start: 0, middle: 0.5, end: 1 }[anchor];
      const frame: Frame = {
        label: true,
        left: left - 3,
        right: left + wide + 3,
        top: top - 1,
        bottom: top + high + 1,
      };
      const inside = left >= 0 && left + wide <= width && (out < 0 ? frame.bottom < -2 : frame.top > 2);
      const to = out < 0 ? frame.bottom : frame.top;
      const lead: Frame = { left: x - 0.5, right: x + 0.5, top: Math.min(y, to), bottom: Math.max(y, to) };
      const blocked = taken.some(
        (other) => crosses(frame, other) || (tier > 0 && !behind && other.label && crosses(lead, other)),
      );
      if (!inside || blocked) continue;
      taken.push(frame, ...(tier > 0 && !behind ? [lead] : []));
      const stem = tier > 0 ? [segment(x, y, x, to, 0.5, ink)] : [];
      return [...stem, ...lines.map((text, i) => label(at, top + i * LEADING + ASCENT + 1, text, ink, anchor))];
    }
  }
  // In the densest crowd a line to one of the weightiest may pass behind words.
  return point.weight === 5 && !behind ? placed(spot, width, taken, first, true) : [];
}

/** Beyond the dot: centred, to its right, to its left, the preferred one first; then beside it. */
function placesOf(x: number, radius: number, edge: number, beside: number | null, first: Anchor): Place[] {
  const beyond: Place[] = [
    { at: x, anchor: 'middle', top: edge },
    { at: x - radius, anchor: 'start', top: edge },
    { at: x + radius, anchor: 'end', top: edge },
  ];
  beyond.sort((a, b) => Number(b.anchor === first) - Number(a.anchor === first));
  if (beside === null) return beyond;
  return [
    ...beyond,
    { at: x + radius + 4, anchor: 'start', top: beside },
    { at: x - radius - 4, anchor: 'end', top: beside },
  ];
}

/** One line, or two as even as the words allow. */
function inTwo(text: string): string[] {
  if (widthOf(text) <= LABEL_WIDTH) return [text];
  const spaces = [...text.matchAll(/ /g)].map((found) => found.index);
  const uneven = (at: number) => Math.abs(widthOf(text.slice(0, at)) - widthOf(text.slice(at + 1)));
  const [at] = spaces.sort((a, b) => uneven(a) - uneven(b));
  return at === undefined ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
