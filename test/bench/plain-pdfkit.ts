// What anyone would write by hand with pdfkit from the same document: text, headings, tables in columns, embedded fonts; no tags, no links, no budget.

import PDFDocument from 'pdfkit';
import { type Block, type Doc, textOf } from '../../src/model/doc.ts';

/** The text of a document through plain pdfkit. @returns its bytes. */
export function plainPdf(doc: Doc, read: (path: string) => Uint8Array): Promise<Uint8Array> {
  const pdf = new PDFDocument({
    size: 'LETTER',
    margins: { top: 60, bottom: 60, left: 54, right: 54 },
    bufferPages: true,
  });
  const chunks: Uint8Array[] = [];
  const done = new Promise<Uint8Array>((resolve) => {
    pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
  });
  for (const [name, file] of Object.entries(FONTS)) pdf.registerFont(name, Buffer.from(read(file)));
  for (const block of doc.blocks) write(pdf, block);
  const { count } = pdf.bufferedPageRange();
  for (let n = 0; n < count; n++) {
    pdf.switchToPage(n);
    pdf.page.margins.bottom = 0;
    pdf.font('sans').fontSize(8).text(doc.furniture.marking, 54, 30, { width: 504, align: 'right' });
    pdf.text(`${doc.furniture.footer} ${n + 1}/${count}`, 54, 760, { width: 504 });
  }
  pdf.end();
  return done;
}

const FONTS = {
  serif: 'fonts/SourceSerif4-Regular.ttf',
  serifBold: 'fonts/SourceSerif4-SemiBold.ttf',
  sans: 'fonts/SourceSans3-Regular.ttf',
  sansBold: 'fonts/SourceSans3-SemiBold.ttf',
};

function write(pdf: PDFKit.PDFDocument, block: Block): void {
  const body = { width: 388 };
  switch (block.type) {
    case 'section':
    case 'callout':
      for (const child of block.children) write(pdf, child);
      break;
    case 'heading':
      pdf
        .moveDown(0.5)
        .font('serifBold')
        .fontSize(block.level === 1 ? 25 : 15)
        .text(textOf(block.children), 54);
      break;
    case 'paragraph':
      pdf
        .font(block.role === 'text' ? 'serif' : 'sans')
        .fontSize(block.role === 'text' ? 10 : 8.3)
        .text(marked(block.children), 156, pdf.y, body);
      break;
    case 'entry': {
      const top = pdf.y + 6;
      for (const note of block.margin)
        if (note.type === 'paragraph')
          pdf.font('sansBold').fontSize(8.3).text(textOf(note.children), 54, top, { width: 88 });
      pdf.y = top;
      for (const child of block.children) write(pdf, child);
      break;
    }
    case 'list':
      for (const item of block.items)
        pdf
          .font('serif')
          .fontSize(10)
          .text(`• ${marked(item.children)}`, 156, pdf.y, body);
      break;
    case 'table': {
      const width = 388 / block.columns.length;
      for (const row of [...(block.head.length > 0 ? [{ cells: block.head }] : []), ...block.rows]) {
        if (pdf.y > 700) pdf.addPage();
        const top = pdf.y + 3;
        let bottom = top;
        row.cells.forEach((cell, i) => {
          pdf
            .font('sans')
            .fontSize(8.3)
            .text(marked(cell.children), 156 + i * width, top, { width: width - 6 });
          bottom = Math.max(bottom, pdf.y);
        });
        pdf
          .moveTo(156, bottom + 2)
          .lineTo(544, bottom + 2)
          .lineWidth(0.4)
          .stroke('#999999')
          .fillColor('#111111');
        pdf.y = bottom + 3;
      }
      break;
    }
    case 'figure':
      pdf
        .font('sans')
        .fontSize(8)
        .text(textOf(block.caption), 54, pdf.y + 120);
      break;
    case 'contents':
      for (const item of block.items) pdf.font('sans').fontSize(8).text(textOf(item.children), 54);
      break;
    case 'sources':
      for (const item of block.items)
        pdf
          .font('sans')
          .fontSize(7.6)
          .text(`${item.number} ${textOf(item.children)}`, 54, pdf.y, { width: 504 });
      break;
    default:
      block satisfies never;
  }
}

/** Text with its source numbers. */
export function marked(inlines: Parameters<typeof textOf>[0]): string {
  let text = '';
  for (const inline of inlines) {
    if (inline.type === 'mark') text += ` ${inline.numbers.join(', ')}`;
    else if ('children' in inline) text += marked(inline.children);
    else text += textOf([inline]);
  }
  return text;
}
