import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startWavespeed, wavespeedKey } from '../../simulators/wavespeed.js';
import { createFakeClock } from '../../support/fake-clock.js';
import type { MainRun } from '../../support/run-main.js';
import { openStudio, type Studio } from './studio.js';

const day = 24 * 3_600_000;

function writeRows({ cwd }: Pick<Studio, 'cwd'>, count: number): void {
  const rows = Array.from({ length: count }, (_, index) => `hero.png,wave ${index},${index}`);
  writeFileSync(join(cwd, 'rows.csv'), `${['image,prompt,seed', ...rows].join('\n')}\n`);
}

const told = ({ exitCode, document }: MainRun) => [exitCode, document().error?.code ?? null];

/** Rows at $0.10 whose submits were lost on the way, long enough ago for fal's list to prove that none arrived. */
async function lostRows(count: number, agoMs = 26 * 3_600_000) {
  const studio = await openStudio();
  const batch = (...more: readonly string[]) =>
    studio.desk.run('batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2-turbo', '--json', ...more);
  writeRows(studio, count);
  studio.fal.fail({ on: 'submit', times: count, how: { kind: 'lost-before' } });
  const first = await batch('--yes');
  expect([first.exitCode, studio.fal.billableSubmits]).toEqual([9, 0]);
  studio.clock.advance(agoMs);
  return { ...studio, batch };
}

describe('rows whose submit was lost, in a later run', () => {
  it('count towards its cap before anything is sent', async () => {
    const { fal, batch, cwd } = await lostRows(2);
    writeRows({ cwd }, 4);
    expect(told(await batch('--max-cost', '0.20'))).toEqual([10, 'money.cap']);
    expect(fal.billableSubmits).toBe(0);
  });

  it('are sent again within its cap, and counted in it', async () => {
    const { fal, batch, cwd, desk } = await lostRows(2);
    writeRows({ cwd }, 4);
    const capped = await batch('--max-cost', '0.20', '--until-cap');
    expect([capped.exitCode, fal.billableSubmits]).toEqual([10, 2]);
    await desk.run('resume', capped.document().run ?? '', '--json');
    expect(fal.billableSubmits).toBe(2);
    const rest = await batch('--max-cost', '0.20');
    expect([rest.exitCode, fal.billableSubmits]).toEqual([0, 4]);
  });

  it('have their price in every forecast', async () => {
    const { batch, cwd, desk } = await lostRows(2);
    writeRows({ cwd }, 4);
    expect((await batch('--dry-run')).document().data).toMatchObject({ totalUsd: 0.4, totals: { render: 4 } });
    const text = await desk.run('batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2-turbo', '--dry-run');
    expect(text.stdout).toMatch(/ {2}1: continue j_\w+: \S+ {2}seed 0 {2}\$0\.10 if it never arrived\n/);
    expect(text.stdout).toMatch(/ {2}3: render: \S+ {2}seed 2 {2}\$0\.10\n/);
  });

  it('are asked about, although nothing else is to be paid', async () => {
    const { fal, batch } = await lostRows(11);
    expect(told(await batch())).toEqual([10, 'money.not-confirmed']);
    expect(fal.billableSubmits).toBe(0);
  });

  it.each([
    ['may still arrive', 3_600_000],
    ['can never be proved to be absent', 31 * day],
  ])('cost nothing while they %s: nothing is sent again', async (_, agoMs) => {
    const { fal, batch } = await lostRows(2, agoMs);
    expect((await batch('--dry-run')).document().data).toMatchObject({ totalUsd: 0, totals: { render: 0 } });
    expect([(await batch('--max-cost', '0')).exitCode, fal.billableSubmits]).toEqual([9, 0]);
  });
});

describe('clips that an earlier run left at the provider that takes over', () => {
  it('are sent within the cap of the run that sends them', async () => {
    const clock = createFakeClock();
    const wavespeed = await startWavespeed({ now: clock.now });
    onTestFinished(() => wavespeed.close());
    const env = { WAVESPEED_API_KEY: wavespeedKey, WAN_WAVESPEED_BASE_URL: wavespeed.url };
    const studio = await openStudio(env, clock);
    const { fal, desk } = studio;
    const batch = (...more: readonly string[]) =>
      desk.run(
        ...['batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2', '-r', '480p', '--fallback', 'wavespeed'],
        ...['--json', ...more],
      );
    for (const simulator of [fal, wavespeed]) simulator.fail({ on: 'submit', times: 99, how: { kind: 'no-credit' } });
    writeRows(studio, 4);
    expect((await batch('--yes')).exitCode).toBe(10);
    wavespeed.clearFaults();
    writeRows(studio, 8);
    const run = await batch('--max-cost', '0.30', '--until-cap', '--concurrency', '1');
    const paid = run.document().jobs.filter(({ status }) => status === 'done');
    const usd = paid.reduce((sum, { cost }) => sum + (cost.estimated ?? 0), 0);
    expect([run.exitCode, paid.length]).toEqual([10, wavespeed.billableSubmits]);
    expect(paid.length).toBeGreaterThan(0);
    expect(usd).toBeLessThanOrEqual(0.3001);
  });
});
