// In: a table and the column it stands in. Out: its slices: a caption, a head that is repeated on every page, rows. Column widths come
// from the content. A row stays whole unless it is taller than a third of a page; then it is parted between lines. Nothing is cut.

import type { Cell, Inline, Table } from '../../model/doc.ts';
import { baseline, beside, type Column, empty, type Flow, marginOf, type Slice, slicesOf } from './flow.ts';
import { type Setting, widthIn } from './inline.ts';
import { breakLines, extent, type Lines } from './lines.ts';
import { type LineOfText, type Owner, setLine, shiftLine, type Thing, widthOfLine } from './page.ts';
import type { Style } from './theme.ts';

/** Share of the page's height from which a row may be parted. */
const TALL = 1 / 3;
const HEAD_SHARE = { least: 0.2, most: 0.42 };

interface Track {
  x: number;
  width: number;
  /** Where the decimal marks of a column of numbers stand; null elsewhere. */
  decimal: number | null;
  /** Where what is no number begins: with the numbers, where much stands after their decimal marks. */
  headed: number;
}
interface Piece {
  lines: Lines;
  style: Style;
  cell: Cell;
  track: Track;
  /** Of the cell's text before its decimal mark. */
  whole: number | null;
}

/** Slices of a table. */
export function flowTable(table: Table, column: Column, setting: Setting): Flow {
  const { theme } = setting;
  const wide = table.columns.length >= theme.table.wide && column.x > column.left;
  const x = wide ? column.left : column.x;
  const width = wide ? column.measure : column.width;
  const inMargin = !wide && column.x > column.left;
  const tracks = tracksOf(table, x, width, setting);
  const frame = { x, width, setting, page: column.page };

  const head = table.head.length > 0 ? rowSlices(table.head, 'head', tracks, table, frame) : [];
  const repeated = repeatOf(table, head[0] ?? null, tracks, column, inMargin, frame);
  const parts = table.rows.map((row) => rowSlices(row.cells, 'cell', tracks, table, frame));
  // No page ends or begins with a lone row of a table.
  for (const part of [parts[0], parts.at(-2)]) {
    const end = part?.at(-1);
    if (end && parts.length > 1) end.stays = true;
  }
  const rows = parts.flat();
  for (const slice of rows) slice.repeat = repeated;
  if (head[0]) head[0].stays = true;
  const flow: Slice[] = [...head, ...rows];
  const first = flow[0];
  const last = flow.at(-1);
  if (!first || !last) return [];
  const facts = table.role === 'facts';
  first.before = facts ? theme.styles.cell.before - theme.table.above : 0;
  last.after = theme.styles.cell.after;

  if (table.caption.length === 0) return flow;
  const owner: Owner = { node: table.caption, part: 'text' };
  if (inMargin) {
    const note = marginOf([{ children: table.caption, style: theme.styles.name, owner }], column, setting);
    return beside(
      flow,
      { height: note.height, set: (y, out) => note.set(y + theme.table.above, out) },
      { ...theme.styles.cell },
    );
  }
  const caption = slicesOf(breakLines(table.caption, theme.styles.name, width, setting), theme.styles.name, x, owner);
  for (const slice of caption) slice.stays = true;
  if (caption[0]) caption[0].before = theme.styles.cell.before;
  return [...caption, ...flow];
}

interface Frame {
  x: number;
  width: number;
  setting: Setting;
  page: number;
}

/** The slices of one row: one, unless it is tall. */
function rowSlices(
  cells: readonly Cell[],
  kind: 'head' | 'cell',
  tracks: readonly Track[],
  table: Table,
  frame: Frame,
): Slice[] {
  const { styles, table: room, rules } = frame.setting.theme;
  const pieces = cells.flatMap((cell, i): Piece[] => {
    const track = tracks[i];
    if (!track) return [];
    const style = styleOf(table, i, kind, frame.setting);
    const lines = breakLines(cell.children, style, track.width, frame.setting);
    const whole =
      track.decimal !== null && kind === 'cell' && lines.ends.length === 1
        ? wholeWidth(cell.children, style, frame.setting)
        : null;
    return [{ lines, style, cell, track, whole }];
  });
  const count = Math.max(1, ...pieces.map((piece) => piece.lines.ends.length));
  const { leading } = styles.cell;
  const base = baseline(kind === 'head' ? styles.head : styles.cell);
  const rule = (y: number, out: Thing[]) =>
    out.push({ kind: 'rule', x: frame.x, y, width: frame.width, weight: rules.hair, colour: 'hairline' });
  const height = room.above + count * leading + room.below;
  if (height <= frame.page * TALL) {
    const slice = empty(height);
    slice.set = (y, out) => {
      for (const piece of pieces)
        for (let i = 0; i < piece.lines.ends.length; i++)
          setCellLine(piece, i, y + room.above + i * leading + base, out, null);
      rule(y + height, out);
    };
    return [slice];
  }
  return Array.from({ length: count }, (_, i): Slice => {
    const above = i === 0 ? room.above : 0;
    const below = i === count - 1 ? room.below : 0;
    return {
      ...empty(above + leading + below),
      stays: i < count - 1 && (i === 0 || i === count - 2),
      set: (y, out) => {
        pieces.forEach((piece, cell) => {
          if (i < piece.lines.ends.length) setCellLine(piece, i, y + above + base, out, null, { row: pieces, cell });
        });
        if (i === count - 1) rule(y + above + leading + below, out);
      },
    };
  });
}

function setCellLine(
  piece: Piece,
  i: number,
  y: number,
  out: Thing[],
  furniture: 'repeat' | null,
  turn: LineOfText['turn'] = null,
): void {
  const { track, lines, cell } = piece;
  const line = setLine(lines, i, track.x, y, furniture ? null : { node: cell, part: 'text' }, furniture);
  if (track.decimal !== null) {
    if (piece.whole !== null) shiftLine(line, track.decimal - piece.whole);
    else shiftLine(line, Math.max(0, Math.min(track.headed, track.width - widthOfLine(line))));
  }
  line.turn = turn;
  out.push(line);
}

function styleOf(table: Table, i: number, kind: 'head' | 'cell', setting: Setting): Style {
  const { styles } = setting.theme;
  return kind === 'head' || (table.role === 'facts' && table.columns[i]?.header) ? styles.head : styles.cell;
}

/** What stands again on the next page: the head, with the caption or the word for going on beside or above it. */
function repeatOf(
  table: Table,
  head: Slice | null,
  tracks: readonly Track[],
  column: Column,
  inMargin: boolean,
  frame: Frame,
): Slice {
  const { setting } = frame;
  const { styles, table: room, rules } = setting.theme;
  const pieces: Piece[] = [];
  table.head.forEach((cell, i) => {
    const track = tracks[i];
    if (track)
      pieces.push({
        lines: breakLines(cell.children, styles.head, track.width, setting),
        style: styles.head,
        cell,
        track,
        whole: null,
      });
  });
  const setHead = (y: number, out: Thing[]) => {
    if (!head) return;
    for (const piece of pieces) {
      for (let i = 0; i < piece.lines.ends.length; i++) {
        setCellLine(piece, i, y + room.above + i * styles.cell.leading + baseline(styles.head), out, 'repeat');
      }
    }
    out.push({
      kind: 'rule',
      x: frame.x,
      y: y + head.height,
      width: frame.width,
      weight: rules.hair,
      colour: 'hairline',
    });
  };
  const headHeight = head?.height ?? 0;
  if (inMargin) {
    const notes = [{ children: setting.continued, style: styles.state, owner: null }];
    if (table.caption.length > 0) notes.unshift({ children: table.caption, style: styles.name, owner: null });
    const note = marginOf(notes, column, setting);
    return {
      ...empty(headHeight),
      stays: true,
      set: (y, out) => {
        note.set(y + room.above, out);
        setHead(y, out);
      },
    };
  }
  const words: Inline[] = [
    ...table.caption,
    ...(table.caption.length > 0 ? [{ type: 'text', value: ' ' } as const] : []),
    { type: 'soft', children: setting.continued },
  ];
  const lines = breakLines(words, styles.name, frame.width, setting);
  const above = lines.ends.length * styles.name.leading;
  return {
    ...empty(above + headHeight),
    stays: true,
    set: (y, out) => {
      lines.ends.forEach((_, i) => {
        out.push(setLine(lines, i, frame.x, y + i * styles.name.leading + baseline(styles.name), null, 'repeat'));
      });
      setHead(y + above, out);
    },
  };
}

/** Column widths as CSS finds them for automatic tables: between the widest word and the whole text of each column. */
function tracksOf(table: Table, x: number, width: number, setting: Setting): Track[] {
  const { theme } = setting;
  const { columns } = table;
  const between = theme.table.between;
  const room = width - between * (columns.length - 1);
  const wants = columns.map((column, i) => {
    let narrowest = 0;
    let widest = 0;
    let whole = 0;
    let rest = 0;
    const see = (cell: Cell | undefined, kind: 'head' | 'cell') => {
      if (!cell) return;
      const style = styleOf(table, i, kind, setting);
      const one = extent(cell.children, style, setting);
      narrowest = Math.max(narrowest, one.narrowest);
      widest = Math.max(widest, one.widest);
      if (column.align !== 'number' || kind === 'head') return;
      const before = wholeWidth(cell.children, style, setting);
      whole = Math.max(whole, before);
      rest = Math.max(rest, one.widest - before);
    };
    see(table.head[i], 'head');
    for (const row of table.rows) see(row.cells[i], 'cell');
    if (column.align === 'number') widest = Math.max(widest, whole + rest);
    if (column.align !== 'text') narrowest = Math.min(widest, room / 2);
    return { narrowest, widest, whole, rest, grows: column.align === 'text' };
  });
  const widths =
    table.role === 'facts'
      ? factWidths(wants, room)
      : columns.every((column) => column.share)
        ? sharedWidths(wants, columns, room)
        : autoWidths(wants, room);
  let at = x;
  return widths.map((own, i): Track => {
    const want = wants[i] as (typeof wants)[number];
    const numeric = columns[i]?.align === 'number';
    const headed = want.rest > 2 * want.whole ? own - want.rest - want.whole : own;
    const track = { x: at, width: own, decimal: numeric ? own - want.rest : null, headed };
    at += own + between;
    return track;
  });
}

interface Want {
  narrowest: number;
  widest: number;
  grows: boolean;
}

function factWidths(wants: readonly Want[], room: number): number[] {
  const first = Math.min(HEAD_SHARE.most * room, Math.max(HEAD_SHARE.least * room, (wants[0]?.widest ?? 0) + 0.5));
  const others = wants.length - 1;
  return wants.map((_, i) => (i === 0 ? first : (room - first) / others));
}

/** As the table says, but no word is cut for it: what one column needs beyond its share, the others give. */
function sharedWidths(wants: readonly Want[], columns: Table['columns'], room: number): number[] {
  const shares = columns.map((column) => column.share ?? 0);
  const fixed = new Set<number>();
  const shared = (i: number): number => {
    const taken = [...fixed].reduce((sum, n) => sum + (wants[n]?.narrowest ?? 0), 0);
    const rest = shares.reduce((sum, share, n) => (fixed.has(n) ? sum : sum + share), 0);
    return ((room - taken) * (shares[i] ?? 0)) / rest;
  };
  for (let i = 0; i < wants.length; i++) {
    if (fixed.has(i) || (wants[i]?.narrowest ?? 0) <= shared(i)) continue;
    fixed.add(i);
    i = -1;
  }
  if (fixed.size === wants.length) return autoWidths(wants, room);
  return wants.map((want, i) => (fixed.has(i) ? want.narrowest : shared(i)));
}

function autoWidths(wants: readonly Want[], room: number): number[] {
  const widest = wants.reduce((sum, want) => sum + want.widest, 0);
  const narrowest = wants.reduce((sum, want) => sum + want.narrowest, 0);
  if (widest <= room) {
    const growing = wants.some((want) => want.grows) ? wants.filter((want) => want.grows) : wants;
    const share = growing.reduce((sum, want) => sum + want.widest, 0) || 1;
    return wants.map((want) => want.widest + (growing.includes(want) ? ((room - widest) * want.widest) / share : 0));
  }
  if (narrowest <= room) {
    const slack = widest - narrowest || 1;
    return wants.map((want) => want.narrowest + ((room - narrowest) * (want.widest - want.narrowest)) / slack);
  }
  return wants.map((want) => (want.narrowest * room) / narrowest);
}

/** Width of the text of a number before its decimal mark, with what stands before it. */
function wholeWidth(inlines: readonly Inline[], style: Style, setting: Setting): number {
  const text = leadingText(inlines);
  const mark = setting.language === 'fr' ? ',' : '.';
  const digits = /[\d\s\u00a0\u202f,.]*\d/u.exec(text);
  const end = digits ? digits.index + digits[0].length : text.length;
  const point = text.slice(0, end).lastIndexOf(mark);
  const whole = text.slice(0, point < 0 || !/^\d+$/u.test(text.slice(point + 1, end)) ? end : point);
  const cut = inlines[0]?.type === 'strong' || style.weight === 'bold' ? 'bold' : 'regular';
  const ink = {
    faces: setting.fonts[style.face][cut],
    figures: style.figures,
    size: style.size,
    rise: 0,
    colour: style.colour,
    tracking: 0,
    tag: null,
    words: null,
  };
  return widthIn(ink, whole);
}

function leadingText(inlines: readonly Inline[]): string {
  let text = '';
  for (const inline of inlines) {
    if (inline.type === 'text') text += inline.value;
    else if (inline.type === 'mark' || inline.type === 'break' || inline.type === 'count') break;
    else text += leadingText(inline.children);
  }
  return text;
}
