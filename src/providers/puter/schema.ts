import { z } from 'zod';
import { WanError } from '../../errors.js';
import type { ModelSchema, ParameterFact } from '../model-schema.js';
import type { Call } from '../provider.js';
import type { VideoRequest } from '../request.js';
import { readAnswer } from './answer.js';
import { apiOrigin } from './place.js';

const name = z.string().nullish().catch(null);
const modelSchema = z.object({
  id: name,
  puterId: name,
  aliases: z.array(z.string()).nullish().catch(null),
  durationSeconds: z.array(z.number()).nullish().catch(null),
});
const modelsSchema = z.array(modelSchema);
// The document shows what an entry holds, and not what holds the entries.
const listSchema = z.union([modelsSchema, z.object({ models: modelsSchema }).transform(({ models }) => models)]);
type Model = z.infer<typeof modelSchema>;

/**
 * The arguments of a model that Puter offers now: the same for all, as its types name them, with the lengths of this
 * one. Undefined for a model that is not offered (any more).
 */
export async function readSchema(endpoint: string, call: Call): Promise<ModelSchema | undefined> {
  const model = findIn(await readModels(call), endpoint);
  if (model === undefined) return undefined;
  const lengths = model.durationSeconds ?? [];
  const seconds: ParameterFact = lengths.length === 0 ? { type: 'integer' } : { type: 'integer', values: lengths };
  // A call is picked apart by these names: whatever has another one gets lost on the way, and the clip is metered.
  return { parameters: { ...callArguments, seconds }, required: ['prompt'], closed: true };
}

/**
 * Whether Puter offers the model now: the renderer behind it drops models, and a call for one is refused.
 *
 * @throws WanError `provider.refused` for a model that the public list lacks; failures of the list as they come
 */
export async function preflight({ endpoint }: VideoRequest, call: Call): Promise<void> {
  const models = await readModels(call);
  if (models.length === 0 || findIn(models, endpoint) !== undefined) return;
  throw new WanError('provider.refused', `puter: it does not offer ${endpoint} now`, {
    hint: 'choose another model or provider: wan models',
    delivery: 'not-accepted',
    provider: 'puter',
  });
}

async function readModels(call: Call): Promise<readonly Model[]> {
  const response = await call.http.send({ method: 'GET', url: `${apiOrigin}/puterai/video/models/details` });
  return readAnswer(response, { schema: listSchema, now: call.now() });
}

function findIn(models: readonly Model[], endpoint: string): Model | undefined {
  return models.find((candidate) => isCalled(candidate, endpoint.toLowerCase()));
}

function isCalled({ id, puterId, aliases }: Model, wanted: string): boolean {
  return [id, puterId, ...(aliases ?? [])].some((candidate) => candidate?.toLowerCase() === wanted);
}

/** The types of puter.js 2.6.3, without the path, which is ours, and without names that mean the same. */
const callArguments: Readonly<Record<string, ParameterFact>> = {
  prompt: { type: 'string' },
  negative_prompt: { type: 'string' },
  input_reference: { type: 'string', description: 'First frame: a URL or a data URI' },
  last_frame: { type: 'string', description: 'Last frame: a URL or a data URI' },
  frame_images: { type: 'array', description: 'Keyframes: [{"input_image": URL, "frame": 0}]' },
  reference_images: { type: 'array', description: 'Pictures of a subject or a style' },
  provider: { type: 'string' },
  size: { type: 'string', description: 'WIDTHxHEIGHT, or a tier such as 720p' },
  width: { type: 'integer' },
  height: { type: 'integer' },
  fps: { type: 'integer' },
  steps: { type: 'integer' },
  guidance_scale: { type: 'number' },
  seed: { type: 'integer' },
  generate_audio: { type: 'boolean' },
  output_format: { type: 'string' },
  output_quality: { type: 'integer' },
  metadata: { type: 'object' },
  no_extra_params: { type: 'boolean' },
  test_mode: { type: 'boolean', description: 'A sample clip, free of charge' },
};
