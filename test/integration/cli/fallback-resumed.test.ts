import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLedger } from '../../../src/jobs/ledger.js';
import { eachlabsKey, startEachlabs } from '../../simulators/eachlabs.js';
import type { FaultRule } from '../../simulators/kit/fault.js';
import { startWavespeed, wavespeedKey } from '../../simulators/wavespeed.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createDesk } from '../../support/run-main.js';
import { openStudio } from './studio.js';

const noCredit: FaultRule = { on: 'submit', times: 99, how: { kind: 'no-credit' } };

/** Two rows for fal, with wavespeed to take over, of which a budget for the day let none be sent. */
async function begunRun(...more: readonly string[]) {
  const clock = createFakeClock();
  const wavespeed = await startWavespeed({ now: clock.now });
  onTestFinished(() => wavespeed.close());
  const env = { WAVESPEED_API_KEY: wavespeedKey, WAN_WAVESPEED_BASE_URL: wavespeed.url };
  const studio = await openStudio(env, clock);
  const { fal, desk, cwd, state } = studio;
  writeFileSync(join(cwd, 'rows.csv'), 'image,prompt\nhero.png,dusk\nhero.png,dawn\n');
  const budget = (perDay: number) => writeFileSync(join(cwd, 'c.json'), JSON.stringify({ budget: { perDay } }));
  const batch = (...flags: readonly string[]) =>
    desk.run(
      ...['batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2', '-r', '480p', '--fallback', 'wavespeed'],
      ...['--yes', '--json', '--config', 'c.json', ...flags],
    );
  const paid = () => [fal.billableSubmits, wavespeed.billableSubmits];
  budget(0.01);
  const begun = (await batch(...more)).document();
  expect([begun.exitCode, begun.run, ...paid()]).toEqual([10, expect.stringMatching(/^r_/), 0, 0]);
  budget(50);
  const run = begun.run ?? '';
  const resume = (from: Pick<typeof desk, 'run'> = desk) => from.run('resume', run, '--json', '--config', 'c.json');
  /** Changes what the ledger keeps of the run. */
  const rewrite = async (sql: string) => {
    const ledger = await openLedger(state);
    ledger.run(sql);
    ledger.close();
  };
  /** Where there is no key of fal. */
  const keyless = (more: Readonly<Record<string, string>> = {}) =>
    createDesk({ cwd, stateDirectory: state, clock, env: { ...env, ...more } });
  return { ...studio, wavespeed, begun, budget, batch, paid, resume, rewrite, keyless };
}

describe('a resumed run with --fallback', () => {
  it('goes to the next provider where the first certainly takes nothing, and the same command finds the clips there', async () => {
    const { fal, begun, batch, paid, resume } = await begunRun();
    fal.fail(noCredit);
    const resumed = await resume();
    expect(resumed.stderr).toMatch(/fal took nothing .* goes to wavespeed/);
    const { totals, jobs } = resumed.document();
    expect([resumed.exitCode, totals.done, totals.jobs, ...paid()]).toEqual([0, 2, 2, 0, 2]);
    expect(jobs).toMatchObject([{ provider: 'wavespeed' }, { provider: 'wavespeed' }]);
    for (const { id, output } of jobs) expect(output).toContain(`hero-${id}.mp4`);
    expect(jobs.map(({ row }) => row)).toEqual(begun.jobs.map(({ row }) => row));
    fal.clearFaults();
    const again = (await batch()).document();
    expect([again.exitCode, again.totals.reused, ...paid()]).toEqual([0, 2, 0, 2]);
    expect(again.jobs.map(({ id }) => id)).toEqual(jobs.map(({ id }) => id));
    const once = (await resume()).document();
    expect([once.exitCode, once.totals.done, ...paid()]).toEqual([0, 2, 0, 2]);
  });

  it('goes back to the first from where nothing is taken either, under the names that were asked for', async () => {
    const { fal, wavespeed, exists, paid, resume } = await begunRun('-o', '{index}.mp4');
    fal.fail(noCredit);
    wavespeed.fail(noCredit);
    const stuck = await resume();
    expect([stuck.exitCode, ...paid()]).toEqual([10, 0, 0]);
    expect(stuck.document().jobs).toMatchObject([{ provider: 'wavespeed' }, { provider: 'wavespeed' }]);
    fal.clearFaults();
    expect([(await resume()).exitCode, ...paid(), exists('1.mp4'), exists('2.mp4')]).toEqual([0, 2, 0, true, true]);
    wavespeed.clearFaults();
    expect([(await resume()).exitCode, ...paid()]).toEqual([0, 2, 0]);
  });

  it.each<[string, FaultRule, number]>([
    ['lost answers', { on: 'submit', times: 9, how: { kind: 'answer-lost' } }, 2],
    ['a 500', { on: 'submit', times: 9, how: { kind: 'http', status: 500 } }, 0],
    ['a moderation refusal', { on: 'submit', times: 9, how: { kind: 'moderated-at-submit' } }, 0],
    ['a failed render', { on: 'submit', times: 9, how: { kind: 'task-failed' } }, 2],
  ])('never goes on elsewhere after %s', async (_why, fault, accepted) => {
    const { fal, paid, resume } = await begunRun();
    fal.fail(fault);
    await resume();
    await resume();
    expect(paid()).toEqual([accepted, 0]);
  });

  it('keeps its cap there', async () => {
    const { fal, paid, resume } = await begunRun('--max-cost', '0.3', '--until-cap');
    fal.fail(noCredit);
    const resumed = await resume();
    expect([resumed.exitCode, ...paid()]).toEqual([10, 0, 1]);
    expect(resumed.document().jobs.find(({ error }) => error !== null)?.error).toMatchObject({ code: 'money.cap' });
  });

  it('sends nothing elsewhere for jobs that are named, or for a run without --fallback', async () => {
    const { fal, desk, begun, paid, batch } = await begunRun();
    fal.fail(noCredit);
    const named = await desk.run('resume', ...begun.jobs.map(({ id }) => id), '--json', '--config', 'c.json');
    const plain = await desk.run(
      ...['batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2', '-r', '480p', '--yes', '--json'],
    );
    const resumed = await desk.run('resume', plain.document().run ?? '', '--json');
    expect([named.exitCode, plain.exitCode, resumed.exitCode, ...paid()]).toEqual([8, 10, 10, 0, 0]);
    expect([(await batch()).exitCode, ...paid()]).toEqual([0, 0, 2]);
  });

  it('renders no other picture there than was asked for', async () => {
    const { cwd, keyless, paid, resume } = await begunRun();
    const other = sharp({ create: { width: 700, height: 700, channels: 3, background: '#123456' } });
    await other.png().toFile(join(cwd, 'hero.png'));
    const resumed = await resume(keyless());
    expect(resumed.stderr).toContain('image is not the file that');
    expect([resumed.exitCode, ...paid()]).toEqual([4, 0, 0]);
  });

  it.each([
    ['has no such model', `UPDATE runs SET settings = json_set(settings, '$.fallback.to', json('["kie"]'))`],
    ['has no key here', `UPDATE runs SET settings = json_set(settings, '$.fallback.to', json('["replicate"]'))`],
    [
      'does not take an option',
      `UPDATE jobs SET record = json_set(record, '$.request.fps', 7, '$.chosen', json('["fps"]'))`,
    ],
  ])('keeps the error of the first where the next %s', async (_why, sql) => {
    const { fal, paid, resume, rewrite } = await begunRun();
    await rewrite(sql);
    fal.fail(noCredit);
    const resumed = await resume();
    expect(resumed.stderr).toMatch(/j_\w+ can not go to \w+: /);
    expect([resumed.exitCode, ...paid()]).toEqual([10, 0, 0]);
    expect(resumed.document().jobs).toMatchObject([
      { provider: 'fal', error: { code: 'money.no-credit' } },
      { provider: 'fal', error: { code: 'money.no-credit' } },
    ]);
  });

  it.each([
    [[], 4, 0],
    [['--allow-unknown-price'], 0, 2],
  ] as const)('goes to a price that nobody knows only if its command allowed it: %j', async (more, exitCode, taken) => {
    const { paid, resume, rewrite, keyless } = await begunRun(...more);
    const eachlabs = await startEachlabs();
    onTestFinished(() => eachlabs.close());
    await rewrite(`UPDATE runs SET settings = json_set(settings, '$.fallback.to', json('["eachlabs"]'))`);
    const resumed = await resume(keyless({ EACHLABS_API_KEY: eachlabsKey, WAN_EACHLABS_BASE_URL: eachlabs.url }));
    expect([resumed.exitCode, eachlabs.billableSubmits, ...paid()]).toEqual([exitCode, taken, 0, 0]);
    expect(resumed.stderr.includes('price of')).toBe(exitCode === 4);
  });

  it('renders anew there what its command forced', async () => {
    const { fal, batch, paid, desk, budget } = await begunRun();
    fal.fail(noCredit);
    await batch();
    budget(0.01);
    const forced = (await batch('--force')).document();
    budget(50);
    expect([forced.exitCode, ...paid()]).toEqual([10, 0, 2]);
    const resumed = await desk.run('resume', forced.run ?? '', '--json', '--config', 'c.json');
    expect([resumed.exitCode, resumed.document().totals.done, ...paid()]).toEqual([0, 2, 0, 4]);
  });

  it('keeps a seed that was chosen, and each take of it is one clip', async () => {
    const { fal, desk, budget, paid } = await begunRun();
    budget(0.01);
    const ask = (...more: readonly string[]) =>
      desk.run(
        ...['generate', 'hero.png', '-p', 'fog', '--provider', 'fal', '-m', 'wan-2.2', '-r', '480p', '-c', '2'],
        ...['--fallback', 'wavespeed', '--yes', '--json', '--config', 'c.json', ...more],
      );
    const [chosen, drawn] = [(await ask('-s', '5')).document(), (await ask()).document()];
    budget(50);
    fal.fail(noCredit);
    const known = await desk.run('resume', chosen.run ?? '', '--json', '--config', 'c.json');
    expect(known.document().jobs).toMatchObject([{ seed: 5, provider: 'wavespeed' }, { seed: 6 }]);
    expect(paid()).toEqual([0, 2]);
    const free = (await desk.run('resume', drawn.run ?? '', '--json', '--config', 'c.json')).document();
    expect([free.totals.done, new Set(free.jobs.map(({ id }) => id)).size, ...paid()]).toEqual([2, 2, 0, 4]);
    fal.clearFaults();
    expect([(await ask('-s', '5')).document().totals.reused, ...paid()]).toEqual([2, 0, 4]);
  });

  it('goes on there although the key of the first is gone', async () => {
    const { keyless, paid, resume } = await begunRun();
    expect([(await resume(keyless())).exitCode, ...paid()]).toEqual([0, 0, 2]);
  });
});
