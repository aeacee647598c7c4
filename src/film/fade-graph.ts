import { WanError } from '../errors.js';
import { perSecond } from '../media/frame-rate.js';
import { conformFilters, type FilmFormat } from './film-format.js';
import { type Segment, soundChain } from './film-graph.js';

/** Pictures that two clips share in a fade of this length; at least one. */
export function fadeFrames(seconds: number, { rate }: Pick<FilmFormat, 'rate'>): number {
  return Math.max(1, Math.round(seconds * perSecond(rate)));
}

/**
 * The filter graph of cross-dissolves, to `[video]` and, with sound, `[audio]`. The `drop` of a segment is what it shares
 * with the one before it.
 *
 * @throws WanError `request.invalid` for a clip that is shorter than its fades
 */
export function fadeGraph(segments: readonly Segment[], format: FilmFormat, keepAudio: boolean): string {
  const { num, den } = format.rate;
  const parts = segments.flatMap((segment, index) => {
    checkLength(segment, segments[index + 1]);
    const chain = [...conformFilters(segment.clip, format), 'format=yuv420p', spare].join(',');
    return [
      `[${index}:v:0]${chain}[v${index}]`,
      ...(keepAudio ? [soundChain({ ...segment, drop: 0 }, index, format)] : []),
    ];
  });
  let shown = segments[0]?.frames ?? 0;
  for (const [index, { frames, drop }] of segments.entries()) {
    if (index === 0) continue;
    const seconds = (count: number) => (count / perSecond(format.rate)).toFixed(6);
    const [from, fromSound] = index === 1 ? ['v0', 'a0'] : [`x${index - 1}`, `y${index - 1}`];
    parts.push(`[${from}][v${index}]xfade=duration=${seconds(drop)}:offset=${seconds(shown - drop)}[x${index}]`);
    if (keepAudio) parts.push(`[${fromSound}][a${index}]acrossfade=d=${seconds(drop)}[y${index}]`);
    shown += frames - drop;
  }
  const last = segments.length - 1;
  const frames = `trim=end_frame=${shown}`;
  parts.push(`[${last === 0 ? 'v0' : `x${last}`}]${frames},settb=${den}/${num},setpts=N[video]`);
  if (keepAudio) parts.push(`[${last === 0 ? 'a0' : `y${last}`}]anull[audio]`);
  return parts.join(';');
}

/**
 * One picture more at the end of each clip: where an input ends within the fade, xfade now and then loses the last one
 * (ffmpeg 5.1). Not behind xfade, whose pictures `tpad` gives wrong times.
 */
const spare = 'tpad=stop_mode=clone:stop=1';

function checkLength({ clip, frames, drop }: Segment, next: Segment | undefined): void {
  if (frames > drop + (next?.drop ?? 0)) return;
  throw new WanError('request.invalid', `${clip.path} has ${frames} frames, too few for its fades`, {
    hint: 'choose a shorter fade',
  });
}
