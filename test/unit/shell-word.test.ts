import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellPath, shellWord } from '../../src/shell-word.js';

const read = (word: string) => execFileSync('/bin/sh', ['-c', `printf %s ${word}`]).toString();

describe('a word for a shell', () => {
  it.each(['plain-1.png', 'a b', '', "it's", '$HOME `id` $(id)', 'a"b\\c', '*', '~', 'two\nlines', 'a;b&c|d', '#!'])(
    'is read back as it was: %j',
    (text) => {
      expect(read(shellWord(text))).toBe(text);
    },
  );

  it('is no option where it is a path', () => {
    expect([shellPath('-o.png'), shellPath('- a'), shellPath('o.png')]).toEqual(['./-o.png', "'./- a'", 'o.png']);
  });
});
