import { describe, expect, it } from 'vitest';
import { type Motion, motionOf, still } from '../../../../src/media/animatic/motion.js';

const moves: readonly (readonly [prompt: string, motion: Partial<Motion>])[] = [
  ['slow dolly in', { zoom: 'in', pace: 0.75 }],
  ['The camera pushes in on the lighthouse', { zoom: 'in' }],
  ['push-in on the door', { zoom: 'in' }],
  ['zooming slowly into the lamp', { zoom: 'in' }],
  ['a slow zoom on the boat', { zoom: 'in' }],
  ['Zoom out to reveal the bay', { zoom: 'out' }],
  ['pull back', { zoom: 'out' }],
  ['the camera dollies out quickly', { zoom: 'out', pace: 1.4 }],
  ['pan left', { pan: 'left' }],
  ['camera pans slowly to the right', { pan: 'right', pace: 0.75 }],
  ['pans across to the left', { pan: 'left' }],
  ['pan from left to right', { pan: 'right' }],
  ['pan from right to left', { pan: 'left' }],
  ['a slow pan across the valley', { pan: 'right' }],
  ['a leftward pan', { pan: 'left' }],
  ['the camera trucks left', { pan: 'left' }],
  ['tilt up to the sky', { tilt: 'up' }],
  ['camera tilts down', { tilt: 'down' }],
  ['a slow pan up', { tilt: 'up' }],
  ['crane up over the cliffs', { tilt: 'up' }],
  ['orbit left around the statue', { orbit: 'left' }],
  ['the camera orbits the statue', { orbit: 'either' }],
  ['PUSH IN\nand pan right', { zoom: 'in', pan: 'right' }],
];

describe('motionOf', () => {
  it.each(moves)('reads %j', (prompt, motion) => {
    expect(motionOf(prompt)).toEqual({ ...still, ...motion, pace: motion.pace ?? expect.any(Number) });
  });

  it('takes the first of two that contradict each other', () => {
    expect(motionOf('zoom in, then zoom out').zoom).toBe('in');
    expect(motionOf('pan right and later pan left').pan).toBe('right');
  });

  it.each([
    'static shot of a street',
    'locked-off camera',
    'The camera stays still',
    'no camera movement',
    'on a tripod',
  ])('keeps still for %j', (prompt) => {
    expect(motionOf(prompt)).toEqual(still);
  });

  it.each([
    '',
    'a lighthouse at dusk',
    'she tilts her head up',
    'an egg in a frying pan',
    'the boat moves left',
    'no zoom',
  ])('pushes in gently for %j, which names no camera move', (prompt) => {
    expect(motionOf(prompt)).toEqual({ ...still, zoom: 'in', pace: 0.75 });
  });

  it('leaves out what is not wanted', () => {
    expect(motionOf("don't zoom in, pan left")).toMatchObject({ zoom: undefined, pan: 'left' });
    expect(motionOf('without any pan right, tilt down')).toMatchObject({ pan: undefined, tilt: 'down' });
  });

  it('takes no time over a long hostile prompt', () => {
    const before = process.cpuUsage();
    motionOf('camera then '.repeat(2_000) + 'pan slowly '.repeat(2_000) + 'pan to the '.repeat(2_000));
    // Not by the clock: other programs of the machine may take its time.
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});
