import { z } from 'zod';
import { cleanSentence } from '../../http/refusal.js';
import type { JsonValue } from '../../json.js';
import type { Progress } from '../provider.js';

/** Input, output, logs and files of a prediction made over the API are erased this long after it completed, ms. */
export const retentionMs = 3_600_000;

/** Ids go into paths and onto the screen. */
export const idPattern = /^[A-Za-z0-9_-]+$/;

export const predictionSchema = z.object({
  id: z.string().regex(idPattern),
  status: z.string(),
  model: z.string().nullish(),
  version: z.string().nullish(),
  input: z.json().nullish(),
  output: z.json().nullish(),
  error: z.json().nullish(),
  logs: z.string().nullish(),
  source: z.string().nullish(),
  data_removed: z.boolean().nullish(),
  created_at: z.string().nullish(),
  completed_at: z.string().nullish(),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** What a prediction says about its job. Pure. */
export function toProgress(prediction: Prediction): Progress {
  switch (prediction.status) {
    case 'starting':
      return { status: 'queued' };
    case 'processing':
      return { status: 'rendering', fraction: fractionIn(prediction.logs ?? '') };
    case 'succeeded':
      return toSuccess(prediction);
    case 'failed':
      return toFailure(prediction);
    // `aborted` ended before it started, `canceled` while it ran.
    case 'aborted':
    case 'canceled':
      return { status: 'cancelled' };
    default:
      return {
        status: 'rendering',
        note: `Replicate reports a status we don't know: ${cleanSentence(prediction.status)}`,
      };
  }
}

function toSuccess(prediction: Prediction): Progress {
  if (prediction.data_removed === true) {
    return { status: 'expired', reason: 'Replicate has erased the result, as it does 1 h after a prediction ends' };
  }
  const urls = urlsIn(prediction.output ?? null);
  if (urls.length === 0) {
    const reason = 'Replicate says succeeded, but its output holds no URL';
    return { status: 'failed', reason, moderated: false, retryable: false, charged: true };
  }
  return { status: 'succeeded', urls, expiresAt: expiryOf(prediction), seed: seedIn(prediction.logs ?? '') };
}

/** Web-made predictions are kept for about 90 days, which is no promise. */
function expiryOf(prediction: Prediction): number | null {
  const completedAt = Date.parse(prediction.completed_at ?? '');
  return prediction.source === 'web' || Number.isNaN(completedAt) ? null : completedAt + retentionMs;
}

/** Output is one URL, a list, or an object of either, as the model likes. */
function urlsIn(output: JsonValue): readonly string[] {
  if (typeof output === 'string') return /^https?:\/\//i.test(output) ? [output] : [];
  if (output === null || typeof output !== 'object') return [];
  return [...new Set(Object.values(output).flatMap(urlsIn))];
}

const moderation = /\bE005\b|flagged as sensitive|DataInspectionFailed|inappropriate content|\bnsfw\b/i;
const transient = /\bE1000\b|\bE6716\b|please retry|\bcode: PA\b|Director: unexpected error/i;

/** Whether this text of the service, or of the vendor behind it, is a moderation verdict. */
export function isModeration(text: string): boolean {
  return moderation.test(text);
}

function toFailure({ error }: Prediction): Progress {
  const reason = errorText(error ?? null);
  const moderated = isModeration(reason);
  return {
    status: 'failed',
    reason: cleanSentence(reason),
    moderated,
    retryable: !moderated && transient.test(reason),
  };
}

function errorText(error: JsonValue): string {
  const text = typeof error === 'string' ? error.trim() : JSON.stringify(error ?? '');
  return text === '' || text === '""' ? 'the prediction failed, and Replicate gives no reason' : text;
}

/** 0 to 1 from the last progress bar in the logs, as the official client reads it; a `\r` redraws a bar. */
function fractionIn(logs: string): number | undefined {
  for (const line of logs.split(/[\r\n]+/).reverse()) {
    const percent = /^\s*(\d+)%\s*\|.*?\|\s*\d+\/\d+/.exec(line)?.[1];
    if (percent !== undefined) return Math.min(Number(percent) / 100, 1);
  }
  return undefined;
}

/** Wan and others print the seed that they drew; it is told nowhere else. */
function seedIn(logs: string): number | undefined {
  const seed = [...logs.matchAll(/\bUsing seed:\s*(\d+)/gi)].at(-1)?.[1];
  return seed === undefined || !Number.isSafeInteger(Number(seed)) ? undefined : Number(seed);
}
