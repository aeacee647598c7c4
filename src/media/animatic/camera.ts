import type { Motion } from './motion.js';

/** From the first frame to the last. */
export type Span = readonly [from: number, to: number];

/**
 * The window of the picture that a frame shows. It can't leave the picture: `x` and `y` are fractions of the room that
 * the zoom leaves, -1 at the left or upper edge, 1 at the right or lower one.
 */
export interface Camera {
  /** 1 shows the whole picture. */
  readonly zoom: Span;
  readonly x: Span;
  readonly y: Span;
  /** How much taller the left edge of the window is than its middle, as a fraction: a turn to the side. */
  readonly turn: Span;
}

export const restingCamera: Camera = { zoom: [1, 1], x: [0, 0], y: [0, 0], turn: [0, 0] };

/** A last settling towards the whole picture, for an image that the clip arrives at. */
export const arrivingCamera: Camera = { ...restingCamera, zoom: [1.06, 1] };

/** The path of the camera; the seed varies it a little, always in the same way. Pure. */
export function cameraFor(motion: Motion, { seed, seconds }: { seed: number; seconds: number }): Camera {
  const vary = seededNumbers(seed);
  // A longer clip has time for a longer way; the square root keeps both ends within reason.
  const amount = motion.pace * Math.min(1.5, Math.max(0.6, Math.sqrt(seconds / 5))) * (0.92 + 0.16 * vary());
  const aside = { x: 0.5 * (2 * vary() - 1), y: 0.35 * (2 * vary() - 1) };
  const orbit = motion.orbit === 'either' ? (vary() < 0.5 ? 'left' : 'right') : motion.orbit;
  if (isStill(motion)) return restingCamera;
  const reach = Math.min(1, 0.9 * amount);
  const sidewards = (motion.pan ?? orbit) === 'left' ? -1 : (motion.pan ?? orbit) === 'right' ? 1 : undefined;
  const upwards = motion.tilt === 'up' ? -1 : motion.tilt === 'down' ? 1 : undefined;
  const turn = orbit === undefined ? 0 : 0.05 * Math.min(1, amount) * (orbit === 'right' ? 1 : -1);
  return {
    zoom: zoomSpan(motion, { amount, hasWay: sidewards !== undefined || upwards !== undefined }),
    x: way(sidewards, reach, motion.zoom === undefined ? 0 : aside.x),
    y: way(upwards, reach, motion.zoom === undefined || orbit !== undefined ? 0 : aside.y),
    turn: turn === 0 ? [0, 0] : [-turn, turn],
  };
}

function isStill({ zoom, pan, tilt, orbit }: Motion): boolean {
  return zoom === undefined && pan === undefined && tilt === undefined && orbit === undefined;
}

/** Going sideways needs room at the edges; a plain zoom begins or ends with the whole picture. */
function zoomSpan({ zoom }: Motion, { amount, hasWay }: { amount: number; hasWay: boolean }): Span {
  const wide = hasWay ? 1.2 : 1;
  const close = wide * (1 + 0.2 * amount);
  if (zoom === undefined) return [wide, wide];
  return zoom === 'in' ? [wide, close] : [close, wide];
}

function way(direction: 1 | -1 | undefined, reach: number, aside: number): Span {
  return direction === undefined ? [aside, aside] : [-direction * reach, direction * reach];
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
