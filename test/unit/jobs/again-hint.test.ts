import { describe, expect, it } from 'vitest';
import { againHint } from '../../../src/jobs/again-hint.js';

describe('how a clip that failed is sent once more', () => {
  it.each(['batch', 'chain'])('is --retry-failed in wan %s, which pays for no other clip', (command) => {
    expect(againHint(command)).toMatch(/^--retry-failed sends the failed .* once more; --force would pay for every/);
  });

  it('is --force where no other flag can', () => {
    expect(againHint('generate')).toContain('--force');
  });
});
