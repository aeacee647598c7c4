import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { renderArguments } from '../../../../src/media/animatic/arguments.js';
import { parseBody, planOrder } from '../../../../src/media/animatic/order.js';
import { createFfmpeg } from '../../../../src/media/ffmpeg.js';
import { inspectClip } from '../../../../src/media/inspect-clip.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

const sample = join(import.meta.dirname, '../../../../presets/samples/lighthouse.jpg');
const ffmpeg = createFfmpeg({ env: process.env, platform: process.platform, cwd: process.cwd() });

/** Soft white dots on a dark ground: their centre is known to a fraction of a pixel. Places as fractions. */
function dots(places: readonly (readonly [x: number, y: number])[], width = 640, height = 480) {
  const circles = places
    .map(([x, y]) => `<circle cx="${x * width}" cy="${y * height}" r="14" fill="url(#g)"/>`)
    .join('');
  const glow = '<radialGradient id="g"><stop stop-color="#fff"/><stop offset="1" stop-color="#222"/></radialGradient>';
  const ground = `<rect width="${width}" height="${height}" fill="#222"/>`;
  const size = `width="${width}" height="${height}"`;
  return sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${glow}${ground}${circles}</svg>`)).png();
}

interface Picture {
  readonly image: ReturnType<typeof sharp>;
  readonly endImage?: ReturnType<typeof sharp>;
  readonly prompt: string;
  readonly aspectRatio?: string;
  readonly fps?: number;
  /** Constant rate factor: 18 unless the camera is measured without the encoder. */
  readonly quality?: number;
}

async function render({ image, endImage, prompt, aspectRatio = 'auto', fps = 16, quality = 18 }: Picture) {
  const folder = temporaryDirectory();
  const { width, height } = await image.toFile(join(folder, 'image.png'));
  await endImage?.toFile(join(folder, 'end.png'));
  const body = parseBody({ image: '/image.png', prompt, resolution: '480p', aspectRatio, duration: 2, fps, seed: 4 });
  const names = { image: 'image.png', endImage: endImage === undefined ? null : 'end.png' };
  const order = planOrder(body, { ...names, size: { width, height } });
  const clip = join(folder, 'clip.mp4');
  const args = renderArguments(order, { render: folder, clip, progress: join(folder, 'progress.txt') });
  await ffmpeg.run(args.with(args.indexOf('-crf') + 1, String(quality)));
  return { order, clip, frames: grey(clip, order) };
}

/** The luma of every frame. */
function grey(clip: string, { width, height }: { width: number; height: number }): Uint8Array[] {
  const raw = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', clip, '-vf', 'extractplanes=y', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'],
    { maxBuffer: 1024 ** 3 },
  );
  const size = width * height;
  return Array.from({ length: raw.length / size }, (_, index) => raw.subarray(index * size, (index + 1) * size));
}

interface Spot {
  readonly x: number;
  readonly y: number;
  /** Mean distance of the light from its centre. */
  readonly spread: number;
}

/** Where the light of a frame is, in pixels. */
function spot(frame: Uint8Array, width: number): Spot {
  const ground = 60;
  let [sum, x, y] = [0, 0, 0];
  frame.forEach((value, index) => {
    const light = Math.max(0, value - ground);
    sum += light;
    x += light * (index % width);
    y += light * Math.floor(index / width);
  });
  const centre = { x: x / sum + 0.5, y: y / sum + 0.5 };
  const far = frame.reduce((total, value, index) => {
    const distance = Math.hypot((index % width) - centre.x, Math.floor(index / width) - centre.y);
    return total + Math.max(0, value - ground) * distance;
  }, 0);
  return { ...centre, spread: far / sum };
}

async function ends(prompt: string, places: readonly (readonly [number, number])[] = [[0.5, 0.5]]) {
  const { frames, order } = await render({ image: dots(places), prompt });
  const [first, last] = [frames[0], frames.at(-1)];
  if (first === undefined || last === undefined) throw new Error('no frames');
  return { first: spot(first, order.width), last: spot(last, order.width) };
}

function difference(one: Uint8Array | undefined, other: Uint8Array | undefined): number {
  if (one === undefined || other === undefined || one.length !== other.length) throw new Error('not alike');
  return one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / one.length;
}

describe('the picture of an animatic', () => {
  it.each([
    ['pan right', 'x', -1],
    ['pan left', 'x', 1],
    ['tilt up', 'y', 1],
    ['tilt down', 'y', -1],
    ['orbit right', 'x', -1],
  ] as const)('moves against the camera: %s', async (prompt, axis, sign) => {
    const { first, last } = await ends(prompt);
    const other = axis === 'x' ? 'y' : 'x';
    expect((last[axis] - first[axis]) * sign).toBeGreaterThan(40);
    expect(Math.abs(last[other] - first[other])).toBeLessThan(6);
  });

  it('grows when the camera goes in and shrinks when it goes out', async () => {
    const corners = [
      [0.35, 0.4],
      [0.65, 0.6],
    ] as const;
    const into = await ends('dolly in', corners);
    expect(into.last.spread / into.first.spread).toBeGreaterThan(1.08);
    const out = await ends('zoom out', corners);
    expect(out.last.spread / out.first.spread).toBeLessThan(0.93);
  });

  it('begins with the image itself when the camera goes in', async () => {
    const { first } = await ends('push in', [[0.25, 0.75]]);
    expect(first.x).toBeCloseTo(0.25 * 640, 0);
    expect(first.y).toBeCloseTo(0.75 * 480, 0);
  });

  it('shows the same frame throughout for a static shot', async () => {
    const { frames } = await render({ image: dots([[0.3, 0.3]]), prompt: 'static shot' });
    expect(difference(frames[0], frames.at(-1))).toBeLessThan(0.2);
  });

  it('moves without jitter: every frame lies on the eased path to a twentieth of a pixel', async () => {
    const { frames, order } = await render({ image: dots([[0.5, 0.5]]), prompt: 'pan right', quality: 0 });
    const path = frames.map((frame) => spot(frame, order.width).x);
    const [from = 0, to = 0] = [path[0], path.at(-1)];
    const misses = path.map((x, index) => {
      const eased = (1 - Math.cos((Math.PI * index) / (path.length - 1))) / 2;
      return Math.abs(x - (from + (to - from) * eased));
    });
    expect(Math.max(...misses)).toBeLessThan(0.05);
    expect(Math.sqrt(misses.reduce((sum, miss) => sum + miss ** 2, 0) / misses.length)).toBeLessThan(0.02);
  });

  it('changes evenly on a real picture: the step to each frame fits the speed of the camera', async () => {
    const { frames } = await render({ image: sharp(sample), prompt: 'pan right' });
    const steps = frames.slice(1).map((frame, index) => difference(frame, frames[index]));
    const speeds = steps.map((step, index) => step / Math.sin((Math.PI * (index + 0.5)) / steps.length));
    // Where it hardly moves, the encoder's noise is more than the step.
    const middle = speeds.slice(6, -6);
    const mean = middle.reduce((sum, speed) => sum + speed, 0) / middle.length;
    const variation = Math.sqrt(middle.reduce((sum, speed) => sum + (speed - mean) ** 2, 0) / middle.length) / mean;
    expect(variation).toBeLessThan(0.15);
  });

  it('arrives at the end image on the last frame, and not before', async () => {
    const endImage = () => dots([[0.8, 0.2]]);
    const { frames, order } = await render({ image: dots([[0.2, 0.8]]), endImage: endImage(), prompt: 'push in' });
    const still = await render({ image: endImage(), prompt: 'static shot' });
    expect(frames).toHaveLength(order.frames);
    expect(difference(frames.at(-1), still.frames[0])).toBeLessThan(0.6);
    expect(spot(frames[0] ?? new Uint8Array(), order.width).x).toBeLessThan(0.3 * order.width);
    expect(difference(frames.at(-2), still.frames[0])).toBeGreaterThan(difference(frames.at(-1), still.frames[0]));
  });

  it('takes an end image of another shape', async () => {
    const { frames, order } = await render({
      image: dots([[0.5, 0.5]]),
      endImage: dots([[0.5, 0.5]], 301, 555),
      prompt: 'pan left',
    });
    expect(frames).toHaveLength(order.frames);
    expect(spot(frames.at(-1) ?? new Uint8Array(), order.width).x).toBeCloseTo(order.width / 2, -1);
  });

  it.each([
    [{ width: 333, height: 501 }, 'auto', 24],
    [{ width: 501, height: 333 }, '9:16', 16],
    [{ width: 41, height: 37 }, '1:1', 8],
    [{ width: 2000, height: 150 }, 'auto', 23.976],
  ])('takes an image of %o as %s at %d frames a second', async ({ width, height }, aspectRatio, fps) => {
    const { order, clip } = await render({
      image: dots([[0.5, 0.5]], width, height),
      prompt: 'push in',
      aspectRatio,
      fps,
    });
    const made = await inspectClip(clip);
    expect(made).toMatchObject({ width: order.width, height: order.height, frames: Math.round(2 * fps) + 1 });
    expect(made.fps).toBeCloseTo(fps, 1);
  });

  it('says which colours it means, and keeps them', async () => {
    const image = sharp({
      create: { width: 320, height: 240, channels: 3, background: { r: 200, g: 60, b: 40 } },
    }).png();
    const { clip } = await render({ image, prompt: 'push in' });
    const entries = 'stream=color_space,color_transfer,color_primaries,color_range,pix_fmt';
    const probed = execFileSync('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'json', clip], {
      encoding: 'utf8',
    });
    expect(JSON.parse(probed).streams[0]).toEqual({
      color_space: 'bt709',
      color_transfer: 'bt709',
      color_primaries: 'bt709',
      color_range: 'tv',
      pix_fmt: 'yuv420p',
    });
    const filter = 'scale=16:16:in_color_matrix=bt709:in_range=tv:flags=area+accurate_rnd+full_chroma_int,format=rgb24';
    const pixel = execFileSync('ffmpeg', [
      '-v',
      'error',
      '-i',
      clip,
      '-vf',
      filter,
      '-frames:v',
      '1',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-',
    ]);
    [200, 60, 40].forEach((value, index) => {
      expect(Math.abs((pixel[index] ?? 0) - value)).toBeLessThanOrEqual(3);
    });
  });
});
