import { z } from 'zod';
import type { Call } from '../provider.js';
import { isMissing, readAnswer } from './answer.js';
import { apiOrigin } from './place.js';

const fileSchema = z.object({
  uid: z.string().min(1),
  size: z.number().nullish().catch(null),
  is_dir: z.union([z.boolean(), z.number()]).nullish(),
});
const tokenSchema = z.object({ token: z.string().min(1) });

/** How long a link to a file on the account works; a later check makes another one. */
const linkLife = '24h';

export interface StoredFile {
  readonly uid: string;
}

/**
 * The file at a path of the account; undefined when Puter says that there is none, or only an empty one as yet.
 *
 * @throws WanError for any answer that leaves this open
 */
export async function statFile(path: string, call: Call): Promise<StoredFile | undefined> {
  const response = await call.http.send({ method: 'POST', url: `${apiOrigin}/stat`, json: { path } });
  if (isMissing(response)) return undefined;
  const { uid, size, is_dir: isDirectory } = readAnswer(response, { schema: fileSchema, now: call.now() });
  return isDirectory === true || isDirectory === 1 || size === 0 ? undefined : { uid };
}

/**
 * A link to a stored file that works without the account's key, as puter.js 2.6.3 makes it (`getReadURL`, read
 * 2026-11-21): a token for reading this one file.
 */
export async function linkTo({ uid }: StoredFile, call: Call): Promise<string> {
  const response = await call.http.send({
    method: 'POST',
    url: `${apiOrigin}/auth/create-access-token`,
    json: { expiresIn: linkLife, permissions: [`fs:${uid}:read`] },
  });
  const { token } = readAnswer(response, { schema: tokenSchema, now: call.now() });
  return `${apiOrigin}/token-read?${new URLSearchParams({ uid, token })}`;
}
