import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDesk } from '../../support/run-main.js';
import { openStudio } from './studio.js';

/** A studio, and the same place with a mistyped key, which the service refuses. */
async function openWithTypo() {
  const studio = await openStudio();
  const typo = createDesk({
    cwd: studio.cwd,
    stateDirectory: studio.state,
    clock: studio.clock,
    env: { FAL_KEY: 'mistyped:key', WAN_FAL_BASE_URL: studio.fal.url },
  });
  return { ...studio, typo };
}

const clip = ['hero.png', '-p', 'the lamp is lit', '--provider', 'fal', '-m', 'wan-2.2-turbo', '-s', '7'];

describe('after a mistyped key', () => {
  it('the run goes on with the right one, for nothing was accepted', async () => {
    const { typo, desk, fal, exists } = await openWithTypo();
    const refused = await typo.run('generate', ...clip, '-o', 'clip.mp4', '--json');
    expect([refused.exitCode, fal.billableSubmits]).toEqual([4, 0]);
    const resumed = await desk.run('resume', refused.document().run ?? '', '--json');
    expect([resumed.exitCode, fal.billableSubmits, exists('clip.mp4')], resumed.stdout).toEqual([0, 1, true]);
    expect((await desk.run('generate', ...clip, '-o', 'clip.mp4', '--json')).document().jobs[0]?.reused).toBe(true);
  });

  it('a plan is applied with the right one', async () => {
    const { typo, desk, fal, cwd } = await openWithTypo();
    await desk.run('plan', 'generate', ...clip, '-o', 'plan.json', '--output', join(cwd, 'clip.mp4'));
    expect((await typo.run('apply', 'plan.json', '--json')).exitCode).toBe(4);
    const applied = await desk.run('apply', 'plan.json', '--json');
    expect([applied.exitCode, fal.billableSubmits], applied.stdout).toEqual([0, 1]);
  });

  it('a clip that the right one rendered since is not paid again by the run of before', async () => {
    const { typo, desk, fal } = await openWithTypo();
    const { run } = (await typo.run('generate', ...clip, '-o', 'clip.mp4', '--json')).document();
    expect((await desk.run('generate', ...clip, '-o', 'clip.mp4')).exitCode).toBe(0);
    await desk.run('resume', run ?? '', '--json');
    expect(fal.billableSubmits).toBe(1);
  });

  it('nor one whose seed was drawn: the run of before names the clip instead', async () => {
    const { typo, desk, fal } = await openWithTypo();
    const unseeded = clip.slice(0, -2);
    const { run } = (await typo.run('generate', ...unseeded, '-o', 'clip.mp4', '--json')).document();
    const made = (await desk.run('generate', ...unseeded, '-o', 'clip.mp4', '--json')).document();
    const resumed = await desk.run('resume', run ?? '', '--json');
    expect([resumed.exitCode, fal.billableSubmits], resumed.stdout).toEqual([0, 1]);
    expect(resumed.document().jobs.map(({ id }) => id)).toEqual(made.jobs.map(({ id }) => id));
  });

  it('what was accepted under one key stays with it', async () => {
    const { typo, desk, fal } = await openWithTypo();
    const { run } = (await desk.run('generate', ...clip, '--detach', '--json')).document();
    const other = await typo.run('resume', run ?? '', '--json');
    expect([other.exitCode, other.document().jobs[0]?.error?.code]).toEqual([4, 'key.other']);
    expect(fal.billableSubmits).toBe(1);
  });

  it('a finished clip whose file is gone stays finished, for the key of its own', async () => {
    const { typo, desk, fal, cwd, exists } = await openWithTypo();
    const made = (await desk.run('generate', ...clip, '-o', 'clip.mp4', '--json')).document();
    rmSync(join(cwd, 'clip.mp4'));
    const other = await typo.run('generate', ...clip, '-o', 'clip.mp4', '--json');
    expect(other.document(), other.stdout).toMatchObject({
      exitCode: 4,
      jobs: [{ output: null, error: { code: 'key.other' } }],
    });
    expect((await desk.run('jobs', '--json')).document().data).toMatchObject([
      { id: made.jobs[0]?.id, status: 'done' },
    ]);
    expect((await desk.run('generate', ...clip, '-o', 'clip.mp4')).exitCode).toBe(0);
    expect([fal.billableSubmits, exists('clip.mp4')]).toEqual([1, true]);
  });
});
