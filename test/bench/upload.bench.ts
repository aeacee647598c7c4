import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { bundled, inTurns, medianOf, ours, serve, shell } from './beside-curl.js';
import { figure, record } from './record.js';

const rounds = 5;

// fal takes no file above 90 MiB; what is larger goes into a bucket.
it.each([
  { way: 'bucket', title: 'into a bucket', mebibytes: 1024 },
  { way: 'fal', title: "into fal's storage", mebibytes: 80 },
])('an upload $title is as fast as that of curl', async ({ way, title, mebibytes }) => {
  const directory = temporaryDirectory();
  const program = await bundled(directory, 'upload-once.ts');
  const address = await serve('upload-server.mjs');
  const file = join(directory, 'large');
  const digest = writeBlocks(file, mebibytes);
  const env = {
    BENCH_WAY: way,
    BENCH_ADDRESS: address,
    BENCH_FILE: file,
    BENCH_BYTES: String(mebibytes * 2 ** 20),
    // Known before an upload begins: the request is made of it.
    BENCH_DIGEST: digest,
  };
  const runs = await inTurns(
    rounds,
    () => shell('curl -sS -f -T "$1" "$2"', file, `${address}/large`),
    async () => {
      const run = await ours(program, env);
      return { ...run, alone: Number(run.stdout) };
    },
  );
  const ratio = medianOf(runs, ({ one, other }) => one.seconds / other.seconds);
  const flowing = medianOf(runs, ({ one, other }) => one.seconds / other.alone);
  record(`Upload of ${mebibytes} MiB ${title} on this machine, medians of ${rounds} runs in turns`, [
    ['program', 'seconds', 'processor, s', 'speed', 'peak resident, MiB'],
    [
      'curl -T',
      figure(medianOf(runs, ({ one }) => one.seconds)),
      figure(medianOf(runs, ({ one }) => one.processorSeconds)),
      '1',
      '',
    ],
    [
      'wan, its start-up included',
      figure(medianOf(runs, ({ other }) => other.seconds)),
      figure(medianOf(runs, ({ other }) => other.processorSeconds)),
      figure(ratio),
      figure(medianOf(runs, ({ other }) => other.peakMiB)),
    ],
    [
      'wan, the upload alone',
      figure(medianOf(runs, ({ other }) => other.alone)),
      '',
      `${figure(flowing)} (goal 0.9)`,
      '',
    ],
  ]);
  expect(flowing).toBeGreaterThan(0.3);
});

/** Piece by piece: what this process holds at its most, the processes that it starts inherit as their own peak. */
function writeBlocks(path: string, mebibytes: number): string {
  const block = randomBytes(2 ** 20);
  const hash = createHash('sha256');
  for (let written = 0; written < mebibytes; written += 1) {
    appendFileSync(path, block);
    hash.update(block);
  }
  return hash.digest('hex');
}
