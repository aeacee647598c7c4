import type { JsonObject } from '../json.js';
import type { Call, Progress } from './provider.js';

/** One request to a webhook address, as it arrived. */
export interface WebhookDelivery {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Exactly the bytes that came: a signature covers them, not what they mean. */
  readonly body: Uint8Array;
}

/** How deliveries of one service prove that they are its own. Pure but for `fetchSecret`. */
export type WebhookRule = WebhookBase & (SecretRule | KeysRule);

interface WebhookBase {
  /** Lower-case names of the headers that every genuine delivery has. */
  readonly headers: readonly string[];
  /** The one of them that says when it was sent, in Unix seconds; undefined where the service does not say. */
  readonly timeHeader: string | undefined;
  /** What the proof is about. The rest of a genuine delivery may still have been changed on the way. */
  readonly covers: 'body' | 'task-and-time' | 'nothing';
  /** What the body says of the job. */
  read(delivery: WebhookDelivery): WebhookNews;
}

/** A secret that the service and the user share. */
interface SecretRule {
  readonly kind: 'secret';
  /** What a secret looks like; anything else is refused before it is used. */
  readonly secretPattern: RegExp;
  /** The service learns the secret with each submit (`Call.webhookSecret`) and has none of the jobs that named none. */
  readonly toldAtSubmit?: true;
  /** Asks the service for the account's secret, where it can be asked. */
  fetchSecret?(call: Call): Promise<string>;
  isSigned(delivery: WebhookDelivery, secret: string): boolean;
}

/** Public keys that the service publishes and changes from time to time. */
interface KeysRule {
  readonly kind: 'keys';
  /** Where they are, as a JSON Web Key Set that needs no account. */
  readonly keysUrl: string;
  isSigned(delivery: WebhookDelivery, keys: readonly WebhookKey[]): boolean;
}

/** An Ed25519 public key of a key set. */
export interface WebhookKey {
  readonly id: string | undefined;
  /** 32 bytes, base64url. */
  readonly x: string;
}

export interface WebhookNews {
  readonly remoteId: string | null;
  /** Null for a word that we don't know. */
  readonly status: Progress['status'] | null;
}

/** The body as a JSON object; an empty one where it is none. */
export function jsonIn({ body }: WebhookDelivery): JsonObject {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** The object under a key; an empty one where there is none. */
export function objectIn(parent: JsonObject, key: string): JsonObject {
  const value = Object.hasOwn(parent, key) ? parent[key] : undefined;
  return isObject(value) ? value : {};
}

/** The first text that is not empty. */
export function textIn(...values: readonly unknown[]): string | null {
  return values.find((value): value is string => typeof value === 'string' && value !== '') ?? null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
