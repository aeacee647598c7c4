import { z } from 'zod';
import type { ErrorCode } from '../../errors.js';
import type { HttpResponse } from '../../http/client.js';
import type { RefusalOptions } from '../../http/refusal.js';
import { isModeration } from '../wavespeed-prediction.js';
import { type Asked, statusOf, type WavespeedSurface } from '../wavespeed-surface.js';

/** `scheme://host` of the whole API. */
export const apiOrigin = 'https://api.wavespeed.ai';

/** Tasks, results and uploads are removed after this long, ms. */
export const retentionMs = 7 * 86_400_000;

export const surface: WavespeedSurface = {
  provider: 'wavespeed',
  title: 'WaveSpeed',
  base: `${apiOrigin}/api/v3`,
  lifetimeMs: retentionMs,
  submitDeadlineMs: 60_000,
  lostHint: 'wan resume looks for it in the list of WaveSpeed, which has the last 7 days',
  explain,
};

const problemSchema = z.object({
  code: z.number().nullish().catch(null),
  message: z.string().nullish().catch(null),
  error_code: z.coerce.string().nullish().catch(null),
});

function explain(response: HttpResponse, { now }: Pick<Asked, 'now'>): RefusalOptions {
  const { code, message, error_code: name } = problemSchema.safeParse(response.json).data ?? {};
  const status = statusOf(response);
  const text = [message ?? '', status === 401 ? 'a new key works only after the first top-up' : '', name ?? '']
    .filter((part) => part !== '')
    .join('; ');
  return {
    provider: 'wavespeed',
    response: { status, headers: response.headers },
    message: text,
    now,
    code: codeOf(status, { text, number: code ?? Number(name) }),
  };
}

/** Where the status alone does not say it: an empty account is told by its text only, and as which status is not certain. */
function codeOf(status: number, { text, number }: { text: string; number: number }): ErrorCode | undefined {
  if (status === 429) return 'provider.throttled';
  if (status !== 400 && status !== 402 && status !== 403) return undefined;
  if (/insufficient (credit|balance|fund)/i.test(text)) return 'money.no-credit';
  return status === 400 && isModeration(number, text) ? 'provider.moderated' : undefined;
}
