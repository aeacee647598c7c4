import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, runWan, startWan } from '../e2e/program.js';
import { preload } from '../e2e/trials.js';
import type { ProviderBench } from '../providers/provider-bench.js';
import { type Place, withPlace } from './place.js';
import { type Recovered, recover } from './recover.js';
import type { Prepare } from './work.js';

/** `before:3` or `after:3`: at a step of the ledger or of a file name; a number: after so many milliseconds. */
export type Moment = `${'before' | 'after'}:${number}` | number;

const atSteps = preload('hurry.mjs', 'kill-at-write.mjs', 'kill-at-rename.mjs');

export interface Killing {
  readonly moment: Moment;
  readonly byCommand: boolean;
}

/** One trial: a run that gets SIGKILL, and what a user makes of it. */
export function killAndRecover(bench: ProviderBench, prepare: Prepare, killing: Killing): Promise<Recovered> {
  return withPlace(bench, async (place) => {
    const work = prepare(place);
    const { signal, stderr } = await kill(place, work.command, killing.moment);
    const recovered = await recover(place, work, { stderr, byCommand: killing.byCommand });
    return { ...recovered, counted: { ...recovered.counted, met: signal === 'SIGKILL' ? 1 : 0 } };
  });
}

/** Steps of a run that is left alone, and its milliseconds. */
export function measure(bench: ProviderBench, prepare: Prepare): Promise<{ steps: number; ms: number }> {
  return withPlace(bench, async (place) => {
    const file = join(place.state, '..', 'steps');
    const start = performance.now();
    const env = { ...place.env, NODE_OPTIONS: atSteps, WAN_COUNT_WRITES: file };
    const ended = await runWan(prepare(place).command, { ...place, env });
    if (ended.exitCode !== 0) throw new Error(`${bench.id}: ${ended.stderr}`);
    return { steps: Number(readFileSync(file, 'utf8')), ms: performance.now() - start };
  });
}

/** Right before and right after each step. */
export function everyStep(steps: number): Moment[] {
  return Array.from({ length: steps }, (_, at): Moment[] => [`before:${at + 1}`, `after:${at + 1}`]).flat();
}

async function kill(place: Place, command: readonly string[], moment: Moment): Promise<Ended> {
  if (typeof moment === 'string') {
    return runWan(command, { ...place, env: { ...place.env, NODE_OPTIONS: atSteps, WAN_KILL: moment } });
  }
  const running = startWan(command, place);
  const timer = setTimeout(() => running.child.kill('SIGKILL'), moment);
  return running.ended.finally(() => clearTimeout(timer));
}
