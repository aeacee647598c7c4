import type { FilmClip } from '../media/film-clip.js';
import { perSecond } from '../media/frame-rate.js';
import { joinPackets, readPacketForm } from '../media/join-packets.js';
import { type FilmFormat, keepsPicture, keepsRate } from './film-format.js';
import type { CutPlan } from './judge-cut.js';

export interface CopyJoin {
  readonly clips: readonly FilmClip[];
  /** The cuts between them, one fewer. */
  readonly cuts: readonly CutPlan[];
  readonly format: FilmFormat;
}

/** A boundary picture that is there twice is shown for this long, in seconds, before its double takes over. */
const blink = 0.0004;

/** Why these clips can't share a track as they are; undefined when they can. */
export async function whyNotCopied({ clips, format }: Omit<CopyJoin, 'cuts'>): Promise<string | undefined> {
  const forms = new Map<string, string>();
  // In the colours of the clips: an encode would bring BT.2020 and full range into others, a copy need not.
  const kept = { ...format, ...coloursOf(clips[0]) };
  for (const clip of clips) {
    if (!keepsRate(clip, format)) return `${clip.path} has another frame rate, or a varying one`;
    if (!keepsPicture(clip, kept)) return `${clip.path} has another size, pixel shape or colour coding`;
    if (clip.hidesPictures) return `${clip.path} holds pictures that are not shown`;
    const { codec, key } = await readPacketForm(clip.path);
    if (codec !== 'avc' && codec !== 'hevc') return `${clip.path} is not H.264 or H.265`;
    forms.set(key, clip.path);
    if (forms.size > 1) return `${clip.path} was encoded with other settings`;
  }
  return undefined;
}

function coloursOf(first: FilmClip | undefined): Partial<Pick<FilmClip, 'matrix' | 'isFullRange'>> {
  return first === undefined ? {} : { matrix: first.matrix, isFullRange: first.isFullRange };
}

/**
 * Joins without re-encoding: a duplicate picture stays in the file, but is shown for less than a millisecond, so that a
 * player at the film's rate never shows it twice. The file's frame rate varies by that hair.
 */
export async function copyJoin(join: CopyJoin & { readonly into: string; readonly signal?: AbortSignal | undefined }) {
  const starts = copyStarts(join);
  const parts = join.clips.map(({ path }, index) => ({ path, startsAt: starts[index] ?? 0 }));
  await joinPackets({ parts, into: join.into, signal: join.signal });
}

/** Where each clip begins in the film, in seconds. Pure. */
function copyStarts({ clips, cuts, format }: CopyJoin): number[] {
  const frame = 1 / perSecond(format.rate);
  const starts = [0];
  for (const [index, cut] of cuts.entries()) {
    const end = (starts[index] ?? 0) + (clips[index]?.frames ?? 0) * frame;
    starts.push(cut.isDuplicate ? end - frame + blink : end);
  }
  return starts;
}
