import type { Input } from 'mediabunny';

/**
 * A sound or video file, by its path or its bytes, parsed when asked. Playlists (HLS) are left out on purpose: a downloaded "video" must not be
 * able to name other files or hosts. Call `dispose()` when done.
 */
export async function openMedia(origin: string | Uint8Array): Promise<Input> {
  const mediabunny = await import('mediabunny');
  const { BufferSource, FilePathSource, Input, MATROSKA, MP3, MP4, QTFF, WAVE, WEBM } = mediabunny;
  // It would write to stderr of what it does not know, such as a codec; here that is no fault, or an error of ours.
  mediabunny.Logging.level = mediabunny.LogLevel.Silent;
  const source = typeof origin === 'string' ? new FilePathSource(origin) : new BufferSource(origin);
  return new Input({ source, formats: [MP4, QTFF, WEBM, MATROSKA, WAVE, MP3] });
}
