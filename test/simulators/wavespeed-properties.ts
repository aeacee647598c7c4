import type { JsonObject, JsonValue } from '../../src/json.js';

/** A model as `GET /api/v3/models` lists it. */
export interface SimulatedModel {
  readonly id: string;
  readonly basePrice: number;
  /** LoRA models are `lora-support`, whatever they make. */
  readonly type: string;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, JsonObject>>;
}

export const url: JsonObject = { type: 'string', description: 'URL' };
export const text: JsonObject = { type: 'string' };
export const seed: JsonObject = { type: 'integer', default: -1 };
export const flag = (standard: boolean): JsonObject => ({ type: 'boolean', default: standard });

/** One of the values, the first named being the default. */
export function oneOf(standard: string | number, ...values: readonly (string | number)[]): JsonObject {
  return { type: typeof standard === 'number' ? 'integer' : 'string', enum: values, default: standard };
}

export function range(type: 'integer' | 'number', limits: readonly [number, number, number]): JsonObject {
  const [minimum, maximum, standard] = limits;
  return { type, minimum, maximum, default: standard };
}

const loraItem: JsonObject = {
  type: 'object',
  properties: { path: { type: 'string' }, scale: { type: 'number', minimum: 0, maximum: 4, default: 1 } },
  required: ['path'],
};
export const loras: JsonObject = { type: 'array', items: loraItem, maxItems: 3 };
export const threeLoraLists = { loras, high_noise_loras: loras, low_noise_loras: loras };

/** Every schema says that it is closed; the service drops further keys all the same. */
export function requestSchema({ properties, required }: SimulatedModel): JsonObject {
  return {
    type: 'object',
    additionalProperties: false,
    properties,
    required,
    'x-order-properties': Object.keys(properties),
  };
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
