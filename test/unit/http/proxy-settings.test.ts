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

  it.each(['socks5://me:secret@127.0.0.1:1080', 'socks://127.0.0.1', 'ftp://127.0.0.1', 'file:///proxy'])(
    'refuse %s, which would send a billable request past its one connection',
    (value) => {
      const message = expect.stringMatching(/^HTTPS_PROXY is (socks5?|ftp|file):\/\/, and only http and https/);
      expect(() => readProxySettings({ HTTPS_PROXY: value })).toThrow(
        expect.objectContaining({ code: 'config.invalid', message }),
      );
    },
  );

  it.each([
    ['a path', 'http://proxy.example:3128/path?query#part', 'http://proxy.example:3128'],
    ['a percent sign in the password', 'http://me:50%@proxy.example', 'http://me:50%25@proxy.example'],
    ['an @ and a percent sign in the password', 'http://me:p@ss%@proxy.example', 'http://me:p%40ss%25@proxy.example'],
    ['bytes of no text in the password', 'http://me:%ff@proxy.example', 'http://me:%25ff@proxy.example'],
    ['a code in the password', 'http://me:p%40ss@proxy.example', 'http://me:p%40ss@proxy.example'],
    ['a name alone', 'http://token@proxy.example', 'http://token:@proxy.example'],
    ['a password alone', 'http://:secret@proxy.example', 'http://:secret@proxy.example'],
    ['an IPv6 address', '[::1]:3128', 'http://[::1]:3128'],
  ])('are understood with %s', (_name, value, url) => {
    expect(readProxySettings({ HTTPS_PROXY: value }).httpsProxy).toBe(url);
  });

  it('leave out IPv6 addresses, which are written without brackets', () => {
    expect(readProxySettings({ NO_PROXY: 'localhost, ::1,[::2]:80 fe80::1' }).noProxy).toBe(
      'localhost,[::1],[::2]:80,[fe80::1]',
    );
  });
});
