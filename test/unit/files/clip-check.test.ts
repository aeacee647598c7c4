import { describe, expect, it } from 'vitest';
import { differences, withTrueExtension } from '../../../src/files/clip-check.js';

const clip = { container: 'mp4', durationSeconds: 5.06, width: 1280, height: 704 } as const;

describe('differences', () => {
  it.each([
    ['the rounding of frames and sizes', { durationSeconds: 5, shortEdge: 720 }],
    ['what was not asked for', {}],
  ])('says nothing about %s', (_, wanted) => {
    expect(differences(clip, wanted)).toEqual([]);
  });

  it('names another length', () => {
    expect(differences(clip, { durationSeconds: 8 })).toEqual(['the clip lasts 5.06 s, 8 s were asked for']);
  });

  it('names another size, by the shorter edge whichever way the clip lies', () => {
    const upright = { ...clip, width: 480, height: 832 };
    expect(differences(upright, { shortEdge: 720 })).toEqual(['the clip is 480x832, 720p was asked for']);
    expect(differences(upright, { shortEdge: 480 })).toEqual([]);
  });
});

describe('withTrueExtension', () => {
  it.each([
    ['/c/a.mp4', 'mp4', '/c/a.mp4'],
    ['/c/a.M4V', 'mp4', '/c/a.M4V'],
    ['/c/a.mp4', 'webm', '/c/a.webm'],
    ['/c/a.mov', 'mp4', '/c/a.mp4'],
    ['/c.d/a.b.mp4', 'mov', '/c.d/a.b.mov'],
  ] as const)('gives %s that is %s the name %s', (path, container, expected) => {
    expect(withTrueExtension(path, { container })).toBe(expected);
  });
});
