import type { Operation, Progress } from '../../providers/provider.js';
import { freeCall } from '../account.js';
import type { Account } from '../engine.js';

/** A stream beside the polling: while it is alive, polls may be far apart; its end is a reason to poll at once. */
export interface FollowedStream {
  /** Aborted when the stream has ended; null where the service has none. */
  readonly ended: AbortSignal | null;
  close(): void;
}

/** Reads what the service pushes and passes it on; errors of the stream are nobody's concern, polling goes on. */
export function followStream(
  account: Account,
  operation: Operation,
  onProgress: (progress: Progress) => void,
): FollowedStream {
  const { watch } = account.provider;
  if (watch === undefined) return { ended: null, close: () => {} };
  const controller = new AbortController();
  const events = watch(operation, freeCall(account))[Symbol.asyncIterator]();
  void read();
  return { ended: controller.signal, close: () => void events.return?.() };

  async function read(): Promise<void> {
    try {
      for (let next = await events.next(); next.done !== true; next = await events.next()) onProgress(next.value);
    } catch {
    } finally {
      controller.abort();
    }
  }
}
