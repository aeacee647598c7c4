import { BlockList, isIP } from 'node:net';

/**
 * Whether a host that is an address lies in one of the ranges of a `NO_PROXY` (`10.0.0.0/8`, `fd00::/8`), which undici
 * passes over. As with curl and Go a name is not looked up for it.
 */
export function noProxyRanges(noProxy: string): (hostname: string) => boolean {
  const ranges = new BlockList();
  for (const entry of noProxy.split(/[,\s]+/)) {
    const [, net = '', bits = ''] = /^([\da-f.:]+)\/(\d{1,3})$/i.exec(entry) ?? [];
    const family = familyOf(net);
    if (family !== undefined && Number(bits) <= (family === 'ipv4' ? 32 : 128))
      ranges.addSubnet(net, Number(bits), family);
  }
  return (hostname) => {
    const address = hostname.replace(/^\[(.*)\]$/, '$1');
    const family = familyOf(address);
    return family !== undefined && ranges.check(address, family);
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : `ipv${version === 4 ? 4 : 6}`;
}
