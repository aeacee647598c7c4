import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../json.js';
import type { JobEvent } from './job.js';

const dataUri = /^data:([^;,]*)(;base64)?,/;

/** The event as the ledger keeps it: a data URI may be megabytes long, its digest tells as much. */
export function journalEvent(event: JobEvent): JobEvent {
  if (event.type === 'intent') return { ...event, intent: { ...event.intent, body: withDigests(event.intent.body) } };
  if (event.type !== 'uploaded') return event;
  const media = Object.entries(event.media).flatMap(([role, file]) =>
    file === undefined ? [] : [[role, { ...file, url: digestOf(file.url) }]],
  );
  return { ...event, media: Object.fromEntries(media) };
}

function withDigests(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, shorten(value)]));
}

function shorten(value: JsonValue): JsonValue {
  if (typeof value === 'string') return digestOf(value);
  if (Array.isArray(value)) return value.map(shorten);
  return value !== null && typeof value === 'object' ? withDigests(value as JsonObject) : value;
}

/** `data:image/png;sha256,<hex of the decoded bytes>`, the form in which adapters compare bodies. */
function digestOf(text: string): string {
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
