import { type ErrorReport, exitCodes, toErrorReport, WanError } from '../errors.js';
import type { Money } from '../providers/provider.js';
import type { Job, JobState } from './job.js';
import { createRedactor, type Redactor } from './redact.js';
import type { CostReport, JobReport } from './report.js';

/** What this invocation knows of a job beyond the ledger. */
export interface JobReportExtra {
  /** Delivered earlier and only used again: it costs nothing now. */
  readonly reused?: boolean | undefined;
  /** Why a job got no further this time: a cap, a rejected key, a wait that ran out. Says more than its state does. */
  readonly error?: ErrorReport | null | undefined;
  /** The row of the manifest as it is now; the job knows only where it was when it was planned. */
  readonly row?: number | null | undefined;
  /** Knows the keys in use; without it only URLs and key-like fields of the request are redacted. */
  readonly redactor?: Redactor | undefined;
}

/** A job as the JSON document shows it. */
export function toJobReport(job: Job, extra: JobReportExtra = {}): JobReport {
  const { state } = job;
  const reused = extra.reused ?? false;
  const redactor = extra.redactor ?? createRedactor();
  const outputs = state.status === 'done' ? state.outputs : [];
  const urls = 'urls' in state ? state.urls : [];
  return {
    id: job.id,
    status: state.status,
    provider: job.provider,
    model: job.model,
    endpoint: job.endpoint,
    remoteId: remoteIdOf(state),
    seed: finite(job.seed),
    output: outputs[0] ?? null,
    outputs,
    videoUrl: urls[0] ?? null,
    expiresAt: 'expiresAt' in state ? isoTime(state.expiresAt) : null,
    reused,
    cost: reused ? { estimated: 0, actual: 0, currency: currencyOf(job) } : costOf(job),
    timing: timingOf(job),
    request: redactor.json(job.request),
    row: finite(extra.row === undefined ? job.row : extra.row),
    // Whatever was in the way, a clip that is there by now is no failure.
    error: job.state.status === 'done' ? null : redactError(extra.error ?? errorOf(job), redactor),
    createdAt: isoTime(job.createdAt) ?? '',
    finishedAt: isoTime(job.finishedAt),
  };
}

/** The exit code that a job's state calls for by itself (README, "Exit codes"); a clip that is done may lack its copy. */
export function exitCodeOf({ status, error }: Pick<JobReport, 'status' | 'error'>): number {
  switch (status) {
    case 'done':
      return error?.exitCode ?? 0;
    case 'failed':
      return error?.exitCode ?? exitCodes['provider.failed'];
    case 'cancelled':
      return exitCodes['job.cancelled'];
    case 'expired':
      return exitCodes['result.expired'];
    case 'unknown':
    case 'submitting':
      return exitCodes['submit.unknown'];
    default:
      return error?.exitCode ?? exitCodes['job.pending'];
  }
}

function remoteIdOf(state: JobState): string | null {
  return 'operation' in state ? (state.operation?.remoteId ?? null) : null;
}

function errorOf({ state, provider }: Job): ErrorReport | null {
  if ('error' in state) return state.error;
  if (state.status !== 'cancelled') return null;
  if (state.movedTo !== undefined) return toErrorReport(movedAway(state.movedTo));
  const remoteId = state.operation?.remoteId;
  return toErrorReport(new WanError('job.cancelled', 'the job was cancelled', { provider, remoteId }));
}

function movedAway(to: string): WanError {
  return new WanError('job.cancelled', `the job was withdrawn before it was sent: ${to} has its clip`, {
    hint: `wan jobs show ${to}`,
  });
}

function redactError(error: ErrorReport | null, redactor: Redactor): ErrorReport | null {
  if (error === null) return null;
  return { ...error, message: redactor.text(error.message), hint: error.hint && redactor.text(error.hint) };
}

function costOf(job: Job): CostReport {
  const currency = currencyOf(job);
  // An answer in another currency than the estimate is the truth; the estimate then has no common unit.
  return { estimated: amountIn(job.estimate, currency), actual: amountIn(job.actual, currency), currency };
}

function currencyOf(job: Job): Money['currency'] {
  return (job.actual ?? job.estimate)?.currency ?? 'USD';
}

function amountIn(money: Money | null, currency: string): number | null {
  return money?.currency === currency ? finite(money.amount) : null;
}

function timingOf(job: Job): JobReport['timing'] {
  const delivered = job.state.status === 'done' ? job.finishedAt : null;
  return {
    queuedMs: between(job.submittedAt, job.startedAt),
    renderMs: between(job.startedAt, job.renderedAt),
    downloadMs: between(job.renderedAt, delivered),
    totalMs: between(job.createdAt, job.finishedAt),
  };
}

/** Wall clocks can be set back; no step took less than no time. */
function between(start: number | null, end: number | null): number | null {
  return start === null || end === null ? null : finite(Math.max(0, end - start));
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** A moment that a service named, as JSON has it; null for one that no calendar reaches. */
export function isoTime(at: number | null): string | null {
  return at !== null && Math.abs(at) <= latestDate ? new Date(at).toISOString() : null;
}

/** The last millisecond that a Date can hold. */
const latestDate = 8.64e15;
