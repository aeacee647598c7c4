import { describe, expect, it } from 'vitest';
import { systemProgram } from '../../../src/files/system-program.js';

describe('a program of Windows', () => {
  it.each([
    [{ SystemRoot: 'D:\\Windows' }, 'D:\\Windows\\System32\\taskkill.exe'],
    [{ SYSTEMROOT: 'D:\\Windows' }, 'D:\\Windows\\System32\\taskkill.exe'],
    [{}, 'C:\\Windows\\System32\\taskkill.exe'],
    [{ SystemRoot: '' }, 'C:\\Windows\\System32\\taskkill.exe'],
    [{ SystemRoot: '.' }, 'C:\\Windows\\System32\\taskkill.exe'],
  ])('is never one of the current directory (%j)', (env, path) => {
    expect(systemProgram(env, 'taskkill.exe')).toBe(path);
  });
});
