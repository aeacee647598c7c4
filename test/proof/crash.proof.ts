import { expect, it } from 'vitest';
import { createRandom, inParallel } from '../e2e/trials.js';
import { providerBenches } from '../providers/provider-benches.js';
import { everyStep, killAndRecover, type Moment, measure } from './kill.js';
import { createTallies, isClean } from './tally.js';
import { batch, chain, generate, type Prepare } from './work.js';

/** Each step is tried with that many providers, which take turns; so are random moments, so many at each provider. */
const commands: readonly { readonly name: string; readonly prepare: Prepare; readonly perStep: number }[] = [
  { name: 'chain of 2', prepare: chain(2), perStep: 1 },
  { name: 'batch of 6', prepare: batch(6), perStep: 1 },
  { name: 'generate', prepare: generate, perStep: 5 },
];
const randomMoments = 3;
const goal = 500;

const tallies = createTallies();
const faults: string[] = [];

it.each(commands)('$name', async ({ name, prepare, perStep }) => {
  const [first, ...others] = providerBenches;
  if (first === undefined) throw new Error('there is no provider');
  const { steps, ms } = await measure(first, prepare);
  const random = createRandom(steps);
  const atSteps = everyStep(steps).flatMap((moment) => Array.from({ length: perStep }, () => moment));
  const atRandom = [first, ...others].flatMap(() =>
    Array.from({ length: randomMoments }, () => Math.round(random() * ms * 1.1)),
  );
  await inParallel<Moment>([...atSteps, ...atRandom], async (moment, index) => {
    const bench = providerBenches[index % providerBenches.length] ?? first;
    const byCommand = Math.floor(index / providerBenches.length) % 2 === 0;
    const recovered = await killAndRecover(bench, prepare, { moment, byCommand });
    tallies.add(`${bench.id} ${name}`, recovered.counted);
    faults.push(...recovered.faults.map((text) => `${bench.id}, ${name}, ${moment}: ${text}`));
    const { met } = tallies.sum();
    if (met % 25 === 0) process.stdout.write(`${met} kills, ${faults.length} faults\n`);
  });
});

it(`at least ${goal} kills, and nothing is paid twice, lost or exchanged`, () => {
  process.stdout.write(`\nkill -9 at every ledger write, at every new file name, at random\n${tallies.table()}\n`);
  expect(faults).toEqual([]);
  expect(tallies.sum().met).toBeGreaterThanOrEqual(goal);
  expect(isClean(tallies.sum())).toBe(true);
});
