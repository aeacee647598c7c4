import type { JsonObject, JsonValue } from '../../src/json.js';
import { type Dialect, envelope } from './eachlabs-answers.js';
import { findModel } from './eachlabs-models.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';

type State = 'created' | 'starting' | 'processing' | 'done' | 'failed' | 'cancelled';

const words: Readonly<Record<Dialect, Readonly<Record<State, string>>>> = {
  vendor: {
    created: 'created',
    starting: 'starting',
    processing: 'processing',
    done: 'success',
    failed: 'error',
    cancelled: 'cancelled',
  },
  docs: {
    created: 'created',
    starting: 'starting',
    processing: 'processing',
    done: 'succeeded',
    failed: 'failed',
    cancelled: 'canceled',
  },
};

interface View {
  readonly kit: Kit;
  readonly dialect: Dialect;
}

/** What has become of a job, as the service would say it in one word of its own. */
export function stateOf(job: SimulatedJob, { kit }: Pick<View, 'kit'>): State {
  const phase = kit.jobs.phase(job);
  if (job.cancelledAt !== undefined) return 'cancelled';
  if (phase === 'queued') return job.polls === 0 ? 'created' : 'starting';
  if (phase === 'rendering') return 'processing';
  return job.outcome === undefined || job.outcome.kind === 'result-expired' ? 'done' : 'failed';
}

export function isOver(state: State): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

export function wordOf(state: State, dialect: Dialect): string {
  return words[dialect][state];
}

/** The prediction as a poll shows it; `word` stands in for its status. */
export function showPrediction(job: SimulatedJob, view: View, word?: string): JsonObject {
  const { kit, dialect } = view;
  const state = stateOf(job, view);
  const status = word ?? wordOf(state, dialect);
  const output = outputOf(job, state, view);
  if (dialect === 'vendor') {
    const failed = state === 'failed' ? { message: messageOf(job), details: messageOf(job) } : {};
    const metrics = state === 'done' ? { metrics: { predict_time: 34.2 } } : {};
    return { status, predictionID: job.id, input: job.input, output, ...failed, ...metrics };
  }
  const cost = state === 'done' ? { cost: costOf(job) } : {};
  return {
    id: job.id,
    status,
    input: job.input,
    output,
    logs: null,
    metrics: { predict_time: isOver(state) ? 34.2 : 0, ...cost },
    urls: { get: `${kit.url}/v1/prediction/${job.id}`, cancel: `${kit.url}/v1/prediction/${job.id}/cancel` },
  };
}

/** The job as the list of executions shows it: without its input. */
export function showExecution(job: SimulatedJob, view: View): JsonObject {
  const { kit } = view;
  const state = stateOf(job, view);
  const created = new Date(job.createdAt).toISOString();
  return {
    id: job.id,
    model: job.endpoint,
    requested_model: job.endpoint,
    status: wordOf(state, view.dialect),
    execution_cost: state === 'done' ? costOf(job) : 0,
    run_time: isOver(state) ? 34.2 : 0,
    created_at: created,
    started_at: state === 'created' ? null : created,
    completed_at: isOver(state) ? new Date(kit.now()).toISOString() : null,
    output: outputOf(job, state, view),
    workflow_id: null,
    workflow_execution_id: null,
  };
}

/** One page shows the address itself, the other one in a list or an object. */
function outputOf(job: SimulatedJob, state: State, { kit, dialect }: View): JsonValue {
  if (state === 'failed') return dialect === 'vendor' ? null : failureOf(job);
  if (state !== 'done' || job.outcome?.kind === 'result-expired') return null;
  const url = kit.media.clipUrl(job.id);
  return dialect === 'vendor' ? url : [url];
}

function failureOf(job: SimulatedJob): JsonObject {
  const { outcome, id, endpoint: model } = job;
  const message = messageOf(job);
  if (outcome?.kind === 'moderated-at-result') {
    return {
      ...envelope({ message, code: 'INPUT_VALIDATION_ERROR', category: 'VALIDATION', retryable: false, id, model }),
      error_classification: 'content_moderation',
    };
  }
  const code = outcome?.kind === 'task-failed' ? (outcome.type ?? 'PROVIDER_FAILED') : 'PROVIDER_FAILED';
  const retryable = ['PROVIDER_FAILED', 'PROVIDER_RATE_LIMIT', 'NETWORK_ERROR'].includes(code);
  return envelope({ message, code, category: 'PROVIDER', retryable, id, model });
}

function messageOf({ outcome }: SimulatedJob): string {
  if (outcome?.kind === 'task-failed') return outcome.message ?? 'The provider could not render this video';
  return 'The request was refused by content_moderation';
}

function costOf({ endpoint, input }: SimulatedJob): number {
  const price = findModel(endpoint)?.price ?? {};
  const resolution = String(input.resolution ?? '720p').toLowerCase();
  return Number(((price[resolution] ?? price['720p'] ?? 0) * Number(input.duration ?? 5)).toFixed(4));
}
