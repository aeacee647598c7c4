import { WanError } from '../../errors.js';
import type { Call, Found, LostSubmit, Operation, SubmitIntent } from '../provider.js';
import { pathOf } from './place.js';
import { statFile } from './storage.js';

/** How long after the intent the one request may still end and leave its file, ms: 10 min in the server, and slack. */
export const longestRunMs = 20 * 60_000;

/**
 * The clip of a submit that was lost, by the path that was journaled for it. The path is ours alone (80 random bits), so
 * the file is the match and nothing need be compared. No file is never proof of no bill: a clip can be metered and not
 * saved, or saved and deleted. So it is `absent` for a while, with nothing to be certain by, and then unknowable.
 */
export async function findSubmitted({ intent, intentAt, known }: LostSubmit, call: Call): Promise<Found> {
  const remoteId = remoteIdOf(intent);
  const path = pathOf(remoteId);
  if (known.has(remoteId)) return { kind: 'unknowable', reason: `${path} on Puter belongs to another job` };
  const file = await statFile(path, call);
  const now = call.now();
  if (file !== undefined) return { kind: 'one', operation: toOperation({ remoteId, now }) };
  // There is no list that could be read back past the intent, and saying so keeps the runner from being certain.
  if (now - intentAt < longestRunMs) return { kind: 'absent', listedBackTo: intentAt, serverNow: now };
  const reason = `nothing lies at ${path} on Puter: it failed, or it was metered and not saved`;
  return { kind: 'unknowable', reason };
}

/** The file name that was chosen before the call. */
export function remoteIdOf({ ids }: SubmitIntent): string {
  const id = ids?.remoteId;
  if (id === undefined)
    throw new WanError('internal.bug', 'a Puter call without an output path', { provider: 'puter' });
  return id;
}

export interface Ended {
  readonly remoteId: string;
  /** Epoch ms at which the call was known to have ended. */
  readonly now: number;
  readonly url?: string | undefined;
}

export function toOperation({ remoteId, now, url }: Ended): Operation {
  return { remoteId, endedAt: now, ...(url === undefined ? {} : { url }) };
}
