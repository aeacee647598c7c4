import { describe, expect, it } from 'vitest';
import { clip } from '../../../simulators/kit/media.js';
import { startTiny } from './tiny-service.js';

describe('the media of a simulator', () => {
  const get = async (url: string, more: Record<string, string> = {}) =>
    await fetch(url, { headers: more, redirect: 'manual' });

  it('come from another port, whole or in part', async () => {
    const simulator = await startTiny();
    const url = simulator.media.clipUrl('a');
    expect(new URL(url).origin).not.toBe(simulator.url);
    const whole = await get(url);
    const etag = whole.headers.get('etag') ?? '';
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    expect(Buffer.from(await whole.arrayBuffer()).equals(clip)).toBe(true);

    const rest = await get(url, { range: 'bytes=100-', 'if-range': etag });
    expect([rest.status, rest.headers.get('content-range')]).toEqual([
      206,
      `bytes 100-${clip.length - 1}/${clip.length}`,
    ]);
    expect(Buffer.from(await rest.arrayBuffer()).equals(clip.subarray(100))).toBe(true);
    expect((await get(url, { range: 'bytes=100-', 'if-range': '"other"' })).status).toBe(200);
    expect((await get(url, { range: `bytes=${clip.length}-` })).status).toBe(416);
    expect(simulator.downloads.every((request) => request.headers.authorization === undefined)).toBe(true);
  });

  it.each([
    ['404', 404],
    ['gone', 410],
    ['html', 200],
    ['redirect-other-host', 302],
  ] as const)('can be faulty: %s', async (how, status) => {
    const simulator = await startTiny();
    simulator.fail({ on: 'download', how: { kind: 'download', how } });
    const response = await get(simulator.media.clipUrl('a'));
    expect(response.status).toBe(status);
    if (how === 'redirect-other-host') expect(response.headers.get('location')).toMatch(/^http:\/\/localhost:/);
    expect((await get(simulator.media.clipUrl('a'))).status).toBe(200);
  });

  it('can be short, or break off once', async () => {
    const simulator = await startTiny();
    const url = simulator.media.clipUrl('a');
    simulator.fail({ on: 'download', how: { kind: 'download', how: 'short' } });
    expect((await (await get(url)).arrayBuffer()).byteLength).toBe(clip.length >> 1);
    simulator.fail({ on: 'download', how: { kind: 'download', how: 'cut-once' } });
    const cut = await get(url);
    expect(cut.headers.get('content-length')).toBe(String(clip.length));
    await expect(cut.arrayBuffer()).rejects.toThrow();
    expect((await (await get(url)).arrayBuffer()).byteLength).toBe(clip.length);
  });

  it('know the faults of the wire, too', async () => {
    const simulator = await startTiny();
    simulator.fail({ on: 'download', how: { kind: 'lost-before' } });
    await expect(get(simulator.media.clipUrl('a'))).rejects.toThrow();
  });
});
