import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePrivateDirectory, removeFile, writePrivateFile, writePublicFile } from '../../../src/files/atomic.js';
import { asPlainUser, temporaryDirectory } from './temporary.js';

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

describe('writePrivateFile', () => {
  it('writes a file that only its owner can read, and leaves nothing else', async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, 'state.json');
    await writePrivateFile(path, '{"a":"é"}');
    expect(await readFile(path, 'utf8')).toBe('{"a":"é"}');
    expect(await modeOf(path)).toBe(0o600);
    expect(await readdir(directory)).toEqual(['state.json']);
  });

  it('replaces an older file, and closes one that was open to others', async () => {
    const path = join(await temporaryDirectory(), 'state.json');
    await writeFile(path, 'old', { mode: 0o644 });
    await writePrivateFile(path, Uint8Array.of(1, 2, 3));
    expect([...(await readFile(path))]).toEqual([1, 2, 3]);
    expect(await modeOf(path)).toBe(0o600);
  });

  it('says which path failed', async () => {
    const path = join(await temporaryDirectory(), 'gone', 'state.json');
    await expect(writePrivateFile(path, 'x')).rejects.toMatchObject({
      code: 'local.output',
      message: `${path}: no such file or directory`,
    });
  });

  it('says that a directory is closed to it', async () => {
    const directory = await temporaryDirectory();
    await chmod(directory, 0o555);
    await expect(asPlainUser(() => writePrivateFile(join(directory, 'a'), 'x'))).rejects.toMatchObject({
      code: 'local.output',
      message: expect.stringContaining('permission denied'),
    });
  });
});

describe('writePublicFile', () => {
  it('leaves the permissions to the system', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'usual'), '');
    await writePublicFile(join(directory, 'a.json'), '{}');
    expect(await modeOf(join(directory, 'a.json'))).toBe(await modeOf(join(directory, 'usual')));
  });
});

describe('makePrivateDirectory', () => {
  it('makes what is missing, and closes what was open', async () => {
    const path = join(await temporaryDirectory(), 'a', 'b');
    await makePrivateDirectory(path);
    expect(await modeOf(path)).toBe(0o700);
    await chmod(path, 0o777);
    await makePrivateDirectory(path);
    expect(await modeOf(path)).toBe(0o700);
  });

  it('refuses a place that a file has', async () => {
    const path = join(await temporaryDirectory(), 'file');
    await writeFile(path, '');
    await expect(makePrivateDirectory(path)).rejects.toMatchObject({ code: 'local.output' });
  });

  it.runIf(process.platform === 'linux')('refuses a place where the system makes no directories', async () => {
    await expect(makePrivateDirectory('/proc/wan/state')).rejects.toMatchObject({ code: 'local.output' });
  });
});

describe('removeFile', () => {
  it('removes a file, and is content when there is none', async () => {
    const path = join(await temporaryDirectory(), 'a');
    await writeFile(path, '');
    await removeFile(path);
    await removeFile(path);
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('does not remove a directory', async () => {
    const path = join(await temporaryDirectory(), 'a');
    await mkdir(path);
    await expect(removeFile(path)).rejects.toMatchObject({ code: 'local.output' });
  });
});
