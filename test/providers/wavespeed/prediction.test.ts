import { describe, expect, it } from 'vitest';
import {
  isModeration,
  type Prediction,
  predictionSchema,
  toProgress,
} from '../../../src/providers/wavespeed-prediction.js';

const keeping = { title: 'WaveSpeed', lifetimeMs: 1000 };
const url = 'https://d1q70pf5vjeyhc.cloudfront.net/predictions/abc/1.mp4';

function progressOf(fields: Partial<Prediction>) {
  return toProgress({ id: 'abc', status: 'completed', created_at: '2026-11-21T10:00:00Z', ...fields }, keeping);
}

describe('the state of a task', () => {
  it.each(['created', 'pending'])('is queued as %s', (status) => {
    expect(progressOf({ status })).toEqual({ status: 'queued' });
  });

  it('goes on when a synchronous wait has run out: that is no failure', () => {
    expect(progressOf({ status: 'processing', code: 5004, error: 'Sync mode timed out after 90 seconds' })).toEqual({
      status: 'rendering',
    });
  });

  it('succeeds with every URL, and leaves out what is none', () => {
    const outputs = [url, { text: 'x' }, 'not a url', `${url}?b`];
    expect(progressOf({ outputs })).toMatchObject({ status: 'succeeded', urls: [url, `${url}?b`] });
  });

  it('has no expiry where no time or no lifetime is known', () => {
    expect(progressOf({ outputs: [url], created_at: null })).toMatchObject({ expiresAt: null });
    const kept = { ...keeping, lifetimeMs: null };
    const prediction = { status: 'completed', outputs: [url], created_at: '2026-11-21T10:00:00Z' };
    expect(toProgress(prediction, kept)).toMatchObject({ expiresAt: null });
  });

  it('was billed although it is completed without a file', () => {
    expect(progressOf({ outputs: [] })).toMatchObject({ status: 'failed', charged: true });
  });

  it('fails when it is completed without a file, moderated if its contents were flagged', () => {
    expect(progressOf({ outputs: [] })).toMatchObject({ status: 'failed', moderated: false });
    expect(progressOf({ outputs: null, has_nsfw_contents: [true] })).toMatchObject({ moderated: true });
  });

  it('delivers what is paid although it was flagged', () => {
    expect(progressOf({ outputs: [url], has_nsfw_contents: [true] }).status).toBe('succeeded');
  });

  it('says that there is no reason where there is none', () => {
    expect(progressOf({ status: 'failed', error: '', code: 0 })).toMatchObject({
      reason: 'WaveSpeed reports failed and gives no reason',
    });
  });
});

describe('a moderation verdict', () => {
  it.each([
    [1200, '', true],
    [null, 'blocked by content moderation', true],
    [1403, 'NSFW content detected', true],
    [1401, 'the moderation level is not valid', false],
    [5000, 'moderation service unavailable', false],
    [0, 'Task execution failed', false],
  ])('of %j and %j is %j', (code, text, expected) => {
    expect(isModeration(code, text)).toBe(expected);
  });
});

describe('an answer with values of other types', () => {
  it('is read for its status, as that is what counts', () => {
    const odd = { status: 'failed', outputs: 'none', error: { text: 'x' }, code: 'many', has_nsfw_contents: 'no' };
    expect(predictionSchema.parse(odd)).toEqual({
      status: 'failed',
      outputs: null,
      error: null,
      code: null,
      has_nsfw_contents: null,
    });
    expect(predictionSchema.safeParse({ id: 'abc' }).success).toBe(false);
  });
});
