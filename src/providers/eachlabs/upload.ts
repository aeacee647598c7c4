import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { WanError } from '../../errors.js';
import type { HttpResponse } from '../../http/client.js';
import type { Call } from '../provider.js';
import { isSuccess } from '../read-answer.js';
import type { HostedFile, MediaFile } from '../request.js';
import { apiOrigin } from './address.js';
import { readAnswer } from './answer.js';

/** The store takes files up to 100 MB. */
const uploadLimit = 100 * 1024 * 1024;
const uploadDeadlineMs = 300_000;
/** How long the file is to stay, s: a day is far longer than any job takes. The default would be 180 days. */
const lifeSeconds = 86_400;

const presignSchema = z.object({
  presigned_url: z.url({ protocol: /^https?$/ }),
  public_url: z.url({ protocol: /^https?$/ }),
  expires_at: z.string().nullish(),
  required_headers: z.record(z.string(), z.string()).nullish(),
});
type Presigned = z.infer<typeof presignSchema>;

/**
 * Puts a file into Eachlabs' own store, at a public address.
 *
 * @throws WanError `request.invalid` for a file that is too large
 */
export async function uploadFile(file: MediaFile, call: Call): Promise<HostedFile> {
  if (file.bytes > uploadLimit) {
    throw new WanError('request.invalid', `Eachlabs takes files up to 100 MB; ${file.path} is larger`, {
      hint: 'configure a bucket, or make the file smaller',
      provider: 'eachlabs',
    });
  }
  const content = await readFile(file.path);
  const place = await presign(file, call);
  const response = await call.http.send({
    method: 'PUT',
    url: place.presigned_url,
    headers: headersOf(place, file),
    body: new Uint8Array(content),
    timeoutMs: uploadDeadlineMs,
  });
  if (!isSuccess(response)) throw notStored(response);
  const expiresAt = Date.parse(place.expires_at ?? '');
  return {
    url: place.public_url,
    expiresAt: Number.isNaN(expiresAt) ? call.now() + lifeSeconds * 1000 : expiresAt,
    digest: file.digest,
  };
}

async function presign({ mime }: MediaFile, call: Call): Promise<Presigned> {
  const [kind = ''] = mime.split('/');
  const json = {
    content_type: mime,
    file_type: ['image', 'video', 'audio'].includes(kind) ? kind : 'other',
    expires_in_seconds: lifeSeconds,
  };
  const response = await call.http.send({ method: 'POST', url: `${apiOrigin}/v1/upload/presign`, json });
  return readAnswer(response, { schema: presignSchema, now: call.now() });
}

/** Every header that the signature covers, as it was given. */
function headersOf({ required_headers: required }: Presigned, { mime }: MediaFile): Readonly<Record<string, string>> {
  const given = Object.entries(required ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { 'content-type': mime, ...Object.fromEntries(given) };
}

/** The store is not the API: its 403 is a signature that is too old or does not fit, and says nothing of the key. */
function notStored({ status }: HttpResponse): WanError {
  return new WanError('provider.unavailable', `eachlabs: its store did not take the file (${status})`, {
    hint: 'try again, or configure a bucket',
    retryable: status === 403 || status === 408 || status === 429 || status >= 500,
    provider: 'eachlabs',
  });
}
