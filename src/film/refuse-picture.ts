import { open, stat } from 'node:fs/promises';
import { WanError } from '../errors.js';
import { headLength, imageKind } from '../media/image/image-kind.js';
import { shellPath } from '../shell-word.js';

/**
 * Refuses a picture in the place of a storyboard: whoever names one forgot `--shot`, and what a parser has against its
 * bytes would not say so. A file that cannot be read is left to the reader of storyboards, which tells why.
 *
 * @throws WanError `usage.invalid`
 */
export async function refusePicture(name: string, path: string): Promise<void> {
  const head = await readHead(path).catch(() => new Uint8Array());
  if (imageKind(head) === undefined) return;
  throw new WanError('usage.invalid', `${name} is a picture, not a storyboard: a film from a picture needs --shot`, {
    hint: `wan chain ${shellPath(name)} --shot "what happens" --shot "what happens then"`,
  });
}

/** Of a regular file only: what is read from a pipe is gone. */
async function readHead(path: string): Promise<Uint8Array> {
  if (!(await stat(path)).isFile()) return new Uint8Array();
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headLength), 0, headLength, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
