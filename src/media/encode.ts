import { readFile, rm } from 'node:fs/promises';
import type { Clock } from '../runtime.js';
import { type Ffmpeg, fileArgument } from './ffmpeg.js';

export interface Encoding {
  /** Inputs, graph and codecs. */
  readonly args: readonly string[];
  /** The muxer and its options; an MP4 that plays while it loads when left out. */
  readonly muxer?: readonly string[] | undefined;
  /** Bytes of the input `pipe:0`. */
  readonly input?: Uint8Array | undefined;
  readonly into: string;
  /** Pictures that will be written. */
  readonly frames: number;
  readonly clock: Pick<Clock, 'every'>;
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1. */
  readonly onFraction?: ((fraction: number) => void) | undefined;
}

/** Runs one encode into a file and tells how far it is, by ffmpeg's own progress. */
export async function encode(
  ffmpeg: Ffmpeg,
  { args, muxer = fastStart, input, into, frames, clock, signal, onFraction }: Encoding,
): Promise<void> {
  const progress = `${into}.progress`;
  const read = async () => {
    const text = await readFile(progress, 'utf8').catch(() => '');
    const done = Number(
      text
        .match(/^frame=\s*(\d+)/gm)
        ?.at(-1)
        ?.replace(/\D/g, '') ?? 0,
    );
    onFraction?.(Math.min(1, done / Math.max(1, frames)));
  };
  const stop = clock.every(400, () => void read());
  try {
    const output = ['-progress', fileArgument(progress), ...muxer, '-y', fileArgument(into)];
    await ffmpeg.run([...args, ...output], { signal, input, timeoutMs: 120_000 + frames * 2_000 });
    onFraction?.(1);
  } finally {
    stop();
    await rm(progress, { force: true });
  }
}

const fastStart = ['-movflags', '+faststart', '-f', 'mp4'];
