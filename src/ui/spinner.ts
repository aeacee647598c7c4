import type { Clock, OutputStream } from '../runtime.js';
import type { LiveView } from './live-view.js';
import type { Palette } from './palette.js';
import { ScreenStream } from './screen-stream.js';

export interface SpinnerOptions {
  readonly stream: OutputStream;
  readonly columns: () => number;
  readonly clock: Pick<Clock, 'every'>;
  readonly palette: Palette;
  /** The text beside the spinner, no wider than `width` columns. */
  readonly text: (width: number) => string;
}

/** One line with a spinner, for one job. */
export async function createSpinner({ stream, columns, clock, palette, text }: SpinnerOptions): Promise<LiveView> {
  const { default: ora } = await import('ora');
  const describe = () => text(columns() - frameWidth);
  const spinner = ora({
    stream: new ScreenStream(stream, columns),
    text: describe(),
    spinner: { frames: frames.map((frame) => palette.accent(frame)), interval: redrawMs },
    color: false,
    isEnabled: true,
    // Left at its default, ora would swallow Ctrl-C while it spins.
    discardStdin: false,
  });
  spinner.start();
  const stopRefreshing = clock.every(refreshMs, () => {
    spinner.text = describe();
  });
  return {
    print(lines) {
      spinner.stop();
      stream.write(lines);
      spinner.start(describe());
    },
    stop() {
      stopRefreshing();
      spinner.stop();
    },
  };
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/** The frame, the space after it and a free last column: a full line wraps on some terminals. */
const frameWidth = 3;
const redrawMs = 120;
const refreshMs = 250;
