import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { insertJobs } from '../../../src/jobs/ledger/jobs-table.js';
import { insertRun } from '../../../src/jobs/ledger/runs-table.js';
import { openLedger } from '../../../src/jobs/ledger.js';
import { createDesk, type Desk } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { sampleJob } from '../../unit/jobs/job-sample.js';

export interface Counter extends Pick<Desk, 'run' | 'clock'> {
  readonly cwd: string;
  readonly state: string;
  write(path: string, content: string): void;
  /** Puts a job into the ledger that was planned and never sent. */
  planJob(id: string): Promise<void>;
}

/** A directory with `hero.png` and an empty ledger, without keys and without network. */
export async function openCounter(env: Readonly<Record<string, string>> = {}): Promise<Counter> {
  const base = temporaryDirectory();
  const cwd = join(base, 'here');
  const state = join(base, 'state');
  mkdirSync(cwd);
  await sharp({ create: { width: 640, height: 640, channels: 3, background: '#88aacc' } })
    .png()
    .toFile(join(cwd, 'hero.png'));
  const desk = createDesk({ cwd, stateDirectory: state, env });
  return {
    run: desk.run,
    clock: desk.clock,
    cwd,
    state,
    write: (path, content) => {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), content);
    },
    planJob: async (id) => {
      const ledger = await openLedger(state);
      const run = `r_${id}`;
      const at = desk.clock.now();
      const output = join(cwd, `${id}.mp4`);
      ledger.transaction(() => {
        insertRun(ledger, {
          id: run,
          command: 'generate',
          createdAt: at,
          cwd,
          maxCost: null,
          confirmed: true,
          settings: {},
        });
        const record = sampleJob({ id, run, output, createdAt: at, provider: 'local', endpoint: 'animatic' });
        insertJobs(ledger, [{ ...record, request: { ...record.request, provider: 'local' } }], 'o_gone');
      });
      ledger.close();
    },
  };
}
