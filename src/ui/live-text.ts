import { activeJobs, type Board, type BoardJob, costSoFar, countJobs } from './board.js';
import { formatDuration, formatMoney } from './format.js';
import type { Palette } from './palette.js';
import { displayWidth, joinFitting, oneLine, padEnd, truncate } from './width.js';

/** Where and when a line is drawn; `now` is monotonic milliseconds, `columns` the width that may be filled. */
export interface Frame {
  readonly board: Board;
  readonly now: number;
  readonly columns: number;
  readonly palette: Palette;
}

/** The line beside the spinner: `rendering 12s · about 20s left · $0.10 · hero.png`. */
export function spinnerText({ board, now, columns, palette }: Frame): string {
  const job = activeJobs(board)[0] ?? [...board.jobs.values()].at(-1);
  if (job === undefined) return 'starting';
  const head = joinFitting([phase(job), ...progressFacts(job, now), costFact(board)], columns);
  const label = truncate(oneLine(job.state.label), columns - displayWidth(head) - separator.length);
  return displayWidth(label) < 4 ? head : `${head}${palette.faint(separator + label)}`;
}

/** One line for the run, then one for each active job, at most `limit` of these. */
export function barLines(frame: Frame, limit: number): string[] {
  const active = activeJobs(frame.board);
  return [overallLine(frame, Math.max(0, active.length - limit)), ...active.slice(0, limit).map(jobLine(frame))];
}

const separator = ' · ';
const barWidth = 12;

function overallLine({ board, now, columns, palette }: Frame, hidden: number): string {
  const { done, failed, active } = countJobs(board);
  const facts = [
    `${done}/${board.expected} done`,
    failed > 0 ? `${failed} failed` : '',
    active > 0 ? `${active} running` : '',
    costFact(board),
    formatDuration(now - board.startedAt),
    hidden > 0 ? `${hidden} not shown` : '',
  ];
  return palette.faint(joinFitting(facts, columns));
}

function jobLine({ now, columns, palette }: Frame): (job: BoardJob) => string {
  const labelWidth = Math.min(28, Math.max(8, Math.floor(columns * 0.3)));
  return (job) => {
    const label = padEnd(truncate(oneLine(job.state.label), labelWidth), labelWidth);
    const bar = columns >= 60 ? `${drawBar(fractionDone(job, now), palette)} ` : '';
    const rest = columns - labelWidth - 1 - displayWidth(bar);
    return `${label} ${bar}${joinFitting([phase(job), ...progressFacts(job, now)], rest)}`;
  };
}

function drawBar(fraction: number, palette: Palette): string {
  const filled = Math.floor(fraction * barWidth);
  return palette.accent('█'.repeat(filled)) + palette.faint('░'.repeat(barWidth - filled));
}

/** 0 to 1: what the provider says, else elapsed time against the expected end, which never claims to be done. */
function fractionDone({ progress, progressAt }: BoardJob, now: number): number {
  if (progress === null) return 0;
  if (progress.fraction !== null) return Math.min(1, Math.max(0, progress.fraction));
  if (progress.phase !== 'rendering' || progress.etaMs === null) return 0;
  const elapsed = Math.max(0, progress.elapsedMs + now - progressAt);
  const expected = progress.elapsedMs + progress.etaMs;
  return expected <= 0 ? 0.95 : Math.min(0.95, elapsed / expected);
}

function phase({ state, progress }: BoardJob): string {
  if (progress === null) return words[state.status];
  if (progress.phase === 'queued' && progress.queuePosition !== null)
    return `queued, position ${progress.queuePosition}`;
  const fraction =
    progress.fraction === null ? '' : ` ${Math.floor(Math.min(1, Math.max(0, progress.fraction)) * 100)}%`;
  return `${progress.phase}${fraction}`;
}

function progressFacts({ progress, progressAt }: BoardJob, now: number): string[] {
  if (progress === null) return [];
  const passed = Math.max(0, now - progressAt);
  const elapsed = formatDuration(progress.elapsedMs + passed);
  if (progress.etaMs === null) return [elapsed];
  const left = progress.etaMs - passed;
  return [elapsed, left < 1000 ? 'any moment' : `~${formatDuration(left)} left`];
}

function costFact(board: Board): string {
  const cost = costSoFar(board);
  if (cost === 0) return '';
  return cost === null ? 'cost unknown' : formatMoney(cost);
}

const words = {
  planned: 'planned',
  uploaded: 'ready to submit',
  submitting: 'submitting',
  submitted: 'submitted',
  rendered: 'rendered',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  unknown: 'outcome unknown',
  expired: 'expired',
} as const;
