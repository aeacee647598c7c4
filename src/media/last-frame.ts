import { readFile } from 'node:fs/promises';
import { WanError } from '../errors.js';
import { type Ffmpeg, fileArgument, type RunOptions } from './ffmpeg.js';
import { clipInput, type FilmClip } from './film-clip.js';
import { imageKind } from './image/image-kind.js';

/**
 * Writes the last picture that a clip shows as PNG, colours exact. ffmpeg's own conversion darkens every hop of a chain
 * by about one code value, and seeking from the end finds another picture in most files (CHAINING 3).
 *
 * @throws WanError `local.ffmpeg-failed`
 */
export async function writeLastFrame(
  ffmpeg: Ffmpeg,
  { clip, into, ...options }: { readonly clip: FilmClip; readonly into: string } & RunOptions,
): Promise<void> {
  const { matrix, isFullRange, frames } = clip;
  const exact = 'flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp';
  const colours = `in_color_matrix=${matrix}:in_range=${isFullRange ? 'pc' : 'tv'}`;
  const filters = `trim=start_frame=${frames - 1},scale=${colours}:${exact},format=rgb24`;
  const output = ['-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png', '-y', fileArgument(into)];
  await ffmpeg.run([...clipInput(clip), '-map', '0:v:0', '-vf', filters, ...output], options);
  // ffmpeg ends with 0 when the filters let no picture through.
  const head = await readFile(into).catch(() => new Uint8Array());
  if (imageKind(head) === 'png') return;
  throw new WanError('local.ffmpeg-failed', `${clip.path} gave no last frame`);
}
