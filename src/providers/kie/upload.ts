import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Call } from '../provider.js';
import { unreadable } from '../read-answer.js';
import type { HostedFile, MediaFile } from '../request.js';
import { readAnswer } from './answer.js';
import { uploadOrigin } from './place.js';

const uploadDeadlineMs = 300_000;
/** Kie's pages say three days, 24 h and "some hours": used again for an hour, ms. */
const trustedMs = 3_600_000;

const linkSchema = z
  .string()
  .regex(/^https?:\/\//i)
  .nullish()
  .catch(null);
const storedSchema = z.object({ downloadUrl: linkSchema, fileUrl: linkSchema });

/** Puts a file on Kie's upload host, which is free; models read nothing but URLs. */
export async function uploadFile(file: MediaFile, call: Call): Promise<HostedFile> {
  const name = nameOf(file);
  const body = new FormData();
  body.append('file', new Blob([await readFile(file.path)], { type: file.mime }), name);
  body.append('uploadPath', 'wan');
  // A name that is used twice overwrites, and caches may lag: the same name is always the same content.
  body.append('fileName', name);
  const response = await call.http.send({
    method: 'POST',
    url: `${uploadOrigin}/api/file-stream-upload`,
    body,
    timeoutMs: uploadDeadlineMs,
  });
  const { downloadUrl, fileUrl } = readAnswer(response, { schema: storedSchema, now: call.now() });
  const url = downloadUrl ?? fileUrl;
  if (url === null || url === undefined) throw unreadable('kie');
  return { url, expiresAt: call.now() + trustedMs, digest: file.digest };
}

/** Named for its content: the user's file name is nobody else's business. */
function nameOf({ digest, mime }: MediaFile): string {
  return `${digest.slice(0, 32)}.${extensions[mime] ?? mime.split('/')[1]?.replace(/[^a-z0-9]/g, '') ?? 'bin'}`;
}

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/x-wav': 'wav',
};
