import type { FilmClip } from '../media/film-clip.js';

/** One line for each clip with high dynamic range, of which pictures are written anew: no tones are mapped. Pure. */
export function hdrNotes(clips: readonly Pick<FilmClip, 'path' | 'hdr'>[]): string[] {
  return clips.flatMap(({ path, hdr }) =>
    hdr === undefined
      ? []
      : [`${path} is HDR (${hdr}) and what is made of it is not: its colours come out pale and flat`],
  );
}
