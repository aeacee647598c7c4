import { z } from 'zod';
import { cleanSentence } from '../../http/refusal.js';
import type { Call, Progress } from '../provider.js';
import { failureOf } from './failure.js';
import { type OutputFile, readFiles } from './output-files.js';
import { viewUrl } from './place.js';

/** `[number, id, graph, extra_data, outputs]`, of the queue and the history alike. */
export const promptSchema = z.tuple([z.number(), z.string(), z.json(), z.json()]).rest(z.json());

const messageSchema = z.tuple([z.string(), z.json()]).rest(z.json());
export const entrySchema = z.object({
  prompt: promptSchema.nullish().catch(null),
  outputs: z.record(z.string(), z.json()).nullish().catch(null),
  // Null happens.
  status: z
    .object({ status_str: z.string().nullish(), messages: z.array(messageSchema).nullish().catch(null) })
    .nullish(),
});
export type HistoryEntry = z.infer<typeof entrySchema>;

/** Newest ids are at either end: the order of the keys means nothing. */
export const historySchema = z.record(z.string(), entrySchema);

/** What an answer about a prompt is read with. */
export interface Reading {
  readonly call: Call;
  /** What the server left out when it took the prompt. */
  readonly note: string | undefined;
}

/** What a history entry says; a prompt has one only once it is over. */
export function toProgress({ prompt, outputs, status }: HistoryEntry, reading: Reading): Progress {
  const word = status?.status_str;
  const [last, data] = status?.messages?.at(-1) ?? [];
  if (last === 'execution_interrupted') return { status: 'cancelled' };
  if (word === 'error') return failureOf(data);
  if (typeof word === 'string' && word !== 'success') {
    return { status: 'rendering', note: `ComfyUI says "${cleanSentence(word)}", which is not in its documents` };
  }
  return toResult(outputs ?? {}, { ...reading, graph: prompt?.[2] });
}

/** The clip among the outputs. */
export function toResult(
  outputs: Readonly<Record<string, unknown>>,
  { graph, call, note }: Reading & { graph: unknown },
): Progress {
  const { clip, all } = readFiles(outputs);
  if (clip === undefined) return withoutClip(all, note);
  return {
    status: 'succeeded',
    urls: [viewUrl({ filename: clip.filename, subfolder: clip.subfolder, type: clip.type }, call)],
    // A file stays until somebody deletes it.
    expiresAt: null,
    cost: { amount: 0, currency: 'USD' },
    seed: seedIn(graph),
  };
}

/** Files of another kind come again from the same graph; only an empty answer may be a matter of the cache. */
function withoutClip(files: readonly OutputFile[], note: string | undefined): Progress {
  const names = files.map(({ filename }) => filename).join(', ');
  const why = note ?? (names === '' ? 'it may have served it from its cache' : `it saved ${names}`);
  const reason = cleanSentence(`the server ended the prompt without a video: ${why}`);
  return { status: 'failed', reason, moderated: false, retryable: files.length === 0 && note === undefined };
}

const seedSchema = z.looseObject({
  k1: z.object({ inputs: z.object({ noise_seed: z.int() }) }).optional(),
  k: z.object({ inputs: z.object({ seed: z.int() }) }).optional(),
});

function seedIn(graph: unknown): number | undefined {
  const nodes = seedSchema.safeParse(graph).data;
  return nodes?.k1?.inputs.noise_seed ?? nodes?.k?.inputs.seed;
}
