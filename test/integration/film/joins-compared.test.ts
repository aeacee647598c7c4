import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inspectClip } from '../../../src/media/inspect-clip.js';
import { measureJoins } from '../../bench/seams.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { complaints } from './complaints.js';
import { perSegment } from './corpus.js';

it.each(['step', 'anchor'] as const)(
  'the smooth join has the least visible seams of all when colours drift: %s',
  async (drift) => {
    const directory = temporaryDirectory();
    const rows = await measureJoins(directory, drift);
    const table = rows
      .map(({ join: name, S, step, psnr }) => `${name}: S ${S}, step ${step}, ${psnr?.toFixed(1)} dB`)
      .join('\n');
    const [smooth, ...others] = rows.toReversed();
    expect([smooth?.join, others.map((row) => row.join).toSorted()]).toEqual([
      'smooth',
      ['crossfade 4', 'drop duplicate', 'naive concat'],
    ]);
    for (const row of others) {
      expect(smooth?.step, table).toBeLessThan(row.step);
      expect(smooth?.S, table).toBeLessThan(row.S);
      if (row.psnr !== null) expect(smooth?.psnr, table).toBeGreaterThan(row.psnr);
    }
    const film = join(directory, 'smooth.mp4');
    expect((await inspectClip(film)).frames).toBe(3 * (perSegment - 1) + 1);
    expect(complaints(film)).toBe('');
  },
  180_000,
);
