import { fileArgument } from '../../../src/media/ffmpeg.js';
import { ffmpeg } from './corpus.js';

/** The sound of a file on one channel: signed 16-bit samples, this many a second. */
export async function soundOf(path: string, samplesPerSecond: number): Promise<Int16Array> {
  const as = ['-ac', '1', '-ar', String(samplesPerSecond), '-f', 's16le', '-'];
  const raw = await ffmpeg.run(['-i', fileArgument(path), '-map', '0:a', ...as]);
  return new Int16Array(raw.buffer, raw.byteOffset, Math.floor(raw.length / 2));
}
