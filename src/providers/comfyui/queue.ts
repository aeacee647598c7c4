import { z } from 'zod';
import { serverTime } from '../../http/server-clock.js';
import type { Call, Progress } from '../provider.js';
import { readAnswer } from './answer.js';
import { promptSchema } from './history.js';
import { apiOrigin } from './place.js';

const queueSchema = z.object({ queue_running: z.array(promptSchema), queue_pending: z.array(promptSchema) });

/** Prompts that are not over, in the order of their turn. */
export interface Queue {
  readonly running: readonly Prompt[];
  readonly pending: readonly Prompt[];
  /** The server's clock, epoch ms; undefined without a `Date` header. */
  readonly serverNow: number | undefined;
}
export type Prompt = z.infer<typeof promptSchema>;

export async function readQueue(call: Call): Promise<Queue> {
  const response = await call.http.send({ method: 'GET', url: `${apiOrigin}/queue` });
  const body = readAnswer(response, { schema: queueSchema, now: call.now() });
  // The server keeps a heap: only its first item is in place.
  const pending = body.queue_pending.toSorted(([left], [right]) => left - right);
  return { running: body.queue_running, pending, serverNow: serverTime(response) };
}

/** Where a prompt stands; undefined when it is in neither part. */
export function standingIn({ running, pending }: Queue, id: string): Progress | undefined {
  if (running.some((prompt) => prompt[1] === id)) return { status: 'rendering' };
  const ahead = pending.findIndex((prompt) => prompt[1] === id);
  return ahead < 0 ? undefined : { status: 'queued', position: ahead + running.length };
}
