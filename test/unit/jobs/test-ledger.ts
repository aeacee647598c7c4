import { expect, onTestFinished } from 'vitest';
import type { Job, JobEvent, JobRecord } from '../../../src/jobs/job.js';
import { applyEvent, getJob, insertJobs } from '../../../src/jobs/ledger/jobs-table.js';
import { insertRun } from '../../../src/jobs/ledger/runs-table.js';
import { type Ledger, openLedger } from '../../../src/jobs/ledger.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { jobRecord, run } from './scripted-engine.js';

/** A ledger of the test's own, with one run in it. */
export async function testLedger(): Promise<Ledger> {
  const ledger = await openLedger(temporaryDirectory());
  onTestFinished(() => ledger.close());
  insertRun(ledger, run);
  return ledger;
}

/** A planned job in the ledger, leased by `o_self`. */
export function addJob(ledger: Ledger, changes: Partial<JobRecord> = {}): Job {
  const record = jobRecord(changes);
  insertJobs(ledger, [record], 'o_self');
  return getJob(ledger, record.id);
}

/** Applies events one after another, one millisecond apart from `at` on, under the lease of `o_self`. */
export function advance(ledger: Ledger, id: string, { at = 0, events }: { at?: number; events: JobEvent[] }): Job {
  for (const [index, event] of events.entries()) {
    const job = applyEvent(ledger, { job: getJob(ledger, id), event, owner: 'o_self', at: at + index });
    expect(job, 'as it is when it is read again').toEqual(getJob(ledger, id));
  }
  return getJob(ledger, id);
}
