import { describe, expect, it } from 'vitest';
import { isPresetPath, presetNameOf } from '../../../src/config/preset-name.js';

describe('isPresetPath', () => {
  it.each(['./x', 'a/b', '../x.json', 'x.json', 'x.YAML', 'x.yml', '..\\x', '/abs'])('%s is a path', (reference) => {
    expect(isPresetPath(reference)).toBe(true);
  });

  it.each(['social-vertical', 'cinematic-720p', 'v1.2', 'json', '..'])('%s is a name', (reference) => {
    expect(isPresetPath(reference)).toBe(false);
  });
});

describe('presetNameOf', () => {
  it.each([
    ['/p/social-vertical.json', 'social-vertical'],
    ['v1.2.yaml', 'v1.2'],
    ['plain', 'plain'],
  ])('%s is known as %s', (file, name) => {
    expect(presetNameOf(file)).toBe(name);
  });
});
