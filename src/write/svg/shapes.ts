// In: points and words. Out: what all SVG charts are drawn with: shapes that know their upper and lower edge, a guess at the width of a text,
// frames that must not cross, a scale. Refuses nothing.

import { escaped } from '../escape.ts';

export interface Shape {
  svg: string;
  top: number;
  bottom: number;
}

export type Anchor = 'start' | 'middle' | 'end';
export type Ink = 'ink' | 'soft' | 'blue' | 'rust' | 'grid' | 'tint' | 'hairline';

export const SIZE = 12;
export const LEADING = 14;
export const ASCENT = SIZE * 0.8;

const round = (n: number) => String(Math.round(n * 10) / 10);

export function stroke(points: readonly (readonly [number, number])[], weight: number, ink: Ink, dashes = ''): Shape {
  const ys = points.map(([, y]) => y);
  const path = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  const dashed = dashes === '' ? '' : ` stroke-dasharray="${dashes}"`;
  return {
    svg: `<path class="${ink}" d="${path}" stroke-width="${round(weight)}"${dashed}/>`,
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
}

export const segment = (x1: number, y1: number, x2: number, y2: number, weight: number, ink: Ink): Shape =>
  stroke(
    [
      [x1, y1],
      [x2, y2],
    ],
    weight,
    ink,
  );

export function dot(x: number, y: number, radius: number, ink: Ink): Shape {
  return {
    svg: `<circle class="${ink}" cx="${round(x)}" cy="${round(y)}" r="${round(radius)}"/>`,
    top: y - radius,
    bottom: y + radius,
  };
}

export function label(x: number, y: number, text: string, ink: Ink, anchor: Anchor, bold = false): Shape {
  const more = `${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${bold ? ' font-weight="600"' : ''}`;
  return {
    svg: `<text class="${ink}" x="${round(x)}" y="${round(y)}"${more}>${escaped(text)}</text>`,
    top: y - ASCENT,
    bottom: y + SIZE * 0.3,
  };
}

/** Width of a text in a sans serif that we do not have: on the generous side of the usual ones. */
export function widthOf(text: string, bold = false): number {
  let ems = 0;
  for (const character of text) {
    if (/[ijlftr.,;:'’|!()\s]/.test(character)) ems += 0.33;
    else if (/[mwMW%@—]/.test(character)) ems += 0.88;
    else if (/\p{Lu}/u.test(character)) ems += 0.66;
    else ems += 0.56;
  }
  return ems * SIZE * (bold ? 1.06 : 1);
}

export interface Frame {
  /** A stem may pass a dot, but not a label. */
  label?: true;
  left: number;
  right: number;
  top: number;
  bottom: number;
}
export const crosses = (a: Frame, b: Frame) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** A linear scale: the two ends of `domain` fall on the two ends of `range`. */
export function scaleOf(
  domain: readonly [number, number],
  range: readonly [number, number],
): (value: number) => number {
  const factor = (range[1] - range[0]) / (domain[1] - domain[0] || 1);
  return (value) => range[0] + (value - domain[0]) * factor;
}

/** A filled shape; what a ring inside another encloses stays empty. */
export function area(rings: readonly (readonly (readonly [number, number])[])[], ink: Ink): Shape {
  const ys = rings.flat().map(([, y]) => y);
  const path = rings
    .map((ring) => `${ring.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')}Z`)
    .join('');
  return {
    svg: `<path class="area ${ink}" fill-rule="evenodd" d="${path}"/>`,
    top: Math.min(0, ...ys),
    bottom: Math.max(0, ...ys),
  };
}
