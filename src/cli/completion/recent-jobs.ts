import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { userDirectories } from '../../config/paths.js';
import type { JobStatus } from '../../jobs/job.js';
import type { Runtime } from '../../runtime.js';

export interface RecentJob {
  readonly id: string;
  readonly run: string;
  readonly status: string;
  readonly description: string;
}

const recent = 50;

/** The newest jobs. A ledger that is not there is not made, one that is locked is not waited for. */
export async function recentJobs(runtime: Runtime): Promise<RecentJob[]> {
  const { state } = userDirectories(runtime);
  if (!existsSync(join(state, 'ledger.sqlite'))) return [];
  const { openLedger } = await import('../../jobs/ledger.js');
  const ledger = await openLedger(state, { patienceMs: 50 });
  try {
    ledger.script('PRAGMA query_only = ON');
    const rows = ledger.all(
      'SELECT id, run_id, status, provider, model FROM jobs ORDER BY created_at DESC, position DESC LIMIT ?',
      recent,
    );
    return rows.map((row) => ({
      id: String(row.id),
      run: String(row.run_id),
      status: String(row.status),
      description: `${row.status} ${row.provider} ${row.model}`,
    }));
  } finally {
    ledger.close();
  }
}

/** For `--status`. */
export const statuses: Readonly<Record<JobStatus, string>> = {
  planned: 'written down, nothing sent',
  uploaded: 'its pictures are hosted, nothing billed',
  submitting: 'on its way to the provider',
  submitted: 'the provider has it',
  rendered: 'ready at the provider, not yet here',
  done: 'on disk',
  failed: "the provider's verdict",
  cancelled: "the provider's answer to a cancel",
  unknown: 'the answer was lost: it may have been billed',
  expired: 'no longer kept by the provider',
};
