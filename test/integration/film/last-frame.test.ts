import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { fileArgument } from '../../../src/media/ffmpeg.js';
import { openFilmClip } from '../../../src/media/film-clip.js';
import { writeLastFrame } from '../../../src/media/last-frame.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { makeClip } from './clips.js';
import { ffmpeg, x264 } from './corpus.js';

/** The mean of luma over a whole clip's last picture, and of the same after the PNG is turned back into video. */
async function lumaOf(path: string, demuxer: readonly string[], frame: number, filters: string): Promise<Uint8Array> {
  const chain = `trim=start_frame=${frame},${filters}format=yuv420p`;
  const args = [...demuxer, '-i', fileArgument(path), '-vf', chain, '-frames:v', '1', '-f', 'rawvideo', '-'];
  return (await ffmpeg.run(args)).subarray(0, 320 * 180);
}

const mean = (values: Uint8Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the last frame', () => {
  it.each([
    ['untagged', [], 'bt601'],
    ['tagged', ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'], 'bt709'],
  ] as const)('keeps its colours through PNG and back: %s', async (_what, tags, matrix) => {
    const directory = temporaryDirectory();
    // Sound that outlasts the pictures makes seeking from the end miss them.
    const path = await makeClip(directory, { frames: 11, tone: 440, encoding: [...x264(18), ...tags] });
    const clip = await openFilmClip(ffmpeg, path);
    const into = join(directory, 'it%03d.png');
    await writeLastFrame(ffmpeg, { clip, into });
    expect([clip.matrix, await sharp(into).metadata()]).toMatchObject([
      matrix,
      { width: 320, height: 180, format: 'png' },
    ]);
    const before = await lumaOf(path, ['-f', 'mov'], 10, '');
    const back = `scale=out_color_matrix=${matrix}:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp,`;
    const after = await lumaOf(into, ['-f', 'png_pipe'], 0, back);
    expect(Math.abs(mean(before) - mean(after))).toBeLessThan(0.15);
    const earlier = await lumaOf(path, ['-f', 'mov'], 9, '');
    const distance = (one: Uint8Array) =>
      one.reduce((sum, value, index) => sum + Math.abs(value - (after[index] ?? 0)), 0);
    expect(distance(before)).toBeLessThan(distance(earlier) / 2);
  });
});
