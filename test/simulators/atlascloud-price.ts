import type { JsonObject } from '../../src/json.js';
import { findModel } from './atlascloud-models.js';

/** What a body costs, US dollars: seconds of every segment, at least 5 in all. */
export function priceOf(body: JsonObject): number {
  const price = findModel(body.model)?.price ?? 0;
  const perSecond = typeof price === 'number' ? price : (price[String(body.resolution ?? '1080P')] ?? 0);
  const segments = Array.isArray(body.prompt) ? body.prompt.length : 1;
  const seconds = (typeof body.duration === 'number' ? body.duration : 5) * segments;
  return Math.round(Math.max(seconds, 5) * perSecond * 1_000_000) / 1_000_000;
}
