import { describe, expect, it } from 'vitest';
import { manifestError, quoted } from '../../../src/batch/manifest-error.js';

const fault = (row: number | null, reason: string) => ({
  row,
  column: 'seed',
  line: row === null ? null : row + 1,
  reason,
});

describe('the error of a manifest', () => {
  it('has a line for each fault in the order of the rows, those of the file first', () => {
    const error = manifestError('rows.csv', [
      fault(3, 'c'),
      fault(1, 'a'),
      { row: null, column: null, line: 1, reason: 'x' },
    ]);
    expect(error.message).toBe('rows.csv:1: x\nrows.csv:2: row 1, seed: a\nrows.csv:4: row 3, seed: c');
    expect(error.faults.map(({ reason }) => reason)).toEqual(['x', 'a', 'c']);
    expect(error.code).toBe('manifest.invalid');
  });

  it('shows fifty and counts the others', () => {
    const faults = Array.from({ length: 67 }, (_, index) => fault(index + 1, 'x'));
    const error = manifestError('rows.csv', faults);
    expect(error.message.split('\n')).toHaveLength(51);
    expect(error.message).toMatch(/\nand 17 more$/);
    expect(error.faults).toHaveLength(67);
  });

  it('says once what is wrong with every variant of a row', () => {
    const error = manifestError('rows.csv', [fault(1, 'x'), fault(1, 'x')]);
    expect(error.faults).toHaveLength(1);
  });

  it('passes on what to do, once each', () => {
    const hinted = [1, 2].map((row) => ({ ...fault(row, 'x'), hint: 'do y' }));
    expect(manifestError('rows.csv', hinted).hint).toBe('do y');
    expect(manifestError('rows.csv', [fault(1, 'x')]).hint).toContain('nothing was sent');
  });

  it('speaks of rows only where one is named', () => {
    expect(manifestError('rows.csv', [fault(1, 'x')]).hint).toBe('mend the rows named above; nothing was sent');
    expect(manifestError('rows.csv', [fault(null, 'x')]).hint).toBe('mend what is named above; nothing was sent');
  });

  it('puts hints beside the faults where each has its own', () => {
    const hinted = [1, 2].map((row) => ({ ...fault(row, 'x'), hint: `nearest is ${row}` }));
    const error = manifestError('rows.csv', [...hinted, fault(3, 'y')]);
    expect(error.message).toBe(
      'rows.csv:2: row 1, seed: x (nearest is 1)\nrows.csv:3: row 2, seed: x (nearest is 2)\nrows.csv:4: row 3, seed: y',
    );
    expect(error.hint).toBe('mend the rows named above; nothing was sent');
  });

  it('lets no name or value break a line or repaint a terminal', () => {
    const { message } = manifestError('a\nb.csv', [
      { row: 1, column: 'c\u001b[31m\nd', line: 2, reason: quoted('e\n\u202ef\u001b]0;x\u0007') },
    ]);
    expect(message).toMatch(/^a b\.csv:2: row 1, c d: /);
    expect(message).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it('quotes no more of a value than helps', () => {
    expect(quoted('x'.repeat(10_000)).length).toBeLessThan(100);
    expect(quoted(undefined)).toBe('nothing');
  });
});
