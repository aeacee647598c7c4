import { z } from 'zod';
import { lookUp, toModelSchema } from '../json-schema.js';
import type { ModelSchema } from '../model-schema.js';
import type { Call } from '../provider.js';
import { readAnswer } from './answer.js';
import { apiOrigin, routeOf } from './route.js';

const versionSchema = z.object({ openapi_schema: z.json().nullish() });
const modelSchema = z.object({ latest_version: versionSchema.nullish() });

/**
 * The live input schema: of the pinned version, else of the latest one. Undefined for a model that Replicate does not
 * know, and for a bare version id, which belongs to no model that could be asked.
 */
export async function readSchema(endpoint: string, call: Call): Promise<ModelSchema | undefined> {
  const { model, version } = routeOf(endpoint);
  if (model === undefined) return undefined;
  const url = `${apiOrigin}/v1/models/${model}${version === undefined ? '' : `/versions/${version}`}`;
  const response = await call.http.send({ method: 'GET', url });
  if (response.status === 404) return undefined;
  const answered = { now: call.now() };
  const { openapi_schema: document = null } =
    version === undefined
      ? (readAnswer(response, { ...answered, schema: modelSchema }).latest_version ?? {})
      : readAnswer(response, { ...answered, schema: versionSchema });
  const schema = toModelSchema(lookUp(document, '#/components/schemas/Input'), document);
  // The schemas don't say so, but a key that they do not list is refused (`additional_property_not_allowed`).
  return schema && { ...schema, closed: true };
}
