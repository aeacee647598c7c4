import type { MediaFile } from '../../providers/request.js';
import { type AudioLimits, inspectAudio } from './inspect-audio.js';

export interface PreparedAudio {
  readonly file: MediaFile;
  readonly sourceDigest: string;
  readonly notes: readonly string[];
  readonly seconds: number;
}

/**
 * A sound file, checked against the model; it is uploaded as it is, byte for byte.
 *
 * @throws WanError `audio.invalid`
 */
export async function prepareAudio(wanted: {
  readonly source: string;
  readonly limits?: AudioLimits | undefined;
}): Promise<PreparedAudio> {
  const { file, seconds } = await inspectAudio(wanted.source, wanted.limits);
  return { file, sourceDigest: file.digest, notes: [], seconds };
}
