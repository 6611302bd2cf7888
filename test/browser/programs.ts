// In: names of programs. Out: where they are. Says loudly which is missing.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';

export const CI = process.env['CI'] === 'true';

/** The first of the names that is in PATH; null where none is. */
function inPath(...names: string[]): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path)) ?? null;
}

/** Chromium or Chrome, from CHROME_PATH or PATH. */
export const CHROME =
  process.env['CHROME_PATH'] || inPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');

/** LibreOffice, from PATH. */
export const OFFICE = inPath('soffice', 'libreoffice');

/** Says what is missing; with CI=true that is a failure. */
export function demand(program: string | null, name: string, debian: string): void {
  if (program === null) {
    const line = '!'.repeat(100);
    console.warn(`${line}\nNOT JUDGED: ${name} is missing. On Debian: apt-get install ${debian}\n${line}`);
  }
  test.runIf(CI)(`${name} is here`, () => expect(program).not.toBeNull());
}
