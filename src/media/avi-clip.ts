import type { Clip } from './clip.js';
import { NotAVideo } from './not-a-video.js';

/**
 * A clip by the main header of an AVI, which stands at a fixed place ("AVI RIFF File Reference"). Pure.
 *
 * @param head at least the first 512 bytes
 * @throws NotAVideo when the file is shorter than it claims, or holds no pictures
 */
export function inspectAvi(head: Uint8Array, fileSize: number): Clip {
  const bytes = Buffer.from(head);
  if (bytes.length < 128 || bytes.toString('latin1', 24, 28) !== 'avih') throw new NotAVideo('damaged');
  if (bytes.readUInt32LE(4) + 8 > fileSize) throw new NotAVideo('truncated');
  const microsPerFrame = bytes.readUInt32LE(32);
  const [frames, streams] = [bytes.readUInt32LE(48), bytes.readUInt32LE(56)];
  const [width, height] = [bytes.readUInt32LE(64), bytes.readUInt32LE(68)];
  if (microsPerFrame === 0 || frames === 0 || width === 0 || height === 0) throw new NotAVideo('no-picture');
  return {
    container: 'avi',
    extension: 'avi',
    mime: 'video/x-msvideo',
    width,
    height,
    durationSeconds: (frames * microsPerFrame) / 1_000_000,
    frames,
    fps: 1_000_000 / microsPerFrame,
    codec: null,
    hasAudio: streams > 1,
    hasCredentials: false,
  };
}
