import { describe, expect, it } from 'vitest';
import { toErrorReport, WanError } from '../../../src/errors.js';
import type { JobReport } from '../../../src/jobs/report.js';
import { type ResultParts, resultDocument } from '../../../src/jobs/summary.js';
import { type ClosingOptions, closingLines } from '../../../src/ui/closing.js';
import { plainPalette } from '../../../src/ui/palette.js';
import { jobReport, refusal } from './reports.js';

const failed = (id: string, more: Partial<JobReport> = {}) =>
  jobReport(id, 'failed', { error: refusal, cost: { estimated: 0.1, actual: 0, currency: 'USD' }, ...more });

function closing(parts: Partial<ResultParts>, options: Partial<ClosingOptions> = {}): string[] {
  const result = resultDocument({ command: 'batch', run: 'r_1', jobs: [], ...parts });
  return closingLines(result, { palette: plainPalette, verbosity: 'normal', interactive: false, ...options });
}

describe('the closing words', () => {
  it('confirm a single clip to someone who watches, with time and cost', () => {
    expect(closing({ jobs: [jobReport('a', 'done')] }, { interactive: true })).toEqual(['done in 32s · $0.10']);
  });

  it('say nothing more about a single clip in a pipe', () => {
    expect(closing({ jobs: [jobReport('a', 'done')] })).toEqual([]);
  });

  it('show the estimate of a clip whose actual cost nobody told, and unknown as unknown', () => {
    const cost = (estimated: number | null) => ({ estimated, actual: null, currency: 'CNY' });
    const lines = (estimated: number | null) =>
      closing({ jobs: [jobReport('a', 'done', { cost: cost(estimated) })] }, { interactive: true });
    expect(lines(0.7)).toEqual(['done in 32s · ¥0.70']);
    expect(lines(null)).toEqual(['done in 32s · unknown']);
  });

  it('tell that a reused clip cost nothing', () => {
    const reused = jobReport('a', 'done', { reused: true, cost: { estimated: 0, actual: 0, currency: 'USD' } });
    expect(closing({ jobs: [reused] }, { interactive: true })).toEqual(['reused · $0.00']);
  });

  it('give the error and its hint of a single failed clip', () => {
    expect(closing({ jobs: [failed('a')] })).toEqual([
      'error: fal refused: the image is too small',
      'hint: use an image of 512 px or more',
    ]);
  });

  it('sum up several, and name each different error once with its jobs', () => {
    const other = { ...refusal, message: 'fal refused: too dark' };
    const jobs = [
      jobReport('a', 'done', { reused: true, cost: { estimated: 0, actual: 0, currency: 'USD' } }),
      jobReport('b', 'done'),
      failed('c', { row: 3 }),
      failed('d', { row: 4 }),
      failed('e', { error: other }),
    ];
    expect(closing({ jobs })).toEqual([
      '2 done, 3 failed, 1 reused · $0.10 (estimate $0.40)',
      'error: fal refused: the image is too small',
      '  in c (row 3), d (row 4)',
      'hint: use an image of 512 px or more',
      'error: fal refused: too dark',
      '  in e',
    ]);
  });

  it('name no more than five jobs for one error', () => {
    const lines = closing({ jobs: 'abcdefgh'.split('').map((id) => failed(id)) });
    expect(lines).toContain('  in a, b, c, d, e and 3 more');
  });

  it('tell how to go on with what is not finished', () => {
    const jobs = [jobReport('a', 'done'), jobReport('b', 'submitted'), jobReport('c', 'rendered')];
    expect(closing({ jobs })).toContain('not finished: b, c');
    expect(closing({ jobs })).toContain('continue with: wan resume r_1');
    expect(closing({ jobs: [jobReport('b', 'submitted')], run: null })).toContain('continue with: wan resume b');
  });

  it('leave the way on from a cap to its hint, since the run keeps the cap', () => {
    const error: JobReport['error'] = {
      ...refusal,
      code: 'money.cap',
      hint: 'the same wan batch again with a higher --max-cost',
    };
    const capped = jobReport('a', 'uploaded', { error });
    expect(closing({ jobs: [capped] }).join('\n')).not.toContain('wan resume');
    const lines = closing({ jobs: [capped, jobReport('b', 'submitted')] });
    expect(lines).toContain('continue with: wan resume r_1');
  });

  it('promise no resume of a shot whose first picture never comes', () => {
    const pending = (retryable: boolean) => {
      const error: JobReport['error'] = { ...refusal, code: 'job.pending', retryable };
      return closing({ jobs: [jobReport('a', 'planned', { error })] }).join('\n');
    };
    expect(pending(false)).not.toContain('wan resume');
    expect(pending(true)).toContain('continue with: wan resume r_1');
  });

  it('name more jobs than a line holds by what goes on with all of them', () => {
    const jobs = 'abcdef'.split('').map((id) => jobReport(id, 'submitted'));
    expect(closing({ jobs, run: null })).toContain('continue with: wan resume');
    expect(closing({ jobs: jobs.slice(1), run: null })).toContain('continue with: wan resume b c d e f');
  });

  it('do not send anybody to a job that only its run submits', () => {
    const planned = jobReport('a', 'planned');
    expect(closing({ jobs: [planned], run: null })).toEqual([]);
    expect(closing({ jobs: [planned, jobReport('b', 'submitted')], run: null })).toContain(
      'continue with: wan resume b',
    );
    expect(closing({ jobs: [planned] })).toContain('continue with: wan resume r_1');
  });

  it.each(['normal', 'quiet'] as const)('name what Ctrl-C left, and how to go on, once (%s)', (verbosity) => {
    const stopped = new WanError('signal.interrupted', 'stopped; unfinished: a', { hint: 'wan resume r_1' });
    const waiting = toErrorReport(
      new WanError('job.pending', 'b begins with the last frame of a', { retryable: true }),
    );
    const shots = [jobReport('a', 'submitted'), jobReport('b', 'planned', { error: waiting })];
    expect(closing({ jobs: shots, error: toErrorReport(stopped), signal: 'SIGINT' }).slice(1)).toEqual([
      'error: stopped; unfinished: a',
      'hint: wan resume r_1',
    ]);
    const jobs = [jobReport('a', 'submitted')];
    const lines = closing({ jobs, error: toErrorReport(stopped), signal: 'SIGINT' }, { verbosity });
    expect(lines).toEqual(['error: stopped; unfinished: a', 'hint: wan resume r_1']);
  });

  it('do not repeat a job error that also ended the command', () => {
    const lines = closing({ jobs: [failed('a')], error: refusal });
    expect(lines.filter((line) => line.startsWith('error:'))).toHaveLength(1);
  });

  it('give what ended a command without jobs', () => {
    expect(closing({ error: { ...refusal, hint: null } })).toEqual(['error: fal refused: the image is too small']);
  });

  it('say an unknown cost of several plainly', () => {
    const cost = { estimated: null, actual: null, currency: 'USD' };
    expect(closing({ jobs: [jobReport('a', 'done', { cost }), jobReport('b', 'done')] })).toEqual([
      '2 done · cost unknown',
    ]);
    const estimated = { estimated: 0.1, actual: null, currency: 'USD' };
    expect(closing({ jobs: [jobReport('a', 'done', { cost: estimated }), jobReport('b', 'done')] })).toEqual([
      '2 done · $0.20 estimated',
    ]);
  });
});

describe('the closing words under -q', () => {
  const quiet = { verbosity: 'quiet', interactive: true } as const;

  it('are silent about success, and about jobs left running on purpose', () => {
    expect(closing({ jobs: [jobReport('a', 'done')] }, quiet)).toEqual([]);
    expect(closing({ jobs: [jobReport('a', 'submitted')], detached: true }, quiet)).toEqual([]);
  });

  it('keep errors, and the way to go on after an interrupt', () => {
    expect(closing({ jobs: [failed('a')] }, quiet)[0]).toMatch(/^error: /);
    expect(closing({ jobs: [jobReport('a', 'submitted')], signal: 'SIGINT' }, quiet)).toEqual([
      'not finished: a',
      'continue with: wan resume r_1',
    ]);
  });
});
