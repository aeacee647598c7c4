import type { Input } from 'mediabunny';

/**
 * A sound or video file, parsed when asked. Playlists (HLS) are left out on purpose: a downloaded "video" must not be
 * able to name other files or hosts. Call `dispose()` when done.
 */
export async function openMedia(path: string): Promise<Input> {
  const { FilePathSource, Input, MATROSKA, MP3, MP4, QTFF, WAVE, WEBM } = await import('mediabunny');
  return new Input({ source: new FilePathSource(path), formats: [MP4, QTFF, WEBM, MATROSKA, WAVE, MP3] });
}
