import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeClip } from './clips.js';
import { makeCorpus } from './corpus.js';
import { openDesk } from './desk.js';

describe('wan stitch', () => {
  it('prints the path of the film and nothing else', async () => {
    const { cwd, desk } = openDesk();
    await makeCorpus(cwd, { drift: 'none', segments: 2 });
    const run = await desk.run('stitch', 'segment-0.mp4', 'segment-1.mp4', '-v', '-o', 'out/film.mp4');
    expect([run.exitCode, run.stdout], run.stderr).toEqual([0, `${join(cwd, 'out/film.mp4')}\n`]);
    expect(run.stderr).toMatch(/cut at frame 24: /);
    expect(readdirSync(join(cwd, 'out'))).toEqual(['film.mp4']);
  });

  it('tells the film and its cuts in the document', async () => {
    const { cwd, desk } = openDesk();
    await makeCorpus(cwd, { drift: 'step', segments: 2 });
    const { film, data, jobs } = (
      await desk.run('stitch', 'segment-0.mp4', 'segment-1.mp4', '-o', 'film.mp4', '--json')
    ).document();
    expect(film).toMatchObject({
      ...{ output: join(cwd, 'film.mp4'), frames: 49, join: 'smooth' },
      cuts: [
        {
          atFrame: 24,
          kind: 'chained',
          framesDropped: 1,
          S: expect.any(Number),
          step: expect.any(Number),
          verdict: 'ok',
        },
      ],
    });
    expect([data, jobs]).toEqual([null, []]);
  });

  it('refuses a fade of music where there is none', async () => {
    const { desk } = openDesk();
    const { exitCode, stderr } = await desk.run('stitch', 'a.mp4', 'b.mp4', '-o', 'film.mp4', '--fade-out', '3');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('the film has none')]);
  });

  it.each(['-a.mp4', 'a:b.mp4', 'http:x.mp4', "it's [0:v];null.mp4", 'two\nlines.mp4', '%03d.mp4', ' ä$(id)\\,.mp4'])(
    'takes %j as a name and nothing else',
    async (name) => {
      const { cwd, desk } = openDesk();
      renameSync(await makeClip(cwd, { frames: 4 }), join(cwd, name));
      await makeClip(cwd, { name: 'b.mp4', frames: 4, source: 'smptebars', size: '160x90' });
      const run = await desk.run('stitch', '-o', `film ${name}`, '--json', '--', name, 'b.mp4');
      expect(run.document(), run.stderr).toMatchObject({
        ok: true,
        film: { frames: 8, output: join(cwd, `film ${name}`) },
      });
    },
  );

  it.each([
    ['stitch', 'a.mp4', 'pipe.mp4', '-o', 'film.mp4'],
    ['compare', 'a.mp4', 'pipe.mp4', '-o', 'film.mp4'],
    ['export', 'pipe.mp4', '--gif', '-o', 'film.gif'],
    ['seams', 'pipe.mp4', '--at', '3'],
  ])('refuses a pipe in the place of a clip, and waits for no writer: wan %s', async (...args) => {
    const { cwd, desk } = openDesk();
    await makeClip(cwd, { frames: 4 });
    spawnSync('mkfifo', [join(cwd, 'pipe.mp4')]);
    const run = await desk.run(...args, '--json');
    expect(run.document()).toMatchObject({
      exitCode: 2,
      error: { message: expect.stringContaining('pipe.mp4: it is not a regular file') },
    });
    expect(readdirSync(cwd).sort()).toEqual(['a.mp4', 'pipe.mp4']);
  });

  it('says that an AVI is none of its clips', async () => {
    const { cwd, desk } = openDesk();
    const args = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=8:d=1', '-c:v', 'mjpeg', join(cwd, 'a.avi')];
    spawnSync('ffmpeg', args);
    expect((await desk.run('stitch', 'a.avi', '-o', 'film.mp4', '--json')).document()).toMatchObject({
      exitCode: 2,
      error: { code: 'request.invalid', message: `${join(cwd, 'a.avi')} is an AVI file, which is not opened` },
    });
  });

  it('replaces nothing unless told to', async () => {
    const { cwd, desk } = openDesk();
    await makeClip(cwd, { frames: 4 });
    writeFileSync(join(cwd, 'film.mp4'), 'mine');
    expect((await desk.run('stitch', 'a.mp4', '-o', 'film.mp4', '--json')).document().error?.code).toBe(
      'output.conflict',
    );
    expect((await desk.run('stitch', 'a.mp4', '-o', 'a.mp4', '--overwrite', '--json')).document().error?.code).toBe(
      'output.conflict',
    );
    expect((await desk.run('stitch', 'a.mp4', '-o', 'film.mp4', '--overwrite')).exitCode).toBe(0);
  });

  it('does not replace the music, whatever it is called', async () => {
    const { cwd, desk } = openDesk();
    await makeClip(cwd, { frames: 4 });
    writeFileSync(join(cwd, 'music.mp4'), 'music');
    const run = await desk.run('stitch', 'a.mp4', '--music', 'music.mp4', '-o', 'music.mp4', '--overwrite', '--json');
    expect(run.document().error).toMatchObject({
      code: 'output.conflict',
      message: expect.stringMatching(/is the music$/),
    });
    expect(readFileSync(join(cwd, 'music.mp4'), 'utf8')).toBe('music');
  });

  it('leaves nothing behind when a clip is none', async () => {
    const { cwd, desk } = openDesk();
    writeFileSync(join(cwd, 'a.mp4'), '#EXTM3U\n');
    const run = await desk.run('stitch', 'a.mp4', '-o', 'film.mp4', '--json');
    expect([run.exitCode, run.document().error?.code]).toEqual([2, 'request.invalid']);
    expect(readdirSync(cwd)).toEqual(['a.mp4']);
  });

  it.each([
    ['--join', 'sideways'],
    ['--join', 'fade:0'],
    ['--size', '321x180'],
    ['--fps', '0'],
    ['-o', 'film.gif'],
  ])('refuses %s %s', async (flag, value) => {
    const { cwd, desk } = openDesk();
    await makeClip(cwd, { frames: 4 });
    const run = await desk.run('stitch', 'a.mp4', '-o', 'film.mp4', flag, value);
    expect(run.exitCode).toBe(2);
    expect(existsSync(join(cwd, 'film.mp4'))).toBe(false);
  });
});

describe('wan seams', () => {
  it('tells a hard cut from a place where there is none', async () => {
    const { cwd, desk } = openDesk();
    await makeClip(cwd);
    await makeClip(cwd, { name: 'b.mp4', source: 'smptebars' });
    await desk.run('stitch', 'a.mp4', 'b.mp4', '-o', 'film.mp4');
    const run = await desk.run('seams', 'film.mp4', '--at', '10', '19', '--json');
    expect(run.document().data).toMatchObject({
      frames: 40,
      seams: [
        { atFrame: 10, verdict: 'ok' },
        { atFrame: 19, verdict: 'visible' },
      ],
    });
    expect((await desk.run('seams', 'film.mp4', '--at', '19')).stdout).toMatch(/^19\tvisible\tS \d/);
  });

  it('refuses a frame that the film does not have', async () => {
    const { cwd, desk } = openDesk();
    await makeClip(cwd, { frames: 4 });
    const run = await desk.run('seams', 'a.mp4', '--at', '3');
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining('has 4 frames')]);
  });
});
