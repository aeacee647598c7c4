import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FfmpegSurroundings, locateFfmpeg } from '../../../src/media/locate-ffmpeg.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

function program(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, 0o755);
  return path;
}

function locate(env: Record<string, string>, more: Partial<FfmpegSurroundings> = {}) {
  return locateFfmpeg({ env, platform: 'linux', cwd: '/', ...more });
}

describe('where ffmpeg is', () => {
  it('is FFMPEG_PATH before the config, and the config before PATH', async () => {
    const root = temporaryDirectory();
    const [set, configured, found] = ['a', 'b', 'c'].map((folder) => program(join(root, folder, 'ffmpeg')));
    const PATH = join(root, 'c');
    expect((await locate({ PATH, FFMPEG_PATH: set as string }, { ffmpegPath: configured })).ffmpeg).toBe(set);
    expect((await locate({ PATH }, { ffmpegPath: configured })).ffmpeg).toBe(configured);
    expect((await locate({ PATH })).ffmpeg).toBe(found);
  });

  it('is the first in PATH that can be run', async () => {
    const root = temporaryDirectory();
    mkdirSync(join(root, 'folder', 'ffmpeg'), { recursive: true });
    chmodSync(program(join(root, 'locked', 'ffmpeg')), 0o644);
    const right = program(join(root, 'right', 'ffmpeg'));
    const PATH = ['folder', 'locked', 'right'].map((name) => join(root, name)).join(delimiter);
    expect((await locate({ PATH })).ffmpeg).toBe(right);
  });

  it.each(['ffmpeg', 'ffmpeg.exe'])('is found on Windows when the path ends in %s', async (name) => {
    const root = temporaryDirectory();
    const found = program(join(root, 'ffmpeg.exe'));
    const { ffmpeg } = await locate({ FFMPEG_PATH: join(root, name), PATH: '' }, { platform: 'win32' });
    expect(ffmpeg).toBe(found);
  });

  it('is never taken from a relative entry of PATH, which would be a file of the project', async () => {
    const cwd = temporaryDirectory();
    program(join(cwd, 'ffmpeg'));
    await expect(locate({ PATH: `.${delimiter}${delimiter}bin` }, { cwd })).rejects.toMatchObject({
      code: 'local.ffmpeg-missing',
    });
  });

  it('does not fall back when the path that was set is wrong', async () => {
    const PATH = dirname(program(join(temporaryDirectory(), 'ffmpeg')));
    await expect(locate({ PATH, FFMPEG_PATH: join(PATH, 'gone') })).rejects.toMatchObject({
      code: 'local.ffmpeg-missing',
      message: expect.stringMatching(/FFMPEG_PATH .*gone/),
    });
  });

  it('brings the ffprobe beside it, else the one in PATH, else none', async () => {
    const root = temporaryDirectory();
    const ffmpeg = program(join(root, 'own', 'ffmpeg'));
    const inPath = program(join(root, 'bin', 'ffprobe'));
    const env = { FFMPEG_PATH: ffmpeg, PATH: dirname(inPath) };
    expect((await locate(env)).ffprobe).toBe(inPath);
    const beside = program(join(root, 'own', 'ffprobe'));
    expect((await locate(env)).ffprobe).toBe(beside);
    expect((await locate({ FFMPEG_PATH: program(join(root, 'else', 'ffmpeg')), PATH: '' })).ffprobe).toBeUndefined();
  });
});

describe('the hint without ffmpeg', () => {
  it.each([
    ['apt-get', 'apt-get install ffmpeg'],
    ['dnf', 'dnf install ffmpeg-free'],
    ['apk', 'apk add ffmpeg'],
    ['brew', 'brew install ffmpeg'],
  ])('installs it with %s where that exists', async (manager, command) => {
    const PATH = dirname(program(join(temporaryDirectory(), manager)));
    await expect(locate({ PATH })).rejects.toMatchObject({ hint: expect.stringContaining(command) });
  });

  it('is a page where no package manager is known, and winget on Windows', async () => {
    await expect(locate({ PATH: '' })).rejects.toMatchObject({ hint: expect.stringContaining('ffmpeg.org') });
    await expect(locate({ PATH: '' }, { platform: 'win32' })).rejects.toMatchObject({
      hint: expect.stringContaining('winget'),
    });
  });
});
