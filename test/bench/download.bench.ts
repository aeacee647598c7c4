import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { bundled, inTurns, medianOf, ours, serve, shell } from './beside-curl.js';
import { figure, record } from './record.js';

const gibibyte = 2 ** 30;
const rounds = 9;

it('a gibibyte comes as fast as curl brings it, and takes no more memory than a small file', async () => {
  const directory = temporaryDirectory();
  const program = await bundled(directory, 'download-once.ts');
  const [small = '', large = ''] = await Promise.all(
    [2 ** 20, gibibyte].map((bytes) => serve('big-file-server.mjs', { BENCH_BYTES: String(bytes) })),
  );
  const file = join(directory, 'clip.mp4');
  const afresh = () => {
    for (const left of [file, `${file}.part`, `${file}.part.json`]) rmSync(left, { force: true });
  };
  const download = async (address: string) => {
    afresh();
    return ours(program, { BENCH_ADDRESS: address, BENCH_FILE: file });
  };
  const few = await download(small);
  const runs = await inTurns(
    rounds,
    () => {
      afresh();
      // With the bytes on the disk at the end, as ours are.
      return shell('curl -sS -o "$1" "$2"; sync "$1"', file, large);
    },
    async () => {
      const wan = await download(large);
      expect(statSync(`${file}.part`).size).toBe(gibibyte);
      return wan;
    },
  );
  const ratio = medianOf(runs, ({ one, other }) => one.seconds / other.seconds);
  const flowing = medianOf(runs, ({ one, other }) => one.seconds / (other.seconds - few.seconds));
  const memory = medianOf(runs, ({ other }) => other.peakMiB);
  record(`Download of 1 GiB from this machine, durable at the end, medians of ${rounds} runs in turns`, [
    ['program', 'seconds', 'processor, s', 'speed', 'peak resident, MiB'],
    [
      'curl, then sync of the file',
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
      figure(memory),
    ],
    ['wan, less its run of 1 MiB', '', '', `${figure(flowing)} (goal 0.9)`, ''],
    ['wan, 1 MiB', figure(few.seconds), figure(few.processorSeconds), '', figure(few.peakMiB)],
  ]);
  expect(ratio).toBeGreaterThan(0.3);
  expect(memory).toBeLessThan(few.peakMiB * 2.5);
});
