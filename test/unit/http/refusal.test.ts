import { describe, expect, it } from 'vitest';
import { cleanSentence, toReadError, toRefusal } from '../../../src/http/refusal.js';

const answer = (status: number, headers: Record<string, string> = {}) => ({
  provider: 'fal',
  response: { status, headers },
  message: 'No luck.',
  now: 0,
});

describe('what a status says about a submit', () => {
  it.each([
    [400, 'provider.refused', 'not-accepted', false],
    [401, 'key.rejected', 'not-accepted', false],
    [402, 'money.no-credit', 'not-accepted', false],
    [403, 'key.rejected', 'not-accepted', false],
    [404, 'provider.refused', 'not-accepted', false],
    [408, 'submit.unknown', 'unknown', false],
    [409, 'provider.refused', 'not-accepted', false],
    [413, 'provider.refused', 'not-accepted', false],
    [418, 'submit.unknown', 'unknown', false],
    [422, 'provider.refused', 'not-accepted', false],
    [429, 'provider.throttled', 'not-accepted', true],
    [500, 'submit.unknown', 'unknown', false],
    [503, 'submit.unknown', 'unknown', false],
    [524, 'submit.unknown', 'unknown', false],
    [200, 'submit.unknown', 'unknown', false],
  ])('%i is %s, %s', (status, code, delivery, retryable) => {
    expect(toRefusal(answer(status))).toMatchObject({
      code,
      delivery,
      retryable,
      message: `fal: No luck. (${status})`,
    });
  });

  it('carries the wait that a 429 asks for, and none where it names none', () => {
    expect(toRefusal(answer(429, { 'retry-after': '12' })).retryAfterMs).toBe(12_000);
    expect(toRefusal(answer(429)).retryAfterMs).toBeUndefined();
  });

  it('takes the code that a document gives a status', () => {
    expect(toRefusal({ ...answer(403), code: 'money.no-credit' })).toMatchObject({
      code: 'money.no-credit',
      delivery: 'not-accepted',
    });
    expect(toRefusal({ ...answer(400), code: 'submit.unknown' }).delivery).toBe('unknown');
  });

  it('never advises to send an unknown submit again', () => {
    expect(toRefusal(answer(500)).hint).toBe('wan resume looks for the job at the provider and sends nothing anew');
  });
});

describe('what a status says about a read', () => {
  it.each([
    [401, 'key.rejected', false],
    [402, 'money.no-credit', false],
    [403, 'key.rejected', false],
    [404, 'provider.refused', false],
    [408, 'provider.unavailable', true],
    [422, 'provider.refused', false],
    [429, 'provider.unavailable', true],
    [500, 'provider.unavailable', true],
    [524, 'provider.unavailable', true],
  ])('%i is %s, retryable: %s', (status, code, retryable) => {
    const error = toReadError(answer(status, { 'retry-after': '3' }));
    expect(error).toMatchObject({ code, retryable, retryAfterMs: 3000, delivery: undefined, provider: 'fal' });
  });
});

describe('the sentence of a service', () => {
  it('loses control characters and line breaks and keeps its words', () => {
    expect(cleanSentence('  \u001b[31mNSFW\u001b[0m content\r\n\tdetected\u0007 \u202eok ')).toBe(
      'NSFW content detected ok',
    );
  });

  it('is cut at 500 characters', () => {
    expect(cleanSentence('x'.repeat(500))).toHaveLength(500);
    expect(cleanSentence('x'.repeat(501))).toBe(`${'x'.repeat(499)}…`);
  });

  it('is replaced by the status where there is none', () => {
    expect(toRefusal({ ...answer(500), message: undefined }).message).toBe('fal: the service answered 500');
  });
});
