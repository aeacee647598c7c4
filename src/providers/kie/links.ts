import { z } from 'zod';
import type { Call } from '../provider.js';
import { readEnvelope } from './answer.js';
import { apiOrigin } from './place.js';

const linkSchema = z.string().regex(/^https?:\/\//i);

/**
 * Temporary addresses of results whose own address may have stopped working; valid for 20 min. Each stays as it is where
 * Kie gives none.
 */
export async function renewLinks(urls: readonly string[], call: Call): Promise<readonly string[]> {
  const renewed: string[] = [];
  for (const url of urls) renewed.push((await renew(url, call)) ?? url);
  return renewed;
}

async function renew(url: string, call: Call): Promise<string | undefined> {
  try {
    const response = await call.http.send({
      method: 'POST',
      url: `${apiOrigin}/api/v1/common/download-url`,
      json: { url },
    });
    const { status, data } = readEnvelope(response);
    return status === 200 ? linkSchema.safeParse(data).data : undefined;
  } catch {
    // The verdict on the job is there already; it must not be lost for want of a better address.
    return undefined;
  }
}
