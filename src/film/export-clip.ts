import { type FilmClip, openFilmClip } from '../media/film-clip.js';
import { readOrigin } from '../media/film-origin.js';
import type { FrameRate } from '../media/frame-rate.js';
import { markFilm } from '../media/mark-film.js';
import { countFrames } from '../media/small-frames.js';
import type { StillFormat } from '../media/write-still.js';
import { exportAnimation } from './export-animation.js';
import { exportContactSheet } from './export-contact-sheet.js';
import { exportLoop } from './export-loop.js';
import type { Exported, ExportOrder } from './export-order.js';
import { exportPoster } from './export-poster.js';
import { exportReframed } from './export-reframed.js';
import { rateFilters } from './film-format.js';
import { hdrNotes } from './hdr-notes.js';

interface Shape {
  /** Pixels of the whole picture. */
  readonly width?: number | undefined;
  readonly fps?: FrameRate | undefined;
}

export type ExportWish =
  | ({ readonly kind: 'gif' | 'webp' } & Shape)
  | {
      readonly kind: 'poster';
      readonly at?: number | undefined;
      readonly width?: number | undefined;
      readonly format: StillFormat;
    }
  | {
      readonly kind: 'contact-sheet';
      readonly columns: number;
      readonly width?: number | undefined;
      readonly format: StillFormat;
    }
  | ({ readonly kind: 'loop'; readonly style: 'seamless' | 'boomerang' } & Shape)
  | ({ readonly kind: 'reframe'; readonly ratio: Ratio; readonly style: 'blur' | 'crop' } & Shape);

export interface Ratio {
  readonly across: number;
  readonly down: number;
}

export type ExportOptions = Omit<ExportOrder, 'clip' | 'frames' | 'origin'> & {
  /** Absolute path. */
  readonly path: string;
  readonly wish: ExportWish;
};

/**
 * Makes something else of one clip, by the recipes of CHAINING 5. Marks that it was made by a model go with it.
 *
 * @throws WanError `request.invalid` for what is no clip or does not fit the wish, `local.ffmpeg-missing`, `local.ffmpeg-failed`
 */
export async function exportClip({ path, wish, ...options }: ExportOptions): Promise<Exported & { notes: string[] }> {
  const { ffmpeg, signal } = options;
  const clip = await openFilmClip(ffmpeg, path);
  const frames = await countFrames(ffmpeg, { clip, filters: rateFilters(clip, clip), options: { signal } });
  const origin = await readOrigin(ffmpeg, [clip]);
  const exported = await run({ ...options, clip, frames, origin }, wish);
  const container = containers[wish.kind];
  const marking = container === undefined ? [] : await markFilm({ path: options.into, container, origin });
  return { ...exported, notes: [...notesOn(clip, wish), ...marking] };
}

/** Of what is marked when it is written; stills are marked as they are. */
const containers = {
  gif: 'gif',
  webp: 'webp',
  loop: 'mp4',
  reframe: 'mp4',
  poster: undefined,
  'contact-sheet': undefined,
} as const;

function run(order: ExportOrder, wish: ExportWish): Promise<Exported> {
  switch (wish.kind) {
    case 'gif':
    case 'webp':
      return exportAnimation(order, wish);
    case 'poster':
      return exportPoster(order, wish);
    case 'contact-sheet':
      return exportContactSheet(order, wish);
    case 'loop':
      return exportLoop(order, wish);
    case 'reframe':
      return exportReframed(order, wish);
  }
}

function notesOn(clip: FilmClip, { kind }: ExportWish): string[] {
  return [
    ...hdrNotes([clip]),
    ...(clip.hasAudio && kind === 'loop' ? ['a loop has no sound'] : []),
    ...(clip.hasCredentials ? ["the clip's content credentials are not in the copy"] : []),
  ];
}
