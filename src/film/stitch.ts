import { WanError } from '../errors.js';
import type { Ffmpeg } from '../media/ffmpeg.js';
import { type FilmClip, openFilmClip } from '../media/film-clip.js';
import { readOrigin } from '../media/film-origin.js';
import { perSecond } from '../media/frame-rate.js';
import { markFilm } from '../media/mark-film.js';
import { type ClipEnds, readEnds } from '../media/small-frames.js';
import type { Clock } from '../runtime.js';
import { addMusic, type Music } from './add-music.js';
import { checkFilm } from './check-film.js';
import { copyJoin, whyNotCopied } from './copy-join.js';
import { encodeJoin } from './encode-join.js';
import { fadeFrames } from './fade-graph.js';
import { chooseFormat, conformFilters, expectedFrames, type FilmFormat, type FormatWish } from './film-format.js';
import { hdrNotes } from './hdr-notes.js';
import { type CutPlan, judgeCut, type KnownCut } from './judge-cut.js';
import { matrixNotes } from './judge-matrix.js';
import { placeSegments } from './place-segments.js';
import { type FilmCut, reportCuts } from './report-cuts.js';

export type Join = { readonly kind: 'smooth' | 'copy' } | { readonly kind: 'fade'; readonly seconds: number };

export interface StitchOptions extends FormatWish {
  readonly ffmpeg: Ffmpeg;
  /** Absolute paths, in order. */
  readonly clips: readonly string[];
  /** Absolute path of the file to write; on an error what is there is not whole. */
  readonly into: string;
  readonly join: Join;
  readonly keepAudio: boolean;
  readonly music?: Music | undefined;
  /** What is known of each cut, one fewer than clips: taken as told. Where it is left out, the pictures tell. */
  readonly cuts?: readonly (KnownCut | undefined)[] | undefined;
  readonly clock: Pick<Clock, 'every'>;
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1, of the encode. */
  readonly onFraction?: ((fraction: number) => void) | undefined;
}

/** A finished film. */
export interface Film {
  readonly frames: number;
  readonly durationSeconds: number;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** How it was joined in the end. */
  readonly join: 'smooth' | 'copy' | 'fade';
  readonly cuts: readonly FilmCut[];
  /** One line each, for the user. */
  readonly notes: readonly string[];
}

/**
 * Joins clips into one film and proves the result: every picture there, the right length, decoded without a fault.
 *
 * @throws WanError `request.invalid` for clips that are none, `local.ffmpeg-missing`, `local.ffmpeg-failed`
 */
export async function stitch(options: StitchOptions): Promise<Film> {
  const { ffmpeg, signal } = options;
  const clips: FilmClip[] = [];
  for (const path of options.clips) clips.push(await openFilmClip(ffmpeg, path));
  if (clips.length === 0)
    throw new WanError('request.invalid', 'there is nothing to stitch', { hint: 'name the clips' });
  const format = chooseFormat(clips, options);
  const ends: ClipEnds[] = [];
  for (const clip of clips) {
    signal?.throwIfAborted();
    const expected = expectedFrames(clip, format);
    ends.push(await readEnds(ffmpeg, { clip, filters: conformFilters(clip, format), expected, options: { signal } }));
  }
  const cuts = planCuts(ends, options);
  const hasSound = options.keepAudio && clips.some((clip) => clip.hasAudio);
  const copy = await considerCopy({ clips, cuts, format, hasSound, options });
  const join = copy.isPossible ? 'copy' : options.join.kind === 'fade' ? 'fade' : 'smooth';
  const shared = options.join.kind === 'fade' ? fadeFrames(options.join.seconds, format) : 0;
  const segments = placeSegments({ clips, ends, cuts, join, fadeFrames: shared });
  const frames = segments.reduce((sum, segment) => sum + segment.frames - segment.drop, 0);
  if (join === 'copy') await copyJoin({ clips, cuts, format, into: options.into, signal });
  else await encodeJoin({ ...options, segments, format, keepAudio: hasSound, fades: join === 'fade', frames });
  const durationSeconds = frames / perSecond(format.rate);
  if (options.music !== undefined) {
    await addMusic({ ffmpeg, film: options.into, durationSeconds, hasSound, music: options.music, signal });
  }
  const stats = await checkFilm({ ffmpeg, path: options.into, frames, format, isCopied: join === 'copy', signal });
  const marking = await markFilm({ path: options.into, container: 'mp4', origin: await readOrigin(ffmpeg, clips) });
  return {
    frames,
    durationSeconds: Number(durationSeconds.toFixed(3)),
    width: format.width,
    height: format.height,
    fps: Number(perSecond(format.rate).toFixed(3)),
    join,
    cuts: reportCuts({ segments, cuts, stats, fades: join === 'fade' }),
    notes: [
      ...copy.notes,
      ...(join === 'copy' ? [] : hdrNotes(clips)),
      ...matrixNotes(clips, ends, cuts),
      ...soundNotes(clips, options),
      ...marking,
    ],
  };
}

function planCuts(ends: readonly ClipEnds[], { cuts: known = [] }: StitchOptions): CutPlan[] {
  return ends.slice(1).map(({ head }, index) => judgeCut({ tail: ends[index]?.tail ?? [], head, known: known[index] }));
}

interface CopyQuestion {
  readonly clips: readonly FilmClip[];
  readonly cuts: readonly CutPlan[];
  readonly format: FilmFormat;
  readonly hasSound: boolean;
  readonly options: StitchOptions;
}

/** A copy where it was asked for, and where nothing at all would be changed by an encode. */
async function considerCopy({ clips, cuts, format, hasSound, options }: CopyQuestion) {
  if (options.join.kind === 'fade' && clips.length > 1) return { isPossible: false, notes: [] };
  const isWanted = options.join.kind === 'copy';
  const changesNothing = cuts.every(({ kind }) => kind === 'cut');
  if (!isWanted && !changesNothing) return { isPossible: false, notes: [] };
  const refusal = hasSound ? 'sound is to be kept' : await whyNotCopied({ clips, format });
  const notes = isWanted && refusal !== undefined ? [`joined with a new encode, since ${refusal}`] : [];
  return { isPossible: refusal === undefined, notes };
}

function soundNotes(clips: readonly FilmClip[], { keepAudio }: StitchOptions): string[] {
  const isLost = !keepAudio && clips.some(({ hasAudio }) => hasAudio);
  return isLost ? ["the clips' own sound is left out; --keep-audio keeps it"] : [];
}
