// In: a request, and the curator it comes from where it brings a token of one. Out: the name under which its client has an allowance. Refuses nothing.

/**
 * A curator is one client, wherever they sit; everybody else is their address. A token that is nobody's makes no other client of an address, or who has
 * spent what they had would make one up. Of an IPv6 address the first 64 bits count: the others are the client's to choose (RFC 4291, 2.5.4).
 */
export function clientOf(address: string, curator: string | null): string {
  if (curator !== null) return `curator ${curator}`;
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return plain.includes(':') ? `address ${networkOf(plain)}` : `address ${plain}`;
}

/** The first four groups of an IPv6 address, zeros written out. */
function networkOf(address: string): string {
  const [bare = ''] = address.split('%');
  const [head = '', tail] = bare.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const after = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? [] : Array(Math.max(0, 8 - groups.length - after.length)).fill('0');
  return [...groups, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** Whether a request comes from this machine itself, and not through a proxy on it. */
export function isLocal(address: string, headers: Readonly<Record<string, unknown>>): boolean {
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);
  return !forwarded && /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/i.test(address);
}
