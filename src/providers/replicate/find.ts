import { WanError } from '../../errors.js';
import type { JsonObject } from '../../json.js';
import type { Call, Found, ListedJob, LostSubmit } from '../provider.js';
import { compareModel, compareToIntent, isErased } from './likeness.js';
import { listPredictions } from './list.js';
import type { Prediction } from './prediction.js';

/** How far before the intent the list must reach, ms. */
const lookBackMs = 10 * 60_000;
/** How far Replicate's clock may be behind ours, ms: the list is asked for that much more. */
const clockDifferenceMs = 5 * 60_000;
/** A prediction this little older than the intent may still be its own: clocks drift, and `Date` has whole seconds. */
const toleranceMs = 5000;

/**
 * The prediction whose model and whole input are those of a submit that was lost. Inputs are erased 1 h after the end,
 * and a prediction without its input that may be ours makes the question unanswerable.
 */
export async function findSubmitted(lost: LostSubmit, call: Call): Promise<Found> {
  const listedBackTo = lost.intentAt - lookBackMs - clockDifferenceMs;
  const { predictions, serverNow, cut } = await listPredictions(listedBackTo, call);
  if (cut !== undefined) return unknowable(`Replicate's list could not be read to its end: ${cut}`);
  if (serverNow === undefined) return unknowable("Replicate's list came without a date");
  const intentAt = lost.intentAt + serverNow - call.now();
  const compared = predictions
    .filter((prediction) => !lost.known.has(prediction.id) && isOurs(prediction, intentAt))
    .map((prediction) => ({ id: prediction.id, likeness: compareToIntent(prediction, lost.intent) }));
  const matches = compared.filter(({ likeness }) => likeness.kind === 'same').map(({ id }) => id);
  const [match, ...others] = matches;
  if (others.length > 0) return { kind: 'several', remoteIds: matches };
  if (match !== undefined) return { kind: 'one', operation: { remoteId: match } };
  const doubt = compared.map(({ likeness }) => likeness).find(({ kind }) => kind === 'doubt');
  if (doubt?.kind === 'doubt') return unknowable(doubt.reason);
  if (listedBackTo > intentAt - lookBackMs) return unknowable("Replicate's clock is too far behind this machine's");
  return { kind: 'absent', listedBackTo, serverNow };
}

/** Made over the API, and not before the intent. */
function isOurs({ source, created_at: created }: Prediction, intentAt: number): boolean {
  const createdAt = Date.parse(created ?? '');
  return source !== 'web' && (Number.isNaN(createdAt) || createdAt >= intentAt - toleranceMs);
}

function unknowable(reason: string): Found {
  return { kind: 'unknowable', reason };
}

/**
 * Predictions since a time, newest first; those that still have their input show their body.
 *
 * @throws WanError when the list could not be read to its end
 */
export async function listSince(since: number, call: Call): Promise<readonly ListedJob[]> {
  const { predictions, cut } = await listPredictions(since, call);
  if (cut === undefined) return predictions.map(toListedJob).sort((a, b) => b.createdAt - a.createdAt);
  throw new WanError('provider.unavailable', `replicate: the list could not be read to its end: ${cut}`, {
    provider: 'replicate',
  });
}

function toListedJob(prediction: Prediction): ListedJob {
  const { id, model, version, input, created_at: createdAt } = prediction;
  const pinned = /^[0-9a-f]{64}$/.exec(version ?? '')?.[0];
  const named = [model, pinned].filter((name) => typeof name === 'string').join(':');
  const body: JsonObject = { ...(pinned === undefined ? {} : { version: pinned }), input: input ?? null };
  const isGone = isErased(prediction);
  return {
    operation: { remoteId: id },
    endpoint: named === '' ? undefined : named,
    isOfModel: (endpoint) => {
      const { kind } = compareModel(prediction, endpoint);
      return kind === 'doubt' ? 'unclear' : kind;
    },
    createdAt: Date.parse(createdAt ?? '') || 0,
    body: isGone ? undefined : body,
    isErased: isGone,
  };
}
