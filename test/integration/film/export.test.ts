import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { exportClip } from '../../../src/film/export-clip.js';
import { readFrameStats } from '../../../src/media/frame-stats.js';
import { inspectClip } from '../../../src/media/inspect-clip.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { makeClip } from './clips.js';
import { clock, ffmpeg, x264 } from './corpus.js';

const common = { ffmpeg, clock } as const;

/** Red on the left, blue on the right, so that a crop or a swapped colour is seen; above them the moving source. */
const halves = (top: number) =>
  [`0:y=${top}:color=0xc03020`, `160:y=${top}:color=0x2040c0`]
    .map((part) => `drawbox=w=160:h=180:t=fill:x=${part}`)
    .join(',');

/** In colours that depend on the matrix being obeyed. */
async function makeHalves(directory: string, wish: { matrix: 'bt709' | 'smpte170m'; frames: number }): Promise<string> {
  const matrix = wish.matrix === 'bt709' ? 'bt709' : 'bt601';
  const tagged = `scale=out_color_matrix=${matrix}:flags=accurate_rnd,format=yuv420p`;
  return await makeClip(directory, {
    ...{ frames: wish.frames, filters: `crop=320:180,format=rgb24,${halves(20)},${tagged}` },
    ...{ source: 'testsrc2', encoding: [...x264(10), '-colorspace', wish.matrix] },
  });
}

async function pixel(picture: Buffer | string, left: number, top: number): Promise<number[]> {
  return [...(await sharp(picture).removeAlpha().extract({ left, top, width: 1, height: 1 }).raw().toBuffer())];
}

async function meanError(one: string, other: Buffer): Promise<number> {
  const [ours, theirs] = await Promise.all([sharp(one).raw().toBuffer(), sharp(other).raw().toBuffer()]);
  return ours.reduce((sum, value, place) => sum + Math.abs(value - (theirs[place] ?? 0)), 0) / ours.length;
}

async function frameOf(path: string, index: number): Promise<Buffer> {
  const into = ['-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png', '-'];
  const exact = 'scale=flags=accurate_rnd+full_chroma_int+full_chroma_inp,format=rgb24';
  return Buffer.from(await ffmpeg.run(['-i', `file:${path}`, '-vf', `trim=start_frame=${index},${exact}`, ...into]));
}

const near = (expected: readonly number[], by = 12) =>
  expect.toSatisfy((found: number[]) => found.every((value, index) => Math.abs(value - (expected[index] ?? 0)) <= by));
const [red, blue] = [
  [192, 48, 32],
  [32, 64, 192],
];

describe('an animated image', () => {
  it.each([
    ['gif', 'bt709', 24],
    ['gif', 'smpte170m', 24],
    ['webp', 'bt709', 32],
    ['webp', 'smpte170m', 32],
  ] as const)('lasts as long as its clip, in its colours: %s of %s', async (kind, matrix, frames) => {
    const directory = temporaryDirectory();
    const path = await makeHalves(directory, { matrix, frames: 32 });
    const into = join(directory, `a.${kind}`);
    const written = await exportClip({ ...common, path, into, wish: { kind, width: 160 } });
    expect(written).toMatchObject({ width: 160, height: 90, frames, notes: [] });
    const { durationSeconds, frames: found } = await inspectClip(into);
    expect([found, Math.abs(durationSeconds - 2) < 0.1]).toEqual([frames, true]);
    expect([await pixel(into, 20, 45), await pixel(into, 140, 45)]).toEqual([near(red), near(blue)]);
  });

  it('is as small as the measured WebP', async () => {
    const directory = temporaryDirectory();
    const path = await makeClip(directory, { size: '160x90' });
    const into = join(directory, 'a.webp');
    await exportClip({ ...common, path, into, wish: { kind: 'webp' } });
    const sizeAt = async (quality: number) =>
      (await ffmpeg.run(['-i', path, '-c:v', 'libwebp_anim', '-quality', `${quality}`, '-f', 'webp', '-'])).length;
    expect(Math.abs((await stat(into)).size / (await sizeAt(60)) - 1)).toBeLessThan(0.03);
    expect(await sizeAt(60)).toBeLessThan(0.95 * (await sizeAt(75)));
  });

  it('is refused where nothing moves', async () => {
    const path = await makeClip(temporaryDirectory(), { source: 'smptebars', frames: 1 });
    const run = exportClip({ ...common, path, into: `${path}.gif`, wish: { kind: 'gif' } });
    await expect(run).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('a poster', () => {
  it.each(['bt709', 'smpte170m'] as const)('has the exact colours of a picture: %s', async (matrix) => {
    const directory = temporaryDirectory();
    const path = await makeHalves(directory, { matrix, frames: 4 });
    const into = join(directory, 'p.png');
    const written = await exportClip({ ...common, path, into, wish: { kind: 'poster', format: 'png' } });
    expect(written).toMatchObject({ frames: 1, width: 320, height: 180, fps: null, durationSeconds: null });
    expect([await pixel(into, 40, 90), await pixel(into, 280, 90)]).toEqual([near(red, 3), near(blue, 3)]);
  });

  it.each([
    [0, 0],
    [0.99, 15],
    [1, 16],
    [1.25, 19],
  ])('shows what is to be seen at %f s', async (at, index) => {
    const directory = temporaryDirectory();
    const path = await makeClip(directory);
    const into = join(directory, 'p.png');
    await exportClip({ ...common, path, into, wish: { kind: 'poster', at, format: 'png' } });
    const neighbour = await meanError(into, await frameOf(path, index === 0 ? 1 : index - 1));
    expect(await meanError(into, await frameOf(path, index))).toBeLessThan(0.7 * neighbour);
  });

  it('is refused at a time that the clip does not reach', async () => {
    const path = await makeClip(temporaryDirectory());
    const run = exportClip({ ...common, path, into: `${path}.png`, wish: { kind: 'poster', at: 1.5, format: 'png' } });
    await expect(run).rejects.toMatchObject({
      code: 'request.invalid',
      message: expect.stringContaining('lasts 1.25 s'),
    });
  });
});

describe('a contact sheet', () => {
  it.each([
    [20, 4, [4 * 326 + 6, 3 * 186 + 6], 12],
    [5, 4, [4 * 326 + 6, 2 * 186 + 6], 5],
    [1, 4, [326 + 6, 186 + 6], 1],
  ] as const)(
    'holds pictures from all over %i frames, in rows of %i',
    async (frames, columns, [width, height], shown) => {
      const directory = temporaryDirectory();
      const into = join(directory, 's.png');
      const path = await makeClip(directory, { frames });
      const wish = { kind: 'contact-sheet', columns, format: 'png' } as const;
      expect(await exportClip({ ...common, path, into, wish })).toMatchObject({ width, height, frames: shown });
      // The margin is black, and there is a light letter somewhere in the lower left of the first picture.
      expect(await pixel(into, 2, 2)).toEqual([0, 0, 0]);
      const corner = await sharp(into).extract({ left: 6, top: 160, width: 80, height: 26 }).png().toBuffer();
      const label = await sharp(corner).stats();
      expect(label.channels.every(({ max }) => max > 240)).toBe(true);
    },
  );
});

describe('a loop', () => {
  it.each([
    ['seamless', 41, 33],
    ['boomerang', 21, 40],
  ] as const)('goes on without a jump: %s', async (style, frames, expected) => {
    const directory = temporaryDirectory();
    const into = join(directory, 'loop.mp4');
    // A pan whose end is far from its beginning.
    const path = await makeClip(directory, {
      ...{
        frames,
        source: 'mandelbrot',
        size: '640x360',
        filters: "trim=end_frame=1,loop=-1:1,setpts=N/16/TB,crop=320:180:'2*n':90",
      },
    });
    const written = await exportClip({ ...common, path, into, wish: { kind: 'loop', style } });
    expect(written).toMatchObject({ frames: expected, fps: 16, width: 320, height: 180 });
    const twice = join(directory, 'twice.mp4');
    await ffmpeg.run(['-stream_loop', '1', '-i', `file:${into}`, '-c', 'copy', `file:${twice}`]);
    const motion = (await readFrameStats(ffmpeg, { demuxer: 'mov', path: twice })).map((each) => each.motion);
    const usual = motion.slice(4, expected / 2).toSorted((a, b) => a - b)[6] ?? 0;
    expect(motion).toHaveLength(2 * expected);
    expect(motion[expected]).toBeGreaterThan(usual / 3);
    expect(motion[expected]).toBeLessThan(usual * 2);
  });

  it('is refused for a clip without motion in time', async () => {
    const path = await makeClip(temporaryDirectory(), { frames: 2 });
    for (const style of ['seamless', 'boomerang'] as const) {
      const run = exportClip({ ...common, path, into: `${path}.loop`, wish: { kind: 'loop', style } });
      await expect(run).rejects.toMatchObject({
        code: 'request.invalid',
        message: expect.stringContaining('too short'),
      });
    }
  });
});

describe('another shape', () => {
  it.each([
    ['9:16', 'blur', [360, 640]],
    ['9:16', 'crop', [360, 640]],
    ['1:1', 'blur', [360, 360]],
    ['4:1', 'crop', [360, 90]],
  ] as const)('has exactly this shape, and all the frames and sound: %s %s', async (shape, style, [width, height]) => {
    const directory = temporaryDirectory();
    const into = join(directory, 'shape.mp4');
    const path = await makeClip(directory, { tone: 440, filters: halves(0) });
    const [across = 0, down = 0] = shape.split(':').map(Number);
    const wish = { kind: 'reframe', ratio: { across, down }, style, width: 360 } as const;
    expect(await exportClip({ ...common, path, into, wish })).toMatchObject({ width, height, frames: 20 });
    expect(await inspectClip(into)).toMatchObject({ width, height, frames: 20, hasAudio: true });
    const picture = await frameOf(into, 10);
    expect([await pixel(picture, 20, height / 2), await pixel(picture, 340, height / 2)]).toEqual([
      near(red),
      near(blue),
    ]);
    // Only a background shows the picture darker at its upper edge.
    const [edge = 0] = await pixel(picture, 20, 4);
    if (style === 'blur') expect(edge).toBeLessThan(185);
    else expect(edge).toBeGreaterThan(185);
  });

  it('is 1080 pixels across its shorter edge unless told otherwise', async () => {
    const directory = temporaryDirectory();
    const path = await makeClip(directory, { frames: 2 });
    const wish = { kind: 'reframe', ratio: { across: 9, down: 16 }, style: 'blur' } as const;
    const written = await exportClip({ ...common, path, into: join(directory, 's.mp4'), wish });
    expect(written).toMatchObject({ width: 1080, height: 1920 });
  });
});
