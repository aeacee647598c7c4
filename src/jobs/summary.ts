import type { ErrorReport } from '../errors.js';
import type { JsonValue } from '../json.js';
import type { StopSignal } from '../runtime.js';
import { exitCodeOf } from './job-report.js';
import type { CostReport, JobReport, ReportStatus, ResultDocument, Totals } from './report.js';

export interface Outcome {
  readonly jobs: readonly JobReport[];
  /** What ended the command itself, where something did. */
  readonly error?: ErrorReport | null | undefined;
  /** The signal that cut the command short. */
  readonly signal?: StopSignal | undefined;
  /** `--detach`: submitted is all that was asked for. */
  readonly detached?: boolean | undefined;
}

export interface ResultParts extends Outcome {
  readonly command: string;
  readonly run?: string | null | undefined;
  /** Of a chain or stitch: the film, its frames and cuts. */
  readonly film?: unknown;
  /** The answer of a command without jobs. */
  readonly data?: unknown;
}

/** The document of `--json`: plain data whatever it is made from, so that it can always be written and read back. */
export function resultDocument({ command, run, film, data, ...outcome }: ResultParts): ResultDocument {
  const exitCode = overallExit(outcome);
  return {
    version: 1,
    ok: exitCode === 0,
    exitCode,
    command,
    run: run ?? null,
    jobs: outcome.jobs,
    totals: summarise(outcome.jobs),
    film: plainJson(film),
    data: plainJson(data),
    error: outcome.error ?? null,
  };
}

/** One count for each outcome, which sum to `jobs`; `reused` is a part of `done`. */
export function summarise(jobs: readonly JobReport[]): Totals {
  const count = (statuses: readonly ReportStatus[]) => jobs.filter(({ status }) => statuses.includes(status)).length;
  return {
    jobs: jobs.length,
    done: count(['done']),
    failed: count(['failed']),
    cancelled: count(['cancelled']),
    expired: count(['expired']),
    pending: count(['planned', 'uploaded', 'submitted', 'rendered']),
    // A submit that was cut off may have been accepted.
    unknown: count(['unknown', 'submitting']),
    reused: jobs.filter(({ status, reused }) => status === 'done' && reused).length,
    cost: totalCost(jobs),
  };
}

/**
 * The exit code of a whole command (README, "Exit codes"). One job: its own code. Several: 130 or 143, then 1, 9, 10, 4, 7; else 3 if
 * any failed, expired or was cancelled; else 6, 8, 0.
 */
export function overallExit({ jobs, error, signal, detached }: Outcome): number {
  if (signal !== undefined) return signal === 'SIGINT' ? 130 : 143;
  const codes = jobs.map((job) => (detached === true && isSubmitted(job) ? 0 : exitCodeOf(job)));
  const [only] = codes;
  // What may have been billed is not hidden by what stopped the command.
  if (only !== undefined && codes.length === 1) return only === 0 || only === 8 ? (error?.exitCode ?? only) : only;
  const all = error ? [...codes, error.exitCode] : codes;
  const gravest = gravestFirst.find((code) => all.includes(code));
  if (gravest !== undefined) return gravest;
  if (jobs.some(({ status }) => lost.includes(status))) return someFailed;
  // A code of the command itself, as a refused manifest's 2, is not hidden by jobs that are still going.
  if (error) return error.exitCode;
  if (codes.includes(6)) return 6;
  if (codes.includes(8)) return 8;
  return codes.some((code) => code !== 0) ? someFailed : 0;
}

const gravestFirst = [130, 143, 1, 9, 10, 4, 7] as const;
const someFailed = 3;
const lost: readonly ReportStatus[] = ['failed', 'expired', 'cancelled'];

/** Whether a job is with its provider, and nothing is known against it. */
export function isSubmitted({ status, error }: JobReport): boolean {
  return (status === 'submitted' || status === 'rendered') && error === null;
}

function totalCost(jobs: readonly JobReport[]): CostReport {
  const currencies = new Set(jobs.filter(costsSomething).map(({ cost }) => cost.currency));
  const [currency = 'USD'] = currencies;
  // Amounts in different currencies have no sum, and a rate would be a guess.
  if (currencies.size > 1) return { estimated: null, actual: null, currency: 'mixed' };
  return {
    estimated: sum(jobs.map(({ cost }) => cost.estimated)),
    actual: sum(jobs.map((job) => (wasNeverAccepted(job) ? 0 : job.cost.actual))),
    currency,
  };
}

function costsSomething({ cost }: JobReport): boolean {
  return cost.estimated !== 0 || cost.actual !== 0;
}

function wasNeverAccepted({ status, remoteId }: JobReport): boolean {
  if (status === 'planned' || status === 'uploaded') return true;
  return (status === 'failed' || status === 'cancelled') && remoteId === null;
}

/** Null as soon as one amount is not known; to a millionth, so that 0.1 + 0.2 is 0.3. */
function sum(amounts: readonly (number | null)[]): number | null {
  let total = 0;
  for (const amount of amounts) {
    if (amount === null) return null;
    total += amount;
  }
  return Number.isFinite(total) ? Number(total.toFixed(6)) : null;
}

/** Any value as JSON would keep it; null for what it can't hold at all. */
function plainJson(value: unknown): JsonValue {
  try {
    const text: string | undefined = JSON.stringify(value, (_key, item: unknown) =>
      typeof item === 'bigint' ? String(item) : item,
    );
    return text === undefined ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
