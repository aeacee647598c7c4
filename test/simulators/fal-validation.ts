import type { JsonObject, JsonValue } from '../../src/json.js';

/** One entry of `detail` in a 422. */
export interface FalDetail {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
  readonly ctx?: JsonObject;
  readonly input?: JsonValue;
}

/** What is wrong with a body by its endpoint's schema, as the service says it; empty when nothing is. */
export function validate(schema: JsonObject, body: JsonValue | undefined): readonly FalDetail[] {
  if (!isObject(body)) return [detail(['body'], 'dict_type', 'Input should be a valid dictionary')];
  return [...faultsOf(schema, body, ['body']), ...conflicts(body)];
}

type Place = readonly (string | number)[];

function faultsOf(schema: JsonObject, value: JsonValue, loc: Place): readonly FalDetail[] {
  const wrongType = typeFault(schema, value);
  if (wrongType !== undefined) return [{ ...detail(loc, ...wrongType), input: value }];
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) {
    const expected = schema.enum.map((item) => `'${item}'`).join(', ');
    return [{ ...detail(loc, 'literal_error', `Input should be ${expected}`), ctx: { expected }, input: value }];
  }
  if (typeof value === 'number') return numberFaults(schema, value, loc);
  if (typeof value === 'string' && typeof schema.maxLength === 'number' && value.length > schema.maxLength) {
    const ctx = { max_length: schema.maxLength };
    return [{ ...detail(loc, 'sequence_too_long', `At most ${schema.maxLength} characters`), ctx, input: value }];
  }
  if (Array.isArray(value) && isObject(schema.items)) {
    const { items } = schema;
    return value.flatMap((item, index) => faultsOf(items, item, [...loc, index]));
  }
  return isObject(value) && isObject(schema.properties) ? propertyFaults(schema, value, loc) : [];
}

/** Keys that the schema does not list pass: no source says that the service refuses them. */
function propertyFaults(schema: JsonObject, value: JsonObject, loc: Place): readonly FalDetail[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const missing = required.filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => ({ ...detail([...loc, name], 'missing', 'Field required'), input: value })),
    ...Object.entries(properties).flatMap(([name, property]) => {
      const given = value[name];
      // An optional field may be null.
      if (given === undefined || (given === null && !required.includes(name)) || !isObject(property)) return [];
      return faultsOf(property, given, [...loc, name]);
    }),
  ];
}

function typeFault({ type }: JsonObject, value: JsonValue): [string, string] | undefined {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? undefined : ['string_type', 'Input should be a valid string'];
    case 'integer':
      return Number.isInteger(value) ? undefined : ['int_type', 'Input should be a valid integer'];
    case 'number':
      return typeof value === 'number' ? undefined : ['float_type', 'Input should be a valid number'];
    case 'boolean':
      return typeof value === 'boolean' ? undefined : ['bool_type', 'Input should be a valid boolean'];
    case 'array':
      return Array.isArray(value) ? undefined : ['list_type', 'Input should be a valid list'];
    case 'object':
      return isObject(value) ? undefined : ['dict_type', 'Input should be a valid dictionary'];
    default:
      return undefined;
  }
}

function numberFaults({ minimum, maximum, multipleOf }: JsonObject, value: number, loc: Place): readonly FalDetail[] {
  if (typeof minimum === 'number' && value < minimum) {
    const message = `Input should be greater than or equal to ${minimum}`;
    return [{ ...detail(loc, 'greater_than_equal', message), ctx: { ge: minimum }, input: value }];
  }
  if (typeof maximum === 'number' && value > maximum) {
    const message = `Input should be less than or equal to ${maximum}`;
    return [{ ...detail(loc, 'less_than_equal', message), ctx: { le: maximum }, input: value }];
  }
  if (typeof multipleOf === 'number' && value % multipleOf !== 0) {
    const ctx = { multiple_of: multipleOf };
    return [{ ...detail(loc, 'multiple_of', `Input should be a multiple of ${multipleOf}`), ctx, input: value }];
  }
  return [];
}

/** Wan 2.7 continues a clip or begins with an image, not both. */
function conflicts(body: JsonObject): readonly FalDetail[] {
  if (body.image_url === undefined || body.video_url === undefined) return [];
  return [detail(['body', 'video_url'], 'value_error', 'video_url can not be given together with image_url')];
}

function detail(loc: Place, type: string, msg: string): FalDetail {
  return { loc, msg, type };
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
