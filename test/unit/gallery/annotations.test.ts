import { describe, expect, it } from 'vitest';
import { annotations, type FileFault } from '../../../src/gallery/annotations.js';

describe('annotations', () => {
  it.each<[FileFault, string]>([
    [{ file: 'shots.csv', line: 3, message: 'no image' }, '::error file=shots.csv,line=3::no image\n'],
    [{ file: 'a.csv', line: 3, column: 7, message: 'x' }, '::error file=a.csv,line=3,col=7::x\n'],
    [
      { file: 'a,b:c%.csv', message: '100% off\nnow, ok: yes' },
      '::error file=a%2Cb%3Ac%25.csv::100%25 off%0Anow, ok: yes\n',
    ],
    [{ file: 'a', message: 'x\r\n::set-env::y' }, '::error file=a::x%0D%0A::set-env::y\n'],
  ])('of %j are one line each, escaped', (fault, line) => {
    expect(annotations([fault])).toBe(line);
  });

  it('are none for no faults', () => {
    expect(annotations([])).toBe('');
  });

  it.each([
    [10, 'fault 10'],
    [11, 'and 2 more faults; the log has them all'],
    [500, 'and 491 more faults; the log has them all'],
  ])('of %i faults are ten, as many as are shown', (count, last) => {
    const faults = Array.from({ length: count }, (_, index) => ({ file: 'a.csv', message: `fault ${index + 1}` }));
    const lines = annotations(faults).trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe(`::error file=a.csv::${last}`);
  });
});
