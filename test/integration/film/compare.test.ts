import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { compareClips } from '../../../src/film/compare-clips.js';
import { readFrameStats } from '../../../src/media/frame-stats.js';
import { inspectClip } from '../../../src/media/inspect-clip.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { makeClip } from './clips.js';
import { clock, ffmpeg } from './corpus.js';
import { openDesk } from './desk.js';

async function lastFrame(path: string, index: number): Promise<Buffer> {
  const into = ['-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png', '-'];
  return Buffer.from(await ffmpeg.run(['-i', `file:${path}`, '-vf', `trim=start_frame=${index}`, ...into]));
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The brightest and the mean value of a part of a picture. */
async function lightOf(picture: Buffer, place: Place): Promise<{ max: number; mean: number }> {
  // What sharp tells of a picture is of all of it, so the part is cut out first.
  const part = await sharp(picture).greyscale().extract(place).png().toBuffer();
  const { channels } = await sharp(part).stats();
  return { max: channels[0]?.max ?? 0, mean: channels[0]?.mean ?? 0 };
}

describe('a comparison', () => {
  it('shows clips of any size, rate and length as long as the longest, shorter ones held', async () => {
    const directory = temporaryDirectory();
    const into = join(directory, 'grid.mp4');
    const paths = [
      await makeClip(directory),
      await makeClip(directory, { name: 'b.mp4', size: '180x320', rate: '24', frames: 60, source: 'smptebars' }),
      await makeClip(directory, { name: 'c.mp4', size: '426x240', frames: 8, source: 'smptebars', tone: 440 }),
    ];
    const written = await compareClips({ ffmpeg, clock, paths, labels: ['a', 'b', 'c'], into });
    const height = 2 * (180 + 20);
    expect(written).toMatchObject({ width: 640, height, fps: 24, frames: 60, durationSeconds: 2.5, notes: [] });
    expect(await inspectClip(into)).toMatchObject({ width: 640, height, frames: 60, hasAudio: false });
    const last = await lastFrame(into, 59);
    const cells = {
      a: { left: 0, top: 20 },
      b: { left: 320, top: 20 },
      c: { left: 0, top: 220 },
      none: { left: 320, top: 220 },
    };
    const light = async (place: { left: number; top: number }) =>
      (await lightOf(last, { ...place, width: 320, height: 180 })).mean;
    expect(await light(cells.a)).toBeGreaterThan(40);
    expect(await light(cells.c)).toBeGreaterThan(40);
    // The tall clip stands between black bars, and nobody is in the last cell.
    expect(await lightOf(last, { left: 320, top: 20, width: 100, height: 180 })).toMatchObject({ max: 0 });
    expect(await lightOf(last, { left: 430, top: 30, width: 100, height: 100 })).toMatchObject({
      max: expect.toSatisfy((max: number) => max > 150),
    });
    expect(await light(cells.none)).toBe(0);
    // Once all clips but the still one have ended, nothing moves.
    const stats = await readFrameStats(ffmpeg, { demuxer: 'mov', path: into });
    expect(Math.max(...stats.slice(35).map(({ motion }) => motion))).toBeLessThan(0.2);
    expect(Math.max(...stats.slice(2, 28).map(({ motion }) => motion))).toBeGreaterThan(0.4);
  });

  it('puts two clips side by side, at most 1920 pixels across, and obeys a width and a rate', async () => {
    const directory = temporaryDirectory();
    const paths = [
      await makeClip(directory, { frames: 2, size: '1280x720' }),
      await makeClip(directory, { frames: 2, name: 'b.mp4' }),
    ];
    const common = { ffmpeg, clock, paths, labels: ['a', 'b'], into: join(directory, 'grid.mp4') };
    expect(await compareClips(common)).toMatchObject({ width: 1920, height: 540 + 48 });
    expect(await compareClips({ ...common, width: 400, rate: { num: 8, den: 1 } })).toMatchObject({
      width: 400,
      frames: 1,
      fps: 8,
    });
  });

  it.each([1, 17])('needs two to sixteen clips, not %i', async (count) => {
    const path = await makeClip(temporaryDirectory(), { frames: 2 });
    const paths = Array.from({ length: count }, () => path);
    const run = compareClips({ ffmpeg, clock, paths, labels: paths, into: `${path}.mp4` });
    await expect(run).rejects.toMatchObject({
      code: 'request.invalid',
      message: expect.stringContaining('two to sixteen'),
    });
  });
});

describe('wan compare', () => {
  it.each([
    "%{pts} it's: [0:v];null,drawtext=text=x\\:'",
    '</text><image href="file:secret.png"/> &amp; "both"',
    'two\nlines\u001b[31m \ud800 \u0000',
    '夜の海 ☃ مرحبا',
  ])('draws the label %j as words', async (label) => {
    const { cwd, desk } = openDesk();
    await makeClip(cwd, { frames: 2 });
    await makeClip(cwd, { frames: 2, name: 'b.mp4' });
    const run = await desk.run('compare', 'a.mp4', 'b.mp4', '-o', 'grid.mp4', '--label', label, '--label', ' ');
    expect([run.exitCode, run.stdout], run.stderr).toEqual([0, `${join(cwd, 'grid.mp4')}\n`]);
    const picture = await lastFrame(join(cwd, 'grid.mp4'), 1);
    expect((await lightOf(picture, { left: 0, top: 0, width: 320, height: 20 })).max).toBeGreaterThan(200);
    expect((await lightOf(picture, { left: 320, top: 0, width: 320, height: 20 })).max).toBeLessThan(16);
    expect(readdirSync(cwd).toSorted()).toEqual(['a.mp4', 'b.mp4', 'grid.mp4']);
  });

  it('labels clips with the names of their files', async () => {
    const { cwd, desk } = openDesk();
    await makeClip(cwd, { name: '-a,b:c.mp4', frames: 2 });
    await makeClip(cwd, { name: '%d.mp4', frames: 2 });
    const { film } = (await desk.run('compare', '-o', 'grid.mp4', '--json', '--', '-a,b:c.mp4', '%d.mp4')).document();
    expect(film).toMatchObject({ output: join(cwd, 'grid.mp4'), frames: 2, labels: ['-a,b:c.mp4', '%d.mp4'] });
    const same = (await desk.run('compare', '-o', 'same.mp4', '--json', './%d.mp4', '%d.mp4')).document();
    expect(same.film).toMatchObject({ labels: ['./%d.mp4', '%d.mp4'] });
  });

  it.each([
    [['a.mp4', 'b.mp4', '--label', 'one'], 'usage.invalid'],
    [['a.mp4'], 'request.invalid'],
    [['a.mp4', 'list.mp4'], 'request.invalid'],
    [['a.mp4', 'gone.mp4'], 'request.invalid'],
    [['a.mp4', 'b.mp4', '-o', 'b.mp4', '--overwrite'], 'output.conflict'],
    [['a.mp4', 'b.mp4', '-o', 'grid.gif'], 'output.invalid'],
  ])('refuses %j and leaves nothing behind', async (argv, code) => {
    const { cwd, desk } = openDesk();
    await makeClip(cwd, { frames: 2 });
    await makeClip(cwd, { frames: 2, name: 'b.mp4' });
    writeFileSync(join(cwd, 'list.mp4'), "ffconcat version 1.0\nfile 'a.mp4'\n");
    const output = argv.includes('-o') ? [] : ['-o', 'grid.mp4'];
    const run = await desk.run('compare', ...argv, ...output, '--json');
    expect([run.exitCode, run.document().error?.code]).toEqual([2, code]);
    expect(readdirSync(cwd).toSorted()).toEqual(['a.mp4', 'b.mp4', 'list.mp4']);
  });
});
