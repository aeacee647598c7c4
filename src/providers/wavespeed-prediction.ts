import { z } from 'zod';
import { cleanSentence } from '../http/refusal.js';
import type { Progress } from './provider.js';

/** A task as WaveSpeed shows it, and every gateway that passes its API on. */
export const predictionSchema = z.object({
  id: z.string().nullish(),
  status: z.string(),
  outputs: z.array(z.json()).nullish().catch(null),
  error: z.string().nullish().catch(null),
  code: z.coerce.number().nullish().catch(null),
  has_nsfw_contents: z.array(z.boolean()).nullish().catch(null),
  created_at: z.string().nullish().catch(null),
});
export type Prediction = z.infer<typeof predictionSchema>;

export interface Keeping {
  /** Who is asked, for messages. */
  readonly title: string;
  /** How long a result is kept after the task was made, ms; null where no document says. */
  readonly lifetimeMs: number | null;
}

/** What a prediction says about its job. Pure. */
export function toProgress(prediction: Prediction, keeping: Keeping): Progress {
  switch (prediction.status) {
    case 'created':
    case 'pending':
      return { status: 'queued' };
    // Also what a synchronous wait that ran out says, with the code 5004.
    case 'processing':
      return { status: 'rendering' };
    case 'completed':
      return toSuccess(prediction, keeping);
    case 'cancelled':
      return { status: 'cancelled' };
    // Removed from the history, and its result with it.
    case 'deleted':
      return { status: 'expired', reason: `${keeping.title} has deleted the task and its result` };
    case 'failed':
    case 'timeout':
      return toFailure(prediction, keeping);
    default:
      return {
        status: 'rendering',
        note: `${keeping.title} reports a status we don't know: ${cleanSentence(prediction.status)}`,
      };
  }
}

/** The number and the words of a content refusal. */
export function isModeration(code: number | null | undefined, text: string): boolean {
  if (code === moderationCode) return true;
  return isUnspecific(code) && /\bmoderation\b|\bnsfw\b|content policy/i.test(text);
}

const moderationCode = 1200;
/** Internal error, service unavailable, time-out: to be tried again later, says the documentation. */
const passingCodes: readonly (number | null | undefined)[] = [5000, 5003, 5004];

function isUnspecific(code: number | null | undefined): boolean {
  return code === null || code === undefined || code < 1000 || code === 1403 || code === 1405;
}

/** Counted from the creation: the end is not told, and "7 days" says not from when. */
function toSuccess({ outputs, created_at: created, ...rest }: Prediction, keeping: Keeping): Progress {
  const urls = (outputs ?? []).filter((output) => typeof output === 'string' && /^https?:\/\//i.test(output));
  if (urls.length === 0) {
    const moderated = rest.has_nsfw_contents?.includes(true) === true;
    const reason = `${keeping.title} says completed, but names no file`;
    return { status: 'failed', reason, moderated, retryable: false, charged: true };
  }
  const createdAt = Date.parse(created ?? '');
  const isKnown = keeping.lifetimeMs !== null && !Number.isNaN(createdAt);
  return { status: 'succeeded', urls: urls.map(String), expiresAt: isKnown ? createdAt + keeping.lifetimeMs : null };
}

function toFailure({ status, error, code }: Prediction, { title }: Keeping): Progress {
  const text = error?.trim() ?? '';
  const moderated = isModeration(code, text);
  const number = code === null || code === undefined || code === 0 ? '' : ` (${code})`;
  const reason = `${text === '' ? `${title} reports ${status} and gives no reason` : text}${number}`;
  const retryable = !moderated && (passingCodes.includes(code) || status === 'timeout');
  return { status: 'failed', reason: cleanSentence(reason), moderated, retryable };
}
