import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonNode, readJsonTree } from '../../../src/config/json-tree.js';

describe('the tree of JSON text', () => {
  const text = '{\n "a": [1, {"b\\"": null}],\n "c" : "}"\n}';
  const { root } = readJsonTree(text);

  it.each([
    [['a'], '[1,', '"a"'],
    [['a', '0'], '1,', '1,'],
    [['a', '1'], '{"b', '{"b'],
    [['a', '1', 'b"'], 'null', '"b\\""'],
    [['c'], '"}"', '"c"'],
  ])('knows where %j and its name stand', (path, value, name) => {
    const [last = '', ...outer] = path.toReversed();
    const parent = outer
      .toReversed()
      .reduce<JsonNode | undefined>((node, part) => node?.members.get(part)?.value, root);
    const member = parent?.members.get(last);
    expect(text.slice(member?.value.offset).startsWith(value)).toBe(true);
    expect(text.slice(member?.nameOffset).startsWith(name)).toBe(true);
  });

  it('tells every name that an object has twice, however it is written, and no other', () => {
    const twice = '{"a":{"b":1,"b":2},"c":[{"b":1},{"b":1}],"\\u0061":3}';
    expect(readJsonTree(twice).duplicates).toEqual([
      { offset: twice.lastIndexOf('"b":2'), name: 'b' },
      { offset: twice.indexOf('"\\u0061"'), name: 'a' },
    ]);
  });

  it('has the shape that JSON.parse finds', () => {
    const shape = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)]))
        : {};
    const found = ({ members }: JsonNode): unknown =>
      Object.fromEntries([...members].map(([name, { value }]) => [name, found(value)]));
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('', '\t'), (value, indent) => {
        const written = JSON.stringify(value, null, indent);
        const tree = readJsonTree(written);
        expect(found(tree.root)).toEqual(shape(JSON.parse(written)));
        expect(tree.duplicates).toEqual([]);
      }),
    );
  });
});
