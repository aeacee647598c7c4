import { describe, expect, it } from 'vitest';
import { choosePlace, dataUriLength, type MediaPlace } from '../../../src/upload/choose-place.js';

const file = { path: 'hero.png', mime: 'image/png', bytes: 3000 };
const ask =
  (takes: readonly MediaPlace[], hasBucket: boolean, dataUriLimit = 10_000) =>
  () =>
    choosePlace({ provider: 'fal', takes, hasBucket, dataUriLimit, file });

describe('the place of a file', () => {
  it.each([
    [['bucket', 'upload', 'data-uri'], true, 'bucket'],
    [['bucket', 'upload', 'data-uri'], false, 'upload'],
    [['upload', 'bucket'], true, 'bucket'],
    [['bucket', 'data-uri'], false, 'data-uri'],
    [['data-uri', 'upload'], true, 'upload'],
    [['path'], true, 'path'],
  ] as const)('with %j and a bucket: %s, is the %s', (takes, hasBucket, place) => {
    expect(ask(takes, hasBucket)()).toBe(place);
  });

  it('is a data URI up to the limit of its encoded length', () => {
    expect(dataUriLength(file)).toBe(`data:image/png;base64,${Buffer.alloc(3000).toString('base64')}`.length);
    expect(ask(['data-uri'], false, 4022)()).toBe('data-uri');
    expect(ask(['data-uri'], false, 4021)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
});

describe('a file that has no place', () => {
  it('needs a bucket where one would do, and says how', () => {
    expect(ask(['bucket', 'data-uri'], false, 100)).toThrow(
      expect.objectContaining({ code: 'local.bucket', message: expect.stringContaining('hero.png is too large') }),
    );
    expect(ask(['bucket'], false)).toThrow(
      expect.objectContaining({
        message: 'fal has no upload for hero.png, and no bucket is configured',
        hint: expect.stringContaining('wan config init'),
      }),
    );
  });

  it('is an invalid request where no bucket helps', () => {
    expect(ask([], true)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
});
