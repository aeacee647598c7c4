import { describe, expect, it } from 'vitest';
import { routeOf } from '../../../src/providers/replicate/route.js';

const hash = '4eaf2b01'.padEnd(64, '0');

describe('the route of an endpoint', () => {
  it('names an official model in the path and no version in the body', () => {
    expect(routeOf('wan-video/wan2.6-i2v-flash')).toEqual({
      url: 'https://api.replicate.com/v1/models/wan-video/wan2.6-i2v-flash/predictions',
      version: undefined,
      model: 'wan-video/wan2.6-i2v-flash',
    });
  });

  it('names a version in the body, with or without its model', () => {
    const url = 'https://api.replicate.com/v1/predictions';
    expect(routeOf(`prunaai/vace-14b:${hash}`)).toEqual({ url, version: hash, model: 'prunaai/vace-14b' });
    expect(routeOf(hash)).toEqual({ url, version: hash, model: undefined });
  });

  it.each(['', 'wan', 'a/b/c', '../x', 'a/..', 'a/b:latest', 'a/b?x=1', 'a b/c', hash.slice(1), `${hash}0`, 'a/b\n'])(
    'refuses %j before anything is sent',
    (endpoint) => {
      expect(() => routeOf(endpoint)).toThrow(expect.objectContaining({ code: 'request.unknown-model' }));
    },
  );
});
