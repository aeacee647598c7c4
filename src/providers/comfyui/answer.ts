import { z } from 'zod';
import { WanError } from '../../errors.js';
import type { HttpResponse } from '../../http/client.js';
import { toReadError, toRefusal } from '../../http/refusal.js';
import { type Answered, isSuccess } from '../read-answer.js';
import { describeProblem, missingFiles, type Problem, problemSchema } from './problem.js';

const provider = 'comfyui';

/**
 * The body of a 2xx answer to anything but the submit.
 *
 * @throws WanError for any other status, or a body of another shape (retryable: something in between cut or replaced it)
 */
export function readAnswer<T>(response: HttpResponse, { schema, now }: Answered<T>): T {
  if (!isSuccess(response)) throw toReadError({ provider, response, message: sentenceOf(response), now });
  const body = schema.safeParse(response.json);
  if (body.success) return body.data;
  throw new WanError('provider.unavailable', `${provider}: the answer is cut off, or not from a ComfyUI server`, {
    retryable: true,
    provider,
  });
}

const idPattern = /^[A-Za-z0-9_-]{1,100}$/;
const acceptedSchema = z.object({ prompt_id: z.string().regex(idPattern) });

/** What the server took. */
export interface Accepted {
  /** Servers before 0.25 make their own, so that this one counts. */
  readonly promptId: string;
  /** Nodes with faults: the outputs that need them are left out, the others run. */
  readonly problem: Problem | undefined;
}

/**
 * The answer to the submit. A 200 that names faulty nodes is about a part of the graph: the rest is in the queue.
 *
 * @throws WanError with `delivery: 'not-accepted'` for a 4xx; anything else may be rendering
 */
export function readAccepted(response: HttpResponse, now: number): Accepted {
  const problem = problemSchema.safeParse(response.json).data ?? {};
  if (response.status === 400 && missingFiles(problem).length > 0) throw toFaulty(problem);
  if (!isSuccess(response)) throw toRefusal({ provider, response, message: sentenceOf(response), now });
  const body = acceptedSchema.safeParse(response.json);
  const isWhole = Object.keys(problem.node_errors ?? {}).length === 0;
  if (body.success) return { promptId: body.data.prompt_id, problem: isWhole ? undefined : problem };
  throw new WanError('submit.unknown', `${provider}: accepted (${response.status}), but the prompt id is missing`, {
    hint: 'wan resume looks for it in the queue and the history of the server',
    delivery: 'unknown',
    provider,
  });
}

/** Faulty nodes as a refusal of the whole, which comes first with model files that are missing. */
export function toFaulty(problem: Problem): WanError {
  const missing = missingFiles(problem);
  if (missing.length > 0) return toMissing(missing);
  return new WanError('provider.refused', `${provider}: ${describeProblem(problem)}`, {
    delivery: 'not-accepted',
    provider,
  });
}

export function isPromptId(text: string): boolean {
  return idPattern.test(text);
}

function toMissing(files: readonly string[]): WanError {
  return new WanError('provider.refused', `${provider}: the server has no ${files.join(', no ')}`, {
    hint: 'put the files there, or name those that it has: wan models show says the --set keys',
    delivery: 'not-accepted',
    provider,
  });
}

function sentenceOf({ json }: HttpResponse): string {
  return describeProblem(problemSchema.safeParse(json).data ?? {});
}
