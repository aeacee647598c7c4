import { z } from 'zod';
import { WanError } from '../../errors.js';
import type { JsonObject } from '../../json.js';
import type { Call, Found, ListedJob, LostSubmit, Operation, SubmitIntent } from '../provider.js';
import { resemblesBody, sameBody } from '../same-body.js';
import { predictionUrl } from './address.js';
import { readAnswer } from './answer.js';
import { type Execution, listExecutions } from './list.js';
import { predictionSchema } from './prediction.js';

/** How far before the intent the list must reach, ms. */
const lookBackMs = 10 * 60_000;
/** How far Eachlabs' clock may be behind ours, ms: the list is asked for that much more. */
const clockDifferenceMs = 5 * 60_000;
/** A job this little older than the intent may still be its own: clocks drift, and `Date` has whole seconds. */
const toleranceMs = 5000;

/** Whether a prediction is the one of an intent; `doubt` when the service does not tell. */
type Likeness = Readonly<{ kind: 'same' } | { kind: 'other' } | { kind: 'doubt'; reason: string }>;

const inputSchema = z.record(z.string(), z.json());

/**
 * The prediction whose model and whole input are those of a submit that was lost. The list is that of the whole
 * organisation and holds no inputs: each prediction that may be ours is read by itself.
 */
export async function findSubmitted(lost: LostSubmit, call: Call): Promise<Found> {
  const listedBackTo = lost.intentAt - lookBackMs - clockDifferenceMs;
  const { executions, serverNow, cut } = await listExecutions(listedBackTo, call);
  if (cut !== undefined) return unknowable(`Eachlabs' list could not be read to its end: ${cut}`);
  if (serverNow === undefined) return unknowable("Eachlabs' list came without a date");
  const intentAt = lost.intentAt + serverNow - call.now();
  const candidates = executions.filter(
    (execution) =>
      !lost.known.has(execution.id) && isOfModel(execution, lost.intent.endpoint) && isSince(execution, intentAt),
  );
  const matches: Execution[] = [];
  let doubt: string | undefined;
  for (const candidate of candidates) {
    const likeness = await compareToIntent(candidate.id, lost.intent, call);
    if (likeness.kind === 'same') matches.push(candidate);
    if (likeness.kind === 'doubt') doubt ??= likeness.reason;
  }
  const [match, ...others] = matches;
  if (others.length > 0) return { kind: 'several', remoteIds: matches.map(({ id }) => id) };
  if (match !== undefined) return { kind: 'one', operation: toOperation(match) };
  if (doubt !== undefined) return unknowable(doubt);
  if (listedBackTo > intentAt - lookBackMs) return unknowable("Eachlabs' clock is too far behind this machine's");
  return { kind: 'absent', listedBackTo, serverNow };
}

/** A job without a model may be any. */
function isOfModel({ model, requested_model: requested }: Execution, endpoint: string): boolean {
  const names = [model, requested].filter((name) => typeof name === 'string');
  return names.length === 0 || names.some((name) => name.toLowerCase() === endpoint.toLowerCase());
}

function isSince({ created_at: created }: Execution, intentAt: number): boolean {
  const createdAt = Date.parse(created ?? '');
  return Number.isNaN(createdAt) || createdAt >= intentAt - toleranceMs;
}

async function compareToIntent(id: string, intent: SubmitIntent, call: Call): Promise<Likeness> {
  const listed = await readInput(id, call);
  if (listed === undefined) return doubt('Eachlabs does not show the input of a job that may be this one');
  const sent = inputSchema.safeParse(intent.body.input).data ?? {};
  if (sameBody(sent, listed)) return { kind: 'same' };
  return resemblesBody(sent, listed)
    ? doubt('Eachlabs lists a job with what was sent and more, or with its links replaced')
    : { kind: 'other' };
}

/** What a prediction was asked for; that it is shown is known from an example only. */
async function readInput(id: string, call: Call): Promise<JsonObject | undefined> {
  const response = await call.http.send({ method: 'GET', url: predictionUrl(id) });
  if (response.status === 404) return undefined;
  const { input } = readAnswer(response, { schema: predictionSchema, now: call.now() });
  const shown = inputSchema.safeParse(input).data;
  return shown === undefined || Object.keys(shown).length === 0 ? undefined : shown;
}

function doubt(reason: string): Likeness {
  return { kind: 'doubt', reason };
}

function unknowable(reason: string): Found {
  return { kind: 'unknowable', reason };
}

/**
 * Jobs of the organisation since a time, newest first. The list does not hold their bodies: each job shows its own.
 *
 * @throws WanError when the list could not be read to its end
 */
export async function listSince(since: number, call: Call): Promise<readonly ListedJob[]> {
  const { executions, cut } = await listExecutions(since, call);
  if (cut === undefined)
    return executions.map((execution) => toListedJob(execution, call)).sort((a, b) => b.createdAt - a.createdAt);
  throw new WanError('provider.unavailable', `eachlabs: the list could not be read to its end: ${cut}`, {
    provider: 'eachlabs',
  });
}

function toListedJob(execution: Execution, call: Call): ListedJob {
  const { id, model, requested_model: requested, created_at: created } = execution;
  const endpoint = requested ?? model ?? undefined;
  return {
    operation: toOperation(execution),
    endpoint,
    createdAt: Date.parse(created ?? '') || 0,
    body: undefined,
    readBody: async () => {
      const input = await readInput(id, call);
      return input === undefined ? undefined : { ...(endpoint === undefined ? {} : { model: endpoint }), input };
    },
  };
}

function toOperation({ id, created_at: created }: Execution): Operation {
  const submittedAt = Date.parse(created ?? '');
  return Number.isNaN(submittedAt) ? { remoteId: id } : { remoteId: id, submittedAt };
}
