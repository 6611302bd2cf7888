// In: the bytes of a finished PDF. Out: what a reader of it gets: the tree that a screen reader walks, with the text of every element; what each
// page paints; links, fonts, metadata, what travels along. Knows the format, and nothing of the writer.

import { type Painted, paintedOn, type ReadFont } from './content.ts';
import { type Dict, inflated, Lexer, Name, Objects, Operator, Ref, Stream, textString, type Value } from './syntax.ts';

/** An element of the structure tree. Kids in reading order: elements, and text as it is drawn. */
export interface Element {
  role: string;
  lang: string | null;
  alt: string | null;
  /** Read instead of what is drawn. */
  actual: string | null;
  scope: string | null;
  /** Of figures, in points from the lower left corner. */
  box: number[] | null;
  kids: (Element | string)[];
  links: Link[];
  parent: Element | null;
  /** Where its text begins: page, from 0, and base line. */
  place: { page: number; y: number } | null;
}
/** The annotation of a link. */
export interface Link {
  page: number;
  contents: string;
  rect: number[];
  /** An address, or a place in the file. */
  target: string | { page: number; top: number };
  /** The element that the parent tree gives for it. */
  element: Element | null;
}
export interface Font {
  name: string;
  embedded: boolean;
  /** Length of the font program. */
  length: number;
  /** Widths of glyphs drawn, where those of the font program differ. */
  wrongWidths: string[];
}
export interface Page {
  width: number;
  height: number;
  painted: Painted[];
  tabs: string | null;
}
export interface Attached {
  name: string;
  relationship: string;
  mediaType: string;
  description: string;
  bytes: Uint8Array;
  size: number;
  checkSum: string;
}
export interface Bookmark {
  title: string;
  level: number;
  page: number;
}
export interface File {
  objects: Objects;
  catalog: Dict;
  info: Map<string, string>;
  /** Hexadecimal, both parts. */
  id: string[];
  xmp: string;
  lang: string;
  pages: Page[];
  root: Element;
  /** Every element, in reading order. */
  elements: Element[];
  links: Link[];
  fonts: Font[];
  attached: Attached[];
  bookmarks: Bookmark[];
}

/** Reads a file. */
export function readPdf(bytes: Uint8Array): File {
  const objects = new Objects(bytes);
  const { trailer } = objects;
  const catalog = objects.dict(trailer.get('Root'));
  const pages: { ref: Ref; dict: Dict }[] = [];
  const turn = (ref: Value) => {
    const dict = objects.dict(ref);
    if (nameOf(dict.get('Type')) === 'Page') pages.push({ ref: ref as Ref, dict });
    else for (const kid of objects.list(dict.get('Kids'))) turn(kid);
  };
  turn(catalog.get('Pages') as Value);
  const pageOf = (ref: Value | undefined) => pages.findIndex((page) => page.ref.id === (ref as Ref).id);

  const fonts = new Map<number, { read: ReadFont; font: Font }>();
  const read = pages.map(({ dict }): Page => {
    const [left = 0, bottom = 0, right = 0, top = 0] = objects.list(dict.get('MediaBox')) as number[];
    const own = new Map<string, ReadFont>();
    const named = objects.dict(dict.get('Resources')).get('Font');
    for (const [key, ref] of named ? objects.dict(named) : []) {
      const { id } = ref as Ref;
      if (!fonts.has(id)) fonts.set(id, fontOf(objects, objects.dict(ref)));
      own.set(key, (fonts.get(id) as { read: ReadFont }).read);
    }
    const contents = objects.get(dict.get('Contents'));
    const streams = Array.isArray(contents) ? contents : [contents];
    const text = streams.map((one) => Buffer.from(inflated(objects.stream(one))).toString('latin1')).join('\n');
    return {
      width: right - left,
      height: top - bottom,
      painted: paintedOn(text, own),
      tabs: nameOf(dict.get('Tabs')),
    };
  });

  const { root, elements, links } = treeOf(objects, catalog, pages, read, pageOf);
  return {
    objects,
    catalog,
    info: new Map(
      [...objects.dict(trailer.get('Info'))].flatMap(([key, value]) => {
        const found = objects.get(value);
        return typeof found === 'string' ? [[key, textString(found)] as const] : [];
      }),
    ),
    id: objects.list(trailer.get('ID')).map((part) => Buffer.from(part as string, 'latin1').toString('hex')),
    xmp: Buffer.from(inflated(objects.stream(catalog.get('Metadata')))).toString('utf8'),
    lang: textString(objects.get(catalog.get('Lang'))),
    pages: read,
    root,
    elements,
    links,
    fonts: [...fonts.values()].map(({ font }) => font),
    attached: attachedTo(objects, catalog),
    bookmarks: bookmarksOf(objects, catalog, pageOf),
  };
}

/** All text of an element, as it is read. */
export function textOf(element: Element): string {
  return element.actual ?? element.kids.map((kid) => (typeof kid === 'string' ? kid : textOf(kid))).join('');
}

const nameOf = (value: Value | undefined): string | null => (value instanceof Name ? value.name : null);

function treeOf(
  objects: Objects,
  catalog: Dict,
  pages: readonly { ref: Ref; dict: Dict }[],
  read: readonly Page[],
  pageOf: (ref: Value | undefined) => number,
): Pick<File, 'root' | 'elements' | 'links'> {
  // Text of each piece of marked content, and where it begins.
  const said = read.map((page) => {
    const own = new Map<number, { text: string; y: number }>();
    for (const { mcid, text, box, size } of page.painted) {
      if (typeof mcid !== 'number') continue;
      const known = own.get(mcid);
      if (known) known.text += text ?? '';
      else own.set(mcid, { text: text ?? '', y: box.bottom + size * 0.25 });
    }
    return own;
  });
  const elements: Element[] = [];
  const byRef = new Map<number, Element>();
  const links: Link[] = [];
  const heard = read.map(() => new Set<number>());

  const walk = (ref: Value, parent: Element | null): Element => {
    const dict = objects.dict(ref);
    const attributes = dict.has('A') ? objects.dict(dict.get('A')) : new Map<string, Value>();
    const string = (key: string) => (dict.has(key) ? textString(objects.get(dict.get(key))) : null);
    const element: Element = {
      role: nameOf(dict.get('S')) ?? '',
      lang: string('Lang'),
      alt: string('Alt'),
      actual: string('ActualText'),
      scope: nameOf(attributes.get('Scope')),
      box: attributes.has('BBox') ? (objects.list(attributes.get('BBox')) as number[]) : null,
      kids: [],
      links: [],
      parent,
      place: null,
    };
    if (parent && objects.dict(dict.get('P')) !== objects.dict(parentRefs.get(parent)))
      throw new Error(`${element.role} names another parent than the one that holds it`);
    parentRefs.set(element, ref);
    elements.push(element);
    if (ref instanceof Ref) byRef.set(ref.id, element);
    const content = (page: number, mcid: number) => {
      const own = said[page]?.get(mcid);
      if (!own) throw new Error(`${element.role} holds content ${mcid} of page ${page + 1}, which paints nothing`);
      if (heard[page]?.has(mcid)) throw new Error(`content ${mcid} of page ${page + 1} is read twice`);
      heard[page]?.add(mcid);
      element.place ??= { page, y: own.y };
      element.kids.push(own.text);
    };
    const kids = objects.get(dict.get('K'));
    for (const kid of kids === null ? [] : Array.isArray(kids) ? kids : [kids]) {
      if (typeof kid === 'number') {
        content(pageOf(dict.get('Pg')), kid);
        continue;
      }
      const own = objects.dict(kid);
      const type = nameOf(own.get('Type'));
      if (type === 'MCR') content(pageOf(own.get('Pg')), own.get('MCID') as number);
      else if (type === 'OBJR') {
        const page = pageOf(own.get('Pg'));
        const link = linkOf(objects, own.get('Obj') as Value, page, pageOf);
        const held = objects.list(pages[page]?.dict.get('Annots'));
        if (!held.some((one) => (one as Ref).id === (own.get('Obj') as Ref).id))
          throw new Error(`a link says it is on page ${page + 1}, which does not hold it`);
        element.links.push(link);
        links.push(link);
        keys.set(link, objects.dict(own.get('Obj')).get('StructParent') as number);
      } else element.kids.push(walk(kid, element));
    }
    return element;
  };
  const keys = new Map<Link, number>();
  const parentRefs = new Map<Element, Value>();
  const top = objects.dict(catalog.get('StructTreeRoot'));
  const kids = objects.get(top.get('K'));
  const root = walk(Array.isArray(kids) ? (kids[0] as Value) : (top.get('K') as Value), null);

  const parents = new Map<number, Value>();
  const numbers = objects.list(objects.dict(top.get('ParentTree')).get('Nums'));
  for (let i = 0; i < numbers.length; i += 2) parents.set(numbers[i] as number, numbers[i + 1] as Value);
  for (const [link, key] of keys) link.element = byRef.get((parents.get(key) as Ref | undefined)?.id ?? -1) ?? null;
  read.forEach((page, i) => {
    const list = objects.list(parents.get(pages[i]?.dict.get('StructParents') as number));
    for (const { mcid } of page.painted) {
      if (typeof mcid !== 'number') continue;
      if (!heard[i]?.has(mcid)) throw new Error(`content ${mcid} of page ${i + 1} is in no element`);
      if (!byRef.has((list[mcid] as Ref).id)) throw new Error(`the parent tree leads nowhere from page ${i + 1}`);
    }
  });
  return { root, elements, links };
}

function linkOf(objects: Objects, ref: Value, page: number, pageOf: (ref: Value | undefined) => number): Link {
  const dict = objects.dict(ref);
  let target: Link['target'];
  if (dict.has('Dest')) {
    const [to, , , top] = objects.list(dict.get('Dest'));
    target = { page: pageOf(to), top: top as number };
  } else target = textString(objects.get(objects.dict(dict.get('A')).get('URI')));
  return {
    page,
    contents: dict.has('Contents') ? textString(objects.get(dict.get('Contents'))) : '',
    rect: objects.list(dict.get('Rect')) as number[],
    target,
    element: null,
  };
}

function fontOf(objects: Objects, dict: Dict): { read: ReadFont; font: Font } {
  const name = nameOf(dict.get('BaseFont')) ?? '';
  const descendant = objects.dict(objects.list(dict.get('DescendantFonts'))[0]);
  const descriptor = objects.dict(descendant.get('FontDescriptor'));
  const program = objects.get(descriptor.get('FontFile2') ?? descriptor.get('FontFile3'));
  const bytes = program instanceof Stream ? inflated(program) : new Uint8Array(0);
  const characters = toUnicode(Buffer.from(inflated(objects.stream(dict.get('ToUnicode')))).toString('latin1'));
  const widths = new Map<number, number>();
  const rows = objects.list(descendant.get('W'));
  for (let i = 0; i < rows.length; ) {
    const first = rows[i] as number;
    const second = rows[i + 1] as Value;
    if (Array.isArray(second)) {
      second.forEach((width, j) => {
        widths.set(first + j, width as number);
      });
      i += 2;
    } else {
      for (let glyph = first; glyph <= (second as number); glyph++) widths.set(glyph, rows[i + 2] as number);
      i += 3;
    }
  }
  const advance = bytes.length > 0 ? advances(bytes) : () => 0;
  const wrongWidths = [...widths].flatMap(([glyph, width]) =>
    Math.abs(advance(glyph) - width) > 1 ? [`${name} ${glyph}: ${width}, the font says ${advance(glyph)}`] : [],
  );
  return {
    font: { name, embedded: bytes.length > 0, length: bytes.length, wrongWidths },
    read: {
      name,
      text: (code) => {
        const found = characters.get(code);
        if (found === undefined || code === 0) throw new Error(`${name} draws glyph ${code}, which stands for nothing`);
        return found;
      },
      width: (code) => widths.get(code) ?? (descendant.get('DW') as number),
    },
  };
}

/** Advances of the glyphs of a TrueType font, in thousandths. */
function advances(bytes: Uint8Array): (glyph: number) => number {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = new Map<string, number>();
  for (let i = 0; i < file.getUint16(4); i++)
    tables.set(String.fromCharCode(...bytes.subarray(12 + i * 16, 16 + i * 16)), file.getUint32(20 + i * 16));
  const at = (tag: string) => tables.get(tag) ?? 0;
  const scale = 1000 / file.getUint16(at('head') + 18);
  const count = file.getUint16(at('hhea') + 34);
  return (glyph) => file.getUint16(at('hmtx') + 4 * Math.min(glyph, count - 1)) * scale;
}

function toUnicode(map: string): Map<number, string> {
  const out = new Map<number, string>();
  const lexer = new Lexer(map);
  let operands: Value[] = [];
  const code = (value: Value | undefined) => Buffer.from(value as string, 'latin1').readUIntBE(0, 2);
  const characters = (value: Value | undefined) =>
    Buffer.from(value as string, 'latin1')
      .swap16()
      .toString('utf16le');
  while (!lexer.done) {
    const value = lexer.value();
    if (!(value instanceof Operator)) {
      operands.push(value);
      continue;
    }
    if (value.name === 'endbfchar')
      for (let i = 0; i < operands.length; i += 2) out.set(code(operands[i]), characters(operands[i + 1]));
    operands = [];
  }
  return out;
}

function attachedTo(objects: Objects, catalog: Dict): Attached[] {
  const associated = catalog.has('AF') ? objects.list(catalog.get('AF')).map((ref) => (ref as Ref).id) : [];
  const files = objects.dict(catalog.get('Names')).get('EmbeddedFiles');
  if (!files) return [];
  const names = objects.list(objects.dict(files).get('Names'));
  return names.flatMap((ref, i): Attached[] => {
    if (i % 2 === 0) return [];
    const spec = objects.dict(ref);
    const stream = objects.stream(objects.dict(spec.get('EF')).get('UF'));
    const params = objects.dict(stream.dict.get('Params'));
    if (!associated.includes((ref as Ref).id)) throw new Error('a file travels along that no AF names');
    return [
      {
        name: textString(objects.get(spec.get('UF'))),
        relationship: nameOf(spec.get('AFRelationship')) ?? '',
        mediaType: nameOf(stream.dict.get('Subtype')) ?? '',
        description: textString(objects.get(spec.get('Desc'))),
        bytes: inflated(stream),
        size: params.get('Size') as number,
        checkSum: Buffer.from(params.get('CheckSum') as string, 'latin1').toString('hex'),
      },
    ];
  });
}

function bookmarksOf(objects: Objects, catalog: Dict, pageOf: (ref: Value | undefined) => number): Bookmark[] {
  const out: Bookmark[] = [];
  const walk = (first: Value | undefined, level: number) => {
    for (let ref = first; ref instanceof Ref; ) {
      const item = objects.dict(ref);
      out.push({
        title: textString(objects.get(item.get('Title'))),
        level,
        page: pageOf(objects.list(item.get('Dest'))[0]),
      });
      walk(item.get('First'), level + 1);
      ref = item.get('Next') as Ref;
    }
  };
  if (catalog.has('Outlines')) walk(objects.dict(catalog.get('Outlines')).get('First'), 1);
  return out;
}
