import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stitch } from '../../../src/film/stitch.js';
import { fileArgument } from '../../../src/media/ffmpeg.js';
import { inspectClip } from '../../../src/media/inspect-clip.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { makeClip } from './clips.js';
import { clock, ffmpeg, x264 } from './corpus.js';
import { soundOf } from './sound-of.js';

const smooth = { ffmpeg, clock, join: { kind: 'smooth' }, keepAudio: false } as const;

async function probe(path: string) {
  const text = await ffmpeg.probe(['-of', 'json', '-show_streams', fileArgument(path)]);
  return JSON.parse(text).streams;
}

describe('clips of different forms', () => {
  it('take the size of the first and the highest rate, with exact frames', async () => {
    const directory = temporaryDirectory();
    const into = join(directory, 'film.mp4');
    const clips = [
      await makeClip(directory, { name: 'a.mp4' }),
      await makeClip(directory, { name: 'b.mp4', size: '180x320', rate: '24', frames: 24, source: 'smptebars' }),
      await makeClip(directory, {
        name: 'c.webm',
        size: '426x240',
        source: 'rgbtestsrc',
        encoding: ['-c:v', 'libvpx', '-auto-alt-ref', '0', '-deadline', 'realtime'],
      }),
      await makeClip(directory, {
        ...{ name: 'd.mov', source: 'yuvtestsrc', filters: 'setsar=2/1,format=yuv444p' },
        encoding: ['-c:v', 'libx264', '-preset', 'ultrafast', '-color_range', 'pc', '-colorspace', 'bt709'],
      }),
    ];
    const film = await stitch({ ...smooth, clips, into });
    expect(film).toMatchObject({ width: 320, height: 180, fps: 24, frames: 30 + 24 + 30 + 30 });
    expect(film.cuts.map(({ kind, S }) => [kind, S])).toEqual(Array.from({ length: 3 }, () => ['cut', null]));
    expect(await inspectClip(into)).toMatchObject({ frames: 114, width: 320, height: 180, hasAudio: false });
    const [video] = await probe(into);
    expect(video).toMatchObject({
      pix_fmt: 'yuv420p',
      sample_aspect_ratio: '1:1',
      color_range: 'tv',
      color_space: 'smpte170m',
    });
  });

  it('may vary in rate', async () => {
    const directory = temporaryDirectory();
    const into = join(directory, 'film.mp4');
    const varying = await makeClip(directory, {
      ...{ name: 'v.mp4', filters: "select='not(eq(n,3)+eq(n,4)+eq(n,9))'" },
      encoding: [...x264(20), '-fps_mode', 'passthrough'],
    });
    const film = await stitch({ ...smooth, clips: [varying, await makeClip(directory)], into });
    expect(film.fps).toBe(16);
    expect((await inspectClip(into)).frames).toBe(film.frames);
    expect(film.frames).toBeGreaterThanOrEqual(40);
  });

  it('obey a size and a rate that were asked for', async () => {
    const directory = temporaryDirectory();
    const clips = [await makeClip(directory)];
    const film = await stitch({
      ...smooth,
      clips,
      into: join(directory, 'f.mp4'),
      size: { width: 160, height: 160 },
      rate: { num: 8, den: 1 },
    });
    expect(film).toMatchObject({ width: 160, height: 160, fps: 8, frames: 10, join: 'smooth', cuts: [] });
  });

  it('become one picture stream with sound throughout, though only some had sound', async () => {
    const directory = temporaryDirectory();
    const into = join(directory, 'film.mp4');
    const clips = [
      await makeClip(directory, { tone: 440 }),
      await makeClip(directory, { name: 'b.mp4', source: 'smptebars' }),
    ];
    const film = await stitch({ ...smooth, clips, into, keepAudio: true });
    const [video, audio] = await probe(into);
    expect([video.codec_type, audio.codec_type, audio.channels, film.frames]).toEqual(['video', 'audio', 2, 40]);
    expect(Math.abs(Number(audio.duration) - Number(video.duration))).toBeLessThan(1 / 16);
  });

  it('says when sound is left out', async () => {
    const directory = temporaryDirectory();
    const film = await stitch({
      ...smooth,
      clips: [await makeClip(directory, { tone: 440 })],
      into: join(directory, 'f.mp4'),
    });
    expect(film.notes).toEqual([expect.stringContaining('--keep-audio')]);
  });
});

describe('sound', () => {
  it('stays with its picture over ten joins', async () => {
    const directory = temporaryDirectory();
    const into = join(directory, 'film.mp4');
    const names = Array.from({ length: 11 }, (_, index) => `${index}.mp4`);
    const clips = [];
    // Every second clip is silent, and no clip is a whole number of sound packets long.
    for (const [index, name] of names.entries()) {
      clips.push(
        await makeClip(directory, {
          name,
          frames: 17,
          source: index % 2 ? 'smptebars' : 'testsrc2',
          filters: index % 2 ? 'negate' : 'hue=h=90',
          ...(index % 2 ? {} : { tone: 440 }),
        }),
      );
    }
    const film = await stitch({ ...smooth, clips, into, keepAudio: true });
    expect(film.frames).toBe(11 * 17);
    const samples = await soundOf(into, 48_000);
    const begins = [2, 4, 6, 8, 10].map((index) => {
      const expected = (index * 17 * 48_000) / 16;
      const from = Math.round(expected - 12_000);
      const loud = samples.subarray(from).findIndex((sample) => Math.abs(sample) > 1000);
      return (from + loud - expected) / 48_000;
    });
    expect(Math.max(...begins.map(Math.abs))).toBeLessThan(1 / 16);
  });
});

describe('what is no clip', () => {
  it.each([
    ['a playlist', '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nsecret.ts\n#EXT-X-ENDLIST\n'],
    ['a concat script', "ffconcat version 1.0\nfile 'secret.mp4'\n"],
    ['a page', '<!doctype html><title>no</title>'],
    ['nothing', ''],
    ['a playlist behind a box', '\0\0\0\x18ftypmp42\0\0\0\0mp42isom#EXTM3U\n#EXTINF:1,\nsecret.mp4\n'],
  ])('is refused whatever its name says: %s', async (_what, text) => {
    const directory = temporaryDirectory();
    await makeClip(directory, { name: 'secret.mp4', frames: 2 });
    const disguised = join(directory, 'clip.mp4');
    writeFileSync(disguised, text);
    const run = stitch({ ...smooth, clips: [disguised], into: join(directory, 'f.mp4') });
    await expect(run).rejects.toMatchObject({
      code: 'request.invalid',
      message: expect.stringContaining('clip.mp4: '),
    });
  });

  it('is refused when it is not there', async () => {
    const run = stitch({ ...smooth, clips: [join(temporaryDirectory(), 'gone.mp4')], into: 'f.mp4' });
    await expect(run).rejects.toMatchObject({
      code: 'request.invalid',
      message: expect.stringContaining('no such file'),
    });
  });
});
