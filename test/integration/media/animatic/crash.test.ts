import { spawn } from 'node:child_process';
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as soon } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { inspectClip } from '../../../../src/media/inspect-clip.js';
import { type Bench, createBench, untilEnd } from './bench.js';

let program = '';
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wan-animatic-'));
  program = join(folder, 'accept.mjs');
  symlinkSync(fileURLToPath(new URL('../../../../node_modules', import.meta.url)), join(folder, 'node_modules'));
  await build({
    entryPoints: [fileURLToPath(new URL('./accept-child.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
});

afterAll(() => rm(folder, { recursive: true }));

const bodyOf = ({ image }: Bench) => ({ image, prompt: 'pan left', resolution: '480p', frames: 33, fps: 16 });

/** Kills the process that accepts the moment that something is seen, and waits until it is gone. */
async function killWhen(bench: Bench, isSeen: () => boolean): Promise<void> {
  const child = spawn(process.execPath, [program, bench.directory, 'r1', JSON.stringify(bodyOf(bench))], {
    env: { ...process.env, FFMPEG_PATH: bench.ffmpeg },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const gone = new Promise((resolve) => child.on('close', resolve));
  const giveUpAt = performance.now() + 20_000;
  while (!isSeen()) {
    if (performance.now() > giveUpAt) throw new Error('it was not seen within 20 s');
    await soon();
  }
  child.kill('SIGKILL');
  await gone;
}

const moments: readonly (readonly [string, (bench: Bench) => boolean])[] = [
  ['it builds the order', ({ directory }) => existsSync(directory) && readdirSync(directory).length > 0],
  ['the order is accepted', ({ directory }) => existsSync(join(directory, 'r1'))],
  ['the right to start is taken', ({ directory }) => existsSync(join(directory, 'r1', 'attempt-1'))],
  ['ffmpeg has started', (bench) => bench.launches() > 0],
  ['ffmpeg reports', ({ directory }) => existsSync(join(directory, 'r1', 'attempt-1', 'progress.txt'))],
  ['the pid is recorded', ({ directory }) => existsSync(join(directory, 'r1', 'attempt-1', 'process.json'))],
];

describe('a render whose orderer is killed', () => {
  it.each(moments)('when %s is rendered exactly once', async (_, isReached) => {
    const bench = await createBench();
    await killWhen(bench, () => isReached(bench));
    await expectOneClip(bench);
  });

  it.each([0, 60, 120, 150, 180, 210, 240, 280, 350])('%i ms after its start is rendered exactly once', async (ms) => {
    const bench = await createBench();
    const started = performance.now();
    await killWhen(bench, () => performance.now() - started >= ms);
    await expectOneClip(bench);
  });
});

/** What a resumed job does: look for the order, give it again only if it is not there, follow it to the end. */
async function expectOneClip(bench: Bench): Promise<void> {
  const { status } = await bench.renderer.status('r1');
  if (status === 'absent') await bench.renderer.accept('r1', bodyOf(bench));
  const end = await untilEnd(bench.renderer, 'r1');
  if (end.status !== 'finished') throw new Error(`it ended as ${end.status}`);
  expect(await inspectClip(end.path)).toMatchObject({ width: 720, height: 480, frames: 33 });
  expect(bench.launches()).toBe(1);
}
