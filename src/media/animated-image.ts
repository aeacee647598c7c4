import type { Clip } from './clip.js';
import { NotAVideo } from './not-a-video.js';

/** Milliseconds that browsers show a frame whose delay is left at zero. */
const defaultDelay = 100;

/** A WebP or GIF with more than one frame, as some workflows render. @throws NotAVideo for a still one */
export async function inspectAnimatedImage(path: string, container: 'webp' | 'gif'): Promise<Clip> {
  const { default: sharp } = await import('sharp');
  const image = sharp(path, { animated: true, limitInputPixels: false });
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
