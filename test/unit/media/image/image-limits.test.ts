import { describe, expect, it } from 'vitest';
import { fitEdge, outputFormats, scaleSize, takesFormat } from '../../../../src/media/image/image-limits.js';

describe('the size that a model takes', () => {
  it('stays the very same when it fits', () => {
    const size = { width: 1600, height: 1000 };
    expect(fitEdge(size, 1600)).toBe(size);
    expect(fitEdge(size, undefined)).toBe(size);
  });

  it('keeps its shape when it is too large, whichever edge is longer', () => {
    expect(fitEdge({ width: 4000, height: 2500 }, 2000)).toEqual({ width: 2000, height: 1250 });
    expect(fitEdge({ width: 2500, height: 4000 }, 2000)).toEqual({ width: 1250, height: 2000 });
  });

  it('never loses an edge', () => {
    expect(scaleSize({ width: 3000, height: 2 }, 0.1)).toEqual({ width: 300, height: 1 });
  });
});

describe('the format to write', () => {
  it('is PNG first for lossless sources and JPEG first for photos', () => {
    expect(outputFormats({ isLossless: true, limits: {} })[0]).toBe('png');
    expect(outputFormats({ isLossless: false, limits: {} })[0]).toBe('jpeg');
  });

  it('is one that the model names', () => {
    expect(outputFormats({ isLossless: true, limits: { formats: ['image/jpeg', 'image/webp'] } })).toEqual([
      'jpeg',
      'webp',
    ]);
    expect(outputFormats({ isLossless: true, limits: { formats: ['image/bmp'] } })).toEqual([]);
  });

  it('knows the two names of JPEG', () => {
    expect(takesFormat({ formats: ['image/jpg'] }, 'jpeg')).toBe(true);
    expect(takesFormat({ formats: ['image/png'] }, 'jpeg')).toBe(false);
  });
});
