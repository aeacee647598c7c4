import { describe, expect, it } from 'vitest';
import { lookUp, toModelSchema } from '../../../src/providers/json-schema.js';

const schemaOf = (properties: object, more: object = {}) =>
  toModelSchema(JSON.parse(JSON.stringify({ type: 'object', properties, ...more })), {});
const factOf = (property: object, document: object = {}) => {
  const schema = { type: 'object', properties: { it: property } };
  return toModelSchema(JSON.parse(JSON.stringify(schema)), JSON.parse(JSON.stringify(document)))?.parameters.it;
};

describe('a model schema from JSON Schema', () => {
  it('names parameters, what is required, and whether it is closed', () => {
    const schema = schemaOf({ prompt: { type: 'string' } }, { required: ['prompt'], additionalProperties: false });
    expect(schema).toEqual({ parameters: { prompt: { type: 'string' } }, required: ['prompt'], closed: true });
    expect(schemaOf({})).toEqual({ parameters: {}, required: [], closed: false });
  });

  it('keeps values, limits, default and description', () => {
    const property = { type: 'integer', enum: [5, 10], minimum: 5, maximum: 10, default: 5, description: 'Seconds' };
    expect(factOf(property)).toEqual({
      type: 'integer',
      values: [5, 10],
      minimum: 5,
      maximum: 10,
      default: 5,
      description: 'Seconds',
    });
  });

  it('keeps lengths and steps', () => {
    expect(factOf({ type: 'string', maxLength: 800 })).toEqual({ type: 'string', maxLength: 800 });
    expect(factOf({ type: 'array', maxItems: 3 })).toEqual({ type: 'array', maxLength: 3 });
    expect(factOf({ type: 'integer', multipleOf: 4 })).toEqual({ type: 'integer', multipleOf: 4 });
    // No step at all: a division by it says nothing.
    expect(factOf({ type: 'integer', multipleOf: 0 })).toEqual({ type: 'integer' });
  });

  it.each([
    ['a type with null', { type: ['integer', 'null'] }, { type: 'integer' }],
    ['several types', { type: ['integer', 'string'] }, { type: 'any' }],
    ['no type', { description: 'x' }, { type: 'any', description: 'x' }],
    ['an unknown type', { type: 'tensor' }, { type: 'any' }],
    ['a constant', { const: 'a' }, { type: 'any', values: ['a'] }],
    ['falsy defaults', { type: 'boolean', default: false }, { type: 'boolean', default: false }],
    ['a default of null', { type: 'string', default: null }, { type: 'string' }],
    ['null among the values', { type: 'string', enum: ['a', null] }, { type: 'string', values: ['a'] }],
  ])('reads %s', (_, property, fact) => {
    expect(factOf(property)).toEqual(fact);
  });

  it('takes the branch that is not null', () => {
    const property = { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }], default: 3 };
    expect(factOf(property)).toEqual({ type: 'integer', minimum: 0, default: 3 });
  });

  it('unites values of branches, and keeps only what they share', () => {
    const property = {
      anyOf: [
        { type: 'string', enum: ['a'] },
        { type: 'string', const: 'b' },
      ],
    };
    expect(factOf(property)).toEqual({ type: 'string', values: ['a', 'b'] });
    expect(factOf({ oneOf: [{ type: 'string' }, { type: 'integer', minimum: 1 }] })).toEqual({ type: 'any' });
  });

  it('follows references, with what stands beside them', () => {
    const document = { components: { schemas: { Size: { type: 'string', enum: ['480p', '720p'], default: '720p' } } } };
    const reference = { $ref: '#/components/schemas/Size' };
    expect(factOf({ allOf: [reference], default: '480p' }, document)).toMatchObject({
      default: '480p',
      type: 'string',
    });
    expect(factOf(reference, document)).toMatchObject({ values: ['480p', '720p'], default: '720p' });
  });

  it('ends at a circle of references and at one to nowhere', () => {
    const circle = { components: { schemas: { A: { $ref: '#/components/schemas/A' } } } };
    expect(factOf({ $ref: '#/components/schemas/A' }, circle)).toEqual({ type: 'any' });
    expect(factOf({ $ref: '#/components/schemas/None' })).toEqual({ type: 'any' });
  });

  it('is none without properties', () => {
    expect(toModelSchema({ type: 'string' }, {})).toBeUndefined();
    expect(toModelSchema(undefined, {})).toBeUndefined();
    expect(toModelSchema([1], {})).toBeUndefined();
  });
});

describe('a JSON pointer', () => {
  it('unescapes slashes and tildes', () => {
    expect(lookUp({ paths: { '/a/b~c': { x: 1 } } }, '#/paths/~1a~1b~0c/x')).toBe(1);
  });

  it('finds nothing in prototypes or texts', () => {
    expect(lookUp({}, '#/constructor/name')).toBeUndefined();
    expect(lookUp({ a: 'text' }, '#/a/length')).toBeUndefined();
  });
});
