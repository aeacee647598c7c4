import { describe, expect, it } from 'vitest';
import { objectKey, publicUrl } from '../../../src/upload/object-key.js';

describe('the key of an object', () => {
  it.each([
    ['image/jpeg', undefined, 'abc.jpg'],
    ['image/png', 'wan/', 'wan/abc.png'],
    ['image/webp', '/wan-', 'wan-abc.webp'],
    ['audio/mp4', '', 'abc.m4a'],
    ['application/octet-stream', '', 'abc.safetensors'],
  ])('of %s with the prefix %s is %s', (mime, prefix, key) => {
    expect(objectKey({ digest: 'abc', mime }, prefix)).toBe(key);
  });

  it('is encoded in a public address, slashes aside', () => {
    expect(publicUrl('https://cdn.example/media/', 'shots 1/#ä.png')).toBe(
      'https://cdn.example/media/shots%201/%23%C3%A4.png',
    );
    expect(publicUrl('https://cdn.example', 'a.png')).toBe('https://cdn.example/a.png');
  });
});
