import { type ReportData, toReportData } from '../../../src/gallery/report-data.js';
import type { Showing } from '../../../src/gallery/showing.js';
import type { Job } from '../../../src/jobs/job.js';
import { toJobReport } from '../../../src/jobs/job-report.js';
import { resultDocument } from '../../../src/jobs/summary.js';
import { sampleJob } from '../jobs/job-sample.js';
import { refusal } from '../ui/reports.js';

export { sampleJob };

/** A job that the service refused. */
export function refusedJob(more: Partial<Job> = {}): Job {
  return sampleJob({
    id: 'j_2',
    state: { status: 'failed', operation: { remoteId: 'req-1' }, error: refusal },
    ...more,
  });
}

/** The report of these jobs, as the batch and the gallery make it. */
export function reportOf(jobs: readonly Job[], title = 'Tests'): ReportData {
  const reported = jobs.map((job) => ({ job, report: toJobReport(job) }));
  return toReportData({
    title,
    generatedAt: 1_790_000_000_000,
    jobs: reported,
    document: resultDocument({ command: 'batch', run: 'r_1', jobs: reported.map(({ report }) => report) }),
    commandOf: ({ request }) => `wan generate ${request.image} --prompt '${request.prompt}'`,
  });
}

/** Rows as if their files lay beside the page. */
export function showingsOf({ rows }: ReportData): Showing[] {
  return rows.map((row) => ({ row, addresses: row.outputs.map(() => 'clip.mp4') }));
}
