import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { systemCode } from './disk-error.js';

/**
 * Moves a file to a name that nothing has, where the file system knows no hard links: a small file claims the name,
 * which only one can do, and the file itself replaces that claim. The claim says for whom it stands, so that a process
 * that died between the two steps is recognised and no claim of a living one is taken over.
 *
 * @returns false when something else has the name
 */
export async function claimName(file: string, path: string): Promise<boolean> {
  const claim = `${basename(file)} is about to take this name\n`;
  try {
    await writeFile(path, claim, { flag: 'wx' });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    if (!(await holds(path, claim))) return false;
  }
  await rename(file, path);
  return true;
}

async function holds(path: string, claim: string): Promise<boolean> {
  const info = await stat(path);
  return info.isFile() && info.size === Buffer.byteLength(claim) && (await readFile(path, 'utf8')) === claim;
}
