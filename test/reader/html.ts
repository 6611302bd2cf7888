// In: an HTML brief. Out: its tree, and the statements in it. Refuses, as a failed test, what is not balanced, quoted and escaped.

import { expect } from 'vitest';
import type { StatementText } from '../../src/model/doc.ts';

export interface Tag {
  name: string;
  attributes: Record<string, string>;
  children: (Tag | string)[];
}

const VOID = ['meta', 'br', 'img', 'link'];
const decode = (text: string): string =>
  text.replace(/&(?:#(\d+)|(amp|lt|gt|quot));|&/g, (whole, code?: string, name?: string) => {
    if (whole === '&') throw new Error('a bare ampersand');
    return code ? String.fromCodePoint(Number(code)) : ({ amp: '&', lt: '<', gt: '>', quot: '"' }[name ?? ''] ?? whole);
  });

/** A strict reader: what is not balanced, quoted and escaped is refused. */
export function parse(page: string): Tag {
  const root: Tag = { name: '#', attributes: {}, children: [] };
  const stack = [root];
  const token = /<!doctype html>|<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+="[^"<>]*")*)(\/?)>|([^<>]+)/gy;
  while (token.lastIndex < page.length) {
    const at = token.lastIndex;
    const found = token.exec(page);
    if (!found) throw new Error(`no HTML at ${at}: ${page.slice(at, at + 80)}`);
    const [, close, name, attributes = '', selfClosed, text] = found;
    const parent = stack.at(-1) as Tag;
    if (text !== undefined) parent.children.push(parent.name === 'style' ? text : decode(text));
    else if (close) expect(stack.pop()?.name, `</${name}> near ${page.slice(at - 80, at)}`).toBe(name);
    else if (name) {
      const tag: Tag = { name, attributes: {}, children: [] };
      for (const [, key = '', value = ''] of attributes.matchAll(/([a-zA-Z-]+)="([^"]*)"/g)) {
        expect(tag.attributes, `${key} twice`).not.toHaveProperty(key);
        tag.attributes[key] = decode(value);
      }
      parent.children.push(tag);
      if (!selfClosed && !VOID.includes(name)) stack.push(tag);
      // Raw text: only its own end tag ends it (HTML, 13.2.5).
      if (name === 'style') {
        const end = page.indexOf('</style', token.lastIndex);
        tag.children.push(page.slice(token.lastIndex, end));
        token.lastIndex = end;
      }
    }
  }
  expect(stack).toHaveLength(1);
  return root;
}

export function all(tag: Tag, wanted: (tag: Tag) => boolean): Tag[] {
  return tag.children.flatMap((child) =>
    typeof child === 'string' ? [] : [...(wanted(child) ? [child] : []), ...all(child, wanted)],
  );
}
export const named = (root: Tag, name: string): Tag[] => all(root, (tag) => tag.name === name);
export const textOf = (tag: Tag | string): string =>
  typeof tag === 'string' ? tag : tag.name === 'sup' ? '' : tag.name === 'br' ? ' ' : tag.children.map(textOf).join('');
export const classed = (root: Tag, name: string): Tag[] =>
  all(root, (tag) => (tag.attributes.class ?? '').split(' ').includes(name));

/** The statements, in reading order. */
export function statementsInHtml(page: string): StatementText[] {
  return all(parse(page), (tag) => 'data-facts' in tag.attributes).map((tag) => ({
    text: textOf(tag).trim(),
    facts: (tag.attributes['data-facts'] ?? '').split(' ').filter(Boolean),
    sources: named(tag, 'sup').flatMap((sup) =>
      (
        sup.children
          .map((c) => (typeof c === 'string' ? c : c.children.join('')))
          .join('')
          .match(/\d+/g) ?? []
      ).map(Number),
    ),
  }));
}
