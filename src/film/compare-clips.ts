import { WanError } from '../errors.js';
import { drawCaptions } from '../media/captions.js';
import { encode } from '../media/encode.js';
import type { Ffmpeg } from '../media/ffmpeg.js';
import { clipInput, type FilmClip, openFilmClip } from '../media/film-clip.js';
import { readOrigin } from '../media/film-origin.js';
import { type FrameRate, perSecond } from '../media/frame-rate.js';
import { markFilm } from '../media/mark-film.js';
import { countFrames } from '../media/small-frames.js';
import type { Clock } from '../runtime.js';
import { checkFilm } from './check-film.js';
import { type Grid, gridCaptions, planGrid, stackGraph } from './compare-layout.js';
import { filmEncoding } from './encode-join.js';
import type { Exported } from './export-order.js';
import { chooseFormat, conformFilters, type FilmFormat } from './film-format.js';
import { hdrNotes } from './hdr-notes.js';

export interface Comparison {
  readonly ffmpeg: Ffmpeg;
  /** Absolute paths, two to sixteen. */
  readonly paths: readonly string[];
  /** One for each clip. */
  readonly labels: readonly string[];
  /** Pixels of the whole picture. */
  readonly width?: number | undefined;
  readonly rate?: FrameRate | undefined;
  /** Absolute path of the MP4 to write; on an error what is there is not whole. */
  readonly into: string;
  readonly clock: Pick<Clock, 'every'>;
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1. */
  readonly onFraction?: ((fraction: number) => void) | undefined;
}

/**
 * Shows clips at the same time, each under its label, as long as the longest: shorter ones hold their last picture.
 *
 * @throws WanError `request.invalid` for clips that are none, `local.ffmpeg-missing`, `local.ffmpeg-failed`
 */
export async function compareClips(options: Comparison): Promise<Exported & { notes: string[] }> {
  const { ffmpeg, paths, labels, width, rate, into, signal } = options;
  if (paths.length < 2 || paths.length > 16) {
    throw new WanError('request.invalid', 'two to sixteen clips can be compared', { hint: 'wan compare a.mp4 b.mp4' });
  }
  const clips: FilmClip[] = [];
  for (const path of paths) clips.push(await openFilmClip(ffmpeg, path));
  const chosen = chooseFormat(clips, { rate });
  const grid = planGrid(chosen, { count: clips.length, width });
  const cell = { ...chosen, ...grid.picture };
  const counts: number[] = [];
  for (const clip of clips) {
    counts.push(await countFrames(ffmpeg, { clip, filters: conformFilters(clip, cell), options: { signal } }));
  }
  const frames = Math.max(...counts);
  const graph = compareGraph({ clips, counts, frames, cell, grid });
  const inputs = [...clips.flatMap(clipInput), '-f', 'png_pipe', '-i', 'pipe:0'];
  const args = [...inputs, '-filter_complex', graph, '-map', '[out]', ...filmEncoding(cell)];
  const input = await drawCaptions(gridCaptions(grid, labels), grid);
  await encode(ffmpeg, { ...options, args, input, frames });
  const format = { ...cell, width: grid.width, height: grid.height };
  await checkFilm({ ffmpeg, path: into, frames, format, isCopied: false, signal });
  const marking = await markFilm({ path: into, container: 'mp4', origin: await readOrigin(ffmpeg, clips) });
  const fps = perSecond(cell.rate);
  const sizes = { width: grid.width, height: grid.height, fps: Number(fps.toFixed(3)) };
  return {
    ...sizes,
    frames,
    durationSeconds: Number((frames / fps).toFixed(3)),
    notes: [...hdrNotes(clips), ...marking],
  };
}

interface GraphParts {
  readonly clips: readonly FilmClip[];
  /** Pictures of each clip in the form of a cell. */
  readonly counts: readonly number[];
  readonly frames: number;
  readonly cell: FilmFormat;
  readonly grid: Grid;
}

function compareGraph({ clips, counts, frames, cell, grid }: GraphParts): string {
  const { num, den } = cell.rate;
  const cells = clips.map((clip, index) => {
    const missing = frames - (counts[index] ?? 0);
    const held = missing === 0 ? [] : [`tpad=stop_mode=clone:stop=${missing}`, 'setpts=N'];
    const line = `pad=iw:ih+${grid.captionHeight}:0:${grid.captionHeight}`;
    return `[${index}:v:0]${[...conformFilters(clip, cell), 'format=yuv420p', ...held, line].join(',')}[c${index}]`;
  });
  const last = `[grid][${clips.length}:v:0]overlay=0:0,format=yuv420p,settb=${den}/${num},setpts=N[out]`;
  return [...cells, stackGraph(grid, clips.length), last].join(';');
}
