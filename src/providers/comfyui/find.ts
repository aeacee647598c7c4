import { z } from 'zod';
import type { JsonValue } from '../../json.js';
import type { Call, Found, ListedJob, LostSubmit, Operation, SubmitIntent } from '../provider.js';
import { isPromptId, readAnswer } from './answer.js';
import { historySchema } from './history.js';
import { apiOrigin } from './place.js';
import { type Prompt, readQueue } from './queue.js';

const pageSize = 200;
/** The server keeps this many entries; beyond, it has forgotten some. */
const historyLimit = 10_000;

/**
 * The prompt with the id that we chose, or, on servers before 0.25 that chose another, with our unique filename prefix.
 * The queue is read first: a prompt moves from there into the history, never back.
 */
export async function findSubmitted({ intent, known }: LostSubmit, call: Call): Promise<Found> {
  const { prompts, serverNow, isWhole } = await readPrompts(call);
  const ids = prompts.filter((prompt) => isOurs(prompt, intent) && !known.has(prompt[1])).map((prompt) => prompt[1]);
  // A server takes the same id twice; it is one operation all the same.
  const [match, ...others] = new Set(ids);
  if (match !== undefined && others.length > 0) return { kind: 'several', remoteIds: [match, ...others] };
  if (match !== undefined) return { kind: 'one', operation: operationOf(match, intent) };
  if (!isWhole)
    return { kind: 'unknowable', reason: 'the history of the server is full: it has forgotten some prompts' };
  // Queue and history are all that it knows, back to its start.
  return { kind: 'absent', listedBackTo: 0, serverNow: serverNow ?? call.now() };
}

/** Queue and history since a time, newest first; other clients of the server may choose ids that are none. */
export async function listSince(since: number, call: Call): Promise<readonly ListedJob[]> {
  const { prompts } = await readPrompts(call);
  return prompts
    .filter(([, id]) => isPromptId(id))
    .map(toListedJob)
    .filter(({ createdAt }) => createdAt >= since)
    .sort((a, b) => b.createdAt - a.createdAt);
}

interface Prompts {
  /** Each id once. */
  readonly prompts: readonly Prompt[];
  readonly serverNow: number | undefined;
  /** False when the history is so long that its beginning may be gone. */
  readonly isWhole: boolean;
}

async function readPrompts(call: Call): Promise<Prompts> {
  const { running, pending, serverNow } = await readQueue(call);
  const found = new Map([...running, ...pending].map((prompt) => [prompt[1], prompt]));
  const over = new Set<string>();
  let offset = 0;
  for (;;) {
    const query = { max_items: `${pageSize}`, offset: `${offset}` };
    const response = await call.http.send({ method: 'GET', url: `${apiOrigin}/history`, query });
    const page = Object.entries(readAnswer(response, { schema: historySchema, now: call.now() }));
    for (const [id, { prompt }] of page) found.set(id, prompt ?? [0, id, null, null]);
    offset += page.length;
    const isOver = page.every(([id]) => over.has(id));
    for (const [id] of page) over.add(id);
    // A server that gives the same page for ever has not shown what lies beyond a full one.
    if (isOver || offset >= historyLimit) {
      return { prompts: [...found.values()], serverNow, isWhole: offset < historyLimit && page.length < pageSize };
    }
  }
}

function operationOf(remoteId: string, { ids }: SubmitIntent): Operation {
  const clientId = ids?.promptId;
  return clientId === undefined || clientId === remoteId ? { remoteId } : { remoteId, clientId };
}

const savingNode = z.looseObject({ inputs: z.looseObject({ filename_prefix: z.string() }) });

function isOurs([, id, graph]: Prompt, { ids }: SubmitIntent): boolean {
  const { promptId } = ids ?? {};
  return promptId !== undefined && (id === promptId || prefixesOf(graph).some((prefix) => prefix.endsWith(promptId)));
}

function prefixesOf(graph: JsonValue): readonly string[] {
  const nodes: readonly unknown[] = typeof graph === 'object' && graph !== null ? Object.values(graph) : [];
  return nodes.flatMap((node) => savingNode.safeParse(node).data?.inputs.filename_prefix ?? []);
}

const extraSchema = z.looseObject({
  create_time: z.number().nullish().catch(null),
  client_id: z.string().nullish().catch(null),
  wan_endpoint: z.string().nullish().catch(null),
});

/** As `prepare` makes them. */
const ownId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function toListedJob([, id, graph, extra]: Prompt): ListedJob {
  const { create_time: createdAt, client_id: client, wan_endpoint: endpoint } = extraSchema.safeParse(extra).data ?? {};
  // The id that we chose: servers before 0.25 took another for the prompt.
  const promptId = client ?? id;
  const isOurs = typeof endpoint === 'string' && ownId.test(promptId);
  const ours = isOurs ? { prompt_id: promptId, client_id: promptId, extra_data: { wan_endpoint: endpoint } } : {};
  return {
    operation: { remoteId: id },
    endpoint: endpoint ?? undefined,
    createdAt: createdAt ?? 0,
    body: graph === null ? undefined : { prompt: graph, ...ours },
    ids: isOurs ? { promptId } : undefined,
  };
}
