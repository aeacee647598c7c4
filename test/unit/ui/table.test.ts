import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderTable, type TableColumn } from '../../../src/ui/table.js';
import { displayWidth } from '../../../src/ui/width.js';

const columns: readonly TableColumn[] = [
  { title: 'id' },
  { title: 'prompt', shrinks: true },
  { title: 'cost', align: 'right' },
];
const rows = [
  ['j_1', 'the door opens, slow dolly in', '$0.10'],
  ['j_22', '商品が回る', '$12.00'],
];

describe('a table on a terminal', () => {
  it('aligns columns under their headings, wide characters counted', () => {
    expect(renderTable({ columns, rows, width: 80 })).toBe(
      [
        'ID    PROMPT                           COST',
        'j_1   the door opens, slow dolly in   $0.10',
        'j_22  商品が回る                     $12.00',
        '',
      ].join('\n'),
    );
  });

  it('cuts the column that may shrink until the row fits', () => {
    const lines = renderTable({ columns, rows, width: 30 }).trimEnd().split('\n');
    expect(lines.map(displayWidth)).toEqual([30, 30, 30]);
    expect(lines[1]).toBe('j_1   the door opens,…   $0.10');
  });

  it('leaves columns that must stay whole, even when the table is then too wide', () => {
    const text = renderTable({ columns: [{ title: 'id' }], rows: [['j_0123456789abcdef']], width: 8 });
    expect(text).toContain('j_0123456789abcdef');
  });

  it('shrinks the widest of several first', () => {
    const two: TableColumn[] = [
      { title: 'a', shrinks: true },
      { title: 'b', shrinks: true },
    ];
    const text = renderTable({ columns: two, rows: [['x'.repeat(10), 'y'.repeat(30)]], width: 22 });
    expect(text.split('\n')[1]).toBe(`${'x'.repeat(10)}  ${'y'.repeat(9)}…`);
  });

  it('keeps a cell on one line and without control characters', () => {
    const text = renderTable({ columns: [{ title: 'p' }], rows: [['a\nb\u001b[2J']], width: 80 });
    expect(text).toBe('P\na b\n');
  });

  it('shows nothing, not a lonely heading, for no rows', () => {
    expect(renderTable({ columns, rows: [], width: 80 })).toBe('');
  });

  it('never wraps when every column may shrink and there is room for the narrowest', () => {
    const cells = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 5 }), fc.integer({ min: 22, max: 90 }), (anyRows, width) => {
        const shrinking = columns.map((column) => ({ ...column, shrinks: true }));
        for (const line of renderTable({ columns: shrinking, rows: anyRows, width }).split('\n')) {
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});

describe('a table in a pipe', () => {
  it('is tab-separated, whole and without a heading', () => {
    expect(renderTable({ columns, rows, width: null })).toBe(
      'j_1\tthe door opens, slow dolly in\t$0.10\nj_22\t商品が回る\t$12.00\n',
    );
  });

  it('has one line for each row and one field for each column, whatever the cells hold', () => {
    const text = renderTable({ columns, rows: [['a\tb', 'c\nd']], width: null });
    expect(text).toBe('a b\tc d\t\n');
  });
});
