// In: a list of contents and the column it stands in. Out: its slices: a line for each heading, with its number and its page. How tall it is does not
// depend on the pages, which are looked up when a line is set: nothing is laid out twice to settle them.

import type { Contents, ContentsItem } from '../../model/doc.ts';
import {
  baseline,
  beside,
  type Column,
  type Columns,
  empty,
  type Flow,
  labelOf,
  marginOf,
  type Slice,
} from './flow.ts';
import type { Setting } from './inline.ts';
import { breakLines, extent } from './lines.ts';
import { type Owner, setLine, shiftLine, widthOfLine } from './page.ts';

/** Room for a page number with the gap before it, and between two lines, in points. */
const PAGE = 34;
const BETWEEN = 1.8;

/** From so many titles on, where each is short, a list runs down two columns: one would leave half of the page empty beside it. */
const MANY = 8;

/** Slices of a list of contents. */
export function flowContents(contents: Contents, column: Column, setting: Setting): Flow {
  const { styles } = setting.theme;
  const flow = slicesOf(contents, column, setting);
  const [first, second] = flow;
  const last = flow.at(-1);
  if (!first || !last) return [];
  if (second) first.stays = true;
  first.before = styles.cell.before;
  last.after = styles.cell.after;
  const owner: Owner = { node: contents.title, part: 'text' };
  if (contents.title.length === 0) return flow;
  const note = marginOf([{ children: contents.title, style: styles.name, owner }], column, setting);
  return beside(flow, note, styles.cell);
}

/** A slice for each title, or one of two columns. */
function slicesOf({ items }: Contents, column: Column, setting: Setting): Slice[] {
  const { styles, sources, list } = setting.theme;
  const label = items.some(({ heading }) => heading.number !== undefined) ? sources.label : 0;
  const indent = ({ heading }: ContentsItem) => label + (heading.level - 2) * list.label;
  // The pages stand where the longest title ends: the eye need not cross the sheet.
  const wide = items.map((item) => indent(item) + extent(item.children, styles.cell, setting).widest);
  const widest = Math.max(...wide) + 0.5 + PAGE;
  const step = (column.width + sources.gutter) / 2;
  if (items.length >= MANY && widest + sources.gutter <= step && items.every(({ heading }) => heading.level === 2)) {
    const titles = items.map((item) => titleOf(item, indent(item), widest, setting));
    const half = Math.ceil(titles.length / 2);
    const line = styles.cell.leading + BETWEEN;
    return [
      {
        ...empty(half * line - BETWEEN),
        set: (y, out) => {
          for (const [i, title] of titles.entries())
            title.set(column.x + (i < half ? 0 : step), y + (i % half) * line, out);
        },
      },
    ];
  }
  return items.map((item): Slice => {
    const title = titleOf(item, indent(item), Math.min(column.width, widest), setting);
    return { ...empty(title.height), before: BETWEEN, set: (y, out) => title.set(column.x, y, out) };
  });
}

/** A title with its number before it and its page behind it. @param width of all that. */
function titleOf(item: ContentsItem, indent: number, width: number, setting: Setting): Columns['items'][number] {
  const { children, heading } = item;
  const { styles, sources } = setting.theme;
  const style = styles.cell;
  const owner = (part: Owner['part']): Owner => ({ node: item, part });
  const lines = breakLines(children, style, width - PAGE - indent, setting);
  const base = (y: number, i: number) => y + i * style.leading + baseline(style);
  return {
    height: lines.ends.length * style.leading,
    set(x, y, out) {
      if (typeof heading.number === 'number') {
        const label = breakLines(labelOf(String(heading.number)), styles.head, sources.label, setting);
        out.push(setLine(label, 0, x, base(y, 0), owner('label')));
      }
      lines.ends.forEach((_, i) => {
        out.push(setLine(lines, i, x + indent, base(y, i), owner('text')));
      });
      const page = breakLines(labelOf(String(setting.pages.get(heading) ?? '')), style, PAGE, setting);
      if (page.ends.length === 0) return;
      const number = setLine(page, 0, x, base(y, lines.ends.length - 1), owner('text'));
      shiftLine(number, width - widthOfLine(number));
      out.push(number);
    },
  };
}
