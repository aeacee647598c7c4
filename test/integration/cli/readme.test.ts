import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CommandEntry, commandTable } from '../../../src/cli/command-table.js';
import { describedCommand } from '../../../src/cli/help/command-help.js';
import { exitCodes } from '../../../src/errors.js';
import { createRuntime } from '../../../src/runtime.js';
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

const flagsIn = (text: string) => [
  ...new Set([...text.matchAll(/(?<![\w-])--?[a-z][a-z-]*\b/g)].map(([flag]) => flag)),
];

/** The flags of the first column of a flag table. */
const documented = (header: string) => table(header).flatMap(([cell = '']) => flagsIn(cell));

describe('the README', () => {
  /** The flags that each command takes. */
  const real = new Map<string, string[]>();
  const flagsOf = (command: string) => real.get(command) ?? [];

  beforeAll(async () => {
    for (const entry of commandTable) real.set(entry.name, await realFlags(entry));
  });

  it('has one row for each exit code, and no other', () => {
    const codes = table('exit').flatMap(([cell = '']) => cell.split(', ').map(Number));
    expect(codes).toEqual([0, ...new Set(Object.values(exitCodes))].sort((a, b) => a - b));
    for (const [code, meaning] of table('exit')) expect(meaning, code).not.toBe('');
  });

  it('has one row for each command, and no other', () => {
    const names = table('command').map(([cell = '']) => /^`wan (\w+)/.exec(cell)?.[1]);
    expect(names).toEqual(commandTable.map(({ name }) => name));
  });

  it('has a table of the flags of generate: each of them, and no other', () => {
    expect(documented('flag').toSorted()).toEqual(flagsOf('generate').toSorted());
    expect(flagsOf('generate').length).toBeGreaterThan(60);
  });

  it.each([
    ['batch', []],
    ['chain', ['-c', '--count']],
  ])('has a table of what %s takes besides, and tells what it does not take', (command, lacking) => {
    const generate = flagsOf('generate');
    const more = flagsOf(command).filter((flag) => !generate.includes(flag));
    expect(documented(`flag of ${command}`).toSorted()).toEqual(more.toSorted());
    expect(generate.filter((flag) => !flagsOf(command).includes(flag)).toSorted()).toEqual(lacking.toSorted());
  });

  it('names every flag of every command, and only flags that exist', () => {
    const known = [...new Set([...real.values()].flat())].filter((flag) => flag.startsWith('--'));
    const spelt = flagsIn(readme).filter((flag) => flag.startsWith('--'));
    expect(known.filter((flag) => !spelt.includes(flag))).toEqual([]);
    expect(spelt.filter((flag) => !known.includes(flag) && !foreign.includes(flag))).toEqual([]);
  });

  it('speaks of no command that does not exist', () => {
    const spoken = [...readme.matchAll(/`(?:wan) ([a-z]+)/g)].map(([, name = '']) => name);
    const known = commandTable.flatMap(({ name, alias }) => [name, alias]);
    expect(spoken.length).toBeGreaterThan(50);
    expect(spoken.filter((name) => !known.includes(name))).toEqual([]);
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

  it('names scripts of npm that exist', () => {
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
    const named = [...readme.matchAll(/`npm run ([\w:]+)`/g)].map(([, name = '']) => name);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('links only to files and headings that exist', () => {
    for (const [, path = ''] of readme.matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)) expect(read(path)).not.toBe('');
    const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => anchorOf(text));
    const links = [...readme.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });

  it('leaves the place of the table of faults', () => {
    expect(readme).toMatch(/^<!-- faults -->\n[\s\S]*^<!-- \/faults -->$/m);
  });
});

/** The flags that a command takes, short and long, apart from `--help`. */
async function realFlags(entry: CommandEntry): Promise<string[]> {
  const { options } = await describedCommand(entry, createRuntime());
  return options
    .filter(({ hidden }) => !hidden)
    .flatMap(({ short, long }) => [short, long])
    .filter((flag) => flag !== undefined && flag !== null);
}

/** As GitHub makes them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

/** Flags of bin/setup and of wan itself. */
const foreign = ['--test', '--help', '--version'];
