import { z } from 'zod';
import { serverTime } from '../../http/server-clock.js';
import type { Call } from '../provider.js';
import { readAnswer } from './answer.js';
import { callHeaders, originOf, regionIn } from './region.js';
import { idPattern } from './task.js';

/** The account's tasks of the last 24 h, as one read of the list found them. */
export interface Listing {
  readonly tasks: readonly ListedTask[];
  /** The service's clock at the first page, epoch ms; undefined when something on the way dropped the `Date` header. */
  readonly serverNow: number | undefined;
  /** Why the list was not read to its end; undefined when it was. */
  readonly cut: string | undefined;
}

/** The size of the documented example; no largest one is named. */
const pageSize = 10;
const pageLimit = 1000;

const listedTaskSchema = z.object({
  task_id: z.string().regex(idPattern),
  model_name: z.string().nullish(),
  /** Epoch ms. */
  gmt_create: z.coerce.number().nullish().catch(null),
});
export type ListedTask = z.infer<typeof listedTaskSchema>;

const pageSchema = z.object({ total: z.number(), data: z.array(listedTaskSchema).nullable() });

/**
 * Reads every page of the list that is given when no time is asked for: the last 24 h, the longest there is. Whether
 * the times of its filter are those of China or UTC is not known; those of its entries are plain.
 *
 * @throws WanError when a page could not be read
 */
export async function listTasks(call: Call): Promise<Listing> {
  const found = new Map<string, ListedTask>();
  const region = regionIn(call.settings);
  const url = `${originOf(region)}/api/v1/tasks/`;
  const headers = callHeaders(call.settings);
  let serverNow: number | undefined;
  let read = 0;
  for (let page = 1; page <= pageLimit; page += 1) {
    const query = { page_no: String(page), page_size: String(pageSize) };
    const response = await call.http.send({ method: 'GET', url, query, headers });
    const { total, data } = readAnswer(response, { schema: pageSchema, now: call.now(), region });
    serverNow ??= serverTime(response);
    const tasks = data ?? [];
    // A task that is made meanwhile pushes one from this page onto the next.
    for (const task of tasks) found.set(task.task_id, task);
    read += tasks.length;
    if (read >= total) return listing(found, { serverNow, cut: undefined });
    if (tasks.length === 0) return listing(found, { serverNow, cut: `it ends after ${read} of ${total} tasks` });
  }
  return listing(found, { serverNow, cut: `it has more than ${pageLimit} pages` });
}

function listing(found: ReadonlyMap<string, ListedTask>, rest: Pick<Listing, 'serverNow' | 'cut'>): Listing {
  return { tasks: [...found.values()], ...rest };
}
