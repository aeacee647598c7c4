import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { WanError } from '../../errors.js';
import type { Call } from '../provider.js';
import type { HostedFile, MediaFile } from '../request.js';
import { readAnswer, throwUnread } from './failure.js';
import { restOrigin } from './place.js';

/** Above this the official client goes over to parts, bytes. */
const uploadLimit = 90 * 1024 * 1024;
const uploadDeadlineMs = 300_000;
/** How long uploads are asked to be kept, seconds: the account's own setting may be "for ever". */
const lifetimeSeconds = 7 * 86_400;

const ticketSchema = z.object({
  upload_url: z.url({ protocol: /^https?$/ }),
  file_url: z.url({ protocol: /^https?$/ }),
});

/**
 * Puts a file on fal's CDN through a signed URL, where it stays for seven days.
 *
 * @throws WanError `request.invalid` for a file that is too large
 */
export async function upload(file: MediaFile, call: Call): Promise<HostedFile> {
  if (file.bytes > uploadLimit) {
    throw new WanError('request.invalid', `fal takes uploads of up to 90 MB; ${file.path} is larger`, {
      hint: 'configure a bucket, or make the file smaller',
      provider: 'fal',
    });
  }
  const content = await readFile(file.path);
  const expiresAt = call.now() + lifetimeSeconds * 1000;
  const response = await call.http.send({
    method: 'POST',
    url: `${restOrigin}/storage/upload/initiate`,
    query: { storage_type: 'fal-cdn-v3' },
    headers: { 'x-fal-object-lifecycle': JSON.stringify({ expiration_duration_seconds: lifetimeSeconds }) },
    json: { content_type: file.mime, file_name: nameOf(file) },
  });
  const ticket = readAnswer(response, { schema: ticketSchema, now: call.now() });
  // The signed URL is no API host: the key stays behind.
  const stored = await call.http.send({
    method: 'PUT',
    url: ticket.upload_url,
    headers: { 'content-type': file.mime },
    body: content,
    timeoutMs: uploadDeadlineMs,
  });
  if (stored.status < 200 || stored.status > 299) throwUnread({ ...stored, json: undefined }, call.now());
  return { url: ticket.file_url, expiresAt, digest: file.digest };
}

/** Named for its content: the user's file name is nobody else's business. */
function nameOf({ digest, mime }: MediaFile): string {
  return `${digest.slice(0, 16)}.${mime.split('/')[1]?.replace(/[^a-z0-9]/g, '') ?? 'bin'}`;
}
