import { WanError } from '../errors.js';
import type { Ffmpeg } from '../media/ffmpeg.js';
import type { FilmClip } from '../media/film-clip.js';
import type { FrameRate } from '../media/frame-rate.js';
import type { Tags } from '../media/mp4/mp4-tags.js';
import type { Clock } from '../runtime.js';
import { even } from './film-format.js';

/** What every kind of export needs. */
export interface ExportOrder {
  readonly ffmpeg: Ffmpeg;
  readonly clip: FilmClip;
  /** Pictures of the clip at its own even rate. */
  readonly frames: number;
  /** Marks of the clip, handed on. */
  readonly origin: Tags | undefined;
  /** Absolute path of the file to write; on an error what is there is not whole. */
  readonly into: string;
  readonly clock: Pick<Clock, 'every'>;
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1. */
  readonly onFraction?: ((fraction: number) => void) | undefined;
}

/** What was written. */
export interface Exported {
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  /** Null for a still. */
  readonly fps: number | null;
  readonly durationSeconds: number | null;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size of this width in the shape of a clip. */
export function sizeOfWidth(clip: Size, width: number): Size {
  return { width: even(width), height: even((width * clip.height) / clip.width) };
}

/**
 * One scaler that says which colours it reads: left to itself, ffmpeg guesses them and darkens (CHAINING 3.2). WebP
 * always holds BT.601.
 */
export function exactScale(clip: FilmClip, { width, height }: Size, form: 'rgb24' | 'bgra' | 'webp'): string[] {
  const from = `in_color_matrix=${clip.matrix}:in_range=${clip.isFullRange ? 'pc' : 'tv'}`;
  const to = form === 'webp' ? ':out_color_matrix=bt601:out_range=tv' : '';
  const flags = 'flags=lanczos+accurate_rnd+full_chroma_int+full_chroma_inp';
  return [`scale=${width}:${height}:${flags}:${from}${to}`, 'setsar=1', `format=${form === 'webp' ? 'yuv420p' : form}`];
}

/** The slower of what was wished, or is usual for the kind, and what the clip has. */
export function chooseRate(clip: FilmClip, { wish, usual }: { wish: FrameRate | undefined; usual: number }): FrameRate {
  if (wish !== undefined) return wish;
  return clip.rate.num / clip.rate.den > usual ? { num: usual, den: 1 } : clip.rate;
}

export function tooShort(clip: FilmClip, what: string): WanError {
  return new WanError('request.invalid', `${clip.path} is too short ${what}`, { hint: 'give a longer clip' });
}
