import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { assertPublicHost, isPublicAddress, leadsToPrivate, publicLookup } from '../../../src/http/public-address.js';

describe('isPublicAddress', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '192.0.2.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '2001:db8::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    '64:ff9b::10.0.0.1',
    '2002:7f00:1::',
    '64:ff9b:1::1',
    'not an address',
    '',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    '1.1.1.1',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '198.18.0.5',
    '2606:4700::1111',
    '::ffff:1.1.1.1',
    '64:ff9b::1.1.1.1',
    '2002:101:101::',
  ])('takes %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('assertPublicHost', () => {
  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:7f00:1]/',
    'http://localhost:8188/',
    'http://LOCALHOST./',
    'http://a.localhost/',
    'http://printer.local/',
    'http://metadata.google.internal/',
    'http://169.254.169.254/latest',
  ])('refuses %s', (url) => {
    expect(() => assertPublicHost(new URL(url))).toThrow(expect.objectContaining({ code: 'download.failed' }));
  });

  it.each(['https://cdn.example/a.mp4', 'https://1.1.1.1/', 'https://[2606:4700::1111]/', 'https://local.example/'])(
    'takes %s',
    (url) => {
      expect(() => assertPublicHost(new URL(url))).not.toThrow();
    },
  );
});

describe('publicLookup', () => {
  const look = (all: boolean) =>
    new Promise<string | LookupAddress[]>((resolve, reject) => {
      publicLookup('localhost', { all }, (error, address) => (error === null ? resolve(address) : reject(error)));
    });

  it.each([true, false])('fails for a name with a private address (all: %s)', async (all) => {
    await expect(look(all)).rejects.toMatchObject({
      code: 'download.failed',
      message: expect.stringContaining('localhost'),
    });
  });
});

describe('leadsToPrivate', () => {
  it.each(['http://127.0.0.1:8188', 'http://localhost:1', 'https://[::1]', 'http://10.0.0.2', 'http://box.local'])(
    'knows %s by how it is written',
    async (url) => {
      expect(await leadsToPrivate(new URL(url))).toBe(true);
    },
  );

  it.each(['https://1.1.1.1', 'https://[2606:4700:4700::1111]', 'https://no-such-gateway.invalid'])(
    'takes %s for no private host',
    async (url) => {
      expect(await leadsToPrivate(new URL(url))).toBe(false);
    },
  );
});
