// In: a list of contents and the column it stands in. Out: its slices: a line for each heading, with its number and its page. How tall it is does not
// depend on the pages, which are looked up when a line is set: nothing is laid out twice to settle them.

import type { Contents, ContentsItem } from '../../model/doc.ts';
import { baseline, beside, type Column, empty, type Flow, labelOf, marginOf, type Slice } from './flow.ts';
import type { Setting } from './inline.ts';
import { breakLines, extent } from './lines.ts';
import { type Owner, setLine, shiftLine, widthOfLine } from './page.ts';

/** Room for a page number with the gap before it, and between two lines, in points. */
const PAGE = 34;
const BETWEEN = 1.8;

/** Slices of a list of contents. */
export function flowContents(contents: Contents, column: Column, setting: Setting): Flow {
  const { styles, sources, list } = setting.theme;
  const style = styles.cell;
  const numbered = contents.items.some(({ heading }) => heading.number !== undefined);
  const indent = ({ heading }: ContentsItem) => (numbered ? sources.label : 0) + (heading.level - 2) * list.label;
  const most = column.width - PAGE;
  // The pages stand where the longest title ends: the eye need not cross the sheet.
  const wide = contents.items.map((item) => indent(item) + extent(item.children, style, setting).widest);
  const width = Math.min(most, Math.max(...wide) + 0.5) + PAGE;
  const flow = contents.items.map((item): Slice => {
    const owner: Owner = { node: item, part: 'text' };
    const lines = breakLines(item.children, style, width - PAGE - indent(item), setting);
    const base = (y: number, i: number) => y + i * style.leading + baseline(style);
    return {
      ...empty(lines.ends.length * style.leading),
      before: BETWEEN,
      set: (y, out) => {
        if (typeof item.heading.number === 'number') {
          const label = breakLines(labelOf(String(item.heading.number)), styles.head, sources.label, setting);
          out.push(setLine(label, 0, column.x, base(y, 0), { node: item, part: 'label' }));
        }
        lines.ends.forEach((_, i) => {
          out.push(setLine(lines, i, column.x + indent(item), base(y, i), owner));
        });
        const page = breakLines(labelOf(String(setting.pages.get(item.heading) ?? '')), style, PAGE, setting);
        if (page.ends.length === 0) return;
        const number = setLine(page, 0, column.x, base(y, lines.ends.length - 1), owner);
        shiftLine(number, width - widthOfLine(number));
        out.push(number);
      },
    };
  });
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
