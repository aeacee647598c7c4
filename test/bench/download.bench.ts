import { spawn, spawnSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { type Measured, runMeasured } from './measured-process.js';
import { figure, median, record } from './record.js';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const gibibyte = 2 ** 30;
const rounds = 3;

it('a gibibyte comes as fast as curl brings it, and takes no more memory than a small file', async () => {
  const directory = temporaryDirectory();
  const program = await bundled(directory);
  const [small, large] = [await serve(2 ** 20), await serve(gibibyte)];
  const file = join(directory, 'clip.mp4');
  const ours = (address: string) =>
    runMeasured([program], { cwd: directory, env: { BENCH_ADDRESS: address, BENCH_FILE: file } });
  const few = succeeded(await ours(small));
  const runs: { curl: number; wan: Measured }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const left of [file, `${file}.part`]) rmSync(left, { force: true });
    const curl = curlSeconds(large, file);
    rmSync(file, { force: true });
    rmSync(`${file}.part`, { force: true });
    const wan = succeeded(await ours(large));
    expect(statSync(`${file}.part`).size).toBe(gibibyte);
    runs.push({ curl, wan });
  }
  const ratio = median(runs.map(({ curl, wan }) => curl / wan.seconds));
  const flowing = median(runs.map(({ curl, wan }) => curl / (wan.seconds - few.seconds)));
  const memory = median(runs.map(({ wan }) => wan.peakMiB));
  record('Download of 1 GiB from this machine, durable at the end', [
    ['program', 'seconds, median', 'speed', 'peak resident, MiB'],
    ['curl, then sync of the file', figure(median(runs.map(({ curl }) => curl))), '1', ''],
    ['wan, its start-up included', figure(median(runs.map(({ wan }) => wan.seconds))), figure(ratio), figure(memory)],
    ['wan, less its run of 1 MiB', '', `${figure(flowing)} (goal 0.9)`, ''],
    ['wan, 1 MiB', figure(few.seconds), '', figure(few.peakMiB)],
  ]);
  expect(ratio).toBeGreaterThan(0.3);
  expect(memory).toBeLessThan(few.peakMiB * 2.5);
});

/** Seconds of curl, with the bytes on the disk at the end as ours are. */
function curlSeconds(address: string, into: string): number {
  const begun = performance.now();
  const curl = spawnSync('sh', ['-c', 'curl -sS -o "$1" "$2" && sync "$1"', 'sh', into, address]);
  expect(curl.status, curl.stderr.toString()).toBe(0);
  return (performance.now() - begun) / 1000;
}

async function bundled(directory: string): Promise<string> {
  const outfile = join(directory, 'download-once.cjs');
  await build({ entryPoints: [here('download-once.ts')], bundle: true, platform: 'node', format: 'cjs', outfile });
  return outfile;
}

/** A server in a process of its own; resolves with the address of a file of that size. */
async function serve(bytes: number): Promise<string> {
  const env = { ...process.env, BENCH_BYTES: String(bytes) };
  const child = spawn(process.execPath, [here('big-file-server.mjs')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.stdout.setEncoding('utf8').once('data', (line: string) => resolve(line.trim()));
  });
}

function succeeded(run: Measured): Measured {
  expect(run.exitCode, run.stderr).toBe(0);
  return run;
}
