import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStudio } from './studio.js';

const flags = ['--provider', 'fal', '-m', 'wan-2.2-turbo'];

/** Fifteen rows at $0.10, of which one is paid: the cap of that run held the others back. */
async function fourteenLeft() {
  const studio = await openStudio();
  const rows = Array.from({ length: 15 }, (_, index) => `hero.png,wave ${index}`);
  writeFileSync(join(studio.cwd, 'rows.csv'), `${['image,prompt', ...rows].join('\n')}\n`);
  const batch = (...more: readonly string[]) => studio.desk.run('batch', 'rows.csv', ...flags, ...more);
  const first = await batch('--max-cost', '0.15', '--until-cap');
  expect([first.exitCode, studio.fal.billableSubmits]).toEqual([10, 1]);
  return { ...studio, batch };
}

describe('a clip that an earlier run planned and never sent', () => {
  it('is asked about like a new one', async () => {
    const { batch, fal } = await fourteenLeft();
    const run = await batch('--json');
    expect([run.exitCode, fal.billableSubmits]).toEqual([10, 1]);
    expect(run.document().error).toMatchObject({
      code: 'money.not-confirmed',
      message: '14 clips for about $1.40 is above $1.00 and nobody can be asked',
    });
  });

  it('counts toward the cap before anything is sent', async () => {
    const { batch, fal } = await fourteenLeft();
    const run = await batch('--max-cost', '0.25', '--json');
    expect([run.exitCode, run.document().error?.code, fal.billableSubmits]).toEqual([10, 'money.cap', 1]);
  });

  it('has its price in every forecast', async () => {
    const { batch, desk } = await fourteenLeft();
    const told = await batch('--dry-run');
    expect(told.stdout).toMatch(/ {2}2: continue j_\w+: \S+ {2}seed \d+ {2}\$0\.10\n/);
    expect(told.stdout).toContain('total $1.40');
    const { data } = (await desk.run('estimate', 'batch', 'rows.csv', ...flags, '--json')).document();
    expect(data).toMatchObject({
      totalUsd: 1.4,
      totals: { render: 14, reused: 1, providers: [{ render: 14, usd: 1.4 }] },
    });
  });

  it('is priced in a plan, and asked about when that is applied', async () => {
    const { desk, cwd, fal } = await fourteenLeft();
    await desk.run('plan', 'batch', 'rows.csv', ...flags, '-o', 'plan.json');
    const plan = JSON.parse(readFileSync(join(cwd, 'plan.json'), 'utf8'));
    expect(plan.totals).toMatchObject({ render: 14, usd: 1.4 });
    expect(plan.clips.slice(0, 2).map((clip: { usd: number }) => clip.usd)).toEqual([0, 0.1]);
    const applied = await desk.run('apply', 'plan.json');
    expect([applied.exitCode, fal.billableSubmits]).toEqual([10, 1]);
  });

  it('is told of by wan resume in one line with the others of its run', async () => {
    const { desk } = await fourteenLeft();
    const { stderr } = await desk.run('resume');
    const told = stderr.split('\n').filter((line) => line.includes('never submitted'));
    expect(told).toEqual([
      expect.stringMatching(
        /^warning: (j_\w+, ){9}j_\w+ and 4 more were never submitted; wan resume r_\w+ submits the rest of that run$/,
      ),
    ]);
  });

  it('is made under the cap of the run that goes on with it', async () => {
    const { batch, fal } = await fourteenLeft();
    const next = await batch('--max-cost', '0.25', '--until-cap');
    expect([next.exitCode, fal.billableSubmits]).toEqual([10, 3]);
    const rest = await batch('--max-cost', '1.20');
    expect([rest.exitCode, fal.billableSubmits]).toEqual([0, 15]);
  });

  it('is made by a resumed run within what that run was allowed', async () => {
    const { desk, fal, batch } = await fourteenLeft();
    const { run } = (await batch('--max-cost', '0.25', '--until-cap', '--json')).document();
    const resumed = await desk.run('resume', run ?? '', '--json');
    expect([resumed.exitCode, fal.billableSubmits]).toEqual([10, 3]);
  });
});
