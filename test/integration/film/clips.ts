import { join } from 'node:path';
import { fileArgument } from '../../../src/media/ffmpeg.js';
import { ffmpeg, x264 } from './corpus.js';

export interface ClipWish {
  readonly name?: string;
  readonly size?: string;
  readonly rate?: string;
  readonly frames?: number;
  /** A lavfi source that takes size and rate. */
  readonly source?: string;
  readonly filters?: string;
  /** A tone from the beginning to the end, in Hz. */
  readonly tone?: number;
  readonly encoding?: readonly string[];
}

/** A small clip of a test picture. */
export async function makeClip(directory: string, wish: ClipWish = {}): Promise<string> {
  const { name = 'a.mp4', size = '320x180', rate = '16', frames = 20, source = 'testsrc2', tone } = wish;
  const path = join(directory, name);
  const [num = 16, den = 1] = rate.split('/').map(Number);
  const seconds = (frames * den) / num;
  const sound = tone === undefined ? [] : ['-f', 'lavfi', '-i', `sine=f=${tone}:r=44100:d=${seconds}`];
  await ffmpeg.run([
    ...['-f', 'lavfi', '-i', `${source}=s=${size}:r=${rate}`, ...sound],
    ...(wish.filters === undefined ? [] : ['-vf', wish.filters]),
    ...['-frames:v', String(frames), ...(wish.encoding ?? x264(20)), ...(tone === undefined ? [] : ['-c:a', 'aac'])],
    ...['-y', fileArgument(path)],
  ]);
  return path;
}
