import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Camera, cameraFor, restingCamera } from '../../../../src/media/animatic/camera.js';
import { type Motion, motionOf, still } from '../../../../src/media/animatic/motion.js';

const move = (prompt: string, seed = 1): Camera => cameraFor(motionOf(prompt), { seed, seconds: 5 });

const motions: fc.Arbitrary<Motion> = fc.record({
  zoom: fc.constantFrom('in' as const, 'out' as const, undefined),
  pan: fc.constantFrom('left' as const, 'right' as const, undefined),
  tilt: fc.constantFrom('up' as const, 'down' as const, undefined),
  orbit: fc.constantFrom('left' as const, 'right' as const, 'either' as const, undefined),
  pace: fc.constantFrom(0.75, 1, 1.4),
});

describe('cameraFor', () => {
  it('never shows what is outside the picture', () => {
    const situation = fc.record({ seed: fc.nat(), seconds: fc.double({ min: 0.5, max: 60, noNaN: true }) });
    fc.assert(
      fc.property(motions, situation, (motion, parts) => {
        const { zoom, x, y, turn } = cameraFor(motion, parts);
        expect(Math.min(...zoom)).toBeGreaterThanOrEqual(1);
        expect(Math.max(...[...x, ...y].map(Math.abs))).toBeLessThanOrEqual(1);
        expect(Math.max(...turn.map(Math.abs))).toBeLessThan(0.1);
      }),
    );
  });

  it('begins a push in, and ends a pull back, with the whole picture', () => {
    expect(move('push in').zoom[0]).toBe(1);
    expect(move('push in').zoom[1]).toBeGreaterThan(1.1);
    expect(move('pull back').zoom[0]).toBeGreaterThan(1.1);
    expect(move('pull back').zoom[1]).toBe(1);
  });

  it('moves the window the way that the camera goes', () => {
    const span = ([from, to]: readonly [number, number]) => Math.sign(to - from);
    expect(span(move('pan right').x)).toBe(1);
    expect(span(move('pan left').x)).toBe(-1);
    expect(span(move('tilt up').y)).toBe(-1);
    expect(span(move('tilt down').y)).toBe(1);
  });

  it('keeps the zoom of a pan, which needs room at the edges', () => {
    const { zoom, y } = move('pan right');
    expect(zoom[0]).toBe(zoom[1]);
    expect(zoom[0]).toBeGreaterThan(1.1);
    expect(y).toEqual([0, 0]);
  });

  it('turns while it orbits', () => {
    expect(move('orbit right').turn[1]).toBeGreaterThan(0);
    expect(move('orbit left').turn[1]).toBeLessThan(0);
  });

  it('rests without a motion', () => {
    expect(cameraFor(still, { seed: 5, seconds: 5 })).toEqual(restingCamera);
  });

  it('is the same for one seed and a little different for another', () => {
    expect(move('push in', 7)).toEqual(move('push in', 7));
    const ends = [0, 1, 2, 3, 4, 5, 6, 7].map((seed) => move('push in', seed).zoom[1]);
    expect(new Set(ends).size).toBe(8);
    expect(Math.max(...ends) - Math.min(...ends)).toBeLessThan(0.06);
  });

  it('goes further in a longer clip', () => {
    const far = (seconds: number) => cameraFor(motionOf('push in'), { seed: 1, seconds }).zoom[1];
    expect(far(10)).toBeGreaterThan(far(5));
    expect(far(60)).toBeLessThan(1.4);
  });
});
