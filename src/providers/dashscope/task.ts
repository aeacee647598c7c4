import { z } from 'zod';
import { cleanSentence } from '../../http/refusal.js';
import type { Progress } from '../provider.js';
import { isModeration, normalCode } from './answer.js';

/** Task and clip are both kept this long, ms. */
export const lifeMs = 86_400_000;

export const idPattern = /^[A-Za-z0-9_-]+$/;

const textSchema = z.string().nullish().catch(null);
const outputSchema = z.object({
  task_status: z.string(),
  video_url: textSchema,
  /** Of the speech models. */
  results: z.object({ video_url: textSchema }).nullish().catch(null),
  end_time: textSchema,
  code: textSchema,
  message: textSchema,
});
export type TaskOutput = z.infer<typeof outputSchema>;

export const taskSchema = z.object({ output: outputSchema });

/**
 * What a task says about its job; `UNKNOWN` is not for here. Pure. `submittedAt` (epoch ms) is where known the earliest
 * time from which the clip can have been there.
 */
export function toProgress(output: TaskOutput, submittedAt: number | undefined): Progress {
  switch (output.task_status) {
    case 'PENDING':
    case 'SUSPENDED':
      return { status: 'queued' };
    case 'RUNNING':
      return { status: 'rendering' };
    case 'SUCCEEDED':
      return toSuccess(output, submittedAt);
    case 'FAILED':
      return toFailure(output);
    case 'CANCELED':
      return { status: 'cancelled' };
    default:
      return {
        status: 'rendering',
        note: `DashScope reports a status we don't know: ${cleanSentence(output.task_status)}`,
      };
  }
}

function toSuccess(output: TaskOutput, submittedAt: number | undefined): Progress {
  const url = [output.video_url, output.results?.video_url].find((link) => /^https?:\/\//i.test(link ?? ''));
  if (typeof url !== 'string') {
    const reason = 'DashScope says SUCCEEDED, but names no video';
    // Billed all the same, by the seconds of the clip that it made.
    return { status: 'failed', reason, moderated: false, retryable: false, charged: true };
  }
  return { status: 'succeeded', urls: [url], expiresAt: expiryOf(url, chinaTime(output.end_time) ?? submittedAt) };
}

/** The signature of the address ends at a time that it names; 24 h after the end of the task the clip is deleted. */
function expiryOf(url: string, endedAt: number | undefined): number | null {
  const seconds = /[?&]Expires=(\d+)(?:&|$)/.exec(url)?.[1];
  const times = [
    ...(seconds === undefined ? [] : [Number(seconds) * 1000]),
    ...(endedAt === undefined ? [] : [endedAt + lifeMs]),
  ];
  return times.length === 0 ? null : Math.min(...times);
}

/** `2026-11-21 14:01:27.900`, without a zone, is the time of China. */
function chinaTime(text: string | null | undefined): number | undefined {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  const at = Date.parse(`${day}T${time}+08:00`);
  return Number.isNaN(at) ? undefined : at;
}

/** Faults of the service itself, of which its own table says that a new task may fare better. */
const transient = /^(internalerror|systemerror|requesttimeout|modelunavailable|modelservingerror|throttling)/;

function toFailure({ code, message }: TaskOutput): Progress {
  const said = [code, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
  const moderated = isModeration(code ?? '', message ?? '');
  return {
    status: 'failed',
    reason: cleanSentence(said === '' ? 'the task failed, and DashScope gives no reason' : said),
    moderated,
    retryable: !moderated && transient.test(normalCode(code ?? '')),
  };
}
