import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makePrivateDirectory, writePrivateFile } from '../../files/atomic.js';
import { freeCall } from '../../jobs/account.js';
import type { Account } from '../../jobs/engine.js';
import type { ModelSchema } from '../../providers/model-schema.js';
import type { ProviderId } from '../../providers/request.js';
import type { Session } from '../session.js';

export interface WantedSchema {
  readonly provider: ProviderId;
  readonly endpoint: string;
  /** A kept copy serves only where no newer one can be had. */
  readonly refresh?: boolean | undefined;
  /** @throws WanError where the provider can't be asked: `key.missing` */
  account(): Account;
}

export interface ShelvedSchema {
  readonly schema: ModelSchema;
  /** Epoch milliseconds. */
  readonly readAt: number;
  /** Why a newer one could not be had, where one was wanted. */
  readonly problem: unknown;
}

/** A schema that was read this long ago is read again, milliseconds; without an answer the old one serves. */
const freshMs = 24 * 3_600_000;

const shelvedText = z.object({
  at: z.number(),
  schema: z.custom<ModelSchema>((value) => typeof value === 'object' && value !== null && 'parameters' in value),
});

/**
 * The live input schema of an endpoint, kept for a day; undefined when the provider does not know the endpoint.
 *
 * @throws why it could not be read, when no copy was kept either
 */
export async function readSchema(session: Session, wanted: WantedSchema): Promise<ShelvedSchema | undefined> {
  const { clock } = session.runtime;
  const directory = join(session.directories.cache, 'schemas', wanted.provider);
  const path = join(directory, `${createHash('sha256').update(wanted.endpoint).digest('hex').slice(0, 32)}.json`);
  const kept = await readKept(path);
  if (kept !== undefined && wanted.refresh !== true && clock.now() - kept.readAt < freshMs) return kept;
  try {
    const account = wanted.account();
    const schema = await account.provider.schema?.(wanted.endpoint, freeCall(account));
    if (schema === undefined) return kept;
    const readAt = clock.now();
    await makePrivateDirectory(directory);
    await writePrivateFile(path, JSON.stringify({ at: readAt, schema }));
    return { schema, readAt, problem: undefined };
  } catch (problem) {
    if (kept !== undefined) return { ...kept, problem };
    throw problem;
  }
}

/** A damaged file counts as none. */
async function readKept(path: string): Promise<ShelvedSchema | undefined> {
  try {
    const { at, schema } = shelvedText.parse(JSON.parse(await readFile(path, 'utf8')));
    return { schema, readAt: at, problem: undefined };
  } catch {
    return undefined;
  }
}
