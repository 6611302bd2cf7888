// In: XML text. Out: its elements with their text. Refuses what is not well formed (XML 1.0, 2.1): a strict reader of what XMP needs.

export interface XmlElement {
  name: string;
  attributes: Map<string, string>;
  /** Of the element and all in it. */
  text: string;
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** All elements, outer before inner. */
export function wellFormed(xml: string): XmlElement[] {
  const all: XmlElement[] = [];
  const open: XmlElement[] = [];
  const prefixes: Set<string>[] = [new Set(['xml'])];
  const token = /<\?[\s\S]*?\?>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
  let roots = 0;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const found = token.exec(xml);
    if (!found) throw new Error(`XML is not well formed at ${JSON.stringify(xml.slice(at, at + 40))}`);
    const [, closed, name, attributes = '', empty, text] = found;
    if (text !== undefined) {
      const plain = decoded(text);
      if (open.length === 0 && plain.replace(/[\s\ufeff]/g, '') !== '') throw new Error('text outside the root');
      for (const element of open) element.text += plain;
    } else if (closed !== undefined) {
      if (open.pop()?.name !== closed) throw new Error(`</${closed}> closes another element`);
      prefixes.pop();
    } else if (name !== undefined) {
      const own = new Map(
        [...attributes.matchAll(/([\w:.-]+)="([^"]*)"/g)].map((a) => [a[1] as string, decoded(a[2] ?? '')]),
      );
      const known = new Set(prefixes.at(-1));
      for (const key of own.keys()) if (key.startsWith('xmlns:')) known.add(key.slice(6));
      for (const used of [name, ...own.keys()]) {
        const prefix = used.includes(':') ? used.split(':')[0] : undefined;
        if (prefix && prefix !== 'xmlns' && !known.has(prefix)) throw new Error(`${used}: its prefix is not declared`);
      }
      if (open.length === 0 && roots++ > 0) throw new Error('two roots');
      const element = { name, attributes: own, text: '' };
      all.push(element);
      if (empty !== '/') {
        open.push(element);
        prefixes.push(known);
      }
    }
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)?.name}> is never closed`);
  return all;
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));|&/g, (whole, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : null;
    const found = code === null ? ENTITIES[name] : String.fromCodePoint(code);
    if (found === undefined) throw new Error(`${whole}: not an entity`);
    return found;
  });
}
