import { z } from 'zod';
import { cleanSentence } from '../../http/refusal.js';
import type { JsonValue } from '../../json.js';
import type { Progress } from '../provider.js';
import { isRefusedContent } from './answer.js';

/** A task of the unified surface, as `fetch` shows it. */
export const taskSchema = z.object({
  status: z.string(),
  video_url: z.string().nullish().catch(null),
  error: z.json().nullish(),
  raw_response: z.json().nullish(),
  /** The calls behind the gateway, by which its cost is recorded. */
  ai302_cost_request_ids: z.array(z.json()).nullish().catch(null),
});
export type Task = z.infer<typeof taskSchema>;

/** What a task says about its job. Pure. */
export function toProgress(task: Task): Progress {
  switch (task.status) {
    case 'pending':
    // These were seen by others, and are in no document.
    case 'queued':
    case 'submitted':
      return { status: 'queued' };
    case 'processing':
    case 'running':
      return { status: 'rendering' };
    case 'completed':
    case 'succeeded':
    case 'success':
      return toSuccess(task);
    case 'failed':
      return toFailure(task);
    default:
      return { status: 'rendering', note: `302.AI reports a status we don't know: ${cleanSentence(task.status)}` };
  }
}

/** How long the file is kept is not documented. */
function toSuccess({ video_url: url }: Task): Progress {
  if (/^https?:\/\//i.test(url ?? '')) return { status: 'succeeded', urls: [url ?? ''], expiresAt: null };
  const reason = '302.AI says completed, but names no file';
  return { status: 'failed', reason, moderated: false, retryable: false, charged: true };
}

const errorSchema = z.object({
  message: z.string().nullish().catch(null),
  error: z.string().nullish().catch(null),
  is_network_error: z.boolean().nullish().catch(null),
});

/** The reason is a text, or an object with one, or lies somewhere in what the vendor answered. */
function toFailure({ error, raw_response: raw }: Task): Progress {
  const told = errorSchema.safeParse(error).data;
  const own = typeof error === 'string' ? error : (told?.message ?? told?.error ?? '');
  const reason = own.trim() === '' ? vendorText(raw ?? null) : own.trim();
  const moderated = isRefusedContent(undefined, reason);
  return {
    status: 'failed',
    reason: cleanSentence(reason) || 'the task failed, and 302.AI gives no reason',
    moderated,
    retryable: !moderated && told?.is_network_error === true,
  };
}

/** What a vendor's answer says under the names that texts usually have; else all of it. */
function vendorText(raw: JsonValue): string {
  if (typeof raw === 'string') return raw.trim();
  const texts = textsIn(raw);
  if (texts.length > 0) return texts.join('; ');
  const all = JSON.stringify(raw);
  return all === 'null' || all === '{}' ? '' : all;
}

function textsIn(value: JsonValue): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]: [string, JsonValue]) => {
    if (typeof item === 'string') return /message|reason|error/i.test(key) && item.trim() !== '' ? [item.trim()] : [];
    return textsIn(item);
  });
}
