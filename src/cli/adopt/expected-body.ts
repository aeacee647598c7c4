import { toWire } from '../../catalogue/wire.js';
import { WanError } from '../../errors.js';
import type { JobRecord } from '../../jobs/job.js';
import type { JsonObject, JsonValue } from '../../json.js';
import type { Provider, SubmitIntent } from '../../providers/provider.js';
import type { MediaRole } from '../../providers/request.js';
import type { ModelDesk } from '../models/model-desk.js';

export const mediaRoles: readonly MediaRole[] = ['image', 'endImage', 'audio'];

/** What stands in the body where the address of a file will be. */
function placeholder(role: string): string {
  return `https://media.invalid/${role}`;
}

/** What stands in a body for files, where that is known before they are hosted. */
export type FileNames = Readonly<Record<string, string>>;

/**
 * The body that a provider would be sent for a job, without the ids that we would choose, and with placeholders for the
 * addresses of its files; undefined where it can't be made without them.
 */
export function expectedBody(
  provider: Provider,
  models: ModelDesk,
  record: JobRecord,
  names: FileNames = {},
): JsonObject | undefined {
  const media = Object.fromEntries(
    Object.keys(record.sources).map((role) => [role, { url: names[role] ?? placeholder(role), expiresAt: null }]),
  );
  const { endpoint, request } = record;
  try {
    const { wire } = toWire(models.of(record), request, media);
    return withoutIds(provider.prepare({ endpoint, wire, options: request, media }, () => 'unknown'));
  } catch (error) {
    if (error instanceof WanError) return undefined;
    throw error;
  }
}

/** A body with names in place of the ids that we chose for it, which are others for each job. */
export function withoutIds({ body, ids = {} }: Pick<SubmitIntent, 'body' | 'ids'>): JsonObject {
  const chosen = Object.entries(ids);
  if (chosen.length === 0) return body;
  const text = chosen.reduce((left, [name, id]) => left.replaceAll(id, `<${name}>`), JSON.stringify(body));
  return JSON.parse(text) as JsonObject;
}

/** What a listed body has where the address of a file of that role belongs. */
export function addressIn(expected: JsonValue, listed: JsonValue | undefined, role: MediaRole): string | undefined {
  if (expected === placeholder(role)) return typeof listed === 'string' ? listed : undefined;
  if (expected === null || typeof expected !== 'object') return undefined;
  const other: ReadonlyMap<string, JsonValue> = new Map(
    typeof listed === 'object' && listed !== null ? Object.entries(listed) : [],
  );
  for (const [key, value] of Object.entries(expected)) {
    const found = addressIn(value, other.get(key), role);
    if (found !== undefined) return found;
  }
  return undefined;
}
