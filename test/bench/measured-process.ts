import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { preload } from '../e2e/trials.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const probeShape = z.object({
  /** Of resident memory. */
  peakMiB: z.number(),
  processorSeconds: z.number(),
  /** How long the event loop was held up: the 99th percentile, and the worst. */
  loopP99Ms: z.number(),
  loopMaxMs: z.number(),
});

export interface Measured extends z.infer<typeof probeShape> {
  readonly seconds: number;
  readonly exitCode: number | null;
  /** The end of what it wrote. */
  readonly stdout: string;
  readonly stderr: string;
  /** Most file descriptors that were open at once. */
  readonly descriptors: number;
}

export interface Measuring {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds between two looks at the open files; they are not counted when it is left out. */
  readonly lookEveryMs?: number;
}

/** Runs a Node program to its end in a process of its own, and tells what it took. */
export async function runMeasured(args: readonly string[], { cwd, env, lookEveryMs }: Measuring): Promise<Measured> {
  const probe = join(temporaryDirectory(), 'probe.json');
  const probes = { NODE_OPTIONS: preload('../bench/probe.mjs'), BENCH_PROBE: probe };
  const begun = performance.now();
  const child = spawn(process.execPath, args, { cwd, env: { ...env, ...probes }, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] = (written[name] + text).slice(-100_000);
    });
  }
  let descriptors = 0;
  const look = () => {
    descriptors = Math.max(descriptors, openFiles(child.pid));
  };
  const looking = lookEveryMs === undefined ? undefined : setInterval(look, lookEveryMs);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(looking);
  const seconds = (performance.now() - begun) / 1000;
  const taken = probeShape.parse(JSON.parse(readFileSync(probe, 'utf8')));
  return { ...taken, ...written, seconds, exitCode, descriptors };
}

/** Systems without procfs count none. */
function openFiles(pid: number | undefined): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}
