import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { JsonObject, JsonValue } from '../json.js';
import { onDisk, removeFile, syncDirectory } from './atomic.js';
import { systemCode } from './disk-error.js';

/** `clip.mp4.part`, beside the final name so that it can take that name in one step. */
export function partPath(final: string): string {
  return `${final}.part`;
}

/** `clip.mp4.part.json`: whose bytes the part holds. It is written first and removed last: a part without it is foreign. */
export function partNotePath(final: string): string {
  return `${final}.part.json`;
}

/** An unfinished file on disk, in the shape that a download collects into (`http/download-target.ts`). */
export interface PartFile {
  readonly path: string;
  kept(): Promise<{ readonly bytes: number; readonly note: JsonValue; readonly complete: boolean } | undefined>;
  begin(at: number, note: JsonObject): Promise<PartWriter>;
  head(count: number): Promise<Uint8Array>;
  discard(): Promise<void>;
}

export interface PartWriter {
  write(chunk: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** The part of a clip that is to have this absolute path. Nothing is touched until it is used. */
export function openPart(final: string): PartFile {
  const path = partPath(final);
  const notePath = partNotePath(final);
  return {
    path,
    kept: () => onDisk(path, () => readKept(path, notePath)),
    begin: (at, note) => onDisk(path, () => beginPart({ path, notePath, at, note })),
    head: (count) => onDisk(path, () => readHead(path, count)),
    discard: async () => {
      await removeFile(path);
      await removeFile(notePath);
    },
  };
}

// A symbolic link that somebody put in this place must not lead the write elsewhere. Windows has no such flag.
const writeOwn = constants.O_WRONLY | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

async function readKept(path: string, notePath: string): ReturnType<PartFile['kept']> {
  const info = await lstat(path).catch(nothingThere);
  const text = await readFile(notePath, 'utf8').catch(nothingThere);
  if (info?.isFile() !== true || text === undefined) return undefined;
  const { note, complete } = parseNote(text);
  return { bytes: info.size, note, complete };
}

/** A note that a crash has torn says nothing, so the bytes are fetched again. */
function parseNote(text: string): { note: JsonValue; complete: boolean } {
  try {
    const value: { note?: JsonValue; complete?: boolean } | null = JSON.parse(text);
    return { note: value?.note ?? null, complete: value?.complete === true };
  } catch {
    return { note: null, complete: false };
  }
}

interface Beginning {
  readonly path: string;
  readonly notePath: string;
  readonly at: number;
  readonly note: JsonObject;
}

async function beginPart({ path, notePath, at, note }: Beginning): Promise<PartWriter> {
  // Old bytes go before the new note comes: a crash in between must not pass them off as the new file's.
  if (at === 0) await removeFile(path);
  else await truncate(path, at);
  await writeNote(notePath, { note, complete: false });
  const handle = await open(path, writeOwn | constants.O_APPEND, 0o666);
  return {
    write: (chunk) => onDisk(path, () => handle.writeFile(chunk)),
    finish: () => onDisk(path, () => finishPart({ handle, path, notePath, note })),
    close: () => onDisk(path, () => handle.close()),
  };
}

interface Finishing {
  readonly handle: FileHandle;
  readonly path: string;
  readonly notePath: string;
  readonly note: JsonObject;
}

async function finishPart({ handle, path, notePath, note }: Finishing): Promise<void> {
  await handle.sync();
  await writeNote(notePath, { note, complete: true });
  await syncDirectory(dirname(path));
}

async function writeNote(path: string, value: JsonObject): Promise<void> {
  const handle = await open(path, writeOwn | constants.O_TRUNC, 0o600);
  await handle.writeFile(JSON.stringify(value)).finally(() => handle.close());
}

async function readHead(path: string, count: number): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function nothingThere(error: unknown): undefined {
  if (systemCode(error) !== 'ENOENT') throw error;
}
