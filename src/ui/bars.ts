import type { OutputStream } from '../runtime.js';
import type { LiveView } from './live-view.js';
import { ScreenStream } from './screen-stream.js';

export interface BarsOptions {
  readonly stream: OutputStream;
  readonly columns: () => number;
  /** The lines to show now, each no wider than `width` columns; asked for at every draw. */
  readonly lines: (width: number) => readonly string[];
}

/** A block of lines, one for the run and one for each active job. */
export async function createBars({ stream, columns, lines }: BarsOptions): Promise<LiveView> {
  const { default: progress } = await import('cli-progress');
  // The library cuts lines at the stream's width counting colour codes too; ours fit already, so it gets no limit.
  const screen = new ScreenStream(stream, () => Number.MAX_SAFE_INTEGER);
  const bars = new progress.MultiBar({
    stream: screen,
    format: (_options, _parameters, payload: { row: number }) => frame[payload.row] ?? '',
    fps: 5,
    // A printed line moves the block down; without this only lines whose text changed would be drawn again.
    forceRedraw: true,
    clearOnComplete: true,
    // Wrapping and cursor stay as they are, so that leaving at once leaves nothing to restore.
    linewrap: true,
    hideCursor: false,
    gracefulExit: false,
  });
  let frame: readonly string[] = [];
  let rows = 0;
  const draw = () => {
    frame = lines(columns() - 1);
    for (; rows < frame.length; rows += 1) bars.create(1, 0, { row: rows });
  };
  bars.on('update-pre', draw);
  draw();
  bars.update();
  return {
    print(text) {
      bars.log(clearBelow + text);
    },
    stop() {
      // Stopping alone would drop what was printed since the last draw.
      bars.update();
      bars.stop();
    },
  };
}

/** Otherwise a long line would be written over the remains of the block. */
const clearBelow = '\u001b[J';
