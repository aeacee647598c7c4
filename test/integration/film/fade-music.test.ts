import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stitch } from '../../../src/film/stitch.js';
import { fileArgument } from '../../../src/media/ffmpeg.js';
import { inspectClip } from '../../../src/media/inspect-clip.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { makeClip } from './clips.js';
import { complaints } from './complaints.js';
import { clock, ffmpeg } from './corpus.js';
import { soundOf } from './sound-of.js';

const common = { ffmpeg, clock, keepAudio: false } as const;
const fade = { kind: 'fade', seconds: 0.5 } as const;

async function makeTune(directory: string, seconds: number): Promise<string> {
  const path = join(directory, "it's a tune.wav");
  await ffmpeg.run(['-f', 'lavfi', '-i', `sine=f=330:d=${seconds}:r=22050`, '-ac', '1', fileArgument(path)]);
  return path;
}

const loudness = (samples: Int16Array) => Math.max(...samples.map(Math.abs));

describe('fades', () => {
  it.each(['16', '24', '24000/1001'])('share their frames, and lose no other: %s a second', async (rate) => {
    const directory = temporaryDirectory();
    const clips = [
      await makeClip(directory, { rate, tone: 300 }),
      await makeClip(directory, { rate, name: 'b.mp4', source: 'smptebars', frames: 30 }),
      await makeClip(directory, { rate, name: 'c.mp4', tone: 500, frames: 30 }),
    ];
    const into = join(directory, 'film.mp4');
    const film = await stitch({ ...common, clips, into, join: { kind: 'fade', seconds: 0.25 }, keepAudio: true });
    const shared = rate === '16' ? 4 : 6;
    expect(film).toMatchObject({ join: 'fade', frames: 80 - 2 * shared });
    expect(film.cuts.map(({ kind, framesDropped, verdict }) => [kind, framesDropped, verdict])).toEqual([
      ['fade', shared, null],
      ['fade', shared, null],
    ]);
    expect((await inspectClip(into)).frames).toBe(film.frames);
    expect(complaints(into)).toBe('');
  });

  it('are refused where a clip is too short for them', async () => {
    const directory = temporaryDirectory();
    const clips = [await makeClip(directory), await makeClip(directory, { name: 'b.mp4', frames: 8 })];
    const run = stitch({ ...common, clips, into: join(directory, 'film.mp4'), join: fade });
    await expect(run).rejects.toMatchObject({ code: 'request.invalid', message: expect.stringContaining('8 frames') });
  });

  it('change nothing about one clip', async () => {
    const directory = temporaryDirectory();
    const film = await stitch({
      ...common,
      clips: [await makeClip(directory)],
      into: join(directory, 'f.mp4'),
      join: fade,
    });
    expect(film).toMatchObject({ join: 'copy', frames: 20 });
  });
});

describe('music', () => {
  it('lasts as long as the film, however short the tune, and fades in and out', async () => {
    const directory = temporaryDirectory();
    const into = join(directory, 'film.mp4');
    const music = { file: await makeTune(directory, 0.7), fadeOut: 1 };
    const clips = [await makeClip(directory, { frames: 48 })];
    const film = await stitch({ ...common, clips, into, join: { kind: 'smooth' }, music });
    const sound = await soundOf(into, 8_000);
    expect(film).toMatchObject({ join: 'copy', frames: 48 });
    expect(Math.abs(sound.length / 8000 - 3)).toBeLessThan(0.07);
    expect(loudness(sound.subarray(12_000, 14_000))).toBeGreaterThan(1000);
    expect(loudness(sound.subarray(0, 500))).toBeLessThan(loudness(sound.subarray(12_000, 14_000)) / 5);
    expect(loudness(sound.subarray(23_500))).toBeLessThan(loudness(sound.subarray(12_000, 14_000)) / 5);
  });

  it.each([
    ['mp3', 'libmp3lame'],
    ['m4a', 'aac'],
  ])('has no gap where an %s begins again', async (kind, codec) => {
    const directory = temporaryDirectory();
    const [into, file] = [join(directory, 'film.mp4'), join(directory, `tune.${kind}`)];
    await ffmpeg.run(['-f', 'lavfi', '-i', 'sine=f=330:d=0.7', '-c:a', codec, fileArgument(file)]);
    const clips = [await makeClip(directory, { frames: 48 })];
    await stitch({ ...common, clips, into, join: { kind: 'smooth' }, music: { file, fadeOut: 0 } });
    const sound = await soundOf(into, 8_000);
    expect(Math.abs(sound.length / 8000 - 3)).toBeLessThan(0.07);
    expect(loudness(sound.subarray(0, 500))).toBeLessThan(loudness(sound.subarray(12_000, 14_000)) / 5);
    expect(loudness(sound.subarray(23_500))).toBeGreaterThan(1000);
  });

  it("goes under the clips' own sound", async () => {
    const directory = temporaryDirectory();
    const into = join(directory, 'film.mp4');
    const music = { file: await makeTune(directory, 5), fadeOut: 0 };
    const clips = [
      await makeClip(directory, { tone: 2000 }),
      await makeClip(directory, { name: 'b.mp4', source: 'smptebars' }),
    ];
    await stitch({ ...common, clips, into, join: { kind: 'smooth' }, music, keepAudio: true });
    const [video, audio] = JSON.parse(await ffmpeg.probe(['-of', 'json', '-show_streams', fileArgument(into)])).streams;
    expect(Math.abs(Number(audio.duration) - Number(video.duration))).toBeLessThan(1 / 16);
  });

  it('is refused when it is no sound file', async () => {
    const directory = temporaryDirectory();
    const clips = [await makeClip(directory)];
    const run = stitch({
      ...common,
      clips,
      into: join(directory, 'f.mp4'),
      join: { kind: 'smooth' },
      music: { file: clips[0] ?? '', fadeOut: 0 },
    });
    await expect(run).rejects.toMatchObject({ code: 'audio.invalid' });
  });
});
