import { link, open, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openPart } from '../../../src/files/part.js';
import { temporaryDirectory } from './temporary.js';

const mebibyte = 2 ** 20;

async function newPart() {
  return openPart(join(await temporaryDirectory(), 'clip.mp4'));
}

const bytes = (text: string) => Buffer.from(text);

describe('openPart', () => {
  it('touches nothing until it is used', async () => {
    const part = await newPart();
    expect(await part.kept()).toBeUndefined();
    expect(await readdir(dirname(part.path))).toEqual([]);
  });

  it('collects bytes and tells a later process about them', async () => {
    const part = await newPart();
    const writer = await part.begin(0, { etag: 'x' });
    await writer.write([bytes('abc')]);
    await writer.write([bytes('def')]);
    await writer.close();
    expect(await part.kept()).toEqual({ bytes: 6, note: { etag: 'x' }, complete: false });
    expect(await readFile(part.path, 'utf8')).toBe('abcdef');
  });

  it('continues at a byte and drops what came after it', async () => {
    const part = await newPart();
    await writeAll(part, 'abcdef');
    const writer = await part.begin(4, { n: 2 });
    await writer.write([bytes('XY')]);
    await writer.finish();
    await writer.close();
    expect(await readFile(part.path, 'utf8')).toBe('abcdXY');
    expect(await part.kept()).toEqual({ bytes: 6, note: { n: 2 }, complete: true });
  });

  it('is not made longer by a process that slept while another finished it', async () => {
    const part = await newPart();
    await writeAll(part, 'abcdef');
    const asleep = await part.begin(2, { n: 2 });
    const other = await part.begin(2, { n: 2 });
    await other.write([bytes('cd'), bytes('ef')]);
    await asleep.write([bytes('cd')]);
    await asleep.write([bytes('ef')]);
    await Promise.all([asleep.close(), other.close()]);
    expect(await readFile(part.path, 'utf8')).toBe('abcdef');
  });

  it('does not note the end where the length was noted', async () => {
    const part = await newPart();
    const writer = await part.begin(0, { total: 3 });
    const { mtimeMs, size } = await stat(`${part.path}.json`);
    await writer.write([bytes('abc')]);
    await writer.finish();
    await writer.close();
    expect(await part.kept()).toEqual({ bytes: 3, note: { total: 3 }, complete: false });
    expect(await stat(`${part.path}.json`)).toMatchObject({ mtimeMs, size });
  });

  it.each([true, false])(
    'leaves a finished clip alone that a crash left under its name too, looked at or not: %s',
    async (looks) => {
      const part = await newPart();
      await writeAll(part, 'finished');
      const final = join(dirname(part.path), 'clip.mp4');
      await link(part.path, final);
      if (looks) await part.kept();
      await writeAll(part, 'new');
      expect([await readFile(final, 'utf8'), await readFile(part.path, 'utf8')]).toEqual(['finished', 'new']);
    },
  );

  it('drops what came between the look and the first byte', async () => {
    const part = await newPart();
    await part.kept();
    await writeFile(part.path, 'something longer');
    await writeAll(part, 'new');
    expect(await readFile(part.path, 'utf8')).toBe('new');
  });

  it('begins anew with an empty file', async () => {
    const part = await newPart();
    await writeAll(part, 'abcdef');
    await (await part.begin(0, { n: 2 })).close();
    expect(await part.kept()).toEqual({ bytes: 0, note: { n: 2 }, complete: false });
  });

  it('reads the head, however short the file is', async () => {
    const part = await newPart();
    await writeAll(part, 'abcdef');
    expect(Buffer.from(await part.head(3)).toString()).toBe('abc');
    expect(Buffer.from(await part.head(99)).toString()).toBe('abcdef');
    expect(Buffer.from(await openPart(join(dirname(part.path), 'clip.mp4')).head(3)).toString()).toBe('abc');
  });

  it('knows the head that came in pieces, and of what it continues', async () => {
    const part = await newPart();
    const writer = await part.begin(0, {});
    for (const letter of ['a', 'b', 'c']) await writer.write([bytes(letter.repeat(200))]);
    await writer.close();
    const head = Buffer.from(await part.head(512)).toString();
    expect(head).toBe(`${'a'.repeat(200)}${'b'.repeat(200)}${'c'.repeat(112)}`);
    await (await part.begin(1, {})).close();
    expect(Buffer.from(await part.head(512)).toString()).toBe('a');
  });

  it.each(['', '{"no', 'null', '[]'])('keeps nothing of a note that is %j', async (text) => {
    const part = await newPart();
    await writeAll(part, 'abcdef');
    await writeFile(`${part.path}.json`, text);
    expect(await part.kept()).toEqual({ bytes: 6, note: null, complete: false });
  });

  it('removes both files, also when they are gone already', async () => {
    const part = await newPart();
    await writeAll(part, 'abc');
    await part.discard();
    await part.discard();
    expect(await readdir(dirname(part.path))).toEqual([]);
  });

  it('does not write through a symbolic link that stands in its place', async () => {
    const part = await newPart();
    const victim = join(dirname(part.path), 'victim');
    await writeFile(victim, 'precious');
    await symlink(victim, part.path);
    await symlink(victim, `${part.path}.json`);
    await expect(part.begin(0, {})).rejects.toMatchObject({ code: 'local.output' });
    expect(await readFile(victim, 'utf8')).toBe('precious');
  });

  it('keeps its note private and its clip as open as other files', async () => {
    const part = await newPart();
    await writeAll(part, 'abc');
    const usual = join(dirname(part.path), 'usual');
    await writeFile(usual, '');
    expect((await stat(`${part.path}.json`)).mode & 0o777).toBe(0o600);
    expect((await stat(part.path)).mode).toBe((await stat(usual)).mode);
  });

  it('says that its directory is gone', async () => {
    const part = openPart(join(await temporaryDirectory(), 'gone', 'clip.mp4'));
    await expect(part.begin(0, {})).rejects.toMatchObject({
      code: 'local.output',
      message: expect.stringContaining('clip.mp4.part'),
    });
  });
});

async function writeAll(part: ReturnType<typeof openPart>, text: string): Promise<void> {
  const writer = await part.begin(0, { n: 1 });
  await writer.write([bytes(text)]);
  await writer.close();
}

describe('a part whose bytes the disk has lost', () => {
  it.each(['finished', 'cut off'])('is fetched again, and the fault is told: %s', async (way) => {
    const part = await newPart();
    const probe = await open(fileURLToPath(import.meta.url));
    const lost = vi
      .spyOn(Object.getPrototypeOf(probe), 'datasync')
      .mockRejectedValueOnce(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }));
    onTestFinished(() => lost.mockRestore());
    await probe.close();
    const writer = await part.begin(0, { total: 40 * mebibyte });
    await writer.write([Buffer.alloc(20 * mebibyte)]);
    if (way === 'finished') await expect(writer.finish()).rejects.toMatchObject({ code: 'local.disk' });
    await expect(writer.close()).rejects.toMatchObject({ code: 'local.disk' });
    expect(await openPart(part.path.replace(/\.part$/, '')).kept()).toBeUndefined();
  });
});

describe('a part whose service tells a small length', () => {
  async function smallPart(text: string, total = text.length) {
    const part = await newPart();
    await part.kept();
    const writer = await part.begin(0, { total });
    for (const letter of text) {
      const chunk = bytes(letter);
      await writer.write([chunk]);
      // Its memory is used again once it is written.
      chunk.fill(0);
    }
    await writer.finish();
    await writer.close();
    return { part, names: () => readdir(dirname(part.path)) };
  }

  it('stays in memory when all of it came', async () => {
    const { part, names } = await smallPart('abcdef');
    expect(part.held()?.toString()).toBe('abcdef');
    expect(Buffer.from(await part.head(3)).toString()).toBe('abc');
    expect(await names()).toEqual([]);
  });

  it('comes to disk when somebody wants to keep it, once', async () => {
    const { part } = await smallPart('abcdef');
    await part.keep();
    expect(part.held()).toBeUndefined();
    expect(await readFile(part.path, 'utf8')).toBe('abcdef');
    expect(await part.kept()).toEqual({ bytes: 6, note: { total: 6 }, complete: false });
    await writeFile(part.path, 'later');
    await part.keep();
    expect(await readFile(part.path, 'utf8')).toBe('later');
  });

  it('comes to disk when its connection broke, so that the rest can follow', async () => {
    const { part } = await smallPart('abc', 6);
    expect(part.held()).toBeUndefined();
    expect(await part.kept()).toEqual({ bytes: 3, note: { total: 6 }, complete: false });
    const writer = await part.begin(3, { total: 6 });
    await writer.write([bytes('def')]);
    await writer.close();
    expect(await readFile(part.path, 'utf8')).toBe('abcdef');
  });

  it('leaves nothing when it is discarded, not even the note of an earlier process', async () => {
    const { part, names } = await smallPart('abcdef');
    await writeFile(`${part.path}.json`, '{}');
    await part.discard();
    expect(part.held()).toBeUndefined();
    await part.keep();
    expect(await names()).toEqual([]);
  });

  it('is no such part where bytes of an earlier process lie', async () => {
    const part = await newPart();
    await writeAll(part, 'abcdef');
    await part.kept();
    const writer = await part.begin(0, { total: 3 });
    await writer.write([bytes('new')]);
    await writer.close();
    expect(part.held()).toBeUndefined();
    expect(await readFile(part.path, 'utf8')).toBe('new');
  });

  it.each([mebibyte + 1, null])('is no such part when the length is %j', async (total) => {
    const part = await newPart();
    await part.kept();
    const writer = await part.begin(0, { total });
    await writer.write([bytes('abc')]);
    await writer.close();
    expect(await readFile(part.path, 'utf8')).toBe('abc');
  });

  it('does not grow beyond what it may hold', async () => {
    const part = await newPart();
    await part.kept();
    const writer = await part.begin(0, { total: 3 });
    for (let times = 0; times < 3; times += 1) await writer.write([Buffer.alloc(mebibyte / 2)]);
    expect(await part.head(2 * mebibyte)).toHaveLength(3);
    expect(part.held()).toBeUndefined();
  });
});
