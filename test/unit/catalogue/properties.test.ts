import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allModels } from '../../../src/catalogue/catalogue.js';
import { flagOf, modelOptions } from '../../../src/catalogue/flags.js';
import type { ModelSpec } from '../../../src/catalogue/model.js';
import { wireParameters } from '../../../src/catalogue/parameters.js';
import { reviewRequest, validateRequest } from '../../../src/catalogue/validate.js';
import { toWire } from '../../../src/catalogue/wire.js';
import type { JsonObject } from '../../../src/json.js';
import type { ModelOption, RequestFields } from '../../../src/providers/request.js';
import { mediaOf } from './canonical-request.js';

const loras = fc.array(
  fc.record({
    path: fc.constant('https://m.example/a.safetensors'),
    scale: fc.double({ min: 0, max: 4, noNaN: true }),
  }),
  {
    maxLength: 2,
  },
);

/** A value of the right kind, in range more often than not. */
function valueFor(spec: ModelSpec, option: ModelOption): fc.Arbitrary<unknown> {
  const facts = spec.options[option];
  if (facts?.values !== undefined) return fc.constantFrom(...facts.values);
  const { minimum = 0, maximum = 20 } = facts ?? {};
  switch (facts?.type) {
    case 'integer':
      return fc.integer({ min: minimum, max: maximum });
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'loras':
      return loras;
    default:
      return fc.string({ maxLength: 20 });
  }
}

/** Mostly what the model takes, now and then something else. */
function requests(spec: ModelSpec): fc.Arbitrary<RequestFields> {
  const taken = modelOptions.filter((option) => spec.options[option] !== undefined);
  const record = Object.fromEntries(taken.map((option) => [option, valueFor(spec, option)]));
  const requiredKeys = [...spec.required];
  return fc.record(record, { requiredKeys }) as fc.Arbitrary<RequestFields>;
}

const cases = fc.constantFrom(...allModels).chain((spec) => fc.tuple(fc.constant(spec), requests(spec)));

/** Keys as the catalogue writes them: those inside objects with dots. */
function leafKeys(wire: JsonObject, prefix = ''): string[] {
  return Object.entries(wire).flatMap(([key, value]) => {
    const isNested = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isNested ? leafKeys(value as JsonObject, `${prefix}${key}.`) : [prefix + key];
  });
}

describe('any request that passes', () => {
  it('makes a body of declared parameters only, and drops nothing that was set', () => {
    let passed = 0;
    fc.assert(
      fc.property(cases, ([spec, fields]) => {
        const review = reviewRequest(spec, fields);
        if (review.faults.length > 0) return;
        passed += 1;
        const { wire } = toWire(spec, review.fields, mediaOf(fields));
        const known = wireParameters(spec);
        expect(leafKeys(wire).filter((key) => !known.has(key))).toEqual([]);
        expect(JSON.parse(JSON.stringify(wire))).toEqual(wire);
        for (const option of modelOptions) {
          const key = spec.options[option]?.wire;
          const empty = Array.isArray(fields[option]) && fields[option].length === 0;
          if (fields[option] !== undefined && typeof key === 'string' && !empty) expect(leafKeys(wire)).toContain(key);
        }
      }),
      { numRuns: 400 },
    );
    expect(passed).toBeGreaterThan(50);
  });

  it('passes again as it came back, with nothing more to add', () => {
    fc.assert(
      fc.property(cases, ([spec, fields]) => {
        const first = reviewRequest(spec, fields);
        if (first.faults.length > 0) return;
        const second = validateRequest(spec, first.fields);
        expect(second.fields).toEqual(first.fields);
        expect(second.applied).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('any option', () => {
  it('is refused or taken, never passed over', () => {
    for (const spec of allModels) {
      for (const option of modelOptions) {
        if (spec.options[option] !== undefined || spec.ignored?.options.includes(option) === true) continue;
        const value = option.startsWith('loras') ? [{ path: 'a' }] : 'x';
        const { faults } = reviewRequest(spec, { [option]: value } as RequestFields);
        expect(faults.map((fault) => fault.field)).toContain(option);
      }
    }
  });

  it('has a flag of its own', () => {
    expect(new Set(modelOptions.map((option) => flagOf(option))).size).toBe(modelOptions.length);
  });
});
