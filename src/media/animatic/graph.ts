import { arrivingCamera, type Camera } from './camera.js';
import type { Geometry } from './geometry.js';

/**
 * The filter graph of an animatic, from input 0 (and 1, the image to arrive at) to `[v]`. `perspective` samples between
 * pixels, which `zoompan` does not: an order of magnitude less jitter for the same time. Pure.
 */
export function animaticGraph(shot: Geometry & { camera: Camera; hasEndImage: boolean }): string {
  if (!shot.hasEndImage) return `${movedStill(0, shot, shot.frames)}[v]`;
  const fade = fadeFrames(shot.frames);
  const duration = fixed(fade / shot.fps);
  const offset = fixed((shot.frames - 1 - fade) / shot.fps);
  // The second picture's time begins with the fade; both end on the last frame, which shows it alone and at rest.
  return [
    `${movedStill(0, shot, shot.frames)}[a]`,
    `${movedStill(1, { ...shot, camera: arrivingCamera }, fade + 1)}[b]`,
    `[a][b]xfade=transition=fade:duration=${duration}:offset=${offset}[v]`,
  ].join(';');
}

/** A third of the clip, as short as half a second is smooth. */
export function fadeFrames(frames: number): number {
  return Math.max(1, Math.min(frames - 1, Math.round(frames / 3)));
}

function movedStill(
  input: number,
  { width, height, fps, camera }: Geometry & { camera: Camera },
  frames: number,
): string {
  const rate = Number.isInteger(fps) ? `1/${fps}` : `1000/${Math.round(fps * 1000)}`;
  return [
    `[${input}:v]scale=${width}:${height}:force_original_aspect_ratio=increase:flags=lanczos+accurate_rnd+full_chroma_int:out_color_matrix=bt709:out_range=tv`,
    `crop=${width}:${height}`,
    'setsar=1',
    'format=yuv420p',
    `loop=loop=${frames - 1}:size=1:start=0`,
    `settb=${rate}`,
    'setpts=N',
    ...perspective(camera, frames),
  ].join(',');
}

/** The four corners of the window for every frame; nothing where the camera rests. */
function perspective(camera: Camera, frames: number): string[] {
  if (isResting(camera)) return [];
  const eased = `((1-cos(PI*clip((on-1)/${Math.max(1, frames - 1)},0,1)))/2)`;
  const [zoomFrom, zoomTo] = camera.zoom;
  // Equal steps of a factor look even; equal steps of a size would slow down.
  const zoom = `(${fixed(zoomFrom)}*pow(${fixed(zoomTo / zoomFrom)},${eased}))`;
  const at = ([from, to]: readonly [number, number]) => `(${fixed(from)}+${fixed(to - from)}*${eased})`;
  const turn = at(camera.turn);
  const left = `W/2+W/2*((1-1/${zoom})*${at(camera.x)}-1/${zoom})`;
  const right = `W/2+W/2*((1-1/${zoom})*${at(camera.x)}+1/${zoom})`;
  const row = (side: 1 | -1, tilt: 1 | -1) =>
    `clip(H/2+H/2*((1-1/${zoom})*${at(camera.y)}${side < 0 ? '-' : '+'}(1${tilt < 0 ? '-' : '+'}${turn})/${zoom}),0,H)`;
  const corners = [
    ['x0', left],
    ['y0', row(-1, 1)],
    ['x1', right],
    ['y1', row(-1, -1)],
    ['x2', left],
    ['y2', row(1, 1)],
    ['x3', right],
    ['y3', row(1, -1)],
  ].map(([name, expression]) => `${name}='${expression}'`);
  return [`perspective=eval=frame:sense=source:interpolation=cubic:${corners.join(':')}`];
}

function isResting({ zoom, x, y, turn }: Camera): boolean {
  return zoom[0] === 1 && zoom[1] === 1 && [...x, ...y, ...turn].every((value) => value === 0);
}

/** Plain decimals: ffmpeg reads neither `1e-7` nor `.5` everywhere. */
function fixed(value: number): string {
  return value.toFixed(6);
}
