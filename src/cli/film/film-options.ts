import { InvalidArgumentError } from 'commander';
import type { Ratio } from '../../film/export-clip.js';
import type { Join } from '../../film/stitch.js';
import { type FrameRate, parseRate, perSecond } from '../../media/frame-rate.js';

/** Parsers of flag values for films; what they throw becomes one line of usage error. */
export function parseJoin(text: string): Join {
  if (text === 'smooth' || text === 'copy') return { kind: text };
  const seconds = Number(/^fade:(\d+(?:\.\d+)?)s?$/.exec(text)?.[1]);
  if (seconds > 0 && seconds <= 10) return { kind: 'fade', seconds };
  throw new InvalidArgumentError('smooth, copy or fade:<seconds> is needed, such as fade:0.5.');
}

/** `16`, `23.976` or `24000/1001`. */
export function parseFrameRate(text: string): FrameRate {
  const rate = /^\d+(\.\d+)?(\/\d+)?$/.test(text) ? parseRate(text) : undefined;
  if (rate === undefined || perSecond(rate) < 1 || perSecond(rate) > 240) {
    throw new InvalidArgumentError('a frame rate from 1 to 240 is needed.');
  }
  return rate;
}

/** Zero or more. */
export function parseSeconds(text: string): number {
  const seconds = readSeconds(text);
  if (!(seconds <= 600)) throw new InvalidArgumentError('seconds from 0 to 600 are needed.');
  return seconds;
}

/** With or without its unit; NaN for anything else. */
function readSeconds(text: string): number {
  return /^\d+(\.\d+)?s?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
}

/** A time in a clip, which alone knows where it ends. */
export function parseTime(text: string): number {
  const seconds = readSeconds(text);
  if (!Number.isFinite(seconds)) throw new InvalidArgumentError('seconds from 0 up are needed, such as 2.5.');
  return seconds;
}

/** Adds to the frame numbers given so far; each value may hold several, separated by commas. */
export function parseFrames(text: string, earlier: readonly number[] = []): readonly number[] {
  const frames = text.split(',').map((each) => (/^\s*\d+\s*$/.test(each) ? Number(each) : Number.NaN));
  if (!frames.every(Number.isSafeInteger)) throw new InvalidArgumentError('frame numbers from 0 up are needed.');
  return [...earlier, ...frames];
}

/** Even numbers, since video stores colour for two pixels at a time. */
export function parseSize(text: string): { readonly width: number; readonly height: number } {
  const [, width = 0, height = 0] = (/^(\d{2,5})x(\d{2,5})$/i.exec(text) ?? []).map(Number);
  const fits = [width, height].every((pixels) => pixels >= 16 && pixels <= 8192 && pixels % 2 === 0);
  if (!fits) throw new InvalidArgumentError('a size with even numbers is needed, such as 1280x720.');
  return { width, height };
}

/** Pixels across, an even number. */
export function parseWidth(text: string): number {
  const width = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (width >= 64 && width <= 8192 && width % 2 === 0) return width;
  throw new InvalidArgumentError('an even number of pixels from 64 to 8192 is needed.');
}

/** `9:16`, `1:1`, `4:5`, ...; nothing longer than four to one. */
export function parseRatio(text: string): Ratio {
  const [, across = 0, down = 0] = (/^(\d{1,4}):(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (across > 0 && down > 0 && across <= 4 * down && down <= 4 * across) return { across, down };
  throw new InvalidArgumentError('a shape such as 9:16, 1:1 or 4:5 is needed.');
}

export function parseColumns(text: string): number {
  const columns = /^\d+$/.test(text) ? Number(text) : 0;
  if (columns >= 1 && columns <= 20) return columns;
  throw new InvalidArgumentError('a number from 1 to 20 is needed.');
}
