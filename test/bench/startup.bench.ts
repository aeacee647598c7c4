import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { figure, median, record } from './record.js';

const program = fileURLToPath(new URL('../../bin/wan.js', import.meta.url));
const usualRounds = 41;

interface Measured {
  readonly name: string;
  readonly args: readonly string[];
}

/** Median milliseconds of each command line. They take turns, so that a busy moment falls on all alike. */
function measure(commands: readonly Measured[], env: NodeJS.ProcessEnv, rounds = usualRounds): Map<string, number> {
  const times = new Map<string, number[]>(commands.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, args } of commands) {
      const start = performance.now();
      const { status } = spawnSync(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
      times.get(name)?.push(performance.now() - start);
      expect(status, name).toBe(0);
    }
  }
  return new Map([...times].map(([name, list]) => [name, median(list)]));
}

function report(title: string, times: Map<string, number>, rounds = usualRounds): void {
  const [bare = Number.NaN] = times.values();
  record(`Start-up ${title}, medians of ${rounds} alternating runs`, [
    ['command line', 'ms', 'of bare node'],
    ...[...times].map(([name, ms]) => [name, figure(ms), figure(ms / bare)]),
  ]);
}

it('--version and --help take at most 1.4 times as long as node -e 0 in the environment as it is', () => {
  const times = measure(
    [
      { name: 'node -e 0', args: ['-e', '0'] },
      { name: 'wan --version', args: [program, '--version'] },
      { name: 'wan --help', args: [program, '--help'] },
    ],
    process.env,
  );
  report('in the environment as it is', times);
  const [bare = Number.NaN, ...ours] = times.values();
  for (const ms of ours) expect(ms / bare).toBeLessThanOrEqual(1.4);
});

it('--version and --help take little more than an empty module in an empty environment: 12 ms is the goal', () => {
  const empty = join(temporaryDirectory(), 'empty.mjs');
  writeFileSync(empty, '');
  const times = measure(
    [
      { name: 'node empty.mjs', args: [empty] },
      { name: 'wan --version', args: [program, '--version'] },
      { name: 'wan --help', args: [program, '--help'] },
    ],
    {},
  );
  report('in an empty environment', times);
  const [bare = Number.NaN, ...ours] = times.values();
  for (const ms of ours) expect(ms / bare).toBeLessThanOrEqual(1.8);
});

const roundsBesideOthers = 15;
/** Programs of the same kind, from the registry into a directory that is thrown away; without their install scripts. */
const others = ['@wavespeed/cli', 'mmx-cli'];

it('--version, --help and models beside other programs of the kind', () => {
  const installed = others.map((name) => ({ name, ...install(name) }));
  const state = { ...process.env, WAN_STATE_DIR: temporaryDirectory() };
  const times = measure(
    [
      { name: 'node -e 0', args: ['-e', '0'] },
      { name: 'wan --version', args: [program, '--version'] },
      { name: 'wan --help', args: [program, '--help'] },
      { name: 'wan models', args: [program, 'models'] },
      ...installed.flatMap(({ name, entry }) =>
        entry === undefined
          ? []
          : ['--version', '--help'].map((flag) => ({ name: `${name} ${flag}`, args: [entry, flag] })),
      ),
    ],
    state,
    roundsBesideOthers,
  );
  report('beside others', times, roundsBesideOthers);
  for (const { name, entry, why } of installed)
    if (entry === undefined) process.stdout.write(`  ${name} is not here to compare: ${why}\n`);
  const of = (name: string) => times.get(name) ?? Number.POSITIVE_INFINITY;
  for (const { name, entry } of installed) {
    if (entry !== undefined) expect(of('wan --help')).toBeLessThan(of(`${name} --help`) * 1.5);
  }
});

/** The program that a package brings. */
function install(name: string): { readonly entry?: string; readonly why?: string } {
  const prefix = temporaryDirectory();
  const args = ['install', '--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund', '--silent', name];
  const { status, stderr } = spawnSync('npm', args, { timeout: 90_000 });
  if (status !== 0) return { why: `npm ended with ${status} ${stderr.toString().split('\n')[0]}`.trim() };
  const folder = join(prefix, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile;
  const path = typeof bin === 'string' ? bin : Object.values(bin ?? {})[0];
  return path === undefined ? { why: 'it brings no program' } : { entry: join(folder, path) };
}

interface PackageFile {
  readonly bin?: string | Readonly<Record<string, string>>;
}
