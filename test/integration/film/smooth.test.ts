import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scoreSeam } from '../../../src/film/seam-score.js';
import { stitch } from '../../../src/film/stitch.js';
import { readFrameStats } from '../../../src/media/frame-stats.js';
import { inspectClip } from '../../../src/media/inspect-clip.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { clock, ffmpeg, joinDropping, joinNaively, makeCorpus, psnr } from './corpus.js';

const smooth = { ffmpeg, clock, join: { kind: 'smooth' }, keepAudio: false } as const;

async function worstSeam(path: string, cuts: readonly number[]): Promise<{ S: number; step: number }> {
  const stats = await readFrameStats(ffmpeg, { demuxer: 'mov', path });
  const scores = cuts.map((at) => scoreSeam(stats, at));
  return { S: Math.max(...scores.map(({ S }) => S)), step: Math.max(...scores.map(({ step }) => step)) };
}

describe('the smooth join', () => {
  it.each(['step', 'anchor'] as const)(
    'comes nearer to the ideal film than plain joins do when colours drift: %s',
    async (drift) => {
      const directory = temporaryDirectory();
      const { clips, ideal, frames } = await makeCorpus(directory, { drift });
      const paths = {
        ours: join(directory, 'o.mp4'),
        naive: join(directory, 'n.mp4'),
        dropped: join(directory, 'd.mp4'),
      };
      const film = await stitch({ ...smooth, clips, into: paths.ours });
      await joinNaively(clips, paths.naive);
      await joinDropping(clips, paths.dropped);
      expect([film.frames, (await inspectClip(paths.ours)).frames]).toEqual([frames, frames]);
      expect(film.cuts.map(({ atFrame, kind, framesDropped }) => [atFrame, kind, framesDropped])).toEqual([
        [24, 'chained', 1],
        [48, 'chained', 1],
      ]);
      const ours = await worstSeam(paths.ours, [24, 48]);
      const naive = await worstSeam(paths.naive, [24, 49]);
      const dropped = await worstSeam(paths.dropped, [24, 48]);
      expect(ours.S).toBeLessThan(naive.S / 2);
      expect(ours.step).toBeLessThan(dropped.step / 2);
      expect(await psnr(paths.ours, ideal)).toBeGreaterThan((await psnr(paths.dropped, ideal)) + 2);
      expect(film.cuts.every(({ correction }) => correction !== null)).toBe(true);
    },
  );

  it('does as little as can be to colours that have not drifted', async () => {
    const directory = temporaryDirectory();
    const [ours, dropped] = [join(directory, 'o.mp4'), join(directory, 'd.mp4')];
    const { clips, ideal, frames } = await makeCorpus(directory, { drift: 'none', segments: 2 });
    const film = await stitch({ ...smooth, clips, into: ours });
    await joinDropping(clips, dropped);
    expect(film).toMatchObject({ frames, join: 'smooth', fps: 16, width: 320, height: 180 });
    expect(film.cuts).toMatchObject([{ framesDropped: 1, verdict: 'ok' }]);
    expect(await psnr(ours, ideal)).toBeGreaterThan((await psnr(dropped, ideal)) - 1);
  });

  it('takes each cut as it is told, and judges those of which nothing is known', async () => {
    const directory = temporaryDirectory();
    const { clips } = await makeCorpus(directory, { drift: 'step', segments: 4 });
    const film = await stitch({ ...smooth, clips, into: join(directory, 'o.mp4'), cuts: ['hard', 'chained'] });
    expect(film.frames).toBe(4 * 25 - 2);
    expect(film.cuts).toMatchObject([
      { atFrame: 24, kind: 'cut', framesDropped: 0, S: null, correction: null },
      { atFrame: 49, kind: 'chained', framesDropped: 1, verdict: 'ok' },
      { atFrame: 73, kind: 'chained', framesDropped: 1, verdict: 'ok' },
    ]);
  });

  it('drops what stands still when a clip starts from rest', async () => {
    const directory = temporaryDirectory();
    const { clips } = await makeCorpus(directory, { drift: 'none', segments: 2, startsFromRest: true });
    const film = await stitch({ ...smooth, clips, into: join(directory, 'film.mp4') });
    expect(film.cuts).toMatchObject([{ framesDropped: 3, verdict: 'ok' }]);
    expect(film.frames).toBe(25 + 22);
  });
});
