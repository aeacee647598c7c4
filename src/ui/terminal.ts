import type { ReportEvent } from '../jobs/report.js';
import type { Clock, OutputStream } from '../runtime.js';
import { activeJobs, type Board, createBoard, updateBoard } from './board.js';
import type { LiveView } from './live-view.js';
import type { Palette } from './palette.js';
import type { Screen } from './screen.js';
import { statusLine } from './status-line.js';
import { isShown, noteLine, type Verbosity } from './verbosity.js';

export interface TerminalOptions {
  readonly stream: OutputStream;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly palette: Palette;
  readonly verbosity: Verbosity;
  /** Puts up a spinner for one job or bars for many; the library behind it is loaded now and not before. */
  readonly open: (kind: 'spinner' | 'bars', board: () => Board) => Promise<LiveView>;
}

/** Progress for someone who watches. The live part goes up with the first job that is under way. */
export function createTerminal({ stream, clock, palette, verbosity, open }: TerminalOptions): Screen {
  let board = createBoard(clock.monotonic());
  let view: LiveView | undefined;
  let opening = false;
  let stopped = false;
  let many = true;

  return {
    report(event) {
      if (verbosity === 'quiet') return;
      const line = lastingLine(event);
      if (event.type === 'run') many = event.jobs !== 1;
      board = updateBoard(board, event, clock.monotonic());
      if (line !== undefined) print(line);
      if (!opening && activeJobs(board).length > 0) putUp();
    },
    stop() {
      stopped = true;
      view?.stop();
      view = undefined;
    },
  };

  /** What stays on the screen: notes, and of many jobs each one's end. A single job's end is told in the closing words. */
  function lastingLine(event: ReportEvent): string | undefined {
    if (event.type === 'note') {
      if (!isShown(event.level, verbosity)) return undefined;
      const label = many && event.job !== null ? board.jobs.get(event.job)?.state.label : undefined;
      return noteLine(event, label, palette);
    }
    if (event.type !== 'job' || !many || !lasting.includes(event.status)) return undefined;
    return board.jobs.get(event.job)?.state.status === event.status ? undefined : statusLine(event, palette);
  }

  function print(line: string): void {
    if (view === undefined) stream.write(`${line}\n`);
    else view.print(`${line}\n`);
  }

  function putUp(): void {
    if (stopped) return;
    opening = true;
    const opened = open(many ? 'bars' : 'spinner', () => board);
    opened.then(
      (ready) => {
        if (stopped) ready.stop();
        else view = ready;
      },
      // Without its library there is nothing to redraw; the work goes on and the closing words still come.
      () => undefined,
    );
  }
}

const lasting = ['done', 'failed', 'cancelled', 'unknown', 'expired'];
