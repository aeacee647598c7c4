import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commandTable } from '../../../src/cli/command-table.js';
import { exitCodes } from '../../../src/errors.js';
import { openCounter } from './counter.js';

const root = new URL('../../../', import.meta.url);
const readme = read('README.md');

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
}

/** Cells of the table that begins with this header cell, row by row. */
function table(header: string): string[][] {
  const lines = readme.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${header} |`));
  const rest = lines.slice(start + 2);
  const rows = rest.slice(
    0,
    rest.findIndex((line) => !line.startsWith('|')),
  );
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the README', () => {
  it('has one row for each exit code, and no other', () => {
    const documented = table('exit').flatMap(([codes = '']) => codes.split(', ').map(Number));
    expect(documented).toEqual([0, ...new Set(Object.values(exitCodes))].sort((a, b) => a - b));
    for (const [codes, meaning] of table('exit')) expect(meaning, codes).not.toBe('');
  });

  it('has one row for each command, and no other', () => {
    const names = table('command').map(([cell = '']) => /^`wan (\w+)/.exec(cell)?.[1]);
    expect(names.toSorted()).toEqual(commandTable.map(({ name }) => name).toSorted());
  });

  it('names every flag of generate, and only flags that exist', async () => {
    const { run } = await openCounter();
    const help = (await Promise.all(commandTable.map(({ name }) => run(name, '--help')))).map(({ stdout }) => stdout);
    const flags = (text: string) => new Set([...text.matchAll(/(?<![\w-])--[a-z][a-z-]*\b/g)].map(([flag]) => flag));
    const ours = flags(help[0] ?? '');
    expect(ours.size).toBeGreaterThan(40);
    const spelt = flags(readme);
    const short = new Map(
      [...(help[0] ?? '').matchAll(/^ {2}(-\w), (--[a-z-]+)/gm)].map(([, one, long]) => [long, one]),
    );
    const isNamed = (flag: string) => spelt.has(flag) || readme.includes(`\`${short.get(flag)}\``);
    expect([...ours].filter((flag) => !isNamed(flag) && !readme.includes(flag.replace('--no-', '--')))).toEqual([]);
    const known = flags(help.join('\n'));
    expect([...spelt].filter((flag) => !known.has(flag) && !foreign.includes(flag))).toEqual([]);
  });

  it('names every shipped preset', async () => {
    const { run } = await openCounter();
    const names = (await run('presets')).stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')[0]);
    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it('gives the commands that CI runs and a sample that is shipped', () => {
    expect(readme).toContain('`bin/setup --test && npm test`');
    expect(read('.ci/run')).toContain('bin/setup --test && npm test');
    const [, sample = ''] = /bin\/setup && node bin\/wan\.js generate (\S+)/.exec(readme) ?? [];
    expect(readFileSync(new URL(sample, root)).length).toBeGreaterThan(1000);
  });

  it('links only to files that exist', () => {
    for (const [, path = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) expect(read(path)).not.toBe('');
  });
});

/** Flags of bin/setup and of wan itself. */
const foreign = ['--test', '--help', '--version'];
