import type { JsonObject } from '../../src/json.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';

/** Tasks, their results and uploads are kept this long, ms. */
const retentionMs = 7 * 86_400_000;

export interface TaskView {
  /** Up to and with `/api/v3`, as answers name it. */
  readonly base: () => string;
  /** Whether the task's media can be fetched. */
  readonly canFetch: (input: JsonObject) => boolean;
}

export interface Look {
  /** A poll, which moves a task on. */
  readonly counting?: boolean;
  readonly word?: string | undefined;
  readonly withInputs?: boolean;
}

export interface Tasks {
  show(job: SimulatedJob, look?: Look): JsonObject;
  /** Removed after its time, or by a delete. */
  isGone(job: SimulatedJob): boolean;
  remove(id: string): void;
}

/** The tasks of one account, as looks at the kit's jobs. */
export function createTasks(kit: Kit, view: TaskView): Tasks {
  const removed = new Set<string>();
  return {
    show: (job, look = {}) => present({ job, look, kit, view }),
    isGone: (job) => removed.has(job.id) || kit.now() >= job.createdAt + retentionMs,
    remove: (id) => removed.add(id),
  };
}

interface Scene {
  readonly job: SimulatedJob;
  readonly look: Look;
  readonly kit: Kit;
  readonly view: TaskView;
}

interface End {
  readonly status: string;
  readonly code: number;
  readonly error: string;
}

function present({ job, look, kit, view }: Scene): JsonObject {
  const phase = look.counting === true ? kit.jobs.poll(job) : kit.jobs.phase(job);
  const end = phase === 'done' ? endOf(job, view) : undefined;
  const isCompleted = end?.status === 'completed';
  const status = end?.status ?? (phase === 'queued' ? 'created' : 'processing');
  const inference = isCompleted ? job.profile.renderingMs : 0;
  return {
    id: job.id,
    model: job.endpoint,
    outputs: isCompleted ? [kit.media.clipUrl(job.id)] : [],
    urls: { get: `${view.base()}/predictions/${job.id}/result` },
    has_nsfw_contents: isCompleted ? [false] : [],
    status: look.word ?? status,
    created_at: new Date(job.createdAt).toISOString(),
    code: end?.code ?? 0,
    error: end?.error ?? '',
    executionTime: inference,
    timings: { inference },
    ...(look.withInputs === true ? { inputs: job.input } : {}),
  };
}

function endOf({ outcome, input }: SimulatedJob, { canFetch }: TaskView): End {
  if (!canFetch(input)) return { status: 'failed', code: 1402, error: 'Failed to fetch media from the URL' };
  switch (outcome?.kind) {
    case 'moderated-at-result':
      return { status: 'failed', code: 1200, error: 'Content moderation: the output was flagged' };
    case 'task-failed': {
      // `type` is the word that ends it, `status` the number of the task.
      const { type = 'failed', status = 1403, message = 'Task execution failed' } = outcome;
      return { status: type, code: status, error: message };
    }
    case 'result-expired':
      return { status: 'deleted', code: 0, error: '' };
    default:
      return { status: 'completed', code: 0, error: '' };
  }
}
