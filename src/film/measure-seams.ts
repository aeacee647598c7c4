import { WanError } from '../errors.js';
import type { Ffmpeg } from '../media/ffmpeg.js';
import { openFilmClip } from '../media/film-clip.js';
import { readFrameStats } from '../media/frame-stats.js';
import { type SeamScore, scoreSeam } from './seam-score.js';

export interface MeasuredSeams {
  readonly file: string;
  readonly frames: number;
  readonly seams: readonly (SeamScore & { readonly atFrame: number })[];
}

export interface SeamsToMeasure {
  readonly ffmpeg: Ffmpeg;
  /** Absolute path. */
  readonly path: string;
  /** The last frame before each cut, counted from 0. */
  readonly at: readonly number[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Measures how visible the cuts of any film are.
 *
 * @throws WanError `request.invalid` for a file that is no video and for frames that it does not have
 */
export async function measureSeams({ ffmpeg, path, at, signal }: SeamsToMeasure): Promise<MeasuredSeams> {
  const film = await openFilmClip(ffmpeg, path);
  // At an even rate, as a player shows it: the copy join hides a frame between two of its ticks.
  const stats = await readFrameStats(ffmpeg, film, { rate: film.rate, signal });
  const beyond = at.find((frame) => frame >= stats.length - 1);
  if (beyond !== undefined) {
    throw new WanError('request.invalid', `there is no cut after frame ${beyond}: ${path} has ${stats.length} frames`, {
      hint: 'frames are counted from 0',
    });
  }
  return { file: path, frames: stats.length, seams: at.map((atFrame) => ({ atFrame, ...scoreSeam(stats, atFrame) })) };
}
