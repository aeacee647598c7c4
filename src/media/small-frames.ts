import { WanError } from '../errors.js';
import type { Ffmpeg, RunOptions } from './ffmpeg.js';
import { clipInput, type FilmClip } from './film-clip.js';

const smallWidth = 160;
const smallHeight = 90;
const planeSize = smallWidth * smallHeight;

/** One picture at 160x90: three planes of 14,400 code values each, Y, U, V. */
export type SmallFrame = readonly [y: Uint8Array, u: Uint8Array, v: Uint8Array];

export interface ClipEnds {
  /** Pictures of the whole clip after the filters. */
  readonly frames: number;
  readonly head: readonly SmallFrame[];
  /** The last of them is the clip's last picture. */
  readonly tail: readonly SmallFrame[];
}

export interface EndsWanted {
  readonly clip: FilmClip;
  /** Filters that bring the clip into the film's form. */
  readonly filters: readonly string[];
  /** How many pictures the filters leave, where that is known. */
  readonly expected: number | undefined;
  readonly options?: RunOptions | undefined;
}

const headCount = 25;
const tailCount = 13;

/** The first 25 and the last 13 pictures of a clip, small, with the exact number of all. One decode as a rule. */
export async function readEnds(ffmpeg: Ffmpeg, wanted: EndsWanted): Promise<ClipEnds> {
  if (wanted.expected !== undefined) {
    const found = await select(ffmpeg, wanted, wanted.expected);
    // The packets of a file may tell another number than the decoder: then they are counted.
    if (found !== undefined) return found;
  }
  const counted = await countFrames(ffmpeg, wanted);
  const found = await select(ffmpeg, wanted, counted);
  if (found === undefined || counted === 0)
    throw new WanError('request.invalid', `${wanted.clip.path} can't be decoded`);
  return found;
}

async function select(ffmpeg: Ffmpeg, wanted: EndsWanted, frames: number): Promise<ClipEnds | undefined> {
  const { clip, filters, options } = wanted;
  const from = Math.max(0, frames - tailCount);
  const chain = [
    ...filters,
    `select='lt(n,${headCount})+gte(n,${from})'`,
    `scale=${smallWidth}:${smallHeight}:flags=area+accurate_rnd`,
    'format=yuv444p',
    // Without even times the output would repeat pictures into the gap.
    'settb=1/25,setpts=N',
  ];
  const args = [...clipInput(clip), '-map', '0:v:0', '-vf', chain.join(','), '-r', '25', '-f', 'rawvideo', 'pipe:1'];
  const bytes = await ffmpeg.run(args, options);
  const small = toFrames(bytes);
  const heads = Math.min(frames, headCount);
  if (small.length !== heads + frames - Math.max(from, heads)) return undefined;
  return { frames, head: small.slice(0, heads), tail: small.slice(-Math.min(frames, tailCount)) };
}

function toFrames(bytes: Uint8Array): SmallFrame[] {
  const count = Math.floor(bytes.length / (3 * planeSize));
  const plane = (index: number) => bytes.subarray(index * planeSize, (index + 1) * planeSize);
  return Array.from({ length: count }, (_, index) => [plane(3 * index), plane(3 * index + 1), plane(3 * index + 2)]);
}

/** How many pictures the filters leave of a clip, by decoding all of it. */
export async function countFrames(
  ffmpeg: Ffmpeg,
  { clip, filters, options }: Pick<EndsWanted, 'clip' | 'filters' | 'options'>,
): Promise<number> {
  const chain = [...filters, 'scale=16:16', 'format=gray', 'settb=1/25,setpts=N'].join(',');
  const args = [...clipInput(clip), '-map', '0:v:0', '-vf', chain, '-r', '25', '-f', 'rawvideo', 'pipe:1'];
  return (await ffmpeg.run(args, options)).length / 256;
}
