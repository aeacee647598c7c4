import { describe, expect, it } from 'vitest';
import { type ErrorReport, toErrorReport, WanError } from '../../../src/errors.js';
import type { JobState } from '../../../src/jobs/job.js';
import { exitCodeOf, toJobReport } from '../../../src/jobs/job-report.js';
import { createRedactor } from '../../../src/jobs/redact.js';
import { sampleJob } from './job-sample.js';

const operation = { remoteId: 'req-1' };
const intent = { endpoint: 'e', body: {} };
const errorOf = (code: ErrorReport['code'], message = 'no') => toErrorReport(new WanError(code, message));
const stateReport = (state: JobState, error?: ErrorReport) =>
  toJobReport(sampleJob({ state, finishedAt: null }), { error });

describe('the report of a finished job', () => {
  it('holds every field of the document', () => {
    expect(toJobReport(sampleJob())).toEqual({
      id: 'j_1',
      status: 'done',
      provider: 'fal',
      model: 'wan-2.2-turbo',
      endpoint: 'fal-ai/wan/turbo',
      remoteId: 'req-1',
      seed: 7,
      output: '/clips/hero.mp4',
      outputs: ['/clips/hero.mp4'],
      videoUrl: 'https://cdn.example/v.mp4?sig=abc',
      expiresAt: '1970-01-01T00:33:20.000Z',
      reused: false,
      cost: { estimated: 0.1, actual: null, currency: 'USD' },
      timing: { queuedMs: 1200, renderMs: 30_110, downloadMs: 800, totalMs: 32_310 },
      request: { prompt: 'the door opens', image: 'https://cdn.example/hero.png?…', seed: 7 },
      row: null,
      error: null,
      createdAt: '1970-01-01T00:16:40.000Z',
      finishedAt: '1970-01-01T00:17:12.310Z',
    });
  });

  it('costs nothing when it was reused', () => {
    const report = toJobReport(sampleJob({ actual: { amount: 0.2, currency: 'USD' } }), { reused: true });
    expect(report.reused).toBe(true);
    expect(report.cost).toEqual({ estimated: 0, actual: 0, currency: 'USD' });
  });

  it('keeps an actual cost, and no estimate in another currency beside it', () => {
    const report = toJobReport(sampleJob({ actual: { amount: 0.7, currency: 'CNY' } }));
    expect(report.cost).toEqual({ estimated: null, actual: 0.7, currency: 'CNY' });
  });

  it('has unknown prices as null', () => {
    expect(toJobReport(sampleJob({ estimate: null })).cost).toEqual({ estimated: null, actual: null, currency: 'USD' });
  });

  it('shows no step that took less than no time, and none whose begin is unknown', () => {
    const clockSetBack = sampleJob({ startedAt: null, finishedAt: 900_000 });
    expect(toJobReport(clockSetBack).timing).toEqual({ queuedMs: null, renderMs: null, downloadMs: 0, totalMs: 0 });
  });

  it('is valid whatever the figures are', () => {
    const broken = sampleJob({
      estimate: { amount: Number.NaN, currency: 'USD' },
      seed: Number.NaN,
      createdAt: Number.POSITIVE_INFINITY,
      finishedAt: 9e15,
    });
    const report = toJobReport(broken);
    expect(report).toMatchObject({ seed: null, createdAt: '', finishedAt: null, cost: { estimated: null } });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('shows no key that is in use', () => {
    const redactor = createRedactor(['sk-0123456789']);
    const state: JobState = { status: 'failed', operation, error: errorOf('provider.refused', 'bad sk-0123456789') };
    const job = sampleJob({ state, request: { prompt: 'sk-0123456789' } });
    expect(JSON.stringify(toJobReport(job, { redactor }))).not.toContain('sk-0123456789');
  });
});

describe('the report and exit code of each state', () => {
  const media = {};
  const failed = errorOf('provider.moderated');
  const cases: readonly [JobState, ErrorReport | undefined, number, ErrorReport['code'] | null][] = [
    [{ status: 'planned' }, undefined, 8, null],
    [{ status: 'planned' }, errorOf('money.cap'), 10, 'money.cap'],
    [{ status: 'uploaded', media }, errorOf('key.rejected'), 4, 'key.rejected'],
    [{ status: 'submitting', media, intent, intentAt: 1 }, undefined, 9, null],
    [
      { status: 'unknown', media, intent, intentAt: 1, error: errorOf('submit.unknown'), candidates: [] },
      undefined,
      9,
      'submit.unknown',
    ],
    [{ status: 'submitted', operation, submittedAt: 1 }, undefined, 8, null],
    [{ status: 'submitted', operation, submittedAt: 1 }, errorOf('wait.timeout'), 8, 'wait.timeout'],
    [{ status: 'rendered', operation, urls: [], expiresAt: null, renderedAt: 1, error: null }, undefined, 8, null],
    [
      { status: 'rendered', operation, urls: [], expiresAt: null, renderedAt: 1, error: errorOf('local.disk') },
      undefined,
      7,
      'local.disk',
    ],
    [{ status: 'failed', operation, error: failed }, undefined, 5, 'provider.moderated'],
    [{ status: 'failed', operation: null, error: errorOf('image.unreadable') }, undefined, 2, 'image.unreadable'],
    [{ status: 'cancelled', operation }, undefined, 5, 'job.cancelled'],
    [{ status: 'expired', operation, error: errorOf('result.expired') }, undefined, 6, 'result.expired'],
  ];

  it.each(cases)('%j', (state, error, exitCode, code) => {
    const report = stateReport(state, error);
    expect(report.status).toBe(state.status);
    expect(report.error?.code ?? null).toBe(code);
    expect(exitCodeOf(report)).toBe(exitCode);
  });

  it('names the job that was cancelled', () => {
    expect(stateReport({ status: 'cancelled', operation }).error).toMatchObject({ provider: 'fal', remoteId: 'req-1' });
    expect(stateReport({ status: 'cancelled', operation: null }).error?.remoteId).toBeNull();
  });

  it('names the job that has the clip of one that was withdrawn', () => {
    const { error } = stateReport({ status: 'cancelled', operation: null, movedTo: 'j_next' });
    expect(error).toMatchObject({ message: expect.stringContaining('j_next'), hint: 'wan jobs show j_next' });
  });

  it('prefers what stopped the job this time to what its state remembers', () => {
    const state: JobState = {
      status: 'rendered',
      operation,
      urls: [],
      expiresAt: null,
      renderedAt: 1,
      error: errorOf('download.failed'),
    };
    const report = stateReport(state, errorOf('local.disk'));
    expect([report.error?.code, exitCodeOf(report)]).toEqual(['local.disk', 7]);
  });

  it('has a code even for a failure without a reason', () => {
    expect(exitCodeOf({ status: 'failed', error: null })).toBe(5);
  });
});
