import { z } from 'zod';

/** What a message of the server's WebSocket says about one prompt. */
export type SocketMessage =
  | { readonly kind: 'over' }
  | { readonly kind: 'started' }
  /** Nodes that need not run again. */
  | { readonly kind: 'cached'; readonly nodes: readonly string[] }
  | { readonly kind: 'running'; readonly node: string }
  | { readonly kind: 'steps'; readonly nodes: readonly NodeSteps[] };

export interface NodeSteps {
  readonly node: string;
  readonly value: number;
  readonly max: number;
  readonly isFinished: boolean;
}

const count = z.number().min(0).max(1e9);
const stateSchema = z.object({ value: count, max: count, state: z.string().nullish() });
const dataSchema = z.object({
  prompt_id: z.string().nullish(),
  node: z.string().nullish(),
  nodes: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).nullish(),
  value: count.nullish(),
  max: count.nullish(),
  status: z.object({ exec_info: z.object({ queue_remaining: z.number() }) }).nullish(),
});
const messageSchema = z.object({ type: z.string(), data: dataSchema });

/** The end of the prompt, its progress, or nothing of interest: what is about other prompts, or can't be read. */
export function readMessage(text: string, promptId: string): SocketMessage | undefined {
  const parsed = messageSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { type, data } = parsed.data;
  // Nothing waits and nothing runs: whatever was asked for is over.
  if (type === 'status') return data.status?.exec_info.queue_remaining === 0 ? { kind: 'over' } : undefined;
  if (data.prompt_id !== promptId) return undefined;
  switch (type) {
    case 'execution_start':
      return { kind: 'started' };
    case 'execution_cached':
      return { kind: 'cached', nodes: Array.isArray(data.nodes) ? data.nodes : [] };
    case 'executing':
      return data.node == null ? { kind: 'over' } : { kind: 'running', node: data.node };
    case 'progress':
      return data.node == null || data.value == null || data.max == null
        ? undefined
        : { kind: 'steps', nodes: [{ node: data.node, value: data.value, max: data.max, isFinished: false }] };
    case 'progress_state':
      return { kind: 'steps', nodes: stepsOf(data.nodes ?? {}) };
    case 'execution_success':
    case 'execution_error':
    case 'execution_interrupted':
      return { kind: 'over' };
    default:
      return undefined;
  }
}

function stepsOf(nodes: NonNullable<z.infer<typeof dataSchema>['nodes']>): readonly NodeSteps[] {
  return Object.entries(nodes).flatMap(([node, state]) => {
    const read = stateSchema.safeParse(state).data;
    return read === undefined
      ? []
      : [{ node, value: read.value, max: read.max, isFinished: read.state === 'finished' }];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
