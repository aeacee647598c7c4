import { describe, expect, it } from 'vitest';
import { isRefusedContent } from '../../../src/providers/ai302/answer.js';
import { type Task, toProgress } from '../../../src/providers/ai302/task.js';

const url = 'https://file.302.ai/gpt/imgs/20261121/a.mp4';

function failed(fields: Partial<Task>) {
  return toProgress({ status: 'failed', ...fields });
}

describe('the state of a unified task', () => {
  it.each([
    ['pending', 'queued'],
    ['queued', 'queued'],
    ['submitted', 'queued'],
    ['processing', 'rendering'],
    ['running', 'rendering'],
  ])('is for %s %s', (status, expected) => {
    expect(toProgress({ status })).toEqual({ status: expected });
  });

  it.each(['completed', 'succeeded', 'success'])('is a success as %s', (status) => {
    expect(toProgress({ status, video_url: url })).toEqual({ status: 'succeeded', urls: [url], expiresAt: null });
  });

  it('goes by the status even when a URL is already there', () => {
    expect(toProgress({ status: 'processing', video_url: url }).status).toBe('rendering');
  });

  it('is a failure, though a billed one, when it is completed without a file', () => {
    expect(toProgress({ status: 'completed', video_url: '' })).toMatchObject({
      status: 'failed',
      moderated: false,
      charged: true,
    });
  });
});

describe('the reason of a failure', () => {
  it.each<[Partial<Task>, string]>([
    [{ error: 'no GPU' }, 'no GPU'],
    [{ error: { message: 'no GPU', error: 'failed' } }, 'no GPU'],
    [{ error: { error: 'no GPU' } }, 'no GPU'],
    [{ error: '', raw_response: { data: { fail_reason: 'bad image', id: 'x' } } }, 'bad image'],
    [{ error: null, raw_response: { a: [{ message: 'one' }, { message: 'two' }] } }, 'one; two'],
    [{ raw_response: 'plain text' }, 'plain text'],
    [{ raw_response: { state: 3 } }, '{"state":3}'],
    [{ raw_response: {} }, 'the task failed, and 302.AI gives no reason'],
    [{}, 'the task failed, and 302.AI gives no reason'],
  ])('in %j is %j', (fields, reason) => {
    expect(failed(fields)).toMatchObject({ reason });
  });

  it('may pass when it was the network', () => {
    expect(failed({ error: { message: 'reset', is_network_error: true } })).toMatchObject({ retryable: true });
    expect(failed({ error: { message: 'reset', is_network_error: false } })).toMatchObject({ retryable: false });
    const moderated = { message: 'sensitive content', is_network_error: true };
    expect(failed({ error: moderated })).toMatchObject({ retryable: false, moderated: true });
  });
});

describe('a refusal of the content', () => {
  it.each([
    ['DataInspectionFailed: Output data may contain inappropriate content.', true],
    ['The request was rejected by the safety system', true],
    ['flagged by moderation', true],
    ['constraint violation: duration', false],
    ['upstream timeout', false],
  ])('is told by its text: %j', (text, expected) => {
    expect(isRefusedContent(undefined, text)).toBe(expected);
  });

  it("is told by WaveSpeed's number where WaveSpeed answers", () => {
    expect(isRefusedContent(1200, '')).toBe(true);
  });
});
