import { z } from 'zod';
import { serverTime } from '../../http/server-clock.js';
import type { Call } from '../provider.js';
import { readAnswer } from './answer.js';
import { type Prediction, predictionSchema } from './prediction.js';
import { apiOrigin } from './route.js';

/** The account's predictions, newest first, as one read of the whole list found them. */
export interface Listing {
  readonly predictions: readonly Prediction[];
  /** The service's clock at the first page, epoch ms; undefined when something on the way dropped the `Date` header. */
  readonly serverNow: number | undefined;
  /** Why the list was not read to its end; undefined when it was. */
  readonly cut: string | undefined;
}

const listPath = '/v1/predictions';
const pageLimit = 1000;

const pageSchema = z.object({ next: z.string().nullish(), results: z.array(predictionSchema) });

/**
 * Reads every page of the predictions created after `since` (epoch ms, the service's clock).
 *
 * @throws WanError when a page could not be read
 */
export async function listPredictions(since: number, call: Call): Promise<Listing> {
  const found = new Map<string, Prediction>();
  const seen = new Set<string>();
  let serverNow: number | undefined;
  let query: Readonly<Record<string, string>> = { created_after: new Date(since).toISOString() };
  while (seen.size < pageLimit) {
    const key = new URLSearchParams(query).toString();
    if (seen.has(key)) return listing(found, { serverNow, cut: 'its pages go round in a circle' });
    seen.add(key);
    const response = await call.http.send({ method: 'GET', url: `${apiOrigin}${listPath}`, query });
    const page = readAnswer(response, { schema: pageSchema, now: call.now() });
    serverNow ??= serverTime(response);
    // A prediction that another process makes meanwhile pushes one from this page onto the next.
    for (const prediction of page.results) found.set(prediction.id, prediction);
    if (page.next === null || page.next === undefined) return listing(found, { serverNow, cut: undefined });
    const following = queryOf(page.next);
    if (following === undefined) return listing(found, { serverNow, cut: 'its next page lies elsewhere' });
    query = following;
  }
  return listing(found, { serverNow, cut: `it has more than ${pageLimit} pages` });
}

function listing(found: ReadonlyMap<string, Prediction>, rest: Pick<Listing, 'serverNow' | 'cut'>): Listing {
  return { predictions: [...found.values()], ...rest };
}

/** Only the cursor is taken from `next`; the key never goes to a host that an answer names. */
function queryOf(next: string): Readonly<Record<string, string>> | undefined {
  const url = URL.canParse(next, apiOrigin) ? new URL(next, apiOrigin) : undefined;
  return url?.pathname === listPath ? Object.fromEntries(url.searchParams) : undefined;
}
