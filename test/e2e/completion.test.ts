import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runWan } from './program.js';
import { createKeyboard } from './shells.js';

const tab = '\t';

/** What is typed before Tab, and what stands there after it, in bash and zsh alike. */
const typed: readonly (readonly [string, string])[] = [
  ['wan compl', 'wan completion '],
  ['wan completion f', 'wan completion fish '],
  ['wan gen --aspect-r', 'wan gen --aspect-ratio '],
  ['wan gen --provider eac', 'wan gen --provider eachlabs '],
  ['wan gen --provider=eac', 'wan gen --provider=eachlabs '],
  ['wan models show fal:wan-2.2-tur', 'wan models show fal:wan-2.2-turbo '],
  ['wan gen --preset my', 'wan gen --preset my\\ own '],
  ['wan gen --preset "my', 'wan gen --preset "my own" '],
  ['wan gen pic', 'wan gen picture.png '],
  ['wan gen --image=pic', 'wan gen --image=picture.png '],
  ['wan plan generate --end-im', 'wan plan generate --end-image '],
  ['wan jobs show j_', 'wan jobs show j_0123456789abcdef '],
  ['wan resume r_', 'wan resume r_9 '],
  ['wan gen --preset ./pic', 'wan gen --preset ./picture.png '],
  ['wan chain --join sm', 'wan chain --join smooth '],
  ['wan export --reframe 16', 'wan export --reframe 16:9 '],
  ['wan gen "pic', 'wan gen "picture.png" '],
  ['wan gen --seed pic', 'wan gen --seed pic'],
  ['wan gen -p "$(touch made)" --acc', 'wan gen -p "$(touch made)" --acceleration '],
];

describe.each(['bash', 'zsh'] as const)('Tab in %s', (shell) => {
  it('completes commands, flags, values, ids and files, quoted as the line was begun, and runs nothing', async () => {
    const keyboard = createKeyboard();
    await keyboard.addJob('j_0123456789abcdef');
    const stands = await keyboard.type(
      shell,
      typed.map(([before]) => before + tab),
    );
    expect(stands).toEqual(typed.map(([, after]) => after));
    expect(keyboard.exists('made')).toBe(false);
  });
});

describe('fish', () => {
  it('offers the same, with descriptions', async () => {
    const expected: readonly (readonly [string, readonly string[]])[] = [
      ['wan compl', ['completion\tprint a completion script for your shell']],
      ['wan gen --aspect-r', [expect.stringMatching(/^--aspect-ratio\t/)]],
      ['wan gen --provider eac', ['eachlabs']],
      ['wan gen --provider=eac', ['--provider=eachlabs']],
      ['wan models show fal:wan-2.2-tur', [expect.stringMatching(/^fal:wan-2\.2-turbo\t/)]],
      ['wan gen --preset my', ['my own\tproject']],
      ['wan gen pic', ['picture.png']],
      ['wan gen --image=pic', ['--image=picture.png']],
      ['wan jobs show j_', ['j_0123456789abcdef\tplanned fal wan-2.2-turbo']],
      ['wan gen --preset ./pic', ['./picture.png']],
      ['wan chain --join sm', ['smooth']],
      ['wan gen "pic', ['picture.png']],
      ["wan gen --image 'pic", ['picture.png']],
      ['wan gen presets/my\\ o', ['presets/my own.json']],
      ['wan gen --seed pic', []],
    ];
    const keyboard = createKeyboard();
    await keyboard.addJob('j_0123456789abcdef');
    expect(await keyboard.fish(expected.map(([line]) => line))).toEqual(expected.map(([, offered]) => offered));
  });
});

describe('the scripts', () => {
  it.each(['bash', 'zsh', 'fish'] as const)('for %s say nothing when they are read', async (shell) => {
    const keyboard = createKeyboard();
    const read = shell === 'fish' ? 'wan completion fish | source' : `source <(wan completion ${shell})`;
    const options = { bash: ['--norc'], zsh: ['-f'], fish: ['--no-config'] }[shell];
    const setup = shell === 'zsh' ? 'autoload -Uz compinit && compinit -u -D; ' : '';
    expect(await keyboard.run(shell, ...options, '-c', setup + read)).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('make no state, and say nothing of a ledger that can not be read', async () => {
    const keyboard = createKeyboard();
    const ask = ['completion', 'fish', '--complete', '--', 'resume', ''];
    expect(await runWan(ask, keyboard)).toMatchObject({ exitCode: 0, stdout: 'words\n', stderr: '' });
    expect(existsSync(keyboard.state)).toBe(false);
  });
});
