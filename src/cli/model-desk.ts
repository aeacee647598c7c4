import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { lookUpModel, modelsOf, unknownModel } from '../catalogue/catalogue.js';
import type { ModelSpec } from '../catalogue/model.js';
import { openModel } from '../catalogue/open-model.js';
import { makePrivateDirectory, writePrivateFile } from '../files/atomic.js';
import { freeCall } from '../jobs/account.js';
import type { ModelSchema } from '../providers/provider.js';
import type { ProviderId } from '../providers/request.js';
import type { Accounts } from './accounts.js';
import type { Session } from './session.js';

/** A schema that was read this long ago is read again, milliseconds; without an answer the old one serves. */
const freshMs = 24 * 3_600_000;

const cachedText = z.object({
  at: z.number(),
  schema: z.custom<ModelSchema>((value) => typeof value === 'object' && value !== null && 'parameters' in value),
});

/** The facts of models: the catalogue's, and for a provider's other endpoints those of its live schema. */
export interface ModelDesk {
  /** The model that a name or id means. @throws WanError `request.unknown-model`, or why the schema could not be read */
  find(provider: ProviderId, nameOrId: string): Promise<ModelSpec>;
  /** The model of a job; one outside the catalogue must have been found or learned before. */
  of(job: { readonly provider: ProviderId; readonly endpoint: string }): ModelSpec;
  /** Reads what is needed to go on with these jobs. */
  learn(jobs: readonly { readonly provider: ProviderId; readonly endpoint: string }[]): Promise<void>;
}

export function createModelDesk(session: Session, accounts: Accounts): ModelDesk {
  const learned = new Map<string, ModelSpec>();
  const keyOf = (provider: ProviderId, endpoint: string) => `${provider} ${endpoint}`;
  return { find, of, learn };

  async function find(provider: ProviderId, nameOrId: string): Promise<ModelSpec> {
    const listed = lookUpModel(provider, nameOrId);
    if (listed !== undefined) return listed;
    const schema = await readSchema(session, accounts, { provider, endpoint: nameOrId });
    if (schema === undefined) throw unknownModel(provider, nameOrId);
    const spec = openModel(provider, nameOrId, schema);
    learned.set(keyOf(provider, nameOrId), spec);
    return spec;
  }

  function of({ provider, endpoint }: { provider: ProviderId; endpoint: string }): ModelSpec {
    return listedModel(provider, endpoint) ?? learned.get(keyOf(provider, endpoint)) ?? openModel(provider, endpoint);
  }

  async function learn(jobs: readonly { provider: ProviderId; endpoint: string }[]): Promise<void> {
    for (const { provider, endpoint } of jobs) {
      if (listedModel(provider, endpoint) !== undefined || learned.has(keyOf(provider, endpoint))) continue;
      // A job that is only fetched needs no schema: what can't be read now stands in nobody's way.
      const schema = await readSchema(session, accounts, { provider, endpoint }).catch(() => undefined);
      if (schema !== undefined) learned.set(keyOf(provider, endpoint), openModel(provider, endpoint, schema));
    }
  }
}

function listedModel(provider: ProviderId, endpoint: string): ModelSpec | undefined {
  return modelsOf(provider).find((spec) => spec.endpoint === endpoint);
}

interface Wanted {
  readonly provider: ProviderId;
  readonly endpoint: string;
}

/** The live input schema of an endpoint, kept for a day; undefined when the provider does not know the endpoint. */
async function readSchema(session: Session, accounts: Accounts, wanted: Wanted): Promise<ModelSchema | undefined> {
  const { clock } = session.runtime;
  const directory = join(session.directories.cache, 'schemas', wanted.provider);
  const path = join(directory, `${createHash('sha256').update(wanted.endpoint).digest('hex').slice(0, 32)}.json`);
  const kept = await readCached(path);
  if (kept !== undefined && clock.now() - kept.at < freshMs) return kept.schema;
  const account = accounts.of(wanted.provider);
  try {
    const schema = await account.provider.schema?.(wanted.endpoint, freeCall(account));
    if (schema === undefined) return kept?.schema;
    await makePrivateDirectory(directory);
    await writePrivateFile(path, JSON.stringify({ at: clock.now(), schema }));
    return schema;
  } catch (error) {
    if (kept !== undefined) return kept.schema;
    throw error;
  }
}

/** A damaged file counts as none. */
async function readCached(path: string): Promise<z.infer<typeof cachedText> | undefined> {
  try {
    return cachedText.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
