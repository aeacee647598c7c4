import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { cleanEnvironment, program } from '../e2e/program.js';
import { picture } from '../e2e/workplace.js';
import { falKey, startFal } from '../simulators/fal.js';
import type { JobProfile } from '../simulators/kit/jobs.js';
import type { Simulator } from '../simulators/kit/simulator.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { type Measured, type Measuring, runMeasured } from './measured-process.js';

const officialScript = fileURLToPath(new URL('official-batch.mjs', import.meta.url));

export interface BatchPlace {
  readonly fal: Simulator;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Renders that many rows of one picture, in text mode. */
  batch(rows: number, measuring?: Pick<Measuring, 'lookEveryMs'>): Promise<Measured>;
  /** The same by a script with the official client, which writes nothing down but the clips. */
  officialBatch(rows: number): Promise<Measured>;
}

/**
 * A directory to run a large batch in, and a fal beside it, in this process, so that its memory is not counted with the
 * program's. Limits are set by the user's config, so that none of them is what is measured.
 */
export async function openBatchPlace(wish: { profile: JobProfile; concurrency: number }): Promise<BatchPlace> {
  const { profile, concurrency } = wish;
  const base = temporaryDirectory();
  const cwd = join(base, 'here');
  const state = join(base, 'state');
  mkdirSync(join(state, 'config', 'wan'), { recursive: true });
  mkdirSync(cwd);
  const config = { providers: { fal: { concurrency } } };
  writeFileSync(join(state, 'config', 'wan', 'config.json'), JSON.stringify(config));
  writeFileSync(join(cwd, 'picture.png'), await picture());
  const fal = await startFal();
  fal.jobs.profile = profile;
  onTestFinished(() => fal.close());
  const env = cleanEnvironment({ cwd, state, env: { FAL_KEY: falKey, WAN_FAL_BASE_URL: fal.url } });
  const flags = ['--provider', 'fal', '-m', 'wan-2.2-turbo', '--yes', '-o', 'clips/{row.id}.mp4'];
  return {
    fal,
    cwd,
    env,
    batch: (rows, measuring = {}) => {
      writeFileSync(join(cwd, 'rows.csv'), manifest(rows));
      return runMeasured([program, 'batch', 'rows.csv', ...flags], { cwd, env, ...measuring });
    },
    officialBatch: (rows) =>
      runMeasured([officialScript], {
        cwd,
        env: {
          ...env,
          BENCH_URL: fal.url,
          BENCH_KEY: falKey,
          BENCH_ROWS: String(rows),
          BENCH_CONCURRENCY: String(concurrency),
        },
      }),
  };
}

function manifest(rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => `shot-${row},picture.png,"waves, take ${row}",${row}`);
  return `id,image,prompt,seed\n${lines.join('\n')}\n`;
}
