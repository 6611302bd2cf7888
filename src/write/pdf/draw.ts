// In: pages, the structure of the Doc. Out: the file. Every position was decided by layout and every tag by the table of tags:
// here they are only written down.

import { type Doc, type Foreign, type LinkTo, type Mark, type SourceItem, textOf } from '../../model/doc.ts';
import { type Attachment, type Ref, textString, Writer } from './conform.ts';
import { Used, writeFont } from './embed.ts';
import type { Face } from './fonts.ts';
import { writeImage } from './image.ts';
import type { InlineTag } from './inline.ts';
import { once } from './once.ts';
import type { LineOfText, Page, Run, Shape } from './page.ts';
import { type Element, element, type Structure, structureOf, TAGS } from './tags.ts';
import { type ColourName, rgb, type Theme } from './theme.ts';

/** What a file tells beside its pages. */
export interface Edition {
  theme: Theme;
  /** YYYY-MM-DD. */
  day: string;
  id: string;
  attachment: Attachment | null;
}

const LANG: Record<Doc['language'], string> = { en: 'en-CA', fr: 'fr-CA' };

/** Writes pages as a PDF. */
export function draw(doc: Doc, pages: readonly Page[], edition: Edition): Uint8Array {
  const { furniture } = doc;
  const writer = new Writer({
    title: doc.title,
    author: furniture.author,
    subject: furniture.subject,
    keywords: furniture.keywords,
    lang: LANG[doc.language],
    day: edition.day,
    id: edition.id,
  });
  const refs = pages.map((page) => writer.page(page.width, page.height));
  const structure = structureOf(doc);
  const fonts = new Map<string, FontInUse>();
  const sheet: Drawing = {
    doc,
    writer,
    pages,
    refs,
    structure,
    listed: listedIn(structure),
    headings: headingsIn(structure),
    places: new Map(),
    boxes: new Map(),
    fonts,
    inlines: new Map(),
    annotations: [],
    theme: edition.theme,
    parents: [],
  };
  pages.forEach((page, i) => {
    drawPage(sheet, page, i);
  });
  for (const { used, key, ref } of fonts.values()) writeFont(writer, used, key, ref);
  sheet.annotations.forEach((annotation, i) => {
    // Keys of the parent tree: first the pages, then the annotations.
    writer.fill(annotation.ref, linkOn(sheet, annotation, pages.length + i));
  });
  writeStructure(sheet);
  writer.bookmark(bookmarksOf(sheet));
  if (edition.attachment) writer.attach(edition.attachment);
  return writer.finish();
}

interface Place {
  page: number;
  /** From the bottom of the page. */
  top: number;
}
interface FontInUse {
  used: Used;
  /** Its name on the pages. */
  key: string;
  ref: Ref;
}
interface Drawing {
  doc: Doc;
  writer: Writer;
  pages: readonly Page[];
  refs: readonly Ref[];
  structure: Structure;
  /** Sources that have a number in the list. */
  listed: ReadonlySet<string>;
  /** Headings by id; of several with one id, the first. */
  headings: ReadonlyMap<string, object>;
  /** Where headings and sources stand; known when their page is drawn. */
  places: Map<object | string, Place>;
  /** Boxes of figures, as PDF writes them. */
  boxes: Map<object, string>;
  /** By name of the file. */
  fonts: Map<string, FontInUse>;
  inlines: Map<InlineTag, Element>;
  annotations: Annotation[];
  theme: Theme;
  /** Elements of the marked content of each page. */
  parents: Element[][];
}

/** A link on a page; where it leads may stand on a page not yet drawn. */
interface Annotation {
  ref: Ref;
  element: Element;
  page: number;
  rect: string;
  tag: InlineTag & { inline: LinkTo | Mark };
}

function listedIn({ label }: Structure): Set<string> {
  const listed = new Set<string>();
  for (const item of label.keys()) if ('source' in item) listed.add(String(item.source));
  return listed;
}

function headingsIn({ text }: Structure): Map<string, object> {
  const headings = new Map<string, object>();
  for (const node of text.keys()) {
    if (!('type' in node) || node.type !== 'heading' || !('id' in node)) continue;
    if (!headings.has(String(node.id))) headings.set(String(node.id), node);
  }
  return headings;
}

function notePlace({ places }: Drawing, thing: LineOfText, page: number, height: number): void {
  if (!thing.owner || places.has(thing.owner.node)) return;
  const size = thing.runs[0]?.ink.size ?? 0;
  const place = { page, top: height - thing.y + size * 1.3 };
  places.set(thing.owner.node, place);
  if (thing.owner.part === 'label' && 'source' in thing.owner.node)
    places.set(String((thing.owner.node as SourceItem).source), place);
}

const num = (n: number) => String(Math.round(n * 100) / 100);

function drawPage(drawing: Drawing, page: Page, index: number): void {
  const { structure, writer } = drawing;
  const parents: Element[] = [];
  drawing.parents.push(parents);
  const annotations: Ref[] = [];
  const used: Record<string, Ref> = {};
  const images: Record<string, Ref> = {};
  const ops: string[] = [];
  let open: Element | string | null = null;
  let font = '';
  let fill = '';
  let stroke = '';

  const close = () => {
    if (open !== null) ops.push('EMC');
    open = null;
  };
  const enter = (next: Element) => {
    if (open === next) return;
    close();
    const content = parents.push(next) - 1;
    next.kids.push({ page: index, content });
    ops.push(`/${next.role}<</MCID ${content}>>BDC`);
    open = next;
  };
  const artifact = (properties: string) => {
    if (open === properties) return;
    close();
    ops.push(`/Artifact<<${properties}>>BDC`);
    open = properties;
  };
  const colour = (name: ColourName, operator: 'rg' | 'RG') => {
    const op = `${rgb(drawing.theme.colours[name])
      .map((c) => num4(c))
      .join(' ')} ${operator}`;
    if (op === (operator === 'rg' ? fill : stroke)) return;
    ops.push(op);
    if (operator === 'rg') fill = op;
    else stroke = op;
  };
  const text = (run: Run, y: number) => {
    colour(run.ink.colour, 'rg');
    if (run.softHyphen) ops.push('/Span<</ActualText<FEFF00AD>>>BDC');
    ops.push('BT');
    ops.push(`1 0 0 1 ${num(run.x)} ${num(page.height - y + run.ink.rise)} Tm`);
    if (run.ink.tracking > 0) ops.push(`${num(run.ink.tracking)} Tc`);
    let code = '';
    let current: FontInUse | null = null;
    const show = () => {
      if (!current || code === '') return;
      used[current.key] = current.ref;
      const op = `/${current.key} ${num(run.ink.size)} Tf`;
      if (op !== font) ops.push(op);
      font = op;
      ops.push(code.includes('>') ? `[<${code}>]TJ`.replaceAll('<>', '') : `<${code}>Tj`);
      code = '';
    };
    for (const word of run.words) {
      if (word.face !== current?.used.face) {
        show();
        current = fontOf(drawing, word.face);
      }
      current.used.add(word);
      code += word.code;
      if (!word.risen) continue;
      show();
      for (const part of word.risen) {
        ops.push(`${num((part.rise * run.ink.size) / 1000)} Ts`);
        code = part.code;
        show();
      }
      ops.push('0 Ts');
    }
    show();
    if (run.ink.tracking > 0) ops.push('0 Tc');
    ops.push('ET');
    if (run.softHyphen) ops.push('EMC');
  };
  const line = (thing: LineOfText) => {
    if (!thing.owner) {
      artifact(FURNITURE[thing.furniture ?? 'repeat']);
      for (const run of thing.runs) text(run, thing.y);
      return;
    }
    notePlace(drawing, thing, index, page.height);
    const own = (thing.owner.part === 'label' ? structure.label : structure.text).get(thing.owner.node);
    if (!own) throw new Error('layout set a node that the document does not hold');
    const links = new Map<InlineTag, { left: number; right: number; size: number; rise: number }>();
    for (const run of thing.runs) {
      enter(run.ink.tag ? inlineElement(drawing, run.ink.tag, own) : own);
      text(run, thing.y);
      const link = linkOf(run.ink.tag);
      if (!link) continue;
      const known = links.get(link);
      const right = run.x + run.width;
      if (known) known.right = right;
      else links.set(link, { left: run.x, right, size: run.ink.size, rise: run.ink.rise });
    }
    for (const [tag, { left, right, size, rise }] of links) {
      const base = page.height - thing.y + rise;
      const rect = [left, base - size * 0.25, right, base + size * 0.8].map(num).join(' ');
      const annotation = annotate(drawing, tag, rect, index);
      if (annotation) annotations.push(annotation);
    }
  };
  const shape = (one: Shape) => {
    if (one.kind === 'label') {
      for (const run of one.runs) text(run, one.y);
    } else if (one.kind === 'dot') {
      colour(one.colour, 'rg');
      ops.push(circle(one.x, page.height - one.y, one.radius));
    } else if (one.kind === 'area') {
      if (one.rings.length === 0) return;
      colour(one.colour, 'rg');
      for (const ring of one.rings) ops.push(`${path(ring)} h`);
      ops.push('f*');
    } else {
      colour(one.colour, 'RG');
      ops.push(`${num(one.weight)} w`);
      if (one.dashes) ops.push(`[${one.dashes.map(num).join(' ')}] 0 d`);
      ops.push(`${path(one.points)} S`);
      if (one.dashes) ops.push('[] 0 d');
    }
  };
  const path = (points: readonly [number, number][]) =>
    points.map(([x, y], i) => `${num(x)} ${num(page.height - y)} ${i === 0 ? 'm' : 'l'}`).join(' ');

  for (const thing of page.things) {
    switch (thing.kind) {
      case 'line':
        line(thing);
        break;
      case 'fill':
        artifact('/Type/Layout');
        colour(thing.colour, 'rg');
        ops.push(
          `${num(thing.x)} ${num(page.height - thing.y - thing.height)} ${num(thing.width)} ${num(thing.height)} re f`,
        );
        break;
      case 'rule':
        artifact('/Type/Layout');
        colour(thing.colour, 'RG');
        ops.push(
          `${num(thing.weight)} w ${num(thing.x)} ${num(page.height - thing.y)} m ${num(thing.x + thing.width)} ${num(page.height - thing.y)} l S`,
        );
        break;
      case 'picture': {
        const own = structure.text.get(thing.owner);
        if (!own) throw new Error('layout set a figure that the document does not hold');
        const { x, y, width, height } = thing.box;
        drawing.boxes.set(thing.owner, [x, page.height - y - height, x + width, page.height - y].map(num).join(' '));
        enter(own);
        for (const one of thing.shapes) shape(one);
        break;
      }
      case 'image': {
        const own = structure.text.get(thing.owner);
        if (!own) throw new Error('layout set a logo that the document does not hold');
        const { x, y, width, height } = thing.box;
        drawing.boxes.set(thing.owner, [x, page.height - y - height, x + width, page.height - y].map(num).join(' '));
        enter(own);
        const name = `I${Object.keys(images).length + 1}`;
        images[name] = writeImage(writer, thing.owner.picture);
        ops.push(`q ${num(width)} 0 0 ${num(height)} ${num(x)} ${num(page.height - y - height)} cm /${name} Do Q`);
        break;
      }
      default:
        thing satisfies never;
    }
  }
  close();
  writer.fillPage(index, ops.join('\n'), used, annotations, images);
}

const FURNITURE: Record<NonNullable<LineOfText['furniture']>, string> = {
  header: '/Type/Pagination/Subtype/Header/Attached[/Top]',
  footer: '/Type/Pagination/Subtype/Footer/Attached[/Bottom]',
  repeat: '/Type/Pagination',
};

const num4 = (n: number) => String(Math.round(n * 10000) / 10000);

/** Four Bézier curves. */
function circle(x: number, y: number, r: number): string {
  const k = r * 0.5523;
  const c = (...n: number[]) => `${n.map(num).join(' ')} c`;
  return `${num(x + r)} ${num(y)} m ${c(x + r, y + k, x + k, y + r, x, y + r)} ${c(x - k, y + r, x - r, y + k, x - r, y)} ${c(x - r, y - k, x - k, y - r, x, y - r)} ${c(x + k, y - r, x + r, y - k, x + r, y)} f`;
}

function fontOf({ fonts, writer }: Drawing, face: Face): FontInUse {
  return once(fonts, face.name, () => ({ used: new Used(face), key: `F${fonts.size + 1}`, ref: writer.object() }));
}

/** The element of an inline, made where its text is first drawn: content and elements stand in reading order. */
function inlineElement(drawing: Drawing, tag: InlineTag, own: Element): Element {
  let made = drawing.inlines.get(tag);
  if (!made) {
    const parent = tag.parent ? inlineElement(drawing, tag.parent, own) : own;
    made = leadsSomewhere(drawing, tag)
      ? element(TAGS[tag.inline.type], parent, tag.inline.type === 'lang' ? phrase(tag.inline) : {})
      : parent;
    drawing.inlines.set(tag, made);
  }
  return made;
}

/** Scripts whose glyphs stand in another order than their letters. */
const REORDERED = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Thai}]/u;

function phrase({ lang, children }: Foreign): { lang: string; actual: string | null } {
  const text = textOf(children);
  const plain = children.every((child) => child.type === 'text');
  return { lang, actual: plain && REORDERED.test(text) ? text : null };
}

// A number whose source is not listed, a heading that is not there: text, not a link.
function leadsSomewhere({ listed, headings }: Drawing, { inline, index }: InlineTag): boolean {
  if (inline.type === 'link' && inline.href.startsWith('#')) return headings.has(inline.href.slice(1));
  return inline.type !== 'mark' || listed.has(String(inline.sources[index]));
}

function linkOf(tag: InlineTag | null): InlineTag | null {
  if (!tag) return null;
  return tag.inline.type === 'lang' ? linkOf(tag.parent) : tag;
}

function annotate(drawing: Drawing, tag: InlineTag, rect: string, page: number): Ref | null {
  const { inline } = tag;
  const own = drawing.inlines.get(tag);
  if (inline.type === 'lang' || !own || !leadsSomewhere(drawing, tag)) return null;
  const ref = drawing.writer.object();
  own.kids.push({ page, annotation: drawing.annotations.length });
  drawing.annotations.push({ ref, element: own, page, rect, tag: { ...tag, inline } });
  return ref;
}

function linkOn(drawing: Drawing, { tag: { inline, index }, page, rect }: Annotation, key: number): string {
  let target: string;
  let contents: string;
  const to = ({ page, top }: Place) => `/Dest[${drawing.refs[page]}/XYZ null ${num(top)} null]`;
  if (inline.type === 'link' && inline.href.startsWith('#')) {
    target = to(drawing.places.get(drawing.headings.get(inline.href.slice(1)) as object) as Place);
    contents = textOf(inline.children);
  } else if (inline.type === 'mark') {
    target = to(drawing.places.get(String(inline.sources[index])) as Place);
    contents = `${drawing.doc.furniture.source} ${inline.numbers[index]}`;
  } else {
    target = `/A<</S/URI/URI${textString(inline.href.replace(/[^\x21-\x7e]/gu, encodeURIComponent))}>>`;
    contents = textOf(inline.children);
  }
  return `<</Type/Annot/Subtype/Link/Rect[${rect}]/Border[0 0 0]/F 4/P ${drawing.refs[page]}/StructParent ${key}/Contents${textString(contents)}${target}>>`;
}

function writeStructure(drawing: Drawing): void {
  const { writer, structure, refs } = drawing;
  const objects = new Map<Element, Ref>();
  const number = (one: Element) => {
    objects.set(one, writer.object());
    for (const kid of one.kids) if ('role' in kid) number(kid);
  };
  number(structure.root);
  for (const [one, ref] of objects) {
    const parent = one.parent ? objects.get(one.parent) : writer.structureRoot;
    let page: number | null = null;
    const kids = one.kids.map((kid) => {
      if ('role' in kid) return `${objects.get(kid)}`;
      if ('annotation' in kid)
        return `<</Type/OBJR/Obj ${drawing.annotations[kid.annotation]?.ref}/Pg ${refs[kid.page]}>>`;
      page ??= kid.page;
      return kid.page === page ? String(kid.content) : `<</Type/MCR/Pg ${refs[kid.page]}/MCID ${kid.content}>>`;
    });
    let text = `<</Type/StructElem/S/${one.role}/P ${parent}`;
    if (page !== null) text += `/Pg ${refs[page]}`;
    if (kids.length > 0) text += `/K[${kids.join(' ')}]`;
    if (one.lang) text += `/Lang${textString(one.lang)}`;
    if (one.actual) text += `/ActualText${textString(one.actual)}`;
    if (one.alt) text += `/Alt${textString(one.alt)}`;
    if (one.attributes) text += `/A${attributes(one.attributes, drawing.boxes)}`;
    writer.fill(ref, `${text}>>`);
  }
  const pages = drawing.parents.map((parents, i) => `${i}[${parents.map((one) => objects.get(one)).join(' ')}]`);
  const links = drawing.annotations.map((annotation, i) => `${refs.length + i} ${objects.get(annotation.element)}`);
  writer.structure(objects.get(structure.root) as Ref, [...pages, ...links].join(' '), refs.length + links.length);
}

function attributes(of: NonNullable<Element['attributes']>, boxes: ReadonlyMap<object, string>): string {
  switch (of.owner) {
    case 'Table':
      return `<</O/Table/Scope/${of.scope}>>`;
    case 'List':
      return `<</O/List/ListNumbering/${of.numbering}>>`;
    case 'Layout':
      return `<</O/Layout/Placement/Block/BBox[${boxes.get(of.figure) ?? '0 0 0 0'}]>>`;
    default:
      return of satisfies never;
  }
}

function bookmarksOf(drawing: Drawing): { level: number; title: string; page: Ref; top: number }[] {
  const found: { level: number; title: string; page: Ref; top: number }[] = [];
  for (const node of drawing.structure.text.keys()) {
    const place = drawing.places.get(node);
    if (!place || !('type' in node) || node.type !== 'heading') continue;
    const heading = node as Extract<Doc['blocks'][number], { type: 'heading' }>;
    found.push({
      level: heading.level,
      title: [heading.number ?? [], textOf(heading.children)].flat().join(' '),
      page: drawing.refs[place.page] as Ref,
      top: place.top,
    });
  }
  return found;
}
