import type { MediaFile } from '../providers/request.js';
import { type AudioLimits, inspectAudio } from './inspect-audio.js';

/**
 * A sound file, checked against the model; it is uploaded as it is, byte for byte.
 *
 * @throws WanError `audio.invalid`
 */
export async function prepareAudio(wanted: {
  readonly source: string;
  readonly limits?: AudioLimits | undefined;
}): Promise<{ readonly file: MediaFile; readonly sourceDigest: string; readonly notes: readonly string[] }> {
  const { file } = await inspectAudio(wanted.source, wanted.limits);
  return { file, sourceDigest: file.digest, notes: [] };
}
