import { WanError } from '../../errors.js';

/** The regions that have a host for everybody; key, host and model must be of the same one. */
const origins = {
  intl: 'https://dashscope-intl.aliyuncs.com',
  cn: 'https://dashscope.aliyuncs.com',
  us: 'https://dashscope-us.aliyuncs.com',
} as const;
export type Region = keyof typeof origins;

/** `scheme://host` of every API host, the international one first. */
export const apiOrigins: readonly string[] = Object.values(origins);

/** What Alibaba Cloud itself calls them. */
const otherNames: Readonly<Record<string, Region>> = {
  singapore: 'intl',
  'ap-southeast-1': 'intl',
  china: 'cn',
  beijing: 'cn',
  'cn-beijing': 'cn',
  virginia: 'us',
  'us-east-1': 'us',
};

/** Regions without such a host: a workspace's own host is the only way there. */
const workspaceOnly: Readonly<Record<string, string>> = {
  de: 'eu-central-1',
  frankfurt: 'eu-central-1',
  'eu-central-1': 'eu-central-1',
  hk: 'cn-hongkong',
  'cn-hongkong': 'cn-hongkong',
};

/**
 * The region of the settings, the international one if none is named.
 *
 * @throws WanError `config.invalid`, before anything is sent
 */
export function regionIn({ region = 'intl' }: Readonly<Record<string, string>>): Region {
  const name = region.toLowerCase();
  if (isRegion(name)) return name;
  const known = Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
  if (known !== undefined) return known;
  const zone = Object.hasOwn(workspaceOnly, name) ? workspaceOnly[name] : undefined;
  throw new WanError('config.invalid', `DashScope has no host of the region "${region}" that takes every key`, {
    hint:
      zone === undefined
        ? `set region to one of: ${Object.keys(origins).join(', ')}`
        : `leave region out and set WAN_DASHSCOPE_BASE_URL=https://<workspace id>.${zone}.maas.aliyuncs.com`,
    delivery: 'not-accepted',
    provider: 'dashscope',
  });
}

export function originOf(region: Region): string {
  return origins[region];
}

/** Headers of every call: the workspace, where one is set. */
export function callHeaders({ workspace }: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return workspace === undefined ? {} : { 'x-dashscope-workspace': workspace };
}

function isRegion(name: string): name is Region {
  return Object.hasOwn(origins, name);
}
