import type { Outcome } from '../../jobs/engine.js';
import { toJobReport } from '../../jobs/job-report.js';
import type { Redactor } from '../../jobs/redact.js';
import type { JobReport } from '../../jobs/report.js';

/** Outcomes as the JSON document shows them, in the order of the request. */
export function reportsOf(outcomes: readonly Outcome[], redactor: Redactor): JobReport[] {
  return outcomes.map(({ job, error, reused }) => toJobReport(job, { error, reused, redactor }));
}
