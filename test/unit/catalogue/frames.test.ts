import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FrameTranslation, framesFor, secondsRange } from '../../../src/catalogue/frames.js';

const rule: FrameTranslation = { kind: 'seconds-to-frames', fps: 16, minimum: 17, maximum: 161 };

describe('framesFor', () => {
  it.each([
    [5, 16, 81],
    [5, 24, 121],
    [1, 16, 17],
    [5.06, 16, 81],
    [5.2, 16, 85],
    [3, 30, 93],
  ])('makes of %d s at %d frames a second %d frames', (seconds, fps, frames) => {
    expect(framesFor(rule, seconds, fps)).toBe(frames);
  });

  it('counts in fours without the first frame where the model does', () => {
    expect(framesFor({ ...rule, form: '4n' }, 5, 16)).toBe(80);
  });
});

describe('secondsRange', () => {
  it('is what the frame counts of the right form allow', () => {
    expect(secondsRange(rule, 16)).toEqual({ minimum: 1, maximum: 10 });
    expect(secondsRange({ ...rule, minimum: 81, maximum: 100 }, 16)).toEqual({ minimum: 5, maximum: 6 });
    expect(secondsRange({ ...rule, minimum: 40, maximum: 120, form: '4n' }, 16)).toEqual({
      minimum: 2.5,
      maximum: 7.5,
    });
  });

  it('has ends that the model takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 60 }), (fps) => {
        const { minimum, maximum } = secondsRange(rule, fps);
        expect(framesFor(rule, minimum, fps)).toBe(17);
        expect(framesFor(rule, maximum, fps)).toBe(161);
      }),
    );
  });
});
