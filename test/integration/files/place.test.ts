import { link, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimName } from '../../../src/files/claim-name.js';
import { copyClip, placeFile } from '../../../src/files/place.js';
import { temporaryDirectory } from './temporary.js';

async function scene(files: Record<string, string>) {
  const directory = await temporaryDirectory();
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  const at = (name: string) => join(directory, name);
  return {
    at,
    placement: { part: at('a.mp4.part'), path: at('a.mp4'), overwrite: false, job: 'j_1' },
    read: (name: string) => readFile(at(name), 'utf8'),
    names: async () => (await readdir(directory)).sort(),
  };
}

describe('placeFile', () => {
  it('gives a part its name', async () => {
    const { placement, at, read, names } = await scene({ 'a.mp4.part': 'clip' });
    expect(await placeFile(placement)).toBe(at('a.mp4'));
    expect(await read('a.mp4')).toBe('clip');
    expect(await names()).toEqual(['a.mp4']);
  });

  it('lands beside a foreign file that appeared meanwhile', async () => {
    const { placement, at, read, names } = await scene({ 'a.mp4.part': 'clip', 'a.mp4': 'foreign' });
    expect(await placeFile(placement)).toBe(at('a-j_1.mp4'));
    expect(await read('a.mp4')).toBe('foreign');
    expect(await read('a-j_1.mp4')).toBe('clip');
    expect(await names()).toEqual(['a-j_1.mp4', 'a.mp4']);
  });

  it('goes on counting when that name is taken too', async () => {
    const { placement, at } = await scene({ 'a.mp4.part': 'clip', 'a.mp4': '1', 'a-j_1.mp4': '2', 'a-j_1-2.mp4': '3' });
    expect(await placeFile(placement)).toBe(at('a-j_1-3.mp4'));
  });

  it('lands beside a directory of its name', async () => {
    const { placement, at } = await scene({ 'a.mp4.part': 'clip' });
    await mkdir(at('a.mp4'));
    expect(await placeFile(placement)).toBe(at('a-j_1.mp4'));
  });

  it('replaces a file that may be replaced', async () => {
    const { placement, read, names } = await scene({ 'a.mp4.part': 'clip', 'a.mp4': 'old' });
    await placeFile({ ...placement, overwrite: true });
    expect(await read('a.mp4')).toBe('clip');
    expect(await names()).toEqual(['a.mp4']);
  });

  it('recognises what a crash between name and removal left', async () => {
    const { placement, at, names } = await scene({ 'a.mp4.part': 'clip' });
    await link(at('a.mp4.part'), at('a.mp4'));
    expect(await placeFile(placement)).toBe(at('a.mp4'));
    expect(await names()).toEqual(['a.mp4']);
  });

  it('does not double a clip of the same bytes', async () => {
    const { placement, at, names } = await scene({ 'a.mp4.part': 'clip', 'a.mp4': 'clip' });
    expect(await placeFile(placement)).toBe(at('a.mp4'));
    expect(await names()).toEqual(['a.mp4']);
  });

  it('does not take a link to the part for the clip', async () => {
    const { placement, at, read } = await scene({ 'a.mp4.part': 'clip' });
    await symlink(at('a.mp4.part'), at('a.mp4'));
    expect(await placeFile(placement)).toBe(at('a-j_1.mp4'));
    expect(await read('a-j_1.mp4')).toBe('clip');
  });

  it('lets only one of many win a name', async () => {
    const parts = Array.from({ length: 8 }, (_, index) => [`${index}.part`, `clip ${index}`] as const);
    const { placement, at, names } = await scene(Object.fromEntries(parts));
    const paths = await Promise.all(
      parts.map(([name], index) => placeFile({ ...placement, part: at(name), job: `j_${index}` })),
    );
    expect(new Set(paths).size).toBe(8);
    expect(await names()).toHaveLength(8);
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    expect(texts).toEqual(parts.map(([, text]) => text));
  });

  it('keeps the part when the place is gone', async () => {
    const { placement, at, names } = await scene({ 'a.mp4.part': 'clip' });
    await expect(placeFile({ ...placement, path: at('gone/a.mp4') })).rejects.toMatchObject({ code: 'local.output' });
    expect(await names()).toEqual(['a.mp4.part']);
  });
});

describe('claimName', () => {
  it('moves a file to a free name', async () => {
    const { at, read, names } = await scene({ 'a.part': 'clip' });
    expect(await claimName(at('a.part'), at('a.mp4'))).toBe(true);
    expect(await read('a.mp4')).toBe('clip');
    expect(await names()).toEqual(['a.mp4']);
  });

  it('leaves a name that something has', async () => {
    const { at, read } = await scene({ 'a.part': 'clip', 'a.mp4': 'foreign' });
    await mkdir(at('b.mp4'));
    expect(await claimName(at('a.part'), at('a.mp4'))).toBe(false);
    expect(await claimName(at('a.part'), at('b.mp4'))).toBe(false);
    expect(await read('a.mp4')).toBe('foreign');
  });

  it('goes on from its own claim, when the process died on it', async () => {
    const { at, read } = await scene({ 'a.part': 'clip', 'a.mp4': 'a.part is about to take this name\n' });
    expect(await claimName(at('a.part'), at('a.mp4'))).toBe(true);
    expect(await read('a.mp4')).toBe('clip');
  });

  it.each(['b.part is about to take this name\n', ''])('leaves the claim of another: %j', async (claim) => {
    const { at, read } = await scene({ 'a.part': 'clip', 'a.mp4': claim });
    expect(await claimName(at('a.part'), at('a.mp4'))).toBe(false);
    expect(await read('a.mp4')).toBe(claim);
  });

  it('lets only one of many win', async () => {
    const parts = Array.from({ length: 8 }, (_, index) => [`${index}.part`, `clip ${index}`] as const);
    const { at, names } = await scene(Object.fromEntries(parts));
    const won = await Promise.all(parts.map(([name]) => claimName(at(name), at('a.mp4'))));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await names()).toHaveLength(8);
  });
});

describe('copyClip', () => {
  it('makes an independent second file', async () => {
    const { at, read, names } = await scene({ 'a.mp4': 'clip' });
    expect(await copyClip(at('a.mp4'), { path: at('b.mp4'), overwrite: false, job: 'j_2' })).toBe(at('b.mp4'));
    await writeFile(at('b.mp4'), 'changed');
    expect(await read('a.mp4')).toBe('clip');
    expect(await names()).toEqual(['a.mp4', 'b.mp4']);
  });

  it('does not replace a foreign file', async () => {
    const { at, read } = await scene({ 'a.mp4': 'clip', 'b.mp4': 'foreign' });
    expect(await copyClip(at('a.mp4'), { path: at('b.mp4'), overwrite: false, job: 'j_2' })).toBe(at('b-j_2.mp4'));
    expect(await read('b.mp4')).toBe('foreign');
  });

  it('places one copy for several processes that all copy it there', async () => {
    for (let round = 0; round < 50; round += 1) {
      const { at, read, names } = await scene({ 'a.mp4': 'clip' });
      const to = { path: at('b.mp4'), overwrite: round % 2 === 0, job: 'j_2' };
      const copies = await Promise.all([copyClip(at('a.mp4'), to), copyClip(at('a.mp4'), to)]);
      expect(copies).toEqual([at('b.mp4'), at('b.mp4')]);
      expect([await read('b.mp4'), await names()]).toEqual(['clip', ['a.mp4', 'b.mp4']]);
    }
  });

  it('leaves a file alone that is to be copied onto itself', async () => {
    const { at, names } = await scene({ 'a.mp4': 'clip' });
    const before = await stat(at('a.mp4'));
    await copyClip(at('a.mp4'), { path: at('a.mp4'), overwrite: true, job: 'j_2' });
    expect((await stat(at('a.mp4'))).mtimeMs).toBe(before.mtimeMs);
    expect(await names()).toEqual(['a.mp4']);
  });

  it('names the source when it is gone', async () => {
    const { at } = await scene({});
    await expect(copyClip(at('a.mp4'), { path: at('b.mp4'), overwrite: false, job: 'j_2' })).rejects.toMatchObject({
      code: 'local.output',
      message: `${at('a.mp4')}: no such file or directory`,
    });
  });
});
