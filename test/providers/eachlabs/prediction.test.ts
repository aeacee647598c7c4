import { describe, expect, it } from 'vitest';
import { predictionSchema, promisedLifeMs, toProgress } from '../../../src/providers/eachlabs/prediction.js';

const url = 'https://cdn-us.eachlabs.ai/abc/out.mp4';
const read = (body: object, now = 0) => toProgress(predictionSchema.parse(body), { submittedAt: 0, now });

describe('the words of a prediction', () => {
  it.each([
    ['created', 'queued'],
    ['starting', 'queued'],
    ['processing', 'rendering'],
    ['success', 'succeeded'],
    ['succeeded', 'succeeded'],
    ['error', 'failed'],
    ['failed', 'failed'],
    ['ERROR', 'failed'],
    ['cancelled', 'cancelled'],
    ['canceled', 'cancelled'],
    ['paused', 'rendering'],
  ])('%s means %s', (status, meaning) => {
    expect(read({ status, output: url }).status).toBe(meaning);
  });
});

describe('the output of a prediction', () => {
  it.each([
    ['a text', url],
    ['a list', [url, 'https://cdn-us.eachlabs.ai/other.mp4']],
    ['a list that begins with something else', [null, 7, { url }]],
    ['an object with url', { url }],
    ['an object with video', { thumbnail: 'https://cdn-us.eachlabs.ai/a.png', video: { url } }],
    ['an object with video_url', { thumbnail_url: 'https://cdn-us.eachlabs.ai/a.png', video_url: url }],
  ])('is found in %s', (_, output) => {
    expect(read({ status: 'success', output })).toMatchObject({ status: 'succeeded', urls: [url] });
  });

  it.each([['no link'], [[]], [{}], [{ thumbnail: url }]])('is missing in %j, and that is no success', (output) => {
    expect(read({ status: 'success', output })).toMatchObject({ status: 'failed', retryable: false });
  });

  it('that holds no URL was billed all the same, at the cost that it names', () => {
    expect(read({ status: 'success', output: [], metrics: { cost: 0.25 } })).toMatchObject({
      status: 'failed',
      charged: true,
      cost: { amount: 0.25, currency: 'USD' },
    });
    expect(read({ status: 'error', metrics: { cost: 0.25 } })).not.toHaveProperty('charged');
  });

  it('is asked for again while nothing is there within the promised day, and has expired after it', () => {
    const empty = { status: 'success', output: null };
    expect(read(empty, promisedLifeMs - 1)).toEqual({
      status: 'rendering',
      note: 'Eachlabs says success, but its result cannot be read yet',
    });
    expect(read(empty, promisedLifeMs).status).toBe('expired');
  });

  it('is not given up when nothing is there and nobody knows since when', () => {
    const empty = predictionSchema.parse({ status: 'success', output: null });
    const read = () => toProgress(empty, { submittedAt: undefined, now: 1 });
    expect(read).toThrow(expect.objectContaining({ code: 'job.not-found', retryable: false }));
  });

  it('may be the report of a failure in spite of the word', () => {
    const output = { success: false, error_message: 'no', error_code: 'PROVIDER_FAILED', retryable: true };
    expect(read({ status: 'success', output })).toEqual({
      status: 'failed',
      reason: 'no (PROVIDER_FAILED)',
      moderated: false,
      retryable: true,
    });
  });
});

describe('the cost of a prediction', () => {
  it.each([
    [{ cost: 0.25 }, 0.25],
    [{ cost: 0 }, undefined],
    [{ cost: null }, undefined],
    [{ cost: '0.25' }, undefined],
    [null, undefined],
    [{ predict_time: 34.2 }, undefined],
  ])('of %j is %j', (metrics, amount) => {
    const progress = read({ status: 'success', output: url, metrics });
    expect(progress).toMatchObject({ cost: amount === undefined ? undefined : { amount, currency: 'USD' } });
  });
});

describe('the reason of a failure', () => {
  it.each([
    [{ message: 'a', details: 'b' }, 'a'],
    [{ error: 'a' }, 'a'],
    [{ details: { why: 'a' } }, '{"why":"a"}'],
    [{ output: [{ error: 'a' }] }, 'a'],
    [{ output: { success: false, error_code: 'NETWORK_ERROR' } }, 'NETWORK_ERROR'],
    [{ output: 'a\u001b[31m\nb' }, 'a b'],
    [{}, 'the prediction failed, and Eachlabs gives no reason'],
  ])('of %j is "%s"', (body, reason) => {
    expect(read({ status: 'error', ...body })).toMatchObject({ status: 'failed', reason });
  });

  it.each([
    [{ message: 'refused', details: 'content_moderation' }, true],
    [{ output: { success: false, error: 'no', error_classification: 'content_moderation', retryable: true } }, true],
    [{ message: 'Output blocked by the safety checker' }, true],
    [{ message: 'enable_safety_checker must be a boolean' }, false],
    [{ message: 'the provider is overloaded' }, false],
  ])('of %j is a moderation verdict: %s', (body, moderated) => {
    expect(read({ status: 'error', ...body })).toMatchObject({ moderated, retryable: false });
  });
});
