import { z } from 'zod';
import { cleanSentence } from '../../http/refusal.js';
import type { Progress } from '../provider.js';
import { isModeration } from './answer.js';

/** How long results are kept, ms: Kie's pages say 24 h and 14 days; the shorter one is safe. */
export const retentionMs = 24 * 3_600_000;

const number = z.coerce.number().nullish().catch(null);
const words = z.string().nullish().catch(null);

export const recordSchema = z.object({
  taskId: z.string().nullish(),
  state: z.string(),
  /** JSON inside a string; an object from something in between is taken too. */
  resultJson: z.json().nullish(),
  failCode: z.coerce.string().nullish().catch(null),
  failMsg: words,
  /** Epoch ms. */
  completeTime: number,
  progress: number,
  creditsConsumed: number,
});
export type TaskRecord = z.infer<typeof recordSchema>;

/** What a record says about its job. Pure. */
export function toProgress(record: TaskRecord): Progress {
  switch (record.state) {
    case 'waiting':
    case 'queuing':
      return { status: 'queued' };
    case 'generating':
      return { status: 'rendering', fraction: fractionOf(record) };
    case 'success':
      return toSuccess(record);
    case 'fail':
      return toFailure(record);
    default:
      return { status: 'rendering', note: `Kie reports a state we don't know: ${cleanSentence(record.state)}` };
  }
}

function toSuccess(record: TaskRecord): Progress {
  const urls = urlsIn(record.resultJson);
  // It is billed: without a readable result it is asked for again, not given up.
  if (urls === undefined) {
    return { status: 'rendering', note: 'Kie says success, but its result cannot be read yet' };
  }
  if (urls.length === 0) {
    const reason = 'Kie says success, but its result holds no URL';
    return { status: 'failed', reason, moderated: false, retryable: false, charged: true, cost: costOf(record) };
  }
  return { status: 'succeeded', urls, expiresAt: expiryOf(record), cost: costOf(record) };
}

/** A refusal has no code of its own, and a failure none that promises that it would pass. */
function toFailure({ failCode, failMsg }: TaskRecord): Progress {
  const said = (failMsg ?? '').trim() || 'the task failed, and Kie gives no reason';
  const reason = failCode ? `${said} (${failCode})` : said;
  return { status: 'failed', reason: cleanSentence(reason), moderated: isModeration(said), retryable: false };
}

const resultSchema = z.object({ resultUrls: z.array(z.json()).nullish() });
const linkSchema = z.string().regex(/^https?:\/\//i);

/** Undefined when there is nothing to read. */
function urlsIn(resultJson: TaskRecord['resultJson']): readonly string[] | undefined {
  const result = resultSchema.safeParse(typeof resultJson === 'string' ? parse(resultJson) : resultJson);
  if (!result.success) return undefined;
  return (result.data.resultUrls ?? []).flatMap((url) => linkSchema.safeParse(url).data ?? []);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Filled for some models only. */
function fractionOf({ progress }: TaskRecord): number | undefined {
  return typeof progress === 'number' && progress > 0 && progress <= 100 ? progress / 100 : undefined;
}

function expiryOf({ completeTime }: TaskRecord): number | null {
  return typeof completeTime === 'number' && completeTime > 0 ? completeTime + retentionMs : null;
}

function costOf({
  creditsConsumed,
}: TaskRecord): { readonly amount: number; readonly currency: 'credits' } | undefined {
  const isKnown = typeof creditsConsumed === 'number' && creditsConsumed > 0;
  return isKnown ? { amount: creditsConsumed, currency: 'credits' } : undefined;
}
