import { z } from 'zod';
import { WanError } from '../../errors.js';
import type { Call, Operation, Progress } from '../provider.js';
import { pathOf } from './place.js';
import { linkTo, statFile } from './storage.js';

/** What an operation may hold besides its id. */
const endedSchema = z.object({
  endedAt: z.number().optional().catch(undefined),
  url: z.url().optional().catch(undefined),
});

/** How long a copy may take to appear on the account after the answer, ms; until then it is waited for. */
const savingMs = 10 * 60_000;

/**
 * Where the clip of a call that has ended can be fetched: at the service's own link while that lives, else from the copy
 * on the account. There is nothing to poll; the answer to the submit was the end. A clip that is in neither place is paid
 * all the same, and no document says when it can be gone: it is never given up.
 *
 * @throws WanError `job.not-found` for a clip in neither place, which is no verdict on the job
 */
export async function findClip(operation: Operation, call: Call): Promise<Progress> {
  const { url, endedAt } = endedSchema.parse(operation);
  if (url !== undefined && (await isAlive(url, call))) return ready(url);
  const path = pathOf(operation.remoteId);
  const file = await statFile(path, call);
  if (file !== undefined) return ready(await linkTo(file, call));
  if (endedAt === undefined) throw notFound(operation.remoteId, path);
  if (call.now() - endedAt < savingMs) return { status: 'rendering', note: `waiting for ${path} on Puter` };
  const link = url === undefined ? 'no link came with it' : 'its link is dead';
  throw new WanError('job.not-found', `${link}, and nothing lies at ${path} on Puter`, {
    hint: 'puter.com shows the files of its account; wan resume asks again, --force renders and pays anew',
    provider: 'puter',
    remoteId: operation.remoteId,
  });
}

/** No document says how long a link of the renderer lives; a copy stays until it is deleted. */
function ready(url: string): Progress {
  return { status: 'succeeded', urls: [url], expiresAt: null };
}

/** Only a plain "gone" counts: anything else is for the download, which tries more than once. One byte, without the key. */
async function isAlive(url: string, call: Call): Promise<boolean> {
  try {
    const { status } = await call.http.send({ method: 'GET', url, headers: { range: 'bytes=0-0' } });
    return ![401, 403, 404, 410].includes(status);
  } catch {
    call.signal.throwIfAborted();
    return true;
  }
}

function notFound(remoteId: string, path: string): WanError {
  return new WanError('job.not-found', `nothing lies at ${path} on the Puter account of this token`, {
    hint: 'use the token that rendered it; puter.com shows the files of its account',
    provider: 'puter',
    remoteId,
  });
}
