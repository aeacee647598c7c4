import { accessSync, constants, lstatSync, mkdirSync, mkdtempSync, rmdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { WanError } from '../errors.js';
import { systemCode, toDiskError } from './disk-error.js';
import { makePath } from './make-path.js';
import { type OutputFacts, otherCase } from './reserve.js';
import { windowsFault } from './windows-path.js';

/** The disk's part of `OutputFacts`. */
export const diskFacts: Pick<OutputFacts, 'kindOf' | 'foldsCase' | 'nameFault'> = {
  ...(sep === '\\' && { nameFault: windowsFault }),
  kindOf: (path) => {
    const own = inspect(lstatSync, path);
    // A link counts as what it leads to; one that leads nowhere still occupies the name.
    const info = own?.isSymbolicLink() === true ? (inspect(statSync, path) ?? own) : own;
    if (info === undefined) return 'missing';
    if (info.isDirectory()) return 'directory';
    return info.isFile() ? 'file' : 'other';
  },
  foldsCase: (directory) => {
    const existing = nearestExisting(directory);
    const other = otherCase(existing);
    if (other === undefined) return false;
    const [info, same] = [inspect(statSync, existing), inspect(statSync, other)];
    return info !== undefined && same !== undefined && info.ino === same.ino && info.dev === same.dev;
  },
};

/** Size of the file that a path leads to, bytes; undefined where nothing can be seen there. */
export function sizeAt(path: string): number | undefined {
  return inspect(statSync, path)?.size;
}

/**
 * Size of a file that was put there, bytes; undefined only where it certainly is gone: what is behind a folder that may
 * not be looked into is neither fetched nor paid for again.
 *
 * @throws WanError `local.output`, `local.disk`
 */
export function keptSize(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size;
  } catch (error) {
    const code = systemCode(error);
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(code)) return undefined;
    const told = toDiskError(error, path);
    const hint = code === 'EACCES' ? 'give yourself access to its folder, then run the command again' : undefined;
    throw new WanError(told.code, told.message, { hint: hint ?? told.hint, cause: error });
  }
}

/**
 * Checks that clips can be written to these directories, changing nothing: each is writable, or can be made.
 *
 * @throws WanError `output.invalid`
 */
export function checkDirectories(directories: Iterable<string>): void {
  for (const directory of new Set(directories)) {
    const existing = nearestExisting(directory);
    if (inspect(statSync, existing)?.isDirectory() !== true)
      throw unwritable(directory, `${existing} is not a directory`);
    try {
      accessSync(existing, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw unwritable(directory, toDiskError(error, existing).message, error);
    }
  }
}

/**
 * Makes the directories that are missing, once nothing else stands against the run, and proves that each takes files:
 * permissions alone don't tell on network file systems and on Windows.
 *
 * @throws WanError `output.invalid`
 */
export async function makeDirectories(directories: Iterable<string>): Promise<void> {
  for (const directory of new Set(directories)) {
    try {
      await makePath(directory);
      proveWritable(directory);
    } catch (error) {
      throw unwritable(directory, toDiskError(error, directory).message, error);
    }
  }
}

/** A process that is killed between two of these calls leaves the folder behind; the next one takes it away. */
function proveWritable(directory: string): void {
  const probe = join(directory, '.wan-probe');
  removeProbe(probe, ['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'EROFS']);
  try {
    mkdirSync(probe);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    // Another process is at it, or the name is somebody's own.
    rmdirSync(mkdtempSync(`${probe}-`));
    return;
  }
  // Another process may have taken it for a leftover.
  removeProbe(probe, ['ENOENT']);
}

function removeProbe(probe: string, unless: readonly string[]): void {
  try {
    rmdirSync(probe);
  } catch (error) {
    if (!unless.includes(systemCode(error))) throw error;
  }
}

function nearestExisting(path: string): string {
  for (let current = path; ; current = dirname(current)) {
    if (inspect(lstatSync, current) !== undefined || dirname(current) === current) return current;
  }
}

/** Most paths that are asked about are missing, which an exception would make ten times as dear. */
function inspect(stat: typeof lstatSync, path: string): Stats | undefined {
  try {
    return stat(path, { throwIfNoEntry: false });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES'].includes(systemCode(error))) return undefined;
    throw toDiskError(error, path);
  }
}

function unwritable(directory: string, reason: string, cause?: unknown): WanError {
  return new WanError('output.invalid', `clips can't be written to ${directory}: ${reason}`, {
    hint: 'choose another directory with --output',
    cause,
  });
}
