import type { SmallFrame } from '../../../src/media/small-frames.js';

/** A small picture of diagonal waves that have moved on by `shift`, with these changes to its brightness. */
export function waves(shift: number, { gain = 1, offset = 0, scale = 1 } = {}): SmallFrame {
  const plane = (swing: number) =>
    Uint8Array.from({ length: 1600 }, (_, index) => {
      const [x, y] = [index % 40, Math.floor(index / 40)];
      const value = 128 + swing * Math.sin(((x + shift) * scale) / 5) * Math.cos((y * scale) / 7);
      return Math.round(gain * value + offset);
    });
  return [plane(80), plane(30), plane(20)];
}
