import type { JsonObject, JsonValue } from '../../json.js';
import type { Call, Found, ListedJob, LostSubmit } from '../provider.js';
import { resemblesBody, sameBody } from '../same-body.js';
import { assertWhole, type HistoryItem, ignoreUnknownEndpoint, readHistory } from './history.js';
import { toOperation, wanEndpoints } from './place.js';

/** How far before the intent the list must reach, ms. */
const lookBackMs = 10 * 60_000;
/** How far our clock and fal's may differ, ms. */
const clockDifferenceMs = 5 * 60_000;
/** A request this little older than the intent may still be its own: clocks drift, and `Date` has whole seconds. */
const toleranceMs = 5000;

/** The request in fal's history whose whole input is that of a submit that was lost. */
export async function findSubmitted(lost: LostSubmit, call: Call): Promise<Found> {
  const { endpoint, body } = lost.intent;
  const listedBackTo = lost.intentAt - lookBackMs - clockDifferenceMs;
  const { items, serverNow, cut } = await readHistory(endpoint, listedBackTo, call);
  if (cut !== undefined) return unknowable(`fal's history could not be read to its end: ${cut}`);
  if (serverNow === undefined) return unknowable("fal's history came without a date");
  const intentAt = lost.intentAt + serverNow - call.now();
  const candidates = items.filter((item) => !lost.known.has(item.request_id) && !isOlder(item, intentAt));
  const matches = candidates.filter(({ json_input: input }) => isObject(input) && sameBody(body, input));
  const [match, ...others] = matches;
  if (others.length > 0) return { kind: 'several', remoteIds: matches.map(({ request_id: id }) => id) };
  if (match !== undefined) return { kind: 'one', operation: operationOf(match, endpoint) };
  if (candidates.some((item) => mayBe(item, body))) return unknowable('fal lists a request that may be this one');
  if (listedBackTo > intentAt - lookBackMs) return unknowable("fal's clock and this machine's differ too much");
  return { kind: 'absent', listedBackTo, serverNow };
}

/** Requests to the Wan endpoints since a time, newest first: fal's history is read endpoint by endpoint. */
export async function listSince(since: number, call: Call): Promise<readonly ListedJob[]> {
  const jobs: ListedJob[] = [];
  for (const endpoint of wanEndpoints) {
    const history = await readHistory(endpoint, since, call).catch(ignoreUnknownEndpoint);
    if (history === undefined) continue;
    assertWhole(history);
    jobs.push(...history.items.map((item) => toListedJob(item, endpoint)));
  }
  return jobs.filter(({ createdAt }) => createdAt >= since).sort((a, b) => b.createdAt - a.createdAt);
}

function isOlder({ sent_at: sentAt }: HistoryItem, intentAt: number): boolean {
  // Without a time it can't be ruled out.
  return Date.parse(sentAt ?? '') < intentAt - toleranceMs;
}

/** A request whose input is withheld, or may have been rewritten: defaults filled in, media stored elsewhere. */
function mayBe({ json_input: input }: HistoryItem, body: JsonObject): boolean {
  return !isObject(input) || resemblesBody(body, input);
}

function toListedJob(item: HistoryItem, endpoint: string): ListedJob {
  const sentAt = Date.parse(item.sent_at ?? item.ended_at ?? '');
  const { json_input: input } = item;
  return {
    operation: operationOf(item, endpoint),
    endpoint,
    createdAt: Number.isNaN(sentAt) ? 0 : sentAt,
    body: isObject(input) ? input : undefined,
  };
}

function operationOf({ request_id: id, sent_at: sentAt }: HistoryItem, endpoint: string) {
  const at = Date.parse(sentAt ?? '');
  return toOperation(id, { endpoint, submittedAt: Number.isNaN(at) ? undefined : at });
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknowable(reason: string): Found {
  return { kind: 'unknowable', reason };
}
