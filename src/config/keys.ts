import { stat } from 'node:fs/promises';
import { WanError } from '../errors.js';
import type { ProviderId } from '../providers/request.js';
import { readWholeInput } from './read-input.js';

/** What finding a key takes to know of a provider: `id`, and `facts.keyVariables`. */
export interface KeyedProvider {
  readonly id: ProviderId;
  /** Alternatives in order; every variable of one alternative must be set. Empty: no key. */
  readonly keyVariables: readonly (readonly string[])[];
}

export interface KeyFrom {
  readonly provider: KeyedProvider;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `providers.<id>` of the config; names where the key is, never the key. */
  readonly settings?: { readonly keyVariable?: string | undefined; readonly keyFile?: string | undefined } | undefined;
}

export interface ProviderKey {
  readonly value: string;
  /** `FAL_KEY`, `FAL_KEY_FILE`, `FAL_KEY_ID + FAL_KEY_SECRET`, or the path of a configured file. */
  readonly source: string;
}

/**
 * The key of a provider: from its variables in order, each directly or by `<VARIABLE>_FILE`, else from the configured file.
 * The parts of a key that comes in parts are joined with a colon. Undefined for a provider that takes none.
 *
 * @throws WanError `key.missing` naming the variables, or the file that can't be used
 */
export async function findKey({ provider, env, settings }: KeyFrom): Promise<ProviderKey | undefined> {
  if (provider.keyVariables.length === 0) return undefined;
  for (const variables of alternatives(provider, settings)) {
    if (!variables.every((name) => isSet(env, name))) continue;
    const parts = await Promise.all(variables.map((name) => readPart(provider, env, name)));
    return { value: parts.map(({ value }) => value).join(':'), source: parts.map(({ source }) => source).join(' + ') };
  }
  if (settings?.keyFile !== undefined) {
    const { keyFile } = settings;
    return { value: await readKeyFile({ provider, file: keyFile, name: 'keyFile' }), source: keyFile };
  }
  throw missingKey(provider);
}

/** Whether a key is at hand, without reading any file. */
export function isKeySet({ provider, env, settings }: KeyFrom): boolean {
  return (
    (provider.keyVariables.length > 0 && settings?.keyFile !== undefined) ||
    alternatives(provider, settings).some((variables) => variables.every((name) => isSet(env, name)))
  );
}

/** `FAL_KEY (or FAL_KEY_ID + FAL_KEY_SECRET)`, for messages. */
export function keyVariableText({ keyVariables }: KeyedProvider): string {
  const [first, ...others] = keyVariables.map((variables) => variables.join(' + '));
  return others.length === 0 ? (first ?? '') : `${first} (or ${others.join(', or ')})`;
}

function alternatives(provider: KeyedProvider, settings: KeyFrom['settings']): readonly (readonly string[])[] {
  const own = settings?.keyVariable;
  if (provider.keyVariables.length === 0) return [];
  return own === undefined ? provider.keyVariables : [[own], ...provider.keyVariables];
}

/** Empty counts as not set, which is how CI systems pass a secret that does not exist. */
function isSet(env: KeyFrom['env'], name: string): boolean {
  return Boolean(env[name]?.trim()) || Boolean(env[`${name}_FILE`]);
}

async function readPart(provider: KeyedProvider, env: KeyFrom['env'], name: string): Promise<ProviderKey> {
  const direct = env[name]?.trim();
  if (direct) return { value: checkedKey({ provider, text: direct, name }), source: name };
  const fileName = `${name}_FILE`;
  return { value: await readKeyFile({ provider, file: env[fileName] ?? '', name: fileName }), source: fileName };
}

interface KeyFile {
  readonly provider: KeyedProvider;
  readonly file: string;
  /** The variable or setting that names the file. */
  readonly name: string;
}

async function readKeyFile({ provider, file, name }: KeyFile): Promise<string> {
  const fail = (why: string, cause?: unknown) =>
    new WanError('key.missing', `${name}: ${file} ${why}`, { provider: provider.id, cause, hint: hintFor(provider) });
  try {
    if ((await stat(file)).size > largestKeyFile) throw fail('is too large to hold a key');
    const text = (await readWholeInput(file))
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trim();
    if (text === '') throw fail('is empty');
    return checkedKey({ provider, text, name });
  } catch (error) {
    throw error instanceof WanError ? error : fail('cannot be read', error);
  }
}

const largestKeyFile = 65_536;

/** A key goes into a header: line breaks and other controls inside it could only be a mistake. */
function checkedKey({ provider, text, name }: { provider: KeyedProvider; text: string; name: string }): string {
  if (/^[\u0021-\u007e]+$/.test(text)) return text;
  throw new WanError('key.missing', `${name} holds more than a key: spaces, line breaks or other signs`, {
    provider: provider.id,
    hint: hintFor(provider),
  });
}

function missingKey(provider: KeyedProvider): WanError {
  return new WanError('key.missing', `${provider.id} takes a key, and ${keyVariableText(provider)} is not set`, {
    provider: provider.id,
    hint: hintFor(provider),
  });
}

function hintFor({ keyVariables }: KeyedProvider): string {
  const name = keyVariables[0]?.[0] ?? '';
  return `set ${name}, or ${name}_FILE to a file that holds it; --provider local needs no key and is free`;
}
