import type { JsonObject, JsonValue } from '../../src/json.js';
import { isObject, type SimulatedModel } from './wavespeed-properties.js';

/** Body keys that every model takes besides its own. */
const common = new Set(['enable_sync_mode', 'enable_base64_output']);

/** What is left of a body behind the entry whitelist: keys of no schema are dropped without a word. */
export function whitelisted({ properties }: SimulatedModel, body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([key]) => properties[key] !== undefined || common.has(key)));
}

/** The first thing wrong with what is left, in the service's words. */
export function bodyFault({ properties, required }: SimulatedModel, body: JsonObject): string | undefined {
  const missing = required.find((key) => body[key] === undefined || body[key] === '');
  if (missing !== undefined) return `invalid request body field, ${missing} is required`;
  for (const [key, value] of Object.entries(body)) {
    const property = properties[key];
    const fault = property && propertyFault(value, property);
    if (fault !== undefined) return `invalid request body field, ${key} ${fault}`;
  }
  return undefined;
}

function propertyFault(value: JsonValue, property: JsonObject): string | undefined {
  const { type, enum: values, minimum, maximum } = property;
  const got = `got ${typeName(value)} ${typeof value === 'object' ? JSON.stringify(value) : value}`;
  if (type === 'array') return listFault(value, property);
  if (type === 'integer' ? !Number.isInteger(value) : typeof value !== type) return `must be ${type}, ${got}`;
  if (Array.isArray(values) && !values.includes(value)) return `must be one of ${listOf(values)}, ${got}`;
  if (typeof value !== 'number') return undefined;
  if (typeof minimum === 'number' && value < minimum) return `must be at least ${minimum}, ${got}`;
  return typeof maximum === 'number' && value > maximum ? `must be at most ${maximum}, ${got}` : undefined;
}

function listFault(value: JsonValue, { maxItems }: JsonObject): string | undefined {
  if (!Array.isArray(value)) return `must be array, got ${typeName(value)}`;
  if (typeof maxItems === 'number' && value.length > maxItems) return `must have at most ${maxItems} items`;
  const wrong = value.some((item: JsonValue) => {
    if (!isObject(item) || typeof item.path !== 'string' || item.path === '') return true;
    const scale = item.scale ?? 1;
    return typeof scale !== 'number' || scale < 0 || scale > 4;
  });
  return wrong ? 'must hold objects of path and scale (0 to 4)' : undefined;
}

function typeName(value: JsonValue): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

/** `5, 10, or 15` */
function listOf(values: readonly JsonValue[]): string {
  return `${values.slice(0, -1).join(', ')}, or ${values.at(-1)}`;
}
