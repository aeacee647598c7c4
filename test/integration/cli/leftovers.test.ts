import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { otherFalKey } from '../../simulators/fal.js';
import { createDesk } from '../../support/run-main.js';
import { openStudio } from './studio.js';

/** Two rows that were planned with a key whose account had no credit. */
async function twoLeft() {
  const studio = await openStudio();
  const { fal, cwd, state, clock, desk } = studio;
  writeFileSync(join(cwd, 'rows.csv'), 'image,prompt\nhero.png,dusk\nhero.png,dawn\n');
  const env = { FAL_KEY: otherFalKey, WAN_FAL_BASE_URL: fal.url };
  const other = createDesk({ cwd, stateDirectory: state, clock, env });
  const command = ['batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2-turbo', '--max-cost', '5', '--json'];
  fal.fail({ on: 'submit', times: 9, how: { kind: 'no-credit' } });
  const left = await desk.run(...command);
  fal.clearFaults();
  expect([left.exitCode, fal.billableSubmits]).toEqual([10, 0]);
  clock.advance(1_000);
  return { ...studio, other, command, run: left.document().run ?? '' };
}

describe('clips that were planned with one key and rendered with another', () => {
  it('are not paid again by a resumed run, which says so and reports them', async () => {
    const { desk, other, command, run, fal } = await twoLeft();
    const made = (await other.run(...command)).document();
    expect([made.exitCode, fal.billableSubmits]).toEqual([0, 2]);
    const resumed = await desk.run('resume', run, '--json');
    expect([resumed.exitCode, fal.billableSubmits]).toEqual([0, 2]);
    expect(resumed.stderr).toMatch(/j_\w+ was never sent, and j_\w+ has its clip/);
    expect(resumed.document().jobs.map(({ id }) => id)).toEqual(made.jobs.map(({ id }) => id));
  });

  it('are no longer offered by wan resume', async () => {
    const { desk, other, command, fal } = await twoLeft();
    await other.run(...command);
    const told = await desk.run('resume');
    expect([told.exitCode, fal.billableSubmits]).toEqual([0, 2]);
    expect(told.stderr).not.toContain('submits the rest');
  });

  it('are rendered again where the user forced it', async () => {
    const { desk, other, command, fal } = await twoLeft();
    await other.run(...command);
    fal.fail({ on: 'submit', times: 9, how: { kind: 'no-credit' } });
    const forced = (await desk.run(...command, '--force')).document();
    fal.clearFaults();
    expect((await desk.run('resume', forced.run ?? '')).exitCode).toBe(0);
    expect(fal.billableSubmits).toBe(4);
  });

  it('are submitted by a resumed run while nobody else has them', async () => {
    const { desk, run, fal } = await twoLeft();
    expect((await desk.run('resume', run)).exitCode).toBe(0);
    expect(fal.billableSubmits).toBe(2);
  });

  it('are not paid a second time where both keys left them and the first has rendered them since', async () => {
    const { desk, other, command, run, fal, clock } = await twoLeft();
    fal.fail({ on: 'submit', times: 9, how: { kind: 'no-credit' } });
    const alsoLeft = (await other.run(...command)).document().run ?? '';
    fal.clearFaults();
    clock.advance(1_000);
    expect([(await desk.run('resume', run)).exitCode, fal.billableSubmits]).toEqual([0, 2]);
    const again = (await other.run(...command, '--max-cost', '0')).document();
    expect([again.exitCode, again.totals.reused, fal.billableSubmits]).toEqual([0, 2, 2]);
    expect([(await other.run('resume', alsoLeft)).exitCode, fal.billableSubmits]).toEqual([0, 2]);
  });

  it.each([
    ['set back an hour', -3_600_000],
    ['standing still', 0],
  ])('are not paid a second time with the clock %s in between', async (_, ms) => {
    const { desk, other, command, run, fal, clock } = await twoLeft();
    fal.fail({ on: 'submit', times: 9, how: { kind: 'no-credit' } });
    const alsoLeft = (await other.run(...command)).document().run ?? '';
    fal.clearFaults();
    clock.advance(ms);
    expect([(await desk.run('resume', run)).exitCode, fal.billableSubmits]).toEqual([0, 2]);
    expect([(await other.run(...command)).document().totals.reused, fal.billableSubmits]).toEqual([2, 2]);
    expect([(await other.run('resume', alsoLeft)).exitCode, fal.billableSubmits]).toEqual([0, 2]);
  });

  it('are paid once where both keys left them and one command resumes both runs', async () => {
    const { desk, other, command, run, fal, clock } = await twoLeft();
    fal.fail({ on: 'submit', times: 9, how: { kind: 'no-credit' } });
    const alsoLeft = (await other.run(...command)).document().run ?? '';
    fal.clearFaults();
    clock.advance(1_000);
    const resumed = await desk.run('resume', run, alsoLeft, '--json');
    expect([resumed.exitCode, fal.billableSubmits]).toEqual([0, 2]);
    expect(resumed.document().totals).toMatchObject({ jobs: 2, done: 2 });
    expect([(await other.run(...command)).document().totals.reused, fal.billableSubmits]).toEqual([2, 2]);
  });
});

describe('a clip that is forced after the clock was set back', () => {
  it('is rendered anew, and is the one that the same command has from then on', async () => {
    const { fal, generate, clock } = await openStudio();
    const first = (await generate('-s', '7')).document().jobs[0]?.id;
    clock.advance(-3_600_000);
    const forced = (await generate('-s', '7', '--force')).document().jobs[0]?.id;
    expect([fal.billableSubmits, forced === first]).toEqual([2, false]);
    expect((await generate('-s', '7')).document().jobs.map(({ id }) => id)).toEqual([forced]);
    expect(fal.billableSubmits).toBe(2);
  });
});

describe('a clip that was never sent, and then forced', () => {
  it.each(['its run', 'everything unfinished'])(
    'is fetched again where its file was deleted, by wan resume of %s',
    async (of) => {
      const { fal, desk, generate, exists, cwd } = await openStudio();
      fal.fail({ on: 'submit', how: { kind: 'no-credit' } });
      const left = (await generate('-s', '7', '-o', 'clip.mp4')).document();
      await generate('-s', '7', '-o', 'clip.mp4', '--force');
      rmSync(join(cwd, 'clip.mp4'));
      const resumed = await desk.run('resume', ...(of === 'its run' ? [left.run ?? ''] : []), '--json');
      expect(resumed.document()).toMatchObject({ exitCode: 0, totals: { jobs: 1, done: 1 } });
      expect([exists('clip.mp4'), fal.billableSubmits]).toEqual([true, 1]);
    },
  );
});

/** For what a busy machine takes its time with. */
const patient = { timeout: 20_000 };

describe('shots of a film that were never sent', () => {
  const film = [
    'chain',
    'hero.png',
    '--shot',
    'dusk',
    '--shot',
    'night',
    '--shot',
    'dawn',
    '-s',
    '7',
    '-o',
    'film.mp4',
  ];
  const command = [...film, '--provider', 'fal', '-m', 'wan-2.2-turbo', '--yes', '--json'];

  it('are not paid again, also those that begin with the last frame of one that another job has', async () => {
    const { fal, desk, clock } = await openStudio();
    fal.fail({ on: 'submit', times: 9, how: { kind: 'no-credit' } });
    const left = (await desk.run(...command)).document();
    fal.clearFaults();
    clock.advance(1_000);
    const forced = (await desk.run(...command, '--force')).document();
    const resumed = (await desk.run('resume', left.run ?? '', '--json')).document();
    expect([left.exitCode, forced.exitCode, fal.billableSubmits]).toEqual([10, 0, 3]);
    expect(resumed.jobs.map(({ id }) => id)).toEqual(forced.jobs.map(({ id }) => id));
  });

  it('are found by the same command when a resumed run has sent them', async () => {
    const { fal, desk, clock } = await openStudio();
    fal.fail({ on: 'submit', times: 9, how: { kind: 'no-credit' } });
    const left = (await desk.run(...command)).document();
    fal.clearFaults();
    clock.advance(1_000);
    await desk.run(...command, '--force', '--detach');
    await desk.run('resume');
    clock.advance(1_000);
    expect([(await desk.run('resume', left.run ?? '')).exitCode, fal.billableSubmits]).toEqual([0, 3]);
    expect([(await desk.run(...command)).exitCode, fal.billableSubmits]).toEqual([0, 3]);
  });

  it('go on in one resumed run once the job that has the first of them has rendered', async () => {
    const { fal, desk, clock } = await openStudio();
    fal.fail({ on: 'submit', times: 9, how: { kind: 'no-credit' } });
    const left = (await desk.run(...command)).document();
    fal.clearFaults();
    clock.advance(1_000);
    await desk.run(...command, '--force', '--detach');
    expect(fal.billableSubmits).toBe(1);
    const resumed = (await desk.run('resume', left.run ?? '', '--json')).document();
    expect([resumed.exitCode, fal.billableSubmits]).toEqual([0, 3]);
    expect(resumed.jobs.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  });

  it('go on in the command whose first of them another one has sent meanwhile', async () => {
    const { desk, fal, clock } = await openStudio();
    fal.fail({ on: 'upload', times: 9, how: { kind: 'http', status: 401 } });
    expect((await desk.run(...command)).exitCode).toBe(4);
    fal.clearFaults();
    clock.advance(1_000);
    let letGo = () => {};
    const until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    fal.fail({ on: 'upload', how: { kind: 'held', until } });
    const uploads = () => fal.requests.filter(({ operation }) => operation === 'upload').length;
    const before = uploads();
    const again = desk.run(...command);
    await vi.waitFor(() => expect(uploads()).toBe(before + 1), patient);
    await desk.run(...command, '--force', '--detach');
    expect(fal.billableSubmits).toBe(1);
    letGo();
    expect([(await again).exitCode, fal.billableSubmits]).toEqual([0, 3]);
  });
});
