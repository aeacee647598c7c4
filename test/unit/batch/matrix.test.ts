import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMatrix } from '../../../src/batch/matrix.js';
import { WanError } from '../../../src/errors.js';

const valuesOf = (text: string) => parseMatrix([text])[0]?.values;

describe('--matrix', () => {
  it.each([
    ['seed=1,2', [1, 2]],
    ['seed=0..3', [0, 1, 2, 3]],
    ['seed=1..2,9', [1, 2, 9]],
    ['provider=fal,wavespeed', ['fal', 'wavespeed']],
    ['aspect-ratio=16:9, 9:16', ['16:9', '9:16']],
    ['prompt=a fox,an owl', ['a fox', 'an owl']],
    ['prompt="a, b",c', ['a, b', 'c']],
    ['prompt="say ""hi"""', ['say "hi"']],
    ['prompt=["a, b","c"]', ['a, b', 'c']],
    ['prompt=[wide] a,b|c', ['[wide] a', 'b|c']],
    ['prompt=@notes.txt', ['@notes.txt']],
    ['safetyChecker=yes,no', [true, false]],
    ['set.cfg=1,a', ['1', 'a']],
    ['set.cfg=[1,"1",[2]]', [1, '1', [2]]],
    ['preset=a,"b,c"', [['a'], ['b', 'c']]],
    ['lora=owner/name=0.5,x/y', [[{ path: 'owner/name', scale: 0.5 }], [{ path: 'x/y' }]]],
    ['lora=[null,"x/y"]', [null, [{ path: 'x/y' }]]],
  ])('reads %s', (text, values) => {
    expect(valuesOf(text)).toEqual(values);
  });

  it('keeps the order in which the axes are given, under the names of the fields', () => {
    expect(parseMatrix(['end-image=a.png', 'lora=x/y', 'seed=1']).map(({ key }) => key)).toEqual([
      'endImage',
      'loras',
      'seed',
    ]);
  });

  it.each([
    [['seed'], 'no key=values'],
    [['seed='], 'a value is empty'],
    [['seed=1,'], 'a value is empty'],
    [['seed=x'], '"x" is not a number'],
    [['seed=-1'], '-1 is less than 0'],
    [['seed=1.5'], '1.5 is not a whole number'],
    [['seed=1..99999999'], 'is more than 100000 values'],
    [['provider=fall'], 'did you mean "fal"?'],
    [['sed=1'], 'did you mean "seed"?'],
    [['colour=red'], 'cannot vary'],
    [['id=a,b'], 'cannot vary'],
    [['prompt="a"b'], 'something follows a closing quote'],
    [['seed=1', 'seed=2'], 'is given twice'],
  ])('refuses %j', (texts, message) => {
    expect(() => parseMatrix(texts)).toThrow(
      expect.objectContaining({ code: 'usage.invalid', message: expect.stringContaining(message) }),
    );
  });

  it('reads back any texts that were quoted', () => {
    const text = fc.string({ minLength: 1 }).filter((one) => !one.includes('\0'));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (texts) => {
        const quoted = texts.map((one) => `"${one.replaceAll('"', '""')}"`).join(',');
        expect(valuesOf(`prompt=${quoted}`)).toEqual(texts);
      }),
    );
  });

  it('takes any text or says what is wrong with it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('seed', 'prompt', 'lora', 'preset', 'provider', 'set.a'),
        fc.string(),
        (key, rest) => {
          try {
            expect(valuesOf(`${key}=${rest}`)?.length).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(WanError);
          }
        },
      ),
    );
  });
});
