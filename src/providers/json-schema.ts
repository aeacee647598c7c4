import { z } from 'zod';
import type { JsonObject, JsonValue } from '../json.js';
import type { ModelSchema, ParameterFact } from './model-schema.js';

const nodeSchema = z.record(z.string(), z.json());
const textSchema = z.string();
const numberSchema = z.number();
const namesSchema = z.array(z.string());
const listSchema = z.array(z.json());

/** References nest two or three deep in published schemas; more is a circle. */
const deepestReference = 10;

/**
 * The parameters of an object schema, JSON Schema or OpenAPI 3, in the catalogue's terms. `document` is what
 * `#/...` references point into. Undefined when it is no object schema.
 */
export function toModelSchema(schema: JsonValue | undefined, document: JsonValue): ModelSchema | undefined {
  const root = resolve(schema, document);
  const properties = nodeSchema.safeParse(root.properties);
  if (!properties.success) return undefined;
  const required = namesSchema.safeParse(root.required);
  return {
    parameters: Object.fromEntries(
      Object.entries(properties.data).map(([name, property]) => [name, toFact(resolve(property, document))]),
    ),
    required: required.success ? required.data : [],
    closed: root.additionalProperties === false,
  };
}

/** What a JSON pointer such as `#/components/schemas/Input` names. */
export function lookUp(document: JsonValue, pointer: string): JsonValue | undefined {
  let place: JsonValue | undefined = document;
  for (const part of pointer.replace(/^#\//, '').split('/')) {
    const node = nodeSchema.safeParse(place);
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    place = node.success && Object.hasOwn(node.data, key) ? node.data[key] : undefined;
  }
  return place;
}

/** One flat node: references followed, `allOf` merged, the branch that is not null taken of an optional value. */
function resolve(schema: JsonValue | undefined, document: JsonValue, depth = 0): JsonObject {
  const parsed = nodeSchema.safeParse(schema);
  if (!parsed.success || depth > deepestReference) return {};
  const { $ref, allOf, anyOf, oneOf, ...own } = parsed.data;
  const pointer = textSchema.safeParse($ref);
  const parts = [...(pointer.success ? [lookUp(document, pointer.data)] : []), ...listOf(allOf)];
  const branches = [...listOf(anyOf), ...listOf(oneOf)]
    .map((branch) => resolve(branch, document, depth + 1))
    .filter(({ type }) => type !== 'null');
  const merged = Object.assign({}, ...parts.map((part) => resolve(part, document, depth + 1)), unite(branches));
  // What stands next to a reference or a branch is the more particular.
  return { ...merged, ...own };
}

/** Several branches say little in common: only whether all are lists of values, or of one type. */
function unite(branches: readonly JsonObject[]): JsonObject {
  const [first, ...others] = branches;
  if (first === undefined || others.length === 0) return first ?? {};
  const values = branches.map(valuesOf);
  const type = branches.every((branch) => branch.type === first.type) && first.type !== undefined ? first.type : 'any';
  return values.every((list) => list !== undefined) ? { type, enum: values.flat() } : { type };
}

function toFact(node: JsonObject): ParameterFact {
  const description = textSchema.safeParse(node.description);
  return withoutUndefined({
    type: typeOf(node),
    values: valuesOf(node),
    minimum: numberOf(node.minimum),
    maximum: numberOf(node.maximum),
    multipleOf: numberOf(node.multipleOf) || undefined,
    maxLength: numberOf(node.maxLength) ?? numberOf(node.maxItems),
    default: node.default ?? undefined,
    description: description.success ? description.data : undefined,
  });
}

function typeOf(node: JsonObject): ParameterFact['type'] {
  const names = Array.isArray(node.type) ? node.type.filter((name) => name !== 'null') : [node.type];
  const [name] = names;
  if (names.length !== 1) return 'any';
  switch (name) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
    case 'array':
    case 'object':
      return name;
    default:
      return 'any';
  }
}

function valuesOf(node: JsonObject): readonly JsonValue[] | undefined {
  if (node.const !== undefined) return [node.const];
  const list = listSchema.safeParse(node.enum);
  return list.success ? list.data.filter((value) => value !== null) : undefined;
}

function numberOf(value: JsonValue | undefined): number | undefined {
  const number = numberSchema.safeParse(value);
  return number.success ? number.data : undefined;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  const list = listSchema.safeParse(value);
  return list.success ? list.data : [];
}

function withoutUndefined(fact: ParameterFact): ParameterFact {
  return { type: fact.type, ...Object.fromEntries(Object.entries(fact).filter(([, value]) => value !== undefined)) };
}
