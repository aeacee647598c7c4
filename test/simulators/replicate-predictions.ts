import type { JsonObject } from '../../src/json.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';
import { type ResultOptions, resultUrl } from './replicate-results.js';

/** What a submit said besides endpoint and input; a job that a test seeds has none of it. */
export interface Details {
  readonly webhook: JsonObject;
  readonly source: 'api' | 'web';
  /** Epoch ms at which `Cancel-After` ends it. */
  readonly deadline: number | undefined;
}

/** What has become of a prediction, noted at the first look after it happened. */
interface Life {
  startedAt: number | undefined;
  endedAt: number | undefined;
  stopped: 'canceled' | 'aborted' | undefined;
}

export interface Predictions {
  describe(id: string, details: Details): void;
  /** The prediction as the API shows it now; `counting` when the look is a poll, which moves a job on. */
  show(job: SimulatedJob, look?: { readonly counting?: boolean; readonly word?: string | undefined }): JsonObject;
  /** Takes effect at the next look; a prediction that is over stays as it is. */
  cancel(job: SimulatedJob): void;
  sourceOf(job: SimulatedJob): Details['source'];
}

const retentionMs = 3_600_000;
const steps = 20;
const plain: Details = { webhook: {}, source: 'api', deadline: undefined };

/** The predictions of one account, as looks at the kit's jobs. */
export function createPredictions(kit: Kit, options: ResultOptions = {}): Predictions {
  const details = new Map<string, Details>();
  const lives = new Map<string, Life>();

  const settle = (job: SimulatedJob): Life => {
    const life = lives.get(job.id) ?? { startedAt: undefined, endedAt: undefined, stopped: undefined };
    lives.set(job.id, life);
    if (life.endedAt !== undefined) return life;
    const now = kit.now();
    const { queuedMs, renderingMs } = job.profile;
    const deadline = details.get(job.id)?.deadline ?? Number.POSITIVE_INFINITY;
    const phase = kit.jobs.phase(job);
    if (phase !== 'queued') life.startedAt ??= Math.min(now, job.createdAt + queuedMs);
    const end = phase === 'done' ? Math.min(now, job.createdAt + queuedMs + renderingMs) : Number.POSITIVE_INFINITY;
    const stop = Math.min(job.cancelledAt ?? Number.POSITIVE_INFINITY, deadline);
    if (stop <= now && stop < end) {
      if (life.startedAt !== undefined && life.startedAt >= stop) life.startedAt = undefined;
      life.stopped = life.startedAt === undefined ? 'aborted' : 'canceled';
      life.endedAt = stop;
    } else if (phase === 'done') {
      life.endedAt = end;
    }
    return life;
  };

  return {
    describe: (id, detail) => details.set(id, detail),
    show: (job, { counting = false, word } = {}) => {
      if (counting && job.cancelledAt === undefined) kit.jobs.poll(job);
      const life = settle(job);
      return present({ job, life, details: details.get(job.id) ?? plain, kit, options, word });
    },
    cancel: (job) => {
      if (settle(job).endedAt === undefined) job.cancelledAt ??= kit.now();
    },
    sourceOf: (job) => (details.get(job.id) ?? plain).source,
  };
}

interface Scene {
  readonly job: SimulatedJob;
  readonly life: Life;
  readonly details: Details;
  readonly kit: Kit;
  readonly options: ResultOptions;
  readonly word: string | undefined;
}

function present({ job, life, details, kit, options, word }: Scene): JsonObject {
  const { startedAt, endedAt } = life;
  const status = statusOf(job, life);
  // An hour after its end the object stays, and what was in it is gone.
  const old = details.source === 'api' && endedAt !== undefined && kit.now() > endedAt + retentionMs;
  const removed = old || (status === 'succeeded' && job.outcome?.kind === 'result-expired');
  const [model = job.endpoint, version = 'hidden'] = job.endpoint.split(':');
  return {
    id: job.id,
    model,
    version,
    input: removed ? {} : job.input,
    output: status === 'succeeded' && !removed ? resultUrl(kit, job.id, options) : null,
    error: status === 'failed' ? failureOf(job) : null,
    logs: removed || startedAt === undefined ? '' : logsOf(job, endedAt === undefined ? fractionOf(job, kit) : 1),
    status: word ?? status,
    data_removed: removed,
    source: details.source,
    created_at: iso(job.createdAt),
    started_at: startedAt === undefined ? null : iso(startedAt),
    completed_at: endedAt === undefined ? null : iso(endedAt),
    ...(details.deadline === undefined ? {} : { deadline: iso(details.deadline) }),
    ...(startedAt === undefined || endedAt === undefined ? {} : { metrics: metricsOf(job, startedAt, endedAt) }),
    ...details.webhook,
    urls: {
      get: `${kit.url}/v1/predictions/${job.id}`,
      cancel: `${kit.url}/v1/predictions/${job.id}/cancel`,
      web: `https://replicate.com/p/${job.id}`,
    },
  };
}

function statusOf({ outcome }: SimulatedJob, { startedAt, endedAt, stopped }: Life): string {
  if (stopped !== undefined) return stopped;
  if (endedAt !== undefined) {
    return outcome === undefined || outcome.kind === 'result-expired' ? 'succeeded' : 'failed';
  }
  return startedAt === undefined ? 'starting' : 'processing';
}

function failureOf({ outcome }: SimulatedJob): string {
  if (outcome?.kind === 'task-failed') return outcome.message ?? 'The model failed: unknown error (E1000)';
  return 'The input or output was flagged as sensitive. Please try again with different inputs. (E005)';
}

function fractionOf({ createdAt, polls, profile }: SimulatedJob, kit: Kit): number {
  const byTime = (kit.now() - createdAt - profile.queuedMs) / profile.renderingMs;
  const byPolls = (polls - profile.queuedPolls) / (profile.renderingPolls + 1);
  return Math.min(Math.max(byTime || 0, byPolls || 0, 0), 1);
}

/** Grows while it runs: the seed, drawn if none was given, then one bar per step. */
function logsOf({ id, input }: SimulatedJob, fraction: number): string {
  const seed = typeof input.seed === 'number' ? input.seed : Buffer.from(id).readUInt32BE(0) >>> 1;
  const bars = Array.from({ length: Math.floor(steps * fraction) + 1 }, (_, step) => bar(step));
  return [`Using seed: ${seed}`, ...bars, ''].join('\n');
}

function bar(step: number): string {
  const percent = `${Math.round((100 * step) / steps)}`.padStart(3);
  return `${percent}%|${'█'.repeat(step).padEnd(steps)}| ${step}/${steps} [00:0${step % 10}<00:09,  1.71s/it]`;
}

function metricsOf({ createdAt }: SimulatedJob, startedAt: number, endedAt: number): JsonObject {
  return {
    predict_time: (endedAt - startedAt) / 1000,
    total_time: (endedAt - createdAt) / 1000,
    video_output_count: 1,
    video_output_duration_seconds: 5.0625,
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
