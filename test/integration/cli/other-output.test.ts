import { readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStudio } from './studio.js';

/** A clip that was rendered, and whose folder has become a file since. */
async function rendered(...more: readonly string[]) {
  const studio = await openStudio();
  await studio.generate('-s', '7', '-o', 'clips/x.mp4', '--detach', ...more);
  rmSync(join(studio.cwd, 'clips'), { recursive: true });
  writeFileSync(join(studio.cwd, 'clips'), 'in the way');
  const stopped = await studio.desk.run('resume', '--json');
  expect([stopped.exitCode, stopped.document().jobs[0]?.error?.code], stopped.stdout).toEqual([7, 'local.output']);
  return { ...studio, stopped: stopped.document() };
}

describe('a rendered clip whose place can no longer be written to', () => {
  it('is brought to another one by the same command, as the hint says', async () => {
    const { generate, exists, fal, stopped } = await rendered();
    expect(stopped.jobs[0]?.error?.hint).toMatch(/^the same command with another --output .*wan resume j_/);
    const again = await generate('-s', '7', '-o', 'ok/x.mp4');
    expect([again.exitCode, exists('ok/x.mp4'), fal.billableSubmits], again.stdout).toEqual([0, true, 1]);
    expect((await generate('-s', '7', '-o', 'ok/x.mp4')).document().jobs[0]?.reused).toBe(true);
  });

  it('is brought there once, and its old name is free', async () => {
    const { generate, cwd, fal } = await rendered();
    await generate('-s', '7', '-o', 'x.mp4');
    rmSync(join(cwd, 'clips'));
    expect((await generate('-s', '8', '-o', 'clips/x.mp4')).exitCode).toBe(0);
    expect([readdirSync(join(cwd, 'clips')), fal.billableSubmits]).toEqual([['x.mp4'], 2]);
  });

  it('replaces nothing at the new place that was not to be replaced', async () => {
    const { generate, cwd, fal } = await rendered('--overwrite');
    writeFileSync(join(cwd, 'mine.mp4'), 'mine');
    expect((await generate('-s', '7', '-o', 'mine.mp4')).exitCode).toBe(2);
    expect((await generate('-s', '7', '-o', 'mine.mp4', '--overwrite')).exitCode).toBe(0);
    expect(fal.billableSubmits).toBe(1);
  });
});

describe('a place that no clip can have', () => {
  it('is refused before anything is paid, also where only the unfinished file would not fit', async () => {
    const { generate, fal } = await openStudio();
    for (const length of [300, 251, 246]) {
      const { error } = (await generate('-s', '7', '-o', `${'x'.repeat(length)}.mp4`)).document();
      expect(error?.code).toMatch(/^(?:output\.invalid|local\.output)$/);
    }
    expect(fal.billableSubmits).toBe(0);
  });

  it('is refused for a film likewise, and for a job that is taken over', async () => {
    const { generate, desk, fal } = await openStudio();
    const name = `${'x'.repeat(237)}.mp4`;
    const refused = { code: 'output.invalid', exitCode: 2, message: expect.stringContaining('longer than 240 bytes') };
    const shots = ['hero.png', '--shot', 'a', '--shot', 'b', '--provider', 'fal', '-m', 'wan-2.2-turbo'];
    const film = await desk.run('chain', ...shots, '-o', name, '--yes', '--json');
    expect([film.document().error, fal.billableSubmits]).toEqual([expect.objectContaining(refused), 0]);
    await generate('-s', '7', '-o', 'x.mp4');
    const before = (await desk.run('jobs', '--json')).document().data;
    const taken = await desk.run('adopt', 'fal', fal.jobs.last().id, '-m', 'wan-2.2-turbo', '-o', name, '--json');
    expect(taken.document().error).toMatchObject(refused);
    expect((await desk.run('jobs', '--json')).document().data).toEqual(before);
  });

  it('is no bug of wan for a clip that is there already', async () => {
    const { generate, cwd } = await openStudio();
    await generate('-s', '7', '-o', 'x.mp4');
    symlinkSync(join(cwd, 'loop.mp4'), join(cwd, 'loop.mp4'));
    for (const output of ['loop.mp4', `${'x'.repeat(254)}.mp4`, `${'x'.repeat(246)}.mp4`])
      expect((await generate('-s', '7', '-o', output)).document().error?.code).toMatch(/^(?:output|local)\./);
  });
});
