import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ai302Key, startAi302 } from '../../simulators/ai302.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { openStudio, type Studio } from './studio.js';

const endless = 1_000;
const hourMs = 3_600_000;

const adopt = ({ desk }: Pick<Studio, 'desk'>, ...more: readonly string[]) =>
  desk.run('adopt', 'fal', ...more, '--json');

/** A job whose answer is lost, and which the list does not show yet. */
async function loseOne(studio: Studio): Promise<{ job: string; remoteId: string }> {
  studio.fal.fail({ on: 'submit', how: { kind: 'answer-lost' } });
  studio.fal.fail({ on: 'list', how: { kind: 'lost-before' }, times: endless });
  const run = await studio.generate('-s', '7', '-o', 'clip.mp4');
  expect(run.exitCode).toBe(9);
  studio.fal.clearFaults();
  return { job: run.document().jobs[0]?.id ?? '', remoteId: studio.fal.jobs.last().id };
}

describe('wan adopt <id>', () => {
  it('reads a portable name as the endpoint that it means', async () => {
    const studio = await openStudio();
    await studio.generate('-s', '7');
    const remoteId = studio.fal.jobs.last().id;
    rmSync(studio.state, { recursive: true });
    const adopted = await adopt(studio, remoteId, '-m', 'wan-2.2-turbo', '-o', 'taken.mp4');
    expect(adopted.exitCode, adopted.stdout).toBe(0);
    expect(studio.exists('taken.mp4')).toBe(true);
  });

  it('reads a portable name at a gateway that asks elsewhere for each family', async () => {
    const clock = createFakeClock();
    const ai302 = await startAi302({ now: clock.now });
    onTestFinished(() => ai302.close());
    const studio = await openStudio({ AI302_KEY: ai302Key, WAN_AI302_BASE_URL: ai302.url }, clock);
    const run = ['generate', 'hero.png', '-p', 'waves', '--provider', 'ai302', '-m', 'wan-2.2-lora', '--yes', '--json'];
    const made = await studio.desk.run(...run, '--allow-unknown-price');
    expect(made.exitCode, made.stdout).toBe(0);
    const remoteId = ai302.jobs.last().id;
    rmSync(studio.state, { recursive: true });
    const taken = await studio.desk.run('adopt', 'ai302', remoteId, '-m', 'wan-2.2-lora', '-o', 'taken.mp4', '--json');
    expect(taken.exitCode, taken.stdout).toBe(0);
  });

  it('writes no id down before the provider knew it, so that the right command still works', async () => {
    const studio = await openStudio();
    const { job, remoteId } = await loseOne(studio);
    for (const wrong of [
      [remoteId, '-m', 'someone/elsewhere'],
      [remoteId, '-m', 'someone/elsewhere', '--job', job],
      ['00000000-0000-4000-8000-000000000000', '--job', job],
    ]) {
      expect((await adopt(studio, ...wrong)).exitCode, wrong.join(' ')).not.toBe(0);
    }
    const adopted = await adopt(studio, remoteId, '--job', job);
    expect(adopted.exitCode, adopted.stdout).toBe(0);
    expect([studio.exists('clip.mp4'), studio.fal.billableSubmits]).toEqual([true, 1]);
  });

  it('names the provider whose job --job is, when another was given', async () => {
    const studio = await openStudio({ AI302_KEY: ai302Key });
    const { job } = await loseOne(studio);
    const refused = await studio.desk.run('adopt', 'ai302', 'some-id', '--job', job, '--json');
    expect(refused.exitCode).toBe(2);
    expect(refused.document().error).toMatchObject({ message: `${job} is a job of fal, not of ai302` });
  });

  it('refuses a portable name that the provider lacks', async () => {
    const studio = await openStudio();
    const refused = await adopt(studio, '00000000-0000-4000-8000-000000000000', '-m', 'wan-2.2-spicy');
    expect([refused.exitCode, refused.document().error?.code]).toEqual([2, 'request.unknown-model']);
  });

  it('makes the folder that -o names', async () => {
    const studio = await openStudio();
    await studio.generate('-s', '7');
    rmSync(studio.state, { recursive: true });
    const adopted = await adopt(studio, studio.fal.jobs.last().id, '-o', 'newdir/x.mp4');
    expect(adopted.exitCode, adopted.stdout).toBe(0);
    expect(studio.exists('newdir/x.mp4')).toBe(true);
  });

  it('gives a lost job what was adopted as a job of its own before, without another download', async () => {
    const studio = await openStudio();
    const { job, remoteId } = await loseOne(studio);
    const plain = (await adopt(studio, remoteId, '-o', 'taken.mp4')).document();
    expect(plain.totals.done).toBe(1);
    const downloads = studio.fal.downloads.filter(({ method }) => method === 'GET').length;
    const adopted = await adopt(studio, remoteId, '--job', job);
    expect(adopted.exitCode, adopted.stdout).toBe(0);
    expect(adopted.document().jobs).toMatchObject([{ id: job, status: 'done', remoteId }]);
    expect(readFileSync(join(studio.cwd, 'clip.mp4')).length).toBeGreaterThan(0);
    expect(studio.fal.downloads.filter(({ method }) => method === 'GET').length).toBe(downloads);
    const again = await studio.generate('-s', '7', '-o', 'clip.mp4');
    expect([again.exitCode, again.document().totals.reused, studio.fal.billableSubmits]).toEqual([0, 1, 1]);
  });
});

describe('wan adopt --since', () => {
  it('settles a job whose answer was lost, instead of making another', async () => {
    const studio = await openStudio();
    const { job, remoteId } = await loseOne(studio);
    const adopted = await adopt(studio, '--since', '24h');
    expect(adopted.exitCode, adopted.stdout).toBe(0);
    expect(adopted.document().jobs).toMatchObject([{ id: job, status: 'done', remoteId }]);
    expect(studio.exists('clip.mp4')).toBe(true);
    studio.clock.advance(26 * hourMs);
    const again = await studio.generate('-s', '7', '-o', 'clip.mp4');
    expect([again.exitCode, again.document().totals.reused, studio.fal.billableSubmits]).toEqual([0, 1, 1]);
  });

  it('leaves a job unknown whose remote job was adopted by its id, however long ago', async () => {
    const studio = await openStudio();
    const { job, remoteId } = await loseOne(studio);
    await adopt(studio, remoteId, '-o', 'taken.mp4');
    studio.clock.advance(26 * hourMs);
    const again = await studio.generate('-s', '7', '-o', 'clip.mp4');
    expect([again.exitCode, studio.fal.billableSubmits]).toEqual([9, 1]);
    expect(again.document().jobs[0]?.error?.message).toContain(remoteId);
    expect(again.document().jobs[0]?.error?.hint).toContain(`--job ${job}`);
  });

  it('takes no --job, which names one', async () => {
    const studio = await openStudio();
    const { job, remoteId } = await loseOne(studio);
    const refused = await adopt(studio, '--since', '24h', '--job', job);
    expect([refused.exitCode, refused.document().error?.code]).toEqual([2, 'usage.invalid']);
    expect((await adopt(studio, remoteId, '--job', job)).exitCode).toBe(0);
    expect(existsSync(join(studio.cwd, 'clip.mp4'))).toBe(true);
  });

  it('takes no --manifest beside an id', async () => {
    const studio = await openStudio();
    writeFileSync(join(studio.cwd, 'rows.csv'), 'image\nhero.png\n');
    expect((await adopt(studio, 'some-id', '--manifest', 'rows.csv')).exitCode).toBe(2);
  });
});
