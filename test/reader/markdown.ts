// In: a Markdown brief. Out: its text, with marks in double brackets. Refuses nothing.

/** The text of Markdown as a reader sees it: escapes and references undone, marks as `⟦3⟧`, one space for any white space. */
export function readMarkdown(written: string): string {
  return written
    .replace(/^> ?/gm, '')
    .replace(/\\\n\s*|<br>/g, ' ')
    .replace(
      /\\([!-/:-@[-`{-~])|&#x([0-9a-f]+);|\[\^(\d+)\](?!:)|(\*\*)|((?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}]))/gu,
      (_, escaped?: string, code?: string, mark?: string) =>
        escaped ?? (code ? String.fromCodePoint(Number.parseInt(code, 16)) : mark ? `⟦${mark}⟧` : ''),
    )
    .replace(/⟧ ⟦/g, '⟧⟦')
    .replace(/[ \n]+/g, ' ');
}
