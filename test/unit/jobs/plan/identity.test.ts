import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changedDefaults,
  fingerprintOf,
  type IdentityParts,
  identityOf,
  isSameRequest,
} from '../../../../src/jobs/plan/identity.js';
import type { RequestField, RequestFields } from '../../../../src/providers/request.js';
import { sampleJob } from '../job-sample.js';
import { jobRecord } from '../scripted-engine.js';

const parts: IdentityParts = {
  provider: 'fal',
  endpoint: 'fal-ai/wan/turbo',
  request: { prompt: 'a lighthouse at dusk', resolution: '720p' },
  sources: { image: 'digest' },
  rowIdentity: null,
};
const withRequest = (request: RequestFields) => identityOf({ ...parts, request: { ...parts.request, ...request } });

describe('the identity of a request', () => {
  it.each([
    ['the provider', { provider: 'replicate' }],
    ['the endpoint', { endpoint: 'fal-ai/wan/slow' }],
    ['a file', { sources: { image: 'other' } }],
    ['a further file', { sources: { image: 'digest', endImage: 'digest' } }],
    ['the parent of a chained shot', { sources: { image: 'last frame of j_1' } }],
    ['the manifest row', { rowIdentity: 'row-2' }],
  ])('changes with %s', (_, change) => {
    expect(identityOf({ ...parts, ...change })).not.toBe(identityOf(parts));
  });

  it.each([
    [{ prompt: 'a harbour at dawn' }],
    [{ prompt: '' }],
    [{ negativePrompt: '' }],
    [{ loras: [{ path: 'a.safetensors' }] }],
    [{ loras: [{ path: 'a.safetensors', scale: 0 }] }],
    [{ lorasHigh: [] }],
    [{ lorasLow: [] }],
    [{ extra: { turbo: false } }],
    [{ background: 'black' }],
    [{ keepMetadata: false }],
  ])('changes with %o', (change) => {
    expect(withRequest(change)).not.toBe(identityOf(parts));
  });

  it.each([
    [{ resolution: '480p' }],
    [{ duration: 5 }],
    [{ seed: 0 }],
    [{ image: 'elsewhere/the-same-bytes.png' }],
    [{ model: 'another-name-of-the-endpoint' }],
  ])('is looked up before %o is compared', (change) => {
    expect(withRequest(change)).toBe(identityOf(parts));
  });

  it('does not depend on the order of keys', () => {
    const one = withRequest({ extra: { a: 1, b: [1, { c: 2, d: 3 }] } });
    expect(withRequest({ extra: { b: [1, { d: 3, c: 2 }], a: 1 } })).toBe(one);
  });

  it('takes nothing else from the record that it is asked about', () => {
    const record = { ...parts, ...jobRecord({ request: parts.request }) };
    const variants = [
      { origins: { prompt: 'preset social-vertical' } },
      { estimate: { amount: 0.2, currency: 'USD' } as const },
      { seed: 99 },
      { provenance: 'none' } as const,
      { overwrite: true },
      { webhook: 'https://hooks.scripted.test' },
      { row: 4 },
      { output: '/clips/other.mp4' },
      { model: 'fal-ai/wan/turbo' },
    ];
    expect(variants.map((variant) => identityOf({ ...record, ...variant }))).toEqual(
      variants.map(() => identityOf(parts)),
    );
  });

  it('is different for different prompts, whatever they are', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(withRequest({ prompt: a }) === withRequest({ prompt: b })).toBe(a === b);
      }),
    );
  });
});

describe('an earlier job', () => {
  const earlier = (request: RequestFields, chosen: readonly RequestField[]) => sampleJob({ request, chosen });
  const now = (request: RequestFields, chosen: readonly RequestField[]) => ({ request, chosen });

  it('is the same when a default that nobody chose has changed, and the change is told', () => {
    const job = earlier({ resolution: '720p', steps: 27 }, []);
    const today = now({ resolution: '480p', steps: 27 }, []);
    expect(isSameRequest(job, today)).toBe(true);
    expect(changedDefaults(job, today)).toEqual(['resolution']);
  });

  it('is the same when the value that is now chosen was its default then', () => {
    const job = earlier({ resolution: '720p' }, []);
    const today = now({ resolution: '720p' }, ['resolution']);
    expect(isSameRequest(job, today)).toBe(true);
    expect(changedDefaults(job, today)).toEqual([]);
  });

  it('is the same when the value that was chosen then is the default now', () => {
    expect(isSameRequest(earlier({ steps: 27 }, ['steps']), now({ steps: 27 }, []))).toBe(true);
  });

  it('is another when a chosen value differs, on either side', () => {
    expect(isSameRequest(earlier({ steps: 27 }, ['steps']), now({ steps: 30 }, ['steps']))).toBe(false);
    expect(isSameRequest(earlier({ steps: 27 }, ['steps']), now({ steps: 30 }, []))).toBe(false);
    expect(isSameRequest(earlier({ steps: 27 }, []), now({ steps: 30 }, ['steps']))).toBe(false);
  });

  it('is the same whether a value came from a flag or a preset', () => {
    const job = { ...earlier({ shift: 5 }, ['shift']), origins: { shift: 'flag --shift' } };
    expect(isSameRequest(job, now({ shift: 5 }, ['shift']))).toBe(true);
  });

  it('is another when a value is chosen that it never had, and absent is not false', () => {
    const today = now({ expandPrompt: false }, ['expandPrompt']);
    expect(isSameRequest(earlier({}, []), today)).toBe(false);
    expect(isSameRequest(earlier({ expandPrompt: false }, []), today)).toBe(true);
  });

  it('is not told apart by what the identity and the seed already tell', () => {
    const job = earlier({ seed: 7, image: 'a.png', model: 'wan-2.2-turbo' }, ['seed', 'image', 'model']);
    const today = now({ seed: 8, image: 'copy-of-a.png', model: 'fal-ai/wan/turbo' }, ['seed', 'image', 'model']);
    expect(isSameRequest(job, today)).toBe(true);
    expect(changedDefaults(job, now({ seed: 8 }, []))).toEqual([]);
  });

  it('has no changed default where the user has now chosen', () => {
    expect(changedDefaults(earlier({ steps: 27 }, []), now({ steps: 30 }, ['steps']))).toEqual([]);
  });
});

describe('the fingerprint of a key', () => {
  it('is the same for one key in one ledger only', () => {
    expect(fingerprintOf('secret', 'salt')).toBe(fingerprintOf('secret', 'salt'));
    expect(fingerprintOf('secret', 'salt')).not.toBe(fingerprintOf('secret', 'pepper'));
    expect(fingerprintOf('secret', 'salt')).not.toBe(fingerprintOf('other', 'salt'));
  });

  it('does not hold the key', () => {
    expect(fingerprintOf('secret', 'salt')).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is a word of its own without a key', () => {
    expect(fingerprintOf(undefined, 'salt')).toBe('none');
  });
});
