import { constants, type FileHandle, open } from 'node:fs/promises';
import { WanError } from '../errors.js';
import { describeOther, headLength, type ImageKind, imageKind } from './image-kind.js';

export interface ImageBytes {
  readonly bytes: Uint8Array;
  readonly kind: ImageKind;
  /** For messages: the quoted path, or "the image on stdin". */
  readonly label: string;
}

/** Larger files are no still image that a model could take. */
const largestFile = 512 * 1024 ** 2;

/**
 * The bytes of an image, after its first bytes were looked at: a key or a text is never read whole, let alone uploaded.
 *
 * @throws WanError `image.missing`, `image.unreadable`, `image.not-media`, `image.unsupported`
 */
export async function readImage(source: string | Uint8Array): Promise<ImageBytes> {
  if (typeof source !== 'string') {
    const label = 'the image on stdin';
    return { bytes: source, kind: requireKind(source, label), label };
  }
  const label = JSON.stringify(source);
  const file = await openFile(source, label);
  try {
    const kind = requireKind(await readHead(file), label);
    // Read once, so that what is hashed, looked at and sent is the same even if the file changes meanwhile.
    return { bytes: await file.readFile(), kind, label };
  } catch (error) {
    throw error instanceof WanError ? error : unreadable(label, error);
  } finally {
    await file.close();
  }
}

async function openFile(path: string, label: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw unreadable(label, error);
  }
  const facts = await file.stat();
  const refusal = facts.isFile() ? tooLarge(label, facts.size) : notAFile(label, facts.isDirectory());
  if (refusal === undefined) return file;
  await file.close();
  throw refusal;
}

async function readHead(file: FileHandle): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headLength), 0, headLength, 0);
  return buffer.subarray(0, bytesRead);
}

function requireKind(head: Uint8Array, label: string): ImageKind {
  if (head.length === 0) throw new WanError('image.not-media', `${label} is empty`);
  const kind = imageKind(head);
  if (kind !== undefined) return kind;
  throw new WanError('image.not-media', `${label} is not an image: it is ${describeOther(head)}`, {
    hint: 'give a JPEG, PNG, WebP, AVIF or TIFF file',
  });
}

function notAFile(label: string, isDirectory: boolean): WanError {
  return isDirectory
    ? new WanError('image.unreadable', `${label} is a folder`, { hint: `for every image in it: wan batch ${label}` })
    : new WanError('image.unreadable', `${label} is not a regular file`, { hint: 'pipe it in: wan generate - < file' });
}

function tooLarge(label: string, size: number): WanError | undefined {
  if (size <= largestFile) return undefined;
  return new WanError('image.unsupported', `${label} has ${Math.round(size / 1024 ** 2)} MB; images may have 512 MB`);
}

function unreadable(label: string, error: unknown): WanError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') {
    return new WanError('image.unreadable', `${label} may not be read: permission denied`, { cause: error });
  }
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE') {
    return new WanError('image.missing', `${label} does not exist`, { cause: error });
  }
  return new WanError('image.unreadable', `${label} cannot be read: ${String(code ?? error)}`, { cause: error });
}
