import { describe, expect, it } from 'vitest';
import { coerce } from '../../../src/catalogue/coerce.js';
import type { JsonValue } from '../../../src/json.js';
import type { ParameterFact } from '../../../src/providers/model-schema.js';

type Type = ParameterFact['type'];

describe('coerce', () => {
  it.each<[Type, JsonValue, JsonValue]>([
    ['string', '123', '123'],
    ['string', 'true', 'true'],
    ['string', '', ''],
    ['string', 123, '123'],
    ['integer', '0', 0],
    ['integer', '-7', -7],
    ['integer', 42, 42],
    ['number', '1.50', 1.5],
    ['number', '1e-3', 0.001],
    ['boolean', 'false', false],
    ['boolean', true, true],
    ['array', '[{"path":"a"}]', [{ path: 'a' }]],
    ['array', ['a'], ['a']],
    ['object', '{"a":1}', { a: 1 }],
    ['any', '123', '123'],
    ['any', 123, 123],
  ])('reads %s from %o as %o', (type, value, expected) => {
    expect(coerce({ type }, value)).toEqual({ ok: true, value: expected });
  });

  it.each<[Type, JsonValue, string]>([
    ['integer', '1.5', 'must be a whole number, not "1.5"'],
    ['integer', '0x10', 'must be a whole number, not "0x10"'],
    ['integer', '', 'must be a whole number, not ""'],
    ['integer', '9007199254740993', 'must be a whole number, not "9007199254740993"'],
    ['number', 'fast', 'must be a number, not "fast"'],
    ['number', '1e999', 'must be a number, not Infinity'],
    ['boolean', '1', 'must be true or false, not "1"'],
    ['boolean', 'yes', 'must be true or false, not "yes"'],
    ['array', '{"a":1}', 'must be a JSON list, not "{"a":1}"'],
    ['object', '[1]', 'must be a JSON object, not "[1]"'],
    ['object', '{', 'must be a JSON object, not "{"'],
    ['string', { a: 1 }, 'must be text, not {"a":1}'],
    ['string', null, 'must be text, not null'],
  ])('refuses as %s %o', (type, value, reason) => {
    expect(coerce({ type }, value)).toMatchObject({ ok: false, reason });
  });

  it('holds the listed values and the range', () => {
    expect(coerce({ type: 'string', values: ['film', 'rife'] }, 'FILM')).toEqual({ ok: true, value: 'film' });
    expect(coerce({ type: 'string', values: ['film', 'rife'] }, 'flim')).toMatchObject({
      reason: 'must be film or rife, not flim',
      hint: 'did you mean film?',
    });
    expect(coerce({ type: 'integer', minimum: 0, maximum: 4 }, '5')).toMatchObject({ reason: 'must be 0 to 4, not 5' });
    expect(coerce({ type: 'number', minimum: 1 }, '0')).toMatchObject({ reason: 'must be 1 or more, not 0' });
    expect(coerce({ type: 'number', maximum: 1 }, '2')).toMatchObject({ reason: 'must be 1 or less, not 2' });
    expect(coerce({ type: 'integer', values: [5, 8] }, '6')).toMatchObject({ hint: 'nearest: 5 or 8' });
  });

  it('holds the length of texts and lists', () => {
    expect(coerce({ type: 'string', maxLength: 3 }, '🦊🦊🦊')).toMatchObject({ ok: true });
    expect(coerce({ type: 'string', maxLength: 3 }, '1234')).toMatchObject({
      reason: 'can be at most 3 characters, not 4',
    });
    expect(coerce({ type: 'array', maxLength: 1 }, '["a","b"]')).toMatchObject({
      reason: 'can be at most 1 given, not 2',
    });
  });

  it('holds the step of numbers, as exact as decimals are', () => {
    expect(coerce({ type: 'integer', multipleOf: 4 }, '81')).toMatchObject({
      reason: 'must be a multiple of 4, not 81',
      hint: 'nearest is 80',
    });
    expect(coerce({ type: 'number', multipleOf: 0.1 }, '0.3')).toEqual({ ok: true, value: 0.3 });
    expect(coerce({ type: 'number', multipleOf: 0.1 }, '0.32')).toMatchObject({ hint: 'nearest is 0.3' });
  });

  it('holds the strength of each LoRA in a list', () => {
    const fact: ParameterFact = { type: 'array', scale: { minimum: 0, maximum: 4 } };
    const list = (...scales: readonly JsonValue[]) => scales.map((scale) => ({ path: 'a', scale }));
    expect(coerce(fact, list(0, 4))).toMatchObject({ ok: true });
    expect(coerce(fact, [{ path: 'a' }])).toMatchObject({ ok: true });
    expect(coerce(fact, list(1, 9))).toMatchObject({ reason: 'can have a scale of 0 to 4, not 9' });
    expect(coerce(fact, list('1'))).toMatchObject({ reason: 'can have a scale of 0 to 4, not "1"' });
  });
});
