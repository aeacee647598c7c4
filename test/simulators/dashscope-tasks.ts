import { randomUUID } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../src/json.js';
import { findModel } from './dashscope-models.js';
import { isObject } from './dashscope-validation.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';

export type TaskStatus = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'UNKNOWN';

const lifeMs = 86_400_000;

export interface Tasks {
  /** The status now; `counting` when the look is a poll, which moves a task on. */
  statusOf(job: SimulatedJob, look?: { readonly counting: boolean }): TaskStatus;
  /** The task as a poll shows it. */
  show(job: SimulatedJob, status: string): JsonObject;
  /** The task in the list. */
  row(job: SimulatedJob): JsonObject;
  readonly requestIds: Map<string, string>;
}

/** The tasks of one account: at most so many of a model at once, forgotten after 24 h. */
export function createTasks(kit: Kit): Tasks {
  const ends = new Map<string, number>();
  const requestIds = new Map<string, string>();

  /** Only so many of a model run at once: whether as many that came before it are not over. */
  const isWaiting = (job: SimulatedJob): boolean => {
    const [, atOnce] = findModel(job.endpoint)?.limits ?? [1, 1];
    const ahead = kit.jobs.all.slice(0, kit.jobs.all.indexOf(job)).filter((other) => other.endpoint === job.endpoint);
    let underWay = 0;
    for (const other of ahead) {
      // None of these waits: the first that did would have ended the count.
      if (!isOver(unhindered(other))) underWay += 1;
      if (underWay >= atOnce) return true;
    }
    return false;
  };

  const statusOf = (job: SimulatedJob, look = { counting: false }): TaskStatus => {
    const isGone = kit.now() - job.createdAt >= lifeMs || job.cancelledAt !== undefined;
    return !isGone && !ends.has(job.id) && isWaiting(job) ? 'PENDING' : unhindered(job, look);
  };

  /** The status of a task that waits for no other. */
  const unhindered = (job: SimulatedJob, { counting } = { counting: false }): TaskStatus => {
    if (kit.now() - job.createdAt >= lifeMs) return 'UNKNOWN';
    if (job.cancelledAt !== undefined) return 'CANCELED';
    const phase = counting ? kit.jobs.poll(job) : kit.jobs.phase(job);
    if (phase === 'queued') return 'PENDING';
    if (phase === 'rendering') return 'RUNNING';
    const { queuedMs, renderingMs } = job.profile;
    if (!ends.has(job.id)) ends.set(job.id, Math.min(kit.now(), job.createdAt + queuedMs + renderingMs));
    return job.outcome === undefined || job.outcome.kind === 'result-expired' ? 'SUCCEEDED' : 'FAILED';
  };

  const show = (job: SimulatedJob, status: string): JsonObject => {
    const request_id = randomUUID();
    if (status === 'UNKNOWN') return unknownTask(job.id);
    const output: JsonObject = { task_id: job.id, task_status: status, submit_time: chinaTime(job.createdAt) };
    const end = ends.get(job.id) ?? kit.now();
    if (status === 'SUCCEEDED') return { request_id, ...success(job, { output, end, kit }) };
    if (status !== 'FAILED') return { request_id, output };
    return { request_id, output: { ...output, end_time: chinaTime(end), ...failureOf(job) } };
  };

  const row = (job: SimulatedJob): JsonObject => ({
    task_id: job.id,
    status: statusOf(job),
    model_name: job.endpoint,
    region: 'ap-southeast-1',
    request_id: requestIds.get(job.id) ?? randomUUID(),
    gmt_create: job.createdAt,
    start_time: job.createdAt,
    end_time: ends.get(job.id) ?? null,
    api_key_id: '12345',
    caller_uid: '67890',
  });

  return { statusOf, show, row, requestIds };
}

/** What is said of an id that never was, and of one that is older than 24 h: no 404. */
export function unknownTask(id: string): JsonObject {
  return { request_id: randomUUID(), output: { task_id: id, task_status: 'UNKNOWN' } };
}

function isOver(status: TaskStatus): boolean {
  return status !== 'PENDING' && status !== 'RUNNING';
}

interface Scene {
  readonly output: JsonObject;
  readonly end: number;
  readonly kit: Kit;
}

function success(job: SimulatedJob, { output, end, kit }: Scene): JsonObject {
  const { input, parameters } = job.input;
  const prompt: JsonValue = isObject(input) ? (input.prompt ?? '') : '';
  const seconds = isObject(parameters) ? Number(parameters.duration ?? 5) : 5;
  const gone = job.outcome?.kind === 'result-expired';
  const endedAt = gone ? end - lifeMs - 1000 : end;
  const address = gone ? `${kit.media.url}/files/gone/${job.id}.mp4` : kit.media.clipUrl(job.id);
  const video_url = `${address}?Expires=${Math.floor((endedAt + lifeMs) / 1000)}&Signature=simulated`;
  const isSpeech = findModel(job.endpoint)?.protocol === 'speech';
  return {
    output: {
      ...output,
      scheduled_time: chinaTime(job.createdAt),
      end_time: chinaTime(endedAt),
      ...(isSpeech ? { results: { video_url } } : { video_url }),
      orig_prompt: prompt,
    },
    usage: { duration: seconds, video_count: 1, SR: 720 },
  };
}

function failureOf({ outcome }: SimulatedJob): JsonObject {
  if (outcome?.kind !== 'task-failed') {
    return { code: 'DataInspectionFailed', message: 'Output data may contain inappropriate content.' };
  }
  return { code: outcome.type ?? 'InternalError.Algo', message: outcome.message ?? 'The video could not be made' };
}

/** Without a zone, as the service writes it. */
export function chinaTime(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().replace('T', ' ').replace('Z', '');
}
