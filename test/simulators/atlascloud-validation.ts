import type { JsonObject, JsonValue } from '../../src/json.js';
import type { SimulatedModel } from './atlascloud-properties.js';

/** What is wrong with a submitted body by its model's schema; undefined when nothing is. */
export function bodyFault(model: SimulatedModel, body: JsonObject): string | undefined {
  const properties = isObject(model.input.properties) ? model.input.properties : {};
  const required = Array.isArray(model.input.required) ? model.input.required : [];
  const missing = required.find((key) => typeof key === 'string' && body[key] === undefined);
  if (missing !== undefined) return `${missing} is required`;
  for (const [key, value] of Object.entries(body)) {
    if (key === 'model') continue;
    if (key === 'webhook_url') {
      if (typeof value !== 'string' || !value.startsWith('https://')) return 'webhook_url must be an https URL';
      continue;
    }
    const property = properties[key];
    // Whether the service drops or refuses what it does not know is open: the simulator is strict.
    if (!isObject(property)) return `unknown parameter: ${key}`;
    const fault = valueFault(value, property);
    if (fault !== undefined) return `${key} ${fault}`;
  }
  return undefined;
}

function valueFault(value: JsonValue, property: JsonObject): string | undefined {
  const { type, minimum, maximum } = property;
  if (!hasType(value, type)) return `must be ${type}`;
  if (Array.isArray(property.enum) && !property.enum.includes(value)) {
    return `must be one of ${property.enum.join(', ')}`;
  }
  if (typeof value === 'number' && typeof minimum === 'number' && value < minimum) return `must be at least ${minimum}`;
  if (typeof value === 'number' && typeof maximum === 'number' && value > maximum) return `must be at most ${maximum}`;
  if (property['x-accept'] === 'url' && typeof value === 'string' && !isReadable(value)) {
    return 'must be a URL or a data URI';
  }
  if (Array.isArray(value) && isObject(property.items)) return itemsFault(value, property.items);
  return undefined;
}

function itemsFault(values: readonly JsonValue[], item: JsonObject): string | undefined {
  if (item.type === 'string') return values.every((value) => typeof value === 'string') ? undefined : 'must hold texts';
  const wrong = values.find((value) => !isLora(value));
  return wrong === undefined ? undefined : 'must hold items of path and scale';
}

function isLora(value: JsonValue): boolean {
  if (!isObject(value) || typeof value.path !== 'string') return false;
  return (
    Object.keys(value).every((key) => key === 'path' || key === 'scale') &&
    (value.scale === undefined || typeof value.scale === 'number')
  );
}

function hasType(value: JsonValue, type: JsonValue | undefined): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  return typeof value === type;
}

function isReadable(value: string): boolean {
  return /^https?:\/\/[^\s/]+/.test(value) || /^data:[\w.+-]+\/[\w.+-]+;base64,[A-Za-z0-9+/]+={0,2}$/.test(value);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
