import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../src/providers/provider.js';
import { clip } from '../../simulators/kit/media.js';
import { type Bench, failureOf, intentOf, setUp } from './setup.js';

/** From then on a missing copy is not waited for. */
const expiry = 10 * 60_000;

const submit = ({ provider, call }: Bench) => provider.submit(intentOf(), call);

function linkIn(progress: Progress): string {
  const url = progress.status === 'succeeded' ? progress.urls[0] : undefined;
  if (url === undefined) throw new Error(`no link in ${JSON.stringify(progress)}`);
  return url;
}

/** The bytes behind a link of the API, fetched as a download is: without the token. */
async function download(link: string, { simulator }: Bench) {
  const { pathname, search } = new URL(link);
  const response = await fetch(simulator.url + pathname + search);
  return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
}

describe('checking a call that has ended', () => {
  it('gives the link of the answer while it lives, asked for one byte and without the token', async () => {
    const bench = await setUp();
    const { simulator, provider, call } = bench;
    const operation = await submit(bench);
    const progress = await provider.check(operation, call);
    expect(progress).toEqual({ status: 'succeeded', urls: [operation.url], expiresAt: null });
    expect(simulator.requests).toHaveLength(1);
    const [probe] = simulator.downloads;
    expect(probe?.headers).toMatchObject({ range: 'bytes=0-0' });
    expect(probe?.headers).not.toHaveProperty('authorization');
  });

  it('leaves a link that only stumbles to the download', async () => {
    const bench = await setUp();
    const operation = await submit(bench);
    bench.simulator.fail({ on: 'download', how: { kind: 'lost-before' } });
    expect(linkIn(await bench.provider.check(operation, bench.call))).toBe(operation.url);
    bench.simulator.fail({ on: 'download', how: { kind: 'http', status: 503 } });
    expect(linkIn(await bench.provider.check(operation, bench.call))).toBe(operation.url);
  });

  it('links to the copy on the account when the link is dead, by a token for that file alone', async () => {
    const bench = await setUp();
    const { simulator, provider, call } = bench;
    const operation = await submit(bench);
    simulator.media.delete(new URL(String(operation.url)).pathname);
    const link = linkIn(await provider.check(operation, call));
    expect(link).toMatch(/^https:\/\/api\.puter\.com\/token-read\?uid=/);
    expect(link).not.toContain('simulated-puter-token');
    const uid = simulator.drive.files.get('/fox/wan-abc7.mp4')?.uid;
    expect(simulator.requests.at(-1)?.json).toEqual({ expiresIn: '24h', permissions: [`fs:${uid}:read`] });
    expect(await download(link, bench)).toEqual({ status: 200, bytes: new Uint8Array(clip) });
  });

  it('links to the copy when the clip itself came back', async () => {
    const bench = await setUp({ binary: true });
    const link = linkIn(await bench.provider.check(await submit(bench), bench.call));
    expect((await download(link, bench)).bytes).toEqual(new Uint8Array(clip));
  });

  it('makes a new link each time: one lasts 24 h, the file for ever', async () => {
    const bench = await setUp({ binary: true });
    const operation = await submit(bench);
    const links = [
      await bench.provider.check(operation, bench.call),
      await bench.provider.check(operation, bench.call),
    ];
    expect(new Set(links.map(linkIn)).size).toBe(2);
  });

  it('is not given up when the link is dead and there is no copy: no document says how long either is kept', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'result-expired' } });
    const operation = await submit(bench);
    expect((await bench.provider.check(operation, bench.call)).status).toBe('rendering');
    bench.simulator.advance(expiry);
    expect(await failureOf(bench.provider.check(operation, bench.call))).toMatchObject({
      code: 'job.not-found',
      message: 'its link is dead, and nothing lies at ~/wan-abc7.mp4 on Puter',
      retryable: false,
      hint: expect.stringMatching(/puter\.com.*wan resume.*--force/),
    });
    bench.simulator.drive.save('~/wan-abc7.mp4', new Uint8Array(clip));
    expect(await bench.provider.check(operation, bench.call)).toMatchObject({ status: 'succeeded' });
  });

  it('waits a while for a copy that is still being saved', async () => {
    const bench = await setUp({ binary: true });
    const { simulator, provider, call } = bench;
    const operation = await submit(bench);
    simulator.drive.delete('~/wan-abc7.mp4');
    expect(await provider.check(operation, call)).toMatchObject({ status: 'rendering' });
    simulator.drive.save('~/wan-abc7.mp4', new Uint8Array());
    expect(await provider.check(operation, call)).toMatchObject({ status: 'rendering' });
    simulator.advance(expiry);
    expect(await failureOf(provider.check(operation, call))).toMatchObject({ code: 'job.not-found' });
  });

  it.each([
    ['a dropped connection', { kind: 'lost-before' }, 'network.failed'],
    ['a 502', { kind: 'http', status: 502 }, 'provider.unavailable'],
    ['a page', { kind: 'html' }, 'provider.unavailable'],
    ['a 404 page of a gateway', { kind: 'html', status: 404 }, 'provider.unavailable'],
    ['half an answer', { kind: 'truncated' }, 'provider.unavailable'],
    ['a 429', { kind: 'throttle' }, 'provider.unavailable'],
  ] as const)('says nothing about the clip after %s', async (_, how, code) => {
    const bench = await setUp({ binary: true });
    const operation = await submit(bench);
    bench.simulator.fail({ on: 'list', how });
    expect((await failureOf(bench.provider.check(operation, bench.call))).code).toBe(code);
    bench.simulator.fail({ on: 'result', how: { kind: 'http', status: 500 } });
    expect((await failureOf(bench.provider.check(operation, bench.call))).retryable).toBe(true);
    expect((await bench.provider.check(operation, bench.call)).status).toBe('succeeded');
  });
});

describe('adopting', () => {
  it.each([
    ['wan-abc7.mp4', 'wan-abc7.mp4'],
    ['~/films/fox.mp4', 'films/fox.mp4'],
    ['/fox/films/fox.mp4', '/fox/films/fox.mp4'],
  ])('takes %s', async (given, remoteId) => {
    const { provider } = await setUp();
    expect(provider.adopt(given, undefined)).toEqual({ remoteId });
  });

  it.each(['', '/', 'a b', '../x', '/fox/../owl/x.mp4', '~', 'https://x?y'])('refuses %j', async (given) => {
    const { provider } = await setUp();
    expect(() => provider.adopt(given, undefined)).toThrow(/not the path of a file/);
  });

  it('finds a file by its path, and says when there is none', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.drive.save('/fox/films/a.mp4', clip);
    for (const id of ['~/films/a.mp4', '/fox/films/a.mp4']) {
      expect((await provider.check(provider.adopt(id, undefined), call)).status).toBe('succeeded');
    }
    const error = await failureOf(provider.check(provider.adopt('nothing.mp4', undefined), call));
    expect(error).toMatchObject({ code: 'job.not-found', remoteId: 'nothing.mp4' });
  });

  it('takes no directory for a clip', async () => {
    const { provider, call } = await setUp();
    expect((await failureOf(provider.check({ remoteId: '/fox' }, call))).code).toBe('job.not-found');
  });
});
