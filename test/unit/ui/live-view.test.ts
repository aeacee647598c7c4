import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBars } from '../../../src/ui/bars.js';
import { plainPalette } from '../../../src/ui/palette.js';
import { createSpinner } from '../../../src/ui/spinner.js';
import { fakeStream } from './fake-stream.js';

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';

/** Both libraries draw by timers of their own, so these are faked. */
async function withTimers<T>(open: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  return await open();
}

afterEach(() => void vi.useRealTimers());

describe('the spinner', () => {
  function open() {
    const stream = fakeStream({ isTTY: true, columns: 80 });
    const widths: number[] = [];
    let text = 'queued';
    let refresh = () => {};
    let refreshing = true;
    const clock = {
      every: (_ms: number, task: () => void) => {
        refresh = task;
        return () => {
          refreshing = false;
        };
      },
    };
    const describeJob = (width: number) => {
      widths.push(width);
      return text;
    };
    const view = withTimers(() =>
      createSpinner({ stream, columns: () => 80, clock, palette: plainPalette, text: describeJob }),
    );
    const say = (next: string) => {
      text = next;
      refresh();
    };
    return { view, stream, widths, say, isRefreshing: () => refreshing };
  }

  it('hides the cursor while it turns and gives it back at the end', async () => {
    const { view, stream, isRefreshing } = open();
    (await view).stop();
    expect(stream.text().split(hideCursor)).toHaveLength(2);
    expect(stream.text().lastIndexOf(showCursor)).toBeGreaterThan(stream.text().lastIndexOf(hideCursor));
    expect(isRefreshing()).toBe(false);
    const atEnd = stream.text();
    vi.advanceTimersByTime(5000);
    expect(stream.text()).toBe(atEnd);
  });

  it('shows the newest text, in the width that the frame leaves', async () => {
    const { view, stream, say, widths } = open();
    const spinner = await view;
    say('rendering');
    vi.advanceTimersByTime(200);
    spinner.stop();
    expect(stream.text()).toContain('⠋ queued');
    expect(stream.text()).toMatch(/. rendering/);
    expect(widths[0]).toBe(77);
  });

  it('draws at most ten times a second', async () => {
    const { view, stream } = open();
    const spinner = await view;
    const before = stream.text().split('queued').length;
    vi.advanceTimersByTime(1000);
    const draws = stream.text().split('queued').length - before;
    spinner.stop();
    expect(draws).toBeGreaterThan(4);
    expect(draws).toBeLessThanOrEqual(10);
  });

  it('prints a note on a line of its own and goes on below it', async () => {
    const { view, stream } = open();
    const spinner = await view;
    spinner.print('warning: small\n');
    spinner.stop();
    const [before = '', after = ''] = stream.text().split('warning: small\n');
    // The frame was erased before the note came, and drawn again after it.
    expect(before.lastIndexOf('\u001b[0K')).toBeGreaterThan(before.lastIndexOf('queued'));
    expect(after).toContain('queued');
  });

  it('leaves the input alone, so that Ctrl-C still reaches the program', async () => {
    const listeners = process.stdin.listenerCount('data');
    const { view } = open();
    const spinner = await view;
    expect(process.stdin.listenerCount('data')).toBe(listeners);
    expect(process.stdin.isRaw ?? false).toBe(false);
    spinner.stop();
  });
});

describe('the bars', () => {
  function open() {
    const stream = fakeStream({ isTTY: true, columns: 40 });
    const widths: number[] = [];
    let lines = ['0/2 done', 'a rendering'];
    const view = withTimers(() =>
      createBars({
        stream,
        columns: () => 40,
        lines: (width) => {
          widths.push(width);
          return lines;
        },
      }),
    );
    const show = (...next: string[]) => {
      lines = next;
      vi.advanceTimersByTime(250);
    };
    return { view, stream, widths, show };
  }

  it('change neither cursor nor wrapping, so that leaving at once leaves nothing to restore', async () => {
    const { view, stream } = open();
    const signals = process.listenerCount('SIGINT');
    (await view).stop();
    expect(stream.text()).toContain('a rendering');
    expect(stream.text()).not.toMatch(/\u001b\[\?/);
    expect(process.listenerCount('SIGINT')).toBe(signals);
  });

  it('draw nothing after the end, and clear what was drawn', async () => {
    const { view, stream } = open();
    const bars = await view;
    bars.stop();
    const atEnd = stream.text();
    expect(atEnd.endsWith('\u001b[0J')).toBe(true);
    vi.advanceTimersByTime(5000);
    expect(stream.text()).toBe(atEnd);
  });

  it('grow and shrink with the jobs under way', async () => {
    const { view, stream, show, widths } = open();
    const bars = await view;
    show('0/3 done', 'a rendering', 'b queued', 'c queued');
    expect(stream.text()).toContain('c queued');
    const before = stream.text().length;
    show('2/3 done', 'c rendering');
    expect(stream.text().slice(before)).not.toContain('b queued');
    bars.stop();
    expect(new Set(widths)).toEqual(new Set([39]));
  });

  it('do not cut a line whose colours make it look long', async () => {
    const { view, stream, show } = open();
    const coloured = `\u001b[36m${'█'.repeat(12)}\u001b[39m\u001b[2m rendering the last part\u001b[22m`;
    const bars = await view;
    show('0/2 done', coloured);
    bars.stop();
    expect(stream.text()).toContain(coloured);
  });

  it('draw at most ten times a second', async () => {
    const { view, stream } = open();
    const bars = await view;
    const before = stream.text().split('a rendering').length;
    vi.advanceTimersByTime(1000);
    const draws = stream.text().split('a rendering').length - before;
    bars.stop();
    expect(draws).toBeGreaterThan(2);
    expect(draws).toBeLessThanOrEqual(10);
  });

  it('print above themselves and are drawn again, and lose no line at the end', async () => {
    const { view, stream } = open();
    const bars = await view;
    bars.print('a.png: done\n');
    vi.advanceTimersByTime(250);
    const [, after = ''] = stream.text().split('a.png: done\n');
    expect(after).toContain('0/2 done');
    expect(after).toContain('a rendering');
    bars.print('b.png: done\n');
    bars.stop();
    expect(stream.text()).toContain('b.png: done\n');
  });
});
