import type { ReportEvent, ReportStatus } from '../jobs/report.js';

export type JobEventReport = Extract<ReportEvent, { type: 'job' }>;
export type ProgressReport = Extract<ReportEvent, { type: 'progress' }>;

/** What the screen knows of one job: its last change of state, its last progress, and when that came (monotonic ms). */
export interface BoardJob {
  readonly state: JobEventReport;
  readonly progress: ProgressReport | null;
  readonly progressAt: number;
}

/** Everything that the live part of the screen shows. */
export interface Board {
  /** Jobs of the run; jobs seen so far when no run was announced. */
  readonly expected: number;
  readonly startedAt: number;
  readonly jobs: ReadonlyMap<string, BoardJob>;
}

export interface BoardCounts {
  readonly done: number;
  readonly failed: number;
  readonly active: number;
}

export function createBoard(startedAt: number): Board {
  return { expected: 0, startedAt, jobs: new Map() };
}

/** The board after an event that came at this monotonic time. Pure. */
export function updateBoard(board: Board, event: ReportEvent, at: number): Board {
  switch (event.type) {
    case 'run':
      return { ...board, expected: event.jobs };
    case 'job': {
      const known = board.jobs.get(event.job);
      // Progress of an earlier phase says nothing about the new state.
      const progress = known?.state.status === event.status ? known.progress : null;
      return withJob(board, event.job, { state: event, progress, progressAt: at });
    }
    case 'progress': {
      const known = board.jobs.get(event.job);
      return known === undefined ? board : withJob(board, event.job, { ...known, progress: event, progressAt: at });
    }
    case 'note':
      return board;
  }
}

/** Jobs that something is being done for right now, in the order in which they began. */
export function activeJobs(board: Board): BoardJob[] {
  return [...board.jobs.values()].filter(isActive);
}

export function countJobs(board: Board): BoardCounts {
  const jobs = [...board.jobs.values()];
  const having = (statuses: readonly ReportStatus[]) =>
    jobs.filter((job) => statuses.includes(job.state.status)).length;
  return {
    done: having(['done']),
    failed: having(['failed', 'cancelled', 'expired', 'unknown']),
    active: jobs.filter(isActive).length,
  };
}

/** USD spent or owed by now; null as long as the price of a paid job is not known. */
export function costSoFar(board: Board): number | null {
  let sum = 0;
  for (const { state } of board.jobs.values()) {
    if (state.reused || unpaid.includes(state.status)) continue;
    if (state.cost === null) return null;
    sum += state.cost;
  }
  return sum;
}

const unpaid: readonly ReportStatus[] = ['planned', 'uploaded', 'submitting'];

function isActive({ state, progress }: BoardJob): boolean {
  if (state.status === 'planned' || state.status === 'uploaded') return progress !== null;
  return state.status === 'submitting' || state.status === 'submitted' || state.status === 'rendered';
}

function withJob(board: Board, id: string, job: BoardJob): Board {
  const jobs = new Map(board.jobs).set(id, job);
  return { ...board, expected: Math.max(board.expected, jobs.size), jobs };
}
