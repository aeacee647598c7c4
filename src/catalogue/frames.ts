import type { Translation } from './model.js';

export type FrameTranslation = Extract<Translation, { kind: 'seconds-to-frames' }>;

/** The frame count nearest to a length in seconds, of the form the model wants. It may lie outside the model's range. */
export function framesFor(rule: FrameTranslation, seconds: number, fps: number): number {
  return Math.round((seconds * fps) / 4) * 4 + odd(rule);
}

/** Shortest and longest clip in seconds that `framesFor` can reach at this rate. */
export function secondsRange(
  rule: FrameTranslation,
  fps: number,
): { readonly minimum: number; readonly maximum: number } {
  const lowest = Math.ceil((rule.minimum - odd(rule)) / 4) * 4;
  const highest = Math.floor((rule.maximum - odd(rule)) / 4) * 4;
  return { minimum: tidy(lowest / fps), maximum: tidy(highest / fps) };
}

/** The first frame is the picture itself, so that n seconds have one frame more; models that count 4n leave it out. */
function odd(rule: FrameTranslation): number {
  return rule.form === '4n' ? 0 : 1;
}

function tidy(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
