import { describe, expect, it } from 'vitest';
import type { ReportEvent } from '../../../src/jobs/report.js';
import type { Board } from '../../../src/ui/board.js';
import { plainPalette } from '../../../src/ui/palette.js';
import { createTerminal } from '../../../src/ui/terminal.js';
import type { Verbosity } from '../../../src/ui/verbosity.js';
import { fakeStream } from './fake-stream.js';
import { jobEvent, progressEvent, refusal } from './reports.js';

const run = (jobs: number): ReportEvent => ({ type: 'run', run: 'r_1', jobs, command: 'batch' });
const warning: ReportEvent = { type: 'note', level: 'warning', job: 'a', text: 'small image' };

function terminal(verbosity: Verbosity = 'normal', fails = false) {
  const stream = fakeStream({ isTTY: true });
  const opened: string[] = [];
  const printed: string[] = [];
  const boards: (() => Board)[] = [];
  let stops = 0;
  const screen = createTerminal({
    stream,
    clock: { monotonic: () => 0 },
    palette: plainPalette,
    verbosity,
    open: async (kind, board) => {
      opened.push(kind);
      boards.push(board);
      if (fails) throw new Error('no such module');
      const stop = () => {
        stops += 1;
      };
      return { print: (text) => void printed.push(text), stop };
    },
  });
  return { screen, stream, opened, printed, board: () => boards[0]?.(), stops: () => stops };
}

/** Lets a view that is being loaded arrive. */
const loaded = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('progress on a terminal', () => {
  it.each([
    [1, 'spinner'],
    [3, 'bars'],
  ])('shows %i job(s) with a %s, put up once', (jobs, kind) => {
    const { screen, opened } = terminal();
    screen.report(run(jobs));
    screen.report(jobEvent('a', 'planned'));
    expect(opened).toEqual([]);
    screen.report(jobEvent('a', 'submitting'));
    screen.report(progressEvent('a', 'queued'));
    expect(opened).toEqual([kind]);
  });

  it('loads nothing when every clip is only reused', () => {
    const { screen, opened } = terminal();
    screen.report(run(1));
    screen.report(jobEvent('a', 'done', { reused: true }));
    screen.stop();
    expect(opened).toEqual([]);
  });

  it('shows the view what has happened since, too', async () => {
    const { screen, board } = terminal();
    screen.report(jobEvent('a', 'submitted'));
    await loaded();
    screen.report(progressEvent('a', 'queued', { queuePosition: 7 }));
    expect(board()?.jobs.get('a')?.progress?.queuePosition).toBe(7);
  });

  it('prints notes above the live part, and plainly before and after it', async () => {
    const { screen, stream, printed } = terminal();
    screen.report(run(1));
    screen.report(warning);
    screen.report(jobEvent('a', 'submitted'));
    await loaded();
    screen.report(warning);
    screen.stop();
    screen.report(warning);
    expect(printed).toEqual(['warning: small image\n']);
    expect(stream.text()).toBe('warning: small image\nwarning: small image\n');
  });

  it('keeps the end of each of many jobs, once, and leaves a single one to the closing words', async () => {
    for (const [jobs, expected] of [
      [1, []],
      [2, ['a.png: failed (provider.refused)\n', 'b.png: done, $0.10\n']],
    ] as const) {
      const { screen, printed } = terminal();
      screen.report(run(jobs));
      screen.report(jobEvent('a', 'submitted'));
      await loaded();
      screen.report(jobEvent('a', 'failed', { error: refusal }));
      screen.report(jobEvent('a', 'failed', { error: refusal }));
      screen.report(jobEvent('b', 'done'));
      expect(printed).toEqual(expected);
    }
  });

  it('takes a view down that arrives after the end', async () => {
    const { screen, stops } = terminal();
    screen.report(jobEvent('a', 'submitted'));
    screen.stop();
    expect(stops()).toBe(0);
    await loaded();
    expect(stops()).toBe(1);
  });

  it('puts nothing up again after the end', async () => {
    const { screen, opened } = terminal();
    screen.stop();
    screen.report(jobEvent('a', 'submitted'));
    expect(opened).toEqual([]);
  });

  it('goes on without its library', async () => {
    const { screen, stream } = terminal('normal', true);
    screen.report(jobEvent('a', 'submitted'));
    await loaded();
    screen.report(jobEvent('a', 'done'));
    screen.stop();
    expect(stream.text()).toBe('a.png: done, $0.10\n');
  });

  it('is silent under -q', () => {
    const { screen, stream, opened } = terminal('quiet');
    screen.report(warning);
    screen.report(jobEvent('a', 'submitted'));
    screen.report(jobEvent('a', 'failed'));
    expect([stream.text(), opened]).toEqual(['', []]);
  });
});
