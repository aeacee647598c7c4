import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stitch } from '../../../src/film/stitch.js';
import { fileArgument } from '../../../src/media/ffmpeg.js';
import { inspectClip } from '../../../src/media/inspect-clip.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { makeClip } from './clips.js';
import { complaints } from './complaints.js';
import { clock, ffmpeg, makeCorpus, x264 } from './corpus.js';

const copy = { ffmpeg, clock, join: { kind: 'copy' }, keepAudio: false } as const;

/** A digest of each picture as a player at 16 a second shows it. */
async function pictures(path: string): Promise<string[]> {
  const raw = await ffmpeg.run([
    '-i',
    fileArgument(path),
    '-vf',
    'fps=16',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'yuv420p',
    '-',
  ]);
  const size = 320 * 180 * 1.5;
  return Array.from({ length: raw.length / size }, (_, index) =>
    createHash('md5')
      .update(raw.subarray(index * size, (index + 1) * size))
      .digest('hex'),
  );
}

describe('the copy join', () => {
  it('shows bit for bit the pictures of the clips, each boundary picture once', async () => {
    const directory = temporaryDirectory();
    const into = join(directory, 'film.mp4');
    const { clips, frames } = await makeCorpus(directory, { drift: 'none' });
    const film = await stitch({ ...copy, clips, into });
    expect(film).toMatchObject({ join: 'copy', frames, notes: [] });
    const shown = await Promise.all(clips.map(pictures));
    const expected = shown.flatMap((each, index) => (index < shown.length - 1 ? each.slice(0, -1) : each));
    expect(await pictures(into)).toEqual(expected);
    expect((await inspectClip(into)).frames).toBe(frames + 2);
    expect(complaints(into)).toBe('');
  });

  it('keeps the full range of clips that all have it', async () => {
    const directory = temporaryDirectory();
    const into = join(directory, 'film.mp4');
    const encoding = [...x264(20), '-pix_fmt', 'yuvj420p', '-color_range', 'pc'];
    const clips = [
      await makeClip(directory, { encoding }),
      await makeClip(directory, { name: 'b.mp4', source: 'smptebars', encoding }),
    ];
    const film = await stitch({ ...copy, clips, into });
    expect(film).toMatchObject({ join: 'copy', frames: 40, notes: [] });
    expect(await pictures(into)).toEqual((await Promise.all(clips.map(pictures))).flat());
    const probed = await ffmpeg.probe(['-show_entries', 'stream=color_range', '-of', 'csv=p=0', fileArgument(into)]);
    expect(probed.trim()).toBe('pc');
    const mixed = await stitch({
      ...copy,
      clips: [clips[0] ?? '', await makeClip(directory, { name: 'c.mp4' })],
      into,
    });
    expect(mixed).toMatchObject({ join: 'smooth', frames: 40 });
  });

  it('encodes anew where a clip was cut without a new encode, and hides pictures before its beginning', async () => {
    const directory = temporaryDirectory();
    const whole = await makeClip(directory, { frames: 20 });
    const cut = join(directory, 'cut.mp4');
    await ffmpeg.run(['-ss', '0.5', '-i', fileArgument(whole), '-c', 'copy', fileArgument(cut)]);
    const into = join(directory, 'film.mp4');
    const film = await stitch({ ...copy, clips: [whole, cut], into });
    expect(film).toMatchObject({
      ...{ join: 'smooth', frames: 32 },
      notes: [expect.stringContaining('cut.mp4 holds pictures that are not shown')],
    });
    expect(await pictures(into)).toHaveLength(32);
    expect(await stitch({ ...copy, join: { kind: 'smooth' }, clips: [cut, cut], into })).toMatchObject({ frames: 24 });
  });

  it('encodes anew, and says so, where clips were encoded in another way', async () => {
    const directory = temporaryDirectory();
    const clips = [
      await makeClip(directory),
      await makeClip(directory, { name: 'b.mp4', source: 'smptebars', encoding: [...x264(20), '-bf', '0'] }),
    ];
    const film = await stitch({ ...copy, clips, into: join(directory, 'film.mp4') });
    expect(film).toMatchObject({
      join: 'smooth',
      frames: 40,
      notes: [expect.stringContaining('b.mp4 was encoded with other settings')],
    });
  });

  it('is what the smooth join does with equal clips of different shots', async () => {
    const directory = temporaryDirectory();
    const into = join(directory, 'film.mp4');
    const clips = [await makeClip(directory), await makeClip(directory, { name: 'b.mp4', source: 'smptebars' })];
    const film = await stitch({ ...copy, join: { kind: 'smooth' }, clips, into });
    expect(film).toMatchObject({ join: 'copy', frames: 40, cuts: [{ atFrame: 19, kind: 'cut', framesDropped: 0 }] });
    expect(await pictures(into)).toEqual((await Promise.all(clips.map(pictures))).flat());
  });

  it('leaves one clip as it is', async () => {
    const directory = temporaryDirectory();
    const into = join(directory, 'film.mp4');
    const clip = await makeClip(directory);
    const film = await stitch({ ...copy, join: { kind: 'smooth' }, clips: [clip], into });
    expect(film).toMatchObject({ join: 'copy', frames: 20, cuts: [] });
    expect(await pictures(into)).toEqual(await pictures(clip));
  });
});
