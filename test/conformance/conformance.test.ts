// npm run test:conformance: every file that Chancery can make, before the judges of the field: veraPDF for PDF/UA-1 and PDF/A-3a, qpdf for the
// syntax. Where a judge is missing it says so and is skipped; with CI=true that is a failure.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFiles } from './files.ts';
import { check, FLAVOURS, fetchVera, judge, missing } from './vera.ts';

const lacking = missing('java', 'mvn', 'qpdf');
const CI = process.env['CI'] === 'true';
const lack = (...tools: string[]) => tools.filter((tool) => lacking.includes(tool));
if (lacking.length > 0) {
  const line = '!'.repeat(100);
  console.warn(
    `${line}\nNOT JUDGED: ${lacking.join(', ')} missing. On Debian: apt-get install default-jre-headless maven qpdf\n${line}`,
  );
}
test.runIf(CI)('all judges are here', () => {
  expect(lacking).toEqual([]);
});

describe.skipIf(lacking.length === 3)('every file', () => {
  let files: Awaited<ReturnType<typeof writeFiles>>;
  beforeAll(async () => {
    files = await writeFiles();
  });
  afterAll(() => files?.remove());

  test.skipIf(lack('java', 'mvn').length > 0)('no rule of PDF/UA-1 or PDF/A-3a fails', async () => {
    const vera = await fetchVera();
    const reports = await Promise.all(FLAVOURS.map((flavour) => judge(vera, flavour, files.folder)));
    reports.forEach((verdicts, i) => {
      const wrong = [...verdicts].filter(([, faults]) => faults !== null);
      expect(wrong.map(([file, faults]) => `${FLAVOURS[i]} ${file}\n${faults}`)).toEqual([]);
      // A file that it could not open has no verdict.
      expect([...verdicts.keys()].sort()).toEqual([...files.names].sort());
    });
  });

  test.skipIf(lack('java', 'mvn').length > 0)('the judge is awake: what is broken on purpose fails', async () => {
    const vera = await fetchVera();
    const folder = mkdtempSync(join(tmpdir(), 'chancery-broken-'));
    const whole = readFileSync(join(files.folder, 'note-letter.pdf')).toString('latin1');
    for (const part of ['pdfuaid', 'pdfaid'])
      writeFileSync(join(folder, `${part}.pdf`), whole.replace(new RegExp(`(<${part}:part>)\\d`), '$19'), 'latin1');
    const [ua, a] = await Promise.all(FLAVOURS.map((flavour) => judge(vera, flavour, folder)));
    expect(ua?.get('pdfuaid.pdf')).toMatch(/5\b/);
    expect(ua?.get('pdfaid.pdf')).toBeNull();
    expect(a?.get('pdfaid.pdf')).toMatch(/6\.6\.4/);
    rmSync(folder, { recursive: true });
  });

  test.skipIf(lack('qpdf').length > 0)('qpdf finds nothing to mend', async () => {
    const found = await check(files.names.map((name) => join(files.folder, name)));
    expect(found.size).toBe(files.names.length);
    expect([...found].filter(([, wrong]) => wrong !== null)).toEqual([]);
  });
});
