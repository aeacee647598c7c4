import { describe, expect, it } from 'vitest';
import { againCommand, commandOf } from '../../../../src/cli/render/repeat-command.js';
import { sampleJob } from '../../jobs/job-sample.js';

describe('the command for the same clip again', () => {
  it('doubles the @ that a prompt or a negative prompt begins with, so that neither is read as a file', () => {
    const request = { prompt: '@home', negativePrompt: '@work' };
    const command = commandOf(sampleJob({ request, chosen: ['prompt', 'negativePrompt'] }));
    expect(command).toContain('--prompt @@home ');
    expect(command).toContain('--negative-prompt @@work ');
  });

  it('joins a value that begins with a dash to its flag, so that it is not taken for one', () => {
    const request = { prompt: '--yes', negativePrompt: '-o blur' };
    const command = commandOf(sampleJob({ request, chosen: ['prompt', 'negativePrompt'] }));
    expect(command).toContain(" --prompt=--yes '--negative-prompt=-o blur' ");
  });

  it('gives no LoRA the end of its own address for a scale', () => {
    const loras = [{ path: 'https://host/a=2' }, { path: 'https://host/b' }];
    const command = commandOf(sampleJob({ request: { loras }, chosen: ['loras'] }));
    expect(command).toContain(` --lora '{"path":"https://host/a=2"}' --lora https://host/b `);
  });

  it('leaves an @ elsewhere as it is', () => {
    const request = { prompt: 'a @ b', negativePrompt: 'c@d' };
    const command = commandOf(sampleJob({ request, chosen: ['prompt', 'negativePrompt'] }));
    expect(command).toContain("--prompt 'a @ b' --negative-prompt c@d ");
  });
});

describe('the command that has a clip again', () => {
  it('is its own for a clip of wan generate', () => {
    expect(againCommand(sampleJob({ chosen: ['prompt'] }))).toContain("wan generate 'https://cdn.example/hero.png");
  });

  it.each([
    ['a row or shot, whose name another request finds taken', { rowIdentity: 'door' }],
    ['what was taken over and tells no request', { request: { provider: 'fal' as const } }],
  ])('is wan resume for %s', (_, more) => {
    expect(againCommand(sampleJob(more))).toBe('wan resume j_1');
  });
});
