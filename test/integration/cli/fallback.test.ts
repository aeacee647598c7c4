import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FaultRule } from '../../simulators/kit/fault.js';
import { startWavespeed, wavespeedKey } from '../../simulators/wavespeed.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { openStudio, type Studio } from './studio.js';

async function openTwo() {
  const clock = createFakeClock();
  const wavespeed = await startWavespeed({ now: clock.now });
  onTestFinished(() => wavespeed.close());
  const studio = await openStudio({ WAVESPEED_API_KEY: wavespeedKey, WAN_WAVESPEED_BASE_URL: wavespeed.url }, clock);
  return { ...studio, wavespeed };
}

const run = ({ desk }: Pick<Studio, 'desk'>, ...more: readonly string[]) =>
  desk.run(
    ...['generate', 'hero.png', '-p', 'the lamp is lit', '--provider', 'fal', '-m', 'wan-2.2', '-r', '480p'],
    ...['--fallback', 'wavespeed', '--yes', '--json', '-o', 'clip.mp4', ...more],
  );

const takenOver: readonly (readonly [string, FaultRule])[] = [
  ['no credit', { on: 'submit', times: 9, how: { kind: 'no-credit' } }],
  ['a rejected key', { on: 'submit', times: 9, how: { kind: 'http', status: 401, body: { detail: 'unauthorized' } } }],
  ['a 429 that lasts', { on: 'submit', times: 99, how: { kind: 'throttle' } }],
];

describe('--fallback', () => {
  it.each(takenOver)('goes to the next provider after %s, which takes nothing', async (_why, fault) => {
    const { fal, wavespeed, exists, ...studio } = await openTwo();
    fal.fail(fault);
    const done = await run(studio);
    expect(done.stderr).toContain('fal took nothing');
    expect(done.document().jobs).toMatchObject([{ status: 'done', provider: 'wavespeed' }]);
    expect([done.exitCode, fal.billableSubmits, wavespeed.billableSubmits, exists('clip.mp4')]).toEqual([
      0,
      0,
      1,
      true,
    ]);
  });

  const kept: readonly (readonly [string, FaultRule, number])[] = [
    ['a lost answer', { on: 'submit', how: { kind: 'answer-lost' } }, 0],
    ['a 500', { on: 'submit', how: { kind: 'http', status: 500 } }, 9],
    ['a moderation refusal', { on: 'submit', how: { kind: 'moderated-at-submit' } }, 5],
    ['a failed render', { on: 'submit', how: { kind: 'task-failed' } }, 5],
  ];
  it.each(kept)('never takes over after %s', async (_why, fault, exitCode) => {
    const { fal, wavespeed, ...studio } = await openTwo();
    fal.fail(fault);
    expect((await run(studio)).exitCode).toBe(exitCode);
    expect(wavespeed.billableSubmits).toBe(0);
  });

  it('continues at the provider that took over, when the command is given again', async () => {
    const { fal, wavespeed, ...studio } = await openTwo();
    fal.fail({ on: 'submit', how: { kind: 'no-credit' } });
    await run(studio, '-s', '3');
    fal.clearFaults();
    const again = (await run(studio, '-s', '3')).document();
    expect(again.jobs).toMatchObject([{ provider: 'wavespeed', reused: true }]);
    expect([fal.billableSubmits, wavespeed.billableSubmits]).toEqual([0, 1]);
  });

  it('keeps the cap: a dearer provider is not paid', async () => {
    const { fal, wavespeed, ...studio } = await openTwo();
    fal.fail({ on: 'submit', how: { kind: 'no-credit' } });
    expect((await run(studio, '--max-cost', '0')).exitCode).toBe(10);
    expect([fal.billableSubmits, wavespeed.billableSubmits]).toEqual([0, 0]);
  });

  it('refuses a request that the other provider could not take, before anything is sent', async () => {
    const { fal, ...studio } = await openTwo();
    const refused = await run(studio, '--fallback', 'kie');
    expect([refused.exitCode, fal.billableSubmits]).toEqual([2, 0]);
  });

  it('moves a clip that an earlier run of more clips left, and loses none', async () => {
    const { fal, wavespeed, desk } = await openTwo();
    const ask = (...more: string[]) =>
      desk.run(
        ...['generate', 'hero.png', '-p', 'the lamp is lit', '--provider', 'fal', '-m', 'wan-2.2', '-r', '480p'],
        ...['--yes', '--json', ...more],
      );
    fal.fail({ on: 'submit', times: 9, how: { kind: 'no-credit' } });
    await ask('-c', '2');
    for (const paid of [1, 2]) {
      expect((await ask('--fallback', 'wavespeed')).document().jobs).toMatchObject([
        { status: 'done', provider: 'wavespeed' },
      ]);
      expect([fal.billableSubmits, wavespeed.billableSubmits]).toEqual([0, paid]);
    }
  });

  it('keeps the number of a row in the name of its clip', async () => {
    const { fal, wavespeed, desk, cwd, exists } = await openTwo();
    writeFileSync(join(cwd, 'rows.csv'), 'image,prompt\nhero.png,dusk\nhero.png,dawn\n');
    fal.fail({ on: 'submit', times: 9, how: { kind: 'no-credit' } });
    const done = await desk.run(
      ...['batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2', '-r', '480p', '--fallback', 'wavespeed'],
      ...['--yes', '--json', '--overwrite', '-o', '{index}.mp4'],
    );
    expect(done.document().jobs).toMatchObject([{ status: 'done' }, { status: 'done' }]);
    expect([exists('1.mp4'), exists('2.mp4'), wavespeed.billableSubmits]).toEqual([true, true, 2]);
  });
});
