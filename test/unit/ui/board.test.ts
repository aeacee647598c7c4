import { describe, expect, it } from 'vitest';
import type { ReportEvent } from '../../../src/jobs/report.js';
import { activeJobs, costSoFar, countJobs, createBoard, updateBoard } from '../../../src/ui/board.js';
import { jobEvent, progressEvent } from './reports.js';

const boardAfter = (...events: ReportEvent[]) =>
  events.reduce((board, event, index) => updateBoard(board, event, index * 1000), createBoard(0));

describe('the board', () => {
  it('expects as many jobs as the run announced, or as it has seen', () => {
    expect(boardAfter({ type: 'run', run: 'r_1', jobs: 3, command: 'batch' }, jobEvent('a', 'planned')).expected).toBe(
      3,
    );
    expect(boardAfter(jobEvent('a', 'planned'), jobEvent('b', 'planned')).expected).toBe(2);
  });

  it('counts a job as active from its first work to its end', () => {
    const ids = (...events: ReportEvent[]) => activeJobs(boardAfter(...events)).map(({ state }) => state.job);
    expect(ids(jobEvent('a', 'planned'))).toEqual([]);
    expect(ids(jobEvent('a', 'planned'), progressEvent('a', 'uploading'))).toEqual(['a']);
    expect(ids(jobEvent('a', 'submitting'))).toEqual(['a']);
    expect(ids(jobEvent('a', 'submitted'), jobEvent('b', 'rendered'))).toEqual(['a', 'b']);
    expect(ids(jobEvent('a', 'submitted'), jobEvent('a', 'done'))).toEqual([]);
  });

  it('forgets progress when the state changes, and keeps it when the state is only repeated', () => {
    const waiting = [jobEvent('a', 'submitted'), progressEvent('a', 'queued', { queuePosition: 4 })];
    expect(boardAfter(...waiting, jobEvent('a', 'submitted')).jobs.get('a')?.progress?.queuePosition).toBe(4);
    expect(boardAfter(...waiting, jobEvent('a', 'rendered')).jobs.get('a')?.progress).toBeNull();
  });

  it('ignores progress of a job that was never announced, and notes', () => {
    const note: ReportEvent = { type: 'note', level: 'info', job: null, text: 'hello' };
    expect(boardAfter(progressEvent('ghost', 'queued'), note).jobs.size).toBe(0);
  });

  it('counts what can no longer succeed as failed', () => {
    const statuses = ['done', 'failed', 'cancelled', 'expired', 'unknown', 'submitted', 'planned'] as const;
    const board = boardAfter(...statuses.map((status, index) => jobEvent(`j${index}`, status)));
    expect(countJobs(board)).toEqual({ done: 1, failed: 4, active: 1 });
  });
});

describe('the cost so far', () => {
  it('is what was submitted, without what is only planned or reused', () => {
    const board = boardAfter(
      jobEvent('a', 'done', { cost: 0.1 }),
      jobEvent('b', 'submitted', { cost: 0.2 }),
      jobEvent('c', 'planned', { cost: 5 }),
      jobEvent('d', 'done', { cost: 5, reused: true }),
    );
    expect(costSoFar(board)).toBeCloseTo(0.3);
  });

  it('is unknown once a price is, never too small', () => {
    expect(costSoFar(boardAfter(jobEvent('a', 'done'), jobEvent('b', 'submitted', { cost: null })))).toBeNull();
  });
});
