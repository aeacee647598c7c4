import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expandRows } from '../../../src/batch/expand-rows.js';
import type { ManifestRow } from '../../../src/batch/manifest.js';
import { parseMatrix } from '../../../src/batch/matrix.js';
import { makeRow, readText } from './manifests.js';

const cwd = resolve('somewhere');
const expand = (rows: readonly ManifestRow[], ...texts: string[]) => expandRows(rows, parseMatrix(texts), { cwd });

describe('rows under a matrix', () => {
  it('come out as they went in without one', () => {
    const rows = [makeRow(), makeRow({ row: 2 })];
    expect(expand(rows)).toBe(rows);
  });

  it('take every combination, the last axis fastest, and keep their number', () => {
    const rows = expand([makeRow(), makeRow({ row: 2 })], 'provider=fal,kie', 'seed=1..2');
    expect(rows.map(({ row, variant }) => [row, variant?.index, variant?.label])).toEqual([
      [1, 1, 'provider=fal, seed=1'],
      [1, 2, 'provider=fal, seed=2'],
      [1, 3, 'provider=kie, seed=1'],
      [1, 4, 'provider=kie, seed=2'],
      [2, 1, 'provider=fal, seed=1'],
      [2, 2, 'provider=fal, seed=2'],
      [2, 3, 'provider=kie, seed=1'],
      [2, 4, 'provider=kie, seed=2'],
    ]);
    expect(rows[1]).toMatchObject({
      fields: { prompt: 'waves', provider: 'fal', seed: 2 },
      content: { prompt: 'waves', provider: 'fal', seed: 2 },
      columns: { provider: 'fal', seed: '2' },
    });
  });

  it('give way to the axis, and are one when they come out equal', async () => {
    const { rows } = await readText('prompt,seed,steps\nfox,1|2,3|4');
    expect(rows).toHaveLength(4);
    const over = expand(rows, 'seed=9');
    expect(over.map(({ fields }) => [fields.seed, fields.steps])).toEqual([
      [9, 3],
      [9, 4],
    ]);
    expect(over.map(({ variant }) => variant?.index)).toEqual([1, 2]);
  });

  it('count the paths of an axis from the command line', () => {
    const [row] = expand([makeRow({ fields: { image: '/m/a.png' }, content: { image: 'a.png' } })], 'image=b.png');
    expect(row?.fields.image).toBe(resolve(cwd, 'b.png'));
    expect(row?.content.image).toBe('b.png');
  });

  it('put the preset of an axis over their own', () => {
    const own = { reference: 'own', directory: '/m', chooser: 'project' as const };
    const [row] = expand([makeRow({ presets: [own], content: { preset: ['own'] } })], 'preset=lively');
    expect(row?.presets).toEqual([own, { reference: 'lively', directory: cwd, chooser: 'command' }]);
    expect(row?.content.preset).toEqual(['own', 'lively']);
  });

  it('merge provider parameters key by key, and null takes one away', () => {
    const own = makeRow({ fields: { extra: { a: '1', b: '2' } }, content: { extra: { a: '1', b: '2' } } });
    const rows = expand([own], 'set.a=[null,"3"]');
    expect(rows.map(({ fields }) => fields.extra)).toEqual([{ b: '2' }, { a: '3', b: '2' }]);
    expect(rows.map(({ content }) => content.extra)).toEqual([{ b: '2' }, { a: '3', b: '2' }]);
  });

  it('lose a field to null', () => {
    const rows = expand([makeRow({ fields: { seed: 5 }, content: { seed: 5 } })], 'seed=[null,1]');
    expect(rows.map(({ fields, content }) => [fields, content])).toEqual([
      [{}, {}],
      [{ seed: 1 }, { seed: 1 }],
    ]);
  });

  it('are refused above the limit before they are made', () => {
    expect(() => expand([makeRow()], 'seed=1..100000', 'frames=1..10000')).toThrow(
      'come to 1000000000 clips, and 100000 are the most',
    );
  });
});
