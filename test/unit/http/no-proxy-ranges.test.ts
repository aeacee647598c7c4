import { describe, expect, it } from 'vitest';
import { noProxyRanges } from '../../../src/http/no-proxy-ranges.js';

describe('ranges of NO_PROXY', () => {
  const isDirect = noProxyRanges('localhost,10.0.0.0/8 192.168.7.0/24,fe80::/10,10.2.3.4/99,nonsense/8');

  it.each(['10.1.2.3', '192.168.7.255', '[fe80::1]', 'fe80::1'])('hold %s', (host) => {
    expect(isDirect(host)).toBe(true);
  });

  it.each(['11.1.2.3', '192.168.8.1', '[2001:db8::1]', 'localhost', '10.example', ''])('do not hold %j', (host) => {
    expect(isDirect(host)).toBe(false);
  });

  it('are none without any', () => {
    expect(noProxyRanges('10.1.2.3,.example')('10.1.2.3')).toBe(false);
    expect(noProxyRanges('')('10.1.2.3')).toBe(false);
  });
});
