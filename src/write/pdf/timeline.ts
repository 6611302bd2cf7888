// In: the events of a relationship by day, side and weight. Out: the shapes of their timeline. Labels never overlap one another, a dot
// or a stem; the weightiest are placed first, and those of weight 5 all find a place.

import type { Inline, Timeline, TimelinePoint } from '../../model/doc.ts';
import type { Setting } from './inline.ts';
import { breakLines, extent, type Lines } from './lines.ts';
import { once } from './once.ts';
import { type Shape, setLine, widthOfLine } from './page.ts';
import { bottomOf, crosses, type Frame, scaleOf, styleIn, textAt, topOf } from './plot.ts';
import type { ColourName, Style } from './theme.ts';

const LABEL_WIDTH = 84;

const YEAR_ROOM = 5;

/** How far from its dot a label may stand, by weight: the weightiest is never left out, however far it must go. */
const TIERS: Record<number, number> = { 5: 60, 4: 7, 3: 5, 2: 4, 1: 4 };

/** Co-operation above the axis, conflict below; the stem and the dot grow with significance. Base line of the axis is y = 0. */
export function timeline(chart: Timeline, x: number, width: number, setting: Setting): Shape[] {
  const { theme } = setting;
  const style = theme.styles.chart;
  const days = scaleOf([dayNumber(chart.from), dayNumber(chart.to)], [x + 2, x + width - 4]);
  const shapes: Shape[] = [];
  const taken: Frame[] = [];
  const spots = chart.points
    .map((point) => ({
      point,
      x: Math.min(x + width - 2, Math.max(x + 2, days(dayNumber(point.day)))),
      y: (point.side === 'above' ? -1 : 1) * heightOf(point, theme.timeline.step),
      radius: 0.5 + theme.timeline.dot * point.weight * 0.82,
    }))
    .sort((a, b) => a.point.weight - b.point.weight || a.x - b.x);
  for (const spot of spots) {
    const { x: at, y, radius } = spot;
    taken.push({ left: at - radius - 0.6, right: at + radius + 0.6, top: y - radius - 0.6, bottom: y + radius + 0.6 });
    // A stem is an obstacle as well: a label across it is hard to read.
    if (spot.point.weight >= 3)
      taken.push({ left: at - 0.6, right: at + 0.6, top: Math.min(0, y), bottom: Math.max(0, y) });
  }
  const sidesOf = (['above', 'below'] as const).map((side) =>
    bestLabels(
      spots.filter((spot) => spot.point.label !== null && spot.point.side === side),
      {
        x,
        width,
        style,
        setting,
        taken: taken.filter((frame) => (side === 'above' ? frame.top < 0 : frame.bottom > 0)),
      },
    ),
  );
  const labels = sidesOf.flatMap((side) => side.labels);
  const stems = sidesOf.flatMap((side) => side.stems);
  for (const side of sidesOf) taken.push(...side.frames);
  const deepest = Math.max(24, ...spots.map((spot) => spot.y + spot.radius), ...labels.map(bottomOf));
  const highest = Math.min(-24, ...spots.map((spot) => spot.y - spot.radius), ...labels.map(topOf));

  const sides: Frame[] = [];
  const side = (text: string, colour: ColourName, y: number, step: number) => {
    const line = textAt(text, x, styleIn(style, colour, 'bold'), setting);
    let at = y;
    const frame = (): Frame => ({
      left: x,
      right: x + line.width + 4,
      top: at - style.size * 0.75,
      bottom: at + style.size * 0.3,
    });
    while (taken.some((other) => crosses(frame(), other))) at += step;
    sides.push(frame());
    shapes.push({ kind: 'label', y: at, runs: line.runs });
  };
  side(chart.above, 'blue', highest + style.size * 0.75, -2);
  side(chart.below, 'rust', deepest, 2);
  const top = Math.min(highest, ...sides.map((frame) => frame.top));
  const bottom = Math.max(deepest, ...sides.map((frame) => frame.bottom));

  const first = Number(chart.from.slice(0, 4));
  const last = Number(chart.to.slice(0, 4));
  const every = Math.max(1, Math.ceil((last - first + 1) / 16));
  const grid: Shape[] = [];
  for (let year = first; year <= last; year += every) {
    const at = days(Math.max(dayNumber(`${year}-01-01`), dayNumber(chart.from)));
    if (at > x + width - 8) continue;
    grid.push(
      ...gridLine(at, top, bottom + YEAR_ROOM, [...sides, ...sidesOf.flatMap((side) => side.frames)], theme.rules.hair),
    );
    const text = textAt(String(year), at + 3, styleIn(style, 'soft'), setting);
    if (at + 3 + text.width <= x + width)
      grid.push({ kind: 'label', y: bottom + YEAR_ROOM + style.size * 0.85, runs: text.runs });
  }
  const axis: Shape = {
    kind: 'stroke',
    points: [
      [x, 0],
      [x + width, 0],
    ],
    weight: 0.8,
    colour: 'ink',
  };
  const dots = spots.flatMap(({ point, x: at, y, radius }): Shape[] => {
    const colour = point.side === 'above' ? 'blue' : 'rust';
    return [
      {
        kind: 'stroke',
        points: [
          [at, 0],
          [at, y],
        ],
        weight: 0.35 + 0.17 * point.weight,
        colour,
      },
      { kind: 'dot', x: at, y, radius, colour },
    ];
  });
  return [
    ...grid.filter((shape) => shape.kind === 'stroke'),
    ...stems,
    axis,
    ...dots,
    ...shapes,
    ...labels,
    ...grid.filter((shape) => shape.kind === 'label'),
  ];
}

/** A line of the grid, which gives way to words. */
function gridLine(x: number, top: number, bottom: number, words: readonly Frame[], weight: number): Shape[] {
  const lines: Shape[] = [];
  let from = top;
  const upTo = (to: number) => {
    if (to > from)
      lines.push({
        kind: 'stroke',
        points: [
          [x, from],
          [x, to],
        ],
        weight,
        colour: 'grid',
      });
  };
  const over = words.filter((frame) => frame.left < x && x < frame.right && frame.right - frame.left > 2);
  for (const frame of over.sort((a, b) => a.top - b.top)) {
    upTo(frame.top - 1);
    from = Math.max(from, frame.bottom + 1);
  }
  upTo(bottom);
  return lines;
}

function heightOf(point: TimelinePoint, step: number): number {
  return point.weight <= 1 ? step * 0.7 : step * (0.35 + (point.weight - 1) * 0.42 + (point.weight - 1) ** 2 * 0.1);
}

interface Spot {
  point: TimelinePoint;
  x: number;
  y: number;
  radius: number;
}

interface Ground {
  x: number;
  width: number;
  style: Style;
  setting: Setting;
  taken: readonly Frame[];
}

interface Labels {
  labels: Shape[];
  stems: Shape[];
  /** Of labels and stems. */
  frames: Frame[];
  /** Of labels alone. */
  words: Frame[];
  /** The farther from their dots, the higher; a label without a place costs most. */
  cost: number;
}

const ORDERS: readonly ((a: Spot, b: Spot) => number)[] = [
  (a, b) => a.x - b.x,
  (a, b) => b.x - a.x,
  (a, b) => Math.abs(a.y) - Math.abs(b.y) || a.x - b.x,
  (a, b) => (a.point.label?.length ?? 0) - (b.point.label?.length ?? 0) || a.x - b.x,
  (a, b) => (b.point.label?.length ?? 0) - (a.point.label?.length ?? 0) || b.x - a.x,
];

/** The weightiest first; those of one weight in the best of a few orders. */
function bestLabels(spots: readonly Spot[], ground: Ground): Labels {
  let made: Labels = { labels: [], stems: [], frames: [], words: [], cost: 0 };
  for (const weight of [5, 4, 3, 2, 1]) {
    const group = spots.filter((spot) => spot.point.weight === weight);
    if (group.length === 0) continue;
    let best: Labels | null = null;
    for (const order of weight === 5 ? ORDERS : ORDERS.slice(0, 2)) {
      const trial: Labels = {
        ...made,
        labels: [...made.labels],
        stems: [...made.stems],
        frames: [...made.frames],
        words: [...made.words],
      };
      const sorted = group.toSorted(order);
      for (const [i, spot] of sorted.entries()) {
        // The weightiest leave one another a way out.
        const ways = weight === 5 ? sorted.slice(i + 1).map(wayOut) : [];
        trial.cost += placeLabel(spot, ground, trial, ways);
        if (best && trial.cost >= best.cost) break;
      }
      if (!best || trial.cost < best.cost) best = trial;
      // All stand close by: there is nothing to gain.
      if (best.cost - made.cost < group.length) break;
    }
    made = best ?? made;
  }
  return made;
}

/** What it costs to stand nowhere, and to have a line that passes behind words. */
const UNPLACED = 1000;
const BEHIND = 100;
/** How far aside a label of the weightiest may stand, with a slanted line to it. */
const ASIDE = [2.2, 6, 18, 34, 54];

/** Beyond or beside its dot, then ever farther away, with a stem that leads to it. Returns what the place costs. */
function placeLabel(spot: Spot, ground: Ground, made: Labels, ways: readonly Frame[], behind = false): number {
  const { x, width, style, setting } = ground;
  const { point } = spot;
  const above = point.side === 'above';
  const colour: ColourName = above ? 'blue' : 'rust';
  const forms = formsOf(point, styleIn(style, colour), setting);
  const reach = Math.max(...forms.map((form) => form.wide)) + (ASIDE.at(-1) ?? 0) + 4;
  const near = ({ left, right }: Frame) => left < spot.x + reach && right > spot.x - reach;
  // Two lines may meet, where two dots are as good as one; a word stands free of all.
  const ofLines = [...ground.taken, ...made.words].filter(near);
  const ofWords = [...ofLines, ...made.frames, ...ways].filter(near);
  const free = (frame: Frame, held: readonly Frame[]) => !held.some((other) => crosses(frame, other));
  for (let tier = 0; tier < (TIERS[point.weight] ?? 0); tier++) {
    for (const { lines, widths, wide, high } of forms) {
      const beyond = spot.radius + 2.2 + tier * style.leading * 0.75;
      const edge = above ? spot.y - beyond - high : spot.y + beyond;
      const beside = spot.y - high / 2;
      const places = [
        { left: spot.x - wide / 2, top: edge, align: 0.5 },
        ...(tier === 0
          ? [
              { left: spot.x - spot.radius - 2.5 - wide, top: beside, align: 1 },
              { left: spot.x + spot.radius + 2.5, top: beside, align: 0 },
            ]
          : []),
        { left: spot.x + spot.radius - wide, top: edge, align: 1 },
        { left: spot.x - spot.radius, top: edge, align: 0 },
        ...(tier > 0 && point.weight === 5
          ? ASIDE.flatMap((by) => [
              { left: spot.x - by - wide, top: edge, align: 1 },
              { left: spot.x + by, top: edge, align: 0 },
            ])
          : []),
      ];
      for (const [choice, place] of places.entries()) {
        const frame = {
          left: place.left - 1.5,
          right: place.left + wide + 1.5,
          top: place.top,
          bottom: place.top + high,
        };
        const outside = place.left < x || place.left + wide > x + width;
        if (outside || (above ? frame.bottom > -2 : frame.top < 2) || !free(frame, ofWords)) continue;
        if (tier > 0) {
          const from = above ? spot.y - spot.radius - 0.8 : spot.y + spot.radius + 0.8;
          const to = above ? frame.bottom + 0.4 : frame.top - 0.2;
          const end = Math.max(place.left + 1, Math.min(place.left + wide - 1, spot.x));
          const stem = framesAlong(spot.x, from, end, to);
          if (!behind && !stem.every((part) => free(part, ofLines))) continue;
          made.stems.push({
            kind: 'stroke',
            points: [
              [spot.x, spot.y],
              [spot.x, from],
              [end, to],
            ],
            weight: 0.35,
            colour,
          });
          if (!behind) made.frames.push(...stem);
        }
        made.frames.push(frame);
        made.words.push(frame);
        widths.forEach((own, i) => {
          const line = setLine(lines, i, place.left + (wide - own) * place.align, 0, null);
          made.labels.push({ kind: 'label', y: place.top + i * style.leading + style.size * 0.8, runs: line.runs });
        });
        return tier + choice * 0.1 + (behind ? BEHIND : 0);
      }
    }
  }
  // In the densest crowd a line to one of the weightiest may pass behind words.
  if (point.weight < 5 || behind) return UNPLACED;
  return placeLabel(spot, ground, made, [], ways.length === 0);
}

/** The room through which a line may lead from a dot, straight outwards. */
function wayOut({ point, x, y }: Spot): Frame {
  const above = point.side === 'above';
  return {
    left: x - 0.8,
    right: x + 0.8,
    top: above ? Number.NEGATIVE_INFINITY : y,
    bottom: above ? y : Number.POSITIVE_INFINITY,
  };
}

/** The room that a line takes: one frame where it is upright, else several along it. */
function framesAlong(x: number, y: number, toX: number, toY: number): Frame[] {
  const parts = Math.max(1, Math.ceil(Math.abs(toX - x) / 2));
  return Array.from({ length: parts }, (_, i): Frame => {
    const [a, b] = [i / parts, (i + 1) / parts];
    const xs = [x + (toX - x) * a, x + (toX - x) * b];
    const ys = [y + (toY - y) * a, y + (toY - y) * b];
    return { left: Math.min(...xs) - 0.4, right: Math.max(...xs) + 0.4, top: Math.min(...ys), bottom: Math.max(...ys) };
  });
}

/** A label set in lines. */
interface Form {
  lines: Lines;
  widths: number[];
  wide: number;
  high: number;
}
const formsByPoint = new WeakMap<TimelinePoint, Form[]>();

/** On one line where it is short; else on two even lines rather than on a long and a short one. */
function formsOf(point: TimelinePoint, style: Style, setting: Setting): Form[] {
  return once(formsByPoint, point, () => {
    const inlines: Inline[] = [{ type: 'text', value: point.label ?? '' }];
    const { widest } = extent(inlines, style, setting);
    const rooms =
      widest <= LABEL_WIDTH
        ? [widest + 0.1, widest / 2 + 10]
        : [Math.max(LABEL_WIDTH * 0.75, Math.min(LABEL_WIDTH * 1.4, widest / 2 + 10))];
    return rooms.map((room) => {
      const lines = breakLines(inlines, style, room, setting);
      const widths = lines.ends.map((_, i) => widthOfLine(setLine(lines, i, 0, 0, null)));
      return { lines, widths, wide: Math.max(...widths), high: lines.ends.length * style.leading };
    });
  });
}

const dayNumber = (day: string) =>
  Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7) || 1) - 1, Number(day.slice(8, 10) || 1)) / 86_400_000;
