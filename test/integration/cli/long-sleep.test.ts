import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { falKey } from '../../simulators/fal.js';
import type { OperationKind } from '../../simulators/kit/fault.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createDesk } from '../../support/run-main.js';
import { openStudio } from './studio.js';

/** One process that sleeps over a request for longer than a minute, and another, elsewhere, that takes its job over. */
async function openTwo() {
  // A sleep takes no time here: the other's heartbeat must not grow old while it is waited for.
  const clock = { ...createFakeClock(), sleep: (_ms: number, signal?: AbortSignal) => delay(1, undefined, { signal }) };
  const studio = await openStudio({}, clock);
  const { fal, cwd, state } = studio;
  const env = { FAL_KEY: falKey, WAN_FAL_BASE_URL: fal.url };
  const other = createDesk({ cwd, stateDirectory: state, clock, env, host: { host: 'elsewhere' } });
  const hold = (on: OperationKind) => {
    let letGo = () => {};
    fal.fail({ on, how: { kind: 'held', until: new Promise<void>((resolve) => (letGo = resolve)) } });
    return () => letGo();
  };
  const command = ['generate', 'hero.png', '-p', 'the lamp is lit', '--provider', 'fal', '-m', 'wan-2.2-turbo'];
  const words = [...command, '--yes', '--json', '-s', '7', '-o', 'clip.mp4'];
  const asked = (on: OperationKind) =>
    [...fal.requests, ...fal.downloads].filter(({ operation }) => operation === on).length;
  return { ...studio, words, hold, asked, sleepOver: () => clock.advance(61_000), other: () => other.run(...words) };
}

describe('a process that slept while another took its job over', () => {
  it.each(['result', 'download'] as const)(
    'leaves the clip to it, and tells how it ended there, when it wakes in a %s',
    async (on) => {
      const { desk, words, hold, asked, sleepOver, other, fal, cwd } = await openTwo();
      const wake = hold(on);
      if (on === 'download') fal.fail({ on, how: { kind: 'download', how: 'cut-once' } });
      const finish = hold('download');
      const asleep = desk.run(...words);
      await expect.poll(() => asked(on)).toBe(1);
      sleepOver();
      const awake = other();
      await expect.poll(() => asked('download')).toBe(on === 'download' ? 2 : 1);
      wake();
      await delay(300);
      finish();
      const [late, made] = [await asleep, await awake];
      expect([made.exitCode, made.document().jobs[0]?.reused]).toEqual([0, false]);
      expect(late.document(), late.stdout).toMatchObject({ exitCode: 0, jobs: [{ status: 'done', reused: true }] });
      expect([fal.billableSubmits, asked('download')]).toEqual([1, on === 'download' ? 2 : 1]);
      expect(readdirSync(cwd).sort()).toEqual(['clip.mp4', 'hero.png']);
    },
  );

  it('leaves the clip to it also when its answer to the submit comes late', async () => {
    const { desk, words, hold, asked, sleepOver, other, fal, cwd } = await openTwo();
    const [wake, finish] = [hold('submit'), hold('download')];
    const asleep = desk.run(...words);
    await expect.poll(() => asked('submit')).toBe(1);
    sleepOver();
    const awake = other();
    await expect.poll(() => asked('download')).toBe(1);
    wake();
    await delay(300);
    finish();
    expect([(await asleep).exitCode, (await awake).exitCode]).toEqual([0, 0]);
    expect([fal.billableSubmits, asked('download')]).toEqual([1, 1]);
    expect(readdirSync(cwd).sort()).toEqual(['clip.mp4', 'hero.png']);
  });
});
