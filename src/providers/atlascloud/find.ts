import { z } from 'zod';
import { WanError } from '../../errors.js';
import type { JsonObject } from '../../json.js';
import type { Call, Found, ListedJob, LostSubmit, SubmitIntent } from '../provider.js';
import { resemblesBody, sameBody } from '../same-body.js';
import { createdAt, type HistoryItem, readHistory } from './history.js';

/** How far before the intent the history must reach, ms. */
const lookBackMs = 10 * 60_000;
/** How far the clock of Atlas Cloud may be behind ours, ms: the history is read that much further. */
const clockDifferenceMs = 5 * 60_000;
/** A task this little older than the intent may still be its own: clocks drift, and the history has whole seconds. */
const toleranceMs = 5000;

const bodySchema = z.record(z.string(), z.json());

/** The task in the history whose whole submitted body is that of a submit that was lost. */
export async function findSubmitted(lost: LostSubmit, call: Call): Promise<Found> {
  const listedBackTo = lost.intentAt - lookBackMs - clockDifferenceMs;
  const { items, serverNow, cut } = await readHistory(listedBackTo, call);
  if (cut !== undefined) return unknowable(`the history of Atlas Cloud could not be read to its end: ${cut}`);
  if (serverNow === undefined) return unknowable('the history of Atlas Cloud came without a date');
  const intentAt = lost.intentAt + serverNow - call.now();
  const compared = items
    .filter((item) => !lost.known.has(item.ID) && createdAt(item) >= intentAt - toleranceMs)
    .map((item) => ({ id: item.ID, likeness: compare(item, lost.intent) }));
  const matches = compared.filter(({ likeness }) => likeness === 'same').map(({ id }) => id);
  const [match, ...others] = matches;
  if (others.length > 0) return { kind: 'several', remoteIds: matches };
  if (match !== undefined) return { kind: 'one', operation: { remoteId: match, submittedAt: lost.intentAt } };
  const doubtful = compared.find(({ likeness }) => likeness === 'doubt');
  if (doubtful !== undefined) {
    return unknowable(`Atlas Cloud lists a task that may be this one, but not its exact request: ${doubtful.id}`);
  }
  if (listedBackTo > intentAt - lookBackMs) return unknowable("Atlas Cloud's clock is too far behind this machine's");
  return { kind: 'absent', listedBackTo, serverNow };
}

/**
 * Tasks since a time, newest first.
 *
 * @throws WanError when the history could not be read far enough
 */
export async function listSince(since: number, call: Call): Promise<readonly ListedJob[]> {
  const { items, cut } = await readHistory(since, call);
  if (cut === undefined) {
    return items
      .filter((item) => createdAt(item) >= since)
      .map(toListedJob)
      .sort((a, b) => b.createdAt - a.createdAt);
  }
  throw new WanError('provider.unavailable', `atlascloud: the history could not be read to its end: ${cut}`, {
    provider: 'atlascloud',
  });
}

function compare(item: HistoryItem, intent: SubmitIntent): 'same' | 'doubt' | 'other' {
  const body = bodyOf(item);
  if (body === undefined) {
    const named = item.model ?? intent.endpoint;
    return named.toLowerCase() === intent.endpoint.toLowerCase() ? 'doubt' : 'other';
  }
  if (sameBody(intent.body, body)) return 'same';
  // No source promises the very bytes: defaults may be filled in, inline images replaced by links.
  return resemblesBody(intent.body, body) ? 'doubt' : 'other';
}

function bodyOf({ requestBody }: HistoryItem): JsonObject | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(requestBody ?? '')).data;
  } catch {
    return undefined;
  }
}

function toListedJob(item: HistoryItem): ListedJob {
  const time = createdAt(item);
  return {
    operation: { remoteId: item.ID },
    endpoint: item.model ?? undefined,
    createdAt: Number.isFinite(time) ? time : 0,
    body: bodyOf(item),
  };
}

function unknowable(reason: string): Found {
  return { kind: 'unknowable', reason };
}
