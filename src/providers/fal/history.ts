import { z } from 'zod';
import { WanError } from '../../errors.js';
import { serverTime } from '../../http/server-clock.js';
import type { Call } from '../provider.js';
import { readAnswer } from './failure.js';
import { idPattern, platformOrigin } from './place.js';

const itemSchema = z.object({
  request_id: z.string().regex(idPattern),
  endpoint_id: z.string().nullish(),
  sent_at: z.string().nullish(),
  ended_at: z.string().nullish(),
  status_code: z.number().nullish(),
  json_input: z.json().nullish(),
  json_output: z.json().nullish(),
});
export type HistoryItem = z.infer<typeof itemSchema>;

const pageSchema = z.object({
  items: z.array(itemSchema),
  next_cursor: z.string().nullish(),
  has_more: z.boolean().nullish(),
});
type Page = z.infer<typeof pageSchema>;

const pageSize = 100;
const pageLimit = 500;

export interface History {
  readonly items: readonly HistoryItem[];
  /** The service's clock at the first page, epoch ms; undefined when something on the way dropped the `Date` header. */
  readonly serverNow: number | undefined;
  /** Why the list was not read to its end; undefined when it was. */
  readonly cut: string | undefined;
}

/**
 * Every request to one endpoint since `start` (epoch ms, the service's clock), with inputs and outputs. Without a start
 * the service would show 24 h.
 *
 * @throws WanError when a page could not be read
 */
export async function readHistory(endpoint: string, start: number, call: Call): Promise<History> {
  const items = new Map<string, HistoryItem>();
  const cursors = new Set<string>();
  let serverNow: number | undefined;
  let cursor: string | undefined;
  for (let count = 0; count < pageLimit; count += 1) {
    const query = {
      ...queryFor(endpoint, start),
      limit: String(pageSize),
      ...(cursor === undefined ? {} : { cursor }),
    };
    const response = await call.http.send({ method: 'GET', url: historyUrl, query });
    const page = readAnswer(response, { schema: pageSchema, now: call.now() });
    serverNow ??= serverTime(response);
    // A request made meanwhile pushes one from this page onto the next.
    for (const item of page.items) items.set(item.request_id, item);
    const next = page.next_cursor ?? undefined;
    if (next === undefined) return { items: [...items.values()], serverNow, cut: endOf(page) };
    if (cursors.has(next)) return { items: [...items.values()], serverNow, cut: 'its pages go round in a circle' };
    cursors.add(next);
    cursor = next;
  }
  return { items: [...items.values()], serverNow, cut: `it has more than ${pageLimit} pages` };
}

/** One request by its id; undefined when the history does not hold it. */
export async function findInHistory(remoteId: string, endpoint: string, call: Call): Promise<HistoryItem | undefined> {
  // As far back as payloads are kept.
  const query = { ...queryFor(endpoint, call.now() - payloadLifetimeMs), request_id: remoteId };
  const response = await call.http.send({ method: 'GET', url: historyUrl, query });
  const { items } = readAnswer(response, { schema: pageSchema, now: call.now() });
  return items.find((item) => item.request_id === remoteId);
}

/** Request and result JSON are kept this long, ms. */
export const payloadLifetimeMs = 30 * 86_400_000;

const historyUrl = `${platformOrigin}/v1/models/requests/by-endpoint`;

function queryFor(endpoint: string, start: number): Readonly<Record<string, string>> {
  return { endpoint_id: endpoint, start: new Date(start).toISOString(), expand: 'payloads' };
}

function endOf({ has_more: more, items }: Page): string | undefined {
  if (more === true) return 'it says that there is more, but not where';
  return more !== false && items.length >= pageSize ? 'a full page does not say whether it is the last' : undefined;
}

/** @throws WanError `provider.unavailable` for a list that was not read to its end */
export function assertWhole({ cut }: History): void {
  if (cut === undefined) return;
  throw new WanError('provider.unavailable', `fal: the history could not be read to its end: ${cut}`, {
    provider: 'fal',
  });
}

/** For `catch`: an endpoint that fal does not know, or no longer, has no history. */
export function ignoreUnknownEndpoint(error: unknown): undefined {
  if (error instanceof WanError && error.code === 'provider.refused') return undefined;
  throw error;
}
