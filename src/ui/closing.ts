import type { ErrorReport } from '../errors.js';
import type { JobReport, ResultDocument, Totals } from '../jobs/report.js';
import { formatDuration, formatMoney } from './format.js';
import type { Palette } from './palette.js';
import type { Verbosity } from './verbosity.js';
import { oneLine } from './width.js';

export interface ClosingOptions {
  readonly palette: Palette;
  readonly verbosity: Verbosity;
  /** Whether someone watches: then a single clip's success is confirmed too. */
  readonly interactive: boolean;
}

/** The last words on stderr: how it went, what can be resumed, and each different error once with its hint. */
export function closingLines(result: ResultDocument, { palette, verbosity, interactive }: ClosingOptions): string[] {
  const summary = verbosity === 'quiet' ? [] : summaryLines(result, interactive, palette);
  const pending = verbosity === 'quiet' && result.ok ? [] : pendingLines(result);
  return [...summary, ...pending, ...faultLines(result, palette)];
}

const namesShown = 5;

function summaryLines({ jobs, totals, film }: ResultDocument, interactive: boolean, palette: Palette): string[] {
  if (totals.jobs > 1) return [`${outcomeCounts(totals)} · ${costWords(totals)}`];
  const [job] = jobs;
  if (job?.status !== 'done' || !interactive || film !== null) return [];
  if (job.reused) return [palette.good(`reused · ${formatMoney(0)}`)];
  const { actual, estimated, currency } = job.cost;
  const cost = formatMoney(actual ?? estimated, currency);
  const time = job.timing.totalMs === null ? '' : ` in ${formatDuration(job.timing.totalMs)}`;
  return [palette.good(`done${time} · ${cost}`)];
}

function outcomeCounts(totals: Totals): string {
  const counts = outcomes
    .filter((name) => name === 'done' || totals[name] > 0)
    .map((name) => `${totals[name]} ${name}`);
  return counts.join(', ');
}

const outcomes = ['done', 'failed', 'cancelled', 'expired', 'unknown', 'pending', 'reused'] as const;

function costWords({ cost }: Totals): string {
  if (cost.actual === null) {
    return cost.estimated === null ? 'cost unknown' : `${formatMoney(cost.estimated, cost.currency)} estimated`;
  }
  const actual = formatMoney(cost.actual, cost.currency);
  return cost.estimated === null ? actual : `${actual} (estimate ${formatMoney(cost.estimated, cost.currency)})`;
}

function pendingLines({ jobs, run, error }: ResultDocument): string[] {
  // After Ctrl-C the error itself names what is unfinished and how to go on.
  if (isStopped(error) && error?.hint != null) return [];
  const pending = jobs.filter((job) => pendingStatuses.includes(job.status));
  // Jobs that were never submitted go on with their run alone, which the error of each names.
  const known = run === null ? pending.filter((job) => !neverSent.includes(job.status)) : pending;
  const resumable = known.filter((job) => !stopsAgain(job.error));
  if (resumable.length === 0) return [];
  const command = resumeCommand(run, resumable);
  const isHinted = error?.hint?.endsWith(command) === true;
  return [`not finished: ${someOf(pending.map((job) => job.id))}`, ...(isHinted ? [] : [`continue with: ${command}`])];
}

/** Whether a run that is resumed stops there once more: at its own cap, or at a shot whose first picture never comes. */
function stopsAgain(error: ErrorReport | null): boolean {
  if (error === null) return false;
  return keptCaps.includes(error.code) || (error.code === 'job.pending' && !error.retryable);
}

const neverSent = ['planned', 'uploaded'];
const keptCaps: readonly string[] = ['money.cap', 'money.unknown-price'];
const pendingStatuses = [...neverSent, 'submitting', 'submitted', 'rendered'];

/** The command that goes on with all of these jobs; short, because without ids it goes on with whatever is unfinished. */
export function resumeCommand(run: string | null, jobs: readonly Pick<JobReport, 'id'>[]): string {
  const ids = run === null ? jobs.map(({ id }) => id) : [run];
  return ['wan', 'resume', ...(ids.length > namesShown ? [] : ids)].join(' ');
}

interface Fault {
  readonly error: ErrorReport;
  readonly jobs: JobReport[];
}

function faultLines({ jobs, error }: ResultDocument, palette: Palette): string[] {
  const faults = new Map<string, Fault>();
  for (const job of jobs) {
    // What waits because the user stopped is no fault of its own.
    if (job.error === null || (isStopped(error) && job.error.code === 'job.pending')) continue;
    const fault = faults.get(identity(job.error)) ?? { error: job.error, jobs: [] };
    faults.set(identity(job.error), fault);
    fault.jobs.push(job);
  }
  if (error !== null && !faults.has(identity(error))) faults.set(identity(error), { error, jobs: [] });
  const hinted = new Set<string>();
  return [...faults.values()].flatMap((fault) => faultBlock(fault, jobs.length > 1, hinted, palette));
}

function faultBlock({ error, jobs }: Fault, several: boolean, hinted: Set<string>, palette: Palette): string[] {
  const [first = '', ...more] = error.message.split('\n');
  const lines = [`${palette.bad('error:')} ${oneLine(first)}`, ...more.map((line) => `  ${oneLine(line)}`)];
  if (several && jobs.length > 0) lines.push(`  in ${someOf(jobs.map(nameOf))}`);
  if (error.hint !== null && !hinted.has(error.hint)) {
    hinted.add(error.hint);
    lines.push(`${palette.accent('hint:')} ${oneLine(error.hint)}`);
  }
  return lines;
}

function isStopped(error: ErrorReport | null): boolean {
  return error?.code.startsWith('signal.') === true;
}

function identity({ code, message }: ErrorReport): string {
  return `${code} ${message}`;
}

function nameOf({ id, row }: JobReport): string {
  return row === null ? id : `${id} (row ${row})`;
}

function someOf(names: readonly string[]): string {
  const more = names.length - namesShown;
  return names.slice(0, namesShown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
