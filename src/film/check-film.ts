import { WanError } from '../errors.js';
import type { Ffmpeg } from '../media/ffmpeg.js';
import { perSecond } from '../media/frame-rate.js';
import { type FrameStats, readFrameStats } from '../media/frame-stats.js';
import { inspectClip } from '../media/inspect-clip.js';
import type { FilmFormat } from './film-format.js';

export interface FilmCheck {
  readonly ffmpeg: Ffmpeg;
  readonly path: string;
  /** Pictures that it has to show. */
  readonly frames: number;
  readonly format: FilmFormat;
  /** Whether pictures are hidden in it, so that only an even rate shows the right number. */
  readonly isCopied: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Proves a film that was just written, since ffmpeg ends with 0 even when a clip is silently gone (CHAINING 4).
 *
 * @returns what was measured of each picture
 * @throws WanError `local.ffmpeg-failed`
 */
export async function checkFilm({ ffmpeg, path, frames, format, isCopied, signal }: FilmCheck): Promise<FrameStats[]> {
  const { durationSeconds } = await inspectClip(path);
  const rate = isCopied ? format.rate : undefined;
  const stats = await readFrameStats(ffmpeg, { demuxer: 'mov', path }, { rate, signal });
  if (stats.length !== frames) throw faulty(`it shows ${stats.length} frames instead of ${frames}`);
  const frame = 1 / perSecond(format.rate);
  if (Math.abs(durationSeconds - frames * frame) >= frame) {
    throw faulty(`it lasts ${durationSeconds.toFixed(3)} s instead of ${(frames * frame).toFixed(3)} s`);
  }
  return stats;
}

function faulty(what: string): WanError {
  return new WanError('local.ffmpeg-failed', `the film did not come out right: ${what}`, {
    hint: 'nothing was kept; --join smooth encodes it anew',
  });
}
