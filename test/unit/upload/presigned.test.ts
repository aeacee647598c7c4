import { describe, expect, it } from 'vitest';
import { presignedLifetime } from '../../../src/upload/presigned.js';

const hour = 3_600_000;
const lifetime = (needed: number, credentials?: number) =>
  presignedLifetime({
    bucket: 'clips',
    now: 1000,
    neededUntil: 1000 + needed,
    credentialsEnd: credentials === undefined ? undefined : 1000 + credentials,
  });

describe('the life of a presigned URL', () => {
  it.each([
    [hour, undefined, 24 * hour],
    [30 * hour, undefined, 30 * hour],
    [168 * hour, undefined, 168 * hour],
    [hour, 2 * hour, 2 * hour],
    [hour, hour, hour],
    [hour, 400 * hour, 24 * hour],
  ])('for %i ms with credentials of %s ms is %i ms', (needed, credentials, expected) => {
    expect(lifetime(needed, credentials)).toBe(expected);
  });

  it.each([
    [hour, hour - 1, 'temporary credentials end 1970-01-01T01:00:00.999Z'],
    [hour, -5, 'temporary credentials end'],
    [168 * hour + 1, undefined, 'at most seven days'],
    [168 * hour + 1, 400 * hour, 'at most seven days'],
  ])('that is too short for %i ms is refused with the way out', (needed, credentials, text) => {
    expect(() => lifetime(needed, credentials)).toThrow(
      expect.objectContaining({
        code: 'local.bucket',
        message: expect.stringContaining(text),
        hint: expect.stringContaining('bucket.publicBaseUrl'),
      }),
    );
  });
});
