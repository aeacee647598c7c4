import { describe, expect, it } from 'vitest';
import { taskSchema, toProgress } from '../../../src/providers/dashscope/task.js';

const url = 'https://dashscope-result-sgp.oss-ap-southeast-1.aliyuncs.com/a/out.mp4';
const dayMs = 86_400_000;
const read = (output: object, submittedAt?: number) =>
  toProgress(taskSchema.parse({ output: { task_status: 'SUCCEEDED', ...output } }).output, submittedAt);

describe('the words of a task', () => {
  it.each([
    ['PENDING', 'queued'],
    ['SUSPENDED', 'queued'],
    ['RUNNING', 'rendering'],
    ['SUCCEEDED', 'succeeded'],
    ['FAILED', 'failed'],
    ['CANCELED', 'cancelled'],
    ['PAUSED', 'rendering'],
  ])('%s means %s', (status, meaning) => {
    expect(read({ task_status: status, video_url: url }).status).toBe(meaning);
  });
});

describe('the video of a task', () => {
  it.each([
    [{ video_url: url }],
    [{ results: { video_url: url } }],
    [{ video_url: null, results: { video_url: url } }],
  ])('is found in %j', (output) => {
    expect(read(output)).toMatchObject({ status: 'succeeded', urls: [url] });
  });

  it.each([[{}], [{ video_url: 'oss://a/b.mp4' }], [{ results: [] }]])(
    'is missing in %j, and that is no success',
    (output) => {
      expect(read(output)).toMatchObject({ status: 'failed', retryable: false });
    },
  );

  it('that is missing from a success was billed all the same', () => {
    expect(read({})).toMatchObject({ status: 'failed', charged: true });
    expect(read({ task_status: 'FAILED', code: 'InternalError' })).not.toHaveProperty('charged');
  });

  it('expires 24 h after an end that is told in the time of China', () => {
    expect(read({ video_url: url, end_time: '2026-11-21 14:01:27.900' })).toMatchObject({
      expiresAt: Date.parse('2026-11-22T06:01:27.900Z'),
    });
  });

  it('expires when its signature does, if that is sooner', () => {
    const signed = `${url}?Expires=1763704887&Signature=a`;
    expect(read({ video_url: signed })).toMatchObject({ expiresAt: 1_763_704_887_000 });
    expect(read({ video_url: signed, end_time: '2020-01-01 08:00:00' })).toMatchObject({
      expiresAt: Date.parse('2020-01-02T00:00:00Z'),
    });
  });

  it('expires 24 h after the submit at the earliest, and at a time that nobody knows without one', () => {
    expect(read({ video_url: url, end_time: 'soon' }, 1000)).toMatchObject({ expiresAt: 1000 + dayMs });
    expect(read({ video_url: url })).toMatchObject({ expiresAt: null });
  });
});

describe('the failure of a task', () => {
  const fail = (code: string | null, message: string | null) => read({ task_status: 'FAILED', code, message });

  it.each([
    ['InvalidParameter', 'The size is not match', 'InvalidParameter: The size is not match'],
    [null, 'no\u001b[31m\ncode', 'no code'],
    ['InvalidURL', null, 'InvalidURL'],
    [null, null, 'the task failed, and DashScope gives no reason'],
  ])('%j with %j reads "%s"', (code, message, reason) => {
    expect(fail(code, message)).toMatchObject({ status: 'failed', reason });
  });

  it.each([
    ['DataInspectionFailed', 'no', true],
    ['data_inspection_failed', 'no', true],
    ['InternalError', 'Green net check rejected image', true],
    ['InvalidParameter.DataInspection', 'Unable to download the media resource', false],
    ['InvalidParameter', 'no', false],
  ])('%s "%s" is a moderation verdict: %s', (code, message, moderated) => {
    expect(fail(code, message)).toMatchObject({ moderated, retryable: false });
  });

  it.each([
    ['InternalError.Timeout', true],
    ['SystemError', true],
    ['ModelServingError', true],
    ['InvalidParameter', false],
    ['Arrearage', false],
  ])('%s may fare better as a new task: %s', (code, retryable) => {
    expect(fail(code, 'no')).toMatchObject({ retryable });
  });
});
