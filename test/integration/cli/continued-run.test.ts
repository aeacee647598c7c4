import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { openStudio } from './studio.js';

const flags = ['--provider', 'fal', '-m', 'wan-2.2-turbo', '--yes', '-o', '{row.id}.mp4'];

/** A batch whose rows are named by letters. */
async function openBatch() {
  const studio = await openStudio();
  const batch = (letters: string, ...more: readonly string[]) => {
    const rows = letters.split('').map((letter) => `${letter},hero.png,take ${letter},1`);
    writeFileSync(join(studio.cwd, 'rows.csv'), `${['id,image,prompt,seed', ...rows].join('\n')}\n`);
    return studio.desk.run('batch', 'rows.csv', ...flags, ...more);
  };
  const there = (letters: string) => letters.split('').every((letter) => studio.exists(`${letter}.mp4`));
  return { ...studio, batch, there };
}

/** No question about a job is answered. */
function noNews(fal: Simulator): void {
  fal.fail({ on: 'status', how: { kind: 'http', status: 500 }, times: 9_999 });
}

/** What is printed after `continue with: wan resume`, or in the hint. */
function namedIn(stderr: string): string[] {
  const words = /wan resume((?: [rj]_\w+)*)$/m.exec(stderr)?.[1];
  expect(words, stderr).toBeDefined();
  return words?.trim().split(' ').filter(Boolean) ?? [];
}

describe('the command that a repeated batch prints to go on with', () => {
  it('fetches what an earlier run submitted', async () => {
    const { batch, desk, fal, there } = await openBatch();
    expect((await batch('abc', '--detach')).exitCode).toBe(0);
    noNews(fal);
    const again = await batch('abc', '--wait-timeout', '1m');
    expect(again.exitCode, again.stderr).toBe(8);
    fal.clearFaults();
    const resumed = await desk.run('resume', ...namedIn(again.stderr));
    expect([resumed.exitCode, there('abc'), fal.billableSubmits], resumed.stderr).toEqual([0, true, 3]);
  });

  it('fetches those of both runs, and ends well only then', async () => {
    const { batch, desk, fal, there } = await openBatch();
    await batch('abc', '--detach');
    const again = await batch('abcd', '--detach');
    const resumed = await desk.run('resume', ...namedIn(again.stderr), '--json');
    expect([resumed.exitCode, there('abcd'), fal.billableSubmits]).toEqual([0, true, 4]);
    expect(resumed.document().totals).toMatchObject({ jobs: 4, done: 4 });
  });

  it('goes on after Ctrl-C with all that it names', async () => {
    const { batch, desk, fal, there } = await openBatch();
    await batch('ab', '--detach');
    noNews(fal);
    const sleeping = desk.clock.sleep;
    let slept = 0;
    desk.clock.sleep = async (...given) => {
      slept += 1;
      if (slept === 20) desk.interrupt('SIGINT');
      await sleeping(...given);
    };
    const again = await batch('ab');
    expect(again.exitCode, again.stderr).toBe(130);
    fal.clearFaults();
    const resumed = await desk.run('resume', ...namedIn(again.stderr));
    expect([resumed.exitCode, there('ab'), fal.billableSubmits], resumed.stderr).toEqual([0, true, 2]);
  });

  it('of an earlier run still stands for its rows that a later one took over', async () => {
    const { batch, desk, fal, there } = await openBatch();
    fal.fail({ on: 'submit', how: { kind: 'no-credit' } });
    const first = (await batch('a', '--json')).document().run ?? '';
    fal.clearFaults();
    expect((await batch('a', '--detach')).exitCode).toBe(0);
    const resumed = await desk.run('resume', first);
    expect([resumed.exitCode, there('a'), fal.billableSubmits], resumed.stderr).toEqual([0, true, 1]);
  });
});

/** Two runs of which nothing was accepted. */
async function twoRunsUnsent() {
  const place = await openBatch();
  const { fal, batch } = place;
  fal.fail({ on: 'submit', how: { kind: 'no-credit' }, times: 99 });
  const first = (await batch('ab', '--max-cost', '0.20', '--json')).document();
  const second = (await batch('cde', '--max-cost', '0.30', '--json')).document();
  fal.clearFaults();
  expect(fal.billableSubmits).toBe(0);
  return { ...place, runs: [first.run ?? '', second.run ?? ''], jobs: [...first.jobs, ...second.jobs] };
}

describe('wan resume', () => {
  it('of two runs submits the rest of both, each within its cap', async () => {
    const { desk, fal, there, runs } = await twoRunsUnsent();
    const resumed = await desk.run('resume', ...runs, '--json');
    expect([resumed.exitCode, there('abcde'), fal.billableSubmits]).toEqual([0, true, 5]);
    expect(resumed.document().totals).toMatchObject({ jobs: 5, done: 5 });
  });

  it('of two runs keeps to the cap of each', async () => {
    const { batch, desk, fal } = await openBatch();
    const capped = async (letters: string) =>
      (await batch(letters, '--max-cost', '0.15', '--until-cap', '--json')).document().run ?? '';
    const runs = [await capped('ab'), await capped('cd')];
    const resumed = await desk.run('resume', ...runs, '--json');
    expect([resumed.exitCode, fal.billableSubmits]).toEqual([10, 2]);
  });

  it('of jobs that were never submitted names their runs, and not those jobs again', async () => {
    const { desk, fal, runs, jobs } = await twoRunsUnsent();
    const resumed = await desk.run('resume', ...jobs.map(({ id }) => id));
    expect([resumed.exitCode, fal.billableSubmits]).toEqual([8, 0]);
    for (const run of runs) expect(resumed.stderr).toContain(`wan resume ${run}`);
    expect(resumed.stderr).not.toContain('wan resume j_');
  });

  it('counts a job once that is named twice, by itself or by its run', async () => {
    const { batch, desk } = await openBatch();
    const { run, jobs } = (await batch('ab', '--detach', '--json')).document();
    const [job] = jobs.map(({ id }) => id);
    const named = [run ?? '', job ?? '', run ?? '', job ?? ''];
    const resumed = (await desk.run('resume', ...named, '--json')).document();
    expect(resumed.totals).toMatchObject({ jobs: 2, done: 2 });
  });

  it('of more jobs than a line holds is named short', async () => {
    const { batch, desk, fal } = await openBatch();
    const jobs = (await batch('abcdefg', '--detach', '--json')).document().jobs.map(({ id }) => id);
    noNews(fal);
    const resumed = await desk.run('resume', ...jobs, '--wait-timeout', '1m');
    expect(resumed.exitCode).toBe(8);
    expect(resumed.stderr).toMatch(/^continue with: wan resume$/m);
  });
});

describe('wan cancel', () => {
  it('of a job that is named twice cancels it once', async () => {
    const { desk, fal, generate } = await openStudio();
    fal.jobs.profile = stuckProfile;
    const id = (await generate('--detach')).document().jobs[0]?.id ?? '';
    const cancelled = (await desk.run('cancel', id, id, '--json')).document();
    expect(cancelled.jobs.map(({ status, error }) => [status, error?.code])).toEqual([['cancelled', 'job.cancelled']]);
    expect(cancelled.exitCode).toBe(5);
  });
});
