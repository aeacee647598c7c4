import { type Ffmpeg, fileArgument } from '../media/ffmpeg.js';

export interface PosterWanted {
  readonly path: string;
  /** Second of the clip to take the picture from. */
  readonly at: number;
  readonly signal?: AbortSignal | undefined;
}

/** One picture of a clip as a small JPEG in a data URI. @throws WanError `local.ffmpeg-failed`, `local.ffmpeg-missing` */
export async function makePoster(ffmpeg: Ffmpeg, { path, at, signal }: PosterWanted): Promise<string | undefined> {
  const scale = "scale='min(480,iw)':'min(480,ih)':force_original_aspect_ratio=decrease:force_divisible_by=2";
  const picture = [
    '-map',
    '0:v:0',
    '-frames:v',
    '1',
    '-vf',
    scale,
    '-c:v',
    'mjpeg',
    '-q:v',
    '5',
    '-pix_fmt',
    'yuvj420p',
  ];
  const output = ['-f', 'image2pipe', 'pipe:1'];
  const args = ['-threads', '1', '-ss', at.toFixed(3), '-i', fileArgument(path), ...picture, ...output];
  const bytes = await ffmpeg.run(args, { timeoutMs: 30_000, signal });
  return bytes.length === 0 ? undefined : `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`;
}
