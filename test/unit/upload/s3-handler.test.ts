import { describe, expect, it } from 'vitest';
import { toUrl } from '../../../src/upload/s3-handler.js';

const request = { method: 'GET', protocol: 'https:', hostname: 's3.example', path: '/clips/a%20b.png', headers: {} };

describe('the address of a signed request', () => {
  it('is the one that was signed, with RFC 3986 encoding', () => {
    expect(toUrl(request)).toBe('https://s3.example/clips/a%20b.png');
    const query = { 'X-Amz-Credential': "a/b (c)*!'", tags: ['x', 'y'], acl: '', uploads: null };
    expect(toUrl({ ...request, port: 9000, query })).toBe(
      'https://s3.example:9000/clips/a%20b.png?X-Amz-Credential=a%2Fb%20%28c%29%2A%21%27&tags=x&tags=y&acl=&uploads',
    );
  });
});
