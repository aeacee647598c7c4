import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ErrorReport, exitCodes, toErrorReport, WanError } from '../../../src/errors.js';
import { toJobReport } from '../../../src/jobs/job-report.js';
import type { JobReport, ReportStatus } from '../../../src/jobs/report.js';
import { overallExit, resultDocument, summarise } from '../../../src/jobs/summary.js';
import { sampleJob } from './job-sample.js';

const errorOf = (code: ErrorReport['code']) => toErrorReport(new WanError(code, 'no'));
const report = (status: ReportStatus, more: Partial<JobReport> = {}): JobReport => ({
  ...toJobReport(sampleJob()),
  status,
  ...more,
});
const failedWith = (code: ErrorReport['code']) => report('failed', { error: errorOf(code) });
const pendingWith = (code: ErrorReport['code']) => report('uploaded', { error: errorOf(code) });
const cost = (estimated: number | null, actual: number | null, currency = 'USD') => ({
  cost: { estimated, actual, currency },
});

const statuses: readonly ReportStatus[] = [
  'planned',
  'uploaded',
  'submitting',
  'submitted',
  'rendered',
  'done',
  'failed',
  'cancelled',
  'unknown',
  'expired',
];

describe('totals', () => {
  it('count each job once, and a cut-off submit as unknown', () => {
    expect(summarise(statuses.map((status) => report(status)))).toMatchObject({
      jobs: 10,
      done: 1,
      failed: 1,
      cancelled: 1,
      expired: 1,
      pending: 4,
      unknown: 2,
      reused: 0,
    });
  });

  it('sum to the number of jobs, reused being a part of done, whatever the jobs', () => {
    const anyJob = fc.record({ status: fc.constantFrom(...statuses), reused: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyJob, { maxLength: 20 }), (jobs) => {
        const totals = summarise(jobs.map(({ status, reused }) => report(status, { reused })));
        const { done, failed, cancelled, expired, pending, unknown } = totals;
        expect(done + failed + cancelled + expired + pending + unknown).toBe(jobs.length);
        expect(totals.reused).toBeLessThanOrEqual(done);
      }),
    );
  });

  it('add amounts as people do', () => {
    expect(summarise([report('done', cost(0.1, 0.1)), report('done', cost(0.2, 0.2))]).cost).toEqual({
      estimated: 0.3,
      actual: 0.3,
      currency: 'USD',
    });
  });

  it('are unknown as soon as one amount is, never too small', () => {
    expect(summarise([report('done', cost(0.1, null)), report('done', cost(null, 0.2))]).cost).toEqual({
      estimated: null,
      actual: null,
      currency: 'USD',
    });
  });

  it('know that what was never accepted cost nothing', () => {
    const jobs = [
      report('done', cost(0.1, 0.12)),
      report('planned', cost(0.1, null)),
      report('failed', { ...cost(0.1, null), remoteId: null }),
    ];
    expect(summarise(jobs).cost).toEqual({ estimated: 0.3, actual: 0.12, currency: 'USD' });
    expect(summarise([report('failed', { ...cost(0.1, null), remoteId: 'req-1' })]).cost.actual).toBeNull();
  });

  it('do not add currencies, but a free job has none', () => {
    expect(summarise([report('done', cost(0.7, 0.7, 'CNY')), report('done', cost(0, 0))]).cost).toEqual({
      estimated: 0.7,
      actual: 0.7,
      currency: 'CNY',
    });
    expect(summarise([report('done', cost(0.7, 0.7, 'CNY')), report('done', cost(0.1, 0.1))]).cost).toEqual({
      estimated: null,
      actual: null,
      currency: 'mixed',
    });
  });

  it('are zero for no jobs', () => {
    expect(summarise([])).toMatchObject({ jobs: 0, cost: { estimated: 0, actual: 0, currency: 'USD' } });
  });
});

describe('the exit code of one job', () => {
  it.each([
    [report('done'), 0],
    [failedWith('provider.moderated'), 5],
    [failedWith('image.unreadable'), 2],
    [failedWith('local.ffmpeg-failed'), 7],
    [report('cancelled'), 5],
    [report('expired'), 6],
    [report('submitted'), 8],
    [report('unknown'), 9],
    [pendingWith('money.cap'), 10],
    [pendingWith('key.rejected'), 4],
  ])('is its own (case %#)', (job, code) => {
    expect(overallExit({ jobs: [job] })).toBe(code);
  });

  it('gives way to what ended the command, unless it may have been billed', () => {
    expect(overallExit({ jobs: [report('submitted')], error: errorOf('provider.no-cancel') })).toBe(5);
    expect(overallExit({ jobs: [report('done')], error: errorOf('local.disk') })).toBe(7);
    expect(overallExit({ jobs: [report('unknown')], error: errorOf('network.failed') })).toBe(9);
  });
});

describe('the exit code of several', () => {
  const done = report('done');

  it.each([
    ['all done', [done, done], 0],
    ['a bug before an unknown outcome', [failedWith('internal.bug'), report('unknown'), done], 1],
    ['unknown before money', [pendingWith('money.cap'), report('unknown')], 9],
    ['money before a key', [pendingWith('key.missing'), pendingWith('money.no-credit')], 10],
    ['a key before this machine', [failedWith('local.disk'), failedWith('key.rejected')], 4],
    ['this machine before failures', [failedWith('local.disk'), failedWith('provider.refused')], 7],
    ['some failed', [done, failedWith('provider.refused')], 3],
    ['all failed alike', [failedWith('provider.refused'), failedWith('provider.refused')], 3],
    ['some expired', [done, report('expired')], 3],
    ['some cancelled', [done, report('cancelled'), report('submitted')], 3],
    ['failed before unavailable', [failedWith('provider.refused'), pendingWith('network.failed')], 3],
    ['unavailable before pending', [report('submitted'), pendingWith('network.failed'), done], 6],
    ['still rendering', [report('submitted'), done], 8],
    [
      'a code of no rank is not taken for success',
      [report('submitted', { error: errorOf('provider.no-cancel') }), done],
      3,
    ],
  ])('%s', (_name, jobs, code) => {
    expect(overallExit({ jobs })).toBe(code);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is for %s always %i', (signal, code) => {
    expect(overallExit({ jobs: [report('unknown'), done], signal })).toBe(code);
    expect(overallExit({ jobs: [], signal })).toBe(code);
  });

  it('ranks what ended the command among the jobs', () => {
    expect(overallExit({ jobs: [done, report('unknown')], error: errorOf('money.cap') })).toBe(9);
    expect(overallExit({ jobs: [done, failedWith('provider.refused')], error: errorOf('money.cap') })).toBe(10);
    expect(overallExit({ jobs: [done, failedWith('provider.refused')], error: errorOf('wait.timeout') })).toBe(3);
    expect(overallExit({ jobs: [done, report('submitted')], error: errorOf('usage.invalid') })).toBe(2);
    expect(overallExit({ jobs: [], error: errorOf('config.invalid') })).toBe(2);
  });

  it('is 0 for jobs that were only to be submitted, and not for those that were not', () => {
    expect(overallExit({ jobs: [report('submitted'), report('rendered')], detached: true })).toBe(0);
    expect(overallExit({ jobs: [report('submitted')], detached: true })).toBe(0);
    expect(overallExit({ jobs: [report('submitted'), report('uploaded')], detached: true })).toBe(8);
    expect(overallExit({ jobs: [report('submitted'), report('unknown')], detached: true })).toBe(9);
  });

  it('does not depend on the order of the jobs, and is 0 only when all are done', () => {
    const anyJob = fc.oneof(
      fc.constantFrom(...statuses.filter((status) => status !== 'failed')).map((status) => report(status)),
      fc.constantFrom(...(Object.keys(exitCodes) as ErrorReport['code'][])).map(failedWith),
    );
    fc.assert(
      fc.property(fc.array(anyJob, { minLength: 2, maxLength: 6 }), (jobs) => {
        const code = overallExit({ jobs });
        expect(overallExit({ jobs: jobs.toReversed() })).toBe(code);
        expect(code === 0).toBe(jobs.every(({ status }) => status === 'done'));
      }),
    );
  });
});

describe('the document', () => {
  const keys = ['version', 'ok', 'exitCode', 'command', 'run', 'jobs', 'totals', 'film', 'data', 'error'];

  it('is ok exactly when the exit code is 0', () => {
    expect(resultDocument({ command: 'generate', jobs: [report('done')] })).toMatchObject({ ok: true, exitCode: 0 });
    expect(resultDocument({ command: 'generate', jobs: [report('expired')] })).toMatchObject({
      ok: false,
      exitCode: 6,
    });
  });

  it('has every key, null where there is nothing', () => {
    const document = resultDocument({ command: 'doctor', jobs: [] });
    expect(Object.keys(document)).toEqual(keys);
    expect(document).toMatchObject({ version: 1, run: null, jobs: [], film: null, data: null, error: null });
  });

  it('carries the answer of a command without jobs, and a film', () => {
    const data = [{ id: 'fal', key: true }];
    expect(resultDocument({ command: 'providers', jobs: [], data }).data).toEqual(data);
    const film = { output: '/clips/film.mp4', frames: 241, cuts: [] };
    expect(resultDocument({ command: 'chain', jobs: [], film }).film).toEqual(film);
  });

  it('can always be written and read back, whatever it is made from', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true });
    const amount = fc.option(fc.double());
    const moment = fc.option(fc.double());
    fc.assert(
      fc.property(anything, anything, amount, amount, moment, (data, film, estimate, actual, at) => {
        const job = sampleJob({
          estimate: estimate === null ? null : { amount: estimate, currency: 'USD' },
          actual: actual === null ? null : { amount: actual, currency: 'USD' },
          startedAt: at,
          finishedAt: at,
        });
        const document = resultDocument({ command: 'x', run: 'r_1', jobs: [toJobReport(job)], data, film });
        const readBack = JSON.parse(JSON.stringify(document));
        // Minus zero is written as zero.
        expect(readBack).toEqual(JSON.parse(JSON.stringify(readBack)));
        expect(Object.keys(readBack)).toEqual(keys);
        expect(Object.keys(readBack.jobs[0])).toEqual(Object.keys(document.jobs[0] ?? {}));
        expect(JSON.stringify(readBack)).toBe(JSON.stringify(document));
        for (const each of [readBack.totals.cost.estimated, readBack.jobs[0].cost.actual]) {
          expect(each === null || typeof each === 'number').toBe(true);
        }
      }),
    );
  });

  it('does not fail on data that holds itself', () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(resultDocument({ command: 'x', jobs: [], data: loop }).data).toBeNull();
  });
});
