import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { WanError } from '../../errors.js';
import { makePrivateDirectory, writePrivateFile } from '../../files/atomic.js';
import type { HttpClient } from '../../http/client.js';
import type { ProviderId } from '../../providers/request.js';
import { readKeySet } from '../../providers/signature.js';
import type { WebhookKey } from '../../providers/webhook.js';
import type { Session } from '../session.js';

/** fal's documentation allows a day; nobody's allows more. Milliseconds. */
const lifeMs = 24 * 3_600_000;
/** Forged deliveries must not make us ask the service each time. Milliseconds. */
const leastAgeMs = 60_000;

export interface PublishedKeys {
  readonly keys: readonly WebhookKey[];
  /** True when newer ones may be had: these were kept for a while, and keys change. */
  readonly mayBeOld: boolean;
}

export interface KeysQuestion {
  readonly provider: ProviderId;
  readonly url: string;
  readonly open: () => Promise<HttpClient>;
  /** Keys that were kept are passed over. */
  readonly refresh?: boolean | undefined;
}

const keptSchema = z.object({ at: z.number(), url: z.string(), set: z.json() });

/**
 * The keys that a service publishes, kept for a day.
 *
 * @throws WanError `network.failed`, `provider.unavailable`
 */
export async function publishedKeys(session: Session, question: KeysQuestion): Promise<PublishedKeys> {
  const { provider, url, open, refresh = false } = question;
  const directory = join(session.directories.cache, 'webhook-keys');
  const path = join(directory, `${provider}.json`);
  const now = session.runtime.clock.now();
  const kept = refresh ? undefined : await readKept(path);
  if (kept !== undefined && kept.url === url && now >= kept.at && now - kept.at < lifeMs) {
    return { keys: readKeySet(kept.set) ?? [], mayBeOld: now - kept.at >= leastAgeMs };
  }
  const response = await (await open()).send({ method: 'GET', url });
  const keys = response.status === 200 ? readKeySet(response.json) : undefined;
  if (keys === undefined) {
    throw new WanError('provider.unavailable', `${provider}: its webhook keys could not be read (${response.status})`, {
      hint: 'try again later, or give a key set with --jwks <file>',
      retryable: true,
      provider,
    });
  }
  await makePrivateDirectory(directory);
  await writePrivateFile(path, JSON.stringify({ at: now, url, set: response.json }));
  return { keys, mayBeOld: false };
}

/** The keys of a file. @throws WanError `usage.invalid` */
export async function keysInFile(session: Session, file: string): Promise<readonly WebhookKey[]> {
  const path = resolve(session.runtime.cwd, file);
  const keys = readKeySet(await readJson(path));
  if (keys !== undefined && keys.length > 0) return keys;
  throw new WanError('usage.invalid', `--jwks: ${path} holds no JSON Web Key Set with Ed25519 keys`, {
    hint: 'it looks like {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "..."}]}',
  });
}

/** A damaged file counts as none. */
async function readKept(path: string): Promise<z.infer<typeof keptSchema> | undefined> {
  return keptSchema.safeParse(await readJson(path)).data;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
