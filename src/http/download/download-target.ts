import type { JsonObject, JsonValue } from '../../json.js';

/** Where a download is collected and what survives of it when the process ends; `files/part.ts` is the one on disk. */
export interface DownloadTarget {
  /** What an earlier attempt left; undefined when there is nothing. */
  kept(): Promise<KeptBytes | undefined>;
  /**
   * Keeps the first `at` bytes, drops the rest, and notes to whom the bytes belong before the first of them is written.
   *
   * @throws WanError `local.disk`, `local.output`, as do all the others
   */
  begin(at: number, note: JsonObject): Promise<DownloadWriter>;
  /** The first bytes, at most `count`. */
  head(count: number): Promise<Uint8Array>;
  /** Removes bytes and note. */
  discard(): Promise<void>;
}

export interface KeptBytes {
  readonly bytes: number;
  /** What `begin` was given; any JSON, since a file can be damaged. */
  readonly note: JsonValue;
  /** Whether `finish` was reached. */
  readonly complete: boolean;
}

export interface DownloadWriter {
  /** Appends them all; resolves when the system has the bytes. */
  write(chunks: readonly Uint8Array[]): Promise<void>;
  /** Marks the bytes as complete; whoever gives them their name makes them durable. */
  finish(): Promise<void>;
  close(): Promise<void>;
}
