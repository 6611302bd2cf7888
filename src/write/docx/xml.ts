// In: names, attributes, text. Out: XML. Refuses nothing: what XML cannot hold becomes U+FFFD.

import { escaped } from '../escape.ts';

/** An element; children are XML. Attributes in the order given. */
export function el(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: string[]
): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${safe(String(value))}"`);
  const inner = children.join('');
  return inner === '' ? `<${name}${pairs.join('')}/>` : `<${name}${pairs.join('')}>${inner}</${name}>`;
}

/** An element of WordprocessingML with one value: `<w:jc w:val="right"/>`. */
export const val = (name: string, value: string | number): string => el(`w:${name}`, { 'w:val': value });

/** An element of WordprocessingML that holds others; nothing where none are given. */
export const holding = (name: string, ...children: string[]): string =>
  children.join('') === '' ? '' : el(`w:${name}`, {}, ...children);

/** Text as it stands between tags and in attributes (XML 1.0, 2.2 and 2.4). */
export const safe = (text: string): string => escaped(text).replace(/[\ufffe\uffff]/g, '\ufffd');

/** A whole part. */
export const part = (root: string): string => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${root}\n`;

/** Namespaces of WordprocessingML and of relationships, for the root of a part. */
export const NAMESPACES = {
  'xmlns:w': 'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  'xmlns:r': 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
};
