// In: a folder of PDF files. Out: what veraPDF and qpdf find wrong with them. veraPDF comes from Maven Central, once; its version is in pom.xml.
// Refuses, loudly, to be silent about a tool that is missing.

import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const POM = join(import.meta.dirname, 'pom.xml');
const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache');
const MOST = 256 * 1024 * 1024;

/** PDF/UA-1 and PDF/A-3a, as veraPDF names them. */
export const FLAVOURS = ['ua1', '3a'] as const;
export type Flavour = (typeof FLAVOURS)[number];

/** The tools that are missing here, of those that are wanted. */
export function missing(...tools: string[]): string[] {
  return tools.filter((tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error !== undefined);
}

/** The class path of veraPDF, fetched where it is not there yet. */
export async function fetchVera(): Promise<string> {
  const version = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 8);
  const folder = join(CACHE, `verapdf-${version}`);
  if (!existsSync(folder)) {
    const part = `${folder}.part`;
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    await run('mvn', ['-B', '-q', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${part}`], {
      maxBuffer: MOST,
    });
    if (!readdirSync(part).some((name) => name.startsWith('cli-'))) throw new Error('Maven brought no veraPDF');
    renameSync(part, folder);
  }
  return join(folder, '*');
}

/** What veraPDF says of a file: null, or the rules that failed, with where. */
export type Verdicts = Map<string, string | null>;

/** Judges all PDF files of a folder by one flavour, in one process. Keys are names of files. */
export async function judge(classPath: string, flavour: Flavour, folder: string): Promise<Verdicts> {
  const args = ['-Xmx2g', '-cp', classPath, 'org.verapdf.apps.GreenfieldCliWrapper'];
  // Files that fail make its exit status 1: its report is what counts.
  const report = await run(
    'java',
    [...args, '-f', flavour, '--format', 'xml', '--maxfailuresdisplayed', '3', '-r', folder],
    { maxBuffer: MOST },
  ).then(
    ({ stdout }) => stdout,
    (error: { stdout?: string; message: string }) => error.stdout || Promise.reject(error),
  );
  const verdicts: Verdicts = new Map();
  for (const [job] of report.matchAll(/<job>[\s\S]*?<\/job>/g)) {
    const file = (/<name>(.*?)<\/name>/.exec(job)?.[1] ?? '').split('/').at(-1) ?? '';
    const passed = /isCompliant="true"/.test(job) && /failedRules="0"/.test(job);
    verdicts.set(file, passed ? null : faultsIn(job));
  }
  return verdicts;
}

function faultsIn(job: string): string {
  const rules = [
    ...job.matchAll(/<rule [^>]*clause="([^"]*)"[\s\S]*?<description>([\s\S]*?)<\/description>[\s\S]*?<\/rule>/g),
  ];
  const lines = rules.map(([rule, clause, description]) => {
    const places = [...rule.matchAll(/<context>([\s\S]*?)<\/context>/g)].map((found) => found[1]);
    return `${clause} ${description?.trim()}\n    ${places.join('\n    ')}`;
  });
  return lines.join('\n') || job.slice(0, 600);
}

/** What `qpdf --check` says of each file: null, or its complaint. */
export async function check(files: readonly string[]): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>();
  const rest = [...files];
  const worker = async () => {
    for (let file = rest.pop(); file !== undefined; file = rest.pop()) {
      const wrong = await run('qpdf', ['--check', file]).then(
        () => null,
        (error: { stderr?: string; stdout?: string; message: string }) => error.stderr || error.stdout || error.message,
      );
      found.set(file, wrong);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return found;
}
