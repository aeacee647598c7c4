import { constants, type FileHandle, open } from 'node:fs/promises';
import { type ErrorCode, WanError } from '../errors.js';

export interface MediaBytes<Kind> {
  readonly bytes: Uint8Array;
  readonly kind: Kind;
  /** The quoted path, for messages. */
  readonly label: string;
}

export interface ReadRules<Kind> {
  readonly codes: { readonly missing: ErrorCode; readonly unreadable: ErrorCode; readonly tooLarge: ErrorCode };
  /** Bytes; a larger file is refused unread. */
  readonly largest: number;
  /** What to do instead of naming a folder. */
  readonly folderHint: (label: string) => string;
  /** How many of the first bytes `recognise` wants. */
  readonly headLength: number;
  /** Tells the kind by the first bytes, or throws. */
  readonly recognise: (head: Uint8Array, label: string) => Kind;
}

/**
 * The bytes of a media file, after its first bytes were looked at: a key or a text is never read whole, let alone
 * uploaded.
 *
 * @throws WanError with the codes of the rules, or what `recognise` throws
 */
export async function readMedia<Kind>(path: string, rules: ReadRules<Kind>): Promise<MediaBytes<Kind>> {
  const label = JSON.stringify(path);
  const file = await openFile(path, label, rules);
  try {
    const kind = rules.recognise(await readHead(file, rules.headLength), label);
    // Read once, so that what is hashed, looked at and sent is the same even if the file changes meanwhile.
    return { bytes: await file.readFile(), kind, label };
  } catch (error) {
    throw error instanceof WanError ? error : unreadable(error, label, rules);
  } finally {
    await file.close();
  }
}

async function openFile(path: string, label: string, rules: ReadRules<unknown>): Promise<FileHandle> {
  let file: FileHandle;
  try {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw unreadable(error, label, rules);
  }
  const facts = await file.stat();
  const refusal = facts.isFile() ? tooLarge(facts.size, label, rules) : notAFile(facts.isDirectory(), label, rules);
  if (refusal === undefined) return file;
  await file.close();
  throw refusal;
}

async function readHead(file: FileHandle, length: number): Promise<Uint8Array> {
  const head = Buffer.alloc(length);
  const { bytesRead } = await file.read(head, 0, length, 0);
  return head.subarray(0, bytesRead);
}

function notAFile(isDirectory: boolean, label: string, { codes, folderHint }: ReadRules<unknown>): WanError {
  return isDirectory
    ? new WanError(codes.unreadable, `${label} is a folder`, { hint: folderHint(label) })
    : new WanError(codes.unreadable, `${label} is not a regular file`, { hint: 'save it to a file first' });
}

function tooLarge(size: number, label: string, { codes, largest }: ReadRules<unknown>): WanError | undefined {
  if (size <= largest) return undefined;
  const [has, may] = [size, largest].map((bytes) => Math.round(bytes / 1024 ** 2));
  return new WanError(codes.tooLarge, `${label} has ${has} MB; at most ${may} MB are read`);
}

function unreadable(error: unknown, label: string, { codes }: ReadRules<unknown>): WanError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code !== undefined && absent.has(code)) {
    return new WanError(codes.missing, `${label} does not exist`, { hint: 'check the path', cause: error });
  }
  const reason = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : (code ?? String(error));
  return new WanError(codes.unreadable, `${label} cannot be read: ${reason}`, { cause: error });
}

const absent = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);
