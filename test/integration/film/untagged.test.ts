import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stitch } from '../../../src/film/stitch.js';
import { fileArgument } from '../../../src/media/ffmpeg.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { clock, ffmpeg, x264 } from './corpus.js';

/** Two clips of a chain without colour tags: the second begins with what the first ends with, read as BT.601. */
async function makePair(matrix: string, change = 'null') {
  const directory = temporaryDirectory();
  const place = (name: string) => join(directory, name);
  const [first, frame, second] = [place('a.mp4'), place('frame.png'), place('b.mp4')];
  const exact = 'flags=accurate_rnd+full_chroma_int+full_chroma_inp';
  const write = `format=rgb24,scale=out_color_matrix=${matrix}:out_range=tv:${exact},format=yuv420p`;
  const coding = ['-frames:v', '20', ...x264(18)];
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=16'];
  await ffmpeg.run([...source, '-vf', write, ...coding, fileArgument(first)]);
  const read = `trim=start_frame=19,scale=in_color_matrix=bt601:in_range=tv:${exact},format=rgb24`;
  await ffmpeg.run(['-i', fileArgument(first), '-vf', read, '-frames:v', '1', fileArgument(frame)]);
  const still = ['-loop', '1', '-framerate', '16', '-f', 'image2', '-i', fileArgument(frame)];
  await ffmpeg.run([...still, '-vf', `${change},scroll=h=0.002,${write}`, ...coding, fileArgument(second)]);
  return { clips: [first, second], into: join(directory, 'film.mp4') };
}

const drift = 'format=rgb24,eq=contrast=1.04:brightness=-0.012:saturation=1.05,format=rgb24,colorlevels=romax=0.985';

describe('clips without colour tags', () => {
  it.each([
    { holds: 'bt709', change: 'null', isTold: true },
    { holds: 'bt601', change: 'null', isTold: false },
    { holds: 'bt601', change: drift, isTold: false },
  ])('are told where they hold BT.709, and no drift is: $holds, $change', async ({ holds, change, isTold }) => {
    const pair = await makePair(holds, change);
    const { notes } = await stitch({
      ...{ ffmpeg, clock, keepAudio: false, join: { kind: 'smooth' } },
      ...pair,
      cuts: ['chained'],
    });
    const [, second] = pair.clips;
    const text = `${second} has no colour tags and fits the clip before it better as BT.709 than as BT.601, as it is read`;
    expect(notes).toEqual(isTold ? [text] : []);
  });
});
