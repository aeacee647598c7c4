import { z } from 'zod';
import { cleanSentence } from '../../http/refusal.js';
import type { JsonValue } from '../../json.js';
import type { Progress } from '../provider.js';
import { moderationCode, wordsOf } from './answer.js';

/** How long outputs are kept by default, ms; a third party citing the documentation. */
export const retentionMs = 14 * 86_400_000;

export const predictionSchema = z.object({
  id: z.string().nullish(),
  status: z.string(),
  outputs: z.json().nullish(),
  output: z.json().nullish(),
  error: z.json().nullish(),
  error_code: z.coerce.number().nullish().catch(null),
  has_nsfw_contents: z.array(z.boolean()).nullish().catch(null),
  completed_at: z.string().nullish().catch(null),
  price: z.coerce.number().nullish().catch(null),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** What a prediction says about its job. Pure. */
export function toProgress(prediction: Prediction): Progress {
  switch (prediction.status.toLowerCase()) {
    case 'created':
    case 'starting':
    case 'queued':
    case 'pending':
      return { status: 'queued' };
    case 'processing':
      return { status: 'rendering' };
    case 'completed':
    case 'succeeded':
    case 'success':
      return toSuccess(prediction);
    case 'failed':
    case 'error':
    case 'timeout':
    case 'expired':
      return toFailure(prediction);
    case 'canceled':
    case 'cancelled':
      return { status: 'cancelled' };
    default:
      return {
        status: 'rendering',
        note: `Atlas Cloud reports a status we don't know: ${cleanSentence(prediction.status)}`,
      };
  }
}

function toSuccess(prediction: Prediction): Progress {
  const urls = urlsIn(prediction.outputs).concat(urlsIn(prediction.output));
  if (urls.length === 0) return withoutOutput(prediction);
  return {
    status: 'succeeded',
    urls: [...new Set(urls)],
    expiresAt: expiryOf(prediction),
    cost: costOf(prediction),
  };
}

/** A refusal of the result comes as a completed task with nothing in it. */
function withoutOutput(prediction: Prediction): Progress {
  const moderated = isModerated(prediction);
  const reason = moderated
    ? 'Atlas Cloud withholds the result: its content check flagged it'
    : 'Atlas Cloud says completed, but its outputs hold no URL';
  return { status: 'failed', reason, moderated, retryable: false, charged: true, cost: costOf(prediction) };
}

/** No source says which failures pass by themselves. */
function toFailure(prediction: Prediction): Progress {
  const { status, error, error_code: code } = prediction;
  const words = wordsOf(error) || `the task ended as "${status}", and Atlas Cloud gives no reason`;
  const reason = code === null || code === undefined ? words : `${words} (error ${code})`;
  return { status: 'failed', reason: cleanSentence(reason), moderated: isModerated(prediction), retryable: false };
}

function isModerated({ error_code: code, has_nsfw_contents: flags }: Prediction): boolean {
  return code === moderationCode || flags?.includes(true) === true;
}

const linkSchema = z.string().regex(/^https?:\/\//i);
const fileSchema = z.object({ url: z.json(), download_url: z.json(), video_url: z.json(), video: z.json() }).partial();

/** One output or a list; each a URL, or an object that holds one under one of four names. */
function urlsIn(output: JsonValue | undefined): readonly string[] {
  if (isList(output)) return output.flatMap(urlsIn);
  const file = fileSchema.safeParse(output).data ?? {};
  const found = [output, file.url, file.download_url, file.video_url, file.video]
    .map((candidate) => linkSchema.safeParse(candidate).data)
    .find((link) => link !== undefined);
  return found === undefined ? [] : [found];
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function expiryOf({ completed_at: completed }: Prediction): number | null {
  const completedAt = Date.parse(completed ?? '');
  return Number.isNaN(completedAt) ? null : completedAt + retentionMs;
}

/** The amount charged, in US dollars as the account is; a zero may be a figure that is not there yet. */
function costOf({ price }: Prediction): { readonly amount: number; readonly currency: 'USD' } | undefined {
  return typeof price === 'number' && price > 0 ? { amount: price, currency: 'USD' } : undefined;
}
