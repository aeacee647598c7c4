import type { FileHandle } from 'node:fs/promises';

export interface EarlySync {
  wrote(bytes: number): void;
  /** @throws what the system said of a sync that failed: it says so once, and a later sync would pass */
  settled(): Promise<void>;
}

/** Bytes between two syncs. Smaller files have none before their end. */
const stepBytes = 16 * 2 ** 20;

/** Begins to make what was written durable while more arrives, one step at a time, so that the end has little to wait for. */
export function syncEarly(file: Pick<FileHandle, 'datasync'>): EarlySync {
  let unsynced = 0;
  let running: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  const sync = async () => {
    unsynced = 0;
    await file.datasync().catch((error: unknown) => {
      failure ??= { error };
    });
    running = undefined;
  };
  return {
    wrote: (bytes) => {
      unsynced += bytes;
      if (unsynced >= stepBytes) running ??= sync();
    },
    settled: async () => {
      await running;
      if (failure !== undefined) throw failure.error;
    },
  };
}
