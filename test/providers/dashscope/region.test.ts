import { describe, expect, it } from 'vitest';
import { createDashscope } from '../../../src/providers/dashscope.js';
import { failureOf, intentOf, setUp } from './setup.js';

describe('the region', () => {
  it.each([
    [undefined, 'dashscope-intl.aliyuncs.com'],
    ['intl', 'dashscope-intl.aliyuncs.com'],
    ['ap-southeast-1', 'dashscope-intl.aliyuncs.com'],
    ['cn', 'dashscope.aliyuncs.com'],
    ['Beijing', 'dashscope.aliyuncs.com'],
    ['cn-beijing', 'dashscope.aliyuncs.com'],
    ['us', 'dashscope-us.aliyuncs.com'],
    ['us-east-1', 'dashscope-us.aliyuncs.com'],
  ])('%s sends every request to %s', async (region, host) => {
    const settings: Readonly<Record<string, string>> = region === undefined ? {} : { region };
    const { provider, call, hosts } = await setUp({ settings });
    const operation = await provider.submit(intentOf(), call);
    await provider.check(operation, call);
    await provider.cancel(operation, call);
    await provider.listSince(0, call);
    expect(hosts).toEqual([host, host, host, host]);
  });

  it('has only hosts that may carry the key', () => {
    expect(createDashscope().facts.apiOrigins).toEqual([
      'https://dashscope-intl.aliyuncs.com',
      'https://dashscope.aliyuncs.com',
      'https://dashscope-us.aliyuncs.com',
    ]);
  });

  it.each([
    ['mars', 'intl, cn, us'],
    ['constructor', 'intl, cn, us'],
    ['eu-central-1', 'WAN_DASHSCOPE_BASE_URL=https://<workspace id>.eu-central-1.maas.aliyuncs.com'],
    ['hk', 'WAN_DASHSCOPE_BASE_URL=https://<workspace id>.cn-hongkong.maas.aliyuncs.com'],
  ])('%s has no host for everybody: nothing is sent', async (region, hint) => {
    const { simulator, provider, call } = await setUp({ settings: { region } });
    const error = await failureOf(provider.submit(intentOf(), call));
    expect(error).toMatchObject({ code: 'config.invalid', delivery: 'not-accepted' });
    expect(error.hint).toContain(hint);
    expect(simulator.requests).toEqual([]);
  });

  it('stays with a task when the setting changes', async () => {
    const { provider, call, hosts } = await setUp({ settings: { region: 'cn' } });
    const operation = await provider.submit(intentOf(), call);
    const moved = { ...call, settings: { region: 'us' } };
    await provider.check(operation, moved);
    await provider.cancel(operation, moved);
    expect(hosts).toEqual(Array.from({ length: 3 }, () => 'dashscope.aliyuncs.com'));
  });

  it('of an adopted task is that of the settings', async () => {
    const { provider, call, hosts } = await setUp({ settings: { region: 'us' } });
    const { remoteId } = await provider.submit(intentOf(), call);
    await provider.check(provider.adopt(remoteId, undefined), call);
    expect(hosts).toEqual(['dashscope-us.aliyuncs.com', 'dashscope-us.aliyuncs.com']);
  });
});
