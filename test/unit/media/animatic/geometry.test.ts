import { describe, expect, it } from 'vitest';
import { geometryFor } from '../../../../src/media/animatic/geometry.js';

const photo = { width: 1600, height: 1000 };

describe('geometryFor', () => {
  it.each([
    ['480p', 768, 480],
    ['580p', 928, 580],
    ['720p', 1152, 720],
    ['1080p', 1728, 1080],
  ])('makes the short edge of %s in the shape of the image', (resolution, width, height) => {
    expect(geometryFor({ resolution }, photo)).toMatchObject({ width, height });
  });

  it.each([
    ['16:9', 1280, 720],
    ['9:16', 720, 1280],
    ['1:1', 720, 720],
    ['4:3', 960, 720],
    ['3:4', 720, 960],
  ])('crops to %s', (aspectRatio, width, height) => {
    expect(geometryFor({ resolution: '720p', aspectRatio }, photo)).toMatchObject({ width, height });
  });

  it('rounds odd images to even numbers', () => {
    const { width, height } = geometryFor({ resolution: '480p' }, { width: 1001, height: 777 });
    expect([width % 2, height % 2]).toEqual([0, 0]);
    expect(width / height).toBeCloseTo(1001 / 777, 2);
  });

  it('keeps portrait images upright', () => {
    expect(geometryFor({ resolution: '480p' }, { width: 600, height: 1200 })).toMatchObject({
      width: 480,
      height: 960,
    });
  });

  it('crops a strip to 3:1', () => {
    expect(geometryFor({ resolution: '480p' }, { width: 9000, height: 300 })).toMatchObject({
      width: 1440,
      height: 480,
    });
    expect(geometryFor({ resolution: '480p' }, { width: 10, height: 900 })).toMatchObject({ width: 480, height: 1440 });
  });

  it('counts frames as the models do: 5 s at 16 a second are 81', () => {
    expect(geometryFor({}, photo)).toMatchObject({ fps: 16, frames: 81 });
    expect(geometryFor({ duration: 3, fps: 24 }, photo).frames).toBe(73);
    expect(geometryFor({ duration: 2.5, fps: 23.976 }, photo).frames).toBe(61);
  });

  it('takes a number of frames before a length', () => {
    expect(geometryFor({ frames: 33, duration: 5 }, photo).frames).toBe(33);
  });

  it.each([{ resolution: 'huge' }, { resolution: '99999p' }, { aspectRatio: '1:0' }, { aspectRatio: '100:1' }])(
    'refuses %j',
    (wish) => {
      expect(() => geometryFor(wish, photo)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    },
  );
});
