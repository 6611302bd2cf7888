// In: a numbered Doc, the theme, the paper, the day and identity of the brief. Out: the bytes of a Word document (ISO/IEC 29500, transitional), to be
// edited by staff: every look is a named style. We write its parts ourselves: libraries for it draw ids by chance and read the clock. The same
// document gives the same bytes, on any machine. Refuses nothing.

import { strToU8, zipSync } from 'fflate';
import type { Block, Doc } from '../../model/doc.ts';
import type { Paper } from '../../model/question.ts';
import type { Theme } from '../pdf/theme.ts';
import { body } from './body.ts';
import { LOGO, letterhead, type Media, mediaOf } from './letterhead.ts';
import { FIRST_ANCHOR, languageOf, type Setting, twips } from './setting.ts';
import { fontsPart, numberingPart, stylesPart } from './styles.ts';
import { el, holding, NAMESPACES, part, safe, val } from './xml.ts';

export interface DocxPress {
  theme: Theme;
  paper: Paper;
  /** YYYY-MM-DD: the file is as old as this. */
  day: string;
  /** Identity of the brief. */
  id: string;
}

/** Room beside the text, in points: an inch, as letters have it. */
const SIDE = 72;

/** Writes a document as .docx. */
export function writeDocx(doc: Doc, press: DocxPress): Uint8Array {
  const { theme, paper, day, id } = press;
  const { width, height } = theme.paper[paper];
  const measure = width - 2 * SIDE;
  const setting: Setting = {
    doc,
    measure,
    listed: listedIn(doc.blocks),
    links: new Map(),
    ordered: 0,
    anchors: FIRST_ANCHOR,
  };
  const section = el(
    'w:sectPr',
    {},
    el('w:headerReference', { 'w:type': 'default', 'r:id': 'header' }),
    el('w:footerReference', { 'w:type': 'default', 'r:id': 'footer' }),
    el('w:pgSz', { 'w:w': twips(width), 'w:h': twips(height) }),
    el('w:pgMar', {
      'w:top': twips(SIDE),
      'w:right': twips(SIDE),
      'w:bottom': twips(SIDE),
      'w:left': twips(SIDE),
      'w:header': twips(theme.page.header),
      'w:footer': twips(theme.page.footer),
      'w:gutter': 0,
    }),
  );
  const head = doc.furniture.letterhead;
  const media = mediaOf(head);
  const text = part(el('w:document', NAMESPACES, el('w:body', {}, letterhead(head), body(setting), section)));
  return packed(day, {
    '[Content_Types].xml': contentTypes(media),
    '_rels/.rels': relationships({
      document: ['officeDocument', 'word/document.xml'],
      core: [CORE, 'docProps/core.xml'],
    }),
    'docProps/core.xml': core(doc, day, id),
    'word/document.xml': text,
    'word/styles.xml': stylesPart(theme, languageOf(doc)),
    'word/fontTable.xml': fontsPart(theme),
    'word/numbering.xml': numberingPart(theme, setting.ordered),
    'word/settings.xml': settings(languageOf(doc)),
    'word/header1.xml': header(doc, measure),
    'word/footer1.xml': footer(doc, measure),
    'word/_rels/document.xml.rels': relationships(
      {
        styles: ['styles', 'styles.xml'],
        fonts: ['fontTable', 'fontTable.xml'],
        numbering: ['numbering', 'numbering.xml'],
        settings: ['settings', 'settings.xml'],
        header: ['header', 'header1.xml'],
        footer: ['footer', 'footer1.xml'],
        ...(media ? { [LOGO]: ['image', media.target] } : {}),
      },
      setting.links,
    ),
    ...(media ? { [`word/${media.target}`]: media.bytes } : {}),
  });
}

function listedIn(blocks: readonly Block[]): Set<number> {
  return new Set(
    blocks.flatMap((block) => {
      if (block.type === 'sources') return block.items.map(({ number }) => number);
      return 'children' in block && block.type !== 'heading' && block.type !== 'paragraph'
        ? [...listedIn(block.children)]
        : [];
    }),
  );
}

/** A zip whose entries are dated at noon of the day. */
function packed(day: string, parts: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const [year = 1980, month = 1, date = 1] = day.split('-').map(Number);
  // Zip dates are local time: built from its parts, it has the same parts everywhere.
  const mtime = new Date(year, month - 1, date, 12);
  const files = Object.entries(parts).map(([name, one]) => [name, typeof one === 'string' ? strToU8(one) : one]);
  return zipSync(Object.fromEntries(files), { mtime, level: 9 });
}

// ---- Heads and feet ------------------------------------------------------------------------------------------------

const run = (text: string, ...look: string[]): string =>
  text === '' ? '' : el('w:r', {}, holding('rPr', ...look), el('w:t', { 'xml:space': 'preserve' }, safe(text)));
const tab = el('w:r', {}, el('w:tab'));

/** A line with what stands at its left and at its right. */
function line(style: string, measure: number, left: string, right: string): string {
  const stop = el('w:tab', { 'w:val': 'right', 'w:pos': twips(measure) });
  return el('w:p', {}, holding('pPr', val('pStyle', style), holding('tabs', stop)), left, tab, right);
}

function header({ furniture }: Doc, measure: number): string {
  const marking = run(furniture.marking, val('rStyle', 'Strong'));
  return part(el('w:hdr', NAMESPACES, line('Header', measure, run(furniture.header), marking)));
}

/** The page and how many there are, as fields, in the words of the document. */
function footer({ furniture }: Doc, measure: number): string {
  const field = (name: string) => el('w:fldSimple', { 'w:instr': ` ${name} ` }, run('1'));
  const page = furniture.page
    .split(/(\{n\}|\{total\})/)
    .map((piece) => (piece === '{n}' ? field('PAGE') : piece === '{total}' ? field('NUMPAGES') : run(piece)))
    .join('');
  return part(el('w:ftr', NAMESPACES, line('Footer', measure, run(furniture.footer), page)));
}

// ---- What is about the file ----------------------------------------------------------------------------------------

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/';
const CORE = `${PACKAGE}relationships/metadata/core-properties`;
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.';

/** Parts by id, each its type and place, and addresses outside by id. */
function relationships(
  parts: Readonly<Record<string, readonly [type: string, target: string]>>,
  links: ReadonlyMap<string, string> = new Map(),
): string {
  const inside = Object.entries(parts).map(([id, [type, target]]) =>
    el('Relationship', { Id: id, Type: type.includes(':') ? type : OFFICE + type, Target: target }),
  );
  const outside = [...links].map(([href, id]) =>
    el('Relationship', { Id: id, Type: `${OFFICE}hyperlink`, Target: addressOf(href), TargetMode: 'External' }),
  );
  return part(el('Relationships', { xmlns: `${PACKAGE}relationships` }, ...inside, ...outside));
}

/** What no address may hold is written by its octets (RFC 3986, 2.1): Word opens no file with a wrong one. */
const addressOf = (href: string): string => href.replace(/[\s\p{Cc}"<>\\^`{|}]/gu, encodeURIComponent);

function contentTypes(media: Media | null): string {
  const kinds = {
    document: 'document.main',
    styles: '',
    fontTable: '',
    numbering: '',
    settings: '',
    header1: 'header',
    footer1: 'footer',
  };
  const parts = Object.entries(kinds).map(([name, kind]) =>
    el('Override', { PartName: `/word/${name}.xml`, ContentType: `${WORD}${kind || name}+xml` }),
  );
  return part(
    el(
      'Types',
      { xmlns: `${PACKAGE}content-types` },
      el('Default', { Extension: 'rels', ContentType: 'application/vnd.openxmlformats-package.relationships+xml' }),
      el('Default', { Extension: 'xml', ContentType: 'application/xml' }),
      media ? el('Default', { Extension: media.extension, ContentType: media.mediaType }) : '',
      ...parts,
      el('Override', {
        PartName: '/docProps/core.xml',
        ContentType: 'application/vnd.openxmlformats-package.core-properties+xml',
      }),
    ),
  );
}

function core(doc: Doc, day: string, id: string): string {
  const { subject, author, keywords } = doc.furniture;
  const when = (name: string) => el(`dcterms:${name}`, { 'xsi:type': 'dcterms:W3CDTF' }, `${day}T12:00:00Z`);
  return part(
    el(
      'cp:coreProperties',
      {
        'xmlns:cp': `${PACKAGE}metadata/core-properties`,
        'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
        'xmlns:dcterms': 'http://purl.org/dc/terms/',
        'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      },
      el('dc:title', {}, safe(doc.title)),
      el('dc:subject', {}, safe(subject)),
      el('dc:creator', {}, safe(author)),
      el('cp:keywords', {}, safe(keywords)),
      el('dc:identifier', {}, safe(id)),
      el('dc:language', {}, languageOf(doc)),
      el('cp:lastModifiedBy', {}, safe(author)),
      when('created'),
      when('modified'),
    ),
  );
}

/** Word's own rules of layout since 2013; without this it takes those of 2007 and says so in its title bar. */
function settings(language: string): string {
  const mode = {
    'w:name': 'compatibilityMode',
    'w:uri': 'http://schemas.microsoft.com/office/word',
    'w:val': 15,
  };
  return part(
    el(
      'w:settings',
      NAMESPACES,
      val('defaultTabStop', 720),
      val('characterSpacingControl', 'doNotCompress'),
      holding('compat', el('w:compatSetting', mode)),
      el('w:themeFontLang', { 'w:val': language }),
    ),
  );
}
