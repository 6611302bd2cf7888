// In: a chart. Out: an SVG picture of it, twice: for a wide column and for a telephone, of which the style sheet shows one. The look is that
// of the page: co-operation above the line, conflict below; labels never overlap, the weightiest are placed first. Refuses nothing.

import type { Chart, Series, Timeline, TimelinePoint } from '../model/doc.ts';
import type { Language } from '../model/fact.ts';
import { escaped } from './escape.ts';
import { periodsOf } from './series.ts';

/** Widths of the two drawings, in CSS pixels at full size. */
const DRAWINGS = [
  ['wide', 860],
  ['narrow', 340],
] as const;

/** The two drawings of a chart; each carries the alternative text. */
export function svgOf(chart: Chart, alt: string, language: Language): string {
  return DRAWINGS.map(([name, width]) => {
    const shapes = chart.kind === 'timeline' ? timeline(chart, width) : series(chart, width, language);
    const top = Math.floor(Math.min(0, ...shapes.map((shape) => shape.top)));
    const bottom = Math.ceil(Math.max(0, ...shapes.map((shape) => shape.bottom)));
    const inner = shapes.map((shape) => shape.svg).join('\n');
    const box = `0 ${top} ${width} ${bottom - top}`;
    return `<svg class="chart ${name}" role="img" aria-label="${escaped(alt)}" viewBox="${box}">\n${inner}\n</svg>`;
  }).join('\n');
}

// ---- Shapes --------------------------------------------------------------------------------------------------------

interface Shape {
  svg: string;
  top: number;
  bottom: number;
}

type Anchor = 'start' | 'middle' | 'end';
type Ink = 'ink' | 'soft' | 'blue' | 'rust' | 'grid';

const SIZE = 12;
const LEADING = 14;
const ASCENT = SIZE * 0.8;

const round = (n: number) => String(Math.round(n * 10) / 10);

function stroke(points: readonly (readonly [number, number])[], weight: number, ink: Ink, dashes = ''): Shape {
  const ys = points.map(([, y]) => y);
  const path = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  const dashed = dashes === '' ? '' : ` stroke-dasharray="${dashes}"`;
  return {
    svg: `<path class="${ink}" d="${path}" stroke-width="${round(weight)}"${dashed}/>`,
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
}

const segment = (x1: number, y1: number, x2: number, y2: number, weight: number, ink: Ink): Shape =>
  stroke(
    [
      [x1, y1],
      [x2, y2],
    ],
    weight,
    ink,
  );

function dot(x: number, y: number, radius: number, ink: Ink): Shape {
  return {
    svg: `<circle class="${ink}" cx="${round(x)}" cy="${round(y)}" r="${round(radius)}"/>`,
    top: y - radius,
    bottom: y + radius,
  };
}

function label(x: number, y: number, text: string, ink: Ink, anchor: Anchor, bold = false): Shape {
  const more = `${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${bold ? ' font-weight="600"' : ''}`;
  return {
    svg: `<text class="${ink}" x="${round(x)}" y="${round(y)}"${more}>${escaped(text)}</text>`,
    top: y - ASCENT,
    bottom: y + SIZE * 0.3,
  };
}

/** Width of a text in a sans serif that we do not have: on the generous side of the usual ones. */
function widthOf(text: string): number {
  let ems = 0;
  for (const character of text) {
    if (/[ijlftr.,;:'’|!()\s]/.test(character)) ems += 0.33;
    else if (/[mwMW%@—]/.test(character)) ems += 0.88;
    else if (/\p{Lu}/u.test(character)) ems += 0.66;
    else ems += 0.56;
  }
  return ems * SIZE;
}

interface Frame {
  /** A stem may pass a dot, but not a label. */
  label?: true;
  left: number;
  right: number;
  top: number;
  bottom: number;
}
const crosses = (a: Frame, b: Frame) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** A linear scale: the two ends of `domain` fall on the two ends of `range`. */
function scaleOf(domain: readonly [number, number], range: readonly [number, number]): (value: number) => number {
  const factor = (range[1] - range[0]) / (domain[1] - domain[0] || 1);
  return (value) => range[0] + (value - domain[0]) * factor;
}

// ---- Timeline: the axis is y = 0 -----------------------------------------------------------------------------------

interface Spot {
  point: TimelinePoint;
  x: number;
  y: number;
  radius: number;
  ink: Ink;
}

function timeline(chart: Timeline, width: number): Shape[] {
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

const TIERS = 8;
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
function placed({ point, x, y, radius, ink }: Spot, width: number, taken: Frame[], first: Anchor): Shape[] {
  const lines = inTwo(point.label ?? '');
  const wide = Math.max(...lines.map(widthOf));
  const high = lines.length * LEADING;
  const out = point.side === 'above' ? -1 : 1;
  for (let tier = 0; tier < TIERS; tier++) {
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
      const blocked = taken.some((other) => crosses(frame, other) || (tier > 0 && other.label && crosses(lead, other)));
      if (!inside || blocked) continue;
      taken.push(frame, ...(tier > 0 ? [lead] : []));
      const stem = tier > 0 ? [segment(x, y, x, to, 0.5, ink)] : [];
      return [...stem, ...lines.map((text, i) => label(at, top + i * LEADING + ASCENT + 1, text, ink, anchor))];
    }
  }
  return [];
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

// ---- Series: the upper edge of the plot is y = 0 -------------------------------------------------------------------

const PLOT = 150;
const LINES: readonly { ink: Ink; dashes: string }[] = [
  { ink: 'blue', dashes: '' },
  { ink: 'rust', dashes: '7 3' },
  { ink: 'ink', dashes: '2 3' },
  { ink: 'soft', dashes: '9 3 2 3' },
];

/** A line for each series, parted where a period has no value; each name stands at the end of its line. */
function series(chart: Series, width: number, language: Language): Shape[] {
  const periods = withGaps(periodsOf(chart));
  const values = chart.lines.flatMap((line) => line.points.map((point) => point.value));
  const ticks = ticksOf(Math.min(0, ...values), Math.max(0, ...values));
  const format = new Intl.NumberFormat(`${language}-CA`, { maximumFractionDigits: 6 });
  const names = chart.lines.map((line) => `${line.points.at(-1)?.display ?? ''} ${line.name}`.trim());
  const left = Math.max(0, ...ticks.map((tick) => widthOf(format.format(tick)))) + 8;
  const right = Math.max(width * 0.45, width - Math.max(0, ...names.map(widthOf)) - 14);
  const across = scaleOf([0, Math.max(1, periods.length - 1)], [left + 8, right]);
  const up = scaleOf([ticks[0] ?? 0, ticks.at(-1) ?? 1], [PLOT, 0]);
  const grid = ticks.flatMap((tick): Shape[] => [
    segment(left, up(tick), right, up(tick), tick === 0 ? 1.2 : 0.8, tick === 0 ? 'ink' : 'grid'),
    label(left - 5, up(tick) + SIZE * 0.33, format.format(tick), 'soft', 'end'),
  ]);
  const every = Math.max(1, Math.ceil((periods.length * (widthOf('2000') + 10)) / (right - left)));
  const axis = periods.flatMap((period, i) =>
    i % every === 0 ? [label(across(i), PLOT + LEADING + 3, period, 'soft', 'middle')] : [],
  );
  const taken: Frame[] = [];
  const drawn = chart.lines.flatMap((line, n): Shape[] => {
    const { ink, dashes } = LINES[n % LINES.length] ?? { ink: 'ink', dashes: '' };
    const spots = periods.map((period, i): [number, number] | null => {
      const point = line.points.find((one) => one.period === period);
      return point ? [across(i), up(point.value)] : null;
    });
    const last = spots.findLast((spot) => spot !== null);
    if (!last) return [];
    const name = names[n] ?? '';
    const at = last[0] + 8;
    let y = last[1] + SIZE * 0.33;
    const frame = (): Frame => ({ left: at, right: at + widthOf(name), top: y - SIZE, bottom: y + 2 });
    while (taken.some((other) => crosses(frame(), other))) y += 2;
    taken.push(frame());
    return [
      ...stretches(spots).map((points) => stroke(points, 1.8, ink, dashes)),
      ...spots.flatMap((spot) => (spot ? [dot(spot[0], spot[1], 2.6, ink)] : [])),
      label(at, y, name, ink, 'start', true),
    ];
  });
  return [label(0, -SIZE - 4, chart.unit, 'soft', 'start'), ...grid, ...axis, ...drawn];
}

/** Runs of neighbours that have a value. */
function stretches(spots: readonly ([number, number] | null)[]): [number, number][][] {
  const runs: [number, number][][] = [[]];
  for (const spot of spots) {
    if (spot) runs.at(-1)?.push(spot);
    else runs.push([]);
  }
  return runs.filter((run) => run.length > 1);
}

/** The years between that no line has take their room on the axis. */
function withGaps(periods: string[]): string[] {
  const first = Number(periods[0]);
  const last = Number(periods.at(-1));
  if (periods.length === 0 || !periods.every((period) => /^\d{4}$/.test(period))) return periods;
  return Array.from({ length: last - first + 1 }, (_, i) => String(first + i));
}

/** Four or five round values that span the figures. */
function ticksOf(least: number, most: number): number[] {
  const rough = (most - least || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? rough;
  const ticks: number[] = [];
  for (let n = Math.floor(least / step); (n - 1) * step < most; n++) ticks.push(Number((n * step).toPrecision(6)));
  return ticks;
}
