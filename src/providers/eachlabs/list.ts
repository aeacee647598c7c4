import { z } from 'zod';
import { serverTime } from '../../http/server-clock.js';
import type { Call } from '../provider.js';
import { apiOrigin, idPattern } from './address.js';
import { readAnswer } from './answer.js';

/** Executions of the whole organisation, as one read of the list found them. */
export interface Listing {
  readonly executions: readonly Execution[];
  /** The service's clock at the first page, epoch ms; undefined when something on the way dropped the `Date` header. */
  readonly serverNow: number | undefined;
  /** Why the list was not read to its end; undefined when it was. */
  readonly cut: string | undefined;
}

const pageSize = 100;
const pageLimit = 1000;

const executionSchema = z.object({
  id: z.string().regex(idPattern),
  model: z.string().nullish(),
  requested_model: z.string().nullish(),
  created_at: z.string().nullish(),
});
export type Execution = z.infer<typeof executionSchema>;

const pageSchema = z.object({
  executions: z.array(executionSchema).nullable(),
  total_count: z.number().nullish(),
  /** Then there are more than `total_count`. */
  total_capped: z.boolean().nullish(),
});

/**
 * Reads every page of the executions since a time (epoch ms, the service's clock). The filter by model is not used:
 * no document says whether it goes by the model that was asked for or by the one that ran.
 *
 * @throws WanError when a page could not be read
 */
export async function listExecutions(since: number, call: Call): Promise<Listing> {
  const found = new Map<string, Execution>();
  const from = new Date(since).toISOString();
  let serverNow: number | undefined;
  let offset = 0;
  for (let pages = 0; pages < pageLimit; pages += 1) {
    const query = { from, limit: String(pageSize), offset: String(offset) };
    const response = await call.http.send({ method: 'GET', url: `${apiOrigin}/v1/executions`, query });
    const page = readAnswer(response, { schema: pageSchema, now: call.now() });
    serverNow ??= serverTime(response);
    const executions = page.executions ?? [];
    // A job that somebody makes meanwhile pushes one from this page onto the next.
    for (const execution of executions) found.set(execution.id, execution);
    offset += executions.length;
    const total = page.total_capped === true ? undefined : (page.total_count ?? undefined);
    if (total !== undefined && offset >= total) return listing(found, { serverNow, cut: undefined });
    if (executions.length === 0) {
      const cut = total === undefined ? undefined : `it ends after ${offset} of ${total} jobs`;
      return listing(found, { serverNow, cut });
    }
  }
  return listing(found, { serverNow, cut: `it has more than ${pageLimit} pages` });
}

function listing(found: ReadonlyMap<string, Execution>, rest: Pick<Listing, 'serverNow' | 'cut'>): Listing {
  return { executions: [...found.values()], ...rest };
}
