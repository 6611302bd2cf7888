// In: the bytes of a file, in pieces of any size. Out: its text, in pieces. Encodings: UTF-8 with or without byte-order mark, UTF-16 with
// one, Windows-1252. Refuses nothing: bytes that are no text become U+FFFD, and the row that holds one is refused.

/** Windows-1252 at 0x80 to 0x9F (https://encoding.spec.whatwg.org/index-windows-1252.txt); the rest is ISO 8859-1. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
/** Piece in which bytes are decoded: text in memory stays small, whatever the size of the pieces that come in. */
const PIECE = 1 << 16;

const isMark = (bytes: Uint8Array, ...mark: number[]): boolean => mark.every((byte, n) => bytes[n] === byte);

const latin = new TextDecoder('latin1');
function windows1252(bytes: Uint8Array): string {
  let text = '';
  let from = 0;
  // The label latin1 means Windows-1252 to the standard; some versions of Node take it by its name.
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at];
    if (byte !== undefined && (byte < 0x80 || byte > 0x9f)) continue;
    if (at > from) text += latin.decode(bytes.subarray(from, at));
    if (byte !== undefined) text += WINDOWS_1252[byte - 0x80] ?? '';
    from = at + 1;
  }
  return text;
}

/** How many bytes at the end of a piece begin a UTF-8 sequence that the next piece ends. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Decodes a file. A file without a mark is UTF-8 until its bytes are not; if none before told otherwise, it is Windows-1252. */
export class Decoder {
  private encoding: Encoding | null = null;
  /** Set once a character of more than one byte was read as UTF-8. */
  private certain = false;
  private rest: Uint8Array = new Uint8Array(0);
  private wide: InstanceType<typeof TextDecoder> | null = null;

  /** The text of the next bytes, in pieces. */
  *push(bytes: Uint8Array): Generator<string> {
    for (let at = 0; at < bytes.length; at += PIECE) {
      const text = this.piece(bytes.subarray(at, at + PIECE), false);
      if (text !== '') yield text;
    }
  }

  /** What is left when the file ends. */
  end(): string {
    return this.piece(new Uint8Array(0), true);
  }

  private piece(more: Uint8Array, last: boolean): string {
    let bytes = more;
    if (this.rest.length > 0) {
      bytes = new Uint8Array(this.rest.length + more.length);
      bytes.set(this.rest);
      bytes.set(more, this.rest.length);
      this.rest = new Uint8Array(0);
    }
    if (this.encoding === null) {
      if (bytes.length < 3 && !last) return this.keep(bytes);
      const [encoding, mark] = encodingOf(bytes);
      this.encoding = encoding;
      bytes = bytes.subarray(mark);
      if (mark === 3) this.certain = true;
    }
    if (this.encoding === 'windows-1252') return windows1252(bytes);
    if (this.encoding !== 'utf-8') {
      this.wide ??= new TextDecoder(this.encoding);
      return this.wide.decode(bytes, { stream: !last });
    }
    const cut = last ? 0 : unfinished(bytes);
    if (cut > 0) {
      this.rest = bytes.slice(bytes.length - cut);
      bytes = bytes.subarray(0, bytes.length - cut);
    }
    return this.utf8(bytes);
  }

  private utf8(bytes: Uint8Array): string {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    if (this.certain) return text;
    if (!text.includes('\ufffd')) {
      this.certain = text.length < bytes.length;
      return text;
    }
    const [bad, good] = [text.match(/\ufffd/g)?.length ?? 0, text.match(/[\u0080-\ufffc]/g)?.length ?? 0];
    if (good > bad) {
      this.certain = true;
      return text;
    }
    this.encoding = 'windows-1252';
    const rest = this.rest;
    this.rest = new Uint8Array(0);
    return windows1252(bytes) + windows1252(rest);
  }

  private keep(bytes: Uint8Array): string {
    this.rest = bytes.slice();
    return '';
  }
}

/** The encoding that the first bytes tell, and the length of the byte-order mark. */
function encodingOf(bytes: Uint8Array): [Encoding, number] {
  if (isMark(bytes, 0xef, 0xbb, 0xbf)) return ['utf-8', 3];
  if (isMark(bytes, 0xff, 0xfe)) return ['utf-16le', 2];
  if (isMark(bytes, 0xfe, 0xff)) return ['utf-16be', 2];
  return ['utf-8', 0];
}
