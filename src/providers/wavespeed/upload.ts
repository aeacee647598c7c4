import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { WanError } from '../../errors.js';
import { toReadError } from '../../http/refusal.js';
import type { Call } from '../provider.js';
import type { HostedFile, MediaFile } from '../request.js';
import { readData } from '../wavespeed-surface.js';
import { retentionMs, surface } from './surface.js';

/** What the official clients read at most, bytes. */
const uploadLimit = 200 * 1024 * 1024;
const uploadDeadlineMs = 300_000;

const ticketSchema = z.object({
  download_url: z.url({ protocol: /^https?$/ }),
  upload: z.object({
    method: z.string().regex(/^put$/i),
    url: z.url({ protocol: /^https?$/ }),
    headers: z.record(z.string(), z.string()).nullish(),
  }),
});
const storedSchema = z.object({ download_url: z.url({ protocol: /^https?$/ }) });

/**
 * Puts a file into WaveSpeed's storage, where it stays for seven days: by a signed URL, or where that is not offered as a
 * form.
 *
 * @throws WanError `request.invalid` for a file that is too large
 */
export async function upload(file: MediaFile, call: Call): Promise<HostedFile> {
  if (file.bytes > uploadLimit) {
    throw new WanError('request.invalid', `WaveSpeed takes uploads of up to 200 MB; ${file.path} is larger`, {
      hint: 'configure a bucket, or make the file smaller',
      provider: 'wavespeed',
    });
  }
  const content = await readFile(file.path);
  const expiresAt = call.now() + retentionMs;
  const url = (await uploadSigned(file, content, call)) ?? (await uploadForm(file, content, call));
  return { url, expiresAt, digest: file.digest };
}

/** Undefined where the service has no such route (any more, or yet). */
async function uploadSigned(file: MediaFile, content: Uint8Array, call: Call): Promise<string | undefined> {
  const response = await call.http.send({
    method: 'POST',
    url: `${surface.base}/media/uploads`,
    json: { filename: nameOf(file), size: content.length, content_type: file.mime },
  });
  if (response.status === 404 || response.status === 405) return undefined;
  const ticket = readData(response, { surface, schema: ticketSchema, now: call.now() });
  // The signed URL is no API host: the key stays behind, and the headers are exactly those that were signed.
  const stored = await call.http.send({
    method: 'PUT',
    url: ticket.upload.url,
    headers: ticket.upload.headers ?? {},
    body: content,
    timeoutMs: uploadDeadlineMs,
  });
  if (stored.status >= 200 && stored.status <= 299) return ticket.download_url;
  throw toReadError({ provider: 'wavespeed', response: stored, message: 'the upload was not taken', now: call.now() });
}

async function uploadForm(file: MediaFile, content: Uint8Array<ArrayBuffer>, call: Call): Promise<string> {
  const body = new FormData();
  body.append('file', new Blob([content], { type: file.mime }), nameOf(file));
  const url = `${surface.base}/media/upload/binary`;
  const response = await call.http.send({ method: 'POST', url, body, timeoutMs: uploadDeadlineMs });
  return readData(response, { surface, schema: storedSchema, now: call.now() }).download_url;
}

/** Named for its content: the user's file name is nobody else's business. */
function nameOf({ digest, mime }: MediaFile): string {
  return `${digest.slice(0, 16)}.${mime.split('/')[1]?.replace(/[^a-z0-9]/g, '') ?? 'bin'}`;
}
