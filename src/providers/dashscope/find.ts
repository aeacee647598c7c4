import { WanError } from '../../errors.js';
import type { Call, Found, ListedJob, LostSubmit, Operation } from '../provider.js';
import { type ListedTask, listTasks } from './list.js';
import { regionIn } from './region.js';
import { lifeMs } from './task.js';

/** A task this little older than the intent may still be its own: clocks drift, and `Date` has whole seconds. */
const toleranceMs = 5000;

/**
 * Tasks of the same model that were made since a submit that was lost. The list shows no inputs, so even a single one
 * is only named, for the user to decide; none at all is an absence.
 */
export async function findSubmitted(lost: LostSubmit, call: Call): Promise<Found> {
  const { tasks, serverNow, cut } = await listTasks(call);
  if (cut !== undefined) return unknowable(`DashScope's list could not be read to its end: ${cut}`);
  if (serverNow === undefined) return unknowable("DashScope's list came without a date");
  const intentAt = lost.intentAt + serverNow - call.now();
  const candidates = tasks.filter(
    (task) =>
      !lost.known.has(task.task_id) && isOfModel(task, lost.intent.endpoint) && isSince(task, intentAt - toleranceMs),
  );
  if (candidates.length > 0) return { kind: 'several', remoteIds: candidates.map(({ task_id: id }) => id) };
  const listedBackTo = serverNow - lifeMs;
  if (listedBackTo > intentAt) return unknowable('DashScope lists tasks for 24 h only, and this one is older');
  return { kind: 'absent', listedBackTo, serverNow };
}

/** A model may be listed under its dated name, or a task without one. */
function isOfModel({ model_name: name }: ListedTask, endpoint: string): boolean {
  if (name === null || name === undefined) return true;
  return withoutDate(name) === withoutDate(endpoint);
}

function withoutDate(name: string): string {
  return name.toLowerCase().replace(/-\d{4}-\d\d-\d\d$/, '');
}

function isSince({ gmt_create: created }: ListedTask, time: number): boolean {
  return created === null || created === undefined || created >= time;
}

function unknowable(reason: string): Found {
  return { kind: 'unknowable', reason };
}

/**
 * Tasks of the account since a time, at most of the last 24 h, newest first; the list holds no bodies.
 *
 * @throws WanError when the list could not be read to its end
 */
export async function listSince(since: number, call: Call): Promise<readonly ListedJob[]> {
  const { tasks, cut } = await listTasks(call);
  if (cut !== undefined) {
    throw new WanError('provider.unavailable', `dashscope: the list could not be read to its end: ${cut}`, {
      provider: 'dashscope',
    });
  }
  return tasks
    .filter((task) => isSince(task, since))
    .map((task) => toListedJob(task, call))
    .sort((a, b) => b.createdAt - a.createdAt);
}

function toListedJob(task: ListedTask, call: Call): ListedJob {
  const { task_id: remoteId, model_name: model, gmt_create: created } = task;
  const operation: Operation = { remoteId, region: regionIn(call.settings) };
  return {
    operation: typeof created === 'number' ? { ...operation, submittedAt: created } : operation,
    endpoint: model ?? undefined,
    isOfModel: (endpoint) => (isOfModel(task, endpoint) ? 'same' : 'other'),
    createdAt: created ?? 0,
    body: undefined,
  };
}
