import { describe, expect, it } from 'vitest';
import { redactUrl, redactUrls } from '../../../src/config/redact.js';

describe('redactUrl', () => {
  it.each([
    ['https://example.com/a.png', 'https://example.com/a.png'],
    ['https://example.com/a.png?X-Sig=1&b=2', 'https://example.com/a.png?***'],
    ['https://ada:pw@example.com:8080/x', 'https://***@example.com:8080/x'],
    ['https://a@b@example.com/', 'https://***@example.com/'],
    ['s3://key:secret@bucket/x?y#z', 's3://***@bucket/x?***#***'],
    ['https://example.com/x#token=1', 'https://example.com/x#***'],
    ['https://example.com/a@b.png', 'https://example.com/a@b.png'],
    ['not a URL? really', 'not a URL? really'],
    ['', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(redactUrl(text)).toBe(expected);
  });
});

describe('redactUrls', () => {
  it('goes into lists and objects, and leaves everything else as it is', () => {
    const value = { a: ['https://x.example/?t=1'], b: { c: 'https://u@x.example/' }, d: 0, e: null, f: false };
    expect(redactUrls(value)).toEqual({
      a: ['https://x.example/?***'],
      b: { c: 'https://***@x.example/' },
      d: 0,
      e: null,
      f: false,
    });
  });
});
