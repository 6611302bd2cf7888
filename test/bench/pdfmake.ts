// The same document through pdfmake, as its manual would have it written: text, headings, notes in a margin column, tables with repeated heads,
// embedded fonts, page numbers; no tags, no links, no budget, no charts.

import { fileURLToPath } from 'node:url';
import pdfmake from 'pdfmake';
import { type Block, type Doc, textOf } from '../../src/model/doc.ts';
import { marked } from './plain-pdfkit.ts';

const file = (name: string) => fileURLToPath(new URL(`../../templates/style/fonts/${name}.ttf`, import.meta.url));
const family = (name: string) => ({
  normal: file(`${name}-Regular`),
  bold: file(`${name}-SemiBold`),
  italics: file(`${name}-Italic`),
  bolditalics: file(`${name}-SemiBoldItalic`),
});
pdfmake.setFonts({ serif: family('SourceSerif4'), sans: family('SourceSans3') });
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy(() => true);

/** The text of a document through pdfmake. @returns its bytes. */
export function pdfmakePdf(doc: Doc): Promise<Uint8Array> {
  const { furniture } = doc;
  return pdfmake
    .createPdf({
      pageSize: 'LETTER',
      pageMargins: [54, 60, 54, 60],
      info: { title: doc.title },
      defaultStyle: { font: 'serif', fontSize: 10 },
      styles: {
        title: { fontSize: 25, bold: true },
        heading: { fontSize: 15, bold: true, margin: [0, 8, 0, 4] },
        small: { font: 'sans', fontSize: 8.3 },
        source: { font: 'sans', fontSize: 7.6 },
      },
      header: { text: furniture.marking, style: 'source', alignment: 'right', margin: [54, 30, 54, 0] },
      footer: (n: number, total: number) => ({
        text: `${furniture.footer} ${n}/${total}`,
        style: 'source',
        margin: [54, 30, 54, 0],
      }),
      content: doc.blocks.map(contentOf),
    })
    .getBuffer();
}

/** Text stands beside a margin column. */
const body = (content: object) => ({ ...content, margin: [102, 0, 0, 4] });

function contentOf(block: Block): object {
  switch (block.type) {
    case 'section':
    case 'callout':
      return { stack: block.children.map(contentOf) };
    case 'heading':
      return { text: textOf(block.children), style: block.level === 1 ? 'title' : 'heading' };
    case 'paragraph':
      return body({ text: marked(block.children), ...(block.role === 'text' ? {} : { style: 'small' }) });
    case 'entry':
      return {
        columns: [
          {
            width: 92,
            style: 'small',
            bold: true,
            stack: block.margin.map((note) => (note.type === 'paragraph' ? textOf(note.children) : '')),
          },
          { width: '*', stack: block.children.map((child) => ({ ...contentOf(child), margin: [10, 0, 0, 4] })) },
        ],
      };
    case 'list':
      return body({ ul: block.items.map((item) => marked(item.children)) });
    case 'table': {
      const rows = [...(block.head.length > 0 ? [{ cells: block.head }] : []), ...block.rows];
      return body({
        style: 'small',
        layout: 'lightHorizontalLines',
        table: {
          headerRows: block.head.length > 0 ? 1 : 0,
          widths: block.columns.map(() => '*'),
          body: rows.map((row) => block.columns.map((_, i) => marked(row.cells[i]?.children ?? []))),
        },
      });
    }
    case 'figure':
      return { text: textOf(block.caption), style: 'small' };
    case 'contents':
      return { style: 'small', stack: block.items.map((item) => textOf(item.children)) };
    case 'sources':
      return { style: 'source', stack: block.items.map((item) => `${item.number} ${textOf(item.children)}`) };
    default:
      return block satisfies never;
  }
}
