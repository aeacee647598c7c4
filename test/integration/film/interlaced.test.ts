import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportClip } from '../../../src/film/export-clip.js';
import { stitch } from '../../../src/film/stitch.js';
import { fileArgument } from '../../../src/media/ffmpeg.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { makeClip } from './clips.js';
import { clock, ffmpeg } from './corpus.js';

const bench = { ffmpeg, clock, keepAudio: false } as const;

/** Twenty pictures of two fields each, which a moving bar combs. */
async function makeInterlaced(directory: string, frames = 20): Promise<string> {
  const bar = "geq=lum='if(between(mod(X-6*N,320),0,60),235,16)':cb=128:cr=128";
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '10', '-flags', '+ilme+ildct'];
  return makeClip(directory, {
    ...{ name: 'fields.mp4', rate: '32', frames },
    filters: `format=yuv420p,${bar},tinterlace=interleave_top,setfield=tff`,
    encoding: [...coding, '-x264-params', 'tff=1', '-r', '16'],
  });
}

/** How much neighbouring lines differ in the pictures of a file, on average. */
async function combing(path: string): Promise<number> {
  const raw = await ffmpeg.run([
    ...['-i', fileArgument(path), '-vf', 'format=gray,crop=320:180:0:0', '-frames:v', '8', '-f', 'rawvideo', '-'],
  ]);
  let sum = 0;
  for (let place = 320; place < raw.length; place += 1) sum += Math.abs((raw[place] ?? 0) - (raw[place - 320] ?? 0));
  return sum / raw.length;
}

describe('interlaced clips', () => {
  it('come out as whole pictures, as many as they have, where they are encoded anew', async () => {
    const directory = temporaryDirectory();
    const clips = [await makeInterlaced(directory), await makeClip(directory)];
    expect(await combing(clips[0] ?? '')).toBeGreaterThan(3);
    const into = join(directory, 'film.mp4');
    const film = await stitch({ ...bench, clips, into, join: { kind: 'smooth' } });
    expect(film).toMatchObject({ frames: 40, join: 'smooth' });
    expect(await combing(into)).toBeLessThan(1);
  });

  it('may be of one picture', async () => {
    const directory = temporaryDirectory();
    const clips = [await makeInterlaced(directory, 1), await makeClip(directory)];
    const film = await stitch({ ...bench, clips, into: join(directory, 'film.mp4'), join: { kind: 'smooth' } });
    expect(film.frames).toBe(21);
  });

  it('stay as they are in a copy', async () => {
    const directory = temporaryDirectory();
    const into = join(directory, 'film.mp4');
    const clip = await makeInterlaced(directory);
    const film = await stitch({ ...bench, clips: [clip, clip], into, join: { kind: 'copy' }, cuts: ['hard'] });
    expect(film).toMatchObject({ frames: 40, join: 'copy', notes: [] });
    expect(await combing(into)).toBeGreaterThan(3);
  });

  it('give a poster without combs', async () => {
    const directory = temporaryDirectory();
    const into = join(directory, 'poster.png');
    const path = await makeInterlaced(directory);
    await exportClip({ ...bench, path, into, wish: { kind: 'poster', at: 0.5, format: 'png' } });
    expect(await combing(into)).toBeLessThan(1);
  });
});
