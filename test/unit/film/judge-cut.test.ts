import { describe, expect, it } from 'vitest';
import { judgeCut, median } from '../../../src/film/judge-cut.js';
import { waves } from './small-picture.js';

const move = (from: number, count: number, change = {}) =>
  Array.from({ length: count }, (_, index) => waves(from + index * 0.3, change));
const tail = move(0, 13);
const lastShift = 12 * 0.3;

describe('a cut', () => {
  it('is a continuation with one duplicate where a clip begins with the last picture', () => {
    const plan = judgeCut({ tail, head: move(lastShift, 25) });
    expect(plan).toMatchObject({ kind: 'chained', isDuplicate: true, drop: 1 });
  });

  it('is that though colours have drifted', () => {
    const plan = judgeCut({ tail, head: move(lastShift, 25, { gain: 1.05, offset: -8 }) });
    expect(plan).toMatchObject({ kind: 'chained', isDuplicate: true, drop: 1 });
    expect(plan.start[0].gain).toBeLessThan(0.97);
  });

  it('loses no picture where a clip goes on with the next one', () => {
    const plan = judgeCut({ tail, head: move(lastShift + 0.3, 25) });
    expect(plan).toMatchObject({ kind: 'chained', isDuplicate: false, drop: 0 });
  });

  it('loses what stands still before the motion begins', () => {
    const rest = [waves(lastShift), waves(lastShift), waves(lastShift)];
    const plan = judgeCut({ tail, head: [...rest, ...move(lastShift + 0.3, 22)] });
    expect(plan).toMatchObject({ isDuplicate: true, drop: 3 });
  });

  it('is hard between different scenes: nothing is dropped, nothing matched', () => {
    const plan = judgeCut({ tail, head: move(0, 25, { scale: 3 }) });
    expect(plan).toMatchObject({ kind: 'cut', drop: 0 });
    expect(plan.end.every(({ gain, offset }) => gain === 1 && offset === 0)).toBe(true);
  });

  it('is what it is known to be', () => {
    const plan = judgeCut({ tail, head: move(0, 25, { scale: 3 }), known: 'chained' });
    expect(plan).toMatchObject({ kind: 'chained', isDuplicate: true });
    expect(plan.drop).toBeGreaterThanOrEqual(1);
  });

  it('changes no colours where a chained clip does not begin with the picture it was given', () => {
    // Zoomed in by its model: pixel by pixel the two have little in common, which is no lack of contrast.
    const plan = judgeCut({ tail, head: move(lastShift, 25, { scale: 1.3 }), known: 'chained' });
    expect(plan.kind).toBe('chained');
    expect([...plan.start, ...plan.end].every(({ gain, offset }) => gain === 1 && offset === 0)).toBe(true);
  });

  it('is hard where it is known to be, though the pictures are the same', () => {
    const plan = judgeCut({ tail, head: move(lastShift, 25, { offset: -8 }), known: 'hard' });
    expect(plan).toMatchObject({ kind: 'cut', isDuplicate: false, drop: 0 });
    expect(plan.end.every(({ gain, offset }) => gain === 1 && offset === 0)).toBe(true);
  });

  it('is hard before a single picture of another place, though no second one tells', () => {
    const plan = judgeCut({ tail, head: [waves(lastShift + 9)] });
    expect(plan).toMatchObject({ kind: 'cut', isDuplicate: false, drop: 0 });
    expect(plan.end.every(({ gain, offset }) => gain === 1 && offset === 0)).toBe(true);
  });

  it('is a continuation where a single picture goes on', () => {
    expect(judgeCut({ tail, head: [waves(lastShift + 0.3)] }).kind).toBe('chained');
    expect(judgeCut({ tail, head: [waves(lastShift, { offset: -8 })] })).toMatchObject({ isDuplicate: true });
  });

  it('keeps the only picture of a clip', () => {
    expect(judgeCut({ tail, head: move(lastShift, 1), known: 'chained' }).drop).toBe(0);
  });
});

it('the median of an even number is between the two in the middle', () => {
  expect([median([]), median([3]), median([4, 1]), median([9, 1, 2, 4])]).toEqual([0, 3, 2.5, 3]);
});
