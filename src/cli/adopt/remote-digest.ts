import { attemptDownload } from '../../http/download/download-attempt.js';
import { createDownloadDispatcher } from '../../http/download/download-connection.js';
import type { DownloadTarget } from '../../http/download/download-target.js';
import { digestBytes } from '../../media/digest.js';
import type { ProviderId } from '../../providers/request.js';
import type { Accounts } from '../accounts.js';
import type { Session } from '../session.js';

/** SHA-256 (hex) of what lies at an address that a provider lists; undefined where it can't be had without a key. */
export type RemoteDigest = (provider: ProviderId, url: string) => Promise<string | undefined>;

/** No picture or sound that was prepared here is larger. */
const maxBytes = 64 * 1024 * 1024;

/** Reads each address once. */
export function createRemoteDigest({ runtime, stop }: Session, accounts: Accounts): RemoteDigest {
  const known = new Map<string, Promise<string | undefined>>();
  const dispatchers = new Map<boolean, ReturnType<typeof createDownloadDispatcher>>();
  return (provider, url) => {
    const digest = known.get(url) ?? read(provider, url);
    known.set(url, digest);
    return digest;
  };

  async function read(provider: ProviderId, url: string): Promise<string | undefined> {
    const allowPrivate = await accounts.isPrivate(provider);
    const dispatcher = dispatchers.get(allowPrivate) ?? createDownloadDispatcher({ env: runtime.env, allowPrivate });
    dispatchers.set(allowPrivate, dispatcher);
    const { target, digest } = inMemory();
    try {
      const reached = accounts.reach(provider, url);
      await attemptDownload({
        url: reached,
        target,
        dispatcher,
        allowPrivate,
        maxBytes,
        signal: stop,
        clock: runtime.clock,
      });
      return digest();
    } catch {
      stop.throwIfAborted();
      return undefined;
    }
  }
}

function inMemory(): { readonly target: DownloadTarget; digest(): string } {
  let bytes = Buffer.alloc(0);
  const target: DownloadTarget = {
    kept: async () => undefined,
    begin: async () => ({
      write: async (chunks) => {
        bytes = Buffer.concat([bytes, ...chunks]);
      },
      finish: async () => {},
      close: async () => {},
    }),
    head: async (count) => bytes.subarray(0, count),
    discard: async () => {},
  };
  return { target, digest: () => digestBytes(bytes) };
}
