import { describe, expect, it } from 'vitest';
import { gridCaptions, planGrid, stackGraph } from '../../../src/film/compare-layout.js';

const wide = { width: 1280, height: 720 };

describe('a grid', () => {
  it.each([
    [2, 2, 1, 1920, 540 + 48],
    [3, 2, 2, 1920, 2 * (540 + 48)],
    [5, 3, 2, 1920, 2 * (360 + 40)],
    [16, 4, 4, 1920, 4 * (270 + 30)],
  ])('of %i clips has %i columns and %i rows', (count, columns, rows, width, height) => {
    expect(planGrid(wide, { count })).toMatchObject({ columns, rows, width, height });
  });

  it('makes no small clip larger, unless a width is asked for', () => {
    expect(planGrid({ width: 320, height: 180 }, { count: 2 })).toMatchObject({ width: 640, captionHeight: 20 });
    expect(planGrid({ width: 320, height: 180 }, { count: 2, width: 1280 })).toMatchObject({ width: 1280 });
  });

  it('has even sizes, whatever the shape', () => {
    for (const shape of [
      { width: 853, height: 479 },
      { width: 101, height: 333 },
    ]) {
      const { picture, captionHeight } = planGrid(shape, { count: 3, width: 1001 });
      expect([picture.width % 2, picture.height % 2, captionHeight % 2]).toEqual([0, 0, 0]);
    }
  });

  it('has a label above each clip', () => {
    const grid = planGrid(wide, { count: 3 });
    expect(gridCaptions(grid, ['a', 'b', 'c']).map(({ text, left, top }) => [text, left, top])).toEqual([
      ['a', 0, 0],
      ['b', 960, 0],
      ['c', 0, 588],
    ]);
  });
});

describe('the graph of a grid', () => {
  it.each([
    [2, '[c0][c1]hstack=inputs=2[grid]'],
    [3, '[c0][c1]hstack=inputs=2[r0];[c2]null,pad=1920:ih:0:0[r1];[r0][r1]vstack=inputs=2[grid]'],
    [4, '[c0][c1]hstack=inputs=2[r0];[c2][c3]hstack=inputs=2[r1];[r0][r1]vstack=inputs=2[grid]'],
  ])('stacks %i clips in rows', (count, graph) => {
    expect(stackGraph(planGrid(wide, { count }), count)).toBe(graph);
  });
});
