import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandRows } from '../../../src/batch/expand-rows.js';
import type { ManifestRow } from '../../../src/batch/manifest.js';
import { parseMatrix } from '../../../src/batch/matrix.js';
import { rowIdentities } from '../../../src/batch/row-identity.js';
import { fixtures, makeRow, readText } from './manifests.js';

const identities = async (text: string, cwd = fixtures) => rowIdentities((await readText(text, { cwd })).rows);
const onePerRow = fc.array(
  fc.record({ prompt: fc.constantFrom('a', 'b', 'c'), id: fc.option(fc.uuid(), { nil: undefined }) }),
);
const toRows = (items: readonly { prompt: string; id: string | undefined }[]): ManifestRow[] =>
  items.map(({ prompt, id }, index) => makeRow({ row: index + 1, id, content: { prompt } }));

describe('the identity of a row', () => {
  it('is its own, whatever the manifest', () => {
    fc.assert(
      fc.property(onePerRow, (items) => {
        expect(new Set(rowIdentities(toRows(items))).size).toBe(items.length);
      }),
    );
  });

  it('is there still after rows were moved or inserted', () => {
    fc.assert(
      fc.property(onePerRow, onePerRow, fc.infiniteStream(fc.nat()), (items, inserted, order) => {
        const before = rowIdentities(toRows(items));
        const shuffled = [...items, ...inserted]
          .map((item) => ({ item, key: order.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ item }) => item);
        expect(rowIdentities(toRows(shuffled))).toEqual(expect.arrayContaining([...before]));
      }),
    );
  });

  it('is the id, which an edited row keeps', async () => {
    expect(await identities('id,prompt\nhero,a')).toEqual(['id:hero']);
    expect(await identities('id,prompt\nhero,b')).toEqual(['id:hero']);
  });

  it('follows the content without one', async () => {
    expect(await identities('prompt\na')).not.toEqual(await identities('prompt\nb'));
    expect((await identities('prompt\na\na')).map((name) => name.slice(-2))).toEqual(['#1', '#2']);
  });

  it.each([
    ['the format', '[{"prompt":"fox","seed":1,"image":"a.png"}]'],
    ['the order of columns', 'seed,image,prompt\n1,a.png,fox'],
    ['where the clip goes, and data of the user', 'image,prompt,seed,output,sku\na.png,fox,1,x.mp4,7'],
    ['how often it is made', 'image,prompt,seed,count\na.png,fox,1,4'],
    ['line ends', 'image,prompt,seed\r\na.png,fox,1\r\n'],
  ])('does not depend on %s', async (_what, text) => {
    expect(await identities(text)).toEqual(await identities('image,prompt,seed\na.png,fox,1'));
  });

  it('survives a moved folder', async () => {
    expect(await identities('image\na.png', '/elsewhere')).toEqual(await identities('image\na.png'));
  });

  it('tells the variants of a row apart, and is the same when values are added', async () => {
    const { rows } = await readText('id,prompt\nhero,a\n,b');
    const few = rowIdentities(expandRows(rows, parseMatrix(['seed=1,2']), { cwd: fixtures }));
    const many = rowIdentities(expandRows(rows, parseMatrix(['seed=5,2,1']), { cwd: fixtures }));
    expect(new Set(few).size).toBe(4);
    expect(many).toEqual(expect.arrayContaining([...few]));
    expect(few.filter((name) => name.startsWith('id:hero:'))).toHaveLength(2);
  });

  it('is that of a row which says the same by itself', async () => {
    const { rows } = await readText('prompt\na');
    const varied = rowIdentities(expandRows(rows, parseMatrix(['seed=1']), { cwd: fixtures }));
    expect(varied).toEqual(await identities('prompt,seed\na,1'));
  });
});
