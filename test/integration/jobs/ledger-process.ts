import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';

export interface LedgerProgram {
  /** Starts a process that does `task` on the ledger in `directory`. */
  start(task: string, directory: string, more?: Options): LedgerProcess;
  remove(): Promise<void>;
}

interface Options {
  readonly name?: string;
  readonly count?: number;
  /** Shell words before the program, such as `ulimit -f 100;`. */
  readonly limits?: string;
  /** Runs as this user, where this test may choose. */
  readonly uid?: number;
}

export interface LedgerProcess {
  readonly child: ChildProcess;
  /** The first line that it prints. */
  readonly answer: Promise<unknown>;
  readonly stderr: () => string;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** libsql holds a binary, which no bundle can take in. */
const binaryPackages = ['libsql', '@libsql', '@neon-rs', 'detect-libc'];

/** Bundles `ledger-child.ts` into a directory of its own that any user of this machine can read. */
export async function buildLedgerProgram(): Promise<LedgerProgram> {
  const directory = await mkdtemp(join(tmpdir(), 'wan-ledger-'));
  const program = join(directory, 'ledger-child.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./ledger-child.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    external: ['libsql'],
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  for (const name of binaryPackages) {
    await cp(join(root, 'node_modules', name), join(directory, 'node_modules', name), { recursive: true });
  }
  await chmod(directory, 0o755);
  return {
    start: (task, state, { name = 'a', count = 0, limits = '', uid } = {}) => {
      const words = [process.execPath, program, task, state, name, String(count)];
      const child = spawn('sh', ['-c', `${limits}exec "$0" "$@"`, ...words], uid === undefined ? {} : { uid });
      onTestFinished(() => void child.kill('SIGKILL'));
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
      });
      const answer = new Promise<unknown>((resolve, reject) => {
        createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)));
        child.once('close', () => reject(new Error(`${task} said nothing: ${stderr}`)));
      });
      answer.catch(() => {});
      return { child, answer, stderr: () => stderr };
    },
    remove: () => rm(directory, { recursive: true }),
  };
}
