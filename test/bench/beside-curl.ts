import { spawn, spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, onTestFinished } from 'vitest';
import { type Measured, runMeasured } from './measured-process.js';
import { median } from './record.js';

export interface Taken {
  readonly seconds: number;
  readonly processorSeconds: number;
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** One of the programs beside this file, in one piece as `wan` itself is. */
export async function bundled(directory: string, name: string): Promise<string> {
  const outfile = join(directory, `${basename(name, '.ts')}.cjs`);
  await build({ entryPoints: [here(name)], bundle: true, platform: 'node', format: 'cjs', outfile });
  return outfile;
}

/** One of the servers beside this file, in a process of its own; resolves with the address that it prints. */
export async function serve(name: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const child = spawn(process.execPath, [here(name)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.stdout.setEncoding('utf8').once('data', (line: string) => resolve(line.trim()));
  });
}

/** A program of ours to its end, which must be a good one. */
export async function ours(program: string, env: Readonly<Record<string, string>>): Promise<Measured> {
  const run = await runMeasured([program], { cwd: process.cwd(), env });
  expect(run.exitCode, run.stderr).toBe(0);
  return run;
}

/** What a line of shell takes, with all that it starts; `$1`, `$2` are the arguments. */
export function shell(line: string, ...args: readonly string[]): Taken {
  const begun = performance.now();
  const run = spawnSync('sh', ['-c', `set -e; ${line}; times >&2`, 'sh', ...args], { encoding: 'utf8' });
  const seconds = (performance.now() - begun) / 1000;
  expect(run.status, run.stderr).toBe(0);
  const [, children = ''] = run.stderr.trim().split('\n').slice(-2);
  return { seconds, processorSeconds: sumOfTimes(children) };
}

/** `0m0.04s 0m0.87s`, as every POSIX shell tells the times of its children. */
function sumOfTimes(line: string): number {
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
}

/** Runs two ways in turns, each first as often as the other: what one leaves behind in the machine meets both. */
export async function inTurns<One, Other>(
  rounds: number,
  one: () => Promise<One> | One,
  other: () => Promise<Other> | Other,
): Promise<{ readonly one: One; readonly other: Other }[]> {
  const pairs: { one: One; other: Other }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) pairs.push({ one: await one(), other: await other() });
    else {
      const second = await other();
      pairs.push({ one: await one(), other: second });
    }
  }
  return pairs;
}

/** Median of a figure over runs. */
export function medianOf<Run>(runs: readonly Run[], read: (run: Run) => number): number {
  return median(runs.map(read));
}
