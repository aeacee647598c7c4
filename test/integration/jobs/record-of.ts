import type { JobRecord, Run } from '../../../src/jobs/job.js';
import { jobRecord } from '../../support/job-record.js';

export const sharedRun: Run = {
  id: 'r_1',
  command: 'batch',
  createdAt: 0,
  cwd: '/clips',
  maxCost: 1,
  confirmed: true,
  settings: {},
};

/** A record that no other one has the identity or the file of. */
export function recordOf(id: string, changes: Partial<JobRecord> = {}): JobRecord {
  const { request } = jobRecord();
  const own = { id, identity: id, output: `/clips/${id}.mp4`, request: { ...request, seed: 7 }, seedDrawn: true };
  return jobRecord({ ...own, ...changes });
}
