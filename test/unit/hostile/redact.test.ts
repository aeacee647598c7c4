import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/jobs/redact.js';
import { findSecret } from '../../support/find-secret.js';

const secret = fc.string({ unit: fc.constantFrom(...'abcXYZ019_-+/."\\ü'), minLength: 8, maxLength: 40 });
const key = fc.oneof(
  secret,
  fc.tuple(secret, secret).map(([id, half]) => `${id}:${half}`),
);

/** How a service may give a key back. */
const forms: readonly ((key: string) => string)[] = [
  (text) => text,
  (text) => text.slice(text.indexOf(':') + 1),
  (text) => encodeURIComponent(text),
  (text) => JSON.stringify({ text }),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(`u:${text}`).toString('base64url'),
  (text) => Buffer.from(`me:${text} and more`).toString('base64'),
];

describe('a key that a service gives back', () => {
  it('in any form, in any text, is taken out', () => {
    fc.assert(
      fc.property(key, fc.string(), fc.constantFrom(...forms), fc.string(), (known, before, form, after) => {
        const text = createRedactor([known]).text(`${before} ${form(known)} ${after}`);
        expect(findSecret(known, { streams: { text }, directories: [] })).toEqual([]);
      }),
    );
  });
});
