import { createHash } from 'node:crypto';
import type { JsonValue } from '../json.js';

/** Takes out of text and data what must not be shown: keys, queries and userinfo of URLs, whole files in data URIs. */
export interface Redactor {
  text(text: string): string;
  /** Any value as JSON; what JSON can't hold becomes null or text. A provider's own `videoUrl` keeps its query. */
  json(value: unknown): JsonValue;
}

/**
 * Pure and total. `secrets` are the keys known by value; they are found as they are, percent-encoded, JSON-escaped and
 * in base64, and of `id:secret` the secret alone as well.
 * Shorter than 4 characters they are no keys, and taking them out would make any text unreadable.
 */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const known = secretForms(secrets);
  const withoutSecrets = (text: string) => known.reduce((rest, secret) => rest.replaceAll(secret, mask), text);
  const text = (original: string) => redactPatterns(withoutSecrets(original));
  return { text, json: (value) => redactValue(value, { text, videoUrl: withoutSecrets, parents: [] }) };
}

const mask = '***';

function secretForms(secrets: readonly string[]): string[] {
  const forms = secrets
    .map((secret) => secret.trim())
    .flatMap((secret) => [secret, secret.slice(secret.indexOf(':') + 1)])
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [secret, percentEncoded(secret), JSON.stringify(secret).slice(1, -1), ...base64Of(secret)]);
  // Longest first: a key that contains another one must not be left in pieces.
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** What of it is the same in base64 whatever stands before it; too short, it could be anything. */
function base64Of(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2]
    .map((offset) => {
      const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
      return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    })
    .flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')])
    .filter((text) => text.length >= 8);
}

function percentEncoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

function redactPatterns(text: string): string {
  return text
    .replace(dataUri, describeDataUri)
    .replace(url, redactUrl)
    .replace(credentialHeader, `$1${mask}`)
    .replace(namedSecret, `$1${mask}`)
    .replace(bearer, `$1 ${mask}`);
}

const dataUri = /\bdata:([\w.+-]+\/[\w.+-]+)?((?:;[\w.+=-]+)*),([^\s"'<>)]*)/gi;
/** Quotes, brackets and backslashes may stand in a query, so they don't end a URL here; hiding too much is no harm. One that was taken for a path has lost a slash. */
const url = /([a-z][a-z0-9+.-]{0,20}:\/\/|https?:\/)([^\s"<>]+)/gi;
const credentialHeader = /(\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?)[^\r\n"']+/gi;
/** Long values only: the provider's own sentence ("invalid token: expired") is kept. */
const namedSecret = /(\b(?:x-api-key|[a-z_-]{0,40}(?:token|secret|key))["']?\s*[:=]\s*["']?)[\w.:+/=~-]{16,}/gi;
const bearer = /\b(bearer|basic|key|token)\s+[\w.:+/=~-]{20,}/gi;

function describeDataUri(_whole: string, mime = '', parameters = '', payload = ''): string {
  const bytes = parameters.toLowerCase().endsWith(';base64') ? Buffer.from(payload, 'base64') : Buffer.from(payload);
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return `data:${mime}${parameters},… (${kilobytes(bytes.length)}, sha256 ${digest}…)`;
}

function kilobytes(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${Math.round(bytes / 1000)} kB`;
}

function redactUrl(_whole: string, scheme: string, rest: string): string {
  const end = rest.search(/[/?#\\]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  const host = authority.includes('@') ? `…@${authority.slice(authority.lastIndexOf('@') + 1)}` : authority;
  const afterHost = end === -1 ? '' : rest.slice(end);
  const hidden = afterHost.search(/[?#]/);
  if (hidden === -1) return scheme + host + afterHost;
  return `${scheme}${host}${afterHost.slice(0, hidden)}${afterHost[hidden]}…`;
}

interface Walk {
  readonly text: (text: string) => string;
  readonly videoUrl: (text: string) => string;
  /** Objects that hold this one; a value inside itself is cut. */
  readonly parents: readonly object[];
}

function redactValue(value: unknown, walk: Walk): JsonValue {
  switch (typeof value) {
    case 'string':
      return walk.text(value);
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'boolean':
      return value;
    case 'bigint':
      return String(value);
    case 'object':
      return value === null || isTooDeep(value, walk) ? null : redactObject(value, walk);
    default:
      return null;
  }
}

function isTooDeep(value: object, { parents }: Walk): boolean {
  return parents.length >= 100 || parents.includes(value);
}

function redactObject(value: object, walk: Walk): JsonValue {
  const inside = { ...walk, parents: [...walk.parents, value] };
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.map((item) => redactValue(item, inside));
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && typeof item !== 'function');
  return Object.fromEntries(entries.map(([key, item]) => [walk.text(key), redactEntry(key, item, inside)]));
}

function redactEntry(key: string, item: unknown, walk: Walk): JsonValue {
  if (key === 'videoUrl' && typeof item === 'string') return walk.videoUrl(item);
  // "Is there a key" may be told; the key may not.
  const tells = item === null || typeof item === 'boolean' || item === '';
  return isSecretName(key) && !tells ? mask : redactValue(item, walk);
}

/** `authorization`, `X-API-Key`, `accessToken`, `client_secret`, `key`; not `keyFingerprint`, `max_tokens`, `monkey`. */
function isSecretName(name: string): boolean {
  return secretWord.test(name.toLowerCase()) || secretCamelCase.test(name);
}

const secretWord = /^(?:.*[-_ .])?(?:authorization|cookie|password|token|secret|key|apikey)$/;
const secretCamelCase = /[a-z\d](?:Token|Secret|Password|Key)$/;
