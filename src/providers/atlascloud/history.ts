import { z } from 'zod';
import { serverTime } from '../../http/server-clock.js';
import type { Call } from '../provider.js';
import { readAnswer } from './answer.js';
import { idPattern, mediaRoot, ordinaryHeaders } from './place.js';

const itemSchema = z.object({
  ID: z.string().regex(idPattern),
  /** Unix seconds. */
  createdAt: z.number().nullish().catch(null),
  model: z.string().nullish().catch(null),
  /** The submitted JSON as text. */
  requestBody: z.string().nullish().catch(null),
});
export type HistoryItem = z.infer<typeof itemSchema>;

const pageSchema = z.object({
  items: z.array(itemSchema).nullish(),
  total: z.number().nullish().catch(null),
});

/** The account's tasks as one read of the history found them. */
export interface History {
  readonly items: readonly HistoryItem[];
  /** The service's clock at the first page, epoch ms; undefined when something on the way dropped the `Date` header. */
  readonly serverNow: number | undefined;
  /** Why the history was not read far enough; undefined when it was. */
  readonly cut: string | undefined;
}

const pageSize = 50;
const pageLimit = 1000;

/**
 * Reads the history back to `since` (epoch ms, the service's clock), or to its end where it turns out not to be sorted.
 * Without the filter by model: whether it lists a task under the very id that was sent is not documented.
 *
 * @throws WanError when a page could not be read
 */
export async function readHistory(since: number, call: Call): Promise<History> {
  const found = new Map<string, HistoryItem>();
  let serverNow: number | undefined;
  const history = (cut?: string): History => ({ items: [...found.values()], serverNow, cut });
  for (let no = 1; no <= pageLimit; no += 1) {
    const response = await call.http.send({
      method: 'GET',
      url: `${mediaRoot}/model/history`,
      query: { no: `${no}`, size: `${pageSize}` },
      headers: ordinaryHeaders,
    });
    const { items, total } = readAnswer(response, { schema: pageSchema, now: call.now() });
    serverNow ??= serverTime(response);
    const before = found.size;
    // A task that is made meanwhile pushes one from this page onto the next.
    for (const item of items ?? []) found.set(item.ID, item);
    if (items === null || items === undefined || items.length === 0) {
      return history(found.size < (total ?? 0) ? `it ended after ${found.size} of ${total} tasks` : undefined);
    }
    if (found.size === before) return history('its pages repeat');
    if (total !== null && total !== undefined && found.size >= total) return history();
    if (isSorted([...found.values()]) && createdAt(items.at(-1)) < since) return history();
  }
  return history(`it has more than ${pageLimit} pages`);
}

/** When a task was made, epoch ms; infinitely late when it does not tell, as it may be of any time. */
export function createdAt(item: HistoryItem | undefined): number {
  const seconds = item?.createdAt;
  return seconds === null || seconds === undefined ? Number.POSITIVE_INFINITY : seconds * 1000;
}

/** Newest first is not promised anywhere: only while it holds may the rest be left unread. */
function isSorted(items: readonly HistoryItem[]): boolean {
  return items.every((item, index) => index === 0 || createdAt(item) <= createdAt(items[index - 1]));
}
