import { describe, expect, it } from 'vitest';
import { WanError } from '../../../src/errors.js';
import { createRoute } from '../../../src/http/route.js';

const credential = { header: 'authorization', value: 'Key abc' };
const api = { provider: 'fal', apiOrigins: ['https://queue.api.example', 'https://rest.api.example'], credential };

describe('where a request goes', () => {
  it.each([
    ['https://queue.api.example/a', true],
    ['https://rest.api.example/a', true],
    ['https://QUEUE.api.example:443/a', true],
    ['http://queue.api.example/a', false],
    ['https://queue.api.example:8443/a', false],
    ['https://queue.api.example.evil.example/a', false],
    ['https://user@evil.example/queue.api.example', false],
    ['https://queue.api.example@evil.example/', false],
  ])('trusts %s with the key: %s', (url, trusted) => {
    expect(createRoute(api)(url)).toMatchObject({ trusted, headers: trusted ? { authorization: 'Key abc' } : {} });
  });

  it.each([
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000/a/b?c=d'],
    ['https://gateway.example', 'https://gateway.example/a/b?c=d'],
    ['https://gateway.example/', 'https://gateway.example/a/b?c=d'],
    ['http://[::1]:81', 'http://[::1]:81/a/b?c=d'],
  ])('replaces scheme, host and port by %s', (baseUrl, expected) => {
    const { url, trusted } = createRoute({ ...api, baseUrl })('https://rest.api.example/a/b?c=d');
    expect([url.href, trusted]).toEqual([expected, true]);
  });

  it('drops the port of an API host that a base URL without a port replaces', () => {
    const route = createRoute({ ...api, apiOrigins: ['http://127.0.0.1:8188'], baseUrl: 'http://render.example' });
    expect(route('http://127.0.0.1:8188/prompt').url.href).toBe('http://render.example/prompt');
  });

  it('leaves other hosts where they are, without the key', () => {
    const { url, trusted, headers } = createRoute({ ...api, baseUrl: 'http://127.0.0.1:9000' })(
      'https://s3.example/put?X=a%20b',
    );
    expect([url.href, trusted, headers]).toEqual(['https://s3.example/put?X=a%20b', false, {}]);
  });

  it('adds query values encoded', () => {
    const { url } = createRoute(api)('https://rest.api.example/a?b=1', { c: 'x&y', d: 'ü' });
    expect(url.search).toBe('?b=1&c=x%26y&d=%C3%BC');
  });

  it('has the headers for a proxy where the key goes and nowhere else, and the key stays what it is', () => {
    const proxyHeaders = [
      { header: 'x-door', value: 'open' },
      { header: 'Authorization', value: 'Basic door' },
    ];
    const route = createRoute({ ...api, proxyHeaders });
    expect(route('https://rest.api.example/a').headers).toEqual({ 'x-door': 'open', authorization: 'Key abc' });
    expect(route('https://files.example/a').headers).toEqual({});
  });

  it('has no key header without a key', () => {
    const route = createRoute({ provider: 'comfyui', apiOrigins: ['http://127.0.0.1:8188'] });
    expect(route('http://127.0.0.1:8188/queue')).toMatchObject({ trusted: true, headers: {} });
  });
});

describe('what a route refuses', () => {
  it.each([
    'gateway.example',
    'https://gateway.example/v1',
    'https://me:pw@gateway.example',
    'ftp://gateway.example',
    'https://g.example/?a=b',
  ])('the base URL %s', (baseUrl) => {
    expect(() => createRoute({ ...api, baseUrl })).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.not.stringContaining('pw') }),
    );
  });

  it.each(['Key abc\n', 'Key a\u0000b', 'Key \u201cabc\u201d'])(
    'a key that no header can carry, without repeating it',
    (value) => {
      const make = () => createRoute({ ...api, credential: { header: 'authorization', value } });
      expect(make).toThrow(WanError);
      expect(make).toThrow(
        expect.objectContaining({ code: 'key.rejected', message: expect.not.stringContaining('abc') }),
      );
    },
  );
});
