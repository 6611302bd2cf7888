// In: a dossier, and the words and templates of a folder. Out: the Doc in the language of the question. Refuses templates with a mistake, with
// file and line, and any statement that would leave without a source mark.

import Handlebars from 'handlebars';
import type { Day } from '../model/date.ts';
import { type Block, type Cell, COUNTS, type Doc, type Inline, textOf } from '../model/doc.ts';
import type { Dossier, ProductPlan, Sentence } from '../model/dossier.ts';
import type { FactId, Language, Source, SourceId } from '../model/fact.ts';
import type { Geography } from '../model/geography.ts';
import type { Gazetteer } from '../model/party.ts';
import { refuse } from '../model/problem.ts';
import { editionFoot } from './edition.ts';
import type { BriefHelpers } from './fill.ts';
import type { Templates } from './folder/folder.ts';
import { marked } from './mark.ts';
import { blocksOf, parseMarkup } from './markup.ts';
import { type StatementMore, sentences } from './sentence.ts';
import type { Setting } from './setting.ts';
import { partyName, productOf, titleOf } from './title.ts';
import { viewOf } from './view.ts';

export { bind, leafOf, leavesIn, titleOf } from './binding.ts';
export { type Folder, folderOf, printedWords, readTemplates, type Templates } from './folder/folder.ts';
export { marked, ranksOf } from './mark.ts';

/**
 * Fills the templates of the question's product, in its language or another. The document is not numbered yet.
 * @param dropping false where it is known that the page budget leaves nothing out.
 * @param bound true where it is bound in a book, which says once what holds for all that is in it.
 */
export function fill(
  dossier: Dossier,
  templates: Templates,
  gazetteer: Gazetteer,
  today: Day,
  geography: () => Geography,
  language: Language = dossier.question.language,
  dropping = dossier.question.pages !== null,
  bound = false,
): Doc {
  const words = templates.words[language];
  const type = templates.type[language];
  const setting: Setting = {
    dossier,
    language,
    words,
    type,
    types: templates.type,
    gazetteer,
    geography,
    today,
    dropping,
    bound,
    version: templates.version,
  };
  const { view, charts } = viewOf(setting);
  const write = sentences(setting);
  const safe = (markup: string) => new Handlebars.SafeString(markup);
  const helpers: BriefHelpers = {
    word: (path: string) => words.text(path),
    fill: (path: string, options: Handlebars.HelperOptions) => words.fill(path, options.hash as Record<string, string>),
    sentence: (plan: Sentence) => safe(write.sentence(plan)),
    cite: (text: string, facts: FactId[], options: Handlebars.HelperOptions) => {
      return safe(counted(write.statement(text, facts, options.hash as StatementMore)));
    },
    join: (items: string[]) => type.list(items),
  };
  const markup = templates.filler.fill(view, helpers);
  const letterhead = templates.letterhead[language];
  const doc: Doc = {
    language,
    title: view.title,
    furniture: { ...furnitureOf(setting), ...(letterhead ? { letterhead } : {}) },
    blocks: blocksOf(parseMarkup(counted(markup)), charts),
    citations: citationsOf(setting),
  };
  everyStatementMarked(doc.blocks);
  toBeNumbered(doc.blocks, dossier.plan.numbered ?? []);
  return marked(doc, dossier, templates.markings);
}

/** Marks what is to have a number: sections by their headings, paragraphs that are read. The bottom line needs none: it is one. */
function toBeNumbered(blocks: readonly Block[], what: NonNullable<ProductPlan['numbered']>): void {
  for (const block of blocks) {
    if (block.type === 'section' || block.type === 'entry') toBeNumbered(block.children, what);
    else if (block.type === 'heading' && block.level === 2 && what.includes('sections')) block.number = null;
    else if (block.type === 'paragraph' && block.role === 'text' && what.includes('paragraphs')) block.number = null;
  }
}

/** A number known only after the selection travels through the text behind a private-use character. */
const counted = (markup: string): string => markup.replace(COUNTED, '<count of="$1"/>');
const COUNTED = new RegExp(`\uE000(${COUNTS.join('|')})`, 'g');

function furnitureOf(setting: Setting): Doc['furniture'] {
  const { dossier, words } = setting;
  const f = (key: string, values: Record<string, string | number> = {}) => words.fill(`furniture.${key}`, values);
  const { parties } = dossier.question;
  const title = titleOf(setting);
  return {
    header: f('header', { product: productOf(setting), number: parties.join('–') }),
    // Given when it is known what the document states.
    marking: '',
    footer: editionFoot(setting) + f('footer', { snapshot: dossier.snapshot.id, version: setting.version }),
    // The writer fills these in when it knows the pages and the sources.
    page: words.text('furniture.page'),
    continued: f('continued'),
    source: words.text('furniture.source'),
    sources: f('sources'),
    subject: f('subject', { title }),
    author: f('author'),
    keywords: f('keywords', { parties: parties.map((p) => partyName(setting, p)).join(', ') }),
  };
}

/** What each source prints as: publisher, title, carrier, date, the title linked to its address. */
function citationsOf(setting: Setting): Map<SourceId, Inline[]> {
  const citations = new Map<SourceId, Inline[]>();
  for (const source of setting.dossier.sources.values()) citations.set(source.id, citation(source, setting));
  return citations;
}

function citation(source: Source, { words, type, language }: Setting): Inline[] {
  const publisher = language === 'fr' ? (source.publisherFr ?? source.publisher) : source.publisher;
  const quoted = source.title
    ? type.glue(`${words.text('quote.open')}${source.title.replace(/["“”«»]/g, '').trim()}${words.text('quote.close')}`)
    : null;
  const foreign = source.language !== null && source.language !== language ? source.language : null;
  const shown: Inline = { type: 'text', value: quoted ?? publisher };
  const inner: Inline[] = quoted && foreign ? [{ type: 'lang', lang: foreign, children: [shown] }] : [shown];
  const line: Inline[] = [];
  if (quoted) line.push({ type: 'text', value: `${publisher}, ` });
  line.push({ type: 'link', href: source.url, children: inner });
  const rest: string[] = [];
  if (source.via && source.via !== source.publisher) rest.push(words.fill('source.via', { via: source.via }));
  rest.push(
    source.published
      ? type.date(source.published, 'table')
      : words.fill('source.read', { date: type.date(source.read, 'table') }),
  );
  line.push({ type: 'text', value: `, ${rest.join(', ')}` });
  return line;
}

/**
 * No sentence leaves without a mark: every text paragraph is statements only, every statement has a source, every row states something. The
 * requester's own words have none, and are told apart.
 */
function everyStatementMarked(blocks: readonly Block[]): void {
  const marked = (inlines: readonly Inline[]): boolean =>
    inlines.some((i) => (i.type === 'mark' && i.sources.length > 0) || ('children' in i && marked(i.children)));
  const check = (inlines: readonly Inline[]) => {
    for (const inline of inlines) {
      const text = inline.type === 'mark' ? '' : textOf([inline]);
      if (text.trim() === '') continue;
      if (inline.type === 'given') continue;
      if (inline.type !== 'statement' || !marked(inline.children))
        refuse('STATEMENT_WITHOUT_SOURCE', { text: text.trim().slice(0, 80) });
    }
  };
  for (const block of blocks) {
    switch (block.type) {
      case 'section':
      case 'callout':
      case 'entry':
        everyStatementMarked(block.children);
        break;
      case 'paragraph':
        if (block.role === 'text') check(block.children);
        break;
      case 'list':
        for (const item of block.items) check(item.children);
        break;
      case 'table':
        for (const row of block.rows) {
          const told = (i: Inline) => i.type === 'given' || (i.type === 'statement' && marked(i.children));
          if (!row.cells.some((c: Cell) => c.children.some(told))) {
            refuse('STATEMENT_WITHOUT_SOURCE', {
              text: row.cells
                .map((c) => textOf(c.children))
                .join(' | ')
                .slice(0, 80),
            });
          }
        }
        break;
      case 'heading':
      case 'figure':
      case 'contents':
      case 'sources':
        break;
      default:
        block satisfies never;
    }
  }
}
