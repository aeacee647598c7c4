import { createHash, createHmac } from 'node:crypto';
import { canonicalJson, type JsonObject, type JsonValue } from '../../json.js';
import type { ModelOption, RequestField, RequestFields } from '../../providers/request.js';
import type { Job } from '../job.js';

/** Fields that never take a default, so that they can stand in the hash. */
const hashed: readonly RequestField[] = [
  'prompt',
  'negativePrompt',
  'loras',
  'lorasHigh',
  'lorasLow',
  'extra',
  'background',
  'keepMetadata',
];
/** Told by their bytes or by columns of their own. */
const apart: readonly RequestField[] = [
  ...hashed,
  'image',
  'endImage',
  'audio',
  'workflow',
  'provider',
  'model',
  'seed',
];

export interface IdentityParts {
  readonly provider: string;
  readonly endpoint: string;
  readonly request: RequestFields;
  /** SHA-256 of the original files by role, a URL as its text, a chained image as `last frame of <job>`. */
  readonly sources: Readonly<Record<string, string>>;
  /** Stable name of a manifest row; rows with equal content are different clips. */
  readonly rowIdentity: string | null;
}

/**
 * What makes two requests the same before seeds and defaults are looked at. The key is not part of it: the same command
 * with another key must not pay for a clip that is there, or may be under way, with the first (`plan-run.ts`). Fields that may take a default are compared
 * by `isSameRequest`, because a default of today must match the value recorded on the day of the first submit.
 */
export function identityOf(parts: IdentityParts): string {
  // Named one by one: callers hand over whole records, and a price or an origin must not tell two clips apart.
  const { provider, endpoint, request, sources, rowIdentity } = parts;
  const fields = Object.fromEntries(
    hashed.flatMap((field) => (request[field] === undefined ? [] : [[field, request[field] as JsonValue]])),
  );
  return createHash('sha256')
    .update(canonicalJson({ provider, endpoint, sources, rowIdentity, fields }))
    .digest('hex')
    .slice(0, 40);
}

/**
 * Whether an earlier job is the same request as this one: every field that either side chose is equal on both.
 * A field that neither chose counts with the value recorded then; `changedDefaults` tells which differ now.
 */
export function isSameRequest(earlier: Job, now: { request: RequestFields; chosen: readonly RequestField[] }): boolean {
  const chosen = new Set([...earlier.chosen, ...now.chosen].filter((field) => !apart.includes(field)));
  return [...chosen].every((field) => isEqual(earlier.request[field], now.request[field]));
}

/** Fields whose default is another than when the earlier job was submitted. */
export function changedDefaults(
  earlier: Job,
  now: { request: RequestFields; chosen: readonly RequestField[] },
): ModelOption[] {
  const fields = new Set([...Object.keys(earlier.request), ...Object.keys(now.request)]) as Set<RequestField>;
  return [...fields].filter(
    (field): field is ModelOption =>
      !apart.includes(field) && !now.chosen.includes(field) && !isEqual(earlier.request[field], now.request[field]),
  );
}

/** Names a key without telling it: the same key gives the same name in one ledger only. */
export function fingerprintOf(key: string | undefined, salt: string): string {
  return key === undefined ? 'none' : createHmac('sha256', salt).update(key).digest('hex').slice(0, 16);
}

function isEqual(a: unknown, b: unknown): boolean {
  return canonicalJson({ value: a ?? null } as JsonObject) === canonicalJson({ value: b ?? null } as JsonObject);
}
