import type { Input, InputVideoTrack } from 'mediabunny';
import { inspectAvi } from './avi-clip.js';
import { type ByteSource, bytesOf, openBytes } from './byte-source.js';
import type { Clip } from './clip.js';
import { type ClipContainer, clipContainer } from './clip-container.js';
import { inspectAnimatedImage } from './image/animated-image.js';
import { headLength } from './image/image-kind.js';
import { hasCredentials, readBoxes } from './mp4/mp4-boxes.js';
import { hasSoundTables } from './mp4/mp4-tables.js';
import { NotAVideo } from './not-a-video.js';
import { openMedia } from './open-media.js';
import { isWholeMatroska } from './whole-matroska.js';

/**
 * Parses a file as a video and checks that it is all there. Needs no ffmpeg.
 *
 * @throws NotAVideo (a WanError `download.failed`) with the reason: HTML, JSON, a still image, truncated, ...
 */
export async function inspectClip(path: string): Promise<Clip> {
  return (await readClip(path)).clip;
}

export interface FoundClip {
  readonly clip: Clip;
  /** All bytes of a small one. */
  readonly whole: Buffer | undefined;
}

/** The same, for whoever needs its bytes next. */
export async function readClip(path: string): Promise<FoundClip> {
  const file = await openBytes(path);
  try {
    return { clip: await inspectBytes(file), whole: file.whole };
  } finally {
    await file.close();
  }
}

/** The same for bytes that are in memory. */
export async function readHeldClip(whole: Buffer): Promise<FoundClip> {
  return { clip: await inspectBytes(bytesOf(whole)), whole };
}

/** The same for a file that is open or in memory. */
export async function inspectBytes(file: ByteSource): Promise<Clip> {
  const head = await file.read(0, headLength);
  const container = clipContainer(head);
  if (container === undefined) throw NotAVideo.of(head);
  if (container === 'webp' || container === 'gif') {
    return inspectAnimatedImage(await file.read(0, file.size), container);
  }
  if (container === 'avi') return inspectAvi(head, file.size);
  const { isComplete, carriesCredentials } = await readFrame(file, container);
  if (!isComplete) throw new NotAVideo('truncated');
  const media = await openMedia(file.origin);
  try {
    return { ...(await measure(media, container)), hasCredentials: carriesCredentials };
  } catch (error) {
    throw error instanceof NotAVideo ? error : new NotAVideo('damaged', error);
  } finally {
    media.dispose();
  }
}

/** The index of an MP4 may be whole while its pictures are cut off, so the boxes have to fill the file. */
async function readFrame(file: ByteSource, container: ClipContainer) {
  if (container !== 'mp4' && container !== 'mov') {
    return { isComplete: await isWholeMatroska(file), carriesCredentials: false };
  }
  const boxes = await readBoxes(file);
  const index = boxes.boxes.find(({ type }) => type === 'moov');
  const isComplete = boxes.isComplete && index !== undefined && boxes.boxes.some(({ type }) => type === 'mdat');
  if (isComplete && !hasSoundTables(await file.read(index.offset, index.size))) throw new NotAVideo('damaged');
  return { isComplete, carriesCredentials: hasCredentials(boxes) };
}

async function measure(media: Input, container: ClipContainer): Promise<Omit<Clip, 'hasCredentials'>> {
  const video = await media.getPrimaryVideoTrack();
  if (video === null) throw new NotAVideo('no-picture');
  const [width, height] = [await video.getDisplayWidth(), await video.getDisplayHeight()];
  const frames = await countFrames(video);
  const start = Math.max(0, await video.getFirstTimestamp());
  const durationSeconds = (await video.computeDuration()) - start;
  if (frames === 0 || !(durationSeconds > 0) || width < 1 || height < 1) throw new NotAVideo('no-picture');
  return {
    container,
    extension: container,
    mime: mimes[container],
    width,
    height,
    durationSeconds,
    frames,
    fps: frames / durationSeconds,
    codec: await video.getCodec(),
    hasAudio: (await media.getPrimaryAudioTrack()) !== null,
  };
}

/** Reads the last picture as well: a truncated WebM still has a valid beginning. */
async function countFrames(video: InputVideoTrack): Promise<number> {
  const { EncodedPacketSink } = await import('mediabunny');
  const last = await new EncodedPacketSink(video).getPacket(Number.POSITIVE_INFINITY);
  if (last === null || last.byteLength === 0) return 0;
  // A file of the right length whose end never arrived.
  if (last.data.every((byte) => byte === 0)) throw new NotAVideo('truncated');
  return (await video.computePacketStats()).packetCount;
}

const mimes: Readonly<Record<ClipContainer, string>> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  avi: 'video/x-msvideo',
  webp: 'image/webp',
  gif: 'image/gif',
};
