import type { Ffmpeg, RunOptions } from './ffmpeg.js';
import { clipInput, type FilmClip } from './film-clip.js';
import type { FrameRate } from './frame-rate.js';

/** Means of one picture in 8-bit code values, and how far its brightness is from the picture before it, per pixel. */
export interface FrameStats {
  readonly y: number;
  readonly u: number;
  readonly v: number;
  /** Mean absolute difference of luma; 0 for the first picture. */
  readonly motion: number;
}

/**
 * Decodes a whole file, at an even rate, and measures each picture at 320x180. Any fault in the stream is an error here,
 * so this is also the proof that a film can be played.
 *
 * @throws WanError `local.ffmpeg-failed`
 */
export async function readFrameStats(
  ffmpeg: Ffmpeg,
  clip: Pick<FilmClip, 'demuxer' | 'path'>,
  options: RunOptions & { readonly rate?: FrameRate | undefined } = {},
): Promise<FrameStats[]> {
  const { rate, ...run } = options;
  const chain = [
    ...(rate === undefined ? [] : [`fps=${rate.num}/${rate.den}`]),
    'settb=1/25,setpts=N',
    'scale=320:180:flags=area+accurate_rnd',
    'format=yuv444p',
    'signalstats',
    'metadata=mode=print:file=-',
  ];
  const strict = ['-xerror', '-err_detect', 'explode'];
  const args = [...strict, ...clipInput(clip), '-map', '0:v:0', '-vf', chain.join(','), '-r', '25', '-f', 'null', '-'];
  return parseStats(new TextDecoder().decode(await ffmpeg.run(args, run)));
}

/** What the `metadata` filter prints; tiny values are like `3.5e-05`. Pure. */
function parseStats(text: string): FrameStats[] {
  return text
    .split(/^frame:/m)
    .slice(1)
    .map((block) => {
      const value = (name: string) => Number(new RegExp(`signalstats\\.${name}=(\\S+)`).exec(block)?.[1] ?? 0);
      return { y: value('YAVG'), u: value('UAVG'), v: value('VAVG'), motion: value('YDIF') };
    });
}
