import { describe, expect, it } from 'vitest';
import { parseProgress } from '../../../../src/media/animatic/attempt.js';

const report = (frame: number, end: 'continue' | 'end') => `frame=${frame}\nfps=0.00\nout_time_us=1\nprogress=${end}\n`;

describe('parseProgress', () => {
  it('reads the last report', () => {
    expect(parseProgress(report(10, 'continue') + report(42, 'continue'))).toEqual({ frame: 42, hasEnded: false });
    expect(parseProgress(report(10, 'continue') + report(81, 'end'))).toEqual({ frame: 81, hasEnded: true });
  });

  it('takes a report that is being written for what it already says', () => {
    expect(parseProgress(`${report(10, 'continue')}frame=  42\nfps=`)).toEqual({ frame: 42, hasEnded: false });
  });

  it('knows nothing of an empty file', () => {
    expect(parseProgress('')).toEqual({ frame: 0, hasEnded: false });
    expect(parseProgress('frame=N/A\n')).toEqual({ frame: 0, hasEnded: false });
  });
});
