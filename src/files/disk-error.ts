import { WanError } from '../errors.js';

/**
 * A failure of the file system as the user meets it: `local.disk` when the disk is full or broken, `local.output` when
 * this path can't be used. Our own errors pass as they are.
 */
export function toDiskError(error: unknown, path: string): WanError {
  if (error instanceof WanError) return error;
  const code = systemCode(error);
  const [text, hint] = explanations[code] ?? [error instanceof Error ? error.message : String(error), undefined];
  return new WanError(diskCodes.has(code) ? 'local.disk' : 'local.output', `${path}: ${text}`, { hint, cause: error });
}

/** The same about a plan, a report or another file of the user's: no clip waits for it. */
export function toFileError(error: unknown, path: string): WanError {
  const told = toDiskError(error, path);
  if (told === error) return told;
  const hint = told.hint?.replace(back, 'choose another place').replace(' with --output', '');
  return new WanError(told.code, told.message, {
    hint: hint?.replace(/, then: wan resume$/, ', then run the command again'),
    cause: error,
  });
}

/** The name of a system error (`ENOSPC`), or the empty string. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Whether there is no room for more, which passes when somebody makes some. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(systemCode(error));
}

const diskCodes = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EFBIG', 'EMFILE', 'ENFILE']);

const space = 'free some space, then: wan resume';
const back = 'put it back, then: wan resume';
const elsewhere = 'choose another place with --output';

const explanations: Readonly<Record<string, readonly [text: string, hint: string]>> = {
  ENOSPC: ['the disk is full', space],
  EDQUOT: ['the disk quota is used up', space],
  EFBIG: ['the file system takes no file of this size', elsewhere],
  EIO: ['the disk reports an error', 'check the disk, then: wan resume'],
  EMFILE: ['too many open files', 'raise the limit (ulimit -n), then: wan resume'],
  ENFILE: ['too many open files', 'close other programs, then: wan resume'],
  EROFS: ['the file system is read-only', elsewhere],
  EACCES: ['permission denied', elsewhere],
  EPERM: ['not permitted', elsewhere],
  EBUSY: ['another program has it open', 'close it there, then: wan resume'],
  ENOTDIR: ['a part of this path is not a directory', elsewhere],
  EISDIR: ['this is a directory', elsewhere],
  ENOENT: ['no such file or directory', back],
  ENAMETOOLONG: ['the name is too long', elsewhere],
  ENXIO: ['nobody reads from this pipe', elsewhere],
  ELOOP: ['a symbolic link stands in the way', elsewhere],
};
