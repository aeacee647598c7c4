import type { JsonObject, JsonValue } from '../../src/json.js';
import type { SimulatedModel } from './replicate-properties.js';

/** One entry of `invalid_fields` in a 422. */
export interface InvalidField {
  readonly type: string;
  readonly field: string;
  readonly description: string;
}

const bodyKeys = new Set(['input', 'version', 'webhook', 'webhook_events_filter', 'stream']);
const events = new Set(['start', 'output', 'logs', 'completed']);

/** What is wrong with the body itself, whose keys are closed. */
export function bodyFaults(body: JsonObject, byVersion: boolean): readonly InvalidField[] {
  const faults: InvalidField[] = [];
  for (const key of Object.keys(body)) {
    if (!bodyKeys.has(key) || (key === 'version' && !byVersion)) {
      faults.push(fault('additional_property_not_allowed', key, `Additional property ${key} is not allowed`));
    }
  }
  if (body.input === undefined) faults.push(fault('required', 'input', 'input is required'));
  else if (!isObject(body.input)) faults.push(fault('invalid_type', 'input', 'input must be an object'));
  if (byVersion && typeof body.version !== 'string') faults.push(fault('required', 'version', 'version is required'));
  if (body.webhook !== undefined && !isHttps(body.webhook)) {
    faults.push(fault('format', 'webhook', 'webhook must be an https URL'));
  }
  const filter = body.webhook_events_filter ?? [];
  if (!Array.isArray(filter) || filter.some((event) => typeof event !== 'string' || !events.has(event))) {
    faults.push(
      fault('enum', 'webhook_events_filter', 'webhook_events_filter must list start, output, logs, completed'),
    );
  }
  return faults;
}

/** What is wrong with an input by its model's schema; `ownFiles` is where the service keeps uploaded files. */
export function inputFaults(model: SimulatedModel, input: JsonObject, ownFiles: string): readonly InvalidField[] {
  const properties = isObject(model.input.properties) ? model.input.properties : {};
  const required = Array.isArray(model.input.required) ? model.input.required : [];
  const missing = required
    .filter((key): key is string => typeof key === 'string' && input[key] === undefined)
    .map((key) => fault('required', key, `${key} is required`));
  const wrong = Object.entries(input).flatMap(([key, value]) => {
    const property = properties[key];
    if (!isObject(property)) {
      return [fault('additional_property_not_allowed', key, `Additional property ${key} is not allowed`)];
    }
    return propertyFault(key, value, { property: resolved(property, model), ownFiles });
  });
  return [...missing, ...wrong, ...frameFaults(input)];
}

/** Of Wan 2.7: a last frame needs a first one, and a clip that is continued goes without. */
function frameFaults(input: JsonObject): readonly InvalidField[] {
  const { first_frame: first, last_frame: last, first_clip: clip } = input;
  return [
    ...(last !== undefined && first === undefined
      ? [fault('required', 'first_frame', 'last_frame needs first_frame')]
      : []),
    ...(clip !== undefined && first !== undefined
      ? [fault('not', 'first_clip', 'first_clip can not be used with first_frame')]
      : []),
  ];
}

function resolved(property: JsonObject, model: SimulatedModel): JsonObject {
  const [first] = Array.isArray(property.allOf) ? property.allOf : [];
  const reference = isObject(first) && typeof first.$ref === 'string' ? first.$ref.split('/').at(-1) : undefined;
  return reference === undefined ? property : { ...property, ...model.enums[reference] };
}

interface Check {
  readonly property: JsonObject;
  readonly ownFiles: string;
}

function propertyFault(key: string, value: JsonValue, { property, ownFiles }: Check): readonly InvalidField[] {
  if (value === null && property.nullable === true) return [];
  const { type, minimum, maximum } = property;
  if (!hasType(value, type))
    return [fault('invalid_type', key, `Invalid type. Expected: ${type}, given: ${typeof value}`)];
  if (Array.isArray(property.enum) && !property.enum.includes(value)) {
    return [fault('enum', key, `${key} must be one of the following: ${property.enum.join(', ')}`)];
  }
  if (typeof value === 'number' && typeof minimum === 'number' && value < minimum) {
    return [fault('number_gte', key, `Must be greater than or equal to ${minimum}`)];
  }
  if (typeof value === 'number' && typeof maximum === 'number' && value > maximum) {
    return [fault('number_lte', key, `Must be less than or equal to ${maximum}`)];
  }
  if (property.format === 'uri' && typeof value === 'string' && !isReadable(value, ownFiles)) {
    return [fault('format', key, "Does not match format 'uri'")];
  }
  return [];
}

function hasType(value: JsonValue, type: JsonValue | undefined): boolean {
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

/** A data URI that decodes, a public URL, or a file of the service's own storage. */
function isReadable(value: string, ownFiles: string): boolean {
  if (value.startsWith(ownFiles)) return true;
  if (/^data:[\w.+-]+\/[\w.+-]+;base64,[A-Za-z0-9+/]+={0,2}$/.test(value)) return true;
  return /^https?:\/\/[^\s/]+/.test(value);
}

function isHttps(value: JsonValue): boolean {
  return typeof value === 'string' && value.startsWith('https://') && URL.canParse(value);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(type: string, field: string, description: string): InvalidField {
  return { type, field, description };
}
