import { describe, expect, it } from 'vitest';
import { parseShellLine, replacement } from '../../../../src/cli/completion/shell-line.js';

describe('a line as far as the cursor', () => {
  it.each<[string, readonly string[], string]>([
    ['wan gen', ['wan'], 'gen'],
    ['wan gen ', ['wan', 'gen'], ''],
    ["wan gen 'my photo.png' -p", ['wan', 'gen', 'my photo.png'], '-p'],
    ['wan gen my\\ photo.png ', ['wan', 'gen', 'my photo.png'], ''],
    ['wan gen "say \\"hi\\"" ""  x', ['wan', 'gen', 'say "hi"', ''], 'x'],
    ["wan 'a\\' b", ['wan', 'a\\'], 'b'],
    ['wan "$(rm -r .)" `ls` $HOME', ['wan', '$(rm -r .)', '`ls`'], '$HOME'],
    ['', [], ''],
  ])('%j is split as bash splits it', (line, words, text) => {
    const parsed = parseShellLine(line, ':=');
    expect(parsed.words).toEqual(words);
    expect(parsed.current.text).toBe(text);
  });
});

describe('what goes in place of the word', () => {
  it.each([
    ['wan -m fal:wa', 'fal:wan-2.2', 'wan-2.2'],
    ['wan --provider=f', '--provider=fal', 'fal'],
    ['wan -m fal\\:wa', 'fal:wan-2.2', 'fal:wan-2.2'],
    ['wan -m "fal:wa', 'fal:wan-2.2', 'fal:wan-2.2'],
    ['wan --preset my', 'my own', 'my\\ own'],
    ['wan --preset "my', 'my "own" $1', 'my \\"own\\" \\$1'],
    ["wan --preset 'my", "my mother's", "my mother'\\''s"],
    ['wan --preset a', 'a;b|c&d(e)*', 'a\\;b\\|c\\&d\\(e\\)\\*'],
  ])('after %j of %j is %j', (line, candidate, put) => {
    expect(replacement(candidate, parseShellLine(line, ':=').current)).toBe(put);
  });

  it('is the whole word where the shell does not break it', () => {
    expect(replacement('fal:wan-2.2', parseShellLine('wan -m fal:wa', '').current)).toBe('fal:wan-2.2');
  });
});
