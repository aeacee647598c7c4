import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { WanError } from '../../errors.js';
import type { JsonValue } from '../../json.js';
import type { Call } from '../provider.js';
import { unreadable } from '../read-answer.js';
import type { HostedFile, MediaFile } from '../request.js';
import { readAnswer } from './answer.js';
import { mediaRoot, ordinaryHeaders } from './place.js';

/** The largest upload that any source mentions, bytes. */
const uploadLimit = 512 * 1024 * 1024;
const uploadDeadlineMs = 300_000;
/** The URL is called temporary, and no source says how long it lives; it is used again for an hour, ms. */
const trustedMs = 3_600_000;

const linkSchema = z.string().regex(/^https?:\/\//i);
const placeSchema = z.object({ download_url: linkSchema, url: linkSchema }).partial().catch({});

/**
 * Puts a file into Atlas Cloud's own store, from which only its models are meant to read.
 *
 * @throws WanError `request.invalid` for a file that is too large
 */
export async function uploadFile(file: MediaFile, call: Call): Promise<HostedFile> {
  if (file.bytes > uploadLimit) {
    throw new WanError('request.invalid', `Atlas Cloud takes uploads of up to 512 MB; ${file.path} is larger`, {
      hint: 'configure a bucket, or make the file smaller',
      provider: 'atlascloud',
    });
  }
  const body = new FormData();
  body.append('file', new Blob([await readFile(file.path)], { type: file.mime }), nameOf(file));
  const response = await call.http.send({
    method: 'POST',
    url: `${mediaRoot}/model/uploadMedia`,
    headers: ordinaryHeaders,
    body,
    timeoutMs: uploadDeadlineMs,
  });
  const url = linkIn(readAnswer(response, { schema: z.json().nullish(), now: call.now() })) ?? linkIn(response.json);
  if (url === undefined) throw unreadable('atlascloud');
  return { url, expiresAt: call.now() + trustedMs, digest: file.digest };
}

/** The link stands in `data`, or by one sample of the documentation beside it. */
function linkIn(value: JsonValue | undefined): string | undefined {
  const place = placeSchema.parse(value);
  return place.download_url ?? place.url;
}

/** Named for its content: the service sorts files by extension, and the user's file name is nobody else's business. */
function nameOf({ digest, mime }: MediaFile): string {
  return `${digest.slice(0, 16)}.${extensions[mime] ?? mime.split('/')[1]?.replace(/[^a-z0-9]/g, '') ?? 'bin'}`;
}

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/x-wav': 'wav',
};
