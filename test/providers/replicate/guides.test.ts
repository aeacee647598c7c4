import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/catalogue/catalogue.js';
import { reviewRequest } from '../../../src/catalogue/validate.js';
import { toProgress } from '../../../src/providers/replicate/prediction.js';
import { fast, intentOf, setUp } from './setup.js';

describe('what popular guides get wrong about Replicate', () => {
  it.each(['cancelled', 'error', 'completed'])('is the status %s, which there is not: it ends nothing', (status) => {
    const progress = toProgress({ id: 'x', status });
    expect(progress).toMatchObject({ status: 'rendering', note: expect.stringContaining(status) });
  });

  it('is the scheme of the key: Bearer, and no Prefer: wait, which would hold the answer back', async () => {
    const { simulator, provider, call } = await setUp();
    await provider.submit(intentOf(), call);
    const headers = simulator.requests[0]?.headers;
    expect(headers?.authorization).toMatch(/^Bearer /);
    expect(headers).not.toHaveProperty('prefer');
  });

  it('is seconds: the fast model counts frames, so a length is translated and shown', () => {
    const spec = findModel('replicate', fast);
    const { fields, faults } = reviewRequest(spec, { image: 'https://images.example/a.png', prompt: 'x', duration: 5 });
    expect([faults, fields.duration]).toEqual([[], 5]);
  });
});
