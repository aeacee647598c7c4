import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { helpTopics } from '../../../src/cli/help/topics.js';
import { openCounter } from './counter.js';

describe('wan help', () => {
  it('alone is wan --help, which names the topics', async () => {
    const { run } = await openCounter();
    const { exitCode, stdout } = await run('help');
    expect(exitCode).toBe(0);
    expect(stdout).toBe((await run('--help')).stdout);
    for (const { name, summary } of helpTopics)
      expect(stdout).toMatch(new RegExp(`^ {2}help ${name} +${summary}$`, 'm'));
  });

  it.each(helpTopics.map(({ name }) => name))('%s explains it, and touches no state', async (name) => {
    const { run, state } = await openCounter();
    const { exitCode, stdout, stderr } = await run('help', name);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n').length).toBeGreaterThan(10);
    expect((await run('help', name, '--json')).document().data).toEqual({ topic: name, text: stdout });
    expect(existsSync(state)).toBe(false);
  });

  it.each(['generate', 'gen', 'spend'])('%s is the help of the command', async (name) => {
    const { run } = await openCounter();
    expect((await run('help', name)).stdout).toBe((await run(name, '--help')).stdout);
  });

  it.each(['plan', 'estimate'])('is what %s <command> --help shows, the rest left out', async (purpose) => {
    const { run, state } = await openCounter();
    const help = await run('chain', '--help');
    expect(await run(purpose, 'chain', '--help')).toMatchObject({ exitCode: 0, stdout: help.stdout });
    expect(await run(purpose, 'chain', 'film.yaml', '-h')).toMatchObject({ exitCode: 0, stdout: help.stdout });
    expect(existsSync(state)).toBe(false);
  });

  it('of what does not exist offers what does', async () => {
    const { run } = await openCounter();
    const { exitCode, stderr } = await run('help', 'tempaltes');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/did you mean.*templates/);
    expect(stderr).toContain('exit-codes, config, templates, money, recovery');
  });
});
