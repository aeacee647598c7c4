import { describe, expect, it } from 'vitest';
import { commandOf } from '../../../../src/cli/render/repeat-command.js';
import { sampleJob } from '../../jobs/job-sample.js';

describe('the command for the same clip again', () => {
  it('doubles the @ that a prompt or a negative prompt begins with, so that neither is read as a file', () => {
    const request = { prompt: '@home', negativePrompt: '@work' };
    const command = commandOf(sampleJob({ request, chosen: ['prompt', 'negativePrompt'] }));
    expect(command).toContain('--prompt @@home ');
    expect(command).toContain('--negative-prompt @@work ');
  });

  it('leaves an @ elsewhere as it is', () => {
    const request = { prompt: 'a @ b', negativePrompt: 'c@d' };
    const command = commandOf(sampleJob({ request, chosen: ['prompt', 'negativePrompt'] }));
    expect(command).toContain("--prompt 'a @ b' --negative-prompt c@d ");
  });
});
