import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReportEvent } from '../../../src/jobs/report.js';
import { createBoard, updateBoard } from '../../../src/ui/board.js';
import { barLines, spinnerText } from '../../../src/ui/live-text.js';
import { plainPalette } from '../../../src/ui/palette.js';
import { displayWidth } from '../../../src/ui/width.js';
import { jobEvent, progressEvent } from './reports.js';

const palette = plainPalette;
const boardAfter = (...events: ReportEvent[]) =>
  events.reduce((board, event) => updateBoard(board, event, 1000), createBoard(0));

describe('the line beside the spinner', () => {
  const text = (columns: number, now: number, ...events: ReportEvent[]) =>
    spinnerText({ board: boardAfter(...events), now, columns, palette });

  it('says starting before the first job', () => {
    expect(text(80, 0)).toBe('starting');
  });

  it('tells the queue position, the elapsed time, the expected end, the cost and the label', () => {
    const queued = progressEvent('hero', 'queued', { queuePosition: 3, elapsedMs: 2000, etaMs: 40_000 });
    expect(text(80, 1000, jobEvent('hero', 'submitted'), queued)).toBe(
      'queued, position 3 · 2s · ~40s left · $0.10 · hero.png',
    );
  });

  it('goes on counting between reports', () => {
    const rendering = progressEvent('hero', 'rendering', { elapsedMs: 2000, etaMs: 40_000 });
    expect(text(80, 11_000, jobEvent('hero', 'submitted'), rendering)).toContain('rendering · 12s · ~30s left');
  });

  it('does not count below zero when the clip is late', () => {
    const rendering = progressEvent('hero', 'rendering', { elapsedMs: 2000, etaMs: 5000 });
    expect(text(80, 60_000, jobEvent('hero', 'submitted'), rendering)).toContain('any moment');
  });

  it('shows the share that the provider tells, and unknown prices as unknown', () => {
    const rendering = progressEvent('hero', 'rendering', { fraction: 0.456 });
    expect(text(80, 1000, jobEvent('hero', 'submitted', { cost: null }), rendering)).toBe(
      'rendering 45% · 0s · cost unknown · hero.png',
    );
  });

  it('names the state when there is no progress yet', () => {
    expect(text(80, 1000, jobEvent('hero', 'submitting'))).toBe('submitting · hero.png');
  });

  it('gives up the label first, then the cost, on a narrow terminal', () => {
    const queued = progressEvent('hero', 'queued', { queuePosition: 3, elapsedMs: 2000, etaMs: 40_000 });
    expect(text(40, 1000, jobEvent('hero', 'submitted'), queued)).toBe('queued, position 3 · 2s · ~40s left');
    expect(text(12, 1000, jobEvent('hero', 'submitted'), queued)).toBe('queued, pos…');
  });
});

describe('the lines of bars', () => {
  const rendering = (id: string, label: string) => [
    jobEvent(id, 'submitted', { label }),
    progressEvent(id, 'rendering', { elapsedMs: 10_000, etaMs: 10_000 }),
  ];

  it('has the run first, then a line for each active job with its bar', () => {
    const board = boardAfter(jobEvent('a', 'done'), ...rendering('b', 'shoe.png'), jobEvent('c', 'failed'));
    expect(barLines({ board, now: 1000, columns: 80, palette }, 8)).toEqual([
      '1/3 done · 1 failed · 1 running · $0.30 · 1s',
      'shoe.png                 ██████░░░░░░ rendering · 10s · ~10s left',
    ]);
  });

  it('shows no more jobs than its limit and says how many are hidden', () => {
    const board = boardAfter(...['a', 'b', 'c', 'd'].flatMap((id) => rendering(id, id)));
    const lines = barLines({ board, now: 1000, columns: 80, palette }, 2);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('2 not shown');
  });

  it('never claims that a late clip is nearly done, nor done', () => {
    const board = boardAfter(...rendering('a', 'a'));
    expect(barLines({ board, now: 900_000, columns: 80, palette }, 8)[1]).toContain('███████████░ rendering');
  });

  it('leaves the bar out where there is no room', () => {
    const board = boardAfter(...rendering('a', 'shoe.png'));
    expect(barLines({ board, now: 1000, columns: 40, palette }, 8)[1]).toBe('shoe.png     rendering · 10s · ~10s left');
  });
});

describe('live text', () => {
  it('never exceeds the width, whatever the label, so that it can be redrawn in place', () => {
    const anyLabel = fc.string({ unit: 'grapheme', maxLength: 120 });
    fc.assert(
      fc.property(anyLabel, fc.integer({ min: 1, max: 120 }), fc.option(fc.nat(99)), (label, columns, position) => {
        const board = boardAfter(
          jobEvent('a', 'submitted', { label }),
          progressEvent('a', 'queued', { queuePosition: position, etaMs: 90_000, fraction: 0.5 }),
        );
        const frame = { board, now: 5000, columns, palette };
        const lines = [spinnerText(frame), ...(columns >= 20 ? barLines(frame, 8) : [])];
        for (const line of lines) {
          expect(displayWidth(line)).toBeLessThanOrEqual(columns);
          expect(line).not.toContain('\n');
        }
      }),
    );
  });
});
