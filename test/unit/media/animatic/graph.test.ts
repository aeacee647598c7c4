import { describe, expect, it } from 'vitest';
import { cameraFor, restingCamera } from '../../../../src/media/animatic/camera.js';
import { animaticGraph, fadeFrames } from '../../../../src/media/animatic/graph.js';
import { motionOf } from '../../../../src/media/animatic/motion.js';

const geometry = { width: 640, height: 360, fps: 16, frames: 81 };
const graphOf = (prompt: string, hasEndImage = false) =>
  animaticGraph({ ...geometry, camera: cameraFor(motionOf(prompt), { seed: 1, seconds: 5 }), hasEndImage });

describe('animaticGraph', () => {
  it('converts to bt709 with the accurate flags, once, before the picture is repeated', () => {
    const graph = graphOf('push in');
    expect(graph.match(/scale=/g)).toHaveLength(1);
    expect(graph).toContain('flags=lanczos+accurate_rnd+full_chroma_int:out_color_matrix=bt709:out_range=tv');
    expect(graph.indexOf('scale=')).toBeLessThan(graph.indexOf('loop='));
  });

  it('samples between pixels for every frame', () => {
    expect(graphOf('pan left')).toContain('perspective=eval=frame:sense=source:interpolation=cubic');
    expect(graphOf('pan left')).not.toContain('zoompan');
  });

  it('samples nothing anew where the camera rests', () => {
    expect(animaticGraph({ ...geometry, camera: restingCamera, hasEndImage: false })).not.toContain('perspective');
  });

  it('lets the fade to the end image end on the last frame', () => {
    const graph = graphOf('push in', true);
    const [, duration, offset] = /xfade=transition=fade:duration=([\d.]+):offset=([\d.]+)/.exec(graph) ?? [];
    expect((Number(duration) + Number(offset)) * geometry.fps).toBeCloseTo(geometry.frames - 1, 3);
  });

  it('writes numbers that every ffmpeg reads', () => {
    for (const prompt of ['push in', 'pan right', 'tilt up', 'orbit left']) {
      expect(graphOf(prompt)).not.toMatch(/\de[+-]?\d|NaN|Infinity|undefined|[^\d]\.\d/);
    }
  });
});

describe('fadeFrames', () => {
  it('leaves room for the picture that fades', () => {
    expect([2, 8, 81, 960].map(fadeFrames)).toEqual([1, 3, 27, 320]);
  });
});
