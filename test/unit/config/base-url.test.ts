import { describe, expect, it } from 'vitest';
import { baseUrl, baseUrlVariable } from '../../../src/config/base-url.js';

describe('baseUrl', () => {
  it('is undefined when nothing replaces the hosts of the provider', () => {
    expect(baseUrl({ provider: 'fal', env: { WAN_FAL_BASE_URL: '', WAN_KIE_BASE_URL: 'http://x' } })).toBeUndefined();
  });

  it('comes from the variable of the provider before the config', () => {
    const env = { WAN_AI302_BASE_URL: 'http://127.0.0.1:8080/' };
    expect(baseUrlVariable('ai302')).toBe('WAN_AI302_BASE_URL');
    expect(baseUrl({ provider: 'ai302', env, configured: 'https://gateway.example' })).toBe('http://127.0.0.1:8080');
    expect(baseUrl({ provider: 'ai302', env: {}, configured: 'https://gateway.example' })).toBe(
      'https://gateway.example',
    );
  });

  it('takes COMFYUI_URL for ComfyUI only, after the variable that all providers have', () => {
    const env = { COMFYUI_URL: 'http://gpu.local:8188' };
    expect(baseUrl({ provider: 'comfyui', env, configured: 'http://x' })).toBe('http://gpu.local:8188');
    expect(baseUrl({ provider: 'comfyui', env: { ...env, WAN_COMFYUI_BASE_URL: 'http://[::1]:1' } })).toBe(
      'http://[::1]:1',
    );
    expect(baseUrl({ provider: 'fal', env })).toBeUndefined();
  });

  it.each([
    'nonsense',
    'ftp://x',
    'https://x/path',
    'https://x/?q=1',
    'https://x/#f',
    'https://ada:pw@x',
    'localhost:8188',
  ])('refuses %s rather than send a key somewhere unexpected', (text) => {
    expect(() => baseUrl({ provider: 'fal', env: { WAN_FAL_BASE_URL: text } })).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.not.stringContaining('pw') }),
    );
  });
});
