import type { ProviderId } from '../providers/request.js';
import { modelsOf } from './catalogue.js';
import type { ModelSpec } from './model.js';
import { openModel } from './open-model.js';

/** The facts of an endpoint that a job was made with; of one that the catalogue does not list, an open model. */
export function specOfEndpoint(provider: ProviderId, endpoint: string): ModelSpec {
  return modelsOf(provider).find((spec) => spec.endpoint === endpoint) ?? openModel(provider, endpoint);
}
