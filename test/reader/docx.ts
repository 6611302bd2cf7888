// In: the bytes of a Word document. Out: what a reader of it gets: paragraphs with style, text and marks, tables, parts and relationships. Knows the
// format and nothing of the writer. Refuses what is not well formed, and a relationship that leads nowhere.

import { strFromU8, unzipSync } from 'fflate';
import { wellFormed } from './xml.ts';

export interface Node {
  name: string;
  attributes: Record<string, string>;
  children: (Node | string)[];
}
export interface Paragraph {
  /** Id of its style; `Normal` where none is named. */
  style: string;
  /** Marks as `⟦3⟧`. */
  text: string;
  /** Of its own numbering, or that of its style; null: none. */
  numbering: string | null;
  node: Node;
}
export interface Docx {
  parts: Map<string, string>;
  document: Node;
  /** Of the text, in reading order, tables included. */
  paragraphs: Paragraph[];
  tables: Node[];
  /** Addresses outside, by id. */
  links: Map<string, string>;
}

/** Reads a file. */
export function readDocx(bytes: Uint8Array): Docx {
  const files = Object.entries(unzipSync(bytes));
  // Pictures are no XML.
  const parts = new Map(files.flatMap(([name, file]) => (/\.(png|jpeg)$/.test(name) ? [] : [[name, strFromU8(file)]])));
  for (const xml of parts.values()) wellFormed(xml);
  const part = (name: string) => {
    const xml = parts.get(name);
    if (xml === undefined) throw new Error(`${name} is missing`);
    return treeOf(xml);
  };
  const links = new Map<string, string>();
  for (const { attributes } of within(part('word/_rels/document.xml.rels'), 'Relationship')) {
    const { Id = '', Target = '', TargetMode, Type = '' } = attributes;
    if (TargetMode === 'External') links.set(Id, Target);
    else if (Type.endsWith('/image')) {
      if (!files.some(([name]) => name === `word/${Target}`)) throw new Error(`${Target} is missing`);
    } else part(`word/${Target}`);
  }
  const document = part('word/document.xml');
  const numbered = new Map(
    within(part('word/styles.xml'), 'w:style').map((style) => [style.attributes['w:styleId'], numberingOf(style)]),
  );
  const paragraphs = within(document, 'w:p').map((node): Paragraph => {
    const style = firstVal(node, 'w:pStyle') ?? 'Normal';
    return { style, text: textOf(node), numbering: numberingOf(node) ?? numbered.get(style) ?? null, node };
  });
  return { parts, document, paragraphs, tables: within(document, 'w:tbl'), links };
}

/** The text of a node as it is read. */
export function textOf(node: Node): string {
  return node.children
    .map((child) => {
      if (typeof child === 'string') return node.name === 'w:t' ? child : '';
      if (child.name === 'w:br') return ' ';
      if (child.name === 'w:tab') return '\t';
      if (child.name === 'w:noBreakHyphen') return '\u2011';
      if (child.name === 'w:softHyphen') return '\u00ad';
      return child.name === 'w:pPr' ? '' : textOf(child);
    })
    .join('')
    .replace(/\u00a0\[(\d+(?:,\u00a0\d+)*)\]/g, (_, numbers: string) =>
      numbers
        .split(',\u00a0')
        .map((n) => `⟦${n}⟧`)
        .join(''),
    );
}

/** All nodes of a name, outer before inner. */
export function within(node: Node, name: string): Node[] {
  return node.children.flatMap((child) =>
    typeof child === 'string' ? [] : [...(child.name === name ? [child] : []), ...within(child, name)],
  );
}

/** The `w:val` of the first node of a name. */
export const firstVal = (node: Node, name: string): string | null => within(node, name)[0]?.attributes['w:val'] ?? null;

const numberingOf = (node: Node): string | null => firstVal(node, 'w:numId');

/** The tree of well-formed XML. */
export function treeOf(xml: string): Node {
  const root: Node = { name: '#', attributes: {}, children: [] };
  const stack = [root];
  for (const [, closed, name, attributes = '', empty, text] of xml.matchAll(
    /<\?[\s\S]*?\?>|<\/([\w:.-]+)>|<([\w:.-]+)((?:\s+[\w:.-]+="[^"]*")*)\s*(\/?)>|([^<]+)/g,
  )) {
    if (text !== undefined) stack.at(-1)?.children.push(decoded(text));
    else if (closed !== undefined) stack.pop();
    else if (name !== undefined) {
      const own = [...attributes.matchAll(/([\w:.-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
        key,
        decoded(value),
      ]);
      const node: Node = { name, attributes: Object.fromEntries(own) as Record<string, string>, children: [] };
      stack.at(-1)?.children.push(node);
      if (empty !== '/') stack.push(node);
    }
  }
  return root;
}

const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const decoded = (text: string): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code: string | undefined, name: string) =>
    code ? String.fromCodePoint(Number(code)) : (NAMED[name] ?? whole),
  );
