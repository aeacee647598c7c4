import type { JsonObject } from '../../src/json.js';

/** A model as the service holds it: its OpenAPI `Input`, and a price a second. */
export interface SimulatedModel {
  readonly id: string;
  readonly input: JsonObject;
  /** US dollars a second; by resolution for some. The documents name few: the others cost a plain 0.05. */
  readonly price: number | Readonly<Record<string, number>>;
}

type Properties = Readonly<Record<string, JsonObject>>;

export const text: JsonObject = { type: 'string' };
export const url: JsonObject = { type: 'string', 'x-accept': 'url' };
export const flag = (standard: boolean): JsonObject => ({ type: 'boolean', default: standard });
/** One of the texts; the first argument is the default. */
export const oneOf = (standard: string, ...values: readonly string[]): JsonObject => ({
  type: 'string',
  enum: values,
  default: standard,
});
export const seconds = (...values: readonly number[]): JsonObject => ({
  type: 'integer',
  enum: values,
  default: values[0] ?? 5,
});
export const between = (minimum: number, maximum: number): JsonObject => ({
  type: 'integer',
  minimum,
  maximum,
  default: 5,
});
export const seed: JsonObject = { type: 'integer', minimum: -1, maximum: 2_147_483_647, default: -1 };
export const texts: JsonObject = { type: 'array', items: { type: 'string' } };
const loras: JsonObject = {
  type: 'array',
  items: {
    type: 'object',
    required: ['path'],
    properties: { path: { type: 'string' }, scale: { type: 'number', default: 1 } },
  },
};

export const expertLoras: Properties = { low_noise_loras: loras, high_noise_loras: loras };
export const allLoras: Properties = { loras, ...expertLoras };

export function model(
  id: string,
  [required, properties]: readonly [readonly string[], Properties],
  price: SimulatedModel['price'] = 0.05,
): SimulatedModel {
  return {
    id,
    price,
    input: {
      type: 'object',
      title: 'Input',
      required,
      properties,
      'x-order-properties': Object.keys(properties),
    },
  };
}
