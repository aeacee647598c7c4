import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManifestError } from '../../../src/batch/manifest-error.js';
import { rowIdentities } from '../../../src/batch/row-identity.js';
import { readText } from './manifests.js';

/** Reads it, or is refused in our words: one line for each fault, without control characters. */
async function survives(content: string | Uint8Array): Promise<void> {
  try {
    const { rows } = await readText(content);
    expect(new Set(rowIdentities(rows)).size).toBe(rows.length);
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    expect(error.message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(error.message.split('\n').length).toBeLessThanOrEqual(51);
  }
}

const name = fc.oneof(
  fc.constantFrom(
    'image',
    'prompt',
    'seed',
    'loras',
    'preset',
    'set.a',
    'set',
    'extra',
    'id',
    'count',
    'output',
    'x.a',
  ),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'set.__proto__', 'set.constructor', ''),
  fc.string(),
);
const awkward = fc.constantFrom(
  '__proto__',
  '\u001b[2J',
  '\u0000',
  '../..',
  '1e999',
  '-0',
  '9'.repeat(400),
  '1..9',
  '..',
  '|',
  '{',
  '[null]',
);
const value = fc.oneof(awkward, fc.jsonValue({ maxDepth: 5 }), fc.double(), fc.maxSafeInteger());
const objects = fc.array(fc.array(fc.tuple(name, value), { maxLength: 6 }), { maxLength: 6 });
const asText = (entries: readonly (readonly [string, unknown])[]) =>
  `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${JSON.stringify(inner) ?? 'null'}`).join(',')}}`;

describe('a hostile manifest', () => {
  it('of any bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), survives));
  });

  it.each(['[', '{"rows":[', '- ', 'prompt,seed\n', 'prompt;seed\n"', 'sep=', '\uFEFF', 'defaults:\n  &a b: *a\n'])(
    'of any text after %j',
    async (start) => {
      await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), (text) => survives(start + text)));
    },
  );

  it('of any names and values, as a list', async () => {
    await fc.assert(fc.asyncProperty(objects, (rows) => survives(`[${rows.map(asText).join(',')}]`)));
  });

  it('of any names and values, line by line', async () => {
    await fc.assert(fc.asyncProperty(objects, (rows) => survives(rows.map(asText).join('\n'))));
  });

  it('of any names and values, over any defaults', async () => {
    await fc.assert(
      fc.asyncProperty(objects, ([defaults = [], ...rows]) =>
        survives(`{"defaults":${asText(defaults)},"rows":[${rows.map(asText).join(',')}]}`),
      ),
    );
  });

  it('of any cells under any header', async () => {
    const cell = fc.oneof(awkward, fc.string()).map((text) => `"${text.replaceAll('"', '""')}"`);
    const table = fc.tuple(fc.array(name, { minLength: 1, maxLength: 5 }), fc.array(fc.array(cell, { maxLength: 5 })));
    await fc.assert(
      fc.asyncProperty(table, ([names, rows]) =>
        survives(
          [names.map((one) => `"${one.replaceAll('"', '""')}"`), ...rows].map((row) => row.join(',')).join('\n'),
        ),
      ),
    );
  });

  it('leaves every object as it was', async () => {
    const row = '{"prompt":"a","constructor":"b","toString":"c","set":{"constructor":"d"}}';
    const [read] = (await readText(row)).rows;
    expect(Object.entries(read?.columns ?? {})).toContainEqual(['constructor', 'b']);
    expect(read?.fields.extra).toEqual(Object.fromEntries([['constructor', 'd']]));
    expect(Object.hasOwn(Object.prototype, 'provider')).toBe(false);
  });

  it('of more columns than a table has is refused at once', async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `"own${index}":1`);
    await expect(readText(`[{"prompt":"a",${names}}]`)).rejects.toThrow('is one column too many (200 are the most)');
  });

  it('of 10,000 rows is read whole', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => `img/${index}.png,"a fox, number ${index}",${index}`);
    const manifest = await readText(`image,prompt,seed\n${rows.join('\n')}`);
    expect(manifest.rows).toHaveLength(10_000);
    expect(manifest.rows.at(-1)).toMatchObject({ row: 10_000, line: 10_001, fields: { seed: 9999 } });
  });
});
