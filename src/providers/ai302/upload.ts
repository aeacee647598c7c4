import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { WanError } from '../../errors.js';
import type { Call } from '../provider.js';
import type { HostedFile, MediaFile } from '../request.js';
import { apiOrigin, readAnswer } from './answer.js';

/** Bytes. */
const uploadLimit = 50 * 1024 * 1024;
const uploadDeadlineMs = 300_000;
/** No document says how long a file is kept; it is not used again after this long, ms. */
const trustedForMs = 3_600_000;

/** `data` is the URL itself, not an object with one. */
const storedSchema = z.object({ code: z.literal(200), data: z.url({ protocol: /^https?$/ }) });

/**
 * Puts a file into 302.AI's storage, for 0.001 dollars.
 *
 * @throws WanError `request.invalid` for a file that is too large
 */
export async function upload(file: MediaFile, call: Call): Promise<HostedFile> {
  if (file.bytes > uploadLimit) {
    throw new WanError('request.invalid', `302.AI takes uploads of up to 50 MB; ${file.path} is larger`, {
      hint: 'configure a bucket, or make the file smaller',
      provider: 'ai302',
    });
  }
  const body = new FormData();
  body.append('file', new Blob([await readFile(file.path)], { type: file.mime }), nameOf(file));
  const url = `${apiOrigin}/302/upload-file`;
  const response = await call.http.send({ method: 'POST', url, body, timeoutMs: uploadDeadlineMs });
  const { data } = readAnswer(response, { schema: storedSchema, now: call.now() });
  return { url: data, expiresAt: call.now() + trustedForMs, digest: file.digest };
}

/** Named for its content: the user's file name is nobody else's business. */
function nameOf({ digest, mime }: MediaFile): string {
  return `${digest.slice(0, 16)}.${mime.split('/')[1]?.replace(/[^a-z0-9]/g, '') ?? 'bin'}`;
}
