import { describe, expect, it } from 'vitest';
import { openStudio } from './studio.js';

const clip = ['generate', 'hero.png', '-p', 'the lamp is lit', '--provider', 'fal', '-m', 'wan-2.2-turbo', '--dry-run'];

describe('a flag whose value is missing, as of an empty variable', () => {
  it.each(['--provider', '-m', '-o', '-p', '--seed', '--max-cost', '--image', '--bucket', '--config'])(
    'is refused before --json as the value of %s, and the document is there',
    async (flag) => {
      const { desk } = await openStudio();
      const run = await desk.run(...clip, flag, '--json');
      expect([run.exitCode, run.document().error?.code]).toEqual([2, 'usage.invalid']);
      expect(run.document().error?.message).toContain(`${flag} has no value: --json follows it`);
    },
  );

  it.each([
    ['batch', 'rows.csv', '--report', '--json'],
    ['batch', 'rows.csv', '--matrix', '--json'],
    ['jobs', '--since', '--json'],
    ['resume', '--wait-timeout', '--json'],
    ['plan', 'generate', 'hero.png', '-p', '--json', '-o', 'plan.json'],
  ])('is refused in wan %s %s %s %s', async (...words) => {
    const { desk } = await openStudio();
    const run = await desk.run(...words);
    expect([run.exitCode, run.document().error?.code]).toEqual([2, 'usage.invalid']);
  });

  it.each(['--provider', '-o', '-m', '--image', '--max-cost', '--report', '--matrix', '--config', '--preset'])(
    'is an error with one document when it is quoted, as the value of %s',
    async (flag) => {
      const { desk } = await openStudio();
      const words = ['--report', '--matrix'].includes(flag) ? ['batch', 'hero.png', '--dry-run'] : clip;
      const run = await desk.run(...words, flag, '', '--json');
      expect(run.document()).toMatchObject({ ok: false, exitCode: 2 });
    },
  );
});

describe('a value that looks like a flag', () => {
  it('is taken with an equals sign, or when no flag is called so', async () => {
    const { desk } = await openStudio();
    for (const words of [['--prompt=--json'], ['--negative-prompt', '--blurry'], ['--', '--json']]) {
      const run = await desk.run(...clip, '--json', ...words);
      expect(run.document().error?.message ?? '').not.toContain('has no value');
    }
  });
});
