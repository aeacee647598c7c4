import { describe, expect, it } from 'vitest';
import { parseBody, parseOrder, planOrder } from '../../../../src/media/animatic/order.js';

const body = { image: '/pictures/a.png', prompt: 'pan right', resolution: '480p', duration: 2, fps: 16, seed: 0 };
const images = { image: 'image.png', endImage: null, size: { width: 800, height: 600 } };

describe('an order', () => {
  it('decides once all that the frames depend on', () => {
    const order = planOrder(parseBody(body), images);
    expect(order).toMatchObject({ width: 640, height: 480, fps: 16, frames: 33, image: 'image.png', endImage: null });
    expect(order.camera.x[1]).toBeGreaterThan(0);
  });

  it('is the same after it was written and read', () => {
    const order = planOrder(parseBody(body), images);
    expect(parseOrder(JSON.stringify(order))).toEqual(order);
  });

  it.each([{}, { ...body, image: '' }, { ...body, fps: 0 }, { ...body, steps: 30 }, 'text', null])(
    'refuses %j',
    (wrong) => {
      expect(() => parseBody(wrong)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    },
  );
});
