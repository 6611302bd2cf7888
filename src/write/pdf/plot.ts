// In: values, words and a style. Out: what all charts are drawn with: a scale, words set on one line, frames that must not cross.

import type { Inline } from '../../model/doc.ts';
import type { Setting } from './inline.ts';
import { breakLines } from './lines.ts';
import { once } from './once.ts';
import { type Run, type Shape, setLine, widthOfLine } from './page.ts';
import type { ColourName, Style } from './theme.ts';

/** A linear scale: the two ends of `domain` fall on the two ends of `range`. */
export function scaleOf(domain: [number, number], range: [number, number]): (value: number) => number {
  const factor = (range[1] - range[0]) / (domain[1] - domain[0] || 1);
  return (value) => range[0] + (value - domain[0]) * factor;
}

/** Room that is taken, in points. */
export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Do two frames overlap? */
export const crosses = (a: Frame, b: Frame) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const coloured = new WeakMap<Style, Map<string, Style>>();

/** The style in another colour and weight; the same object each time, so that what is measured in it is remembered. */
export function styleIn(style: Style, colour: ColourName, weight = style.weight): Style {
  const variants = once(coloured, style, () => new Map<string, Style>());
  return once(variants, colour + weight, () => ({ ...style, colour, weight }));
}

/** Words on one line at x, and their width. */
export function textAt(text: string, x: number, style: Style, setting: Setting): { runs: Run[]; width: number } {
  const inlines: Inline[] = [{ type: 'text', value: text.replaceAll(' ', '\u00a0') }];
  const lines = breakLines(inlines, style, Number.POSITIVE_INFINITY, setting);
  if (lines.ends.length === 0) return { runs: [], width: 0 };
  const line = setLine(lines, 0, x, 0, null);
  return { runs: line.runs, width: widthOfLine(line) };
}

/** The same runs, beginning at x. */
export function placed(runs: Run[], x: number): Run[] {
  const by = x - (runs[0]?.x ?? 0);
  return runs.map((run) => ({ ...run, x: run.x + by }));
}

const LABEL_HEIGHT = 7.5;

/** Upper edge of a shape. */
export function topOf(shape: Shape): number {
  if (shape.kind === 'stroke') return Math.min(...shape.points.map(([, y]) => y));
  if (shape.kind === 'area') return Math.min(...shape.rings.flat().map(([, y]) => y));
  return shape.kind === 'dot' ? shape.y - shape.radius : shape.y - LABEL_HEIGHT * 0.8;
}

/** Lower edge of a shape. */
export function bottomOf(shape: Shape): number {
  if (shape.kind === 'stroke') return Math.max(...shape.points.map(([, y]) => y));
  if (shape.kind === 'area') return Math.max(...shape.rings.flat().map(([, y]) => y));
  return shape.kind === 'dot' ? shape.y + shape.radius : shape.y + LABEL_HEIGHT * 0.3;
}

/** The same shape, lower by `by`. */
export function moved(shape: Shape, by: number): Shape {
  if (shape.kind === 'stroke') return { ...shape, points: shape.points.map(([x, y]) => [x, y + by]) };
  if (shape.kind === 'area') return { ...shape, rings: shape.rings.map((ring) => ring.map(([x, y]) => [x, y + by])) };
  return { ...shape, y: shape.y + by };
}
