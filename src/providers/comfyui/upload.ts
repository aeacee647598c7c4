import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { WanError } from '../../errors.js';
import type { Call } from '../provider.js';
import type { HostedFile, MediaFile } from '../request.js';
import { readAnswer } from './answer.js';
import { nameOf } from './frame-size.js';
import { apiOrigin } from './place.js';

const uploadDeadlineMs = 300_000;
const uploadedSchema = z.object({ name: z.string().min(1), subfolder: z.string().nullish() });

/**
 * Puts a picture into the server's input folder. The "URL" is its name there, as the server answers it: another picture
 * may have had the one that we sent.
 *
 * @throws WanError `request.invalid` for a file that is too large for the server
 */
export async function uploadFile(file: MediaFile, call: Call): Promise<HostedFile> {
  const content = await readFile(file.path);
  const body = new FormData();
  body.append('image', new Blob([content], { type: file.mime }), nameOf(file));
  body.append('type', 'input');
  const url = `${apiOrigin}/upload/image`;
  const response = await call.http.send({ method: 'POST', url, body, timeoutMs: uploadDeadlineMs });
  if (response.status === 413) {
    throw new WanError('request.invalid', `the ComfyUI server takes no file as large as ${file.path}`, {
      hint: 'start it with a larger --max-upload-size, or make the file smaller',
      provider: 'comfyui',
    });
  }
  const { name, subfolder } = readAnswer(response, { schema: uploadedSchema, now: call.now() });
  return {
    url: subfolder ? `${subfolder}/${name}` : name,
    // Never taken from the cache of uploads: another server may answer at this address, and a second upload costs nothing.
    expiresAt: call.now(),
    digest: file.digest,
  };
}
