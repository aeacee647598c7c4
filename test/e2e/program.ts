import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

/** The root of the checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
export const program = join(root, 'bin', 'wan.js');

export interface RunOptions {
  readonly cwd: string;
  /** Private to the test: ledger, prepared files, renders. */
  readonly state: string;
  /** Added to a small clean environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Uint8Array;
  /** For whoever types later. */
  readonly keepInputOpen?: boolean;
}

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves as soon as stdout or stderr hold the text; rejects when the process ends without it. */
  said(text: RegExp): Promise<void>;
}

/** An environment in which nothing of the machine's user matters: no keys, no config, no state. */
export function cleanEnvironment({ cwd, state, env = {} }: Omit<RunOptions, 'input'>): Record<string, string> {
  const wanted = {
    PATH: process.env.PATH,
    HOME: cwd,
    LANG: 'C.UTF-8',
    XDG_CONFIG_HOME: join(state, 'config'),
    WAN_STATE_DIR: state,
    WAN_CACHE_DIR: join(state, 'cache'),
    ...env,
  };
  const entries = Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

/** Starts the built program. */
export function startWan(args: readonly string[], options: RunOptions): Running {
  return start(process.execPath, [program, ...args], options);
}

/** Runs the built program to its end. */
export function runWan(args: readonly string[], options: RunOptions): Promise<Ended> {
  return startWan(args, options).ended;
}

/** Starts any program in the same clean environment. */
export function start(file: string, args: readonly string[], options: RunOptions): Running {
  const child = spawn(file, args, { cwd: options.cwd, env: cleanEnvironment(options), stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const listener of listeners) listener();
  });
  // A program that answers without reading its input closes the pipe first.
  child.stdin.on('error', () => {});
  if (options.keepInputOpen !== true) child.stdin.end(options.input);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
  return { child, ended, said };

  function said(text: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!text.test(stdout) && !text.test(stderr)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      ended.then(() => reject(new Error(`ended without saying ${text}: ${stdout}${stderr}`)), reject);
      look();
    });
  }
}

const errorShape = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
  exitCode: z.number(),
});
const jobShape = z.object({
  id: z.string(),
  status: z.string(),
  remoteId: z.string().nullable(),
  seed: z.number().nullable(),
  output: z.string().nullable(),
  reused: z.boolean(),
  error: errorShape.nullable(),
});
const documentShape = z.object({
  version: z.literal(1),
  ok: z.boolean(),
  exitCode: z.number(),
  command: z.string(),
  run: z.string().nullable(),
  jobs: z.array(jobShape),
  totals: z.object({ jobs: z.number(), done: z.number(), reused: z.number() }),
  data: z.unknown(),
  error: errorShape.nullable(),
});
export type WanDocument = z.infer<typeof documentShape>;

/** stdout of a `--json` run, which must be exactly one document. */
export function documentOf({ stdout }: Pick<Ended, 'stdout'>): WanDocument {
  return documentShape.parse(JSON.parse(stdout));
}
