import type { JsonObject } from '../../src/json.js';
import { flagged, innerError, noCredit, notFound, refusal, success } from './atlascloud-answers.js';
import { findModel } from './atlascloud-models.js';
import { priceOf } from './atlascloud-price.js';
import { bodyFault, isObject } from './atlascloud-validation.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';

export interface PredictionOptions {
  /** How many of a job's first looks, in its first 30 s, still find nothing; 1 when left out. */
  readonly hiddenLooks?: number | undefined;
  /** How a refusal of the result looks: a failed task with error 1039, or a completed one without outputs. */
  readonly moderation?: 'code' | 'empty' | undefined;
}

const warmUpMs = 30_000;

/** Submit and poll. */
export function predictionRoutes(kit: Kit, options: PredictionOptions): readonly Route[] {
  const looks = new Map<string, number>();
  const ends = new Map<string, number>();
  return [
    {
      method: 'POST',
      path: /^\/api\/v1\/model\/generateVideo$/,
      operation: 'submit',
      answer: (exchange) => submit(exchange, kit),
    },
    {
      method: 'GET',
      path: /^\/api\/v1\/model\/prediction\/(?<id>[^/]+)$/,
      operation: 'status',
      answer: (exchange) => {
        const job = exchange.job(exchange.parameters.id ?? '');
        if (job === undefined) return notFound;
        const looked = (looks.get(job.id) ?? 0) + 1;
        looks.set(job.id, looked);
        const isHidden = looked <= (options.hiddenLooks ?? 1) && exchange.fault('unknown-status-word') === undefined;
        const isEarly = isHidden && kit.now() - job.createdAt < warmUpMs;
        // Too early it is not found, now by HTTP 404, now by a 400 inside HTTP 200.
        if (isEarly) return looked % 2 === 1 ? refusal(404, 'prediction not found') : innerError(400, 'not found');
        return look(exchange, job, { kit, ends, moderation: options.moderation ?? 'code' });
      },
    },
  ];
}

function submit(exchange: Exchange, kit: Kit): Answer {
  const { json } = exchange.request;
  if (exchange.fault('no-credit') !== undefined) return noCredit;
  if (!isObject(json)) return refusal(400, 'invalid JSON body');
  const model = findModel(json.model);
  if (model === undefined) return innerError(400, `model not found: ${String(json.model)}`);
  const fault = bodyFault(model, json);
  if (fault !== undefined) return refusal(422, `invalid parameters: ${fault}`);
  if (exchange.fault('moderated-at-submit') !== undefined) return flagged;
  const job = exchange.accept({ endpoint: model.id, input: json });
  return success({ ...shown(job, kit), status: 'created', outputs: null, error: '', has_nsfw_contents: [] });
}

interface Scene {
  readonly kit: Kit;
  readonly ends: Map<string, number>;
  readonly moderation: 'code' | 'empty';
}

function look(exchange: Exchange, job: SimulatedJob, { kit, ends, moderation }: Scene): Answer {
  const unknown = exchange.fault('unknown-status-word');
  const phase = kit.jobs.poll(job);
  const running = { ...shown(job, kit), outputs: null, error: '', has_nsfw_contents: [] };
  if (unknown !== undefined) return success({ ...running, status: unknown.word ?? 'hibernating' });
  if (phase !== 'done') return success({ ...running, status: phase === 'queued' ? 'created' : 'processing' });
  const end = ends.get(job.id) ?? Math.min(kit.now(), job.createdAt + job.profile.queuedMs + job.profile.renderingMs);
  ends.set(job.id, end);
  const ended = {
    ...shown(job, kit),
    completed_at: new Date(end).toISOString(),
    error: '',
    has_nsfw_contents: [false],
  };
  const completed = { ...ended, status: 'completed', price: priceOf(job.input), executionTime: 51_000 };
  switch (job.outcome?.kind) {
    case 'task-failed': {
      const status = job.outcome.status ?? 500;
      // The error is an object now and then.
      const error = job.outcome.type === undefined ? job.outcome.message : { message: job.outcome.message ?? '' };
      return failed(status, {
        ...ended,
        status: 'failed',
        outputs: null,
        error: error ?? 'the model ran out of memory',
      });
    }
    case 'moderated-at-result':
      if (moderation === 'empty') return success({ ...completed, outputs: [], has_nsfw_contents: [true] });
      return failed(500, { ...ended, status: 'failed', outputs: null, error: 'content refused', error_code: 1039 });
    case 'result-expired': {
      const url = kit.media.clipUrl(job.id);
      kit.media.delete(new URL(url).pathname);
      return success({ ...completed, outputs: [url] });
    }
    default:
      return success({ ...completed, outputs: [kit.media.clipUrl(job.id)] });
  }
}

/** A failed task comes under an error status, with the whole prediction in its body. */
function failed(status: number, data: JsonObject): Answer {
  return { status, json: { code: status, message: 'prediction failed', data } };
}

function shown(job: SimulatedJob, kit: Kit): JsonObject {
  return {
    id: job.id,
    model: job.endpoint,
    urls: { get: `${kit.url}/api/v1/model/prediction/${job.id}` },
    created_at: new Date(job.createdAt).toISOString(),
  };
}
