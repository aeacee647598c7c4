import { z } from 'zod';
import { WanError } from '../../errors.js';
import { cleanSentence } from '../../http/refusal.js';
import type { JsonValue } from '../../json.js';
import type { Money, Progress } from '../provider.js';
import { isModeration, textOf } from './answer.js';

/** "Treat as valid for at least 24 h": files are kept for 180 days by default, which is a setting, no promise. */
export const promisedLifeMs = 86_400_000;

export const predictionSchema = z.object({
  status: z.string(),
  input: z.json().nullish(),
  output: z.json().nullish(),
  message: z.json().nullish(),
  error: z.json().nullish(),
  details: z.json().nullish(),
  metrics: z
    .object({ cost: z.number().nullish().catch(null) })
    .nullish()
    .catch(null),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** What a failed job holds in the place of a video. */
const envelopeSchema = z.object({
  success: z.boolean().nullish().catch(null),
  error: z.json().nullish(),
  error_message: z.json().nullish(),
  error_code: z.string().nullish().catch(null),
  error_classification: z.string().nullish().catch(null),
  retryable: z.boolean().nullish().catch(null),
  classification: z
    .object({ category: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
});
type Envelope = z.infer<typeof envelopeSchema>;

const objectSchema = z.record(z.string(), z.json());

/** Epoch milliseconds. */
export interface Moment {
  /** Where known the earliest time from which the result can have been there. */
  readonly submittedAt: number | undefined;
  readonly now: number;
}

/**
 * What a prediction says about its job; the documents disagree about the words, so every spelling counts. Pure.
 *
 * @throws WanError `job.not-found` for a success that shows nothing, where nobody knows how old it is
 */
export function toProgress(prediction: Prediction, moment: Moment): Progress {
  switch (prediction.status.toLowerCase()) {
    case 'created':
    case 'starting':
      return { status: 'queued' };
    case 'processing':
      return { status: 'rendering' };
    case 'success':
    case 'succeeded':
      return toSuccess(prediction, moment);
    case 'error':
    case 'failed':
      return toFailure(prediction);
    case 'cancelled':
    case 'canceled':
      return { status: 'cancelled' };
    default:
      return {
        status: 'rendering',
        note: `Eachlabs reports a status we don't know: ${cleanSentence(prediction.status)}`,
      };
  }
}

function toSuccess(prediction: Prediction, moment: Moment): Progress {
  const output = prediction.output ?? null;
  if (envelopeIn(output).success === false) return toFailure(prediction);
  if (output === null) return toEmpty(moment);
  const url = urlIn(output);
  if (url === undefined) {
    const reason = 'Eachlabs says success, but its output holds no URL';
    return { status: 'failed', reason, moderated: false, retryable: false, charged: true, cost: costOf(prediction) };
  }
  const { submittedAt } = moment;
  // No answer names the time of the end.
  const expiresAt = submittedAt === undefined ? null : submittedAt + promisedLifeMs;
  return { status: 'succeeded', urls: [url], expiresAt, cost: costOf(prediction) };
}

/**
 * No document says how a result that is gone is shown; a success that has nothing to show had something once. Within
 * the promised time it can't be gone: it is billed, so it is asked for again, not given up.
 *
 * @throws WanError `job.not-found` where nobody knows how old the job is: what counts as expired is paid anew
 */
function toEmpty({ submittedAt, now }: Moment): Progress {
  if (submittedAt === undefined) {
    throw new WanError('job.not-found', 'Eachlabs says success, but shows no result, and its age is not known', {
      hint: 'https://www.eachlabs.ai/dashboard shows what there is; wan resume asks again, --force pays anew',
      provider: 'eachlabs',
    });
  }
  if (now - submittedAt < promisedLifeMs) {
    return { status: 'rendering', note: 'Eachlabs says success, but its result cannot be read yet' };
  }
  return { status: 'expired', reason: 'Eachlabs says success, but no longer has the result' };
}

/** The first link of a text, a list or an object; of an object only where a video may stand. */
function urlIn(output: JsonValue): string | undefined {
  if (typeof output === 'string') return /^https?:\/\//i.test(output) ? output : undefined;
  const places = Array.isArray(output) ? output : videoPlaces(output);
  for (const place of places) {
    const url = urlIn(place);
    if (url !== undefined) return url;
  }
  return undefined;
}

function videoPlaces(output: JsonValue): readonly JsonValue[] {
  const { url, video, video_url: videoUrl } = objectSchema.safeParse(output).data ?? {};
  return [url, video, videoUrl].filter((place) => place !== undefined);
}

/** A cost of 0 is not told apart from one that is not known yet. */
function costOf({ metrics }: Prediction): Money | undefined {
  const amount = metrics?.cost ?? 0;
  return amount > 0 ? { amount, currency: 'USD' } : undefined;
}

function toFailure(prediction: Prediction): Progress {
  const { message, error, details, output } = prediction;
  const envelope = envelopeIn(output ?? null);
  const sentence = [envelope.error_message, envelope.error, message, error, details, sentenceIn(output)]
    .map(textOf)
    .find((text) => text !== '');
  const code = envelope.error_code ?? '';
  const named = sentence !== undefined && code !== '' && !sentence.includes(code) ? `${sentence} (${code})` : sentence;
  const reason = cleanSentence(named ?? (code || 'the prediction failed, and Eachlabs gives no reason'));
  const marks = [message, error, details].map(textOf).concat(reason, marksOf(envelope)).join(' ');
  const moderated = isModeration(marks);
  return { status: 'failed', reason, moderated, retryable: !moderated && envelope.retryable === true };
}

/** The envelope is the output itself or the first of a list. */
function envelopeIn(output: JsonValue): Envelope {
  const place: JsonValue | undefined = Array.isArray(output) ? output[0] : output;
  return envelopeSchema.safeParse(place).data ?? {};
}

function sentenceIn(output: JsonValue | undefined): string | undefined {
  const place: JsonValue | undefined = Array.isArray(output) ? output[0] : output;
  return typeof place === 'string' ? place : undefined;
}

function marksOf({ error_classification: mark, classification }: Envelope): string {
  return `${mark ?? ''} ${classification?.category ?? ''}`;
}
