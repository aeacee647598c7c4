import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';

const program = fileURLToPath(new URL('../../bin/wan.js', import.meta.url));
const rounds = 41;

interface Measured {
  readonly name: string;
  readonly args: readonly string[];
}

/** Median milliseconds of each command line. They take turns, so that a busy moment falls on all alike. */
function measure(commands: readonly Measured[], env: NodeJS.ProcessEnv): Map<string, number> {
  const times = new Map<string, number[]>(commands.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, args } of commands) {
      const start = performance.now();
      const { status } = spawnSync(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
      times.get(name)?.push(performance.now() - start);
      expect(status, name).toBe(0);
    }
  }
  return new Map([...times].map(([name, list]) => [name, median(list)]));
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function report(title: string, times: Map<string, number>): void {
  const lines = [...times].map(([name, ms]) => `  ${name.padEnd(24)} ${ms.toFixed(1).padStart(6)} ms`);
  process.stdout.write(`${title}, medians of ${rounds} alternating runs\n${lines.join('\n')}\n`);
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
  report('as it is', times);
  const [bare = Number.NaN, ...ours] = times.values();
  for (const ms of ours) expect(ms / bare).toBeLessThanOrEqual(1.4);
});

it('--version and --help take at most 12 ms more than an empty module in an empty environment', () => {
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
  report('env -i', times);
  const [bare = Number.NaN, ...ours] = times.values();
  for (const ms of ours) expect(ms - bare).toBeLessThanOrEqual(12);
});
