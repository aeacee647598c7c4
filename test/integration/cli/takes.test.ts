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

describe('--set seed', () => {
  it('is told, and paid once, as --seed is', async () => {
    const { generate, fal, desk } = await openStudio();
    const first = (await generate('--set', 'seed=5')).document().jobs[0];
    expect(first).toMatchObject({ seed: 5, reused: false });
    for (const words of [
      ['--set', 'seed=5'],
      ['-s', '5'],
      ['-s', '9', '--set', 'seed=5'],
    ]) {
      expect((await generate(...words)).document().jobs).toMatchObject([{ id: first?.id, seed: 5, reused: true }]);
    }
    expect(fal.billableSubmits).toBe(1);
    expect((await desk.run('explain', first?.id ?? '')).stdout).toContain('seed = 5  (flag --set)');
  });

  it('is counted up by --count', async () => {
    const { generate, fal } = await openStudio();
    expect((await generate('--set', 'seed=5', '-c', '3')).exitCode).toBe(0);
    const sent = fal.requests.filter(({ operation }) => operation === 'submit').map(({ json }) => Object(json).seed);
    expect(sent.toSorted()).toEqual([5, 6, 7]);
  });
});
