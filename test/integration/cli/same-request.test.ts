import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.js';
import { openStudio } from './studio.js';

describe('the same request again', () => {
  it('with an explicit seed costs nothing, and lands under another name too', async () => {
    const { generate, fal, exists } = await openStudio();
    await generate('-s', '7', '-o', 'first.mp4');
    const second = (await generate('-s', '7', '-o', 'second.mp4')).document();
    expect(second.jobs[0]).toMatchObject({ status: 'done', reused: true, cost: { estimated: 0, actual: 0 } });
    expect(second.totals).toMatchObject({ done: 1, reused: 1 });
    expect([exists('first.mp4'), exists('second.mp4'), fal.billableSubmits]).toEqual([true, true, 1]);
    expect((await generate('-s', '7', '-o', 'second.mp4')).exitCode).toBe(0);
    expect(fal.billableSubmits).toBe(1);
  });

  it('is no success when its clip could not be copied to the name that was asked for', async () => {
    const time = createFakeClock();
    const sleep = async (ms: number) => {
      if (studio.exists('first.mp4')) mkdirSync(join(studio.cwd, 'clip-1.mp4.part'), { recursive: true });
      await time.sleep(ms);
    };
    const studio = await openStudio({}, { ...time, sleep });
    await studio.generate('-s', '7', '-o', 'first.mp4');
    studio.fal.fail({ on: 'submit', how: { kind: 'throttle', retryAfter: 1 } });
    const both = await studio.generate('-s', '7', '-c', '2', '-o', 'clip.mp4');
    expect([both.exitCode, studio.exists('clip-1.mp4'), studio.exists('clip-2.mp4')]).toEqual([7, false, true]);
    expect(both.document()).toMatchObject({ ok: false, jobs: [{ error: { exitCode: 7 } }, { error: null }] });
  });

  it('without a seed is another take, each with a seed of its own', async () => {
    const { generate, fal } = await openStudio();
    await generate();
    await generate();
    expect(fal.billableSubmits).toBe(2);
  });

  it('is fetched again while the provider keeps it, when the file is gone', async () => {
    const { generate, fal, cwd, exists } = await openStudio();
    await generate('-s', '7', '-o', 'clip.mp4');
    rmSync(join(cwd, 'clip.mp4'));
    expect((await generate('-s', '7', '-o', 'clip.mp4')).exitCode).toBe(0);
    expect([exists('clip.mp4'), fal.billableSubmits]).toEqual([true, 1]);
  });

  it('is priced and rendered as new, saying why, when the file is gone and the provider no longer keeps it', async () => {
    const { generate, fal, cwd, clock } = await openStudio();
    await generate('-s', '7', '-o', 'clip.mp4');
    rmSync(join(cwd, 'clip.mp4'));
    clock.advance(9 * 24 * 3_600_000);
    const again = await generate('-s', '7', '-o', 'clip.mp4');
    expect(again.stderr).toContain('no longer keeps it');
    expect([again.exitCode, fal.billableSubmits]).toEqual([0, 2]);
  });

  it('gives its verdict again without sending anything, until it is forced', async () => {
    const { generate, fal } = await openStudio();
    fal.fail({ on: 'submit', how: { kind: 'task-failed' } });
    expect((await generate('-s', '7')).exitCode).toBe(5);
    const again = await generate('-s', '7');
    expect([again.exitCode, fal.billableSubmits]).toEqual([5, 1]);
    expect(again.document().jobs[0]?.error?.hint).toContain('--force');
    expect((await generate('-s', '7', '--force')).exitCode).toBe(0);
    expect(fal.billableSubmits).toBe(2);
  });

  it('is not paid again while fal denies that it has it', async () => {
    const { generate, fal, exists } = await openStudio();
    const body = { status: 'NOT_FOUND' };
    fal.fail({ on: 'status', how: { kind: 'http', status: 404, body }, times: 5 });
    fal.fail({ on: 'list', how: { kind: 'list-lags', polls: 5 } });
    const run = await generate('-s', '7', '-o', 'clip.mp4');
    expect([run.exitCode, exists('clip.mp4'), fal.billableSubmits]).toEqual([0, true, 1]);
    expect(run.stderr).toMatch(/fal knows no request \S+ of this key; still asking/);
  });

  it('is not paid again for a result that fal lost, until it is forced', async () => {
    const { desk, generate, fal, clock, exists } = await openStudio();
    const [job] = (await generate('-s', '7', '-o', 'clip.mp4', '--detach')).document().jobs;
    fal.jobs.last().outcome = { kind: 'result-expired' };
    clock.advance(25 * 3_600_000);
    for (const again of [await generate('-s', '7', '-o', 'clip.mp4'), await desk.run('resume', '--json')]) {
      // Not 2, which says that nothing was billed.
      expect(again.exitCode).toBe(9);
      expect(again.document().jobs[0]).toMatchObject({ id: job?.id, status: 'submitted' });
      expect(again.document().jobs[0]?.error).toMatchObject({
        code: 'job.denied',
        hint: expect.stringContaining('--force'),
      });
    }
    expect(fal.billableSubmits).toBe(1);
    const forced = await generate('-s', '7', '-o', 'anew.mp4', '--force');
    expect([forced.exitCode, exists('anew.mp4'), fal.billableSubmits], forced.stderr).toEqual([0, true, 2]);
  });

  it('is another request when the picture changed under the same name', async () => {
    const { generate, fal, cwd } = await openStudio();
    await generate('-s', '7', '-o', '{id}.mp4');
    const bytes = readFileSync(join(cwd, 'hero.png'));
    writeFileSync(join(cwd, 'hero.png'), Buffer.concat([bytes, Buffer.from('more')]));
    await generate('-s', '7', '-o', '{id}.mp4');
    expect(fal.billableSubmits).toBe(2);
  });

  it('counts the takes of one seed upwards', async () => {
    const { generate, fal } = await openStudio();
    const document = (await generate('-s', '7', '-c', '3')).document();
    expect(document.jobs.map((job) => job.seed)).toEqual([7, 8, 9]);
    expect((await generate('-s', '8')).document().jobs[0]?.reused).toBe(true);
    expect(fal.billableSubmits).toBe(3);
  });
});

describe('names', () => {
  it('a file in the way is exit 2 before anything is paid, unless it may be replaced', async () => {
    const { generate, fal, cwd } = await openStudio();
    writeFileSync(join(cwd, 'clip.mp4'), 'mine');
    const refused = await generate('-o', 'clip.mp4');
    expect([refused.exitCode, refused.document().error?.code, fal.billableSubmits]).toEqual([2, 'output.conflict', 0]);
    expect((await generate('-o', 'clip.mp4', '--overwrite')).exitCode).toBe(0);
  });

  it('a fixed name with --count gets numbers', async () => {
    const { generate, exists } = await openStudio();
    await generate('-o', 'clip.mp4', '-c', '2');
    expect([exists('clip-1.mp4'), exists('clip-2.mp4')]).toEqual([true, true]);
  });
});

describe('money', () => {
  it('a run above its cap submits nothing, and up to the cap when asked to', async () => {
    const { generate, fal } = await openStudio();
    const refused = await generate('-c', '3', '-s', '1', '--max-cost', '0.25');
    expect([refused.exitCode, refused.document().error?.code, fal.billableSubmits]).toEqual([10, 'money.cap', 0]);
    const capped = await generate('-c', '3', '-s', '1', '--max-cost', '0.25', '--until-cap');
    expect([capped.exitCode, fal.billableSubmits]).toEqual([10, 2]);
  });

  it('a cap of 0 is a cap', async () => {
    const { generate, fal } = await openStudio();
    expect((await generate('--max-cost', '0')).exitCode).toBe(10);
    expect(fal.billableSubmits).toBe(0);
  });

  it('above the limit for asking nothing is sent without a terminal, a yes or a cap', async () => {
    const { desk, fal } = await openStudio();
    const run = await desk.run(
      'generate',
      'hero.png',
      '-p',
      'x',
      '--provider',
      'fal',
      '-m',
      'wan-2.2-turbo',
      '-c',
      '20',
      '--json',
    );
    expect([run.exitCode, run.document().error?.code, fal.billableSubmits]).toEqual([10, 'money.not-confirmed', 0]);
  });
});

describe('options', () => {
  it('one that the model does not take is refused before anything is paid, naming who does', async () => {
    const { generate, fal } = await openStudio();
    const run = await generate('--steps', '20');
    expect([run.exitCode, run.document().error?.code, fal.billableSubmits]).toEqual([2, 'request.option-not-taken', 0]);
    expect(run.document().error?.message).toContain('wan-2.2');
  });

  it('a dry run sends and writes nothing and shows the body', async () => {
    const { generate, fal } = await openStudio();
    const run = await generate('-s', '0', '--dry-run');
    expect([run.exitCode, fal.requests.length]).toEqual([0, 0]);
    expect(run.document().data).toMatchObject({
      requests: [{ body: { seed: 0, prompt: 'the lamp is lit' } }],
      totalUsd: 0.1,
    });
  });
});
