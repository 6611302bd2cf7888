// In: the content stream of a page and the fonts it may use. Out: what it paints, in order: text with its place, colour and background, and
// the marked content that each piece stands in. Refuses text in a font that the page does not name.

import { Lexer, Name, Operator, textString, type Value } from './syntax.ts';

/** A font as a reader needs it: its characters, and how far they advance in thousandths. */
export interface ReadFont {
  name: string;
  text(code: number): string;
  width(code: number): number;
}
type Colour = readonly [number, number, number];

/** What is painted between two operators of marked content. */
export interface Painted {
  /** Null: an artifact. Undefined: neither content nor artifact, which PDF/UA forbids. */
  mcid: number | null | undefined;
  /** Tag of the marked content: a role, or `Artifact`. */
  tag: string;
  /** Of artifacts: `Pagination`, `Layout`; and `Header`, `Footer`. */
  type: string | null;
  subtype: string | null;
  /** Null where something other than text is painted. */
  text: string | null;
  font: string;
  size: number;
  colour: Colour;
  /** What may lie under the text: the last rectangle that holds it, and shapes painted on that whose bounds hold it. */
  backgrounds: readonly Colour[];
  /** From the lower left corner. Of text: where its base line begins and ends. */
  box: { left: number; right: number; bottom: number; top: number };
}

type Matrix = readonly [number, number, number, number, number, number];
const times = (a: Matrix, b: Matrix): Matrix => [
  a[0] * b[0] + a[1] * b[2],
  a[0] * b[1] + a[1] * b[3],
  a[2] * b[0] + a[3] * b[2],
  a[2] * b[1] + a[3] * b[3],
  a[4] * b[0] + a[5] * b[2] + b[4],
  a[4] * b[1] + a[5] * b[3] + b[5],
];
const WHITE: Colour = [1, 1, 1];
const SAME: Matrix = [1, 0, 0, 1, 0, 0];
const matrix = (operands: readonly Value[]): Matrix => [...operands] as unknown as Matrix;
const PAINTS = new Set(['f', 'F', 'f*', 'S', 's', 'B', 'B*', 'b', 'b*', 'sh', 'EI']);
const FILLS = new Set(['f', 'F', 'f*', 'B', 'B*', 'b', 'b*']);

interface Marked {
  tag: string;
  mcid: number | null | undefined;
  type: string | null;
  subtype: string | null;
  /** Said instead of what is drawn; given out once. */
  actual: string | null;
}
interface State {
  ctm: Matrix;
  fill: Colour;
  font: string;
  size: number;
  spacing: number;
}

/** Reads the content of a page. */
export function paintedOn(content: string, fonts: ReadonlyMap<string, ReadFont>): Painted[] {
  const out: Painted[] = [];
  const grounds: { box: Painted['box']; colour: Colour; whole: boolean }[] = [];
  const marks: Marked[] = [];
  const states: State[] = [];
  let state: State = { ctm: SAME, fill: [0, 0, 0], font: '', size: 0, spacing: 0 };
  let text: Matrix = SAME;
  let line: Matrix = SAME;
  let path: [number, number][] = [];
  let rectangle = false;
  const operands: Value[] = [];
  const n = (i: number) => operands[i] as number;

  const inside = (): Omit<Painted, 'text' | 'font' | 'size' | 'colour' | 'backgrounds' | 'box'> => {
    const own = marks.findLast((mark) => mark.mcid !== undefined);
    return { mcid: own?.mcid, tag: own?.tag ?? '', type: own?.type ?? null, subtype: own?.subtype ?? null };
  };
  const point = (x: number, y: number) => {
    const [a, b, c, d, e, f] = state.ctm;
    path.push([a * x + c * y + e, b * x + d * y + f]);
  };
  const boxOf = (points: readonly [number, number][]): Painted['box'] => {
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    return { left: Math.min(...xs), right: Math.max(...xs), bottom: Math.min(...ys), top: Math.max(...ys) };
  };
  const show = (codes: string) => {
    const font = fonts.get(state.font);
    if (!font) throw new Error(`text in a font the page does not name: ${state.font}`);
    let said = '';
    let width = 0;
    for (let i = 0; i + 1 < codes.length; i += 2) {
      const code = codes.charCodeAt(i) * 256 + codes.charCodeAt(i + 1);
      said += font.text(code);
      width += (font.width(code) / 1000) * state.size + state.spacing;
    }
    const speaker = marks.findLast((mark) => mark.actual !== null);
    if (speaker) {
      said = speaker.actual ?? '';
      speaker.actual = '';
    }
    const at = times(text, state.ctm);
    const [x, y] = [at[4], at[5]];
    text = times([1, 0, 0, 1, width, 0], text);
    const right = times(text, state.ctm)[4];
    const under = grounds.filter(({ box }) => box.left <= x && box.right >= right && box.bottom <= y && box.top >= y);
    const last = under.findLastIndex(({ whole }) => whole);
    out.push({
      ...inside(),
      text: said,
      font: font.name,
      size: state.size,
      colour: state.fill,
      backgrounds: last < 0 ? [WHITE, ...under.map((one) => one.colour)] : under.slice(last).map((one) => one.colour),
      box: { left: x, right, bottom: y - state.size * 0.25, top: y + state.size * 0.8 },
    });
  };

  const lexer = new Lexer(content);
  while (!lexer.done) {
    const value = lexer.value();
    if (!(value instanceof Operator)) {
      operands.push(value);
      continue;
    }
    switch (value.name) {
      case 'BDC':
      case 'BMC':
        marks.push(markOf(operands));
        break;
      case 'EMC':
        if (!marks.pop()) throw new Error('marked content ends that never began');
        break;
      case 'q':
        states.push(state);
        state = { ...state };
        break;
      case 'Q':
        state = states.pop() ?? state;
        break;
      case 'cm':
        state.ctm = times(matrix(operands), state.ctm);
        break;
      case 'rg':
        state.fill = [n(0), n(1), n(2)];
        break;
      case 'g':
        state.fill = [n(0), n(0), n(0)];
        break;
      case 'BT':
        text = SAME;
        line = SAME;
        break;
      case 'Tm':
        text = matrix(operands);
        line = text;
        break;
      case 'Td':
        line = times([1, 0, 0, 1, n(0), n(1)], line);
        text = line;
        break;
      case 'Tf':
        state.font = (operands[0] as Name).name;
        state.size = n(1);
        break;
      case 'Tc':
        state.spacing = n(0);
        break;
      case 'Tj':
        show(operands[0] as string);
        break;
      case 'TJ':
        for (const part of operands[0] as Value[]) {
          if (typeof part === 'string') show(part);
          else text = times([1, 0, 0, 1, (-(part as number) / 1000) * state.size, 0], text);
        }
        break;
      case 'm':
      case 'l':
        rectangle = false;
        point(n(0), n(1));
        break;
      case 'c':
        for (let i = 0; i < 6; i += 2) point(n(i), n(i + 1));
        break;
      case 're':
        rectangle = path.length === 0;
        for (const [x, y] of [
          [0, 0],
          [n(2), n(3)],
        ] as const)
          point(n(0) + x, n(1) + y);
        break;
      case 'Do':
        // A picture fills the unit square.
        for (const [x, y] of [
          [0, 0],
          [1, 1],
        ] as const)
          point(x, y);
        out.push({
          ...inside(),
          text: null,
          font: '',
          size: 0,
          colour: state.fill,
          backgrounds: [WHITE],
          box: boxOf(path),
        });
        path = [];
        break;
      case 'n':
        path = [];
        break;
      default:
        if (!PAINTS.has(value.name)) break;
        if (path.length > 0) {
          const box = boxOf(path);
          if (FILLS.has(value.name)) grounds.push({ box, colour: state.fill, whole: rectangle });
          out.push({ ...inside(), text: null, font: '', size: 0, colour: state.fill, backgrounds: [WHITE], box });
        }
        path = [];
        rectangle = false;
    }
    operands.length = 0;
  }
  if (marks.length > 0) throw new Error('marked content never ends');
  return out;
}

function markOf(operands: readonly Value[]): Marked {
  const [tag, properties] = operands;
  const own = properties instanceof Map ? properties : new Map<string, Value>();
  const name = (key: string) => {
    const value = own.get(key);
    return value instanceof Name ? value.name : null;
  };
  const role = tag instanceof Name ? tag.name : '';
  const mcid = own.get('MCID');
  const actual = own.get('ActualText');
  return {
    tag: role,
    mcid: role === 'Artifact' ? null : typeof mcid === 'number' ? mcid : undefined,
    type: name('Type'),
    subtype: name('Subtype'),
    actual: actual === undefined ? null : textString(actual),
  };
}

/** Contrast of two colours (WCAG 2.2, relative luminance). */
export function contrast(one: Colour, other: Colour): number {
  const light = (colour: Colour) => {
    const [r, g, b] = colour.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0) + 0.05;
  };
  const [a, b] = [light(one), light(other)];
  return Math.max(a, b) / Math.min(a, b);
}
