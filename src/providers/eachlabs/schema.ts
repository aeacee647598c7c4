import { z } from 'zod';
import { toModelSchema } from '../json-schema.js';
import type { ModelSchema } from '../model-schema.js';
import type { Call } from '../provider.js';
import { apiOrigin } from './address.js';
import { readAnswer } from './answer.js';

const modelSchema = z.object({ request_schema: z.json().nullish() });

/** The live input schema; undefined for a model that Eachlabs does not know. Needs no key. */
export async function readSchema(endpoint: string, call: Call): Promise<ModelSchema | undefined> {
  const url = `${apiOrigin}/v1/model`;
  const response = await call.http.send({ method: 'GET', url, query: { slug: endpoint } });
  if (response.status === 404) return undefined;
  const { request_schema: schema = null } = readAnswer(response, { schema: modelSchema, now: call.now() });
  return toModelSchema(schema, schema);
}
