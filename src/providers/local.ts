import { fileURLToPath, pathToFileURL } from 'node:url';
import { WanError } from '../errors.js';
import type { JsonObject } from '../json.js';
import type { Operation, Progress, Provider, SubmitIntent } from './provider.js';
import type { ProviderFacts } from './provider-facts.js';
import type { HostedFile, VideoRequest } from './request.js';

/** The only endpoint: a camera move over a still, rendered on this machine. */
const animaticEndpoint = 'animatic';

/** A rendering service on this machine; `media/animatic/renderer.ts` is one. */
export interface Renderer {
  /** Takes an order once, however often it is given. Whatever it throws means that the order was not taken. */
  accept(id: string, body: JsonObject): Promise<void>;
  status(id: string): Promise<RenderState>;
  cancel(id: string): Promise<'cancelled' | 'too-late' | 'absent'>;
  list(): Promise<readonly string[]>;
}

export type RenderState =
  | { readonly status: 'absent' }
  | { readonly status: 'queued' }
  | { readonly status: 'rendering'; readonly fraction: number }
  | { readonly status: 'finished'; readonly path: string; readonly keptUntil: number }
  | { readonly status: 'failed'; readonly reason: string }
  | { readonly status: 'cancelled' };

const localFacts: ProviderFacts = {
  title: 'this machine (ffmpeg)',
  keyVariables: [],
  apiOrigins: [],
  dashboard: undefined,
  takes: ['path'],
  dataUriLimit: 0,
  resultLifetimeMs: 7 * 24 * 3_600_000,
  taskLifetimeMs: null,
  reconcileWindowMs: Number.MAX_SAFE_INTEGER,
  // An order is there or not there; nothing is under way elsewhere.
  absentAfterMs: 0,
  failuresFree: true,
  // Each render keeps about one core busy.
  concurrency: 2,
  submitsPerMinute: null,
  needsFfmpeg: true,
  webhook: false,
  submitDeadlineMs: 30_000,
};

/** The embedded provider: no key, no network, no cost, and the same promises as the others. */
export function createLocal(renderer: Renderer): Provider {
  return {
    id: 'local',
    facts: localFacts,
    prepare: (request, newId) => ({
      endpoint: animaticEndpoint,
      body: toBody(request),
      ids: { renderId: newId() },
    }),
    submit: async (intent, call) => {
      const id = renderIdOf(intent);
      call.confirmSend();
      await renderer.accept(id, intent.body).catch((error: unknown) => {
        throw notAccepted(error);
      });
      return { remoteId: id };
    },
    check: async ({ remoteId }) => toProgress(await renderer.status(remoteId)),
    cancel: async ({ remoteId }) => {
      const outcome = await renderer.cancel(remoteId);
      return { status: outcome === 'cancelled' ? 'cancelled' : 'too-late' };
    },
    findSubmitted: async ({ intent, known }, call) => {
      const id = renderIdOf(intent);
      const isThere = !known.has(id) && (await renderer.list()).includes(id);
      if (isThere) return { kind: 'one', operation: { remoteId: id } };
      return { kind: 'absent', listedBackTo: 0, serverNow: call.now() };
    },
    adopt: toOperation,
  };
}

/** Readable on purpose: `plan` and `explain` print it. Pure. */
export function toBody({ options, media }: VideoRequest): JsonObject {
  const { prompt, resolution, aspectRatio, duration, frames, fps, seed } = options;
  const fields = {
    image: pathOf(media.image),
    endImage: pathOf(media.endImage),
    prompt,
    resolution,
    aspectRatio,
    duration,
    frames,
    fps,
    seed,
  };
  const body: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) body[name] = value;
  return body;
}

/** Pure. */
export function toProgress(state: RenderState): Progress {
  switch (state.status) {
    case 'queued':
      return { status: 'queued' };
    case 'rendering':
      return { status: 'rendering', fraction: state.fraction };
    case 'finished':
      return {
        status: 'succeeded',
        urls: [pathToFileURL(state.path).href],
        expiresAt: state.keptUntil,
        cost: { amount: 0, currency: 'USD' },
      };
    case 'failed':
      return { status: 'failed', reason: state.reason, moderated: false, retryable: false };
    case 'cancelled':
      return { status: 'cancelled' };
    case 'absent':
      return { status: 'expired', reason: 'the render is no longer on this machine' };
  }
}

/** @throws WanError `request.invalid` for what can't be an id */
function toOperation(remoteId: string): Operation {
  if (/^[A-Za-z0-9_-]{1,80}$/.test(remoteId)) return { remoteId };
  throw new WanError('request.invalid', `${JSON.stringify(remoteId)} is not the id of a render`, { provider: 'local' });
}

function renderIdOf({ ids }: SubmitIntent): string {
  const id = ids?.renderId;
  if (id === undefined) throw new WanError('internal.bug', 'a local order without a render id');
  return id;
}

function pathOf(file: HostedFile | undefined): string | undefined {
  if (file === undefined) return undefined;
  if (file.url.startsWith('file:')) return fileURLToPath(file.url);
  if (!/^[a-z][a-z0-9+.-]+:/i.test(file.url)) return file.url;
  throw new WanError('request.invalid', 'a local render takes images from this machine only', {
    hint: 'download the image and give its path',
    delivery: 'not-accepted',
  });
}

function notAccepted(error: unknown): WanError {
  if (!(error instanceof WanError)) throw error;
  return new WanError(error.code, error.message, {
    hint: error.hint,
    retryable: error.retryable,
    delivery: 'not-accepted',
    provider: 'local',
    cause: error,
  });
}
