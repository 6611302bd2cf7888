// In: what a PDF file is made of. Out: its bytes, conforming to PDF/UA-1 and PDF/A-3a at once. pdfkit keeps the objects, the pages,
// the outline and the catalogue; all that it does otherwise than the two standards want is mended here, on the instance.

import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import { SRGB } from './srgb.ts';
import { CREATOR, type Metadata, PRODUCER, xmpOf } from './xmp.ts';

/** An object of the file, as others refer to it: `12 0 R`. */
export interface Ref {
  readonly id: number;
  toString(): string;
}
/** An object that pdfkit writes. */
interface KitRef extends Ref {
  data: Record<string, unknown>;
  compress: boolean;
  buffer: unknown[];
  end(chunk?: Uint8Array): void;
}
interface PdfPage {
  dictionary: KitRef;
  content: KitRef;
  resources: KitRef;
}
interface OutlineItem {
  outlineData: Record<string, unknown>;
  addItem(title: string, options?: { expanded?: boolean }): OutlineItem;
}
/** The parts of pdfkit's document that are used, among them some that its types do not tell of. */
interface PdfKit {
  _root: KitRef;
  _id: Uint8Array;
  _offset: number;
  /** Of each object, by its number less one. */
  _offsets: (number | null)[];
  _info: Ref;
  outline: OutlineItem;
  page: PdfPage;
  ref(data: unknown): KitRef;
  addPage(options: object): unknown;
  getStructTreeRoot(): KitRef;
  end(): void;
  _write(data: string | Uint8Array): void;
  push(chunk: Uint8Array | null): boolean;
  endMetadata(): void;
  _finalize(): void;
}

/** An object already written out. pdfkit takes what is no plain object as it prints. */
class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  get [Symbol.toStringTag](): string {
    return 'Raw';
  }
  toString(): string {
    return this.text;
  }
}

/** The number of an object that pdfkit does not write. */
class Packed extends Raw implements Ref {
  readonly id: number;
  constructor(id: number) {
    super(`${id} 0 R`);
    this.id = id;
  }
}

/** A file that travels inside the file: JSON. */
export interface Attachment {
  name: string;
  description: string;
  bytes: Uint8Array;
}

/** Of content streams: 6 costs twice the time of 3 for 4 % fewer bytes. */
const LEVEL = 4;
const CHUNK = 1024;
/** Objects in an object stream, and bytes of a row of the cross-reference stream. */
const PACK = 200;
const ROW = 7;

/** A PDF file being written. */
export class Writer {
  private readonly kit: PdfKit;
  private readonly parts: (string | Uint8Array)[] = [];
  private readonly pages: PdfPage[] = [];
  private readonly metadata: Metadata;
  /** Objects that are kept together in object streams: all that were written out beforehand. */
  private readonly packed: { id: number; text: string }[] = [];
  /** Of each object in an object stream: number of the stream, times PACK, and place in it. */
  private readonly places: Map<number, number> = new Map();

  constructor(metadata: Metadata) {
    this.metadata = metadata;
    const date = new Date(`${metadata.day}T00:00:00Z`);
    const { title, author, subject, keywords, lang } = metadata;
    const info = {
      Title: title,
      Author: author,
      Subject: subject,
      Keywords: keywords,
      Creator: CREATOR,
      Producer: PRODUCER,
      CreationDate: date,
      ModDate: date,
    };
    const kit = new PDFDocument({
      autoFirstPage: false,
      bufferPages: true,
      pdfVersion: '1.7',
      tagged: true,
      displayTitle: true,
      lang,
      info,
      // No default font: the one that pdfkit would open is not embedded.
      font: null as unknown as string,
    } as PDFKit.PDFDocumentOptions) as unknown as PdfKit;
    // Two briefs with equal titles are two files.
    kit._id = createHash('sha256').update(metadata.id).digest().subarray(0, 16);
    this.kit = kit;
    this.collect();
    kit.endMetadata = () => this.writeMetadata();
    kit._finalize = () => this.writeEnd();
    this.addOutputIntent();
  }

  /** Keeps what pdfkit writes, without its stream: strings as they are until the end. */
  private collect(): void {
    const { kit, parts } = this;
    kit._write = (data) => {
      if (typeof data === 'string') {
        parts.push(data, '\n');
        kit._offset += data.length + 1;
      } else {
        parts.push(data);
        kit._offset += data.length;
      }
    };
    kit.push = () => true;
    // The constructor has written the head of the file to its stream; it is written again here.
    kit._offset = 0;
    kit._write('%PDF-1.7');
    kit._write('%\xFF\xFF\xFF\xFF');
  }

  /** Adds an object. `text` is its PDF syntax; without it, give `data` before it ends. */
  object(text?: string): Ref {
    // A number is all that pdfkit need know of it.
    const id = this.kit._offsets.push(null);
    const ref = new Packed(id);
    if (text !== undefined) this.fill(ref, text);
    return ref;
  }

  /** Ends an object that was given its number before its content. */
  fill(ref: Ref, text: string): void {
    this.packed.push({ id: ref.id, text });
    if (this.packed.length === PACK) this.pack();
  }

  /** Writes the objects kept so far as an object stream: a tagged file is a third of its size with them (ISO 32000-1, 7.5.7). */
  private pack(): void {
    let body = '';
    let head = '';
    for (const { id, text } of this.packed) {
      head += `${id} ${body.length} `;
      body += `${text}\n`;
    }
    const stream = this.stream(encoded(head + body), { Type: 'ObjStm', N: this.packed.length, First: head.length });
    this.packed.forEach(({ id }, index) => {
      this.places.set(id, stream.id * PACK + index);
    });
    this.packed.length = 0;
  }

  /** Adds a stream, deflated. */
  stream(bytes: Uint8Array, dictionary: Record<string, unknown> = {}, deflated = false): Ref {
    const ref = this.kit.ref({ ...dictionary, Filter: 'FlateDecode' });
    ref.end(deflated ? bytes : deflate(bytes));
    return ref;
  }

  /** Adds a stream that is compressed in a way of its own; the dictionary says which. */
  asIs(bytes: Uint8Array, dictionary: Record<string, unknown>): Ref {
    const ref = this.kit.ref({ ...dictionary });
    ref.compress = false;
    ref.end(bytes);
    return ref;
  }

  /** Adds an empty page. */
  page(width: number, height: number): Ref {
    this.kit.addPage({ size: [width, height], margin: 0 });
    const { page } = this.kit;
    // pdfkit turns the page upside down; positions are given as PDF counts them.
    page.content.buffer.length = 0;
    this.pages.push(page);
    page.resources.data = {};
    return page.dictionary;
  }

  /** Gives page i its content, the fonts and pictures it may use, its annotations and its key in the parent tree. */
  fillPage(
    i: number,
    content: string,
    fonts: Record<string, Ref>,
    annotations: Ref[],
    images: Record<string, Ref> = {},
  ): void {
    const page = this.pages[i] as PdfPage;
    const bytes = deflate(encoded(content));
    page.content.compress = false;
    page.content.data.Filter = 'FlateDecode';
    page.content.data.Length = bytes.length;
    page.content.buffer.push(bytes);
    page.resources.data.Font = fonts;
    if (Object.keys(images).length > 0) page.resources.data.XObject = images;
    page.dictionary.data.StructParents = i;
    if (annotations.length > 0) page.dictionary.data.Annots = annotations;
  }

  /** The root of the structure tree: its element, and what each parent key leads to. */
  structure(root: Ref, parents: string, next: number): Ref {
    const tree = this.kit.getStructTreeRoot();
    tree.data.K = root;
    tree.data.ParentTree = new Raw(`<</Nums[${parents}]>>`);
    tree.data.ParentTreeNextKey = next;
    return tree;
  }
  get structureRoot(): Ref {
    return this.kit.getStructTreeRoot();
  }

  /** Bookmarks; `top` counts from the bottom of the page. */
  bookmark(levels: readonly { level: number; title: string; page: Ref; top: number }[]): void {
    const path: { level: number; item: OutlineItem }[] = [{ level: 0, item: this.kit.outline }];
    for (const { level, title, page, top } of levels) {
      while ((path.at(-1)?.level ?? 0) >= level && path.length > 1) path.pop();
      const item = (path.at(-1)?.item ?? this.kit.outline).addItem(title, { expanded: true });
      item.outlineData.Dest = [page, 'XYZ', null, top, null];
      path.push({ level, item });
    }
  }

  /** Attaches a file to the document as the data it was made from (ISO 19005-3, annex E). */
  attach({ name, description, bytes }: Attachment): void {
    const { kit } = this;
    const checkSum = createHash('md5').update(bytes).digest();
    const date = new Date(`${this.metadata.day}T00:00:00Z`);
    const file = this.stream(bytes, {
      Type: 'EmbeddedFile',
      Subtype: 'application#2Fjson',
      Params: { Size: bytes.length, CheckSum: new Uint8Array(checkSum), CreationDate: date, ModDate: date },
    });
    const spec = kit.ref({
      Type: 'Filespec',
      AFRelationship: 'Data',
      F: new String(name),
      UF: new String(name),
      Desc: new String(description),
      EF: { F: file, UF: file },
    });
    spec.end();
    const names = kit._root.data.Names as KitRef;
    names.data.EmbeddedFiles = new Raw(`<</Names[${textString(name)} ${spec}]>>`);
    kit._root.data.AF = [spec];
  }

  /** Ends the file. */
  finish(): Uint8Array {
    const names = this.kit._root.data.Names as KitRef;
    delete names.data.Dests;
    this.kit.end();
    const bytes = Buffer.allocUnsafe(this.kit._offset);
    let at = 0;
    for (const part of this.parts) {
      if (typeof part === 'string') at += bytes.write(part, at, 'latin1');
      else {
        bytes.set(part, at);
        at += part.length;
      }
    }
    return bytes;
  }

  /** A cross-reference stream (ISO 32000-1, 7.5.8): objects in streams need it. */
  private writeEnd(): void {
    const { kit, places } = this;
    if (this.packed.length > 0) this.pack();
    const size = kit._offsets.length + 2;
    const rows = new DataView(new ArrayBuffer(size * ROW));
    const row = (id: number, kind: number, where: number, index: number) => {
      rows.setUint8(id * ROW, kind);
      rows.setUint32(id * ROW + 1, where);
      rows.setUint16(id * ROW + 5, index);
    };
    row(0, 0, 0, 0xffff);
    kit._offsets.forEach((offset, i) => {
      const place = places.get(i + 1);
      if (place !== undefined) row(i + 1, 2, Math.floor(place / PACK), place % PACK);
      else row(i + 1, 1, offset ?? 0, 0);
    });
    const start = kit._offset;
    row(size - 1, 1, start, 0);
    const id = Buffer.from(kit._id).toString('hex');
    const table = deflate(new Uint8Array(rows.buffer));
    kit._write(
      `${size - 1} 0 obj\n<</Type/XRef/Size ${size}/W[1 4 2]/Root ${kit._root}/Info ${kit._info}/ID[<${id}><${id}>]/Filter/FlateDecode/Length ${table.length}>>\nstream`,
    );
    kit._write(table);
    kit._write(`\nendstream\nendobj\nstartxref\n${start}\n%%EOF`);
  }

  private addOutputIntent(): void {
    const profile = this.stream(SRGB, { N: 3 });
    const intent = this.object(
      `<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)/DestOutputProfile ${profile}>>`,
    );
    this.kit._root.data.OutputIntents = [intent];
  }

  private writeMetadata(): void {
    const ref = this.kit.ref({ Type: 'Metadata', Subtype: 'XML' });
    ref.compress = false;
    ref.end(Buffer.from(xmpOf(this.metadata), 'utf8'));
    this.kit._root.data.Metadata = ref;
  }
}

let scratch = Buffer.allocUnsafe(1 << 16);

/** Bytes of text, one for each character; good until the next call. */
function encoded(text: string): Uint8Array {
  if (text.length > scratch.length) scratch = Buffer.allocUnsafe(2 * text.length);
  return scratch.subarray(0, scratch.write(text, 'latin1'));
}

/** Deflates what is kept until the file ends: in a buffer of its own size, not at the head of a large one. */
function deflate(bytes: Uint8Array): Uint8Array {
  return deflateSync(bytes, { level: LEVEL, chunkSize: Math.max(CHUNK, bytes.length >> 2) });
}

/** A PDF text string: ASCII in brackets, all else as UTF-16 (ISO 32000-1, 7.9.2.2). */
export function textString(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `(${text.replace(/[()\\]/g, '\\$&')})`;
  let hex = 'FEFF';
  for (let i = 0; i < text.length; i++) hex += text.charCodeAt(i).toString(16).toUpperCase().padStart(4, '0');
  return `<${hex}>`;
}
