import { z } from 'zod';
import type { JsonValue } from '../../json.js';
import { lookUp, toModelSchema } from '../json-schema.js';
import type { ModelSchema } from '../model-schema.js';
import type { Call } from '../provider.js';
import { readAnswer } from './failure.js';
import { platformOrigin } from './place.js';

const modelsSchema = z.object({
  models: z.array(z.object({ endpoint_id: z.string(), openapi: z.json().nullish() })),
});

/** The live input schema of an endpoint; undefined when fal does not know it. */
export async function readSchema(endpoint: string, call: Call): Promise<ModelSchema | undefined> {
  const response = await call.http.send({
    method: 'GET',
    url: `${platformOrigin}/v1/models`,
    query: { endpoint_id: endpoint, expand: 'openapi-3.0' },
  });
  if (response.status === 404) return undefined;
  const { models } = readAnswer(response, { schema: modelsSchema, now: call.now() });
  const document = models.find((model) => model.endpoint_id === endpoint)?.openapi ?? undefined;
  return document === undefined ? undefined : toModelSchema(inputOf(document, endpoint), document);
}

/** What the endpoint's POST takes; else the one schema whose name ends with `Input`. */
function inputOf(document: JsonValue, endpoint: string): JsonValue | undefined {
  const path = `/${endpoint}`.replaceAll('~', '~0').replaceAll('/', '~1');
  const posted = lookUp(document, `#/paths/${path}/post/requestBody/content/application~1json/schema`);
  if (posted !== undefined) return posted;
  const schemas = lookUp(document, '#/components/schemas') ?? {};
  const inputs = Object.entries(schemas).filter(([name]) => name.endsWith('Input'));
  return inputs.length === 1 ? inputs[0]?.[1] : undefined;
}
