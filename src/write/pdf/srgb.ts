// In: nothing. Out: an ICC profile of sRGB, which PDF/A wants in every file that paints in device colours.

/** The profile, as it stands in a file. */
export const SRGB = srgbProfile();

/** The least ICC profile (ICC.1:2001-04) that describes sRGB: primaries adapted to D50, gamma 2.2. */
function srgbProfile(): Uint8Array {
  const text = (tag: string, value: string) => {
    const bytes = Buffer.from(value, 'latin1');
    if (tag === 'text') return Buffer.concat([Buffer.from('text\0\0\0\0', 'latin1'), bytes, Buffer.from([0])]);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(bytes.length + 1);
    // A description ends in empty Unicode and Macintosh names.
    return Buffer.concat([Buffer.from('desc\0\0\0\0', 'latin1'), count, bytes, Buffer.alloc(1 + 8 + 3 + 67)]);
  };
  const xyz = (...values: number[]) => {
    const bytes = Buffer.alloc(8 + 12);
    bytes.write('XYZ ', 'latin1');
    for (const [i, value] of values.entries()) bytes.writeInt32BE(Math.round(value * 65536), 8 + i * 4);
    return bytes;
  };
  const gamma = Buffer.alloc(14);
  gamma.write('curv', 'latin1');
  gamma.writeUInt32BE(1, 8);
  gamma.writeUInt16BE(Math.round(2.2 * 256), 12);
  const tags: [string, Buffer][] = [
    ['desc', text('desc', 'sRGB')],
    ['cprt', text('text', 'No copyright')],
    ['wtpt', xyz(0.9642, 1, 0.8249)],
    ['rXYZ', xyz(0.43607, 0.22249, 0.01392)],
    ['gXYZ', xyz(0.38515, 0.71687, 0.09708)],
    ['bXYZ', xyz(0.14307, 0.06061, 0.7141)],
    ['rTRC', gamma],
    ['gTRC', gamma],
    ['bTRC', gamma],
  ];
  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length);
  const data: Buffer[] = [];
  let at = 128 + table.length;
  tags.forEach(([tag, bytes], i) => {
    const row = 4 + i * 12;
    table.write(tag, row, 'latin1');
    table.writeUInt32BE(at, row + 4);
    table.writeUInt32BE(bytes.length, row + 8);
    const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
    data.push(padded);
    at += padded.length;
  });
  const head = Buffer.alloc(128);
  head.writeUInt32BE(at);
  head.writeUInt32BE(0x02100000, 8);
  head.write('mntrRGB XYZ ', 12, 'latin1');
  [2026, 1, 1, 0, 0, 0].forEach((part, i) => {
    head.writeUInt16BE(part, 24 + i * 2);
  });
  head.write('acsp', 36, 'latin1');
  xyz(0.9642, 1, 0.8249).copy(head, 68, 8);
  return Buffer.concat([head, table, ...data]);
}
