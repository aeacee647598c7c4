import { describe, expect, it } from 'vitest';
import { pickFrames } from '../../../src/film/export-contact-sheet.js';
import { sizeOfWidth } from '../../../src/film/export-order.js';
import { reframedSize } from '../../../src/film/export-reframed.js';

describe('the size of an export', () => {
  it.each([
    [9, 16, undefined, [1080, 1920]],
    [16, 9, undefined, [1920, 1080]],
    [1, 1, undefined, [1080, 1080]],
    [4, 5, undefined, [1080, 1350]],
    [9, 16, 360, [360, 640]],
  ])('of %i:%i with width %s is %j', (across, down, width, [right, high]) => {
    expect(reframedSize({ ratio: { across, down }, width })).toEqual({ width: right, height: high });
  });

  it('is even, in the shape of the clip', () => {
    expect(sizeOfWidth({ width: 1280, height: 720 }, 480)).toEqual({ width: 480, height: 270 });
    expect(sizeOfWidth({ width: 853, height: 480 }, 321)).toEqual({ width: 322, height: 180 });
  });
});

it.each([
  [81, 4, [10, 30, 50, 70]],
  [12, 12, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [3, 12, [0, 1, 2]],
  [1, 12, [0]],
])('of %i frames, %i pictures are taken from the middle of equal parts', (frames, wanted, expected) => {
  expect(pickFrames(frames, wanted)).toEqual(expected);
});
