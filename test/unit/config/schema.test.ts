import { describe, expect, it } from 'vitest';
import { configSchema, looksSecret, presetSchema } from '../../../src/config/schema.js';

const accepts = (config: unknown) => configSchema.safeParse(config).success;

describe('configSchema', () => {
  it('accepts an empty config, and invents no values', () => {
    expect(configSchema.parse({})).toEqual({});
  });

  it.each<[string, object]>([
    ['preset as a name', { preset: 'a' }],
    ['presets as a list', { preset: ['a', './b.json'] }],
    ['caps of one provider', { providers: { fal: { budget: { perRun: 0, perDay: 2.5 } } } }],
    ['caps of zero', { budget: { perRun: 0, perDay: 0 }, confirmAbove: 0 }],
    [
      'a bucket in full',
      { bucket: { name: 'my.clips', prefix: '', region: 'auto', endpoint: 'http://127.0.0.1:9000' } },
    ],
    ['a bucket by name', { bucket: 'clips', buckets: { clips: { name: 'abc' } } }],
    ['settings of single providers', { providers: { local: {}, dashscope: { region: 'ap-southeast-1' } } }],
    ['further settings of a provider', { providers: { comfyui: { settings: { unet: 'x', steps: 4, fast: true } } } }],
    ['headers for a proxy', { providers: { comfyui: { headers: { Authorization: 'PROXY_LOGIN', 'X-A-1': '_B' } } } }],
    ['preparation of images', { background: '#ffffff', keepMetadata: false }],
  ])('accepts %s', (_, config) => {
    expect(configSchema.parse(config)).toEqual(config);
  });

  it.each<[string, object]>([
    ['negative caps of a provider', { providers: { fal: { budget: { perDay: -1 } } } }],
    ['negative caps', { budget: { perRun: -0.01 } }],
    ['caps without end', { confirmAbove: Number.POSITIVE_INFINITY }],
    ['amounts as text', { budget: { perDay: '5' } }],
    ['null for a value', { model: null }],
    ['unknown providers', { provider: 'nobody' }],
    ['no concurrency', { concurrency: 0 }],
    ['half a job', { concurrency: 1.5 }],
    ['other ways of provenance', { provenance: 'all' }],
    ['a durationless timeout', { waitTimeout: '' }],
    ['programs as URLs', { webhook: 'file:///x' }],
    ['bucket names with slashes', { bucket: { name: 'a/b' } }],
    ['regions that could be hosts', { bucket: { region: 'x.example/#' } }],
    ['variables that are none', { providers: { fal: { keyVariable: 'A B' } } }],
    ['values of headers', { providers: { comfyui: { headers: { Authorization: 'Basic cHJveHk=' } } } }],
    ['headers that are none', { providers: { comfyui: { headers: { 'a: b': 'C' } } } }],
    ['an Origin, which ComfyUI refuses', { providers: { comfyui: { headers: { Origin: 'O' } } } }],
    ['headers of the exchange itself', { providers: { comfyui: { headers: { 'Content-Length': 'N' } } } }],
    ['keys themselves', { providers: { fal: { key: 'sk' } } }],
    ['consent ahead of time', { yes: true }],
    ['lists of settings', { providers: { fal: { settings: { a: [] } } } }],
  ])('refuses %s', (_, config) => {
    expect(accepts(config)).toBe(false);
  });
});

describe('presetSchema', () => {
  it('takes portable fields and its own four, and nothing of a config', () => {
    const preset = { $schema: 's', description: 'd', extends: ['a'], output: 'o', seed: 0, extra: { a: [null] } };
    expect(presetSchema.parse(preset)).toEqual(preset);
    for (const key of ['budget', 'webhook', 'bucket', 'confirmAbove', 'preset', 'providers']) {
      expect(presetSchema.safeParse({ [key]: 1 }).error?.issues[0]?.code, key).toBe('unrecognized_keys');
    }
  });
});

describe('looksSecret', () => {
  it.each(['apiKey', 'FAL_KEY', 'auth_token', 'clientSecret', 'password', 'credentials', 'Authorization'])(
    '%s does',
    (name) => {
      expect(looksSecret(name)).toBe(true);
    },
  );

  it.each(['region', 'workspace', 'unet', 'steps'])('%s does not', (name) => {
    expect(looksSecret(name)).toBe(false);
  });
});
