import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commandTable } from '../../src/cli/command-table.js';
import { root, runWan } from './program.js';
import { createWorkplace } from './workplace.js';

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

describe('--version', () => {
  it.each(['--version', '-V'])('%s is the version and nothing else', async (flag) => {
    const place = await createWorkplace();
    expect(await runWan([flag], place)).toEqual({ exitCode: 0, signal: null, stdout: `${version}\n`, stderr: '' });
  });
});

describe('--help', () => {
  it.each([[['--help']], [['-h']], [[]]])('%j shows examples first, then every command', async (args) => {
    const { exitCode, stdout, stderr } = await runWan(args, await createWorkplace());
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.indexOf('Examples:')).toBeGreaterThan(0);
    expect(stdout.indexOf('Examples:')).toBeLessThan(stdout.indexOf('Commands:'));
    for (const { name, summary } of commandTable) expect(stdout).toMatch(new RegExp(`^  ${name} .*${summary}$`, 'm'));
  });

  it('touches neither ledger nor state directory', async () => {
    const place = await createWorkplace();
    const broken = { ...place, env: { WAN_STATE_DIR: join(place.cwd, place.image, 'below-a-file') } };
    for (const args of [['--help'], ['--version'], ['generate', '--help']]) {
      expect((await runWan(args, broken)).exitCode).toBe(0);
    }
  });

  it.each(commandTable.flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias])))(
    'of %s shows examples first, then the options',
    async (name) => {
      const { exitCode, stdout, stderr } = await runWan([name, '--help'], await createWorkplace());
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toMatch(/^Examples?:\n {2}wan /);
      expect(stdout.indexOf('Usage: wan')).toBeGreaterThan(0);
      expect(stdout).toContain('--json ');
    },
  );
});
