import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInside, isUrl, listMediaPaths, resolveMediaPaths } from '../../../src/config/media-paths.js';

const directory = resolve('/project');

describe('resolveMediaPaths', () => {
  it('makes local paths absolute and leaves URLs, hub names and all other fields alone', () => {
    const fields = {
      prompt: 'a/b.png',
      seed: 0,
      image: 'a.png',
      endImage: 'HTTPS://example.com/b.png?sig=1',
      audio: '../c.wav',
      workflow: 'graphs/mine.json',
      loras: [{ path: 'owner/name', scale: 0 }, { path: './x' }],
      lorasHigh: [{ path: 'h.SAFETENSORS' }],
      lorasLow: [{ path: 'https://hub.example/l.safetensors' }],
    };
    expect(resolveMediaPaths(fields, directory)).toEqual({
      ...fields,
      image: resolve('/project/a.png'),
      audio: resolve('/c.wav'),
      workflow: resolve('/project/graphs/mine.json'),
      loras: [{ path: 'owner/name', scale: 0 }, { path: resolve('/project/x') }],
      lorasHigh: [{ path: resolve('/project/h.SAFETENSORS') }],
    });
  });

  it('adds no field that was not there', () => {
    expect(Object.keys(resolveMediaPaths({ seed: 1 }, directory))).toEqual(['seed']);
  });

  it.each(['-', '@file', 'file:///etc/passwd', 'data:image/png;base64,AAAA', '~/a.png'])(
    'takes %s for a plain file name: data reads no stdin and follows no other scheme',
    (image) => {
      expect(resolveMediaPaths({ image }, directory).image).toBe(resolve(directory, image));
    },
  );

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (image, path) => {
        const once = resolveMediaPaths({ image, loras: [{ path }] }, directory);
        expect(resolveMediaPaths(once, directory)).toEqual(once);
      }),
    );
  });
});

describe('listMediaPaths', () => {
  it('names every local path by its key, and no URL or hub name', () => {
    const fields = {
      image: '/a.png',
      audio: 'https://example.com/a.wav',
      workflow: '/graph.json',
      loras: [{ path: 'owner/name' }, { path: '/l.safetensors' }],
      lorasLow: [{ path: '../x' }],
    };
    expect(listMediaPaths(fields)).toEqual([
      { key: 'image', path: '/a.png' },
      { key: 'workflow', path: '/graph.json' },
      { key: 'loras.1.path', path: '/l.safetensors' },
      { key: 'lorasLow.0.path', path: '../x' },
    ]);
    expect(listMediaPaths({})).toEqual([]);
  });
});

describe('isInside', () => {
  it.each([
    ['/project', true],
    ['/project/a', true],
    ['/project/..a', true],
    ['/project/a/../b', true],
    ['/', false],
    ['/projects', false],
    ['/project/../other', false],
  ])('%s in /project: %s', (path, expected) => {
    expect(isInside(directory, resolve(path))).toBe(expected);
  });

  it('holds for whatever is joined from plain names', () => {
    const name = fc.stringMatching(/^[a-z.]{1,6}$/).filter((text) => text !== '.' && text !== '..');
    fc.assert(
      fc.property(fc.array(name, { maxLength: 5 }), (names) => {
        expect(isInside(directory, resolve(directory, ...names))).toBe(true);
        expect(isInside(resolve(directory, 'sub', ...names), directory)).toBe(false);
      }),
    );
  });
});

describe('isUrl', () => {
  it.each(['http://x', 'https://x', 'HTTPS://x'])('%s is one', (text) => {
    expect(isUrl(text)).toBe(true);
  });

  it.each(['https:/x', 'ftp://x', ' https://x', 'a/https://x', '//x', ''])('%j is none', (text) => {
    expect(isUrl(text)).toBe(false);
  });
});
