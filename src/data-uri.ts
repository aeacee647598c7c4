import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from './json.js';

const dataUri = /^data:([^;,]*)(;base64)?,/;

/** The value with the digest in place of each data URI: what the journal keeps, and what a listed body is compared by. */
export function withDigests(value: JsonObject): JsonObject;
export function withDigests(value: JsonValue): JsonValue;
export function withDigests(value: JsonValue): JsonValue {
  if (typeof value === 'string') return digestOf(value);
  if (Array.isArray(value)) return value.map((item) => withDigests(item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withDigests(item)]));
}

/** `data:image/png;sha256,<hex of the decoded bytes>` for a data URI, which may be megabytes long; any other text as it is. */
export function digestOf(text: string): string {
  const match = dataUri.exec(text);
  if (match === null) return text;
  const payload = text.slice(match[0].length);
  const bytes = match[2] === undefined ? decodeText(payload) : Buffer.from(payload, 'base64');
  // A prompt may begin with "data:" and hold a comma and a percent sign; it stands for itself.
  if (bytes === undefined) return text;
  return `data:${match[1]};sha256,${createHash('sha256').update(bytes).digest('hex')}`;
}

function decodeText(payload: string): Buffer | undefined {
  try {
    return Buffer.from(decodeURIComponent(payload));
  } catch {
    return undefined;
  }
}
