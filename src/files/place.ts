import { constants } from 'node:fs';
import { access, copyFile, link, lstat, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WanError } from '../errors.js';
import { onDisk, removeFile, syncDirectory } from './atomic.js';
import { claimName } from './claim-name.js';
import { systemCode } from './disk-error.js';
import { partPath } from './part.js';
import { sameBytes } from './same-bytes.js';
import { isSameFile } from './same-file.js';
import { markedPath } from './template.js';

export interface Placement {
  /** The finished file, in the directory of `path`. */
  readonly part: string;
  /** Absolute path that it is to have. */
  readonly path: string;
  readonly overwrite: boolean;
  /** Marks the name when a foreign file has taken it meanwhile. */
  readonly job: string;
}

/**
 * Gives a finished file its name, durably and without replacing a file that was not to be replaced. When one has
 * appeared since the name was reserved, the clip lands as `<name>-<job>.mp4`. A file of exactly these bytes is what a
 * crash left of this very step, and counts as placed.
 *
 * @returns the path that it has now
 * @throws WanError `local.disk`, `local.output`; the part is still there then
 */
export async function placeFile(placement: Placement): Promise<string> {
  const { part, path, overwrite, job } = placement;
  await onDisk(part, () => syncFile(part));
  const placed = await onDisk(path, async () => {
    if (overwrite) return await replace(part, path);
    for (const candidate of candidates(path, job)) {
      if (await takeName(part, candidate)) return candidate;
    }
    throw new Error('no free name was found');
  });
  await syncDirectory(dirname(placed));
  return placed;
}

/**
 * A second file with the bytes of a finished clip, for a reused result under another name; shares its blocks where the
 * file system can. Copying a file onto itself changes nothing.
 *
 * @returns the path that the copy has
 */
export async function copyClip(from: string, to: Omit<Placement, 'part'>): Promise<string> {
  if (isSameFile(from, to.path)) return to.path;
  await onDisk(from, () => access(from, constants.R_OK));
  for (let left = mostCollisions; ; left -= 1) {
    try {
      return await copyOnce(from, to);
    } catch (error) {
      // The same command in another process makes this very copy, through the same part.
      if (await sameBytes(from, to.path)) return to.path;
      if (left === 0 || !(error instanceof WanError) || !['ENOENT', 'EEXIST'].includes(systemCode(error.cause)))
        throw error;
    }
  }
}

const mostCollisions = 5;

async function copyOnce(from: string, to: Omit<Placement, 'part'>): Promise<string> {
  const part = partPath(to.path);
  await removeFile(part);
  await onDisk(part, () => copyFile(from, part, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE));
  return await placeFile({ ...to, part });
}

function* candidates(path: string, job: string): Generator<string> {
  yield path;
  yield markedPath(path, job);
  for (let number = 2; number <= 1000; number += 1) yield markedPath(path, `${job}-${number}`);
}

async function replace(part: string, path: string): Promise<string> {
  await rename(part, path);
  return path;
}

/** Whether the part bears this name now; false when another file does. */
async function takeName(part: string, path: string): Promise<boolean> {
  try {
    await link(part, path);
  } catch (error) {
    const code = systemCode(error);
    if (withoutLinks.has(code) && (await claimName(part, path))) return true;
    if (withoutLinks.has(code) || code === 'EEXIST') return await isPlacedAlready(part, path);
    throw error;
  }
  await unlink(part);
  return true;
}

// What link() answers on FAT, exFAT, some network and FUSE file systems, and where hard links are forbidden.
const withoutLinks = new Set(['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK', 'UNKNOWN']);

async function isPlacedAlready(part: string, path: string): Promise<boolean> {
  // A symbolic link to the part itself would hold the same bytes, until the part is gone.
  if (!(await lstat(path)).isFile()) return false;
  if (!isSameFile(part, path) && !(await sameBytes(part, path))) return false;
  await unlink(part);
  return true;
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  await handle.sync().finally(() => handle.close());
}
