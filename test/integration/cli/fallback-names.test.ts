import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startWavespeed, wavespeedKey } from '../../simulators/wavespeed.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { openStudio } from './studio.js';

/** A row at fal, which has no credit, and the same one at wavespeed, which is to take over. */
async function openTwo() {
  const clock = createFakeClock();
  const wavespeed = await startWavespeed({ now: clock.now });
  onTestFinished(() => wavespeed.close());
  const env = { WAVESPEED_API_KEY: wavespeedKey, WAN_WAVESPEED_BASE_URL: wavespeed.url };
  const { fal, desk, cwd } = await openStudio(env, clock);
  writeFileSync(join(cwd, 'rows.csv'), 'image,prompt\nhero.png,dusk\n');
  fal.fail({ on: 'submit', times: 99, how: { kind: 'no-credit' } });
  const batch = (...more: readonly string[]) =>
    desk.run(
      ...['batch', 'rows.csv', '--matrix', 'provider=fal,wavespeed', '-m', 'wan-2.2', '-r', '480p', '--yes', '--json'],
      ...['--fallback', 'wavespeed', ...more],
    );
  const generate = (prompt: string, ...more: readonly string[]) =>
    desk.run(
      ...['generate', 'hero.png', '-p', prompt, '-m', 'wan-2.2', '-r', '480p', '--yes', '--json'],
      ...['-o', '{provider}.mp4', ...more],
    );
  return { fal, cwd, wavespeed, batch, generate };
}

describe('the name that a clip is to have should another provider take over', () => {
  it.each([[[]], [['--overwrite']]])(
    "is no other clip of the run's, which is found before anything is paid, with %j",
    async (more) => {
      const { wavespeed, batch } = await openTwo();
      const refused = await batch('-o', '{provider}.mp4', ...more);
      expect(refused.document().error).toMatchObject({ code: 'output.conflict', exitCode: 2 });
      expect([refused.exitCode, wavespeed.billableSubmits]).toEqual([2, 0]);
    },
  );

  it("is no unfinished clip's of an earlier run", async () => {
    const { wavespeed, generate } = await openTwo();
    await generate('dusk', '--provider', 'wavespeed', '--detach');
    const refused = await generate('dawn', '--provider', 'fal', '--fallback', 'wavespeed');
    expect([refused.exitCode, wavespeed.billableSubmits]).toEqual([2, 1]);
  });

  it('may lie in a directory that is still to be made', async () => {
    const { batch } = await openTwo();
    const done = (await batch('-o', '{provider}/{index}.mp4')).document();
    expect([done.exitCode, done.totals.done]).toEqual([0, 2]);
    const outputs = done.jobs.map(({ output }) => output ?? '');
    expect(outputs.map((output) => [output.split('/').slice(-2).join('/'), existsSync(output)])).toEqual([
      ['wavespeed/1.mp4', true],
      ['wavespeed/2.mp4', true],
    ]);
  });

  it("is marked where it has become another's since the clip was planned, then and when the command is given again", async () => {
    const { fal, cwd, wavespeed, generate } = await openTwo();
    let finishUpload = () => {};
    const until = new Promise<void>((resolve) => {
      finishUpload = resolve;
    });
    fal.fail({ on: 'upload', how: { kind: 'held', until } });
    const dawn = () => generate('dawn', '-s', '3', '--provider', 'fal', '--fallback', 'wavespeed');
    const first = dawn();
    await vi.waitFor(() => expect(fal.requests.some(({ operation }) => operation === 'upload')).toBe(true), {
      timeout: 20_000,
    });
    await generate('dusk', '--provider', 'wavespeed', '--detach');
    finishUpload();
    const { exitCode, stderr, document } = await first;
    const [job] = document().jobs;
    expect([exitCode, job?.output, wavespeed.billableSubmits]).toEqual([0, join(cwd, `wavespeed-${job?.id}.mp4`), 2]);
    expect(stderr).toContain('wavespeed.mp4 has become another clip');
    await generate('dusk', '--provider', 'wavespeed');
    const again = await dawn();
    expect(again.document().jobs).toMatchObject([{ id: job?.id, output: job?.output, reused: true }]);
    expect([again.exitCode, wavespeed.billableSubmits, existsSync(join(cwd, 'wavespeed.mp4'))]).toEqual([0, 2, true]);
  });
});
