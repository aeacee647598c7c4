import { describe, expect, it } from 'vitest';
import { checkFiles } from '../proof/check-files.js';
import { killAndRecover, type Moment, measure } from '../proof/kill.js';
import { withPlace } from '../proof/place.js';
import { createTallies, isClean } from '../proof/tally.js';
import { batch, chain, generate, type Prepare } from '../proof/work.js';
import { providerBenches } from '../providers/provider-benches.js';
import { documentOf, runWan, startWan } from './program.js';
import { createRandom, inParallel, preload, trialsTimeout } from './trials.js';

const [fal] = providerBenches;
if (fal === undefined) throw new Error('there is no provider');
const commands: readonly Prepare[] = [generate, batch(4), chain(2)];
const kills = 20;

describe('generate, batch and chain, killed somewhere at each provider in turn', { timeout: trialsTimeout }, () => {
  it('pay once and deliver the right clips', async () => {
    const random = createRandom(kills);
    const steps = await Promise.all(commands.map(async (prepare) => (await measure(fal, prepare)).steps));
    const tallies = createTallies();
    await inParallel(Array.from({ length: kills }, random), async (share, index) => {
      const bench = providerBenches[index % providerBenches.length] ?? fal;
      const prepare = commands[index % commands.length] ?? generate;
      const step = 1 + Math.floor(share * 0.9 * (steps[index % commands.length] ?? 0));
      const moment: Moment = `${index % 2 === 0 ? 'before' : 'after'}:${step}`;
      const { counted, faults } = await killAndRecover(bench, prepare, { moment, byCommand: index % 4 < 2 });
      expect(faults, `${bench.id}, ${moment}`).toEqual([]);
      tallies.add(bench.id, counted);
    });
    expect(isClean(tallies.sum())).toBe(true);
    expect(tallies.sum().met).toBeGreaterThan(kills * 0.8);
  });
});

describe('a film that is killed around the step that gives it its name', () => {
  it('is joined again or recognised as our own, and leaves nothing else behind', async () => {
    const { steps } = await measure(fal, chain(2));
    const last: Moment[] = [1, 2, 3, 4, 5].map((back): Moment => `after:${steps - back}`);
    await inParallel(last, async (moment, index) => {
      const { faults } = await killAndRecover(fal, chain(2), { moment, byCommand: index % 2 === 0 });
      expect(faults, String(moment)).toEqual([]);
    });
  });
});

describe('a batch of 200 rows that is killed in the middle', () => {
  const rows = 200;
  const dayMs = 26 * 3_600_000;

  it('goes on with the same command, and in the end each row was paid once', async () => {
    await withPlace(fal, async (place) => {
      const work = batch(rows)(place);
      const running = startWan(work.command, place);
      await running.said(/row-100.mp4: submitted/);
      running.child.kill('SIGKILL');
      expect((await running.ended).signal).toBe('SIGKILL');
      expect(place.simulator.billableSubmits).toBeLessThan(rows);

      const second = documentOf(await runWan([...work.command, '--json'], place));
      const undecided = second.jobs.filter(({ status }) => status === 'unknown').length;
      expect(second.totals.done + undecided).toBe(rows);
      expect(place.simulator.billableSubmits).toBe(second.totals.done);

      // A day later it is certain which of the requests that were on their way never arrived.
      place.simulator.advance(dayMs);
      const env = { ...place.env, NODE_OPTIONS: preload('hurry.mjs', 'pass-time.mjs'), WAN_TIME_PASSED: `${dayMs}` };
      const third = documentOf(await runWan([...work.command, '--json'], { ...place, env }));
      expect(third).toMatchObject({ exitCode: 0, totals: { jobs: rows, done: rows } });
      expect(place.simulator.billableSubmits).toBe(rows);
      const checked = await checkFiles(place, work, { decodeEvery: 20 });
      expect(checked).toMatchObject({ done: rows, faults: [] });
    });
  });
});
