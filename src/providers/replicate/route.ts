import { WanError } from '../../errors.js';

/** `scheme://host` of the whole API: predictions, files and models. */
export const apiOrigin = 'https://api.replicate.com';

/** Where a model's predictions are made, and what the body names besides its input. */
export interface Route {
  readonly url: string;
  /** Goes into the body as `version`; an official model has none. */
  readonly version: string | undefined;
  /** `owner/name`; absent for a bare version id. */
  readonly model: string | undefined;
}

const part = '[A-Za-z0-9][A-Za-z0-9._-]*';
const endpointPattern = new RegExp(`^(?:(${part}/${part})(?::([0-9a-f]{64}))?|([0-9a-f]{64}))$`);

/**
 * The route of an endpoint id: `owner/name` (official models), `owner/name:<version>` or a bare version of 64 hex digits.
 *
 * @throws WanError `request.unknown-model` for anything else
 */
export function routeOf(endpoint: string): Route {
  const [, model, pinned, bare] = endpointPattern.exec(endpoint) ?? [];
  const version = pinned ?? bare;
  if (version !== undefined) return { url: `${apiOrigin}/v1/predictions`, version, model };
  if (model !== undefined) return { url: `${apiOrigin}/v1/models/${model}/predictions`, version: undefined, model };
  throw new WanError('request.unknown-model', `"${endpoint}" is not a Replicate model id`, {
    hint: 'write owner/name for an official model, owner/name:<64 hex digits> for any other',
    provider: 'replicate',
  });
}
