import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stitch } from '../../src/film/stitch.js';
import { fileArgument } from '../../src/media/ffmpeg.js';
import { joinPackets } from '../../src/media/join-packets.js';
import { makeClip } from '../integration/film/clips.js';
import { clock, ffmpeg } from '../integration/film/corpus.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { figure, record } from './record.js';
import { measureJoins } from './seams.js';

describe('seams', () => {
  it.each(['none', 'step', 'anchor'] as const)(
    'of the smooth join are the smallest of all: colours drift %s',
    async (drift) => {
      const rows = await measureJoins(temporaryDirectory(), drift);
      record(`Seams of clips whose colours drift: ${drift}`, [
        ['join', 'S', 'colour step', 'PSNR, dB'],
        ...rows.map(({ join: name, S, step, psnr }) => [name, figure(S), figure(step), psnr?.toFixed(1) ?? '']),
      ]);
      const ours = rows.find((row) => row.join === 'smooth');
      for (const { S, step, psnr } of rows.filter((row) => row.join !== 'smooth' && drift !== 'none')) {
        expect(ours?.S).toBeLessThan(S);
        expect(ours?.step).toBeLessThan(step);
        if (psnr !== null) expect(ours?.psnr).toBeGreaterThan(psnr);
      }
    },
  );
});

const rounds = 3;

it('stitching costs little more than ffmpeg does for the same clips', async () => {
  const directory = temporaryDirectory();
  const size = { size: '1280x720', frames: 81 };
  const clips: string[] = [];
  for (const name of ['a.mp4', 'b.mp4', 'c.mp4']) clips.push(await makeClip(directory, { ...size, name }));
  const list = join(directory, 'list.txt');
  writeFileSync(list, clips.map((clip) => `file '${basename(clip)}'\n`).join(''));
  const into = join(directory, 'film.mp4');
  const ours = (kind: 'copy' | 'smooth') =>
    stitch({ ffmpeg, clock, clips, into, join: { kind }, keepAudio: false, cuts: ['chained', 'chained'] });
  const graph = `${clips.map((_, index) => `[${index}:v]`).join('')}concat=n=3:v=1:a=0[v]`;
  const encoding = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '16',
    '-pix_fmt',
    'yuv420p',
    '-movflags',
    '+faststart',
  ];
  const inputs = clips.flatMap((clip) => ['-i', fileArgument(clip)]);
  const seconds = await alternate({
    'ffmpeg -c copy': () =>
      ffmpeg.run(['-f', 'concat', '-i', fileArgument(list), '-c', 'copy', '-y', fileArgument(into)]),
    'our copy, packets only': () =>
      joinPackets({ parts: clips.map((path, index) => ({ path, startsAt: index * 5 })), into }),
    'stitch --join copy': () => ours('copy'),
    'ffmpeg, full encode': () =>
      ffmpeg.run([...inputs, '-filter_complex', graph, '-map', '[v]', ...encoding, '-y', fileArgument(into)]),
    'stitch --join smooth': () => ours('smooth'),
  });
  const of = (name: string) => seconds.get(name) ?? Number.NaN;
  const ratios = {
    copy: of('our copy, packets only') / of('ffmpeg -c copy'),
    smooth: of('stitch --join smooth') / of('ffmpeg, full encode'),
  };
  const rows = [
    { name: 'ffmpeg -c copy', of: 'ffmpeg -c copy' },
    { name: 'our copy, packets only', of: 'ffmpeg -c copy' },
    { name: 'stitch --join copy', of: 'ffmpeg -c copy' },
    { name: 'ffmpeg, full encode', of: 'ffmpeg, full encode' },
    { name: 'stitch --join smooth', of: 'ffmpeg, full encode' },
  ];
  record(`Stitch of 243 frames of 720p, medians of ${rounds} alternating runs, ours with analysis and proof`, [
    ['way', 'seconds', 'ratio'],
    ...rows.map((row) => [row.name, figure(of(row.name)), `${figure(of(row.name) / of(row.of))} of ${row.of}`]),
  ]);
  expect(ratios.copy).toBeLessThan(3);
  expect(ratios.smooth).toBeLessThan(4);
});

/** Median seconds of each. They take turns, so that a busy moment falls on all alike. */
async function alternate(runs: Readonly<Record<string, () => Promise<unknown>>>): Promise<Map<string, number>> {
  const times = new Map<string, number[]>(Object.keys(runs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(runs)) {
      const begun = performance.now();
      await run();
      times.get(name)?.push((performance.now() - begun) / 1000);
    }
  }
  return new Map(
    [...times].map(([name, list]) => [name, list.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN]),
  );
}
