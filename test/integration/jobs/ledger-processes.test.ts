import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { getJob, insertJobs, listJobs, timeline } from '../../../src/jobs/ledger/jobs-table.js';
import { acquireLease } from '../../../src/jobs/ledger/leases.js';
import { insertRun } from '../../../src/jobs/ledger/runs-table.js';
import { nextTurn } from '../../../src/jobs/ledger/turns-table.js';
import { type Ledger, openLedger } from '../../../src/jobs/ledger.js';
import { spentInRun } from '../../../src/jobs/money/spending.js';
import { createRuntime } from '../../../src/runtime.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { buildLedgerProgram, type LedgerProgram } from './ledger-process.js';
import { recordOf, sharedRun } from './record-of.js';

let program: LedgerProgram;
beforeAll(async () => {
  program = await buildLedgerProgram();
});
afterAll(() => program.remove());

const names = ['a', 'b', 'c', 'd'];
const { host, clock } = createRuntime();

async function sharedLedger(): Promise<{ directory: string; ledger: Ledger }> {
  const directory = temporaryDirectory();
  const ledger = await openLedger(directory);
  onTestFinished(() => ledger.close());
  insertRun(ledger, sharedRun);
  insertJobs(ledger, [recordOf('j_shared')], 'o_gone');
  return { directory, ledger };
}

const together = (task: string, directory: string, count: number) =>
  Promise.all(names.map((name) => program.start(task, directory, { name, count }).answer));

// 4,000 durable writes, one at a time.
describe('four processes on one ledger', { timeout: 180_000 }, () => {
  it('make it together when it is not there yet', async () => {
    for (let round = 0; round < 5; round += 1) {
      expect(await together('open', temporaryDirectory(), 0)).toEqual(['opened', 'opened', 'opened', 'opened']);
    }
  });

  it('take 200 jobs each from planned to done, none lost, none locked out', async () => {
    const { directory, ledger } = await sharedLedger();
    expect(await together('work', directory, 200)).toEqual(['worked', 'worked', 'worked', 'worked']);
    expect(listJobs(ledger, { statuses: ['done'] })).toHaveLength(800);
    expect(ledger.get('SELECT COUNT(*) AS n FROM events')?.n).toBe(800 * 5);
    expect(ledger.get('SELECT COUNT(*) AS n FROM names')?.n).toBe(800);
    expect(ledger.all('SELECT owner FROM processes')).toEqual([]);
    expect(ledger.get('PRAGMA integrity_check')).toMatchObject({ integrity_check: 'ok' });
  });

  it('write 200 events each to one job, in an unbroken sequence, each under a lease of its own', async () => {
    const { directory, ledger } = await sharedLedger();
    expect(await together('share', directory, 200)).toEqual(['shared', 'shared', 'shared', 'shared']);
    expect(timeline(ledger, 'j_shared')).toHaveLength(800);
    expect(ledger.get('SELECT MAX(sequence) AS last FROM events')?.last).toBe(800);
    expect(getJob(ledger, 'j_shared').leaseEpoch).toBe(801);
  });

  it('never spend more than the cap that they race for, and all of it', async () => {
    const { directory, ledger } = await sharedLedger();
    const answers = (await together('spend', directory, 0)) as { sent: number; code: string }[];
    expect(answers.map(({ code }) => code)).toEqual(names.map(() => 'money.cap'));
    expect(answers.reduce((sum, { sent }) => sum + sent, 0)).toBe(10);
    expect(spentInRun(ledger, 'r_1')).toBeCloseTo(1);
    expect(listJobs(ledger, { statuses: ['submitting'] })).toHaveLength(10);
  });

  it('never spend more than the cap of a run on clips that earlier runs planned', async () => {
    const { directory, ledger } = await sharedLedger();
    const answers = (await together('spend-left', directory, 0)) as { sent: number; code: string }[];
    expect(answers.map(({ code }) => code)).toEqual(names.map(() => 'money.cap'));
    expect(answers.reduce((sum, { sent }) => sum + sent, 0)).toBe(10);
    expect(spentInRun(ledger, 'r_1')).toBeCloseTo(1);
    expect(listJobs(ledger, { statuses: ['submitting'], run: 'r_1' })).toHaveLength(10);
  });

  it('have together as many jobs under way as their account may, and those of a killed one are free again', async () => {
    const { directory, ledger } = await sharedLedger();
    const processes = names.map((name) => program.start('turns', directory, { name, count: 7 }));
    const sent = (await Promise.all(processes.map(({ answer }) => answer))) as number[];
    expect(sent.reduce((sum, each) => sum + each, 0)).toBe(7);
    expect(listJobs(ledger, { statuses: ['submitting'] })).toHaveLength(7);

    for (const { child } of processes) child.kill('SIGKILL');
    await Promise.all(processes.map(({ child }) => once(child, 'close')));
    const limits = { concurrency: 1, rate: null, throttledRate: null };
    const question = { limits, now: clock.now(), host, needsSlot: true, lifetimeMs: 0 };
    expect(nextTurn(ledger, getJob(ledger, 'j_shared'), question).why).toBe('free');
  });
});

describe('a process that is killed', () => {
  it('loses its lease to the next at once, keeping what it wrote', async () => {
    const { directory, ledger } = await sharedLedger();
    const holder = program.start('hold', directory);
    expect(await holder.answer).toMatchObject({ lease: { held: true, epoch: 2 }, pid: holder.child.pid });
    const take = () => acquireLease(ledger, 'j_shared', 'o_next', { at: clock.now(), host });
    expect(take()).toEqual({ held: false, by: `process ${holder.child.pid} on ${host.host}` });

    holder.child.kill('SIGKILL');
    await once(holder.child, 'close');
    expect(take()).toEqual({ held: true, epoch: 3 });
    expect(getJob(ledger, 'j_shared').state.status).toBe('uploaded');
  });

  it('frees the write lock', async () => {
    const { directory, ledger } = await sharedLedger();
    const locker = program.start('lock', directory);
    expect(await locker.answer).toBe('locked');
    const waiting = await openLedger(directory, { patienceMs: 50 });
    onTestFinished(() => waiting.close());
    expect(() => waiting.run("UPDATE jobs SET model = 'x'")).toThrow(
      expect.objectContaining({
        code: 'local.ledger',
        retryable: true,
        message: expect.stringContaining('locked by another process for more than 0.05 s'),
      }),
    );

    locker.child.kill('SIGKILL');
    await once(locker.child, 'close');
    expect(ledger.run("UPDATE jobs SET model = 'x'")).toBe(1);
  });
});
