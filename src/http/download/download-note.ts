import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JsonObject, JsonValue } from '../../json.js';
import { redactedUrl } from './download-failure.js';

/** What the bytes of an unfinished download belong to. URLs are kept as hashes: they may hold a signature. */
export interface DownloadNote {
  /** SHA-256 of the whole URL, and of the URL without its query. */
  readonly url: string;
  readonly resource: string;
  /** A strong ETag or a Last-Modified, as `If-Range` takes them. */
  readonly validator: string | null;
  /** Bytes of the whole file; null when the service did not say. */
  readonly total: number | null;
}

export interface KeptNote extends DownloadNote {
  /** It was made for this very URL, query included. */
  readonly sameUrl: boolean;
  /** The rest can be asked for: something tells whether it is still the same file. */
  readonly resumable: boolean;
}

const noteSchema = z.object({
  url: z.string(),
  resource: z.string(),
  validator: z.string().nullable(),
  total: z.int().positive().nullable(),
});

export interface NoteSource {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly total: number | null;
}

/** The note of an answer that begins at the first byte. A decoded body can't be continued, so nothing identifies it. */
export function toNote({ url, headers, total }: NoteSource): DownloadNote & JsonObject {
  const etag = headers.etag;
  const strong = etag?.startsWith('"') === true ? etag : undefined;
  return {
    url: hash(url),
    resource: hash(redactedUrl(url)),
    validator: headers['content-encoding'] === undefined ? (strong ?? headers['last-modified'] ?? null) : null,
    total,
  };
}

/**
 * The note, when bytes that bear it may be of this URL. With a validator the service itself tells whether the file is
 * still the same, so a URL that was signed anew will do; without one it must be the very same URL.
 */
export function readNote(note: JsonValue | undefined, url: string): KeptNote | undefined {
  const parsed = noteSchema.safeParse(note);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const sameUrl = data.url === hash(url);
  const sameResource = data.validator !== null && data.resource === hash(redactedUrl(url));
  if (!sameUrl && !sameResource) return undefined;
  return { ...data, sameUrl, resumable: data.validator !== null || data.total !== null };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
