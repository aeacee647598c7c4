import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readFile, truncate, writeFile } from 'node:fs/promises';
import type { JsonObject, JsonValue } from '../json.js';
import { onDisk, removeFile } from './atomic.js';
import { systemCode } from './disk-error.js';
import { syncEarly } from './early-sync.js';
import { type HeldBytes, holdSmall } from './held-bytes.js';
import { openNew } from './open-new.js';
import { writeAll } from './write-all.js';

/** `clip.mp4.part`, beside the final name so that it can take that name in one step. */
export function partPath(final: string): string {
  return `${final}.part`;
}

/** `clip.mp4.part.json`: whose bytes the part holds. It is written first and removed last: a part without it is foreign. */
export function partNotePath(final: string): string {
  return `${final}.part.json`;
}

/** An unfinished file on disk, in the shape that a download collects into (`http/download/download-target.ts`). */
export interface PartFile {
  readonly path: string;
  kept(): Promise<Kept | undefined>;
  begin(at: number, note: JsonObject): Promise<PartWriter>;
  head(count: number): Promise<Uint8Array>;
  discard(): Promise<void>;
  /** All bytes of a small file that came whole, until they are kept or discarded; undefined: they are on disk. */
  held(): Buffer | undefined;
  /** Writes what is only in memory to disk, where it outlasts this process. */
  keep(): Promise<void>;
  /** Whether what bears the name holds the bytes that were written or found here: another process may have taken it over. */
  isOurs(): Promise<boolean>;
}

interface Kept {
  readonly bytes: number;
  readonly note: JsonValue;
  readonly complete: boolean;
}

export interface PartWriter {
  write(chunks: readonly Uint8Array[]): Promise<void>;
  finish(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The part of a clip that is to have this absolute path. Nothing is touched until it is used, and nothing is synced: only
 * what gets the final name is (`place.ts`). Bytes that a power cut takes before are missed when the part is inspected. A
 * small file stays in memory while it arrives, and comes to disk when its connection breaks or whoever uses it fails.
 * `assertOurs` throws when it is another process that has to do with this name by now: nothing is begun or kept then.
 */
export function openPart(final: string, assertOurs: () => void = () => {}): PartFile {
  const path = partPath(final);
  const notePath = partNotePath(final);
  let isMissing = false;
  /** The first bytes, while they were all written here. */
  let start: Buffer | undefined;
  let small: HeldBytes | undefined;
  /** The note of what is on disk, as text; numbers of files are no help, since some file systems give out new ones. */
  let ours: string | undefined;
  const isOurs = async () => ours === undefined || (await readNote(notePath).catch(() => undefined)) === ours;
  const begin = async (at: number, note: JsonObject) => {
    const handle = await beginPart({ path, notePath, at, note, isMissing });
    isMissing = false;
    ours = JSON.stringify(note);
    return handle;
  };
  const keep = async () => {
    if (small === undefined) return;
    const { note, all } = small;
    small = undefined;
    assertOurs();
    await onDisk(path, async () => {
      const handle = await begin(0, note);
      await handle.writeFile(all()).finally(() => handle.close());
    });
  };
  const discard = async () => {
    small = undefined;
    start = undefined;
    if (!(await isOurs())) return;
    if (!isMissing) await removeFile(path);
    await removeFile(notePath);
  };
  return {
    path,
    keep,
    isOurs,
    held: () => (small?.isWhole() ? small.all() : undefined),
    kept: async () => {
      assertOurs();
      ours = undefined;
      const kept = await onDisk(path, () => readKept(path, notePath));
      isMissing = kept === 'missing';
      if (kept === 'missing' || kept === undefined) return undefined;
      ours = JSON.stringify(kept.note);
      return kept;
    },
    begin: async (at, note) => {
      small = at === 0 && isMissing ? holdSmall(note) : undefined;
      if (small !== undefined) return memoryWriter(small, keep);
      const handle = await onDisk(path, () => begin(at, note));
      const early = syncEarly(handle);
      start = at === 0 ? Buffer.alloc(0) : undefined;
      let bytes = at;
      return {
        write: async (chunks) => {
          const count = await onDisk(path, () => writeAll(handle, chunks, bytes));
          early.wrote(count);
          bytes += count;
          if (start !== undefined && start.length < startBytes) start = extended(start, chunks);
        },
        finish: () =>
          onDisk(path, async () => {
            await early.settled();
            await finishPart({ notePath, note, bytes });
          }),
        close: async () => {
          await onDisk(path, () => handle.close());
          await onDisk(path, early.settled).catch(async (error: unknown) => {
            // The system tells once that it lost bytes: those of a part that was kept would be trusted from now on.
            await discard();
            throw error;
          });
        },
      };
    },
    head: async (count) => {
      if (small !== undefined) return small.head(count);
      if (start === undefined || count > startBytes) return await onDisk(path, () => readHead(path, count));
      return start.subarray(0, count);
    },
    discard,
  };
}

/** What a cut connection left of it is kept. */
function memoryWriter(bytes: HeldBytes, keep: () => Promise<void>): PartWriter {
  return {
    write: async (chunks) => chunks.forEach(bytes.add),
    finish: async () => {},
    close: async () => {
      if (!bytes.isWhole()) await keep();
    },
  };
}

/** Enough to tell what a file is. */
const startBytes = 512;

function extended(start: Buffer, chunks: readonly Uint8Array[]): Buffer {
  return Buffer.concat([start, ...chunks.map((chunk) => chunk.subarray(0, startBytes))]).subarray(0, startBytes);
}

// A symbolic link that somebody put in this place must not lead the write elsewhere. Windows has no such flag.
const writeOwn = constants.O_WRONLY | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

async function readKept(path: string, notePath: string): Promise<Kept | 'missing' | undefined> {
  const info = await lstat(path).catch(nothingThere);
  if (info === undefined) return 'missing';
  const text = await readFile(notePath, 'utf8').catch(nothingThere);
  if (!info.isFile() || text === undefined) return undefined;
  const { note, complete } = parseNote(text);
  return { bytes: info.size, note, complete };
}

/** What a note says of the bytes beside it, as text. */
async function readNote(notePath: string): Promise<string> {
  return JSON.stringify(parseNote(await readFile(notePath, 'utf8')).note);
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
  /** Whether there was no file of this name a moment ago. */
  readonly isMissing: boolean;
}

async function beginPart({ path, notePath, at, note, isMissing }: Beginning): Promise<FileHandle> {
  // Old bytes go before the new note comes: a crash in between must not pass them off as the new file's.
  if (at > 0) await truncate(path, at);
  else if (!isMissing) await removeFile(path);
  await writeNote(notePath, { note, complete: false });
  return at > 0 ? await open(path, writeOwn) : await openNew(path);
}

interface Finishing {
  readonly notePath: string;
  readonly note: JsonObject;
  /** Of the whole file. */
  readonly bytes: number;
}

/** A note that tells the length has said it already. */
async function finishPart({ notePath, note, bytes }: Finishing): Promise<void> {
  if (note.total !== bytes) await writeNote(notePath, { note, complete: true });
}

async function writeNote(path: string, value: JsonObject): Promise<void> {
  await writeFile(path, JSON.stringify(value), { flag: writeOwn | constants.O_TRUNC, mode: 0o600 });
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
