import type { Reporter } from '../jobs/report.js';
import type { Clock, OutputStream } from '../runtime.js';
import { createBars } from './bars.js';
import type { Board } from './board.js';
import { closingLines } from './closing.js';
import { linksFor } from './hyperlink.js';
import { createLines } from './lines.js';
import { barLines, spinnerText } from './live-text.js';
import type { LiveView } from './live-view.js';
import { isInteractive, loadPalette, type Palette, wantsColour } from './palette.js';
import { createJsonLinesOutput, createJsonOutput, createPathOutput, type Output } from './results.js';
import { createSafeStream } from './safe-stream.js';
import type { Screen } from './screen.js';
import { createSpinner } from './spinner.js';
import { createTerminal } from './terminal.js';
import type { Verbosity } from './verbosity.js';
import { columnsOf } from './width.js';

export interface ReporterOptions {
  /** What goes to stdout: paths, one document, or events. */
  readonly mode: 'text' | 'json' | 'jsonl';
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Pick<Clock, 'now' | 'monotonic' | 'every'>;
  readonly verbosity: Verbosity;
  /** `--no-color` is false; undefined leaves it to the environment and the terminal. */
  readonly colour?: boolean | undefined;
  /** Instead of the terminal's own width, which is followed when it changes. */
  readonly columns?: number | undefined;
  /** Height of the terminal; bars are kept well below it. */
  readonly rows?: number | undefined;
}

/** The reader of a run's events: people on stderr, scripts on stdout. Writing never throws. */
export async function createReporter(options: ReporterOptions): Promise<Reporter> {
  const stdout = createSafeStream(options.stdout);
  const stderr = createSafeStream(options.stderr);
  const palette = await loadPalette(wantsColour(stderr, options.env, options.colour));
  const interactive = isInteractive(stderr, options.env);
  const screen = interactive
    ? createTerminalScreen({ ...options, stderr }, palette)
    : createLines({ stream: stderr, palette, verbosity: options.verbosity });
  const output = createOutput({ ...options, stdout });
  return {
    report(event) {
      screen.report(event);
      output.report(event);
    },
    finish(result) {
      screen.stop();
      output.finish(result);
      const closing = closingLines(result, { palette, verbosity: options.verbosity, interactive });
      for (const line of closing) stderr.write(`${line}\n`);
    },
  };
}

const mostBars = 8;

function createOutput({ mode, stdout, clock, env, colour }: ReporterOptions): Output {
  if (mode === 'json') return createJsonOutput(stdout);
  if (mode === 'jsonl') return createJsonLinesOutput(stdout, clock.now);
  return createPathOutput(stdout, linksFor(stdout, env, colour));
}

function createTerminalScreen({ stderr, clock, verbosity, ...options }: ReporterOptions, palette: Palette): Screen {
  const columns = () => options.columns ?? columnsOf(stderr);
  const barsShown = Math.max(1, Math.min(mostBars, (options.rows ?? 24) - 3));
  return createTerminal({ stream: stderr, clock, palette, verbosity, open });

  function open(kind: 'spinner' | 'bars', board: () => Board): Promise<LiveView> {
    const frame = (width: number) => ({ board: board(), now: clock.monotonic(), columns: width, palette });
    return kind === 'spinner'
      ? createSpinner({ stream: stderr, columns, clock, palette, text: (width) => spinnerText(frame(width)) })
      : createBars({ stream: stderr, columns, lines: (width) => barLines(frame(width), barsShown) });
  }
}
