import { describe, expect, it } from 'vitest';
import { findModel, modelsOf } from '../../../src/catalogue/catalogue.js';
import { estimate } from '../../../src/catalogue/price.js';
import { reviewRequest, validateRequest } from '../../../src/catalogue/validate.js';
import { toWire } from '../../../src/catalogue/wire.js';
import type { RequestFields } from '../../../src/providers/request.js';
import { findModel as findSimulated } from '../../simulators/eachlabs-models.js';
import { inputFaults } from '../../simulators/eachlabs-validation.js';

const fields: RequestFields = { image: 'https://images.example/fox.png', prompt: 'a fox' };

function wireOf(name: string, more: RequestFields = {}) {
  const spec = findModel('eachlabs', name);
  // Media stands as the request names it.
  return toWire(spec, validateRequest(spec, { ...fields, ...more }).fields, {}).wire;
}

describe('what popular guides get wrong about Eachlabs', () => {
  it('takes seconds as text on 2.5 and 2.6, and none at all on 2.2 turbo', () => {
    expect(wireOf('wan-2.5', { duration: 10 })).toMatchObject({ duration: '10' });
    expect(wireOf('wan-2.6', { duration: 15 })).toMatchObject({ duration: '15' });
    const review = reviewRequest(findModel('eachlabs', 'wan-2.2-turbo'), { ...fields, duration: 5 });
    expect(review.faults).toMatchObject([{ code: 'request.option-not-taken', field: 'duration' }]);
  });

  it('has the safety checker off by default on 2.2: here it is sent as on', () => {
    expect(wireOf('wan-2.2-turbo')).toMatchObject({ enable_safety_checker: true });
    expect(wireOf('wan-2.2-turbo', { safetyChecker: false })).toMatchObject({ enable_safety_checker: false });
  });

  it('renders 15 s on 2.6 flash unless told otherwise: here 5 s are sent', () => {
    expect(wireOf('wan-2.6-flash')).toMatchObject({ duration: '5' });
  });

  it.each([
    ['image', 'image_url'],
    ['last_image', 'end_image_url'],
    ['disable_safety_checker', 'enable_safety_checker'],
  ])('knows no "%s": the name is %s', (wrong, right) => {
    const review = reviewRequest(findModel('eachlabs', 'wan-2.2-turbo'), { ...fields, extra: { [wrong]: 'x' } });
    expect(review.faults).toMatchObject([
      { field: 'extra', key: wrong, hint: expect.stringMatching(new RegExp(`${right}|--image`)) },
    ]);
  });

  it('bills any resolution that it does not know as 720p: such a one is refused', () => {
    const review = reviewRequest(findModel('eachlabs', 'wan-2.2-turbo'), { ...fields, resolution: '1080p' });
    expect(review.faults).toMatchObject([{ field: 'resolution' }]);
  });
});

describe("the catalogue's Eachlabs models", () => {
  it.each(modelsOf('eachlabs').map(({ endpoint }) => endpoint))('%s sends what the service takes', (endpoint) => {
    const model = findSimulated(endpoint);
    if (model === undefined) throw new Error(`the service has no ${endpoint}`);
    const wire = wireOf(endpoint);
    expect(inputFaults(model, wire)).toEqual([]);
    const known = Object.keys(Object(model.schema.properties));
    expect(Object.keys(wire).filter((key) => !known.includes(key))).toEqual([]);
  });

  it('price turbo by the second for 5 s, the longest that its page allows for', () => {
    const spec = findModel('eachlabs', 'wan-2.2-turbo');
    expect(estimate(spec, { resolution: '580p' })).toEqual({ amount: 0.375, currency: 'USD' });
    expect(estimate(findModel('eachlabs', 'wan-2.2'), {})).toBeUndefined();
  });
});
