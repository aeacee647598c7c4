import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Join, stitch } from '../../../src/film/stitch.js';
import { fileArgument } from '../../../src/media/ffmpeg.js';
import { readFrameStats } from '../../../src/media/frame-stats.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { makeClip } from './clips.js';
import { complaints } from './complaints.js';
import { clock, ffmpeg } from './corpus.js';
import { soundOf } from './sound-of.js';

const rate = 16;
const frames = 17;
const flashAt = 8;
const flashSeconds = flashAt / rate;

/** A grey clip with a white picture and a click at the same time; it is no whole number of sound packets long. */
async function makeFlash(directory: string, index: number): Promise<string> {
  const path = join(directory, `${index}.mp4`);
  const plain = await makeClip(directory, {
    ...{ name: `plain-${index}.mp4`, rate: String(rate), frames, source: 'testsrc2' },
    filters: `drawbox=c=0x${(40 + index * 8).toString(16).repeat(3)}:t=fill,drawbox=c=white:t=fill:enable='eq(n,${flashAt})'`,
  });
  const click = `aevalsrc='if(between(t,${flashSeconds},${flashSeconds + 0.02}),sin(2*PI*1000*t),0)':s=44100:d=${frames / rate}`;
  const inputs = ['-i', fileArgument(plain), '-f', 'lavfi', '-i', click];
  await ffmpeg.run([...inputs, '-map', '0:v', '-map', '1:a', '-c:v', 'copy', '-c:a', 'aac', '-y', fileArgument(path)]);
  return path;
}

async function clicks(path: string): Promise<number[]> {
  const samples = await soundOf(path, 48_000);
  const found: number[] = [];
  for (const [index, sample] of samples.entries()) {
    if (Math.abs(sample) > 8000 && index / 48_000 - (found.at(-1) ?? -1) > 0.3) found.push(index / 48_000);
  }
  return found;
}

async function flashes(path: string): Promise<number[]> {
  const stats = await readFrameStats(ffmpeg, { demuxer: 'mov', path });
  return stats.flatMap(({ y }, index) => (y > 200 ? [index / rate] : []));
}

// Two dozen clips and their joins, on few processors.
describe('ten joins', { timeout: 180_000 }, () => {
  it.each([{ kind: 'smooth' }, { kind: 'fade', seconds: 0.125 }] satisfies Join[])(
    'keep every picture, and sound within a frame of its picture: $kind',
    async (how) => {
      const directory = temporaryDirectory();
      const into = join(directory, 'film.mp4');
      const clips: string[] = [];
      for (let index = 0; index < 11; index += 1) clips.push(await makeFlash(directory, index));
      const cuts = clips.slice(1).map(() => 'hard' as const);
      const film = await stitch({ ffmpeg, clock, clips, into, join: how, keepAudio: true, cuts });
      const shared = how.kind === 'fade' ? 2 : 0;
      expect(film.frames).toBe(11 * frames - 10 * shared);
      expect(complaints(into)).toBe('');
      const seen = await flashes(into);
      expect(seen).toEqual(clips.map((_, index) => (index * (frames - shared) + flashAt) / rate));
      const heard = await clicks(into);
      expect(heard).toHaveLength(11);
      for (const [index, at] of heard.entries()) expect(Math.abs(at - (seen[index] ?? 0))).toBeLessThan(1 / rate);
    },
  );
});
