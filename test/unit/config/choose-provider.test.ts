import { describe, expect, it } from 'vitest';
import { chooseProvider } from '../../../src/config/choose-provider.js';
import type { KeyedProvider } from '../../../src/config/keys.js';

const providers: readonly KeyedProvider[] = [
  { id: 'fal', keyVariables: [['FAL_KEY'], ['FAL_KEY_ID', 'FAL_KEY_SECRET']] },
  { id: 'replicate', keyVariables: [['REPLICATE_API_TOKEN']] },
  { id: 'comfyui', keyVariables: [] },
  { id: 'local', keyVariables: [] },
];

describe('chooseProvider', () => {
  it.each([
    [{ FAL_KEY: 'k' }, 'fal'],
    [{ FAL_KEY_ID: 'i', FAL_KEY_SECRET: 's' }, 'fal'],
    [{ FAL_KEY_ID: 'i', REPLICATE_API_TOKEN: 'r' }, 'replicate'],
    [{ FAL_KEY: '', REPLICATE_API_TOKEN_FILE: '/run/secrets/r' }, 'replicate'],
  ])('takes the only one whose key is set: %j', (env, expected) => {
    expect(chooseProvider({ providers, env })).toBe(expected);
  });

  it('counts a variable and a file that the config names', () => {
    expect(chooseProvider({ providers, env: { MY_FAL: 'k' }, settings: { fal: { keyVariable: 'MY_FAL' } } })).toBe(
      'fal',
    );
    expect(chooseProvider({ providers, env: {}, settings: { replicate: { keyFile: '/k' } } })).toBe('replicate');
    expect(() => chooseProvider({ providers, env: {}, settings: { local: { keyFile: '/k' } } })).toThrow();
  });

  it('lists those whose keys are set when there are several', () => {
    expect(() => chooseProvider({ providers, env: { FAL_KEY: 'k', REPLICATE_API_TOKEN: 'r' } })).toThrow(
      expect.objectContaining({
        code: 'request.no-provider',
        message: expect.stringContaining('fal, replicate'),
        hint: expect.stringContaining('--provider local is the free way to try'),
      }),
    );
  });

  it('lists every variable when none is set, and never picks one without a key by itself', () => {
    expect(() => chooseProvider({ providers, env: { FAL_KEY: '  ' } })).toThrow(
      expect.objectContaining({
        code: 'request.no-provider',
        message: expect.stringContaining(
          'fal: FAL_KEY (or FAL_KEY_ID + FAL_KEY_SECRET); replicate: REPLICATE_API_TOKEN',
        ),
        hint: expect.stringContaining('--provider local'),
      }),
    );
  });
});
