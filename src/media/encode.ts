import { readFile, rm } from 'node:fs/promises';
import type { Clock } from '../runtime.js';
import { type Ffmpeg, fileArgument } from './ffmpeg.js';

export interface Encoding {
  /** Inputs and graph. */
  readonly args: readonly string[];
  readonly into: string;
  /** Pictures that will be written. */
  readonly frames: number;
  readonly clock: Pick<Clock, 'every'>;
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1. */
  readonly onFraction?: ((fraction: number) => void) | undefined;
}

/** Runs one encode into an MP4 and tells how far it is, by ffmpeg's own progress. */
export async function encode(
  ffmpeg: Ffmpeg,
  { args, into, frames, clock, signal, onFraction }: Encoding,
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
    const output = [
      '-progress',
      fileArgument(progress),
      '-movflags',
      '+faststart',
      '-y',
      '-f',
      'mp4',
      fileArgument(into),
    ];
    await ffmpeg.run([...args, ...output], { signal, timeoutMs: 120_000 + frames * 2_000 });
    onFraction?.(1);
  } finally {
    stop();
    await rm(progress, { force: true });
  }
}
