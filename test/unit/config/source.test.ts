import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fault, isFaulty, parseSource, type Source } from '../../../src/config/source.js';

async function source(text: string, file = 'x.json'): Promise<Source> {
  const result = await parseSource({ file, text });
  if (isFaulty(result)) throw new Error(JSON.stringify(result));
  return result;
}

async function faults(text: string, file = 'x.json'): Promise<readonly Fault[]> {
  const result = await parseSource({ file, text });
  return isFaulty(result) ? result : [];
}

describe('parseSource for JSON', () => {
  it('tells where values and keys stand', async () => {
    const { data, locate } = await source('{\n  "budget": {\n    "perRun": 5\n  },\n  "preset": ["a", "b"]\n}');
    expect(data).toEqual({ budget: { perRun: 5 }, preset: ['a', 'b'] });
    expect(locate(['budget', 'perRun'])).toEqual({ line: 3, column: 15 });
    expect(locate(['budget'], 'perRun')).toEqual({ line: 3, column: 5 });
    expect(locate(['preset', 1])).toEqual({ line: 5, column: 19 });
    expect(locate([])).toEqual({ line: 1, column: 1 });
    expect(locate(['absent', 'deep'])).toBeUndefined();
  });

  it('gives what JSON.parse gives, however it is indented, and no false duplicates', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom('', '\t', '  '), async (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect((await source(text)).data).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['{"a": 1,\n}', { line: 2, column: 1 }],
    ['{\n  "a": oops\n}', { line: 2, column: 8 }],
    ['{"a": 1, "a": 2}', { line: 1, column: 10 }],
    ['{"b": {\n"a": 1,\n"a": 2}}', { line: 3, column: 1 }],
  ])('names the position of the fault in %j', async (text, position) => {
    expect(await faults(text)).toEqual([expect.objectContaining({ file: 'x.json', position })]);
  });

  it('ignores a byte order mark, and counts no column for it', async () => {
    const { data, locate } = await source('\uFEFF{"seed": 0}');
    expect(data).toEqual({ seed: 0 });
    expect(locate([], 'seed')).toEqual({ line: 1, column: 2 });
  });
});

describe('parseSource for YAML', () => {
  it('reads YAML and JSON alike, with positions', async () => {
    const { data, locate } = await source('budget:\n  perRun: 5 # dollars\n', '.wanrc');
    expect(data).toEqual({ budget: { perRun: 5 } });
    expect(locate(['budget', 'perRun'])).toEqual({ line: 2, column: 11 });
    expect((await source('{"a": [1, null]}', '.wanrc')).data).toEqual({ a: [1, null] });
  });

  it.each([
    ['a: [1, 2', 'x.yaml'],
    ['a: 1\na: 2', 'x.yaml'],
    ['a: 1\n b: 2', '.wanrc'],
    ['a: 1\n---\nb: 2', 'x.yml'],
    ['a: *nowhere', 'x.yaml'],
  ])('reports %j', async (text, file) => {
    const [fault] = await faults(text, file);
    expect(fault?.file).toBe(file);
    expect(fault?.message.length).toBeGreaterThan(5);
  });

  it('takes a file of comments for one that sets nothing', async () => {
    expect((await source('# nothing yet\n', '.wanrc')).data).toEqual({});
  });

  it('refuses aliases that unfold without end', async () => {
    const lines = Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`);
    expect(await faults(['a0: &a0 [x, x]', ...lines].join('\n'), 'x.yaml')).toHaveLength(1);
  });

  it('runs nothing: tags of other languages are no programs', async () => {
    const result = await parseSource({ file: 'x.yaml', text: 'a: !!js/function "() => 1"' });
    expect(isFaulty(result) ? 'text' : JSON.stringify(result.data)).not.toContain('function(');
    expect(isFaulty(result) || typeof (result.data as { a: unknown }).a === 'string').toBe(true);
  });
});

describe('parseSource for files that are none', () => {
  it.each([
    ['', 'is empty'],
    [' \n\t', 'is empty'],
    ['\uFEFF', 'is empty'],
    ['x'.repeat(1_000_001), 'larger than 1 MB'],
  ])('refuses %#', async (text, message) => {
    expect((await faults(text))[0]?.message).toContain(message);
    expect((await faults(text, '.wanrc'))[0]?.message).toContain(message);
  });

  it('survives nesting that would exhaust the stack', async () => {
    expect(await faults('['.repeat(100_000), '.wanrc')).not.toHaveLength(0);
    expect(await faults('['.repeat(100_000))).not.toHaveLength(0);
    const deep = `{"extra": ${'['.repeat(90_000)}${']'.repeat(90_000)}}`;
    expect(await faults(deep)).toEqual([{ file: 'x.json', key: '', message: 'is nested too deeply' }]);
    expect(isFaulty(await source(`{"extra": ${'['.repeat(20)}${']'.repeat(20)}}`))).toBe(false);
  });
});
