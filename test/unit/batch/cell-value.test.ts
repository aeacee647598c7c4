import { describe, expect, it } from 'vitest';
import { cellValue } from '../../../src/batch/cell-value.js';
import type { JsonValue } from '../../../src/json.js';

const cell = (key: string, text: string) => cellValue(key, text, true);
const data = (key: string, value: JsonValue) => cellValue(key, value, false);
const takes = (...alternatives: JsonValue[]) => ({ alternatives });

describe('a cell', () => {
  it.each([
    ['duration', '5', 5],
    ['duration', ' 2.5 ', 2.5],
    ['guidance', '.5', 0.5],
    ['seed', '0', 0],
    ['seed', '007', 7],
    ['shift', '-1', -1],
    ['safetyChecker', 'No', false],
    ['expandPrompt', 'TRUE', true],
    ['expandPrompt', '0', false],
    ['prompt', '123', '123'],
    ['prompt', 'yes', 'yes'],
    ['resolution', '720', '720'],
    ['id', ' 007 ', '007'],
    ['set.seed', '007', '007'],
    ['set.on', 'true', 'true'],
    ['seed', '', null],
  ])('of %s says %j', (key, text, value) => {
    expect(cell(key, text)).toEqual(takes(value));
  });

  it.each([
    ['seed', '1|2 | 3', [1, 2, 3]],
    ['seed', '1..2|9', [1, 2, 9]],
    ['duration', '5|10', [5, 10]],
    ['resolution', '480p|720p', ['480p', '720p']],
    ['provider', 'fal|kie', ['fal', 'kie']],
    ['expandPrompt', 'yes|no', [true, false]],
    ['preset', 'a, b|c', [['a', 'b'], ['c']]],
  ])('of %s varies: %j', (key, text, values) => {
    expect(cell(key, text)).toEqual(takes(...values));
  });

  it.each(['prompt', 'negativePrompt', 'image', 'endImage', 'audio', 'set.a', 'output'])(
    'of %s is never torn',
    (key) => {
      expect(cell(key, '["a","b"] | 1..3')).toEqual(takes('["a","b"] | 1..3'));
    },
  );

  it.each([
    ['seed', '0x10'],
    ['seed', '1e3'],
    ['seed', 'NaN'],
    ['seed', 'Infinity'],
    ['seed', '1 000'],
    ['duration', '5s'],
    ['seed', '1|'],
    ['expandPrompt', 'maybe'],
    ['provider', 'Fal'],
    ['preset', 'a,,b'],
    ['loras', '[{"path"'],
    ['id', 'a\u0007b'],
    ['id', 'a\u202eb'],
    ['id', 'x'.repeat(201)],
    ['prompt', 'x'.repeat(100_001)],
  ])('of %s may not say %j', (key, text) => {
    expect(cell(key, text)).toEqual({ reason: expect.any(String) });
  });
});

describe('a value of JSON or YAML', () => {
  it.each<[string, JsonValue, JsonValue[]]>([
    ['seed', 5, [5]],
    ['seed', '5', [5]],
    ['seed', '1..3', [1, 2, 3]],
    ['seed', [1, '3..4', null], [1, 3, 4, null]],
    ['prompt', ['a', 'b'], ['a', 'b']],
    ['prompt', '', ['']],
    ['resolution', '480p|720p', ['480p|720p']],
    ['id', 7, ['7']],
    ['set.a', [1, 2], [[1, 2]]],
    ['set.a', { b: null }, [{ b: null }]],
    ['preset', 'a', [['a']]],
    ['preset', ['a', 'b'], [['a', 'b']]],
    ['preset', [['a'], 'b'], [['a'], ['b']]],
    ['loras', [{ path: 'x/y' }, 'a/b=0.5'], [[{ path: 'x/y' }, { path: 'a/b', scale: 0.5 }]]],
    ['loras', [['a/b'], null], [[{ path: 'a/b' }], null]],
    ['loras', null, [null]],
  ])('of %s: %j', (key, value, alternatives) => {
    expect(data(key, value)).toEqual({ alternatives });
  });

  it.each<[string, JsonValue]>([
    ['prompt', 5],
    ['prompt', true],
    ['prompt', { a: 1 }],
    ['prompt', [['a']]],
    ['seed', true],
    ['seed', { a: 1 }],
    ['id', ['a', 'b']],
    ['id', 1.5],
    ['output', ['a', 'b']],
    ['count', [1, 2]],
    ['preset', { a: 1 }],
  ])('of %s may not be %j', (key, value) => {
    expect(data(key, value)).toEqual({ reason: expect.any(String) });
  });
});
