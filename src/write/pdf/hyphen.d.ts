// The part of hyphen that is used here; the package brings no types.
declare module 'hyphen/en-us/index.js' {
  const patterns: { hyphenateSync(text: string, options: { hyphenChar: string; minWordLength: number }): string };
  export default patterns;
}
declare module 'hyphen/fr/index.js' {
  const patterns: { hyphenateSync(text: string, options: { hyphenChar: string; minWordLength: number }): string };
  export default patterns;
}
