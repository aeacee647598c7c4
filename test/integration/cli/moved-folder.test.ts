import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { falKey } from '../../simulators/fal.js';
import { createDesk } from '../../support/run-main.js';
import { openStudio } from './studio.js';

const command = ['generate', 'hero.png', '-p', 'the lamp is lit', '-s', '7', '-c', '2', '--provider', 'fal'];
const asked = [...command, '-m', 'wan-2.2-turbo', '--yes', '--json'];

/** Two clips of one command, made in a folder that was given another name since. */
async function moved(...more: readonly string[]) {
  const studio = await openStudio();
  const { fal, state, clock } = studio;
  const made = await studio.desk.run(...asked, ...more);
  expect([made.exitCode, fal.billableSubmits], made.stdout).toEqual([0, 2]);
  const cwd = `${studio.cwd}-moved`;
  renameSync(studio.cwd, cwd);
  const desk = createDesk({ cwd, stateDirectory: state, clock, env: { FAL_KEY: falKey, WAN_FAL_BASE_URL: fal.url } });
  const clips = () => readdirSync(cwd, { recursive: true }).filter((name) => String(name).endsWith('.mp4'));
  return { ...studio, desk, cwd, clips, run: made.document().run ?? '' };
}

/** The same before anything was sent: the service took no upload. */
async function movedUnsent() {
  const studio = await openStudio();
  const { fal, state, clock } = studio;
  fal.fail({ on: 'upload', times: 9, how: { kind: 'http', status: 401 } });
  const left = await studio.desk.run(...asked);
  expect([left.exitCode, fal.billableSubmits], left.stdout).toEqual([4, 0]);
  fal.clearFaults();
  const cwd = `${studio.cwd}-moved`;
  renameSync(studio.cwd, cwd);
  const desk = createDesk({ cwd, stateDirectory: state, clock, env: { FAL_KEY: falKey, WAN_FAL_BASE_URL: fal.url } });
  return { desk, fal, left: left.document() };
}

const tooLateMs = 60 * 86_400_000;

describe('a folder that was moved with its clips', () => {
  it.each([[[]], [['-o', 'clips/{seed}.mp4']]])(
    'has them still, long after the provider has not (%s)',
    async (more) => {
      const { desk, fal, clock, cwd, clips } = await moved(...more);
      clock.advance(tooLateMs);
      const before = clips();
      for (const _time of ['once', 'twice']) {
        const again = await desk.run(...asked, ...more);
        expect([again.exitCode, fal.billableSubmits], again.stdout).toEqual([0, 2]);
        const { jobs, totals } = again.document();
        expect([totals.reused, jobs.every(({ output }) => output?.startsWith(join(cwd, '/')))]).toEqual([2, true]);
        expect(clips()).toEqual(before);
      }
    },
  );

  it('gets those that did not come along from the provider', async () => {
    const { desk, fal, cwd, clips } = await moved();
    for (const clip of clips()) rmSync(join(cwd, String(clip)));
    const again = await desk.run(...asked);
    expect([again.exitCode, fal.billableSubmits, clips()], again.stdout).toEqual([
      0,
      2,
      [expect.anything(), expect.anything()],
    ]);
  });

  it('is not made anew by wan resume, which leaves finished what it has no place for', async () => {
    const { desk, fal, run, clips } = await moved();
    const resumed = (await desk.run('resume', run, '--json')).document();
    expect(resumed.jobs.map(({ status, error }) => [status, error?.code])).toEqual([
      ['done', 'local.output'],
      ['done', 'local.output'],
    ]);
    expect((await desk.run(...asked)).document().totals).toMatchObject({ done: 2, reused: 2 });
    expect([fal.billableSubmits, clips().length]).toEqual([2, 2]);
  });

  it('has the pictures of what was planned and never sent', async () => {
    const { desk, fal, left } = await movedUnsent();
    const again = await desk.run(...asked);
    expect([again.exitCode, fal.billableSubmits], again.stdout).toEqual([0, 2]);
    expect(again.document().jobs.map(({ id }) => id)).toEqual(left.jobs.map(({ id }) => id));
  });
});

describe('a folder of clips that was deleted', () => {
  const asked = ['-s', '7', '-o', 'clips/a.mp4'];

  it('is made again by wan resume for a clip that is done', async () => {
    const { generate, desk, cwd, exists, fal } = await openStudio();
    const { run } = (await generate(...asked)).document();
    rmSync(join(cwd, 'clips'), { recursive: true });
    expect((await desk.run('resume', run ?? '')).exitCode).toBe(0);
    expect([exists('clips/a.mp4'), fal.billableSubmits]).toEqual([true, 1]);
  });

  it('and for one that is under way', async () => {
    const { generate, desk, cwd, exists, fal } = await openStudio();
    await generate(...asked, '--detach');
    rmSync(join(cwd, 'clips'), { recursive: true });
    expect((await desk.run('resume')).exitCode).toBe(0);
    expect([exists('clips/a.mp4'), fal.billableSubmits]).toEqual([true, 1]);
  });
});
