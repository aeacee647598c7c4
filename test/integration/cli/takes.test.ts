import { describe, expect, it } from 'vitest';
import { openStudio } from './studio.js';

describe('--count', () => {
  it('beyond what can be meant is a wrong use, not a crash', async () => {
    const { desk } = await openStudio();
    for (const count of ['130000', '1e9']) {
      const run = await desk.run('generate', 'hero.png', '-p', 'x', '--provider', 'local', '--dry-run', '-c', count);
      expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining('at most 10000 takes of one request')]);
    }
  });

  it('of as many as it takes is planned', async () => {
    const { desk } = await openStudio();
    const argv = ['generate', 'hero.png', '-p', 'x', '--provider', 'local', '--dry-run', '--json', '-c', '10000'];
    expect((await desk.run(...argv)).exitCode).toBe(0);
  });
});
