// In: nothing. Out: a folder with what an integrator has after a clone, a server to ask, and a way to run commands there.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { TODAY } from '../house.ts';

/** What a command left behind. */
export interface Outcome {
  status: number;
  stdout: string;
  stderr: string;
}

export interface Workshop {
  folder: string;
  /** Address of the server. */
  url: string;
  /** Runs a command of the shell in a folder below; `CHANCERY_URL` names the server. Never throws. */
  run(command: string, below?: string, environment?: Record<string, string>): Promise<Outcome>;
  close(): Promise<void>;
}

/** What generators and installers make, which a clone does not have. */
const MADE = /^(node_modules|generated|generated\.ts|chancery|dist|\.venv|__pycache__|\.mypy_cache|.*\.tgz|.*\.pdf)$/;

export async function openWorkshop(): Promise<Workshop> {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-clients-'));
  for (const part of ['clients', 'schema', 'package.json', 'LICENSE'])
    cpSync(part, join(folder, part), { recursive: true, filter: (path) => !MADE.test(basename(path)) });
  const server = spawn(process.execPath, ['src/launch.js', 'serve'], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', CHANCERY_HOME: join(folder, 'home'), CHANCERY_NOW: TODAY },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = await addressOf(server);
  return {
    folder,
    url,
    run: (command, below = '.', environment = {}) =>
      new Promise((done) => {
        const env = { ...process.env, CHANCERY_URL: url, ...environment };
        const options = { cwd: join(folder, below), env, maxBuffer: 64 * 2 ** 20 };
        execFile('bash', ['-euc', command], options, (error, stdout, stderr) =>
          done({ status: error === null ? 0 : Number(error.code) || 1, stdout, stderr }),
        );
      }),
    close: async () => {
      const gone = new Promise((done) => server.once('exit', done));
      server.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The address that a server prints once it listens. */
function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((found, fail) => {
    let told = '';
    server.stdout?.on('data', (bytes: Buffer) => {
      told += bytes;
      const [, url] = /listens on (\S+)/.exec(told) ?? [];
      if (url) found(url);
    });
    server.once('exit', (status) => fail(new Error(`the server ended with ${status}`)));
  });
}
