import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { canonicalJson, type JsonObject, type JsonValue } from '../../json.js';
import { providerIds, requestSchema } from '../../providers/request.js';

const money = z.object({ amount: z.number(), currency: z.enum(['USD', 'CNY', 'credits']) });
const json = z.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));

/** One clip of a plan: what is done about it, and for one that is to be rendered, exactly how. */
const clipSchema = z.object({
  action: z.string(),
  job: z.string().regex(/^j_[0-9a-z]+$/, 'is no job'),
  row: z.number().nullable(),
  provider: z.enum(providerIds),
  model: z.string(),
  endpoint: z.string(),
  output: z
    .string()
    .refine((path) => isAbsolute(path) && /\.(?:mp4|m4v|mov|webm|mkv|avi)$/i.test(path), 'is no path of a clip'),
  seed: z.number().nullable(),
  /** USD, approximate for other currencies; 0 for what is there already, null for an unknown price. */
  usd: z.number().nullable(),
  price: z.string(),
  /** The wire body, with stand-ins for files that are uploaded later. */
  body: json,
  /** What was asked for, with every default. */
  request: requestSchema,
  /** Index of the request that the clip is a take of. */
  group: z.number(),
  take: z.number(),
  seedDrawn: z.boolean(),
  chosen: z.array(requestSchema.keyof()),
  origins: z.record(z.string(), z.string()),
  /** SHA-256 of the original files by role; a URL as its text. */
  sources: z.record(z.string(), z.string()),
  overwrite: z.boolean(),
  provenance: z.enum(['sidecar', 'embed', 'both', 'none']),
  webhook: z.string().nullable(),
  rowIdentity: z.string().nullable(),
  estimate: money.nullable(),
});
export type PlannedClipText = z.infer<typeof clipSchema>;

/** A plan as it is written: everything that `wan apply` submits, for review. */
export const planSchema = z.object({
  kind: z.literal('wan plan'),
  version: z.literal(1),
  wan: z.string(),
  createdAt: z.string(),
  command: z.string(),
  run: z.string(),
  cwd: z.string(),
  /** Cap in USD that the plan was made under; null: none. */
  maxCost: z.number().nullable(),
  /** Whether what is alike in the ledger was passed over, all of it or what failed. */
  force: z.boolean().optional(),
  retryFailed: z.boolean().optional(),
  /** SHA-256 of the manifest and of every preset that took part, by path. */
  inputs: z.record(z.string(), z.string()),
  totals: json,
  clips: z.array(clipSchema),
  settings: json,
  /** SHA-256 over all of the above before redaction: tells a plan that was edited, or that left something out. */
  digest: z.string(),
});
export type PlanFile = z.infer<typeof planSchema>;

/** Text that is equal for equal plans; hashed it is their `digest`. */
export function planText(plan: Omit<PlanFile, 'digest'>): string {
  return canonicalJson(JSON.parse(JSON.stringify(plan)) as JsonValue);
}
