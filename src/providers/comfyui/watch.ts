import type { Call, Operation, Progress } from '../provider.js';
import { apiOrigin } from './place.js';
import { readQueue } from './queue.js';
import { readMessage } from './socket-message.js';
import { createTally } from './tally.js';

/** Smaller steps are not worth a word. */
const leastStep = 0.01;

/**
 * Progress as the server pushes it over its WebSocket: node by node and step by step. Ends when the prompt has ended,
 * the server has nothing left to do, or the socket is gone. Whatever it says, progress only grows, and nothing counts
 * but a `check`.
 */
export function watchPrompt(operation: Operation, call: Call): AsyncIterable<Progress> {
  return {
    [Symbol.asyncIterator]: () => {
      const left = new AbortController();
      const progress = listen(operation, call, left.signal);
      // A generator alone would hear of it only with the next message.
      const leave = () => {
        left.abort();
        return progress.return();
      };
      return { next: () => progress.next(), return: leave };
    },
  };
}

async function* listen(operation: Operation, call: Call, signal: AbortSignal): AsyncGenerator<Progress, void> {
  const { remoteId } = operation;
  const graph = await graphInQueue(remoteId, call);
  if (graph === undefined) return;
  const tally = createTally(graph);
  const clientId = typeof operation.clientId === 'string' ? operation.clientId : remoteId;
  let told = -1;
  for await (const text of call.sockets(`${apiOrigin}/ws`, { query: { clientId }, signal })) {
    const message = readMessage(text, remoteId);
    if (message === undefined) continue;
    if (message.kind === 'over') return;
    const fraction = tally.take(message);
    if (fraction < told + leastStep && told >= 0) continue;
    told = fraction;
    yield { status: 'rendering', fraction };
  }
}

/** The graph of a prompt that waits or runs; a prompt that does neither has nothing to tell. */
async function graphInQueue(id: string, call: Call): Promise<unknown> {
  const { running, pending } = await readQueue(call);
  return [...running, ...pending].find((prompt) => prompt[1] === id)?.[2];
}
