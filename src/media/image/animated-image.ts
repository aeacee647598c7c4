import type { Clip } from '../clip.js';
import { NotAVideo } from '../not-a-video.js';
import { loadSharp } from './load-sharp.js';

/** Milliseconds that browsers show a frame whose delay is left at zero. */
const defaultDelay = 100;

/** A WebP or GIF with more than one frame, as some workflows render. @throws NotAVideo for a still one */
export async function inspectAnimatedImage(bytes: Buffer, container: 'webp' | 'gif'): Promise<Clip> {
  if (!isWhole(bytes, container)) throw new NotAVideo('truncated');
  const sharp = await loadSharp();
  const image = sharp(bytes, { animated: true, limitInputPixels: false });
  const {
    pages = 1,
    delay = [],
    width,
    height,
    pageHeight,
  } = await image.metadata().catch((error: unknown) => {
    throw new NotAVideo('damaged', error);
  });
  if (pages < 2) throw new NotAVideo('still-image');
  const delays = Array.from({ length: pages }, (_, index) => delay[index] || defaultDelay);
  const durationSeconds = delays.reduce((sum, ms) => sum + ms, 0) / 1000;
  return {
    container,
    extension: container,
    mime: `image/${container}`,
    width,
    height: pageHeight ?? height,
    durationSeconds,
    frames: pages,
    fps: pages / durationSeconds,
    codec: container,
    hasAudio: false,
    hasCredentials: false,
  };
}

/** A WebP claims its length; a GIF ends with a semicolon, which some encoders pad. */
function isWhole(bytes: Buffer, container: 'webp' | 'gif'): boolean {
  if (container === 'webp') return bytes.length >= 12 && bytes.readUInt32LE(4) + 8 <= bytes.length;
  const last = bytes.findLastIndex((byte) => byte !== 0);
  return bytes[last] === 0x3b;
}
