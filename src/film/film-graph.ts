import type { FilmClip } from '../media/film-clip.js';
import { perSecond } from '../media/frame-rate.js';
import { conformFilters, type FilmFormat } from './film-format.js';
import { between, type Correction, isNegligible } from './plane-fit.js';

/** A clip in its place in the film. */
export interface Segment {
  readonly clip: FilmClip;
  /** Pictures of it in the film's form, before any is left out. */
  readonly frames: number;
  /** Pictures by which the film is shorter at its beginning: left out, or shared in a fade. */
  readonly drop: number;
  readonly start: Correction;
  readonly end: Correction;
}

/** The filter graph of the smooth join, from inputs 0, 1, ... to `[video]` and, with sound, `[audio]`. */
export function smoothGraph(segments: readonly Segment[], format: FilmFormat, keepAudio: boolean): string {
  const { num, den } = format.rate;
  const parts = segments.flatMap((segment, index) => [
    `[${index}:v:0]${pictureChain(segment, format).join(',')}[v${index}]`,
    ...(keepAudio ? [soundChain(segment, index, format)] : []),
  ]);
  const inputs = segments.map((_, index) => `[v${index}]${keepAudio ? `[a${index}]` : ''}`).join('');
  const joined = `concat=n=${segments.length}:v=1:a=${keepAudio ? 1 : 0}[joined]${keepAudio ? '[audio]' : ''}`;
  // After concat the time base is another one.
  return [...parts, `${inputs}${joined}`, `[joined]settb=${den}/${num},setpts=N[video]`].join(';');
}

function pictureChain({ clip, drop, start, end }: Segment, format: FilmFormat): string[] {
  return [
    ...conformFilters(clip, format),
    ...(drop === 0 ? [] : [`trim=start_frame=${drop}`, 'setpts=N']),
    ...correctionFilters({ drop, start, end }),
    'format=yuv420p',
  ];
}

/** The correction moves from `start` to `end` over the clip's first four frames; each step is one filter, enabled in its place. */
function correctionFilters({ drop, start, end }: Pick<Segment, 'drop' | 'start' | 'end'>): string[] {
  if (isNegligible(start) && isNegligible(end)) return [];
  const steps: string[] = [];
  for (let frame = drop; frame < 4; frame += 1) {
    steps.push(`${lut(between(start, end, frame / 4))}:enable='eq(n,${frame - drop})'`);
  }
  // Ten bits, so that two corrections in a row don't band.
  return ['format=yuv420p10le', ...steps, `${lut(end)}:enable='gte(n,${steps.length})'`];
}

function lut(correction: Correction): string {
  const [y, u, v] = correction.map(
    ({ gain, offset }) => `'clip(val*${gain.toFixed(6)}+${(offset * 4).toFixed(4)},0,1023)'`,
  );
  return `lutyuv=y=${y}:u=${u}:v=${v}`;
}

/** Sound of exactly the length of the pictures; silence where the clip has none. */
export function soundChain({ clip, frames, drop }: Segment, index: number, { rate }: FilmFormat): string {
  const seconds = (count: number) => (count / perSecond(rate)).toFixed(6);
  const length = seconds(frames - drop);
  if (!clip.hasAudio) return `anullsrc=r=48000:cl=stereo,atrim=duration=${length},${soundFormat}[a${index}]`;
  const cut = `atrim=start=${seconds(drop)},asetpts=PTS-STARTPTS,apad,atrim=duration=${length}`;
  return `[${index}:a:0]aresample=48000:async=1:first_pts=0,${soundFormat},${cut}[a${index}]`;
}

export const soundFormat = 'aformat=sample_fmts=fltp:channel_layouts=stereo';
