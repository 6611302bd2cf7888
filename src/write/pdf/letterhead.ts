// In: a letterhead and the measure of the page. Out: one slice: the logo at the left edge, the lines beside it, standing in the middle of its height.

import type { Inline, Letterhead } from '../../model/doc.ts';
import { baseline, type Column, type Slice } from './flow.ts';
import type { Setting } from './inline.ts';
import { breakLines } from './lines.ts';
import { once } from './once.ts';
import { setLine } from './page.ts';

/** Between logo and lines, and below both, in points. */
const ROOM = 12;

// One array for a letterhead, so that its lines are measured once.
const texts = new WeakMap<readonly string[], Inline[]>();
const textOf = (lines: readonly string[]): Inline[] =>
  once(texts, lines, () =>
    lines.flatMap((value, i): Inline[] => [...(i > 0 ? [{ type: 'break' } as const] : []), { type: 'text', value }]),
  );

/** Sets the letterhead. */
export function flowLetterhead({ logo, lines }: Letterhead, { left, measure }: Column, setting: Setting): Slice {
  const style = setting.theme.styles.letterhead;
  const indent = logo ? logo.width + (lines.length > 0 ? ROOM : 0) : 0;
  const set = breakLines(textOf(lines), style, measure - indent, setting);
  const text = lines.length === 0 ? 0 : set.ends.length * style.leading;
  const height = Math.max(logo?.height ?? 0, text);
  return {
    kind: 'slice',
    height,
    before: 0,
    after: ROOM,
    stays: true,
    repeat: null,
    set(y, out) {
      if (logo)
        out.push({
          kind: 'image',
          owner: logo,
          box: { x: left, y: y + (height - logo.height) / 2, width: logo.width, height: logo.height },
        });
      const top = y + (height - text) / 2;
      if (lines.length === 0) return;
      set.ends.forEach((_, i) => {
        const owner = { node: lines, part: 'text' } as const;
        out.push(setLine(set, i, left + indent, top + i * style.leading + baseline(style), owner));
      });
    },
  };
}
