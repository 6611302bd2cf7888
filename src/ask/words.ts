// In: text as typed. Out: its words, folded so that case, accents, width and kinds of dash do not matter, each with what stood
// before it. Refuses nothing; a symbol that is no word comes out as a word that matches nothing.

/** One word of a request. */
export interface Word {
  /** Lower case, no accents, plain letters: what is compared. */
  folded: string;
  /** As typed, in compatibility form (full-width letters made plain). */
  typed: string;
  /** The spaces and punctuation between the word before and this one; empty at the start. */
  glue: string;
  /** Place in the normalised text, in UTF-16 code units. */
  start: number;
  end: number;
}

/** Characters no keyboard types into a request: controls, direction marks, zero widths, private use, lone surrogates. */
const UNPRINTABLE = /[^\P{C}\t\n\r]/u;
const CHUNK = /([\p{L}\p{M}\p{N}]+)|([\s\p{P}+|=<>~^`↔→←⇄]+)|[^\s\p{P}\p{L}\p{M}\p{N}+|=<>~^`↔→←⇄]+/gu;
const ASCII = /^[ -~]*$/;
/** Letters that no decomposition makes plain. */
const PLAIN: Record<string, string> = { ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', æ: 'ae', œ: 'oe', ß: 'ss', ı: 'i' };

/** Whether every character can be seen, or is a space, a tab or a line end. */
export const isPrintable = (text: string): boolean => !UNPRINTABLE.test(text);

/** Compatibility form: full-width letters, ligatures and digits of other kinds become the plain ones. */
export const plainForm = (text: string): string => text.normalize('NFKC');

/** Folds a word for comparing. */
function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return plainForm(text)
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[øłđðþæœßı]/g, (letter) => PLAIN[letter] ?? letter);
}

/** The words of a text already in compatibility form, in order. Takes time linear in its length. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let glue = '';
  for (const chunk of text.matchAll(CHUNK)) {
    const [typed, letters, between] = chunk;
    if (between) {
      glue += between;
      continue;
    }
    const folded = letters ? fold(letters) : typed;
    // A lone combining mark, such as the one an emoji leaves behind.
    if (folded === '') continue;
    words.push({ folded, typed, glue, start: chunk.index, end: chunk.index + typed.length });
    glue = '';
  }
  return words;
}
