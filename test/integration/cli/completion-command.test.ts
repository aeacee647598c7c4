import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCounter } from './counter.js';

/** What is offered after these words, the last one at the cursor, where a job and a preset are: values without descriptions, as fish gets them. */
async function offered(...words: string[]): Promise<string[]> {
  const { run, write, planJob } = await openCounter();
  write('presets/my own.json', '{}');
  await planJob('j_1');
  const { exitCode, stdout, stderr } = await run('completion', 'fish', '--complete', '--', ...words);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t')[0] ?? '');
}

describe('what is offered', () => {
  it.each<[string, string[], string[]]>([
    ['commands', [''], ['words', 'generate', 'gen', 'batch']],
    ['providers', ['gen', '--provider', ''], ['words', 'fal', 'replicate']],
    ['providers after a comma', ['gen', '--fallback', 'fal,'], ['words', 'fal,replicate', 'fal,wavespeed']],
    ['portable names', ['gen', '-m', ''], ['words', 'wan-2.2', 'wan-2.2-lora']],
    [
      'models of a provider',
      ['gen', '--provider=fal', '-m', ''],
      ['words', 'wan-2.2', 'fal-ai/wan/v2.2-a14b/image-to-video'],
    ],
    ['provider:model', ['models', 'show', 'fal:'], ['words', 'fal:wan-2.2']],
    ['choices', ['spend', '--by', ''], ['words', 'day', 'provider', 'model', 'run']],
    ['states', ['jobs', '--status', ''], ['words', 'planned', 'uploaded']],
    ['words of a command', ['config', ''], ['words', 'path', 'init']],
    [
      'topics and commands',
      ['help', ''],
      ['words', 'exit-codes', 'config', 'templates', 'money', 'recovery', 'generate'],
    ],
    ['wrapped commands', ['plan', ''], ['words', 'generate', 'batch', 'chain']],
    ['flags of a wrapped command', ['plan', 'generate', '--'], ['words', '--image']],
    ['files for an image', ['gen', ''], ['files']],
    ['files for a flag', ['gen', '--end-image', ''], ['files']],
    ['files behind a sign of equality', ['gen', '--image=x'], ['files']],
    ['a flag with its value', ['gen', '--provider=f'], ['words', '--provider=fal']],
    ['files past --', ['stitch', '--', '-odd'], ['files']],
    ['jobs', ['jobs', 'show', ''], ['words', 'j_1']],
    ['runs and jobs', ['resume', ''], ['words', 'r_j_1', 'j_1']],
    ['open jobs', ['cancel', ''], ['words', 'j_1']],
  ])('%s after %j', async (_what, words, first) => {
    expect((await offered(...words)).slice(0, first.length)).toEqual(first);
  });

  it.each<[string, string[]]>([
    ['a free value', ['gen', '--seed', '']],
    ['a command that does not exist', ['rendr', '']],
    ['an operand too many', ['explain', 'j_1', '']],
    ['a value of a flag that takes none', ['gen', '--json=']],
  ])('nothing for %s', async (_what, words) => {
    expect(await offered(...words)).toEqual(['words']);
  });

  it('short flags only after a single dash', async () => {
    expect(await offered('gen', '-')).toContain('-p');
    expect(await offered('gen', '--')).not.toContain('-p');
  });

  it('presets of the project, of the user and those that came with wan', async () => {
    expect(await offered('gen', '--preset', '')).toEqual(expect.arrayContaining(['my own', 'cinematic-720p']));
  });
});

describe('the answer to a shell', () => {
  it('of zsh hides colons from _describe', async () => {
    const { run } = await openCounter();
    const { stdout } = await run('completion', 'zsh', '--complete', '--', 'models', 'show', 'fal:wan-2.2-tur');
    expect(stdout).toMatch(/^words\n/);
    expect(stdout).toMatch(/^fal\\:wan-2\.2-turbo:/m);
  });

  it('of bash is only what is left to write', async () => {
    const { run } = await openCounter();
    const ask = (line: string) => run('completion', 'bash', '--complete', '--', line, ' \t\n"\'><=;|&(:');
    expect((await ask('wan models show fal:wan-2.2-tur')).stdout).toBe('words\nwan-2.2-turbo\n');
    expect((await ask('wan gen --provider=eac')).stdout).toBe('words\neachlabs\n');
  });

  it('makes no ledger, and changes none that is there', async () => {
    const { run, state } = await openCounter();
    await run('completion', 'fish', '--complete', '--', 'resume', '');
    expect(existsSync(state)).toBe(false);
    mkdirSync(state);
    writeFileSync(join(state, 'ledger.sqlite'), 'damaged');
    expect(await run('completion', 'fish', '--complete', '--', 'resume', '')).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    expect(readFileSync(join(state, 'ledger.sqlite'), 'utf8')).toBe('damaged');
  });
});

describe('wan completion', () => {
  it.each(['bash', 'zsh', 'fish'])('%s prints a script', async (shell) => {
    const { run } = await openCounter();
    const { exitCode, stdout } = await run('completion', shell);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`wan completion ${shell} --complete --`);
  });

  it.each([[['powershell']], [['bash', 'extra']], [[]]])('refuses %j', async (words) => {
    const { run } = await openCounter();
    expect((await run('completion', ...words)).exitCode).toBe(2);
  });
});
