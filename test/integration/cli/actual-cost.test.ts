import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '../../../src/json.js';
import { type FalOptions, startFal } from '../../simulators/fal.js';
import { startWavespeed, type WavespeedOptions, wavespeedKey } from '../../simulators/wavespeed.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { openStudio } from './studio.js';

/** A studio with WaveSpeed, where `wan-2.2` of five seconds at 480p is estimated and quoted at $0.15. */
async function openWavespeed(options: WavespeedOptions = {}) {
  const clock = createFakeClock();
  const wavespeed = await startWavespeed({ now: clock.now, ...options });
  onTestFinished(() => wavespeed.close());
  const studio = await openStudio({ WAVESPEED_API_KEY: wavespeedKey, WAN_WAVESPEED_BASE_URL: wavespeed.url }, clock);
  const words = [
    'generate',
    'hero.png',
    '-p',
    'the lamp is lit',
    '--provider',
    'wavespeed',
    '-m',
    'wan-2.2',
    '-r',
    '480p',
  ];
  const run = (...more: readonly string[]) => studio.desk.run(...words, '-s', '7', '-o', 'clip.mp4', ...more);
  const asked = () => wavespeed.requests.filter(({ operation }) => operation === 'cost').length;
  return { ...studio, wavespeed, run, asked };
}

const dearer = (item: JsonObject) => [{ ...item, price: 0.24 }];

describe('what WaveSpeed took for a clip', () => {
  it('is told in the document, the closing line, the list, the story and the sums', async () => {
    const { run, desk, asked, wavespeed } = await openWavespeed({ billingItems: dearer });
    const done = await run('--json', '--yes');
    expect(done.document()).toMatchObject({
      jobs: [{ status: 'done', cost: { estimated: 0.15, actual: 0.24, currency: 'USD' } }],
      totals: { cost: { estimated: 0.15, actual: 0.24, currency: 'USD' } },
    });
    const id = done.document().jobs[0]?.id ?? '';
    expect(done.stderr).toContain('done, $0.24');
    expect((await desk.run('jobs')).stdout).toContain('$0.24');
    expect((await desk.run('jobs', 'show', id)).stdout).toMatch(/cost \$0\.24$/m);
    expect((await desk.run('spend', '--json')).document().data).toMatchObject({
      total: { amounts: [{ spent: 0.24, estimated: 0.15, actual: 0.24, actualJobs: 1 }] },
    });
    expect([asked(), wavespeed.billableSubmits]).toEqual([1, 1]);
  });

  it('counts against the day from then on', async () => {
    const { run, cwd, wavespeed } = await openWavespeed({ billingItems: dearer });
    writeFileSync(join(cwd, '.wanrc.json'), JSON.stringify({ budget: { perDay: 0.35 } }));
    expect((await run('--yes')).exitCode).toBe(0);
    const second = await run('--json', '--yes', '--force', '--overwrite');
    expect(second.document().jobs[0]?.error).toMatchObject({
      code: 'money.cap',
      message: expect.stringContaining('$0.39'),
    });
    expect([second.exitCode, wavespeed.billableSubmits]).toEqual([10, 1]);
  });

  it('is kept when the clip comes later, and counts once', async () => {
    const { run, desk, asked, wavespeed } = await openWavespeed({ billingItems: dearer });
    wavespeed.fail({ on: 'download', how: { kind: 'download', how: '404' }, times: 2 });
    const first = await run('--json', '--yes');
    expect([first.exitCode, first.document().jobs[0]]).toMatchObject([
      6,
      { status: 'rendered', cost: { actual: 0.24 } },
    ]);
    expect((await desk.run('resume', '--json')).document().jobs).toMatchObject([
      { status: 'done', cost: { actual: 0.24 } },
    ]);
    expect((await desk.run('spend', '--json')).document().data).toMatchObject({
      total: { jobs: 1, approximateUsd: 0.24 },
    });
    expect(asked()).toBe(1);
  });

  it('is asked for once, although its file is deleted and fetched again', async () => {
    const { run, cwd, asked, wavespeed, exists } = await openWavespeed();
    await run('--yes');
    rmSync(join(cwd, 'clip.mp4'));
    expect((await run('--json', '--yes')).document().jobs).toMatchObject([{ status: 'done' }]);
    expect([exists('clip.mp4'), asked(), wavespeed.billableSubmits]).toEqual([true, 1, 1]);
  });

  it.each([
    ['a key without the role for it', { billingRole: false }],
    ['a charge that shows late', { billingLagMs: 86_400_000 }],
  ])('is null with %s, and the clip is here without a word', async (_what, options) => {
    const { run, asked, exists } = await openWavespeed(options);
    const done = await run('--json', '--yes');
    expect(done.document()).toMatchObject({
      exitCode: 0,
      jobs: [{ status: 'done', cost: { estimated: 0.15, actual: null } }],
    });
    expect(done.stderr).not.toMatch(/role|billing/);
    expect([exists('clip.mp4'), asked()]).toEqual([true, 1]);
  });

  it('shows with --debug that it was asked for in vain', async () => {
    const { run } = await openWavespeed({ billingRole: false });
    expect((await run('--yes', '--debug')).stderr).toMatch(/POST \S+\/api\/v3\/billings\/search 403/);
  });
});

/** A studio with a fal of its own, where a clip of turbo at 720p is estimated at $0.10. */
async function openFal(options: FalOptions = {}) {
  const clock = createFakeClock();
  const fal = await startFal({ now: clock.now, ...options });
  onTestFinished(() => fal.close());
  const studio = await openStudio({ WAN_FAL_BASE_URL: fal.url }, clock);
  const asked = () => fal.requests.filter(({ path }) => path === '/v1/models/pricing').length;
  return { ...studio, fal, asked };
}

describe('what fal charged for a clip', () => {
  it('is told in the document and the sums, and the price of a unit asked for once a command', async () => {
    const { generate, desk, asked, fal } = await openFal({ billableUnits: () => '1.25' });
    const done = await generate('-c', '3');
    expect(done.document()).toMatchObject({
      jobs: [1, 2, 3].map(() => ({ status: 'done', cost: { estimated: 0.1, actual: 0.125, currency: 'USD' } })),
      totals: { cost: { estimated: 0.3, actual: 0.375 } },
    });
    expect((await desk.run('spend', '--json')).document().data).toMatchObject({
      total: { amounts: [{ spent: 0.375 }] },
    });
    expect([asked(), fal.billableSubmits]).toEqual([1, 3]);
  });

  it('is null where its units are too far off to be what is billed, which --debug tells', async () => {
    const { generate, desk } = await openFal({ billableUnits: () => '81' });
    const done = await generate('--debug');
    expect(done.document().jobs).toMatchObject([{ status: 'done', cost: { estimated: 0.1, actual: null } }]);
    expect(done.stderr).toContain('units worth 8.1 USD');
    expect((await desk.run('spend', '--json')).document().data).toMatchObject({ total: { approximateUsd: 0.1 } });
  });

  it('is nothing for what was refused before any work, and gives its reservation back', async () => {
    const { generate, desk, fal, cwd } = await openFal();
    writeFileSync(join(cwd, '.wanrc.json'), JSON.stringify({ budget: { perDay: 0.1 } }));
    fal.fail({ on: 'submit', how: { kind: 'moderated-at-result' } });
    const refused = await generate();
    expect([refused.exitCode, refused.document().jobs[0]]).toMatchObject([
      5,
      { status: 'failed', cost: { actual: 0 } },
    ]);
    expect((await desk.run('audit')).stdout).toBe('');
    expect((await generate('--force')).exitCode).toBe(0);
    expect((await generate('--force')).exitCode).toBe(10);
    expect(fal.billableSubmits).toBe(2);
  });
});
