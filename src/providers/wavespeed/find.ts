import { WanError } from '../../errors.js';
import type { JsonObject, JsonValue } from '../../json.js';
import type { Call, Found, ListedJob, LostSubmit, SubmitIntent } from '../provider.js';
import { resemblesBody, sameBody } from '../same-body.js';
import { toOperation } from '../wavespeed-surface.js';
import { type ListedTask, listTasks } from './list.js';
import { surface } from './surface.js';

/** How far before the intent the list must reach, ms. */
const lookBackMs = 10 * 60_000;
/** How far WaveSpeed's clock may be behind ours, ms: the list is asked for that much more. */
const clockDifferenceMs = 5 * 60_000;
/** A task this little older than the intent may still be its own: clocks drift, and `Date` has whole seconds. */
const toleranceMs = 5000;

/** The task whose model and whole input are those of a submit that was lost. */
export async function findSubmitted(lost: LostSubmit, call: Call): Promise<Found> {
  const listedBackTo = lost.intentAt - lookBackMs - clockDifferenceMs;
  const { tasks, serverNow, cut } = await listTasks(listedBackTo, call);
  if (cut !== undefined) return unknowable(`WaveSpeed's list could not be read to its end: ${cut}`);
  if (serverNow === undefined) return unknowable("WaveSpeed's list came without a date");
  const intentAt = lost.intentAt + serverNow - call.now();
  const candidates = tasks.filter((task) => !lost.known.has(task.id) && mayBeOurs(task, lost.intent, intentAt));
  const matches = candidates.filter((task) => task.model === lost.intent.endpoint && isSame(task, lost.intent));
  const [match, ...others] = matches;
  if (others.length > 0) return { kind: 'several', remoteIds: matches.map(({ id }) => id) };
  if (match !== undefined) return { kind: 'one', operation: operationOf(match) };
  if (candidates.some((task) => resembles(task, lost.intent))) {
    return unknowable('WaveSpeed lists a task that may be this one, with inputs withheld or rewritten');
  }
  if (listedBackTo > intentAt - lookBackMs) return unknowable("WaveSpeed's clock is too far behind this machine's");
  return { kind: 'absent', listedBackTo, serverNow };
}

/**
 * Tasks since a time, newest first, those made in the web UI included.
 *
 * @throws WanError when the list could not be read to its end
 */
export async function listSince(since: number, call: Call): Promise<readonly ListedJob[]> {
  const { tasks, cut } = await listTasks(since, call);
  if (cut === undefined) {
    return tasks
      .map(toListedJob)
      .filter(({ createdAt }) => createdAt === 0 || createdAt >= since)
      .sort((a, b) => b.createdAt - a.createdAt);
  }
  throw new WanError('provider.unavailable', `wavespeed: the list could not be read to its end: ${cut}`, {
    provider: 'wavespeed',
  });
}

/** Not older than the intent, and of its model; what lacks a time or a model can't be ruled out. */
function mayBeOurs({ model, created_at: created }: ListedTask, { endpoint }: SubmitIntent, intentAt: number): boolean {
  const isModel = model === undefined || model === null || model === '' || model === endpoint;
  return isModel && !(Date.parse(created ?? '') < intentAt - toleranceMs);
}

function isSame(task: ListedTask, { body }: SubmitIntent): boolean {
  const inputs = inputsOf(task);
  return inputs !== undefined && sameBody(body, inputs);
}

/** Whether the service may have rewritten what we sent: keys added or dropped, media stored elsewhere. */
function resembles(task: ListedTask, { body }: SubmitIntent): boolean {
  const inputs = inputsOf(task);
  if (inputs === undefined) return true;
  const kept = Object.entries(body).filter(([key]) => inputs[key] !== undefined);
  return resemblesBody(Object.fromEntries(kept), inputs);
}

function toListedJob(task: ListedTask): ListedJob {
  return {
    operation: operationOf(task),
    endpoint: task.model ?? undefined,
    createdAt: Date.parse(task.created_at ?? '') || 0,
    body: inputsOf(task),
  };
}

function operationOf({ id, created_at: created }: ListedTask) {
  const createdAt = Date.parse(created ?? '');
  return toOperation(surface, id, Number.isNaN(createdAt) ? undefined : createdAt);
}

/** An empty object is an input that was not kept: every model needs a prompt or an image. */
function inputsOf({ inputs, input }: ListedTask): JsonObject | undefined {
  const body = inputs ?? input;
  return isObject(body) && Object.keys(body).length > 0 ? body : undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknowable(reason: string): Found {
  return { kind: 'unknowable', reason };
}
