import { z } from 'zod';
import type { NodeSteps, SocketMessage } from './socket-message.js';

/** How much of a graph is done. */
export interface Tally {
  /** Takes a message in; the fraction that is done by now, below 1 and never less than before. */
  take(message: Exclude<SocketMessage, { kind: 'over' }>): number;
}

const inputsSchema = z.object({
  steps: z.number().min(0).max(10_000).optional().catch(undefined),
  start_at_step: z.number().min(0).optional().catch(undefined),
  end_at_step: z.number().min(0).optional().catch(undefined),
});
const graphSchema = z.record(z.string(), z.object({ inputs: inputsSchema.catch({}) }).catch({ inputs: {} }));

/** The steps are not all: the clip is yet to be decoded and written. */
const mostBeforeTheEnd = 0.99;

/**
 * Counts a graph by the steps of its samplers, which take nearly all of the time; a graph without any by its nodes.
 * Nodes that are not in the graph count for nothing.
 */
export function createTally(graph: unknown): Tally {
  const nodes = Object.entries(graphSchema.safeParse(graph).data ?? {});
  const stepped = nodes.map(([id, { inputs }]) => [id, stepsOf(inputs)] as const).filter(([, steps]) => steps > 0);
  const weights = new Map(stepped.length > 0 ? stepped : nodes.map(([id]) => [id, 1] as const));
  const total = Math.max(
    [...weights.values()].reduce((sum, weight) => sum + weight, 0),
    1,
  );
  const done = new Map<string, number>();
  let running: string | undefined;
  let fraction = 0;

  const reach = (node: string, share: number) => {
    if (weights.has(node)) done.set(node, Math.max(done.get(node) ?? 0, Math.min(share, 1)));
  };
  return {
    take: (message) => {
      if (message.kind === 'cached') for (const node of message.nodes) reach(node, 1);
      if (message.kind === 'steps') for (const steps of message.nodes) reach(steps.node, shareOf(steps));
      if (message.kind === 'running') {
        // One node at a time: when the next begins, the last is done.
        if (running !== undefined && running !== message.node) reach(running, 1);
        running = message.node;
      }
      const sum = [...done].reduce((reached, [node, share]) => reached + share * (weights.get(node) ?? 0), 0);
      fraction = Math.max(fraction, Math.min(sum / total, mostBeforeTheEnd));
      return fraction;
    },
  };
}

function shareOf({ value, max, isFinished }: NodeSteps): number {
  if (isFinished) return 1;
  return max > 0 ? value / max : 0;
}

/** A sampler may do but a part of the steps. */
function stepsOf({
  steps = 0,
  start_at_step: start = 0,
  end_at_step: end = steps,
}: z.infer<typeof inputsSchema>): number {
  return Math.max(Math.min(end, steps) - start, 0);
}
