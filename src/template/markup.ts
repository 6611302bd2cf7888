// In: markup written by the templates and the charts it names. Out: the blocks of a Doc. Refuses what is not balanced or not in its
// place, with the offset; the templates were held to the table of tags when they were loaded.

import {
  type Block,
  type Cell,
  type Chart,
  COUNTS,
  type Column,
  type Figure,
  type Inline,
  type ListItem,
  type Paragraph,
  type Row,
  type SourceItem,
  type Table,
} from '../model/doc.ts';
import type { FactId } from '../model/fact.ts';
import { refuse } from '../model/problem.ts';
import { isTag, type TagName, tagOf } from './tags.ts';

/** A chart, and the facts it shows. */
export interface Drawn {
  chart: Chart;
  facts: readonly FactId[];
}

export interface Element {
  name: TagName;
  attributes: Record<string, string>;
  children: (Element | string)[];
  offset: number;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

export function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, dec?: string, name?: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (dec) return String.fromCodePoint(Number(dec));
    return ENTITIES[name ?? ''] ?? whole;
  });
}

const broken = (offset: number, detail: string): never =>
  refuse(
    'TEMPLATE_TAG',
    { template: 'filled templates', line: 1, column: offset + 1, detail, suggestion: '' },
    { column: offset + 1 },
  );

const OPEN = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"]*")*)\s*(\/?)>/y;
const ATTRIBUTE = /([a-z-]+)="([^"]*)"/g;

/** Reads markup into elements; every element closed, every attribute known. */
export function parseMarkup(markup: string): Element[] {
  const roots: (Element | string)[] = [];
  const stack: Element[] = [];
  let at = 0;
  while (at < markup.length) {
    const next = markup.indexOf('<', at);
    const into = stack[stack.length - 1]?.children ?? roots;
    if (next !== at) {
      into.push(decode(markup.slice(at, next < 0 ? undefined : next)));
      if (next < 0) break;
    }
    OPEN.lastIndex = next;
    const found = OPEN.exec(markup) ?? broken(next, 'not a tag');
    const [whole = '', close, name = '', attributes = '', selfClosed] = found;
    if (!isTag(name)) return broken(next, `there is no tag <${name}>`);
    if (close) {
      if (stack.pop()?.name !== name) return broken(next, `</${name}> closes nothing`);
    } else {
      const element: Element = { name, attributes: {}, children: [], offset: next };
      for (const [, key = '', value = ''] of attributes.matchAll(ATTRIBUTE)) {
        if (!tagOf(name).attributes.includes(key)) return broken(next, `<${name}> has no attribute ${key}`);
        element.attributes[key] = decode(value);
      }
      into.push(element);
      if (!selfClosed && !tagOf(name).void) stack.push(element);
    }
    at = next + whole.length;
  }
  const open = stack[stack.length - 1];
  if (open) return broken(open.offset, `<${open.name}> is not closed`);
  return elementsOf(roots);
}

function elementsOf(children: readonly (Element | string)[]): Element[] {
  return children.filter((c): c is Element => {
    if (typeof c !== 'string') return true;
    if (c.trim() !== '') broken(0, `text outside a paragraph: “${c.trim().slice(0, 40)}”`);
    return false;
  });
}

const rankOf = (element: Element): { rank?: number } => {
  const rank = element.attributes.rank;
  return rank === undefined || rank === '' ? {} : { rank: Number(rank) };
};

const pageOf = ({ attributes: { page }, offset }: Element): { page?: 'new' | 'own' } => {
  if (page === undefined || page === '') return {};
  return page === 'new' || page === 'own' ? { page } : broken(offset, `no section begins a page ${page}`);
};

const many = (text: string | undefined): string[] => (text ?? '').split(' ').filter(Boolean);

/** Turns elements into blocks. */
export function blocksOf(elements: readonly Element[], charts: ReadonlyMap<string, Drawn>): Block[] {
  return elements.map((element) => block(element, charts));
}

function block(element: Element, charts: ReadonlyMap<string, Drawn>): Block {
  const { name, attributes } = element;
  const inner = () => blocksOf(elementsOf(element.children), charts);
  switch (name) {
    case 'section':
      return { type: 'section', id: attributes.id ?? '', ...pageOf(element), children: inner(), ...rankOf(element) };
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
      return {
        type: 'heading',
        level: Number(name[1]) as 1 | 2 | 3 | 4,
        id: attributes.id ?? '',
        children: trim(inlines(element)),
      };
    case 'p':
      return paragraph(element);
    case 'entry': {
      const parts = elementsOf(element.children);
      const margin = parts.find((p) => p.name === 'margin');
      return {
        type: 'entry',
        thread: attributes.thread || null,
        margin: margin ? elementsOf(margin.children).map((part) => note(part, charts)) : [],
        children: blocksOf(
          parts.filter((p) => p.name !== 'margin'),
          charts,
        ),
        ...rankOf(element),
      };
    }
    case 'ul':
    case 'ol':
      return {
        type: 'list',
        ordered: name === 'ol',
        items: elementsOf(element.children).map((li): ListItem => ({ children: trim(inlines(li)), ...rankOf(li) })),
        ...rankOf(element),
      };
    case 'table':
      return table(element);
    case 'figure': {
      const { chart, facts } =
        charts.get(attributes.chart ?? '') ?? broken(element.offset, `there is no chart “${attributes.chart}”`);
      return {
        type: 'figure',
        chart,
        ...(facts.length > 0 ? { facts: [...facts] } : {}),
        alt: attributes.alt ?? '',
        caption: trim(inlines(element)),
        ...rankOf(element),
      };
    }
    case 'callout':
      return { type: 'callout', children: inner(), ...rankOf(element) };
    case 'contents': {
      const depth = attributes.depth === '3' ? 3 : 2;
      return { type: 'contents', title: trim(inlines(element)), depth, items: [], ...rankOf(element) };
    }
    case 'sources':
      return { type: 'sources', items: [] as SourceItem[], ...rankOf(element) };
    default:
      return broken(element.offset, `<${name}> cannot stand here`);
  }
}

function note(element: Element, charts: ReadonlyMap<string, Drawn>): Paragraph | Figure {
  const made = element.name === 'figure' ? block(element, charts) : paragraph(element);
  return made.type === 'figure' || made.type === 'paragraph' ? made : broken(element.offset, 'a note is no block');
}

function paragraph(element: Element): Paragraph {
  if (element.name !== 'p') return broken(element.offset, `<${element.name}> cannot stand here`);
  const role = element.attributes.role ?? 'text';
  if (role !== 'text' && role !== 'meta' && role !== 'small' && role !== 'caption')
    return broken(element.offset, `<p> has no role ${role}`);
  return { type: 'paragraph', role, children: trim(inlines(element)), ...rankOf(element) };
}

function table(element: Element): Table {
  const parts = elementsOf(element.children);
  const part = (name: TagName) => parts.find((p) => p.name === name);
  const headers = many(element.attributes.headers);
  const shares = many(element.attributes.shares).map(Number);
  const columns = many(element.attributes.columns).map((align, i): Column => {
    if (align !== 'text' && align !== 'number' && align !== 'date')
      return broken(element.offset, `no column is aligned ${align}`);
    const share = shares[i];
    return { align, header: headers.includes(String(i + 1)), ...(share ? { share } : {}) };
  });
  const rowsOf = (body: Element | undefined): Element[] => (body ? elementsOf(body.children) : []);
  const cells = (tr: Element): Cell[] => elementsOf(tr.children).map((c) => ({ children: trim(inlines(c)) }));
  const role = element.attributes.role === 'facts' ? 'facts' : 'plain';
  const head = rowsOf(part('thead'))[0];
  const rows = rowsOf(part('tbody')).map((tr): Row => ({ cells: cells(tr), ...rankOf(tr) }));
  for (const row of rows)
    if (row.cells.length !== columns.length)
      broken(element.offset, `a row has ${row.cells.length} cells, the table ${columns.length} columns`);
  const caption = part('caption');
  return {
    type: 'table',
    role,
    caption: caption ? trim(inlines(caption)) : [],
    columns,
    head: head ? cells(head) : [],
    rows,
    ...rankOf(element),
  };
}

function inlines(element: Element): Inline[] {
  return element.children.map((child): Inline => {
    if (typeof child === 'string') return { type: 'text', value: child.replace(/[ \t\r\n]+/g, ' ') };
    const { name, attributes } = child;
    switch (name) {
      case 's': {
        const rank = attributes.rank;
        return {
          type: 'statement',
          facts: many(attributes.facts),
          rank: rank ? Number(rank) : null,
          children: inlines(child),
          ...(attributes.names ? { names: many(attributes.names) } : {}),
        };
      }
      case 'm':
        return { type: 'mark', sources: many(attributes.src), numbers: [] };
      case 'strong':
      case 'em':
      case 'soft':
        return { type: name, children: inlines(child) };
      case 'given':
        return { type: 'given', children: inlines(child) };
      case 'lang':
        return { type: 'lang', lang: attributes.lang ?? 'und', children: inlines(child) };
      case 'a':
        return { type: 'link', href: safe(attributes.href ?? '', child.offset), children: inlines(child) };
      case 'count': {
        const of = COUNTS.find((name) => name === attributes.of);
        if (!of) return broken(child.offset, `nothing counts ${attributes.of}`);
        return { type: 'count', of, value: '' };
      }
      case 'br':
        return { type: 'break' };
      default:
        return broken(child.offset, `<${name}> cannot stand in a line`);
    }
  });
}

/** Only addresses that open a page leave the room. */
function safe(href: string, offset: number): string {
  return /^https?:\/\//i.test(href) ? href : broken(offset, `the address “${href.slice(0, 40)}” is not http`);
}

/** Drops white space at the ends of a block and empty texts; what is inside a line stays as written. */
function trim(list: Inline[]): Inline[] {
  const kept = list.filter((i) => i.type !== 'text' || i.value !== '');
  const first = kept[0];
  if (first?.type === 'text') first.value = first.value.replace(/^ +/, '');
  const last = kept[kept.length - 1];
  if (last?.type === 'text') last.value = last.value.replace(/ +$/, '');
  return kept.filter((i) => i.type !== 'text' || i.value !== '');
}
