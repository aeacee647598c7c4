import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bytesOf, largestWhole, openBytes } from '../../../src/media/byte-source.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

async function opened(bytes: Buffer) {
  const path = join(temporaryDirectory(), 'file');
  writeFileSync(path, bytes);
  const file = await openBytes(path);
  onTestFinished(() => file.close());
  return { path, file };
}

describe('a file that is read by ranges', () => {
  it.each([
    ['small', 10],
    ['large', largestWhole + 1],
  ])('gives any of them, and less at its end: a %s one', async (_, size) => {
    const bytes = Buffer.alloc(size);
    bytes.write('begin', 0);
    bytes.write('end', size - 3);
    const { file } = await opened(bytes);
    expect(file.size).toBe(size);
    expect((await file.read(0, 5)).toString()).toBe('begin');
    expect((await file.read(size - 3, 99)).toString()).toBe('end');
    expect(await file.read(size, 9)).toHaveLength(0);
  });

  it('is in memory when it is small, and stays on disk when it is not', async () => {
    const small = await opened(Buffer.from('small'));
    expect(small.file.whole?.toString()).toBe('small');
    expect(small.file.origin).toBe(small.file.whole);
    const large = await opened(Buffer.alloc(largestWhole + 1));
    expect(large.file).toMatchObject({ whole: undefined, origin: large.path });
  });

  it('may be bytes alone', async () => {
    expect(await bytesOf(Buffer.from('abc')).read(1, 9)).toEqual(Buffer.from('bc'));
  });

  it('says what is not there', async () => {
    await expect(openBytes(join(temporaryDirectory(), 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is not a pipe, and nobody waits for a writer', async () => {
    const path = join(temporaryDirectory(), 'pipe.mp4');
    execFileSync('mkfifo', [path]);
    await expect(openBytes(path)).rejects.toThrow('not a regular file');
  });
});
