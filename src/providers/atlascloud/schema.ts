import { z } from 'zod';
import { lookUp, toModelSchema } from '../json-schema.js';
import type { ModelSchema } from '../model-schema.js';
import type { Call } from '../provider.js';
import { unreadable } from '../read-answer.js';
import { isSuccess, readAnswer, readEnvelope, toFailedRead } from './answer.js';
import { mediaRoot, ordinaryHeaders } from './place.js';

const modelsSchema = z.array(z.object({ model: z.string(), schema: z.string().nullish().catch(null) }));

/**
 * The live input schema, from the public document that the public list of models names: a model that is not in that
 * list is gone. Undefined for such a model, and for one without a document.
 */
export async function readSchema(endpoint: string, call: Call): Promise<ModelSchema | undefined> {
  const listed = await call.http.send({ method: 'GET', url: `${mediaRoot}/models`, headers: ordinaryHeaders });
  const models = readAnswer(listed, { schema: modelsSchema, now: call.now() });
  const model = models.find((candidate) => candidate.model === endpoint);
  if (model === undefined) return undefined;
  // The document lies on a host for files, to which the key does not go.
  const response = await call.http.send({ method: 'GET', url: placeOf(model), headers: ordinaryHeaders });
  if (response.status === 404) return undefined;
  if (!isSuccess(response.status)) throw toFailedRead(readEnvelope(response), { response, now: call.now() });
  if (response.json === undefined) throw unreadable('atlascloud');
  const schema = toModelSchema(lookUp(response.json, '#/components/schemas/Input'), response.json);
  return schema && withoutOurs(schema);
}

function placeOf({ model, schema }: z.infer<typeof modelsSchema>[number]): string {
  if (schema !== null && schema !== undefined && /^https?:\/\//.test(schema)) return schema;
  return `https://static.atlascloud.ai/model/schema/${model.replaceAll('/', '-')}.json`;
}

/**
 * What the adapter itself puts into the body is not for the user to set. Whether a key that is not listed is dropped or
 * refused is unknown: it has no effect in either case.
 */
function withoutOurs({ parameters, required }: ModelSchema): ModelSchema {
  const ours = ['model', 'webhook_url'];
  return {
    parameters: Object.fromEntries(Object.entries(parameters).filter(([key]) => !ours.includes(key))),
    required: required.filter((key) => !ours.includes(key)),
    closed: true,
  };
}
