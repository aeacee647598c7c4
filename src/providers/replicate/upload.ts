import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { WanError } from '../../errors.js';
import type { Call } from '../provider.js';
import type { HostedFile, MediaFile } from '../request.js';
import { readAnswer } from './answer.js';
import { apiOrigin } from './route.js';

/** The Files API takes less than 100 MB. */
const uploadLimit = 100 * 1024 * 1024;
const uploadDeadlineMs = 300_000;
/** A URL of a file without `expires_at` is trusted this long: the shortest life that any source gives, ms. */
const shortestLifeMs = 3_600_000;
/**
 * Largest data URI, bytes of the encoded text: the official client stops at 10 MB of bytes in all, and a clip may have
 * a first and a last image. The documentation advises 256 kB, so this is the way of last resort.
 */
export const dataUriLimit = 6_600_000;

const fileSchema = z.object({
  urls: z.object({ get: z.url({ protocol: /^https?$/ }) }),
  expires_at: z.string().nullish(),
});

/**
 * Puts a file into Replicate's own storage; models read its URL with Replicate's own key.
 *
 * @throws WanError `request.invalid` for a file that is too large
 */
export async function uploadFile(file: MediaFile, call: Call): Promise<HostedFile> {
  if (file.bytes >= uploadLimit) {
    throw new WanError('request.invalid', `Replicate takes files under 100 MB; ${file.path} is larger`, {
      hint: 'configure a bucket, or make the file smaller',
      provider: 'replicate',
    });
  }
  const content = await readFile(file.path);
  const body = new FormData();
  body.append('content', new Blob([content], { type: file.mime }), nameOf(file));
  const url = `${apiOrigin}/v1/files`;
  const response = await call.http.send({ method: 'POST', url, body, timeoutMs: uploadDeadlineMs });
  const inline = asDataUri(file, content);
  // The Files API stands behind a feature flag: an account without it sends small files along in the request.
  if (isSwitchedOff(response.status) && inline.length <= dataUriLimit) {
    return { url: inline, expiresAt: null, digest: file.digest };
  }
  const { urls, expires_at: expires } = readAnswer(response, { schema: fileSchema, now: call.now() });
  const expiresAt = Date.parse(expires ?? '');
  return {
    url: urls.get,
    expiresAt: Number.isNaN(expiresAt) ? call.now() + shortestLifeMs : expiresAt,
    digest: file.digest,
  };
}

function isSwitchedOff(status: number): boolean {
  return status === 403 || status === 404;
}

function asDataUri({ mime }: MediaFile, content: Buffer): string {
  return `data:${mime};base64,${content.toString('base64')}`;
}

/** Named for its content: the user's file name is nobody else's business. */
function nameOf({ digest, mime }: MediaFile): string {
  return `${digest.slice(0, 16)}.${mime.split('/')[1]?.replace(/[^a-z0-9]/g, '') ?? 'bin'}`;
}
