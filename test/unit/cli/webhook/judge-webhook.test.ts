import { describe, expect, it } from 'vitest';
import { missingHeader, wrongTime } from '../../../../src/cli/webhook/judge-webhook.js';
import { webhook as eachlabs } from '../../../../src/providers/eachlabs/webhook.js';
import { webhook as fal } from '../../../../src/providers/fal/webhook.js';

const now = Date.UTC(2026, 10, 21);
const sentAt = (value: string) => ({ headers: { 'x-fal-webhook-timestamp': value }, body: new Uint8Array() });
const judge = (value: string) => wrongTime(fal, sentAt(value), { now, toleranceMs: 300_000 });

describe('the time of a delivery', () => {
  it.each([0, 1, 300, -300])('is taken %i s after it was sent', (age) => {
    expect(judge(String(now / 1000 - age))).toBeUndefined();
  });

  it.each([
    [301, /sent 301 s ago; 300 s are taken/],
    [86_400, /sent 86400 s ago/],
    [-301, /sent 301 s from now/],
  ])('is refused %i s after it was sent', (age, why) => {
    expect(judge(String(now / 1000 - age))).toEqual({ check: 'timestamp', why: expect.stringMatching(why) });
  });

  it.each(['', 'soon', '-5', '1e9', `${now}`, '1763683200, 1763683200', ' 1763683200'])('is not "%s"', (text) => {
    expect(judge(text)?.check).toBe('timestamp');
  });

  it('is not asked of a service that names none', () => {
    expect(wrongTime(eachlabs, sentAt('0'), { now, toleranceMs: 0 })).toBeUndefined();
  });
});

describe('the headers of a delivery', () => {
  it('must all be there and say something', () => {
    const headers = Object.fromEntries(fal.headers.map((name) => [name, 'x']));
    const body = new Uint8Array();
    expect(missingHeader(fal, { headers, body })).toBeUndefined();
    for (const name of fal.headers) {
      const why = { check: 'header', why: `it has no ${name}` };
      expect(missingHeader(fal, { headers: { ...headers, [name]: '' }, body })).toEqual(why);
    }
  });
});
