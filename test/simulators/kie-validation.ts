import type { JsonObject, JsonValue } from '../../src/json.js';
import type { SimulatedModel } from './kie-models.js';

/** What is wrong with an `input`; undefined when nothing is. */
export function inputFault(model: SimulatedModel, input: JsonObject): string | undefined {
  const missing = model.required.find((key) => input[key] === undefined);
  if (missing !== undefined) return `${missing} is required`;
  const { either } = model;
  if (either?.every((key) => input[key] === undefined) === true) return `${either.join(' or ')} is required`;
  for (const [key, value] of Object.entries(input)) {
    const property = model.properties[key];
    // Whether unknown keys inside the input are refused is open: the simulator is strict.
    if (property === undefined && !model.open) return `${key} is not a parameter of this model`;
    const fault = property === undefined ? undefined : valueFault(value, property);
    if (fault !== undefined) return `${key} ${fault}`;
  }
  return undefined;
}

function valueFault(value: JsonValue, property: JsonObject): string | undefined {
  const { type, minimum, maximum, maxLength } = property;
  if (!hasType(value, type)) return `must be ${String(type)}`;
  if (Array.isArray(property.enum) && !property.enum.includes(value)) {
    return `is not within the range of allowed options (${property.enum.join(', ')})`;
  }
  if (typeof value === 'number' && typeof minimum === 'number' && value < minimum) return `must be at least ${minimum}`;
  if (typeof value === 'number' && typeof maximum === 'number' && value > maximum) return `must be at most ${maximum}`;
  if (typeof value === 'string' && typeof maxLength === 'number' && value.length > maxLength) return 'is too long';
  // No data URIs anywhere.
  if (property.format === 'uri' && !isLink(value)) return 'must be a URL';
  if (Array.isArray(value) && (value.length !== 1 || !value.every(isLink))) return 'must be a list of one URL';
  return undefined;
}

function hasType(value: JsonValue, type: JsonValue | undefined): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  return typeof value === type;
}

function isLink(value: JsonValue): boolean {
  return typeof value === 'string' && /^https?:\/\/[^\s/]+/.test(value);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
