import type { ModelSchema } from '../providers/model-schema.js';
import type { RequestFields } from '../providers/request.js';
import type { ModelSpec } from './model.js';
import { wireParameters } from './parameters.js';

/** Whether a request names a parameter that the catalogue leaves open: the live schema can tell whether it is one. Pure. */
export function hasOpenParameter(spec: ModelSpec, { extra = {} }: RequestFields): boolean {
  if (spec.open !== true) return false;
  const known = wireParameters(spec);
  return Object.keys(extra).some((key) => !known.has(key));
}

/**
 * A model that the catalogue knows in part, with the rest of its parameters from the live schema, so that a key that
 * neither has is a mistake. A schema without parameters tells nothing, and leaves the model as it is. Pure.
 */
export function withLiveParameters(spec: ModelSpec, { parameters }: ModelSchema): ModelSpec {
  const known = wireParameters(spec);
  const more = Object.entries(parameters).filter(([key]) => !known.has(key));
  if (Object.keys(parameters).length === 0) return spec;
  return { ...spec, extra: { ...spec.extra, ...Object.fromEntries(more) }, open: false };
}
