// In: any text. Out: the same text as it stands between tags or between quotes of an attribute, in HTML and in SVG.

const REFERENCES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escapes text. Control characters, which HTML does not allow, become U+FFFD. */
export function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => REFERENCES[character] ?? character)
    .replace(/[^\P{Cc}\t\n]/gu, '\ufffd');
}
