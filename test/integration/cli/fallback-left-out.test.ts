import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { falKey } from '../../simulators/fal.js';
import type { FaultRule } from '../../simulators/kit/fault.js';
import { startWavespeed, wavespeedKey } from '../../simulators/wavespeed.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createDesk } from '../../support/run-main.js';
import { openStudio } from './studio.js';

const noCredit: FaultRule = { on: 'submit', times: 9, how: { kind: 'no-credit' } };

/** Two rows of fal, with wavespeed to take over. */
async function openTwo() {
  const clock = createFakeClock();
  const wavespeed = await startWavespeed({ now: clock.now });
  onTestFinished(() => wavespeed.close());
  const env = { WAVESPEED_API_KEY: wavespeedKey, WAN_WAVESPEED_BASE_URL: wavespeed.url };
  const studio = await openStudio(env, clock);
  const { fal, desk, cwd } = studio;
  writeFileSync(join(cwd, 'rows.csv'), 'image,prompt\nhero.png,dusk\nhero.png,dawn\n');
  const rows = ['rows.csv', '-m', 'wan-2.2', '-r', '480p', '--provider', 'fal'];
  const batch = (...more: readonly string[]) => desk.run('batch', ...rows, '--yes', '--json', ...more);
  const paid = () => [fal.billableSubmits, wavespeed.billableSubmits];
  /** Wavespeed has both rows, and fal has credit again. */
  const moved = async () => {
    fal.fail(noCredit);
    const done = await batch('--fallback', 'wavespeed');
    fal.clearFaults();
    expect([done.exitCode, ...paid()]).toEqual([0, 0, 2]);
    return done.document();
  };
  return { ...studio, wavespeed, rows, batch, paid, moved };
}

describe('a command without --fallback, after one with it', () => {
  it('pays nothing at the first provider for rows that another one made, and says where they are', async () => {
    const { batch, moved, paid } = await openTwo();
    const before = await moved();
    const again = await batch();
    expect([again.exitCode, ...paid()]).toEqual([0, 0, 2]);
    expect(again.document().jobs).toMatchObject(
      before.jobs.map(({ id, output }) => ({ id, output, provider: 'wavespeed', reused: true })),
    );
    expect(again.stderr).toContain(`${before.jobs[0]?.id} at wavespeed`);
    expect((await batch('--force')).document().totals).toMatchObject({ done: 2, reused: 0 });
    expect(paid()).toEqual([2, 2]);
  });

  it('needs the key of the other provider only for what is unfinished there, and pays nothing in its place', async () => {
    const { batch, paid, cwd, state, fal, wavespeed, clock, rows } = await openTwo();
    const env = { FAL_KEY: falKey, WAN_FAL_BASE_URL: fal.url };
    const desk = createDesk({ cwd, stateDirectory: state, clock, env });
    fal.fail(noCredit);
    wavespeed.fail({ on: 'submit', times: 1, how: { kind: 'answer-lost' } });
    wavespeed.fail({ on: 'list', times: 99, how: { kind: 'http', status: 503 } });
    const lost = await batch('--fallback', 'wavespeed');
    fal.clearFaults();
    wavespeed.clearFaults();
    const keyless = await desk.run('batch', ...rows, '--yes', '--json');
    expect([lost.exitCode, keyless.exitCode, ...paid()]).toEqual([9, 9, 0, 2]);
    const again = await batch();
    expect([again.exitCode, ...paid()]).toEqual([0, 0, 2]);
    const reused = await desk.run('batch', ...rows, '--yes', '--json');
    expect([reused.exitCode, reused.document().totals.reused, ...paid()]).toEqual([0, 2, 0, 2]);
  });

  it('tells in an estimate and a plan that they cost nothing, and applies the plan', async () => {
    const { desk, rows, moved, paid } = await openTwo();
    await moved();
    const estimate = await desk.run('estimate', 'batch', ...rows);
    expect(estimate.stdout).toMatch(/reuse j_\w+ at wavespeed/);
    expect((await desk.run('plan', 'batch', ...rows, '-o', 'plan.json')).exitCode).toBe(0);
    const applied = await desk.run('apply', 'plan.json', '--yes', '--json');
    expect([applied.exitCode, applied.document().totals.reused, ...paid()]).toEqual([0, 2, 0, 2]);
  });

  it('goes on with what the other one is rendering, with a seed or without', async () => {
    const { desk, fal, paid } = await openTwo();
    const ask = (...more: string[]) =>
      desk.run(
        ...['generate', 'hero.png', '-p', 'lit', '--provider', 'fal', '-m', 'wan-2.2', '-r', '480p', '--yes', '--json'],
        ...more,
      );
    for (const [index, seed] of [[], ['-s', '7']].entries()) {
      fal.fail(noCredit);
      await ask('--fallback', 'wavespeed', '--detach', ...seed);
      fal.clearFaults();
      const again = await ask(...seed);
      expect([again.exitCode, ...paid()]).toEqual([0, 0, index + 1]);
      expect(again.document().jobs).toMatchObject([{ status: 'done', provider: 'wavespeed' }]);
    }
  });

  it('goes on with both of two takes, each once, with --fallback or without', async () => {
    const { generate, fal, paid } = await openTwo();
    const ask = (...more: string[]) => generate('-m', 'wan-2.2', '-r', '480p', '-c', '2', ...more);
    for (const [index, more] of [[], ['--fallback', 'wavespeed']].entries()) {
      fal.fail(noCredit);
      await ask('--fallback', 'wavespeed', '--detach');
      fal.clearFaults();
      const again = (await ask(...more)).document();
      expect(again.jobs).toMatchObject([{ provider: 'wavespeed' }, { provider: 'wavespeed' }]);
      expect([again.exitCode, new Set(again.jobs.map(({ id }) => id)).size, ...paid()]).toEqual([
        0,
        2,
        0,
        2 * index + 2,
      ]);
    }
  });

  it('takes the place of what waits at the other one, so that a resume does not pay it as well', async () => {
    const { generate, desk, fal, wavespeed, paid } = await openTwo();
    const ask = (...more: string[]) => generate('-m', 'wan-2.2', '-r', '480p', '-c', '2', ...more);
    fal.fail(noCredit);
    wavespeed.fail(noCredit);
    const first = (await ask('--fallback', 'wavespeed')).document();
    fal.clearFaults();
    wavespeed.clearFaults();
    expect([(await ask()).exitCode, ...paid()]).toEqual([0, 2, 0]);
    const resumed = await desk.run('resume', first.run ?? '', '--json');
    expect([resumed.exitCode, resumed.document().totals.done, ...paid()]).toEqual([0, 2, 2, 0]);
  });

  it('renders at the first provider what the other one refused', async () => {
    const { batch, fal, wavespeed, paid } = await openTwo();
    fal.fail(noCredit);
    wavespeed.fail({ on: 'submit', times: 2, how: { kind: 'task-failed' } });
    await batch('--fallback', 'wavespeed');
    fal.clearFaults();
    expect((await batch()).exitCode).toBe(0);
    expect(paid()).toEqual([2, 2]);
  });

  it('does not take the rows of a batch at the other provider for its own', async () => {
    const { desk, batch, rows, paid } = await openTwo();
    await desk.run('batch', ...rows.slice(0, -1), 'wavespeed', '--yes');
    expect((await batch()).exitCode).toBe(0);
    expect(paid()).toEqual([2, 2]);
  });
});
