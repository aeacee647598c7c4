import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startWavespeed, wavespeedKey } from '../../simulators/wavespeed.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { openStudio } from './studio.js';

/** Rows that go to wavespeed because fal has no credit; there they wait, for it takes two submits a minute. */
async function rowsMoving(count: number) {
  const clock = createFakeClock();
  const atSleep: { call: () => void } = { call: () => {} };
  const watched = {
    ...clock,
    sleep: (ms: number, signal?: AbortSignal) => {
      atSleep.call();
      return clock.sleep(ms, signal);
    },
  };
  const wavespeed = await startWavespeed({ now: clock.now });
  onTestFinished(() => wavespeed.close());
  const env = { WAVESPEED_API_KEY: wavespeedKey, WAN_WAVESPEED_BASE_URL: wavespeed.url };
  const studio = await openStudio(env, watched);
  const { fal, desk, cwd } = studio;
  const rows = Array.from({ length: count }, (_, index) => `hero.png,wave ${index}`);
  writeFileSync(join(cwd, 'rows.csv'), `${['image,prompt', ...rows].join('\n')}\n`);
  const atFal = (...more: readonly string[]) =>
    desk.run(
      ...['batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2', '-r', '480p', '--max-cost', '5', '--json'],
      ...more,
    );
  const batch = (...more: readonly string[]) => atFal('--fallback', 'wavespeed', ...more);
  const paid = () => [fal.billableSubmits, wavespeed.billableSubmits];
  /** The command is broken off when wavespeed has taken two; then fal has credit again. */
  const brokenOff = async () => {
    fal.fail({ on: 'submit', times: 99, how: { kind: 'no-credit' } });
    atSleep.call = () => {
      if (wavespeed.billableSubmits === 2) desk.interrupt('SIGINT');
    };
    const first = await batch();
    atSleep.call = () => {};
    fal.clearFaults();
    expect([first.exitCode, ...paid()]).toEqual([130, 0, 2]);
    return first.document().run ?? '';
  };
  return { ...studio, wavespeed, batch, atFal, paid, brokenOff };
}

describe('rows that another provider took over', () => {
  it('are continued there by the same command, and not paid at the first as well', async () => {
    const { batch, desk, paid, brokenOff } = await rowsMoving(4);
    const run = await brokenOff();
    const again = (await batch()).document();
    expect([again.exitCode, again.totals.done, ...paid()]).toEqual([0, 4, 0, 4]);
    expect(new Set(again.jobs.map(({ provider }) => provider))).toEqual(new Set(['wavespeed']));
    const resumed = (await desk.run('resume', run, '--json')).document();
    expect([resumed.exitCode, ...paid()]).toEqual([0, 0, 4]);
  });

  it('and were planned there belong to the run that goes on with them', async () => {
    const { batch, paid, brokenOff } = await rowsMoving(4);
    await brokenOff();
    const capped = await batch('--max-cost', '0.2', '--until-cap');
    expect([capped.exitCode, ...paid()]).toEqual([10, 0, 3]);
  });

  it('are not paid there any more once a command without --fallback has rendered at the first what was not', async () => {
    const { atFal, desk, paid, brokenOff } = await rowsMoving(4);
    const run = await brokenOff();
    expect((await atFal()).exitCode).toBe(0);
    expect(paid()).toEqual([2, 2]);
    const resumed = await desk.run('resume', run, '--json');
    expect(resumed.stderr).toContain('was never sent');
    expect([resumed.exitCode, ...paid()]).toEqual([0, 2, 2]);
  });

  it('have its verdict as their error when the command is given again; --retry-failed begins anew', async () => {
    const { fal, wavespeed, batch, paid } = await rowsMoving(1);
    fal.fail({ on: 'submit', how: { kind: 'no-credit' } });
    wavespeed.fail({ on: 'submit', how: { kind: 'task-failed' } });
    const first = await batch();
    const again = await batch();
    expect([first.exitCode, again.exitCode, ...paid()]).toEqual([5, 5, 0, 1]);
    expect(again.document().jobs).toMatchObject([
      { provider: 'wavespeed', status: 'failed', error: { hint: expect.stringContaining('nothing was sent') } },
    ]);
    const retried = await batch('--retry-failed');
    expect([retried.exitCode, ...paid()]).toEqual([0, 1, 1]);
  });

  it('go back to the first where the other takes nothing either, once it does', async () => {
    const { fal, wavespeed, batch, desk, paid } = await rowsMoving(2);
    fal.fail({ on: 'submit', times: 99, how: { kind: 'no-credit' } });
    wavespeed.fail({ on: 'submit', times: 99, how: { kind: 'no-credit' } });
    for (const _time of [1, 2]) expect([(await batch()).exitCode, ...paid()]).toEqual([10, 0, 0]);
    fal.clearFaults();
    const again = (await batch()).document();
    expect([again.exitCode, again.totals.jobs, again.totals.done, ...paid()]).toEqual([0, 2, 2, 2, 0]);
    wavespeed.clearFaults();
    expect([(await desk.run('resume', again.run ?? '')).exitCode, ...paid()]).toEqual([0, 2, 0]);
    expect([(await batch()).document().totals.reused, ...paid()]).toEqual([2, 2, 0]);
  });

  it('are no failure of the run that they left: its counts and costs follow them', async () => {
    const { fal, batch, desk, paid } = await rowsMoving(2);
    fal.fail({ on: 'submit', times: 9, how: { kind: 'no-credit' } });
    const first = (await batch()).document();
    const resumed = (await desk.run('resume', first.run ?? '', '--json')).document();
    expect([resumed.exitCode, ...paid()]).toEqual([0, 0, 2]);
    expect(resumed.totals).toMatchObject({ jobs: 2, done: 2, cancelled: 0, cost: first.totals.cost });
    expect(resumed.jobs.map(({ id }) => id)).toEqual(first.jobs.map(({ id }) => id));
  });
});
