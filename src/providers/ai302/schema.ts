import { z } from 'zod';
import type { JsonValue } from '../../json.js';
import type { ModelSchema, ParameterFact } from '../model-schema.js';
import type { Call } from '../provider.js';
import { apiOrigin, readAnswer } from './answer.js';

const number = z.number().nullish().catch(null);
const rangeSchema = z.object({
  list: z
    .object({ options: z.array(z.json()) })
    .nullish()
    .catch(null),
  range: z.object({ min: number, max: number, step: number }).nullish().catch(null),
});
const parameterSchema = z.object({
  name: z.string(),
  required: z.boolean().nullish().catch(null),
  description: z.string().nullish().catch(null),
  range: rangeSchema.nullish().catch(null),
});
type Parameter = z.infer<typeof parameterSchema>;

const modelsSchema = z.object({
  models: z.array(z.object({ model_name: z.string(), parameters: z.array(parameterSchema).nullish().catch(null) })),
});

/**
 * The live parameters of a model of the unified surface, from its public list. Undefined for a model that is not in it,
 * and for WaveSpeed's ids, whose schemas 302.AI does not pass on.
 */
export async function readSchema(endpoint: string, call: Call): Promise<ModelSchema | undefined> {
  if (endpoint.includes('/')) return undefined;
  const response = await call.http.send({ method: 'GET', url: `${apiOrigin}/302/v2/model/video` });
  const { models } = readAnswer(response, { schema: modelsSchema, now: call.now() });
  const parameters = models.find((model) => plain(model.model_name) === plain(endpoint))?.parameters;
  if (parameters === undefined || parameters === null) return undefined;
  return {
    parameters: Object.fromEntries(parameters.map((parameter) => [wireName(parameter), toFact(parameter)])),
    required: [...new Set(parameters.filter(({ required }) => required === true).map(wireName))],
    // What becomes of keys that are not listed is not documented.
    closed: false,
  };
}

/** Names are taken in any case, with `-` or `_`, and with the kind of input as a suffix. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/-(t2v|i2v|v2v)$/, '');
}

/** The list has `image1` to `image4` for what is sent as `image`. */
function wireName({ name }: Parameter): string {
  return /^image\d$/.test(name) ? 'image' : name;
}

function toFact(parameter: Parameter): ParameterFact {
  const { list, range } = parameter.range ?? {};
  const description = parameter.description ?? undefined;
  const described = description === undefined ? {} : { description };
  // A text, or several: the service takes either.
  if (wireName(parameter) === 'image') return { type: 'any', ...described };
  if (parameter.name === 'duration') return { ...durationFact(list?.options, range), ...described };
  if (list && list.options.length > 0) return { type: typeOfAll(list.options), values: list.options, ...described };
  return { ...(range ? numberFact(range) : { type: 'any' as const }), ...described };
}

type Limits = NonNullable<z.infer<typeof rangeSchema>['range']>;

function numberFact({ min, max, step }: Limits): ParameterFact {
  const isWhole = [min, max, step].every((value) => value === null || value === undefined || Number.isInteger(value));
  return { type: isWhole ? 'integer' : 'number', minimum: min ?? undefined, maximum: max ?? undefined };
}

/** Sent as an integer, whatever the list writes. */
function durationFact(options: readonly JsonValue[] | undefined, range: Limits | null | undefined): ParameterFact {
  const seconds = (options ?? []).map((option) => Number.parseInt(String(option), 10)).filter(Number.isFinite);
  if (seconds.length > 0) return { type: 'integer', values: seconds };
  return range ? { ...numberFact(range), type: 'integer' } : { type: 'integer' };
}

function typeOfAll(values: readonly JsonValue[]): ParameterFact['type'] {
  if (values.every((value) => typeof value === 'string')) return 'string';
  if (values.every((value) => typeof value === 'boolean')) return 'boolean';
  if (values.every((value) => Number.isInteger(value))) return 'integer';
  return values.every((value) => typeof value === 'number') ? 'number' : 'any';
}
