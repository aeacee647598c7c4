import type { JsonObject, JsonValue } from '../../src/json.js';
import { graphOf, outputsOf, runningOutputs } from './comfyui-outputs.js';
import { type Bench, isObject } from './comfyui-validation.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';

/** Where a prompt is: waiting, running, in the history, or nowhere any more. */
export type Whereabouts = 'pending' | 'running' | 'history' | 'nowhere';

export interface Desk {
  readonly kit: Kit;
  readonly bench: Bench;
  /** Prompts taken out of the queue before their turn: they leave no trace. */
  readonly removed: Set<string>;
  readonly interrupted: Set<string>;
}

export function whereabouts(job: SimulatedJob, { kit, removed, interrupted }: Desk): Whereabouts {
  if (removed.has(job.id)) return 'nowhere';
  if (interrupted.has(job.id)) return 'history';
  const phase = kit.jobs.phase(job);
  if (phase === 'queued') return 'pending';
  if (phase === 'rendering') return 'running';
  // What a restart of the server leaves: queue and history are in its memory only.
  return job.outcome?.kind === 'result-expired' ? 'nowhere' : 'history';
}

/** `[number, id, graph, extra_data, outputs to run]`. */
export function promptOf(job: SimulatedJob, desk: Desk): JsonValue[] {
  const extra = isObject(job.input.extra_data) ? job.input.extra_data : {};
  const clientId = job.input.client_id === undefined ? {} : { client_id: job.input.client_id };
  const number = desk.kit.jobs.all.indexOf(job) + 1;
  return [
    number,
    job.id,
    graphOf(job),
    { ...extra, ...clientId, create_time: job.createdAt },
    [...runningOutputs(job, desk)],
  ];
}

export function historyEntry(job: SimulatedJob, desk: Desk): JsonObject {
  const timestamp = job.createdAt + job.profile.queuedMs;
  const started: JsonValue = ['execution_start', { prompt_id: job.id, timestamp }];
  const error = executionError(job, desk);
  const last: JsonValue = error ?? ['execution_success', { prompt_id: job.id, timestamp: timestamp + 90_000 }];
  return {
    prompt: promptOf(job, desk),
    outputs: error === undefined ? outputsOf(job, desk) : {},
    status: {
      status_str: error === undefined ? 'success' : 'error',
      completed: error === undefined,
      messages: [started, last],
    },
    meta: Object.fromEntries(runningOutputs(job, desk).map((id) => [id, metaOf(id)])),
  };
}

function metaOf(id: string): JsonObject {
  return { node_id: id, display_node: id, parent_node: null, real_node_id: id };
}

export function executionError(job: SimulatedJob, { interrupted }: Desk): [string, JsonObject] | undefined {
  const base = { prompt_id: job.id, executed: ['clip'], timestamp: job.createdAt };
  if (interrupted.has(job.id)) {
    return ['execution_interrupted', { ...base, node_id: 'k1', node_type: 'KSamplerAdvanced' }];
  }
  if (job.outcome?.kind === 'task-failed') {
    const { message = 'Allocation on device', type = 'torch.OutOfMemoryError' } = job.outcome;
    return ['execution_error', { ...base, ...raised('KSamplerAdvanced', type, message) }];
  }
  // There is no content filter; a custom node may raise whatever it likes.
  if (job.outcome?.kind === 'moderated-at-result') {
    return ['execution_error', { ...base, ...raised('SafetyCheckNode', 'ValueError', 'the picture was rejected') }];
  }
  return undefined;
}

function raised(node: string, type: string, message: string): JsonObject {
  return {
    node_id: 'k1',
    node_type: node,
    exception_type: type,
    exception_message: `${message}\n`,
    traceback: ['  File "execution.py", line 1\n'],
    current_inputs: {},
  };
}
