import { describe, expect, it } from 'vitest';
import type { Fault } from '../../simulators/kit/fault.js';
import { failureOf, intentOf, requestOf, setUp } from './setup.js';

const gone = { endpoint: 'togetherai:wan-ai/wan2.1-i2v-14b' };

describe('asking Puter beforehand', () => {
  it('agrees while the model is in its public list, and calls nothing that is metered', async () => {
    const { simulator, provider, call } = await setUp();
    await provider.preflight(requestOf(), call);
    await provider.preflight(requestOf({ endpoint: 'WAN2.2-i2v-a14b' }), call);
    expect(new Set(simulator.requests.map(({ path }) => path))).toEqual(new Set(['/puterai/video/models/details']));
    expect(simulator.billableSubmits).toBe(0);
  });

  it('hears that a model is no longer offered, as the submit would', async () => {
    const { provider, call } = await setUp();
    const error = await failureOf(provider.preflight(requestOf(gone), call));
    expect(error).toMatchObject({ code: 'provider.refused', delivery: 'not-accepted', retryable: false });
    expect(error.message).toContain(`does not offer ${gone.endpoint} now`);
    const submitted = await failureOf(provider.submit(intentOf(gone), call));
    expect([submitted.code, submitted.delivery]).toEqual(['provider.refused', 'not-accepted']);
  });

  it.each<[string, Fault]>([
    ['an empty list', { kind: 'http', status: 200, body: { models: [] } }],
    ['a list of another shape', { kind: 'http', status: 200, body: { pages: 3 } }],
    ['a page of a gateway', { kind: 'html', status: 502 }],
  ])('takes %s for no verdict', async (_, how) => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'schema', how });
    const verdict = await provider.preflight(requestOf(), call).catch((error: { code: string }) => error.code);
    expect(verdict).not.toBe('provider.refused');
  });
});
