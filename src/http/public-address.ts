import { lookup as resolve } from 'node:dns';
import { lookup as resolveAll } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { WanError } from '../errors.js';

/**
 * Whether an IP address can only be a host of the public internet. Ranges: IANA special-purpose registries (RFC 6890).
 * An IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4) is what it carries.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !closed.check(address, 'ipv4');
  const words = isIP(address) === 6 ? ipv6Words(address) : undefined;
  if (words === undefined) return false;
  const inner = embeddedIpv4(words);
  if (inner !== undefined) return isPublicAddress(inner);
  return global.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

/**
 * Refuses a URL whose host is written as an address, or as a name, of this machine or its network. Names that have to be
 * resolved are the work of `publicLookup`: a socket to a literal address never asks it.
 *
 * @throws WanError `download.failed`
 */
export function assertPublicHost(url: URL): void {
  if (!isPublicHost(bareHost(url))) throw refusal(url.hostname);
}

/**
 * A resolver for `net.connect` that fails unless every address of the name is public. The socket connects to what was
 * checked here, so a name that changes its answer between check and use gains nothing.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    const first = addresses?.[0];
    if (error !== null || first === undefined) return callback(error ?? refusal(hostname), '', 0);
    if (!addresses.every(({ address }) => isPublicAddress(address))) return callback(refusal(hostname), '', 0);
    if (options.all === true) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};

/**
 * Whether a URL leads to this machine or its network: by how its host is written, or by any address that its name has
 * here. A name that can't be resolved here, as only a proxy knows it, does not.
 */
export async function leadsToPrivate(url: URL): Promise<boolean> {
  const host = bareHost(url);
  if (!isPublicHost(host)) return true;
  const addresses = await resolveAll(host, { all: true }).catch(() => []);
  return addresses.some(({ address }) => !isPublicAddress(address));
}

const localName = /(^|\.)(localhost|local|internal|home\.arpa)$/i;

// 198.18.0.0/15 is left open on purpose: transparent proxies answer every public name with an address from it.
const closed = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  closed.addSubnet(network, prefix, 'ipv4');
}
closed.addSubnet('2001::', 23, 'ipv6');
closed.addSubnet('2001:db8::', 32, 'ipv6');
closed.addSubnet('3fff::', 20, 'ipv6');

// Everything else in IPv6 is loopback, link-local, unique-local, multicast or not assigned.
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');

function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function isPublicHost(host: string): boolean {
  return isIP(host) === 0 ? !localName.test(host) : isPublicAddress(host);
}

function refusal(host: string): WanError {
  return new WanError('download.failed', `${host} is not a public host, so nothing is downloaded from it`, {
    hint: "a private host is taken only when the provider's own base URL is private",
  });
}

function embeddedIpv4(words: readonly number[]): string | undefined {
  const prefix = words.slice(0, 6).join(':');
  // ::ffff:0:0/96 mapped, 64:ff9b::/96 NAT64
  if (prefix === '0:0:0:0:0:65535' || prefix === '100:65435:0:0:0:0') return dotted(words[6], words[7]);
  return words[0] === 0x2002 ? dotted(words[1], words[2]) : undefined;
}

function dotted(high = 0, low = 0): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function ipv6Words(address: string): readonly number[] | undefined {
  // The URL parser writes the address in its one short form, a dotted tail included; it takes no zone ids.
  const url = `http://[${address}]/`;
  if (!URL.canParse(url)) return undefined;
  const [head = '', tail = ''] = new URL(url).hostname.slice(1, -1).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = new Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].map((word) => Number.parseInt(word, 16));
}
