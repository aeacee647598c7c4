import type { JsonObject } from '../../src/json.js';

/** A model as the service holds it, its `Input` schema the way Cog writes one. */
export interface SimulatedModel {
  readonly owner: string;
  readonly name: string;
  /** Official models run by name and answer `version: "hidden"`; community models run by version only. */
  readonly official: boolean;
  readonly version: string;
  readonly input: JsonObject;
  /** Named schemas that `allOf` refers to. */
  readonly enums: Readonly<Record<string, JsonObject>>;
}

interface Choice {
  readonly values: readonly (string | number)[];
  readonly value: string | number;
}
type Property = JsonObject | Choice;

export const text = (extra: JsonObject = {}): JsonObject => ({ type: 'string', ...extra });
export const file: JsonObject = { type: 'string', format: 'uri' };
export const whole = (extra: JsonObject = {}): JsonObject => ({ type: 'integer', ...extra });
export const real = (extra: JsonObject = {}): JsonObject => ({ type: 'number', ...extra });
export const flag = (value: boolean): JsonObject => ({ type: 'boolean', default: value });
export const seed = whole({ nullable: true });
/** One of the values; the first argument is the default. */
export const oneOf = (value: string | number, ...values: readonly (string | number)[]): Choice => ({ value, values });

/** An official model; `version` is the beginning of its id, as far as the document knows one. */
export function official(
  [owner, name]: readonly [string, string],
  version: string,
  [required, properties]: readonly [readonly string[], Readonly<Record<string, Property>>],
): SimulatedModel {
  const entries = Object.entries(properties);
  const choices = entries.filter((entry): entry is [string, Choice] => isChoice(entry[1]));
  const ordered = entries.map(([key, property], order) => [key, { ...schemaOf(key, property), 'x-order': order }]);
  return {
    owner,
    name,
    official: true,
    version: version.padEnd(64, '0'),
    input: { type: 'object', title: 'Input', required, properties: Object.fromEntries(ordered) },
    enums: Object.fromEntries(choices.map(([key, choice]) => [key, enumOf(choice)])),
  };
}

function isChoice(property: Property): property is Choice {
  return Array.isArray(property.values);
}

function schemaOf(key: string, property: Property): JsonObject {
  if (!isChoice(property)) return { title: key, ...property };
  return { allOf: [{ $ref: `#/components/schemas/${key}` }], default: property.value };
}

function enumOf({ value, values }: Choice): JsonObject {
  const type = typeof value === 'string' ? 'string' : 'integer';
  return { title: 'An enumeration.', description: 'An enumeration.', type, enum: values };
}
