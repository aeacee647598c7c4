import { describe, expect, it } from 'vitest';
import { isNetworkShare, windowsFault } from '../../../src/files/windows-path.js';

describe('windowsFault', () => {
  it.each([
    ['C:\\clips\\hero.mp4'],
    ['C:/clips/hero.mp4'],
    ['\\\\server\\share\\hero.mp4'],
    ['\\\\?\\C:\\clips\\hero.mp4'],
    ['..\\clips\\.hidden\\null.mp4'],
    ['C:\\clips\\console.mp4'],
    ['C:\\clips\\ヒーロー (2).mp4'],
  ])('finds nothing wrong with %s', (path) => {
    expect(windowsFault(path)).toBeUndefined();
  });

  it.each([
    ['C:\\clips\\a:b.mp4', 'Windows allows no ":" in a name'],
    ['C:\\clips\\what?.mp4', 'Windows allows no "?" in a name'],
    ['C:\\cl*ps\\hero.mp4', 'Windows allows no "*" in a name'],
    ['C:\\clips\\a\tb.mp4', 'Windows allows no "\\t" in a name'],
    ['C:\\clips\\nul.mp4', 'nul.mp4 is a device on Windows'],
    ['C:\\COM1\\hero.mp4', 'COM1 is a device on Windows'],
    ['C:\\clips.\\hero.mp4', 'Windows drops dots and spaces at the end of a name'],
    ['C:\\clips\\hero.mp4 ', 'Windows drops dots and spaces at the end of a name'],
  ])('says of %j: %s', (path, fault) => {
    expect(windowsFault(path)).toBe(fault);
  });
});

describe('isNetworkShare', () => {
  it.each([
    ['\\\\server\\share\\wan', true],
    ['\\\\wsl$\\Debian\\home', true],
    ['//server/share/wan', true],
    ['\\\\?\\C:\\wan', false],
    ['\\\\.\\C:\\wan', false],
    ['C:\\Users\\you\\AppData\\Local\\wan', false],
    ['/home/you/.local/state/wan', false],
  ])('%s: %s', (path, isShare) => {
    expect(isNetworkShare(path)).toBe(isShare);
  });
});
