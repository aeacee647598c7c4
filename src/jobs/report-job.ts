import { basename } from 'node:path';
import { toApproximateUsd } from '../catalogue/exchange.js';
import type { ErrorReport } from '../errors.js';
import type { Job } from './job.js';
import type { ReportEvent } from './report.js';

/** One line about a job for whoever watches; `output: null` where its file is not the result of this command. */
export function reportJob(
  report: (event: ReportEvent) => void,
  job: Job,
  more: { readonly reused?: boolean; readonly error?: ErrorReport | null; readonly output?: null } = {},
): void {
  const { state } = job;
  const cost = job.actual ?? job.estimate;
  report({
    type: 'job',
    job: job.id,
    label: labelOf(job),
    status: state.status,
    provider: job.provider,
    model: job.model,
    remoteId: 'operation' in state ? (state.operation?.remoteId ?? null) : null,
    cost: cost === null ? null : toApproximateUsd(cost),
    error: more.error ?? ('error' in state ? state.error : null),
    output: state.status === 'done' && more.output !== null ? (state.outputs[0] ?? null) : null,
    reused: more.reused ?? false,
    doneAt: job.finishedAt,
  });
}

/** Rows and shots may share their prompt; no two clips share the name of their file. */
function labelOf({ row, output, request, model }: Job): string {
  return row === null ? (request.prompt ?? model) : basename(output);
}
