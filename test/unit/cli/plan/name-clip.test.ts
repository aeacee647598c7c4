import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ClipNaming, clipNamer } from '../../../../src/cli/plan/name-clip.js';

const cwd = resolve('here');
const naming: ClipNaming = {
  template: '{name}-{seed}.mp4',
  cwd,
  fields: { provider: 'fal', model: 'wan-2.2', resolution: '720p', duration: 5 },
  image: join(cwd, 'hero.png'),
  preset: undefined,
  run: 'r_1',
  columns: { id: 'a' },
  shot: null,
  takes: 1,
  at: 0,
  isDirectory: () => false,
  check: () => {},
};
const clip = { id: 'j_1', index: 4, take: 1, seed: 7 };

describe('the name of a clip', () => {
  it.each([
    ['{name}-{seed}.mp4', 'hero-7.mp4'],
    ['{row.id}/{index}-{id}.mp4', 'a/5-j_1.mp4'],
    ['{provider}-{model}-{resolution}-{duration}.mp4', 'fal-wan-2.2-720p-5.mp4'],
    ['{run}-{preset}-{shot}.mp4', 'r_1-_-_.mp4'],
  ])('is made from the template %s', (template, name) => {
    expect(clipNamer({ ...naming, template })(clip)).toBe(join(cwd, name));
  });

  it('numbers takes that would have one name', () => {
    expect(clipNamer({ ...naming, template: 'clip.mp4', takes: 2 })(clip)).toBe(join(cwd, 'clip-2.mp4'));
  });

  it('is the usual one in a template that is a directory', () => {
    const nameOf = clipNamer({ ...naming, template: 'clips', isDirectory: (path) => path === join(cwd, 'clips') });
    expect(nameOf(clip)).toBe(join(cwd, 'clips', 'hero-j_1.mp4'));
  });

  it('is checked each time it is made', () => {
    const nameOf = clipNamer({
      ...naming,
      check: (path) => {
        throw new Error(`not ${path}`);
      },
    });
    expect(() => nameOf(clip)).toThrow(`not ${join(cwd, 'hero-7.mp4')}`);
  });
});
