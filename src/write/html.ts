// In: a numbered Doc and a style sheet. Out: one HTML file that needs nothing else: no network, no script. Every text is escaped, and a content
// security policy allows the one style sheet and nothing more. Refuses nothing: an address that is not of the web is written as its text.

import { createHash } from 'node:crypto';
import {
  type Block,
  type Cell,
  type Doc,
  type Figure,
  type Furniture,
  type Heading,
  type Inline,
  type Mark,
  type Section,
  type Table,
  textOf,
} from '../model/doc.ts';
import { fromRight } from './bidi.ts';
import { escaped } from './escape.ts';
import { tabulate } from './series.ts';
import { svgOf } from './svg.ts';

export interface HtmlStyle {
  /** Style sheet of the brief: templates/style/html.css. */
  css: string;
}

/** Writes a brief as a self-contained HTML document. */
export function writeHtml(doc: Doc, style: HtmlStyle): string {
  const setting: Setting = { doc, ids: new Set(), listed: listedIn(doc.blocks), figures: 0, tables: 0 };
  const { furniture } = doc;
  const css = styleOf(style, furniture);
  // Hashed as the parser will see it (CSP 3, 8.4).
  const hash = createHash('sha256').update(css).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="${doc.language}-CA">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="author" content="${escaped(furniture.author)}">
<meta name="description" content="${escaped(furniture.subject)}">
<meta name="keywords" content="${escaped(furniture.keywords)}">
<title>${escaped(doc.title)}</title>
<style>${css}</style>
</head>
<body>
<header>
${letterhead(furniture)}<p>${escaped(furniture.header)}</p>
<p class="marking">${escaped(furniture.marking)}</p>
</header>
<main>
${main(setting)}
</main>
<footer>
<p>${escaped(furniture.footer)}</p>
</footer>
</body>
</html>
`;
}

/** Whose paper it is: the logo travels in the file. */
function letterhead({ letterhead }: Furniture): string {
  if (!letterhead) return '';
  const { logo, lines } = letterhead;
  const parts: string[] = [];
  if (logo) {
    const { picture, alt, width, height } = logo;
    const data = Buffer.from(picture.bytes).toString('base64');
    const size = `width="${Math.round((width * 4) / 3)}" height="${Math.round((height * 4) / 3)}"`;
    parts.push(`<img src="data:${picture.mediaType};base64,${data}" alt="${escaped(alt)}" ${size}>`);
  }
  if (lines.length > 0) parts.push(`<p>${lines.map(escaped).join('<br>')}</p>`);
  return `<div class="letterhead">\n${parts.join('\n')}\n</div>\n`;
}

interface Setting {
  doc: Doc;
  /** Given out already: an id stands once in a document. */
  ids: Set<string>;
  /** Numbers in the list of sources: what a mark can lead to. */
  listed: ReadonlySet<number>;
  figures: number;
  tables: number;
}

function listedIn(blocks: readonly Block[]): Set<number> {
  const numbers = new Set<number>();
  for (const block of blocks) {
    if (block.type === 'sources') for (const item of block.items) numbers.add(item.number);
    else if (block.type === 'section' || block.type === 'callout' || block.type === 'entry')
      for (const n of listedIn(block.children)) numbers.add(n);
  }
  return numbers;
}

/** The style sheet, and the furniture of printed pages, which only the document knows. Nothing in it can end the element. */
function styleOf({ css }: HtmlStyle, { header, marking, page }: Furniture): string {
  const [first = '', between = '', last = ''] = page.split(/\{n\}|\{total\}/).map(cssString);
  const printed = `
@page {
  @top-left { content: ${cssString(header)} }
  @top-right { content: ${cssString(marking)} }
  @bottom-right { content: ${first} counter(page) ${between} counter(pages) ${last} }
}
@page :first {
  @top-left { content: none }
  @top-right { content: none }
}
`;
  return (css + printed).replace(/\r\n?/g, '\n').replace(/<(?=[/!])/g, '\\3c ');
}

const cssString = (text: string): string =>
  `"${text.replace(/["\\<]|\p{Cc}/gu, (c) => `\\${c.codePointAt(0)?.toString(16)} `)}"`;

// ---- Blocks --------------------------------------------------------------------------------------------------------

/** Brief documents need no contents. */
const CONTENTS_FROM = 5;

function main(setting: Setting): string {
  const { blocks: all } = setting.doc;
  const titled = all.flatMap((block) => {
    const heading = block.type === 'section' ? headingOf(block) : undefined;
    return block.type === 'section' && heading ? [{ section: block, heading }] : [];
  });
  const first = titled[0] ? all.indexOf(titled[0].section) : 0;
  if (titled.length < CONTENTS_FROM || hasContents(all)) return blocks(all, setting);
  const links = titled.map(({ section, heading }) => {
    return `<li><a href="#${escaped(idOf(section.id))}">${escaped(textOf(heading.children))}</a></li>`;
  });
  const contents = `<nav>\n<ul>\n${links.join('\n')}\n</ul>\n</nav>`;
  return [blocks(all.slice(0, first), setting), contents, blocks(all.slice(first), setting)].join('\n');
}

const hasContents = (list: readonly Block[]): boolean =>
  list.some((one) => one.type === 'contents' || (one.type === 'section' && hasContents(one.children)));

const headingOf = (section: Section): Heading | undefined => section.children.find((block) => block.type === 'heading');

const blocks = (list: readonly Block[], setting: Setting): string => list.map((one) => block(one, setting)).join('\n');

function block(one: Block, setting: Setting): string {
  const text = (children: readonly Inline[]) => inlines(children, setting);
  switch (one.type) {
    case 'section':
      return `<section${id(one.id, setting)}${kindOf(one)}>\n${blocks(one.children, setting)}\n</section>`;
    case 'heading':
      return `<h${one.level}${id(one.id, setting)}>${numberOf(one)}${text(one.children)}</h${one.level}>`;
    case 'paragraph':
      return `<p${one.role === 'text' ? '' : ` class="${one.role}"`}>${numberOf(one)}${text(one.children)}</p>`;
    case 'entry': {
      const beside = `<div class="margin">\n${blocks(one.margin, setting)}\n</div>`;
      return `<div class="entry">\n${beside}\n<div>\n${blocks(one.children, setting)}\n</div>\n</div>`;
    }
    case 'list': {
      const tag = one.ordered ? 'ol' : 'ul';
      return `<${tag}>\n${one.items.map((item) => `<li>${text(item.children)}</li>`).join('\n')}\n</${tag}>`;
    }
    case 'table':
      return table(one, setting);
    case 'figure':
      return figure(one, setting);
    case 'callout':
      return `<div class="callout">\n${blocks(one.children, setting)}\n</div>`;
    case 'contents': {
      const items = one.items.map(
        ({ heading, children }) => `<li class="level${heading.level}">${numberOf(heading)}${text(children)}</li>`,
      );
      if (items.length === 0) return '';
      const name = escaped(textOf(one.title));
      return `<nav${name ? ` aria-label="${name}"` : ''}>\n<ul>\n${items.join('\n')}\n</ul>\n</nav>`;
    }
    case 'sources': {
      const items = one.items.map(
        ({ number, children }) => `<li id="source-${number}" value="${number}">${text(children)}</li>`,
      );
      return items.length === 0 ? '' : `<ol class="sources">\n${items.join('\n')}\n</ol>`;
    }
    default:
      return one satisfies never;
  }
}

/** Begins a printed page; is a document bound in, whose headings look as they do alone. */
function kindOf({ page, leaf }: Section): string {
  const kinds = [...(page ? ['page'] : []), ...(leaf ? ['leaf'] : [])];
  return kinds.length > 0 ? ` class="${kinds.join(' ')}"` : '';
}

/** By which a person points at it aloud. */
const numberOf = ({ number }: { number?: number | null }): string =>
  typeof number === 'number' ? `<span class="ordinal">${number}</span> ` : '';

/** Ids of our own making do not collide with those of templates. */
const idOf = (name: string): string => name.replace(/^(source|table|figure)-(?=\d+$)/, '$1_');

function id(name: string, { ids }: Setting): string {
  const own = idOf(name);
  if (own === '' || ids.has(own)) return '';
  ids.add(own);
  return ` id="${escaped(own)}"`;
}

/** From so many columns on, a table takes the whole measure and may be moved sideways on a narrow screen. */
const WIDE = 4;
const EMPTY: Cell = { children: [] };

function table({ role, caption, columns, head, rows }: Table, setting: Setting): string {
  const name = `table-${++setting.tables}`;
  const parts: string[] = [];
  if (caption.length > 0) parts.push(`<caption id="${name}">${inlines(caption, setting)}</caption>`);
  const cell = ({ children }: Cell, i: number, scope: 'col' | 'row' | null) => {
    const align = columns[i]?.align ?? 'text';
    const kind = align === 'text' ? '' : ` class="${align}"`;
    const inner = inlines(children, setting);
    // An empty header heads nothing.
    return scope && inner !== '' ? `<th scope="${scope}"${kind}>${inner}</th>` : `<td${kind}>${inner}</td>`;
  };
  if (head.length > 0) parts.push(`<thead>\n<tr>${head.map((c, i) => cell(c, i, 'col')).join('')}</tr>\n</thead>`);
  const body = rows.map(
    (row) =>
      `<tr>${columns.map(({ header }, i) => cell(row.cells[i] ?? EMPTY, i, header ? 'row' : null)).join('')}</tr>`,
  );
  parts.push(`<tbody>\n${body.join('\n')}\n</tbody>`);
  return framed(role, columns.length, caption.length > 0 ? name : '', `<table>\n${parts.join('\n')}\n</table>`);
}

/** A table in its frame; `name` is the id of what names it, empty where nothing does. */
function framed(kind: string, columns: number, name: string, inner: string): string {
  if (columns < WIDE) return `<div class="table ${kind}">\n${inner}\n</div>`;
  // What scrolls must be reached from the keyboard (WCAG 2.2, 2.1.1).
  const reached = name === '' ? '' : ` role="group" aria-labelledby="${name}" tabindex="0"`;
  return `<div class="table ${kind} wide"${reached}>\n${inner}\n</div>`;
}

function figure({ chart, alt, caption }: Figure, setting: Setting): string {
  const name = `figure-${++setting.figures}`;
  const says = caption.length > 0 ? `\n<figcaption id="${name}">${inlines(caption, setting)}</figcaption>` : '';
  const picture = svgOf(chart, alt, setting.doc.language);
  switch (chart.kind) {
    case 'timeline':
    case 'tally':
    case 'locator':
      return `<figure class="${chart.kind}">\n${picture}${says}\n</figure>`;
    case 'series': {
      const { head, rows } = tabulate(chart);
      const named = says ? ` aria-labelledby="${name}"` : '';
      const heads = head.map((word, i) => `<th scope="col"${i === 0 ? '' : ' class="number"'}>${escaped(word)}</th>`);
      const body = rows.map(([period = '', ...values]) => {
        const cells = values.map((value) => `<td class="number">${escaped(value)}</td>`).join('');
        return `<tr><th scope="row">${escaped(period)}</th>${cells}</tr>`;
      });
      const inner = `<thead>\n<tr>${heads.join('')}</tr>\n</thead>\n<tbody>\n${body.join('\n')}\n</tbody>`;
      const numbers = framed('numbers', head.length, says ? name : '', `<table${named}>\n${inner}\n</table>`);
      return `<figure class="series">\n${picture}\n${numbers}${says}\n</figure>`;
    }
    default:
      return chart satisfies never;
  }
}

// ---- Inlines -------------------------------------------------------------------------------------------------------

function inlines(list: readonly Inline[], setting: Setting, linked = false): string {
  return list.map((one) => inline(one, setting, linked)).join('');
}

function inline(one: Inline, setting: Setting, linked: boolean): string {
  const inner = (children: readonly Inline[]) => inlines(children, setting, linked);
  switch (one.type) {
    case 'text':
    case 'count':
      return escaped(one.value);
    case 'strong':
    case 'em':
      return `<${one.type}>${inner(one.children)}</${one.type}>`;
    case 'given':
      return `<i class="given">${inner(one.children)}</i>`;
    case 'soft':
      return `<span class="${one.role ?? 'soft'}">${inner(one.children)}</span>`;
    case 'lang':
      return `<span lang="${escaped(one.lang)}"${leftward(one.children)}>${inner(one.children)}</span>`;
    case 'link':
      // A link holds no link.
      if (linked || !/^(https?:\/\/|#)/i.test(one.href)) return inner(one.children);
      return `<a href="${escaped(one.href.replace(/^#(.*)/, (_, name: string) => `#${idOf(name)}`))}">${inlines(one.children, setting, true)}</a>`;
    case 'mark':
      return mark(one, setting, linked);
    case 'statement':
      return `<span data-facts="${escaped(one.facts.join(' '))}">${inner(one.children)}</span>`;
    case 'break':
      return '<br>';
    default:
      return one satisfies never;
  }
}

/** Set apart, so that the numbers after a name from right to left stay after it. */
const leftward = (children: readonly Inline[]): string => (fromRight(children) ? ' dir="rtl"' : '');

function mark({ numbers }: Mark, { doc, listed }: Setting, linked: boolean): string {
  if (numbers.length === 0) return '';
  const word = escaped(doc.furniture.source);
  const marks = numbers.map((n) =>
    linked || !listed.has(n) ? String(n) : `<a href="#source-${n}" aria-label="${word} ${n}">${n}</a>`,
  );
  return `<sup>${marks.join(', ')}</sup>`;
}
