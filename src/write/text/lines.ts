// In: a text and how wide a line may be. Out: lines, broken at spaces that may break. Refuses nothing.

/** Letters of scripts that take two columns (Unicode Standard Annex 11), by their scripts and blocks. */
const WIDE = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60]/u;
/** What stands on the letter before it, or only directs. */
const NONE = /[\p{M}\p{Cf}]/u;

/** How many columns a text without newlines takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) if (!NONE.test(character)) columns += WIDE.test(character) ? 2 : 1;
  return columns;
}

/** Lines of at most `measure` columns, label included; a word that is longer stands alone. Lines after the first are indented by the label. */
export function wrapped(text: string, measure: number, label = ''): string {
  const room = measure - columnsOf(label);
  const lines = text.split('\n').flatMap((line) => broken(line, room));
  return lines.map((line, i) => (i === 0 ? label : ' '.repeat(columnsOf(label))) + line).join('\n');
}

function broken(line: string, room: number): string[] {
  const lines: string[] = [];
  let last = '';
  for (const word of line.split(' ')) {
    const longer = last === '' ? word : `${last} ${word}`;
    if (last !== '' && columnsOf(longer) > room) {
      lines.push(last);
      last = word;
    } else last = longer;
  }
  return [...lines, last];
}
