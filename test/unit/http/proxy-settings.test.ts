import { describe, expect, it } from 'vitest';
import { readProxySettings } from '../../../src/http/proxy-settings.js';

describe('the proxies of an environment', () => {
  it('are none without variables, whatever this process has', () => {
    expect(readProxySettings({})).toEqual({ httpProxy: '', httpsProxy: '', noProxy: '' });
  });

  it('are read in both cases, the lower one first, with or without a scheme', () => {
    const env = {
      HTTP_PROXY: 'http://upper.example:1',
      http_proxy: 'http://lower.example:2',
      HTTPS_PROXY: ' proxy.example:3128 ',
      no_proxy: '.internal.example,localhost',
    };
    expect(readProxySettings(env)).toEqual({
      httpProxy: 'http://lower.example:2',
      httpsProxy: 'http://proxy.example:3128',
      noProxy: '.internal.example,localhost',
    });
  });

  it('are switched off by an empty lower-case variable', () => {
    expect(readProxySettings({ HTTPS_PROXY: 'http://proxy.example', https_proxy: '' }).httpsProxy).toBe('');
  });

  it('refuse what is not a URL without repeating it', () => {
    expect(() => readProxySettings({ HTTPS_PROXY: 'http://me:secret@:99999' })).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: 'HTTPS_PROXY is not a URL' }),
    );
  });
});
