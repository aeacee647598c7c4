import { expect, it } from 'vitest';
import type { JobEvent } from '../../src/jobs/job.js';
import { applyEvent, getJob, insertJobs, listJobs, twinsOf } from '../../src/jobs/ledger/jobs-table.js';
import { insertRun } from '../../src/jobs/ledger/runs-table.js';
import { type Ledger, openLedger } from '../../src/jobs/ledger.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { sampleJob } from '../unit/jobs/job-sample.js';
import { figure, median, record } from './record.js';

const jobs = 100_000;
const open = ['planned', 'uploaded', 'submitting', 'submitted', 'unknown', 'rendered'] as const;
const rounds = 21;
const goalMs = 50;

it(`a ledger of ${jobs} jobs answers at once`, async () => {
  const ledger = await fullLedger();
  const questions: Readonly<Record<string, (round: number) => unknown[]>> = {
    'wan jobs: the newest 50': () => listJobs(ledger, { limit: 50 }),
    'wan jobs --failed --limit 50': () => listJobs(ledger, { statuses: ['failed'], limit: 50 }),
    'wan jobs --provider fal --limit 50': () => listJobs(ledger, { provider: 'fal', limit: 50 }),
    'wan resume: what is unfinished': () => listJobs(ledger, { statuses: open, order: 'expiring' }),
    'the same request again': (round) => twinsOf(ledger, `request-${round * 997}`),
    'one job by its id': (round) => [getJob(ledger, `j_${round * 997}`)],
  };
  const rows = Object.entries(questions).map(([name, ask]) => {
    const times = Array.from({ length: rounds }, (_, round) => timed(() => expect(ask(round)).not.toEqual([])));
    return { name, ms: median(times) };
  });
  record(`A ledger of ${jobs} jobs, medians of ${rounds}, warm`, [
    ['question', 'ms', 'goal'],
    ...rows.map(({ name, ms }) => [name, figure(ms), String(goalMs)]),
  ]);
  ledger.close();
  for (const { name, ms } of rows) expect(ms, name).toBeLessThan(goalMs * 4);
});

it('jobs that go on at once share their durable writes', async () => {
  const count = 300;
  const apart = await ledgerOf(count);
  const together = await ledgerOf(count);
  const events: readonly JobEvent[] = [
    { type: 'uploaded', media: {} },
    { type: 'intent', intent: { endpoint: 'turbo', body: {} }, at: 1 },
  ];
  const apply = (ledger: Ledger, id: string, event: JobEvent) =>
    applyEvent(ledger, { job: getJob(ledger, id), event, owner: 'o_bench', at: 1 });
  const ids = Array.from({ length: count }, (_, index) => `j_${index}`);
  const apartMs = timed(() => {
    for (const event of events) for (const id of ids) apply(apart, id, event);
  });
  const begun = performance.now();
  for (const event of events) {
    await Promise.all(ids.map((id) => together.together(() => apply(together, id, event))));
  }
  const togetherMs = performance.now() - begun;
  record('Durable events a second', [
    ['way', 'events a second', 'ratio'],
    ['each for itself', figure((count * 2_000) / apartMs), '1'],
    ['together', figure((count * 2_000) / togetherMs), figure(apartMs / togetherMs)],
  ]);
  for (const ledger of [apart, together]) ledger.close();
  expect(togetherMs).toBeLessThan(apartMs);
});

/** Most of them done, some failed, a hundred under way. */
async function fullLedger(): Promise<Ledger> {
  const ledger = await ledgerOf(jobs);
  ledger.run("UPDATE jobs SET status = 'done' WHERE position >= 100");
  ledger.run("UPDATE jobs SET status = 'failed' WHERE position >= 100 AND position % 100 = 0");
  return ledger;
}

async function ledgerOf(count: number): Promise<Ledger> {
  const ledger = await openLedger(temporaryDirectory());
  const run = { id: 'r_bench', command: 'batch', createdAt: 0, cwd: '/', maxCost: null, confirmed: true, settings: {} };
  ledger.transaction(() => {
    insertRun(ledger, run);
    for (let index = 0; index < count; index += 1) {
      const own = { id: `j_${index}`, run: run.id, index, createdAt: index, identity: `request-${index}` };
      insertJobs(ledger, [sampleJob({ ...own, output: `/clips/${index}.mp4` })], 'o_bench');
    }
  });
  return ledger;
}

function timed(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}
