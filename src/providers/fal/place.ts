import { WanError } from '../../errors.js';
import type { JsonObject, JsonValue } from '../../json.js';
import type { Operation } from '../provider.js';

const queueOrigin = 'https://queue.fal.run';
export const restOrigin = 'https://rest.fal.ai';
export const platformOrigin = 'https://api.fal.ai';
export const idPattern = /^[\w-]+$/;
/** Every host that may see the key. */
export const apiOrigins: readonly string[] = [queueOrigin, restOrigin, platformOrigin];

/**
 * The endpoints of Wan that begin with an image, from the reference of 2026-11-21. Needed where fal wants an endpoint
 * and we have none: its history is read by endpoint, and a bare request id does not say to which app it belongs.
 */
export const wanEndpoints: readonly string[] = [
  'fal-ai/wan/v2.2-a14b/image-to-video',
  'fal-ai/wan/v2.2-a14b/image-to-video/turbo',
  'fal-ai/wan/v2.2-a14b/image-to-video/lora',
  'fal-ai/wan/v2.2-5b/image-to-video',
  'fal-ai/wan/v2.2-14b/speech-to-video',
  'fal-ai/wan/v2.7/image-to-video',
  'fal-ai/wan-25-preview/image-to-video',
  'wan/v2.6/image-to-video',
  'wan/v2.6/image-to-video/flash',
  'fal-ai/wan-flf2v',
  'fal-ai/wan-i2v',
  'fal-ai/wan-i2v-lora',
];

/** Where one request is asked about. */
export interface Place {
  readonly status: string;
  readonly response: string;
  readonly cancel: string;
}

/** What the submit reply may say about its URLs. */
export interface GivenUrls {
  readonly status_url?: string | null | undefined;
  readonly response_url?: string | null | undefined;
  readonly cancel_url?: string | null | undefined;
}

/**
 * The operation of an accepted request. fal says to use its URLs as given, so they are kept; one that is missing or
 * points to a host that must not see the key is built from the endpoint instead.
 */
export function toOperation(
  remoteId: string,
  { endpoint, urls = {}, submittedAt }: { endpoint: string; urls?: GivenUrls; submittedAt: number | undefined },
): Operation {
  const built = placeOf(appOf(endpoint), remoteId);
  return {
    remoteId,
    endpoint,
    statusUrl: trusted(urls.status_url) ?? built.status,
    responseUrl: trusted(urls.response_url) ?? built.response,
    cancelUrl: trusted(urls.cancel_url) ?? built.cancel,
    ...(submittedAt === undefined ? {} : { submittedAt }),
  };
}

/**
 * The operation for a request id, or for a URL of the queue that holds one, as users find them in fal's dashboard.
 *
 * @throws WanError `request.invalid` for what is neither
 */
export function adopt(remoteId: string, endpoint: string | undefined): Operation {
  const url = /^https:\/\/queue\.fal\.run\/(?<app>.+)\/requests\/(?<id>[\w-]+)/.exec(remoteId)?.groups;
  const id = url?.id ?? remoteId;
  if (!/^[\w-]+$/.test(id)) {
    throw new WanError('request.invalid', `"${remoteId}" is not a fal request id`, {
      hint: 'it looks like 764cabcf-b745-4b3e-ae38-1200304cf45b',
      provider: 'fal',
    });
  }
  const known = endpoint ?? url?.app;
  return known === undefined ? { remoteId: id } : toOperation(id, { endpoint: known, submittedAt: undefined });
}

/** Where to ask about an operation, best first; several only for an id that was adopted without its endpoint. */
export function placesOf(operation: Operation): readonly Place[] {
  const { remoteId } = operation;
  const [status, response, cancel] = [operation.statusUrl, operation.responseUrl, operation.cancelUrl].map(trusted);
  if (status !== undefined && response !== undefined && cancel !== undefined) return [{ status, response, cancel }];
  const endpoint = endpointOf(operation);
  const apps = endpoint === undefined ? [...new Set(wanEndpoints.map(appOf))] : [appOf(endpoint)];
  return apps.map((app) => placeOf(app, remoteId));
}

export function endpointOf({ endpoint }: JsonObject): string | undefined {
  return typeof endpoint === 'string' ? endpoint : undefined;
}

/**
 * `owner/app` of an endpoint id, which is all that status, result and cancel know of it; `workflows` and `comfy` are
 * namespaces before the owner.
 */
export function appOf(endpoint: string): string {
  const parts = endpoint.split('/');
  return parts.slice(0, parts[0] === 'workflows' || parts[0] === 'comfy' ? 3 : 2).join('/');
}

/** The submit URL. Slashes separate, everything else is escaped. */
export function submitUrl(endpoint: string): string {
  return `${queueOrigin}/${escapePath(endpoint)}`;
}

function placeOf(app: string, remoteId: string): Place {
  const base = `${queueOrigin}/${escapePath(app)}/requests/${encodeURIComponent(remoteId)}`;
  return { status: `${base}/status`, response: base, cancel: `${base}/cancel` };
}

function escapePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function trusted(address: JsonValue | undefined): string | undefined {
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined;
  return new URL(address).origin === queueOrigin ? address : undefined;
}
