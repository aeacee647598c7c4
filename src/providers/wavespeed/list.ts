import { z } from 'zod';
import { serverTime } from '../../http/server-clock.js';
import type { Call } from '../provider.js';
import { idPattern, readData } from '../wavespeed-surface.js';
import { surface } from './surface.js';

const listedSchema = z.object({
  id: z.string().regex(idPattern),
  model: z.string().nullish(),
  created_at: z.string().nullish(),
  // Both names occur in single answers; the list says `inputs`.
  inputs: z.json().nullish(),
  input: z.json().nullish(),
});
export type ListedTask = z.infer<typeof listedSchema>;

const pageSchema = z.object({ items: z.array(listedSchema), total: z.number().nullish() });

const pageSize = 100;
const pageLimit = 1000;

/** The account's tasks, newest first, as one read of the whole list found them. */
export interface Listing {
  readonly tasks: readonly ListedTask[];
  /** The service's clock at the first page, epoch ms; undefined when something on the way dropped the `Date` header. */
  readonly serverNow: number | undefined;
  /** Why the list was not read to its end; undefined when it was. */
  readonly cut: string | undefined;
}

/**
 * Reads every page of the tasks made after `since` (epoch ms, the service's clock), with what was sent. The official
 * client shows one day; without a time the service decides. Only an empty page is the end: a page may be shorter than
 * asked for, and `total` is not always there.
 *
 * @throws WanError when a page could not be read
 */
export async function listTasks(since: number, call: Call): Promise<Listing> {
  const found = new Map<string, ListedTask>();
  let serverNow: number | undefined;
  for (let page = 1; page <= pageLimit; page += 1) {
    const response = await call.http.send({
      method: 'POST',
      url: `${surface.base}/predictions`,
      json: { page, page_size: pageSize, created_after: new Date(since).toISOString(), include_inputs: true },
    });
    const { items, total } = readData(response, { surface, schema: pageSchema, now: call.now() });
    serverNow ??= serverTime(response);
    const before = found.size;
    // A task that another process makes meanwhile pushes one from this page onto the next.
    for (const task of items) found.set(task.id, task);
    const listing = (cut?: string): Listing => ({ tasks: [...found.values()], serverNow, cut });
    if (items.length === 0) return listing(found.size < (total ?? 0) ? 'it changed while it was read' : undefined);
    if (found.size === before) return listing('its pages go round in a circle');
  }
  return { tasks: [...found.values()], serverNow, cut: `it has more than ${pageLimit} pages` };
}
