import { z } from 'zod';
import type { JsonObject, JsonValue } from '../../json.js';
import type { SubmitIntent } from '../provider.js';
import { sameBody } from '../same-body.js';
import type { Prediction } from './prediction.js';
import { routeOf } from './route.js';

/** Whether a listed prediction is the one of an intent; `doubt` when the list does not tell. */
export type Likeness = Readonly<{ kind: 'same' } | { kind: 'other' } | { kind: 'doubt'; reason: string }>;

const inputSchema = z.record(z.string(), z.json());
const other: Likeness = { kind: 'other' };

/** Compares model, version and the whole input. Pure. */
export function compareToIntent(prediction: Prediction, intent: SubmitIntent): Likeness {
  const model = compareModel(prediction, intent.endpoint);
  if (model.kind === 'other') return other;
  if (isErased(prediction)) return doubt('Replicate has erased the inputs of predictions that may be this one');
  if (sameBody(intent.body.input ?? null, prediction.input ?? null)) return model;
  return differsInFilesOnly(prediction, intent)
    ? doubt('Replicate lists a prediction that differs only in the files that were sent inside it')
    : other;
}

/** Whether the input is gone, as it is 1 h after the end. */
export function isErased({ data_removed: removed, input }: Prediction): boolean {
  return removed === true || input === null || input === undefined;
}

/** Official models answer with their name, and "hidden" for a version. */
export function compareModel({ model, version }: Prediction, endpoint: string): Likeness {
  const route = routeOf(endpoint);
  const sameName = model?.toLowerCase() === route.model?.toLowerCase();
  if (route.version === undefined) return sameName ? { kind: 'same' } : other;
  if (version === route.version) return { kind: 'same' };
  if (/^[0-9a-f]{64}$/.test(version ?? '') || (route.model !== undefined && !sameName)) return other;
  return doubt('Replicate does not show the version of a prediction that may be this one');
}

/** No document says that what was sent inside the request, or lay in Replicate's storage, is listed as it was sent. */
function differsInFilesOnly(prediction: Prediction, { body }: SubmitIntent): boolean {
  const sent = inputSchema.safeParse(body.input).data ?? {};
  const listed = inputSchema.safeParse(prediction.input).data ?? {};
  const moved = Object.keys(sent).filter((key) => {
    const place = placeOf(sent[key]);
    return place !== 'elsewhere' && listed[key] !== undefined && placeOf(listed[key]) !== place;
  });
  return moved.length > 0 && sameBody(without(sent, moved), without(listed, moved));
}

function placeOf(value: JsonValue | undefined): 'request' | 'storage' | 'elsewhere' {
  if (typeof value !== 'string') return 'elsewhere';
  if (value.startsWith('data:')) return 'request';
  return /^https?:\/\/[^/]+\/v1\/files\//.test(value) ? 'storage' : 'elsewhere';
}

function without(input: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([key]) => !keys.includes(key)));
}

function doubt(reason: string): Likeness {
  return { kind: 'doubt', reason };
}
