// In: the theme and the language. Out: the styles, the fonts and the numberings of a Word file. Styles are Word's own by id and name, so that each
// program shows their names in its user's language; their look is that of the theme, a little larger, as there is no margin column. Refuses nothing.

import type { FamilyName, Style, StyleName, Theme } from '../pdf/theme.ts';
import { NUMBERING, twips } from './setting.ts';
import { el, holding, NAMESPACES, part, val } from './xml.ts';

/** The measure is a sixth wider than that of the page. */
const LARGER = 1.1;
/** Least size, in points: nothing here is short of room. */
const LEAST = 8.5;

const sizeOf = (size: number): number => Math.round(Math.max(LEAST, size * LARGER) * 2);
const hex = (colour: string): string => colour.slice(1).toUpperCase();

interface Paragraph {
  id: string;
  name: string;
  look: StyleName;
  /** Style of the paragraph after it; its own where left out. */
  next?: string;
  /** Before the spacing, in the order of the schema (ISO/IEC 29500-1, 17.3.1.26). */
  first?: readonly string[];
  /** After the spacing. */
  tail?: readonly string[];
}

function paragraphs(theme: Theme): Paragraph[] {
  const { colours, callout, rules, list, styles } = theme;
  const keep = el('w:keepNext') + el('w:keepLines');
  const level = (n: number) => val('outlineLvl', n);
  const line = (side: string, width: number, space: number, colour: string) =>
    el(`w:${side}`, { 'w:val': 'single', 'w:sz': Math.round(width * 8), 'w:space': space, 'w:color': hex(colour) });
  const hung = (label: number) => el('w:ind', { 'w:left': twips(label), 'w:hanging': twips(label) });
  const numbered = (id: number) => holding('numPr', val('numId', id));
  const air = Math.round(callout.padding);
  return [
    { id: 'Title', name: 'Title', look: 'title', next: 'Subtitle', first: [keep] },
    { id: 'Subtitle', name: 'Subtitle', look: 'meta', next: 'Normal' },
    {
      id: 'Heading1',
      name: 'heading 1',
      look: 'heading2',
      next: 'Normal',
      first: [keep, holding('pBdr', line('bottom', rules.strong, 2, colours.ink))],
      tail: [level(0)],
    },
    { id: 'Heading2', name: 'heading 2', look: 'heading3', next: 'Normal', first: [keep], tail: [level(1)] },
    { id: 'Heading3', name: 'heading 3', look: 'heading4', next: 'Normal', first: [keep], tail: [level(2)] },
    {
      id: 'BlockText',
      name: 'Block Text',
      look: 'callout',
      first: [
        // Lines in the colour of the ground keep the text off its edges.
        holding(
          'pBdr',
          line('top', rules.hair, 5, colours.tint),
          line('left', rules.callout, air, colours.blue),
          line('bottom', rules.hair, 5, colours.tint),
          line('right', rules.hair, air, colours.tint),
        ),
        el('w:shd', { 'w:val': 'clear', 'w:color': 'auto', 'w:fill': hex(colours.tint) }),
      ],
      tail: [el('w:ind', { 'w:left': twips(callout.inset), 'w:right': twips(air) })],
    },
    { id: 'BodyText2', name: 'Body Text 2', look: 'cell' },
    { id: 'BodyText3', name: 'Body Text 3', look: 'small' },
    { id: 'Caption', name: 'caption', look: 'caption', next: 'Normal' },
    { id: 'NoteHeading', name: 'Note Heading', look: 'name', next: 'Normal', first: [keep] },
    {
      id: 'ListBullet',
      name: 'List Bullet',
      look: 'text',
      first: [numbered(NUMBERING.bullets)],
      tail: [hung(list.label), el('w:contextualSpacing')],
    },
    { id: 'ListNumber', name: 'List Number', look: 'text', tail: [hung(list.label * 1.5), el('w:contextualSpacing')] },
    {
      id: 'Bibliography',
      name: 'Bibliography',
      look: 'source',
      first: [numbered(NUMBERING.sources)],
      tail: [hung(styles.source.size * 3)],
    },
    { id: 'Letterhead', name: 'Letterhead', look: 'letterhead' },
    { id: 'Header', name: 'header', look: 'furniture' },
    { id: 'Footer', name: 'footer', look: 'furniture' },
  ];
}

/** Room that the page makes otherwise: beside the margin, in cells, in boxes. In points. */
const ROOM: Partial<Record<StyleName, readonly [before: number, after: number]>> = {
  cell: [3, 3],
  callout: [9, 9],
  name: [9, 1],
  caption: [8, 4],
  heading2: [18, 6],
};

/** `word/styles.xml`. */
export function stylesPart(theme: Theme, language: string): string {
  const base = theme.styles.text;
  const defaults = el(
    'w:docDefaults',
    {},
    holding(
      'rPrDefault',
      holding(
        'rPr',
        fonts(theme, base.face),
        val('color', hex(theme.colours.ink)),
        val('sz', sizeOf(base.size)),
        val('szCs', sizeOf(base.size)),
        el('w:lang', { 'w:val': language, 'w:eastAsia': 'zh-CN', 'w:bidi': 'ar-SA' }),
      ),
    ),
    el('w:pPrDefault'),
  );
  const normal = styled('paragraph', 'Normal', 'Normal', {}, holding('pPr', spacing(base, 'text')), { default: true });
  const all = paragraphs(theme).map(({ id, name, look, next, first = [], tail = [] }) => {
    const style = theme.styles[look];
    const inner = holding('pPr', ...first, spacing(style, look), ...tail) + looks(theme, style);
    return styled('paragraph', id, name, { basedOn: 'Normal', next: next ?? id }, inner);
  });
  return part(el('w:styles', NAMESPACES, defaults, normal, ...all, ...characters(theme), ...tables(theme)));
}

function characters(theme: Theme): string[] {
  const { soft, blue } = theme.colours;
  const like = (id: string, name: string, ...properties: string[]) =>
    styled('character', id, name, {}, holding('rPr', ...properties));
  const plain = el('w:b', { 'w:val': 0 }) + el('w:bCs', { 'w:val': 0 });
  return [
    like('Strong', 'Strong', el('w:b'), el('w:bCs')),
    like('Emphasis', 'Emphasis', el('w:i'), el('w:iCs')),
    like('SubtleEmphasis', 'Subtle Emphasis', plain, val('color', hex(soft))),
    like('Hyperlink', 'Hyperlink', val('color', hex(blue)), val('u', 'single')),
    like('EndnoteReference', 'endnote reference', plain, val('color', hex(blue)), val('vertAlign', 'superscript')),
  ];
}

function tables(theme: Theme): string[] {
  const { colours, rules, table } = theme;
  const line = (side: string, width: number, colour: string) =>
    el(`w:${side}`, { 'w:val': 'single', 'w:sz': Math.round(width * 8), 'w:space': 0, 'w:color': hex(colour) });
  const side = (name: string, width: number) => el(`w:${name}`, { 'w:w': twips(width), 'w:type': 'dxa' });
  const margins = (right: number) => holding('tblCellMar', side('left', 0), side('right', right));
  const quiet = (type: string, ...cell: string[]) =>
    el('w:tblStylePr', { 'w:type': type }, holding('rPr', val('color', hex(colours.soft))), holding('tcPr', ...cell));
  return [
    styled('table', 'TableNormal', 'Normal Table', {}, holding('tblPr', margins(table.between * 0.8)), {
      default: true,
    }),
    styled(
      'table',
      'PlainTable2',
      'Plain Table 2',
      { basedOn: 'TableNormal' },
      holding(
        'tblPr',
        holding(
          'tblBorders',
          line('top', rules.hair, colours.ink),
          line('bottom', rules.hair, colours.hairline),
          line('insideH', rules.hair, colours.hairline),
        ),
        margins(table.between * 0.8),
      ) +
        quiet('firstRow', holding('tcBorders', line('bottom', rules.hair, colours.ink)), val('vAlign', 'bottom')) +
        quiet('firstCol'),
    ),
  ];
}

function styled(
  type: 'paragraph' | 'character' | 'table',
  id: string,
  name: string,
  { basedOn, next }: { basedOn?: string; next?: string },
  inner: string,
  { default: isDefault = false } = {},
): string {
  const attributes = { 'w:type': type, ...(isDefault ? { 'w:default': 1 } : {}), 'w:styleId': id };
  return el(
    'w:style',
    attributes,
    val('name', name),
    basedOn ? val('basedOn', basedOn) : '',
    next ? val('next', next) : '',
    type === 'paragraph' ? el('w:qFormat') : '',
    inner,
  );
}

function spacing({ size, leading, before, after }: Style, look: StyleName): string {
  const [above, below] = ROOM[look] ?? [before, after];
  return el('w:spacing', {
    'w:before': twips(above),
    'w:after': twips(below),
    'w:line': twips((leading * sizeOf(size)) / 2 / size),
    'w:lineRule': 'atLeast',
  });
}

function looks(theme: Theme, { face, weight, size, colour, tracking }: Style): string {
  return holding(
    'rPr',
    fonts(theme, face),
    weight === 'bold' ? el('w:b') + el('w:bCs') : '',
    colour === 'ink' ? '' : val('color', hex(theme.colours[colour])),
    tracking > 0 ? val('spacing', twips(tracking)) : '',
    val('sz', sizeOf(size)),
    val('szCs', sizeOf(size)),
  );
}

const fonts = (theme: Theme, face: FamilyName): string => {
  const [name] = theme.families[face];
  return el('w:rFonts', { 'w:ascii': name, 'w:hAnsi': name, 'w:cs': name });
};

/** `word/fontTable.xml`: what each font is like, and which to take in its place. */
export function fontsPart(theme: Theme): string {
  const kinds = { serif: 'roman', sans: 'swiss' } as const;
  const all = Object.entries(theme.families).map(([face, [name, instead]]) =>
    el(
      'w:font',
      { 'w:name': name },
      val('altName', instead),
      val('charset', '00'),
      val('family', kinds[face as FamilyName]),
      val('pitch', 'variable'),
    ),
  );
  return part(el('w:fonts', NAMESPACES, ...all));
}

/** `word/numbering.xml`: bullets, the list of sources, and one numbering for each ordered list. */
export function numberingPart(theme: Theme, lists: number): string {
  const { list, styles, colours } = theme;
  const kind = (id: number, format: string, text: string, label: number, ...look: string[]) =>
    el(
      'w:abstractNum',
      { 'w:abstractNumId': id },
      val('multiLevelType', 'singleLevel'),
      el(
        'w:lvl',
        { 'w:ilvl': 0 },
        val('start', 1),
        val('numFmt', format),
        val('lvlText', text),
        val('lvlJc', 'left'),
        holding('pPr', el('w:ind', { 'w:left': twips(label), 'w:hanging': twips(label) })),
        holding('rPr', ...look),
      ),
    );
  const strong = [el('w:b'), el('w:bCs'), val('color', hex(colours.blue))];
  const num = (id: number, of: number, ...more: string[]) =>
    el('w:num', { 'w:numId': id }, val('abstractNumId', of), ...more);
  const again = el('w:lvlOverride', { 'w:ilvl': 0 }, val('startOverride', 1));
  return part(
    el(
      'w:numbering',
      NAMESPACES,
      kind(0, 'bullet', '•', list.label),
      kind(1, 'decimal', '%1', styles.source.size * 3, ...strong),
      kind(2, 'decimal', '%1.', list.label * 1.5),
      num(NUMBERING.bullets, 0),
      num(NUMBERING.sources, 1),
      ...Array.from({ length: lists }, (_, i) => num(NUMBERING.firstOrdered + i, 2, again)),
    ),
  );
}
