import { constants, open } from 'node:fs/promises';
import { WanError } from '../../errors.js';
import type { MediaFile } from '../../providers/request.js';
import { openBytes } from '../byte-source.js';
import { digestFile } from '../digest.js';
import { readBoxes } from '../mp4/mp4-boxes.js';
import { openMedia } from '../open-media.js';
import { type AudioKind, audioKind, audioMimes } from './audio-kind.js';

/** What a model takes; the catalogue's `AudioLimits` has this shape. */
export interface AudioLimits {
  /** MIME types. */
  readonly formats: readonly string[];
  readonly maxBytes?: number | undefined;
  readonly minSeconds?: number | undefined;
  readonly maxSeconds?: number | undefined;
}

export interface AudioFile {
  readonly file: MediaFile;
  readonly kind: AudioKind;
  readonly seconds: number;
}

/**
 * A sound file that is one and fits the model. It is uploaded as it is.
 *
 * @throws WanError `audio.invalid`
 */
export async function inspectAudio(path: string, limits?: AudioLimits): Promise<AudioFile> {
  const label = JSON.stringify(path);
  const { kind, bytes } = await readFacts(path, label);
  if (kind === 'm4a' && !(await hasAllBoxes(path))) {
    throw new WanError('audio.invalid', `${label} is cut off: its end is missing`);
  }
  const seconds = await readSeconds(path, label);
  const refusal = limits === undefined ? undefined : whyNot({ kind, bytes, seconds }, limits);
  if (refusal !== undefined) throw new WanError('audio.invalid', `${label} ${refusal}`);
  return { file: { path, digest: await digestFile(path), mime: audioMimes[kind], bytes }, kind, seconds };
}

interface AudioFacts {
  readonly kind: AudioKind;
  readonly bytes: number;
  readonly seconds: number;
}

/** Why the model would not take it, to follow the name; undefined when it would. Pure. */
function whyNot({ kind, bytes, seconds }: AudioFacts, limits: AudioLimits): string | undefined {
  const { formats, maxBytes, minSeconds, maxSeconds } = limits;
  if (!formats.includes(audioMimes[kind])) return `is ${kind.toUpperCase()}; this model takes ${formats.join(', ')}`;
  if (maxBytes !== undefined && bytes > maxBytes) {
    return `has ${megabytes(bytes)} MB; this model takes at most ${megabytes(maxBytes)}`;
  }
  if (minSeconds !== undefined && seconds < minSeconds) {
    return `lasts ${seconds.toFixed(1)} s; this model needs at least ${minSeconds}`;
  }
  if (maxSeconds !== undefined && seconds > maxSeconds) {
    return `lasts ${seconds.toFixed(1)} s; this model takes at most ${maxSeconds}`;
  }
  return undefined;
}

function megabytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(1);
}

async function readFacts(path: string, label: string): Promise<{ kind: AudioKind; bytes: number }> {
  // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags).catch((error: unknown) => {
    throw new WanError('audio.invalid', `${label} cannot be read: ${reason(error)}`, { cause: error });
  });
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new WanError('audio.invalid', `${label} is not a file`);
    if (facts.size === 0) throw new WanError('audio.invalid', `${label} is empty`);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    const kind = audioKind(buffer.subarray(0, bytesRead));
    if (kind !== undefined) return { kind, bytes: facts.size };
    throw new WanError('audio.invalid', `${label} is not a sound file that models take`, {
      hint: 'give WAV, MP3 or M4A',
    });
  } finally {
    await file.close();
  }
}

async function hasAllBoxes(path: string): Promise<boolean> {
  const file = await openBytes(path);
  try {
    return (await readBoxes(file)).isComplete;
  } finally {
    await file.close();
  }
}

async function readSeconds(path: string, label: string): Promise<number> {
  const media = await openMedia(path);
  try {
    const [sound, picture] = [await media.getPrimaryAudioTrack(), await media.getPrimaryVideoTrack()];
    if (picture !== null) throw new WanError('audio.invalid', `${label} is a video, not a sound file`);
    const seconds = sound === null ? 0 : await sound.computeDuration();
    if (seconds > 0) return seconds;
    throw new WanError('audio.invalid', `${label} holds no sound`);
  } catch (error) {
    if (error instanceof WanError) throw error;
    throw new WanError('audio.invalid', `${label} is damaged or not a sound file`, { cause: error });
  } finally {
    media.dispose();
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : error;
  return code === 'ENOENT' ? 'no such file' : code === 'EACCES' ? 'permission denied' : String(code);
}
