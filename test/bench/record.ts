import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { fileURLToPath } from 'node:url';

const results = fileURLToPath(new URL('RESULTS.md', import.meta.url));
const flag = 'WAN_BENCH_RECORD';

export type Table = readonly (readonly (string | number)[])[];

/**
 * Prints a table, its first row the head. With `WAN_BENCH_RECORD=1` it also takes the place of the one of the same title
 * in RESULTS.md, with the machine, the day and the command.
 */
export function record(title: string, table: Table): void {
  const rows = table.map((row) => row.map(String));
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  process.stdout.write(`${title}\n${lines.map((line) => `  ${line.trimEnd()}\n`).join('')}`);
  if (process.env[flag] !== '1') return;
  const before = existsSync(results) ? readFileSync(results, 'utf8') : heading;
  writeFileSync(results, withSection(before, title, [`${where()}\n`, ...markdown(rows)].join('\n')));
}

/** Two digits behind the point, or none for what is large. */
export function figure(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const heading = `# What the benches measured

Written by the benches themselves: \`${flag}=1 npm run bench\`. What counts are the ratios within a table, whose rows were
measured in turns on one machine.
`;

function withSection(document: string, title: string, body: string): string {
  const [head = heading, ...sections] = document.split(/^(?=## )/m);
  const own = `## ${title}\n\n${body}\n`;
  const others = sections.map((section) => section.trimEnd());
  const at = others.findIndex((section) => section.startsWith(`## ${title}\n`));
  const all = at === -1 ? [...others, own] : others.with(at, own);
  return `${[head.trimEnd(), ...all.map((section) => section.trimEnd())].join('\n\n')}\n`;
}

function where(): string {
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const machine = `${availableParallelism()} cores (${model}), ${gibibytes} GiB, ${type()} ${release()}, Node ${process.versions.node}`;
  return `${new Date().toISOString().slice(0, 10)}, ${commit()}, ${machine}. \`${flag}=1 npm run bench\``;
}

/** The commit, and whether anything but the results differs from it. */
function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' }).trim();
  try {
    const changed = git('status', '--porcelain', '--', '.', ':(exclude)*RESULTS.md');
    return `commit ${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : ' with changes'}`;
  } catch {
    return 'no commit';
  }
}

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
