import { z } from 'zod';
import { toModelSchema } from '../json-schema.js';
import type { ModelSchema } from '../model-schema.js';
import type { Call } from '../provider.js';
import { readData } from '../wavespeed-surface.js';
import { surface } from './surface.js';

/** One answer holds the schemas of every model. */
const deadlineMs = 60_000;

const modelsSchema = z.array(z.object({ model_id: z.string(), api_schema: z.json().nullish().catch(null) }));
const runsSchema = z.object({
  api_schemas: z.array(z.object({ type: z.string().nullish(), request_schema: z.json().nullish() })),
});

/** The live input schema of one model, from the list of all; undefined for a model that WaveSpeed does not list. */
export async function readSchema(endpoint: string, call: Call): Promise<ModelSchema | undefined> {
  const response = await call.http.send({ method: 'GET', url: `${surface.base}/models`, timeoutMs: deadlineMs });
  const models = readData(response, { surface, schema: modelsSchema, now: call.now() });
  const runs = runsSchema.safeParse(models.find(({ model_id: id }) => id === endpoint)?.api_schema);
  const document = runs.data?.api_schemas.find(({ type }) => type === 'model_run')?.request_schema ?? undefined;
  const schema = toModelSchema(document, document ?? null);
  // Whatever a schema says: a key that it does not list is dropped, and the clip is billed.
  return schema && { ...schema, closed: true };
}
