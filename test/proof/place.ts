import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunOptions } from '../e2e/program.js';
import { preload } from '../e2e/trials.js';
import { picture } from '../e2e/workplace.js';
import type { ProviderBench } from '../providers/provider-bench.js';
import type { Simulator } from '../simulators/kit/simulator.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { markedClip } from './marked-clip.js';

/** A directory with a picture, a ledger of its own, and a service that counts what it would bill. */
export interface Place extends RunOptions {
  readonly bench: ProviderBench;
  readonly simulator: Simulator;
  readonly env: Readonly<Record<string, string>>;
}

export interface PlaceOptions {
  /** Where the working directory and the ledger are made: a temporary directory when left out. */
  readonly base?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Limits of the account would only make the trials wait. */
const unhurried = { concurrency: 50, submitsPerMinute: 60_000 };

/** Runs work in a place of its own. */
export async function withPlace<T>(
  bench: ProviderBench,
  work: (place: Place) => Promise<T>,
  { base = temporaryDirectory(), env = {} }: PlaceOptions = {},
): Promise<T> {
  const cwd = join(base, 'here');
  const settings = join(base, 'settings', 'wan');
  for (const folder of [cwd, settings]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(cwd, 'picture.png'), await picture());
  writeFileSync(join(settings, 'config.json'), JSON.stringify({ providers: { [bench.id]: unhurried } }));
  const simulator = await bench.start({ now: hastened(bench), clipOf: markedClip });
  const address = { [`WAN_${bench.id.toUpperCase()}_BASE_URL`]: simulator.url };
  const surroundings = { XDG_CONFIG_HOME: join(base, 'settings'), NODE_OPTIONS: preload('hurry.mjs') };
  try {
    return await work({
      cwd,
      state: join(base, 'state'),
      bench,
      simulator,
      env: { ...bench.key, ...address, ...surroundings, ...env },
    });
  } finally {
    await simulator.close();
  }
}

/** DashScope's simulator holds its rate, as DashScope does: there a second of it passes in a hundredth. */
function hastened({ id }: ProviderBench): () => number {
  const start = Date.now();
  return id === 'dashscope' ? () => start + (Date.now() - start) * 100 : Date.now;
}
