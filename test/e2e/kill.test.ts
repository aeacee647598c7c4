import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, type Ended, runWan, startWan } from './program.js';
import { createRandom, inParallel, preload, trialsTimeout } from './trials.js';
import { createWorkplace, decodedFrames, shortClip, shortClipFrames, type Workplace } from './workplace.js';

const command = (place: Workplace) => ['generate', place.image, '-p', 'slow dolly in', ...shortClip, '-s', '7'];
const randomTrials = 30;

describe('a run that is killed', { timeout: trialsTimeout }, () => {
  it('at any ledger write renders once and delivers after resume', async () => {
    const preloads = preload('kill-at-write.mjs');
    const writes = await countSteps(preloads);
    expect(writes).toBeGreaterThanOrEqual(8);
    const points = Array.from({ length: writes }, (_, at) => [`before:${at + 1}`, `after:${at + 1}`]).flat();
    await inParallel(points, async (point, index) => {
      expect(await killAt(point, { preloads, byCommand: index % 4 === 0 }), point).toBe('SIGKILL');
    });
  });

  it('at any new name of a file or folder renders once and leaves nothing behind after resume', async () => {
    const preloads = preload('kill-at-rename.mjs');
    const names = await countSteps(preloads);
    expect(names).toBeGreaterThanOrEqual(12);
    let killed = 0;
    const points = Array.from({ length: names }, (_, at) => `after:${at + 1}`);
    await inParallel(points, async (point, index) => {
      const signal = await killAt(point, { preloads, byCommand: index % 2 === 0 });
      if (signal !== null) killed += 1;
    });
    // A run that finds more of its clip ready has a step less.
    expect(killed).toBeGreaterThanOrEqual(names - 2);
  });

  it('at random moments renders once and delivers after resume', async () => {
    let life = await timeOfRun();
    const shares = Array.from({ length: randomTrials }, createRandom(20_261_121));
    let interrupted = 0;
    await inParallel(shares, async (share, index) => {
      const delay = Math.round(share * life * 1.2);
      const place = await createWorkplace();
      const start = performance.now();
      const running = startWan(command(place), place);
      const timer = setTimeout(() => running.child.kill('SIGKILL'), delay);
      const first = await running.ended;
      clearTimeout(timer);
      if (first.signal === 'SIGKILL') interrupted += 1;
      // The machine is faster now than when the first run was timed.
      else life = Math.min(life, performance.now() - start);
      await recover(place, first, { label: `after ${delay} ms`, byCommand: index % 2 === 0 });
    });
    expect(interrupted).toBeGreaterThan(randomTrials / 2);
  });

  it('again and again still renders once', async () => {
    const place = await createWorkplace();
    const random = createRandom(7);
    for (let round = 0; round < 6; round += 1) {
      const running = startWan(command(place), place);
      const timer = setTimeout(() => running.child.kill('SIGKILL'), 250 + random() * 500);
      await running.ended;
      clearTimeout(timer);
    }
    await recover(place, { stderr: '' }, { label: 'the sixth kill', byCommand: true });
  });
});

interface Recovery {
  readonly label: string;
  /** The same command again instead of `wan resume <run>`. */
  readonly byCommand: boolean;
}

/** What a user does next, until it is done; then everything that was promised is checked. */
async function recover(place: Workplace, first: Pick<Ended, 'stderr'>, { label, byCommand }: Recovery): Promise<void> {
  const run = /^run (r_\w+)/m.exec(first.stderr)?.[1];
  const args = run === undefined || byCommand ? command(place) : ['resume', run];
  const ended = await runWan([...args, '--json'], place);
  expect(ended.exitCode, `${label}, ${args[0]}: ${ended.stdout}${ended.stderr}`).toBe(0);
  const { jobs } = documentOf(ended);
  expect(jobs, label).toHaveLength(1);
  expect(jobs[0], label).toMatchObject({ status: 'done', error: null });
  const output = jobs[0]?.output ?? '';
  expect(decodedFrames(output), label).toBe(shortClipFrames);
  expect(readdirSync(place.cwd).sort(), label).toEqual([output.slice(place.cwd.length + 1), place.image].sort());
  expect(place.renders(), `${label}: two renders`).toHaveLength(1);
  const listed = documentOf(await runWan(['jobs', '--json'], place));
  expect(listed.data, label).toHaveLength(1);
}

/** Resolves with the signal that ended the run; null for one that came to its end before that step. */
async function killAt(label: string, how: { preloads: string; byCommand: boolean }): Promise<Ended['signal']> {
  const place = await createWorkplace();
  const env = { ...place.env, NODE_OPTIONS: how.preloads, WAN_KILL: label };
  const first = await runWan(command(place), { ...place, env });
  if (first.signal === null) expect(first.exitCode, `${label}: ${first.stderr}`).toBe(0);
  await recover(place, first, { label, byCommand: how.byCommand });
  return first.signal;
}

async function countSteps(preloads: string): Promise<number> {
  const place = await createWorkplace();
  const file = join(place.state, '..', 'steps');
  const env = { ...place.env, NODE_OPTIONS: preloads, WAN_COUNT_WRITES: file };
  const ended = await runWan(command(place), { ...place, env });
  expect(ended.exitCode, ended.stderr).toBe(0);
  expect(existsSync(file)).toBe(true);
  return Number(readFileSync(file, 'utf8'));
}

async function timeOfRun(): Promise<number> {
  const place = await createWorkplace();
  const start = performance.now();
  const ended = await runWan(command(place), place);
  expect(ended.exitCode, ended.stderr).toBe(0);
  return performance.now() - start;
}
