import { link, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openNew, writeNew } from '../../../src/files/open-new.js';
import { temporaryDirectory } from './temporary.js';

async function scene() {
  const directory = await temporaryDirectory();
  const [path, other] = [join(directory, 'new'), join(directory, 'other')];
  await writeFile(other, 'precious');
  return { path, other, read: (file: string) => readFile(file, 'utf8') };
}

describe('a new file', () => {
  it('is written where nothing was', async () => {
    const { path, read } = await scene();
    await writeNew(path, 'clip');
    expect(await read(path)).toBe('clip');
  });

  it.each([
    ['a longer file of before', (path: string) => writeFile(path, 'a longer text')],
    ['another name of a finished clip', (path: string, other: string) => link(other, path)],
    ['a link to elsewhere', (path: string, other: string) => symlink(other, path)],
  ])('takes the place of %s, which is not written into', async (_, occupy) => {
    const { path, other, read } = await scene();
    await occupy(path, other);
    await writeNew(path, 'clip');
    expect([await read(path), await read(other)]).toEqual(['clip', 'precious']);
  });

  it('does not take the place of a directory', async () => {
    const { path } = await scene();
    await mkdir(path);
    await expect(openNew(path)).rejects.toMatchObject({ syscall: 'unlink' });
  });
});
