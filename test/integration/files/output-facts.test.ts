import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkDirectories, diskFacts, keptSize, makeDirectories } from '../../../src/files/output-facts.js';
import { asPlainUser, temporaryDirectory } from './temporary.js';

describe('diskFacts', () => {
  it('tells what a path is', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'file'), '');
    await symlink(join(directory, 'nowhere'), join(directory, 'dangling'));
    expect(diskFacts.kindOf(join(directory, 'none'))).toBe('missing');
    expect(diskFacts.kindOf(join(directory, 'file', 'below'))).toBe('missing');
    expect(diskFacts.kindOf(join(directory, 'file'))).toBe('file');
    expect(diskFacts.kindOf(directory)).toBe('directory');
    expect(diskFacts.kindOf(join(directory, 'dangling'))).toBe('other');
  });

  it('asks the file system itself whether case counts', async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, 'Clips'));
    const folds = await stat(join(directory, 'clips')).then(
      () => true,
      () => false,
    );
    expect(diskFacts.foldsCase(join(directory, 'Clips'))).toBe(folds);
    expect(diskFacts.foldsCase(join(directory, 'Clips', 'missing', 'below'))).toBe(folds);
  });
});

describe('checkDirectories', () => {
  it('takes directories that exist or can be made, and makes none', async () => {
    const directory = await temporaryDirectory();
    checkDirectories([directory, join(directory, 'a', 'b')]);
    expect(await readdir(directory)).toEqual([]);
  });

  it('refuses a directory that is closed to the user, as bad input', async () => {
    const directory = await temporaryDirectory();
    const told = await runClosed(directory, 'checkDirectories([process.argv[2]])');
    expect(JSON.parse(told)).toMatchObject({ code: 'output.invalid', hint: expect.stringContaining('--output') });
  });

  it('refuses a path that leads through a file', async () => {
    const file = join(await temporaryDirectory(), 'file');
    await writeFile(file, '');
    expect(() => checkDirectories([join(file, 'a')])).toThrow(
      expect.objectContaining({ code: 'output.invalid', message: expect.stringContaining('is not a directory') }),
    );
  });
});

describe('keptSize', () => {
  it('tells of a clip behind a closed folder, which is not gone', async () => {
    const directory = await temporaryDirectory();
    const closed = join(directory, 'closed');
    await mkdir(closed, { mode: 0 });
    const told = JSON.parse(await runClosed(directory, 'keptSize(process.argv[2])', 'closed/clip.mp4'));
    expect(told).toMatchObject({ code: 'local.output', hint: expect.stringContaining('access') });
  });

  it('is undefined where a clip is gone, its folder became a file, or a link leads to itself', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'file'), 'four');
    await symlink('loop', join(directory, 'loop'));
    const sizes = ['file', 'none', 'file/clip.mp4', 'loop'].map((name) => keptSize(join(directory, name)));
    expect(sizes).toEqual([4, undefined, undefined, undefined]);
  });
});

describe('makeDirectories', () => {
  it('makes all that is missing', async () => {
    const directory = await temporaryDirectory();
    await makeDirectories([join(directory, 'a', 'b'), join(directory, 'a', 'b'), join(directory, 'c')]);
    expect((await readdir(directory)).sort()).toEqual(['a', 'c']);
    expect(await readdir(join(directory, 'a', 'b'))).toEqual([]);
  });

  it('takes away the proof of a process that was killed', async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, '.wan-probe'));
    await makeDirectories([directory]);
    expect(await readdir(directory)).toEqual([]);
  });

  it.each(['file', 'directory'])('leaves a %s alone that has the name of its proof', async (kind) => {
    const directory = await temporaryDirectory();
    const probe = join(directory, '.wan-probe');
    if (kind === 'directory') await mkdir(probe);
    const own = kind === 'directory' ? join(probe, 'notes.txt') : probe;
    await writeFile(own, 'mine');
    await makeDirectories([directory]);
    expect(await readdir(directory)).toEqual(['.wan-probe']);
    expect(await readFile(own, 'utf8')).toBe('mine');
  });

  it('is not disturbed by others that prove the same', async () => {
    const directory = await temporaryDirectory();
    await Promise.all(Array.from({ length: 20 }, () => makeDirectories([directory])));
    expect(await readdir(directory)).toEqual([]);
  });

  it('refuses a directory that takes no files, as bad input', async () => {
    const directory = await temporaryDirectory();
    await chmod(directory, 0o555);
    await expect(asPlainUser(() => makeDirectories([directory]))).rejects.toMatchObject({
      code: 'output.invalid',
      message: expect.stringContaining('permission denied'),
    });
  });

  it('refuses what can not be made, as bad input', async () => {
    const file = join(await temporaryDirectory(), 'file');
    await writeFile(file, '');
    await expect(makeDirectories([join(file, 'a')])).rejects.toMatchObject({ code: 'output.invalid' });
  });
});

/** What one call throws for whoever may not write to the directory of its argument, as JSON. */
async function runClosed(directory: string, call: string, name = 'a'): Promise<string> {
  await chmod(directory, 0o755);
  const program = join(directory, 'check.cjs');
  const contents = `import { checkDirectories, keptSize } from './src/files/output-facts.ts';
    try { ${call} } catch (error) { console.log(JSON.stringify(error)) }`;
  const stdin = { contents, resolveDir: fileURLToPath(new URL('../../..', import.meta.url)) };
  await build({ stdin, outfile: program, bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent' });
  await chmod(directory, 0o555);
  // Whoever is not root could not empty it otherwise.
  onTestFinished(() => chmod(directory, 0o755));
  // The powers of root can't be laid down within a process in a way that access() would notice.
  const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const { stdout } = await promisify(execFile)(process.execPath, [program, join(directory, name)], user);
  return stdout;
}
