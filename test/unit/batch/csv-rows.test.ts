import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../src/batch/csv-rows.js';

const text = 'id,prompt\na,"two\nlines"\n,\nb,one\n';

describe('the rows of a CSV', () => {
  it('are the same however often they are asked for', async () => {
    const { rows } = await readCsv(text);
    expect([...rows]).toEqual([...rows]);
    expect([...rows].map(({ row, line }) => [row, line])).toEqual([
      [1, 2],
      [2, 5],
    ]);
  });

  it('are made as they are asked for, and not before', async () => {
    const { rows } = await readCsv(text);
    expect(Array.isArray(rows)).toBe(false);
    const [first] = rows;
    expect(first?.entries.map(({ column, value }) => [column, value])).toEqual([
      ['id', 'a'],
      ['prompt', 'two\nlines'],
    ]);
  });

  it('have their faults told before any of them is made', async () => {
    const { faults } = await readCsv('id,prompt\na\nb,waves\nc,waves,more\n');
    expect(faults.map(({ row, line, reason }) => [row, line, reason])).toEqual([
      [1, 2, 'has 1 cells, and the header 2'],
      [3, 4, 'has 3 cells, and the header 2'],
    ]);
  });
});
