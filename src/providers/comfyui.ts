import { createHash } from 'node:crypto';
import { WanError } from '../errors.js';
import { isPromptId, readAccepted } from './comfyui/answer.js';
import { buildGraph } from './comfyui/build-graph.js';
import { cancelPrompt } from './comfyui/cancel.js';
import { checkPrompt } from './comfyui/check.js';
import { fillWorkflow, workflowEndpoint } from './comfyui/fill-workflow.js';
import { findSubmitted, listSince } from './comfyui/find.js';
import { nameOf } from './comfyui/frame-size.js';
import { noteLeftOut } from './comfyui/left-out.js';
import { apiOrigin } from './comfyui/place.js';
import { preflight } from './comfyui/preflight.js';
import { readSchema } from './comfyui/schema.js';
import { uploadFile } from './comfyui/upload.js';
import { watchPrompt } from './comfyui/watch.js';
import type { Call, Operation, Provider, SubmitIntent } from './provider.js';
import type { ProviderFacts } from './provider-facts.js';
import type { VideoRequest } from './request.js';

/** From the sources of ComfyUI and of its templates, read 2026-11-21. */
const facts: ProviderFacts = {
  title: 'ComfyUI',
  // No authentication exists; a proxy in front may ask for some (`providers.comfyui.headers`).
  keyVariables: [],
  apiOrigins: [apiOrigin],
  dashboard: undefined,
  takes: ['upload'],
  dataUriLimit: 0,
  // Files stay until somebody deletes them; what leads to them is gone with a restart of the server.
  resultLifetimeMs: null,
  taskLifetimeMs: null,
  // Queue and history reach back to the start of the server.
  reconcileWindowMs: Number.MAX_SAFE_INTEGER,
  // An accepted prompt is in the queue before the answer. No document says how long a busy server takes to read one.
  absentAfterMs: 10 * 60_000,
  failuresFree: true,
  concurrency: null,
  submitsPerMinute: null,
  needsFfmpeg: false,
  webhook: false,
  submitDeadlineMs: 60_000,
};

/** ComfyUI on a machine of one's own: a graph a clip, no key, no price. */
export function createComfyui(): Provider {
  return {
    id: 'comfyui',
    facts,
    prepare: (request, newId) => toIntent(request, toPromptId(newId())),
    submit,
    check: checkPrompt,
    watch: watchPrompt,
    preflight,
    cancel: cancelPrompt,
    findSubmitted,
    adopt: toOperation,
    listSince,
    upload: uploadFile,
    nameOf,
    schema: readSchema,
  };
}

/** Id and filename prefix are unique: they find the job again, and no prompt is served from the server's cache. */
function toIntent(request: VideoRequest, promptId: string): SubmitIntent {
  const { endpoint } = request;
  return {
    endpoint,
    body: {
      prompt:
        endpoint === workflowEndpoint
          ? fillWorkflow(request, `wan-${promptId}`)
          : buildGraph(request, `video/wan-${promptId}`),
      prompt_id: promptId,
      client_id: promptId,
      extra_data: { wan_endpoint: endpoint },
    },
    ids: { promptId },
  };
}

/** The server takes a lower-case UUID only. */
function toPromptId(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) % 4) + 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

async function submit(intent: SubmitIntent, call: Call): Promise<Operation> {
  const { body } = intent;
  const url = `${apiOrigin}/prompt`;
  const response = await call.http.submit({ method: 'POST', url, json: body, timeoutMs: facts.submitDeadlineMs });
  const accepted = readAccepted(response, call.now());
  const note = await noteLeftOut(accepted, intent, call);
  const remoteId = accepted.promptId;
  // Events go to the client that asked; only servers that make ids of their own tell the two apart.
  const client = body.client_id === remoteId ? {} : { clientId: body.client_id ?? null };
  return { remoteId, ...client, ...(note === undefined ? {} : { note }) };
}

/** @throws WanError `request.invalid` for what can't be an id */
function toOperation(remoteId: string): Operation {
  if (isPromptId(remoteId)) return { remoteId };
  throw new WanError('request.invalid', `${JSON.stringify(remoteId)} is not a ComfyUI prompt id`, {
    provider: 'comfyui',
  });
}
