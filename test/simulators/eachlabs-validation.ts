import type { JsonObject, JsonValue } from '../../src/json.js';
import type { SimulatedModel } from './eachlabs-models.js';

/** What is wrong with an input: one sentence a fault. Keys that the schema does not list are let through. */
export function inputFaults({ schema }: SimulatedModel, input: JsonObject): readonly string[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const missing = required.filter((key) => input[key] === undefined).map((key) => `${key} is required`);
  const wrong = Object.entries(input).flatMap(([key, value]) => {
    const property = properties[key];
    return isObject(property) ? propertyFaults(key, value, property) : [];
  });
  return [...missing, ...wrong];
}

function propertyFaults(key: string, value: JsonValue, property: JsonObject): readonly string[] {
  const { type, minimum, maximum, format } = property;
  const fits = type === 'integer' ? Number.isInteger(value) : typeof value === type;
  if (!fits) return [`${key} must be of type ${type}`];
  if (Array.isArray(property.enum) && !allows(property.enum, value)) {
    return [`${key} must be one of ${property.enum.join(', ')}`];
  }
  if (typeof minimum === 'number' && Number(value) < minimum) return [`${key} must be at least ${minimum}`];
  if (typeof maximum === 'number' && Number(value) > maximum) return [`${key} must be at most ${maximum}`];
  if (format === 'uri' && !isPublic(String(value))) return [`${key} must be a public HTTPS URL`];
  return [];
}

/** Case does not count, as in the service's own price rules. */
function allows(values: readonly JsonValue[], value: JsonValue): boolean {
  return values.some((candidate) => String(candidate).toLowerCase() === String(value).toLowerCase());
}

/** Neither a data URI nor a host of the caller's own machine. */
function isPublic(value: string): boolean {
  if (!value.startsWith('https://') || !URL.canParse(value)) return false;
  return !/^(localhost|127\.|10\.|192\.168\.|\[::1\])/.test(new URL(value).hostname);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
